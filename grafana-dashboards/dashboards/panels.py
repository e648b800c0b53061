"""Grafana's classic panels, as far as these boards use them: plain dictionaries, made by one function for each type."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboards.colours import BAD, GOOD, NEUTRAL, WARNING
from dashboards.queries import sql

type Json = dict[str, Any]

TIMESTREAM = {"type": "grafana-timestream-datasource", "uid": "${datasource}"}
CLOUDWATCH = {"type": "cloudwatch", "uid": "${cloudwatch}"}
TABLE, TIME_SERIES = 0, 1


def query(name: str, *, as_series: bool = False, ref_id: str = "A") -> Json:
    """A query of Timestream: the file `sql/<name>.sql`. As series its rows are times, texts and numbers, ascending."""
    return {
        "refId": ref_id,
        "datasource": TIMESTREAM,
        "rawQuery": sql(name),
        "format": TIME_SERIES if as_series else TABLE,
        "waitForResult": True,
    }


def metric(
    namespace: str, name: str, statistic: str, dimensions: Mapping[str, str], *, ref_id: str, label: str
) -> Json:
    """A metric of CloudWatch, one a query: no search and no arithmetic."""
    return {
        "refId": ref_id,
        "datasource": CLOUDWATCH,
        "queryMode": "Metrics",
        "metricQueryType": 0,
        "metricEditorMode": 0,
        "region": "default",
        "namespace": namespace,
        "metricName": name,
        "dimensions": dict(dimensions),
        "matchExact": True,
        "statistic": statistic,
        "period": "",
        "id": "",
        "expression": "",
        "label": label,
    }


def stat(
    title: str, description: str, targets: Json | Sequence[Json], *, colour: str = "background", **field: Any
) -> Json:
    """Numbers to be read from afar. `colour` is what takes their colour: `background`, `value` or `none`. What is
    neither good nor bad has none."""
    return _panel(
        "stat",
        title,
        description,
        targets,
        options={
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
            "orientation": "auto",
            "textMode": "auto",
            "colorMode": colour,
            "graphMode": "none",
            "justifyMode": "center",
        },
        **{"thresholds": steps("transparent"), **field},
    )


def timeseries(
    title: str,
    description: str,
    targets: Json | Sequence[Json],
    *,
    style: str = "line",
    stacked: bool = False,
    **field: Any,
) -> Json:
    """Numbers through time. `style` is `line` or `bars`."""
    custom = {
        "drawStyle": style,
        "lineWidth": 2 if style == "line" else 0,
        "fillOpacity": 80 if style == "bars" else 10,
        "showPoints": "never",
        "spanNulls": False,
        "stacking": {"mode": "normal" if stacked else "none", "group": "A"},
    }
    return _panel(
        "timeseries",
        title,
        description,
        targets,
        options={
            "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
            "tooltip": {"mode": "multi", "sort": "desc"},
        },
        custom=custom,
        **{"mode": "palette-classic", **field},
    )


def table(title: str, description: str, targets: Json | Sequence[Json], **field: Any) -> Json:
    """Rows, in the order of the query; a reader may sort by any column."""
    return _panel(
        "table",
        title,
        description,
        targets,
        options={"showHeader": True, "cellHeight": "sm", "footer": {"show": False, "reducer": ["sum"], "fields": ""}},
        custom={"align": "auto", "cellOptions": {"type": "auto"}, "filterable": True},
        **{"thresholds": steps("transparent"), **field},
    )


def bargauge(
    title: str, description: str, targets: Json | Sequence[Json], *, by_series: bool = False, **field: Any
) -> Json:
    """A bar for each row of the query: its text is the bar's name, its number the length. `by_series` has a bar for the
    last number of each series instead, which overrides can give a colour by its name."""
    return _panel(
        "bargauge",
        title,
        description,
        targets,
        options={
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": not by_series, "limit": 25},
            "orientation": "horizontal",
            "displayMode": "basic",
            "valueMode": "color",
            "showUnfilled": True,
        },
        **field,
    )


def piechart(title: str, description: str, targets: Json | Sequence[Json], **field: Any) -> Json:
    """A slice for the last number of each series, which overrides can give a colour by its name."""
    return _panel(
        "piechart",
        title,
        description,
        targets,
        options={
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
            "pieType": "donut",
            "displayLabels": ["value"],
            "legend": {
                "displayMode": "table",
                "placement": "right",
                "showLegend": True,
                "values": ["value", "percent"],
            },
        },
        **{"mode": "palette-classic", **field},
    )


def barchart(
    title: str, description: str, targets: Json | Sequence[Json], *, stacked: bool = False, **field: Any
) -> Json:
    """Bars side by side or stacked: the query's text names a group, each of its numbers is a bar in it."""
    return _panel(
        "barchart",
        title,
        description,
        targets,
        options={
            "orientation": "horizontal",
            "stacking": "normal" if stacked else "none",
            "showValue": "auto",
            "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
        },
        custom={"lineWidth": 0, "fillOpacity": 85},
        **{"mode": "palette-classic", **field},
    )


