"""A board: its panels on Grafana's grid of 24 columns, its variables, and the links to all other boards."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass

from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models.dashboard import (
    AnnotationContainer,
    Dashboard,
    DashboardCursorSync,
    DashboardDashboardTemplating,
    DashboardDashboardTime,
    DashboardLink,
    DashboardLinkType,
    GridPos,
    Panel,
    RowPanel,
    TimePickerConfig,
    VariableModel,
)

from dashboards import cloudwatch
from dashboards.engine import Engine, Query, data_source
from dashboards.variables import Filter, source_variables

# A line of panels, all of one height, each with its width; or the title of a section.
type Line = str | tuple[int, Sequence[tuple[int, Builder[Panel]]]]

COLUMNS = 24
TAG = "connect-analytics"


@dataclass(frozen=True)
class Board:
    """A board, whatever engine it asks. Lines come one under the other, panels are numbered in their order."""

    uid: str
    title: str
    description: str
    lines: Sequence[Line]
    variables: Sequence[VariableModel | Filter]
    refresh: str = "1m"
    since: str = "now-6h"

    def panel_id(self, title: str) -> int:
        """The id of the panel of that title."""
        return next(panel_id for panel_id, panel, _ in _placed(self.lines) if panel.title == title)


def dashboard(board: Board, engine: Engine) -> Dashboard:
    """The board in Grafana's classic model, asking an engine."""
    filters = [one.for_engine(engine) if isinstance(one, Filter) else one for one in board.variables]
    return Dashboard(
        uid=board.uid,
        title=board.title,
        description=board.description,
        tags=[TAG],
        schema_version=39,  # Grafana 10.4's; later ones mend what they have changed since
        version=1,
        editable=True,
        timezone="browser",
        week_start="",
        time=DashboardDashboardTime(board.since, "now"),
        timepicker=TimePickerConfig(refresh_intervals=["30s", "1m", "5m", "15m", "1h"]),
        refresh=board.refresh,
        graph_tooltip=DashboardCursorSync.CROSSHAIR,
        fiscal_year_start_month=0,
        live_now=False,
        preload=False,
        links=[_LinksToAll()],
        annotations=AnnotationContainer([]),
        templating=DashboardDashboardTemplating([*source_variables(engine), *filters]),
        panels=[_asking(panel, panel_id, place, engine) for panel_id, panel, place in _placed(board.lines)],
    )


def _placed(lines: Sequence[Line]) -> Iterator[tuple[int, Panel | RowPanel, GridPos]]:
    """The panels with their ids and places."""
    panel_id = top = 0
    for line in lines:
        height, members = (1, [(COLUMNS, RowPanel(title=line))]) if isinstance(line, str) else line
        left = 0
        for width, panel in members:
            panel_id += 1
            built = panel if isinstance(panel, RowPanel) else panel.build()
            yield panel_id, built, GridPos(h=height, w=width, x=left, y=top)
            left += width
        top += height


def _asking(panel: Panel | RowPanel, panel_id: int, place: GridPos, engine: Engine) -> Panel | RowPanel:
    """A copy of the panel in its place, with the engine's queries."""
    panel = copy(panel)
    panel.id_val, panel.grid_pos = panel_id, place
    if isinstance(panel, Panel) and panel.targets:
        asks_tables = any(isinstance(one, Query) for one in panel.targets)
        panel.datasource = data_source(engine) if asks_tables else cloudwatch.SOURCE
        transformations = [
            one for query in panel.targets if isinstance(query, Query) for one in engine.transformations(query)
        ]
        panel.targets = [engine.query(one) if isinstance(one, Query) else one for one in panel.targets]
        panel.transformations = transformations or None
    return panel


class _LinksToAll(DashboardLink):
    """Links to all boards, with their variables."""

    def __init__(self) -> None:
        super().__init__(
            title="Boards",
            type_val=DashboardLinkType.DASHBOARDS,
            icon="external link",
            tags=[TAG],
            include_vars=True,
            url="",
        )

    def to_json(self) -> dict[str, object]:
        """Without `placement`, by which the library would hide the links in a menu."""
        return {key: value for key, value in super().to_json().items() if key != "placement"}
