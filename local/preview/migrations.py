"""Dashboards of older Grafanas, and of other people, in the shape that Grafana gives them when it loads them."""

import math
import re
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from local.preview.data_sources import DASHBOARD, KNOWN, guessed_type
from local.preview.time_range import TimeRangeError, parse_time_range

type Model = dict[str, Any]

_DEFAULT_TIME = {"from": "now-6h", "to": "now"}
_NO_FIELD_CONFIG: Model = {"defaults": {}, "overrides": []}
_DEFAULT_GRID = {"x": 0, "y": 0, "w": 6, "h": 3}
# Before Grafana 5 a row had a height in pixels, and its panels were a number of twelfths wide.
_PIXELS_PER_UNIT = 38
_UNITS_PER_SPAN = 2


def migrated(content: Any, name: str) -> Model | None:
    """The dashboard in a file's JSON, or None where there is none. `name` is the file's, for what has no uid or title.

    What the preview cannot draw stays as it is, for an error of its panel or variable.
    """
    model = _unwrapped(content)
    if model is None:
        return None
    model = deepcopy(model)
    model |= {"uid": str(model.get("uid") or name), "title": str(model.get("title") or name)}
    model["time"] = _time(_without_nulls(model.get("time")))
    model["tags"] = _objects(model, "tags", str)
    model["links"] = _objects(model, "links")
    variables = _objects(model.get("templating"), "list")
    model["templating"] = {"list": [{**one, "type": str(one.get("type"))} for one in variables if one.get("name")]}
    model["panels"] = _objects(model, "panels") or _panels_of_rows(_objects(model, "rows"))
    inputs = {one.get("name"): one.get("pluginId") for one in _objects(model, "__inputs")}
    inputs |= {one["name"]: one.get("query") for one in model["templating"]["list"] if one["type"] == "datasource"}
    for variable in model["templating"]["list"]:
        variable["datasource"] = _data_source(variable.get("datasource"), inputs, variable.get("query"))
    for panel in _all_panels(model["panels"]):
        _mend_panel(panel, inputs)
    _give_ids(_all_panels(model["panels"]))
    return model


def _unwrapped(content: Any) -> Model | None:
    """A dashboard as Grafana saves it, as its HTTP API returns it, or as a resource of Kubernetes."""
    if not isinstance(content, dict):
        return None
    for model in (content, content.get("dashboard"), content.get("spec")):
        if isinstance(model, dict) and (isinstance(model.get("panels"), list) or isinstance(model.get("rows"), list)):
            return model
    return None


def _time(saved: Model) -> Model:
    """The time range that is shown at first: Grafana's default where the saved one is none."""
    time = {key: str(saved.get(key, text)) for key, text in _DEFAULT_TIME.items()}
    try:
        parse_time_range(time["from"], time["to"], datetime.now(UTC))
    except TimeRangeError:
        return _DEFAULT_TIME
    return time


def _objects(model: Any, key: str, type_: type = dict) -> list[Any]:
    """The members of a list that may be missing, or null."""
    found = model.get(key) if isinstance(model, dict) else None
    return [one for one in found if isinstance(one, type_)] if isinstance(found, list) else []


def _all_panels(panels: list[Model]) -> list[Model]:
    return [one for panel in panels for one in (panel, *_objects(panel, "panels"))]


def _panels_of_rows(rows: list[Model]) -> list[Model]:
    """Panels in rows, as before Grafana 5, on a grid of 24 columns."""
    panels: list[Model] = []
    y = 0
    for row in rows:
        if row.get("showTitle") or row.get("collapse"):
            panels.append({"type": "row", "title": row.get("title", ""), "gridPos": {"x": 0, "y": y, "w": 24, "h": 1}})
            y += 1
        height = max(3, math.ceil(_pixels(row.get("height")) / _PIXELS_PER_UNIT))
        x = 0
        for panel in _objects(row, "panels"):
            width = int(panel.get("span") or 4) * _UNITS_PER_SPAN
            if x + width > 24:
                x, y = 0, y + height
            panels.append({**panel, "gridPos": {"x": x, "y": y, "w": width, "h": height}})
            x += width
        y += height
    return panels


def _pixels(height: Any) -> float:
    digits = re.match(r"\d+", str(height or 250))
    return float(digits[0]) if digits else 250


def _mend_panel(panel: Model, inputs: dict[Any, Any]) -> None:
    panel["type"] = str(panel.get("type") or ("library panel" if "libraryPanel" in panel else ""))
    panel["gridPos"] = {**_DEFAULT_GRID, **_without_nulls(panel.get("gridPos"))}
    panel["fieldConfig"] = {**_NO_FIELD_CONFIG, **_without_nulls(panel.get("fieldConfig"))}
    panel["options"] = panel.get("options") or {}
    if panel["type"] == "text":
        older = {key: panel[key] for key in ("content", "mode") if key in panel}
        panel["options"] = {"content": "", **older, **panel["options"]}
    panel["targets"] = [one for target in _objects(panel, "targets") for one in _by_statistic(target)]
    own = panel.get("datasource")
    for target in panel["targets"]:
        target["datasource"] = _data_source(target.get("datasource") or own, inputs, target)
    if panel["targets"] or own:
        panel["datasource"] = _data_source(own, inputs, next(iter(panel["targets"]), None))


def _without_nulls(model: Any) -> Model:
    return {key: value for key, value in model.items() if value is not None} if isinstance(model, dict) else {}


def _by_statistic(target: Model) -> list[Model]:
    """A CloudWatch query had several statistics before Grafana 8; now each has a query of its own."""
    statistics = target.get("statistics")
    if not isinstance(statistics, list) or "statistic" in target:
        return [target]
    return [{**target, "statistic": statistic} for statistic in statistics]


def _data_source(reference: Any, inputs: dict[Any, Any], query: Any) -> Model:
    """A reference as `{type, uid}`. It was a name before Grafana 8.3, none where it was the default one, and is a
    variable or an input of the dashboard elsewhere; what the query looks like decides where the name does not."""
    if isinstance(reference, dict) and reference.get("type"):
        return reference
    name = str((reference.get("uid") if isinstance(reference, dict) else reference) or "")
    if name in (DASHBOARD, "dashboard"):
        return {"type": "datasource", "uid": DASHBOARD}
    variable = re.fullmatch(r"\$\{?(\w+)\}?|\[\[(\w+)\]\]", name)
    plugin = inputs.get(variable[1] or variable[2]) if variable else name
    return {"type": KNOWN.get(str(plugin)) or guessed_type(name, query), "uid": name}


def _give_ids(panels: list[Model]) -> None:
    """Each panel has an id of its own: the first of those that share one keeps it."""
    seen: set[Any] = set()
    highest = max((panel["id"] for panel in panels if isinstance(panel.get("id"), int)), default=0)
    for panel in panels:
        if not isinstance(panel.get("id"), int) or panel["id"] in seen:
            highest += 1
            panel["id"] = highest
        seen.add(panel["id"])
