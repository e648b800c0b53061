"""Dashboards of older Grafanas have the shape that Grafana gives them when it loads them."""

from typing import Any

import pytest

from local.preview.migrations import migrated

TIMESTREAM, CLOUDWATCH = "grafana-timestream-datasource", "cloudwatch"
SQL = {"refId": "A", "rawQuery": "SELECT 1"}
METRIC = {"refId": "A", "namespace": "AWS/Lambda", "metricName": "Errors", "statistic": "Sum"}


def dashboard(*panels: dict[str, Any], **more: Any) -> dict[str, Any]:
    model = migrated({"panels": [{"type": "table", **panel} for panel in panels], **more}, "folder-board")
    assert model is not None
    return model


def source_type(reference: Any, target: dict[str, Any], **more: Any) -> str:
    """The type of the data source of a panel's query."""
    (panel,) = dashboard({"datasource": reference, "targets": [target]}, **more)["panels"]
    assert panel["targets"][0]["datasource"] == panel["datasource"]
    return str(panel["datasource"]["type"])


@pytest.mark.parametrize(
    ("reference", "target", "type_"),
    [
        ({"type": TIMESTREAM, "uid": "x"}, SQL, TIMESTREAM),
        ("Amazon Timestream", SQL, TIMESTREAM),
        ("CloudWatch eu-west-2", METRIC, CLOUDWATCH),
        ("metrics", METRIC, CLOUDWATCH),
        ("contact centre", SQL, TIMESTREAM),
        (None, SQL, TIMESTREAM),
        (None, METRIC, CLOUDWATCH),
        ({"uid": "P1234"}, SQL, TIMESTREAM),
        ({"type": None, "uid": None}, METRIC, CLOUDWATCH),
        ("${DS_ROWS}", SQL, TIMESTREAM),
        ("$source", METRIC, CLOUDWATCH),
        ("[[source]]", {}, CLOUDWATCH),
        ("Prometheus", {"expr": "up"}, "Prometheus"),
        ({"type": "prometheus", "uid": "x"}, {"expr": "up"}, "prometheus"),
        ("-- Dashboard --", {"panelId": 2}, "datasource"),
    ],
)
def test_a_data_source_may_be_a_name_or_none(reference: Any, target: dict[str, Any], type_: str) -> None:
    inputs = [{"name": "DS_ROWS", "type": "datasource", "pluginId": TIMESTREAM}]
    variables = {"list": [{"name": "source", "type": "datasource", "query": CLOUDWATCH}]}
    assert source_type(reference, target, __inputs=inputs, templating=variables) == type_


def test_a_query_may_have_another_data_source_than_its_panel() -> None:
    (panel,) = dashboard({"datasource": "-- Mixed --", "targets": [{**SQL, "datasource": "x"}, METRIC]})["panels"]
    assert [target["datasource"]["type"] for target in panel["targets"]] == [TIMESTREAM, CLOUDWATCH]


def test_variables_have_data_sources_likewise() -> None:
    variables = [
        {"name": "a", "type": "query", "query": "SELECT 1", "datasource": "x"},
        {"name": "b", "type": "query", "query": {"namespace": "AWS/SQS"}, "datasource": None},
    ]
    found = dashboard(templating={"list": variables})["templating"]["list"]
    assert [variable["datasource"]["type"] for variable in found] == [TIMESTREAM, CLOUDWATCH]


@pytest.mark.parametrize("model", [{}, {"uid": None, "title": None}, {"uid": "", "title": ""}])
def test_a_dashboard_without_uid_and_title_has_its_files_name(model: dict[str, Any]) -> None:
    found = dashboard(**model)
    assert (found["uid"], found["title"]) == ("folder-board", "folder-board")


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ({"title": "Saved", "panels": []}, "Saved"),
        ({"dashboard": {"title": "From the API", "panels": []}, "meta": {}}, "From the API"),
        ({"apiVersion": "dashboard.grafana.app/v1", "spec": {"title": "A resource", "panels": []}}, "A resource"),
        ({"title": "Of Grafana 4", "rows": []}, "Of Grafana 4"),
    ],
)
def test_a_dashboard_may_be_wrapped(content: dict[str, Any], title: str) -> None:
    model = migrated(content, "name")
    assert model is not None
    assert model["title"] == title


