"""What the page shows: a dashboard with its variables and texts, and the data of each of its panels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markdown_it import MarkdownIt

from local.preview.cloudwatch import CloudWatch
from local.preview.dashboard_folder import DashboardFolder, Model, panels
from local.preview.data_sources import CLOUDWATCH, DASHBOARD
from local.preview.errors import MALFORMED, QueryError
from local.preview.frames import Frame
from local.preview.postgresql import Postgresql
from local.preview.time_range import TimeRange, duration_ms, parse_time_range
from local.preview.timestream import Timestream
from local.preview.transformations import transform
from local.preview.variable_options import resolve_variables
from local.preview.variables import TIME_ZONE, Value, Variables, Verbatim, interpolate

_NOT_INTERPOLATED = {"targets", "transformations"}


@dataclass(frozen=True)
class View:
    """The time that a reader looks at: from and to as they stand in an address, the present, and the time zone."""

    start: str
    end: str
    now: datetime
    zone: str = "UTC"

    def time_range(self, start: str = "", end: str = "") -> TimeRange:
        """The view's own time range, or another one seen from the same present and zone. Raises TimeRangeError."""
        return parse_time_range(start or self.start, end or self.end, self.now, self.time_zone)

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone; UTC where Python does not have it."""
        try:
            return ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")


@dataclass
class PanelData:
    """A panel's frames and notices. `error` is the last error of its queries, `unreachable` that nobody answered."""

    time_range: TimeRange | None = None
    frames: list[Frame] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    error: str | None = None
    unreachable: bool = False

    def as_json(self) -> Model:
        range_ = {"from": self.time_range.from_ms, "to": self.time_range.to_ms} if self.time_range else {}
        return {
            **range_,
            "frames": [frame.as_json() for frame in self.frames],
            "notices": self.notices,
            "error": self.error,
            "unreachable": self.unreachable,
        }

    def fail(self, error: Exception) -> None:
        self.error = str(error)
        self.unreachable = isinstance(error, QueryError) and error.unreachable


