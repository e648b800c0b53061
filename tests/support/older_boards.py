"""Dashboards as other people publish them: of older Grafanas, exported in other ways, or not quite whole."""

from typing import Any

# The panel that every board has, whatever else is in it.
WORKS: dict[str, Any] = {
    "title": "Works",
    "type": "stat",
    "datasource": "Amazon Timestream",
    "targets": [{"refId": "A", "rawQuery": "SELECT 7 AS n"}],
}


def _board(title: str, *panels: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"title": title, "panels": [WORKS, *panels], **more}


BOARDS: list[dict[str, Any]] = [
    _board("Absolute times", time={"from": "2021-04-01T00:00:00.000Z", "to": "2021-04-01T06:00:00.000Z"}),
    _board("Bad times", time={"from": "soon", "to": 5}),
    _board("Default data source", {**WORKS, "title": "Default", "datasource": None}),
    _board("Nulls", uid=None, tags=None, links=None, templating=None, time=None, annotations=None, refresh=False),
    _board(
        "Broken queries",
        {"title": "Elsewhere", "type": "table", "targets": [{"rawQuery": True, "queryText": "SELECT 1"}]},
        {"title": "Text format", "type": "table", "targets": [{"rawQuery": "SELECT 1", "format": "table"}]},
        {"title": "Prometheus", "type": "timeseries", "datasource": "prom", "targets": [{"expr": "up"}]},
        {"title": "No metric", "type": "timeseries", "targets": [{"namespace": "AWS/SQS"}]},
        {"title": "Not a list", "type": "timeseries", "targets": "SELECT 1"},
        {"title": "Bad interval", "type": "table", "interval": "often", "targets": WORKS["targets"]},
        {"title": "Library", "libraryPanel": {"uid": "x", "name": "Shared"}},
        {"title": "Nothing at all"},
    ),
    _board(
        "Broken variables",
        {**WORKS, "title": "For ${a:nonsense} of ${__from:date:YYYY}"},
        templating={
            "list": [
                {"name": "a", "type": "query", "query": None, "datasource": "Amazon Timestream", "current": None},
                {"name": "b", "type": "groupby", "datasource": "prom"},
                {"name": "c", "type": "query", "query": "label_values(x)", "datasource": {"type": "prometheus"}},
                {"name": "d", "type": "query", "query": "SELECT 'q10'", "sort": 7, "datasource": "Timestream"},
                {"name": "e"},
                {"type": "custom"},
            ]
        },
    ),
    {"dashboard": _board("Of the API", WORKS), "meta": {"slug": "x"}},
    {"title": "Of Grafana 4", "rows": [{"height": "250px", "panels": [{**WORKS, "span": 6}]}]},
    _board("Old text", {"title": "Read me", "type": "text", "mode": "markdown", "content": "# Read me"}),
    _board("Same ids", {**WORKS, "id": 1, "title": "First"}, {**WORKS, "id": 1, "title": "Second"}),
]
TITLES = [str(board.get("title") or board["dashboard"]["title"]) for board in BOARDS]
