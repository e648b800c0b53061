"""CloudWatch as a data source: a statistic of a metric over time, for each set of dimensions that a query matches."""

import re
from datetime import UTC, datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from local.clients import local_client
from local.preview.dashboard_folder import Model
from local.preview.errors import QueryError
from local.preview.frames import Field, Frame
from local.preview.time_range import TimeRange
from local.preview.variables import Variables, interpolate

_REGION = "eu-west-2"
_CONFIG = Config(retries={"total_max_attempts": 1}, connect_timeout=3, read_timeout=60, max_pool_connections=16)
# CloudWatch's periods, in seconds; Grafana takes the shortest that gives no more points than this.
_PERIODS = (60, 300, 900, 3600, 21_600, 86_400)
_MAX_POINTS = 2000

# Values by the names of dimensions.
type Dimensions = dict[str, str]


class CloudWatch:
    def __init__(self, url: str) -> None:
        self._client = local_client("cloudwatch", _REGION, url, _CONFIG)

    def frames(self, target: Model, time_range: TimeRange, variables: Variables) -> list[Frame]:
        """A frame for each metric that matches the query's dimensions. Raises QueryError and ValueError."""
        if (
            target.get("queryMode", "Metrics") != "Metrics"
            or target.get("metricEditorMode")
            or target.get("expression")
        ):
            raise ValueError(
                "The preview queries CloudWatch by namespace, metric and dimensions only: no code, no logs."
            )
        namespace = interpolate(target["namespace"], variables)
        metric = interpolate(target["metricName"], variables)
        filters = {name: _values(value, variables) for name, value in (target.get("dimensions") or {}).items() if value}
        period = _period(interpolate(str(target.get("period") or ""), variables), time_range)
        try:
            sets = self._matching(namespace, metric, filters, exact=target.get("matchExact", True))
            return [self._frame(target, namespace, metric, one, filters, period, time_range, variables) for one in sets]
        except (ClientError, BotoCoreError) as error:
            raise QueryError.of(error, "CloudWatch") from error

    def variable_values(self, query: Any, variables: Variables) -> list[str]:
        """A variable's values: those of a dimension. Raises QueryError and ValueError."""
        if not isinstance(query, dict) or query.get("queryType") != "dimensionValues":
            raise ValueError("The preview supports CloudWatch variables of dimension values only.")
        filters = {name: _values(value, variables) for name, value in (query.get("dimensionFilters") or {}).items()}
        key = interpolate(query["dimensionKey"], variables, "glob")
        namespace = interpolate(query["namespace"], variables, "glob")
        metric = interpolate(query.get("metricName") or "", variables, "glob")
        try:
            found = self._matching(namespace, metric, {**filters, key: ["*"]}, exact=False)
        except (ClientError, BotoCoreError) as error:
            raise QueryError.of(error, "CloudWatch") from error
        return sorted({one[key] for one in found})

    def _matching(self, namespace: str, metric: str, filters: dict[str, list[str]], *, exact: bool) -> list[Dimensions]:
        """The sets of dimensions of the metric that match `filters`; `*` is any value."""
        if any(values == [""] for values in filters.values()):
            return []  # a variable without a value: there is no such metric yet
        if exact and all(len(values) == 1 and values != ["*"] for values in filters.values()):
            return [{name: values[0] for name, values in filters.items()}]
        named = {"MetricName": metric} if metric else {}
        pages = self._client.get_paginator("list_metrics").paginate(Namespace=namespace, **named)
        found = []
        for listed in (metric for page in pages for metric in page["Metrics"]):
            has = {one["Name"]: one["Value"] for one in listed["Dimensions"]}
            if (not exact or has.keys() == filters.keys()) and all(
                name in has and (values == ["*"] or has[name] in values) for name, values in filters.items()
            ):
                found.append(has)
        return sorted(found, key=lambda one: sorted(one.items()))

    def _frame(
        self,
        target: Model,
        namespace: str,
        metric: str,
        dimensions: Dimensions,
        filters: dict[str, list[str]],
        period: int,
        time_range: TimeRange,
        variables: Variables,
    ) -> Frame:
        named = [{"Name": name, "Value": value} for name, value in dimensions.items()]
        statistic = {
            "Metric": {"Namespace": namespace, "MetricName": metric, "Dimensions": named},
            "Period": period,
            "Stat": target["statistic"],
        }
        points: list[tuple[datetime, float]] = []
        for page in self._client.get_paginator("get_metric_data").paginate(
            MetricDataQueries=[{"Id": "q", "MetricStat": statistic}],
            StartTime=_whole_period(time_range.from_ms, period),
            EndTime=datetime.fromtimestamp(time_range.to_ms / 1000, UTC),
            ScanBy="TimestampAscending",
        ):
            for result in page["MetricDataResults"]:
                points += zip(result["Timestamps"], result["Values"], strict=True)
        points.sort()
        label = _label(
            interpolate(target.get("label") or "", variables), metric, target["statistic"], dimensions, filters
        )
        times = Field("Time", "time", [round(time.timestamp() * 1000) for time, _ in points])
        values = Field("Value", "number", [value for _, value in points], dimensions, label)
        return Frame([times, values], target.get("refId", "A"))


def _values(value: Any, variables: Variables) -> list[str]:
    """A dimension's value or values, of which a variable may be several."""
    texts = [value] if isinstance(value, str) else value
    return [one for text in texts for one in interpolate(text, variables, "csv").split(",")]


def _period(text: str, time_range: TimeRange) -> int:
    if text.isdecimal():
        return int(text)
    seconds = (time_range.to_ms - time_range.from_ms) / 1000
    return next((period for period in _PERIODS if seconds / period <= _MAX_POINTS), _PERIODS[-1])


def _whole_period(from_ms: int, period: int) -> datetime:
    return datetime.fromtimestamp(from_ms // 1000 // period * period, UTC)


def _label(label: str, metric: str, statistic: str, dimensions: Dimensions, filters: dict[str, list[str]]) -> str:
    """The label with CloudWatch's dynamic parts; without one, what tells the query's metrics apart."""
    variable_parts = [dimensions[name] for name, values in filters.items() if values == ["*"] or len(values) > 1]
    plain = " ".join(variable_parts) or metric
    properties = {"MetricName": metric, "Stat": statistic}
    properties |= {f"Dim.{name}": value for name, value in dimensions.items()}
    text = re.sub(r"\$\{PROP\('([^']+)'\)\}", lambda found: properties.get(found[1], ""), label)
    return text.replace("${LABEL}", plain) or plain
