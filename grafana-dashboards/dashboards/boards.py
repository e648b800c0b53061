"""A board: its panels on Grafana's grid of 24 columns, its variables, and the links to all other boards."""

from collections.abc import Sequence
from typing import Any

type Json = dict[str, Any]

# A line of panels, all of one height, each with its width; or the title of a section.
type Line = str | tuple[int, Sequence[tuple[int, Json]]]

COLUMNS = 24
TAG = "connect-analytics"


def board(
    uid: str,
    title: str,
    description: str,
    lines: Sequence[Line],
    *,
    variables: Sequence[Json],
    refresh: str = "1m",
    since: str = "now-6h",
    annotations: Sequence[Json] = (),
) -> Json:
    """A dashboard in Grafana's classic JSON. Lines come one under the other, panels are numbered in their order."""
    return {
        "uid": uid,
        "title": title,
        "description": description,
        "tags": [TAG],
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "timezone": "browser",
        "weekStart": "",
        "time": {"from": since, "to": "now"},
        "timepicker": {"refresh_intervals": ["30s", "1m", "5m", "15m", "1h"]},
        "refresh": refresh,
        "graphTooltip": 1,
        "fiscalYearStartMonth": 0,
        "liveNow": False,
        "preload": False,
        "links": [_links_to_all()],
        "annotations": {"list": list(annotations)},
        "templating": {"list": list(variables)},
        "panels": _placed(lines),
    }


def _placed(lines: Sequence[Line]) -> list[Json]:
    """The panels with their ids and places."""
    panels: list[Json] = []
    top = 0
    for line in lines:
        height, members = (1, [(COLUMNS, _row(line))]) if isinstance(line, str) else line
        left = 0
        for width, panel in members:
            place = {"h": height, "w": width, "x": left, "y": top}
            panels.append({"id": len(panels) + 1, "gridPos": place, **panel})
            left += width
        top += height
    return panels


def _row(title: str) -> Json:
    return {"type": "row", "title": title, "collapsed": False, "panels": []}


def _links_to_all() -> Json:
    return {
        "type": "dashboards",
        "title": "Boards",
        "tags": [TAG],
        "asDropdown": False,
        "includeVars": True,
        "keepTime": False,
        "targetBlank": False,
        "icon": "external link",
        "tooltip": "",
        "url": "",
    }
