"""What a browser is told: a board with its variables and texts, and the data of each of its panels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markdown_it import MarkdownIt

from local.preview.cloudwatch import CloudWatch
from local.preview.dashboards import Dashboards, Model, panels
from local.preview.errors import QueryError
from local.preview.frames import Frame
from local.preview.time_range import TimeRange, duration_ms, time_range
from local.preview.timestream import Timestream
from local.preview.transformations import transformed
from local.preview.variable_options import choices
from local.preview.variables import Variables, Verbatim, interpolate

TIMESTREAM = "grafana-timestream-datasource"
CLOUDWATCH = "cloudwatch"
# Another panel's answer, shown again.
_DASHBOARD = "-- Dashboard --"
_NO_TEXTS = {"targets", "transformations"}


@dataclass(frozen=True)
class View:
    """What somebody looks at: from and to as an address has them, the present, and the zone where days begin."""

    start: str
    end: str
    now: datetime
    zone: str = "UTC"

    def range(self, start: str = "", end: str = "") -> TimeRange:
        """The view's own time range, or another as seen now from the same zone. Raises TimeRangeError."""
        try:
            zone = ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo("UTC")
        return time_range(start or self.start, end or self.end, self.now, zone)


class Boards:
    """The dashboards with what the data sources say."""

    def __init__(self, dashboards: Dashboards, timestream: Timestream, cloudwatch: CloudWatch) -> None:
        self.dashboards = dashboards
        self._timestream = timestream
        self._cloudwatch = cloudwatch

    def board(self, uid: str, view: View, wanted: Mapping[str, Sequence[str]]) -> Model:
        """The dashboard's model for this view: variables with their options and values, and panels and links with the
        values in their texts. `wanted` are the variables' values as an address has them.
        Raises NoDashboardError and TimeRangeError."""
        model = self.dashboards.dashboard(uid)
        over = view.range()
        builtin = {
            "__from": f"{over.from_ms}",
            "__to": f"{over.to_ms}",
            "__url_time_range": Verbatim(f"from={view.start}&to={view.end}"),
        }
        found = choices(model, wanted, builtin, lambda variable, values: self._texts(variable, over, values))
        values: Variables = builtin | {choice.model["name"]: choice.value for choice in found}
        told = _with_values({key: value for key, value in model.items() if key != "templating"}, values)
        for panel in panels(told):
            if panel["type"] == "text" and panel["options"].get("mode", "markdown") == "markdown":
                panel["html"] = (
                    MarkdownIt("commonmark", {"html": False}).enable("table").render(panel["options"]["content"])
                )
        return {**told, "variables": [choice.as_json() for choice in found], "boards": self.dashboards.listed()}

    def data(self, uid: str, panel_id: int, view: View, values: Variables, points: int) -> Model:
        """A panel's frames after its transformations, for variables' values as `board` has told them. `points` is how
        many the panel has room for. Where a query fails, its error stands beside the others' frames.
        Raises NoDashboardError."""
        panel = self.dashboards.panel(uid, panel_id)
        answer: Model = {"frames": [], "notices": [], "error": None, "unreachable": False}
        try:
            over = _own_range(panel, view)
            answer |= {"from": over.from_ms, "to": over.to_ms}
            values = {"__from": f"{over.from_ms}", "__to": f"{over.to_ms}", **values}
            frames = self._frames(uid, panel, over, values, points, answer)
            answer["notices"] = [notice for frame in frames for notice in frame.notices]
            answer["frames"] = [frame.as_json() for frame in transformed(frames, panel.get("transformations", []))]
        except ValueError as error:
            answer["error"] = str(error)
        return answer

    def _frames(
        self, uid: str, panel: Model, over: TimeRange, values: Variables, points: int, answer: Model
    ) -> list[Frame]:
        frames = []
        interval = over.interval_ms(panel.get("maxDataPoints") or points, _least_interval(panel))
        for target in panel.get("targets", []):
            if target.get("hide"):
                continue
            try:
                frames += self._answer(uid, panel, target, over, interval, values, points, answer)
            except (QueryError, ValueError) as error:
                answer["error"] = str(error)
                answer["unreachable"] = isinstance(error, QueryError) and error.unreachable
        return frames

    def _answer(
        self, uid: str, panel: Model, target: Model, over: TimeRange, interval: int, values: Variables, points: int,
        answer: Model,
    ) -> list[Frame]:  # fmt: skip
        source = target.get("datasource") or panel.get("datasource") or {}
        if source.get("uid") == _DASHBOARD:
            other = self.dashboards.panel(uid, target["panelId"])
            frames = self._frames(uid, other, over, values, points, answer)
            return transformed(frames, other.get("transformations", [])) if target.get("withTransforms") else frames
        if source.get("type") == TIMESTREAM:
            return self._timestream.frames(target, over, interval, values) if target.get("rawQuery") else []
        if source.get("type") == CLOUDWATCH:
            return self._cloudwatch.frames(target, over, values)
        raise ValueError(f"The preview has no data source of the type {source.get('type')!r}.")

    def _texts(self, variable: Model, over: TimeRange, values: Variables) -> list[str]:
        """The answer to a variable's query. Raises QueryError and ValueError."""
        if (variable.get("datasource") or {}).get("type") == CLOUDWATCH:
            return self._cloudwatch.texts(variable["query"], values)
        return self._timestream.texts(variable["query"], over, values)


def _own_range(panel: Model, view: View) -> TimeRange:
    """A panel may look further back than its board: `timeFrom` is `24h` or `now/d`."""
    start = panel.get("timeFrom") or ""
    if not start:
        return view.range()
    return view.range(start if start.startswith("now") else f"now-{start}", "now")


def _least_interval(panel: Model) -> int:
    return duration_ms(panel["interval"]) if panel.get("interval") else 1


def _with_values(model: Any, values: Variables, key: str = "") -> Any:
    """The model with variables' values in all its texts, but for queries."""
    if isinstance(model, dict):
        return {name: one if name in _NO_TEXTS else _with_values(one, values, name) for name, one in model.items()}
    if isinstance(model, list):
        return [_with_values(one, values, key) for one in model]
    if isinstance(model, str):
        return interpolate(model, values, "percentencode" if key == "url" else "text")
    return model
