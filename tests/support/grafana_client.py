"""Asks the boards' queries as Grafana does: variables, macros, all pages, frames. The preview's own parts do it."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from local.preview.cloudwatch import CloudWatch
from local.preview.dashboard_folder import DashboardFolder, panels
from local.preview.dashboard_viewer import DashboardViewer, View
from local.preview.variable_options import value_from_json
from tests.support.dashboard_files import CLOUDWATCH, FOLDER, SETS
from tests.support.engine_under_test import Source

WALLBOARD, AGENT_EVENTS, CONTACT_EVENTS, QUEUES, PIPELINE_HEALTH = (
    "connect-wallboard",
    "connect-agent-events",
    "connect-contact-events",
    "connect-queues",
    "connect-pipeline-health",
)

# How many points a panel has room for, where it does not say so itself.
_POINTS = 60

type Json = dict[str, Any]


def boards() -> dict[str, Json]:
    """Every board, by its uid; those of the other engine have the same uids, panels and variables."""
    found = [json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))]
    return {board["uid"]: board for board in found}


def table_panels(board: Json) -> Iterator[Json]:
    """The panels that ask the tables."""
    for panel in panels(board):
        if panel.get("targets") and panel["datasource"]["type"] != CLOUDWATCH:
            yield panel


def table_variables() -> list[tuple[str, str]]:
    """The variables that ask the tables: their boards' uids, and their names."""
    return [
        (uid, variable["name"])
        for uid, board in boards().items()
        for variable in board["templating"]["list"]
        if variable["type"] == "query" and variable["datasource"]["type"] != CLOUDWATCH
    ]


class NoCloudWatch(CloudWatch):
    """A CloudWatch that has no metrics, where only the tables matter."""

    def __init__(self) -> None:
        pass

    def variable_values(self, *_: Any) -> list[str]:
        return []


@dataclass
class Grafana:
    """Grafana with the boards, over the stand-in at `url`, over the time from `start` to `end`, at `now_ms`."""

    source: Source
    now_ms: int
    start: str = "now-30m"
    end: str = "now"
    cloudwatch: CloudWatch = field(default_factory=NoCloudWatch)

    def __post_init__(self) -> None:
        [folder] = [one.folder for one in SETS.values() if one.plugin == self.source.plugin]
        self._viewer = DashboardViewer(DashboardFolder(folder), self.source, self.cloudwatch)
        self._chosen: dict[str, dict[str, Json]] = {}
        self._view = View(self.start, self.end, datetime.fromtimestamp(self.now_ms / 1000, UTC))

    def over(self, start: str, end: str = "now") -> "Grafana":
        return replace(self, start=start, end=end)

    def choices(self, uid: str, **chosen: list[str]) -> dict[str, Json]:
        """A board's variables with their options, by name. They are asked for once."""
        key = f"{uid} {chosen}"
        if key not in self._chosen:
            variables = self._viewer.dashboard(uid, self._view, chosen)["variables"]
            self._chosen[key] = {variable["name"]: variable for variable in variables}
        return self._chosen[key]

    def frames(self, uid: str, title: str, **chosen: list[str]) -> list[Json]:
        """The frames of the panel of that title. A query that fails is an AssertionError."""
        values = {name: value_from_json(variable["value"]) for name, variable in self.choices(uid, **chosen).items()}
        [panel] = [panel for panel in panels(self._viewer.folder.dashboard(uid)) if panel["title"] == title]
        answer = self._viewer.panel_data(uid, panel["id"], self._view, values, _POINTS)
        assert answer["error"] is None, f"{uid}, {title}: {answer['error']}"
        assert answer["notices"] == [], f"{uid}, {title}: {answer['notices']}"
        frames: list[Json] = answer["frames"]
        return frames

    def rows(self, uid: str, title: str, **chosen: list[str]) -> list[Json]:
        """The rows of a table panel, values by the columns' names."""
        [frame] = self.frames(uid, title, **chosen)
        names = [one["name"] for one in frame["fields"]]
        return [
            dict(zip(names, row, strict=True)) for row in zip(*(one["values"] for one in frame["fields"]), strict=True)
        ]

    def numbers(self, uid: str, title: str, **chosen: list[str]) -> Json:
        """The last number of each field of a panel, by the field's name or, where it has one, its label."""
        numbers = {}
        for frame in self.frames(uid, title, **chosen):
            for one in frame["fields"]:
                if one["type"] != "time":
                    [name] = one.get("labels", {}).values() or [one["name"]]
                    numbers[name] = one["values"][-1] if one["values"] else None
        return numbers


def alike(one: Any, other: Any) -> bool:
    """Whether two answers are the same but for the last digits of numbers: an engine adds them up in any order, and in
    decimals or in binary."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(value, other[key]) for key, value in one.items())
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, float) or isinstance(other, float):
        numbers = isinstance(one, float | int) and isinstance(other, float | int)
        return numbers and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return bool(one == other)


def summed(rows: list[Json]) -> dict[str, int]:
    """Each column's sum over rows with a time."""
    names = [name for name in rows[0] if name != "time"]
    return {name: sum(row[name] for row in rows) for name in names}