@pytest.mark.parametrize(
    "content", [[], {}, "text", {"apiVersion": 1}, {"panels": None}, {"dashboard": {"elements": {}}}]
)
def test_other_json_is_no_dashboard(content: Any) -> None:
    assert migrated(content, "name") is None


@pytest.mark.parametrize(
    ("saved", "shown"),
    [
        ({"from": "now-24h", "to": "now/d"}, ("now-24h", "now/d")),
        ({"from": "2021-04-01T00:00:00.000Z", "to": "2021-04-02"}, ("2021-04-01T00:00:00.000Z", "2021-04-02")),
        ({"from": 1_600_000_000_000}, ("1600000000000", "now")),
        ({"from": "soon", "to": None}, ("now-6h", "now")),
        ({"from": "now", "to": "now-1h"}, ("now-6h", "now")),
        (None, ("now-6h", "now")),
    ],
)
def test_a_time_range_that_cannot_be_read_is_grafanas_default(saved: Any, shown: tuple[str, str]) -> None:
    assert dashboard(time=saved)["time"] == dict(zip(("from", "to"), shown, strict=True))


@pytest.mark.parametrize("key", ["tags", "links", "templating", "annotations", "__inputs", "description"])
def test_what_is_null_is_empty(key: str) -> None:
    model = dashboard({"type": "stat"}, **{key: None})
    assert (model["tags"], model["links"], model["templating"]) == ([], [], {"list": []})


def test_a_text_panel_may_have_its_text_beside_its_type() -> None:
    (panel,) = dashboard({"type": "text", "mode": "markdown", "content": "# Hello"})["panels"]
    assert panel["options"] == {"mode": "markdown", "content": "# Hello"}
    (panel,) = dashboard({"type": "text", "content": "old", "options": {"content": "new"}})["panels"]
    assert panel["options"]["content"] == "new"
    assert dashboard({"type": "text"})["panels"][0]["options"]["content"] == ""


def test_a_panel_has_whatever_the_page_reads() -> None:
    (panel,) = dashboard({"fieldConfig": {"defaults": None}, "gridPos": {"w": 12, "x": None}, "options": None})[
        "panels"
    ]
    assert panel["fieldConfig"] == {"defaults": {}, "overrides": []}
    assert panel["gridPos"] == {"x": 0, "y": 0, "w": 12, "h": 3}
    assert (panel["options"], panel["targets"]) == ({}, [])


def test_each_panel_has_an_id_of_its_own() -> None:
    row = {"type": "row", "id": 1, "panels": [{"type": "stat", "id": 7}]}
    model = dashboard({"id": 7}, {"id": None}, {"id": "x"}, row)
    assert [panel["id"] for panel in model["panels"]] == [7, 8, 9, 1]
    assert model["panels"][3]["panels"][0]["id"] == 10


def test_a_cloudwatch_query_with_several_statistics_is_several_queries() -> None:
    target = {"refId": "A", "namespace": "AWS/SQS", "metricName": "x", "statistics": ["Sum", "Average"]}
    (panel,) = dashboard({"targets": [target]})["panels"]
    assert [target["statistic"] for target in panel["targets"]] == ["Sum", "Average"]


def test_rows_of_panels_become_a_grid() -> None:
    rows = [
        {"height": "250px", "panels": [{"type": "graph", "span": 4}, {"type": "graph", "span": 8}]},
        {"title": "More", "showTitle": True, "height": 100, "panels": [{"type": "stat", "span": 12}, {"type": "stat"}]},
    ]
    model = migrated({"rows": rows}, "name")
    assert model is not None
    found = [(panel["type"], tuple(panel["gridPos"].values())) for panel in model["panels"]]
    assert found == [
        ("graph", (0, 0, 8, 7)),
        ("graph", (8, 0, 16, 7)),
        ("row", (0, 7, 24, 1)),
        ("stat", (0, 8, 24, 3)),
        ("stat", (0, 11, 8, 3)),
    ]