def state_timeline(title: str, description: str, targets: Json | Sequence[Json], **field: Any) -> Json:
    """A line of coloured stretches for each series."""
    return _panel(
        "state-timeline",
        title,
        description,
        targets,
        options={
            "mergeValues": True,
            "showValue": "auto",
            "alignValue": "left",
            "rowHeight": 0.85,
            "legend": {"displayMode": "list", "placement": "bottom", "showLegend": False},
        },
        custom={"lineWidth": 0, "fillOpacity": 90},
        **field,
    )


def text(title: str, description: str, markdown: str) -> Json:
    """A few words on the board itself."""
    return {
        "type": "text",
        "title": title,
        "description": description,
        "options": {"mode": "markdown", "content": markdown},
    }


def _panel(
    kind: str,
    title: str,
    description: str,
    targets: Json | Sequence[Json],
    *,
    options: Json,
    unit: str | None = None,
    custom: Json | None = None,
    thresholds: Json | None = None,
    mode: str = "thresholds",
    overrides: Sequence[Json] = (),
    links: Sequence[Json] = (),
    interval: str | None = None,
    max_points: int | None = None,
    **defaults: Any,
) -> Json:
    """`interval` is the shortest between two points, `max_points` how many there may be. `defaults` are further ones of
    the fields: decimals, min, max, noValue, displayName, mappings."""
    targets = [targets] if isinstance(targets, dict) else list(targets)
    field: Json = {
        **({"unit": unit} if unit else {}),
        "color": {"mode": mode},
        "thresholds": thresholds or steps(NEUTRAL),
        "noValue": "–",
        "mappings": [],
        **defaults,
        **({"custom": custom} if custom else {}),
        **({"links": list(links)} if links else {}),
    }
    return {
        "type": kind,
        "title": title,
        "description": description,
        "datasource": targets[0]["datasource"],
        "targets": targets,
        "fieldConfig": {"defaults": field, "overrides": list(overrides)},
        "options": options,
        **({"interval": interval} if interval else {}),
        **({"maxDataPoints": max_points} if max_points else {}),
    }


def steps(base: str, *above: tuple[float, str]) -> Json:
    """Thresholds: the colour below all of them, and that from each value on."""
    first: Json = {"color": base, "value": None}
    return {"mode": "absolute", "steps": [first, *({"color": colour, "value": value} for value, colour in above)]}


def up_to(warning: float, bad: float) -> Json:
    """Thresholds of what is good while it is low."""
    return steps(GOOD, (warning, WARNING), (bad, BAD))


def at_least(warning: float, good: float) -> Json:
    """Thresholds of what is good while it is high."""
    return steps(BAD, (warning, WARNING), (good, GOOD))


def named_colours(colours: Mapping[str, str]) -> list[Json]:
    """Value mappings that give each text its colour."""
    options = {name: {"color": colour, "index": place} for place, (name, colour) in enumerate(colours.items())}
    return [{"type": "value", "options": options}]


def series_colours(colours: Mapping[str, str]) -> list[Json]:
    """Overrides that give each series, bar or slice of a name its colour."""
    return [
        field(name, {"id": "color", "value": {"mode": "fixed", "fixedColor": colour}})
        for name, colour in colours.items()
    ]


def field(name: str, *properties: Json) -> Json:
    """An override of the field of a name."""
    return {"matcher": {"id": "byName", "options": name}, "properties": list(properties)}


def column(
    name: str,
    *,
    unit: str | None = None,
    decimals: int | None = None,
    width: int | None = None,
    cell: str | None = None,
    thresholds: Json | None = None,
    mappings: Sequence[Json] | None = None,
    links: Sequence[Json] | None = None,
    hidden: bool = False,
    **more: Any,
) -> Json:
    """An override of a table's column. `cell` is how a cell shows its colour: color-text, color-background, gauge."""
    properties: list[Json] = []
    given = {
        "unit": unit,
        "decimals": decimals,
        "custom.width": width,
        "custom.cellOptions": cell and {"type": cell},
        "thresholds": thresholds,
        "mappings": mappings,
        "links": links,
        "custom.hidden": hidden or None,
        **more,
    }
    properties += [{"id": name, "value": value} for name, value in given.items() if value is not None]
    return field(name, *properties)


def link(title: str, url: str) -> Json:
    """A data link, opened in the same tab."""
    return {"title": title, "url": url, "targetBlank": False}