class DashboardViewer:
    """The dashboards of a folder with the data of their sources."""

    def __init__(self, folder: DashboardFolder, tables: Timestream | Postgresql, cloudwatch: CloudWatch) -> None:
        self.folder = folder
        self._tables = tables
        self._cloudwatch = cloudwatch

    def dashboard(self, uid: str, view: View, requested: Mapping[str, Sequence[str]]) -> Model:
        """The dashboard's model for this view: variables with their options and values, and panels and links with the
        values in their texts. `requested` are the variables' values as an address has them.
        Raises DashboardNotFoundError and TimeRangeError."""
        model = self.folder.dashboard(uid)
        time_range = view.time_range()
        builtin = _builtin_variables(time_range, view)
        variables = resolve_variables(
            model, requested, builtin, lambda variable, values: self._variable_values(variable, time_range, values)
        )
        values: Variables = builtin | {variable.model["name"]: variable.value for variable in variables}
        shown = _interpolated({key: value for key, value in model.items() if key != "templating"}, values)
        for panel in panels(shown):
            if panel["type"] == "text" and panel["options"].get("mode", "markdown") == "markdown":
                panel["html"] = _html(str(panel["options"]["content"]))
        return {
            **shown,
            "variables": [variable.as_json() for variable in variables],
            "boards": self.folder.summaries(),
        }

    def panel_data(self, uid: str, panel_id: int, view: View, values: Variables, max_data_points: int) -> Model:
        """A panel's frames after its transformations, for the variables' values that `dashboard` has given.
        `max_data_points` is how many the panel has room for. An error stands beside the frames of the queries that
        did not fail. Raises DashboardNotFoundError."""
        panel = self.folder.panel(uid, panel_id)
        try:
            time_range = _panel_time_range(panel, view, values)
            values = {**_builtin_variables(time_range, view), **values}
            data = self._query(uid, panel, time_range, values, max_data_points)
        except ValueError as error:
            return PanelData(error=str(error)).as_json()
        try:
            data.frames = transform(data.frames, panel.get("transformations", []))
        except ValueError as error:
            data.frames = []
            data.fail(error)
        return data.as_json()

    def _query(
        self, uid: str, panel: Model, time_range: TimeRange, values: Variables, max_data_points: int
    ) -> PanelData:
        """The results of a panel's queries. Raises TimeRangeError where the panel's least interval is not one."""
        data = PanelData(time_range)
        least_interval = interpolate(str(panel.get("interval") or "1ms"), values)
        most_points = int(panel.get("maxDataPoints") or max_data_points)
        interval_ms = time_range.interval_ms(most_points, duration_ms(least_interval))
        for target in panel.get("targets", []):
            source = target["datasource"]
            try:
                if target.get("hide"):
                    continue
                if source.get("uid") == DASHBOARD:
                    self._add_other_panel(data, uid, target, time_range, values, max_data_points)
                else:
                    data.frames += self._frames(source, target, time_range, interval_ms, values)
            except (QueryError, ValueError) as error:
                data.fail(error)
            except MALFORMED as error:
                data.error = f"The preview cannot read this query of the dashboard: {error!r}"
        data.notices = [notice for frame in data.frames for notice in frame.notices]
        return data

    def _frames(
        self, source: Model, target: Model, time_range: TimeRange, interval_ms: int, values: Variables
    ) -> list[Frame]:
        """The frames of one query. Raises QueryError and ValueError."""
        if source.get("type") == self._tables.plugin:
            return self._tables.frames(target, time_range, interval_ms, values)
        if source.get("type") == CLOUDWATCH:
            return self._cloudwatch.frames(target, time_range, values)
        raise ValueError(f"The preview has no data source of the type {source.get('type')!r}.")

    def _add_other_panel(
        self, data: PanelData, uid: str, target: Model, time_range: TimeRange, values: Variables, max_data_points: int
    ) -> None:
        """Adds the result of another panel of the dashboard, over this panel's time range."""
        other_panel = self.folder.panel(uid, target["panelId"])
        other = self._query(uid, other_panel, time_range, values, max_data_points)
        if target.get("withTransforms"):
            other.frames = transform(other.frames, other_panel.get("transformations", []))
        data.frames += other.frames
        data.error, data.unreachable = other.error or data.error, other.unreachable or data.unreachable

    def _variable_values(self, variable: Model, time_range: TimeRange, values: Variables) -> list[str]:
        """The result of a variable's query. Raises QueryError and ValueError."""
        type_ = variable["datasource"]["type"]
        if type_ == self._tables.plugin:
            return self._tables.variable_values(variable["query"], time_range, values)
        if type_ == CLOUDWATCH:
            return self._cloudwatch.variable_values(variable["query"], values)
        raise ValueError(f"The preview has no data source of the type {type_!r}.")


def _builtin_variables(time_range: TimeRange, view: View) -> dict[str, Value]:
    return {
        "__from": f"{time_range.from_ms}",
        "__to": f"{time_range.to_ms}",
        "__url_time_range": Verbatim(f"from={view.start}&to={view.end}"),
        TIME_ZONE: view.time_zone.key,
    }


def _panel_time_range(panel: Model, view: View, values: Variables) -> TimeRange:
    """A panel may look further back than its dashboard: `timeFrom` is `24h` or `now/d`."""
    start = interpolate(str(panel.get("timeFrom") or ""), values)
    if not start:
        return view.time_range()
    return view.time_range(start if start.startswith("now") else f"now-{start}", "now")


def _html(markdown: str) -> str:
    html: str = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    return html


def _interpolated(model: Any, values: Variables, key: str = "") -> Any:
    """The model with variables' values in all its texts but those of queries."""
    if isinstance(model, dict):
        return {
            name: value if name in _NOT_INTERPOLATED else _interpolated(value, values, name)
            for name, value in model.items()
        }
    if isinstance(model, list):
        return [_interpolated(item, values, key) for item in model]
    if isinstance(model, str):
        return interpolate(model, values, "percentencode" if key == "url" else "text")
    return model
