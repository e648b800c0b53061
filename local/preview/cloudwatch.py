"""CloudWatch as a data source: a statistic of a metric over time, for each set of dimensions that a query matches."""

import re
from datetime import UTC, datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from local.clients import local_client
from local.preview.dashboards import Model
from local.preview.errors import QueryError
from local.preview.frames import Field, Frame
from local.preview.time_range import TimeRange
from local.preview.variables import Variables, interpolate

_REGION = "eu-west-2"
_CONFIG = Config(retries={"total_max_attempts": 1}, connect_timeout=3, read_timeout=60, max_pool_connections=16)
# CloudWatch's periods, in seconds; the shortest that makes no more points than Grafana wants is taken.
_PERIODS = (60, 300, 900, 3600, 21_600, 86_400)
_MOST_POINTS = 2000

# Values by the names of dimensions.
type Dimensions = dict[str, str]


class CloudWatch:
    def __init__(self, url: str) -> None:
        self._client = local_client("cloudwatch", _REGION, url, _CONFIG)

    def frames(self, target: Model, over: TimeRange, variables: Variables) -> list[Frame]:
        """A frame for each metric that the query's dimensions match. Raises QueryError and ValueError."""
        if (
            target.get("queryMode", "Metrics") != "Metrics"
            or target.get("metricEditorMode")
            or target.get("expression")
        ):
            raise ValueError("The preview asks CloudWatch by namespace, metric and dimensions only: no code, no logs.")
        namespace = interpolate(target["namespace"], variables)
        metric = interpolate(target["metricName"], variables)
        wanted = {name: _values(value, variables) for name, value in (target.get("dimensions") or {}).items() if value}
        period = _period(interpolate(str(target.get("period") or ""), variables), over)
        try:
            sets = self._matching(namespace, metric, wanted, exact=target.get("matchExact", True))
            return [self._frame(target, namespace, metric, one, wanted, period, over, variables) for one in sets]
        except (ClientError, BotoCoreError) as error:
            raise QueryError.of(error, "CloudWatch") from error

    def texts(self, query: Any, variables: Variables) -> list[str]:
        """A variable's options: the values of a dimension. Raises QueryError and ValueError."""
        if not isinstance(query, dict) or query.get("queryType") != "dimensionValues":
            raise ValueError("The preview knows CloudWatch variables of dimension values only.")
        wanted = {name: _values(value, variables) for name, value in (query.get("dimensionFilters") or {}).items()}
        key = interpolate(query["dimensionKey"], variables, "glob")
        namespace = interpolate(query["namespace"], variables, "glob")
        metric = interpolate(query.get("metricName") or "", variables, "glob")
        try:
            found = self._matching(namespace, metric, {**wanted, key: ["*"]}, exact=False)
        except (ClientError, BotoCoreError) as error:
            raise QueryError.of(error, "CloudWatch") from error
        return sorted({one[key] for one in found})

    def _matching(self, namespace: str, metric: str, wanted: dict[str, list[str]], *, exact: bool) -> list[Dimensions]:
        """The sets of dimensions that the metric has among those wanted; `*` is any value."""
        if any(values == [""] for values in wanted.values()):
            return []  # of a variable that has no value: there is no such metric yet
        if exact and all(len(values) == 1 and values != ["*"] for values in wanted.values()):
            return [{name: values[0] for name, values in wanted.items()}]
        named = {"MetricName": metric} if metric else {}
        pages = self._client.get_paginator("list_metrics").paginate(Namespace=namespace, **named)
        found = []
        for listed in (metric for page in pages for metric in page["Metrics"]):
            has = {one["Name"]: one["Value"] for one in listed["Dimensions"]}
            if (not exact or has.keys() == wanted.keys()) and all(
                name in has and (values == ["*"] or has[name] in values) for name, values in wanted.items()
            ):
                found.append(has)
        return sorted(found, key=lambda one: sorted(one.items()))

    def _frame(
        self,
        target: Model,
        namespace: str,
        metric: str,
        dimensions: Dimensions,
        wanted: dict[str, list[str]],
        period: int,
        over: TimeRange,
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
            StartTime=_whole_period(over.from_ms, period),
            EndTime=datetime.fromtimestamp(over.to_ms / 1000, UTC),
            ScanBy="TimestampAscending",
        ):
            for result in page["MetricDataResults"]:
                points += zip(result["Timestamps"], result["Values"], strict=True)
        points.sort()
        label = _label(
            interpolate(target.get("label") or "", variables), metric, target["statistic"], dimensions, wanted
        )
        times = Field("Time", "time", [round(moment.timestamp() * 1000) for moment, _ in points])
        values = Field("Value", "number", [value for _, value in points], dimensions, label)
        return Frame([times, values], target.get("refId", "A"))


def _values(value: Any, variables: Variables) -> list[str]:
    """A dimension's value or values, of which a variable may be several."""
    texts = [value] if isinstance(value, str) else value
    return [one for text in texts for one in interpolate(text, variables, "csv").split(",")]


def _period(text: str, over: TimeRange) -> int:
    if text.isdecimal():
        return int(text)
    seconds = (over.to_ms - over.from_ms) / 1000
    return next((period for period in _PERIODS if seconds / period <= _MOST_POINTS), _PERIODS[-1])


def _whole_period(from_ms: int, period: int) -> datetime:
    return datetime.fromtimestamp(from_ms // 1000 // period * period, UTC)


def _label(label: str, metric: str, statistic: str, dimensions: Dimensions, wanted: dict[str, list[str]]) -> str:
    """The label with CloudWatch's dynamic parts; without one, what tells the metric from the query's others."""
    any_of = [dimensions[name] for name, values in wanted.items() if values == ["*"] or len(values) > 1]
    plain = " ".join(any_of) or metric
    properties = {"MetricName": metric, "Stat": statistic}
    properties |= {f"Dim.{name}": value for name, value in dimensions.items()}
    told = re.sub(r"\$\{PROP\('([^']+)'\)\}", lambda found: properties.get(found[1], ""), label)
    return told.replace("${LABEL}", plain) or plain
