"""Logs, traces and metrics, one of each for a function, all through Powertools.

Logs hold ids and reasons, never payloads. Metrics go to CloudWatch in embedded metric format, in the
namespace that the template sets, with the function's service name as their dimension.
"""

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit

logger = Logger()
tracer = Tracer()
metrics = Metrics()


def count(**counts: int) -> None:
    """Adds each count to its metric, for example `count(RecordsRead=100)`."""
    for name, value in counts.items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)


def event_age(milliseconds: int) -> None:
    """Adds the age of the oldest event of this invocation, from its own time until now."""
    metrics.add_metric(name="EventAge", unit=MetricUnit.Milliseconds, value=milliseconds)
