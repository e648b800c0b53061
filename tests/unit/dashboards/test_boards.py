"""The boards as files: what Grafana would take, and what a reader may expect of every panel."""

import json
import re
from typing import Any

import pytest

from connect_analytics.schema import TABLES
from dashboards.__main__ import ENGINES, files
from local.preview.dashboard_folder import panels
from tests.support.dashboard_files import BOARDS, CLOUDWATCH, FOLDER, POSTGRESQL, SETS, TIMESTREAM, drawn, queries

# The types that the preview draws.
DRAWN = {"stat", "timeseries", "table", "bargauge", "state-timeline", "piechart", "barchart", "text"}
REFRESH = {"wallboard": "30s", "postgresql/wallboard": "30s"}
LOCAL_NAME = re.compile(
    r"arn:aws|\b\d{12}\b|\b(?:us|eu|ap|ca|sa|af|me)-(?:gov-)?[a-z]+-\d\b|[0-9a-f]{8}-[0-9a-f]{4}-|amazonaws"
)

type Json = dict[str, Any]


def in_panels() -> list[Any]:
    return [pytest.param(name, panel, id=f"{name}: {panel['title']}") for name, panel in drawn()]


def test_what_is_committed_is_what_the_sources_make() -> None:
    stale = [path.name for path, content in files().items() if path.read_text() != content]
    assert stale == [], "run `make dashboards`"


def test_the_tests_read_the_boards_of_every_engine() -> None:
    assert {one.folder for one in SETS.values()} == {FOLDER / engine.folder for engine in ENGINES}


def test_there_are_five_boards_for_each_engine() -> None:
    five = {"wallboard", "agent-events", "contact-events", "queues", "pipeline-health"}
    assert set(BOARDS) == five | {f"postgresql/{name}" for name in five}


def test_the_boards_of_both_engines_differ_in_what_they_ask_only() -> None:
    for name, board in SETS["timestream"].boards().items():
        other = BOARDS[f"postgresql/{name}"]
        assert _without_queries(other) == _without_queries(board)


def _without_queries(model: Any) -> Any:
    """The model without queries, data sources, and what Grafana is to make of a table before it is shown."""
    if isinstance(model, dict):
        left_out = {"targets", "datasource", "transformations"}
        left_out |= {"query"} if model.get("type") in {"query", "datasource"} else set()
        return {key: _without_queries(value) for key, value in model.items() if key not in left_out}
    if isinstance(model, list):
        return [_without_queries(one) for one in model]
    return model


@pytest.mark.parametrize("name", BOARDS)
def test_grafana_from_10_4_on_takes_the_board_as_it_is(name: str) -> None:
    board = BOARDS[name]
    assert 39 <= board["schemaVersion"] <= 42
    assert "id" not in board
    assert board["timezone"] == "browser"
    assert board["description"].endswith("?"), "a board answers a question"
    assert board["refresh"] == REFRESH.get(name, "1m")


def test_uids_and_titles_are_unique() -> None:
    for boards in (one.boards() for one in SETS.values()):
        for key in ("uid", "title"):
            assert len({board[key] for board in boards.values()}) == len(boards)


@pytest.mark.parametrize("name", BOARDS)
def test_ids_and_titles_of_panels_are_unique(name: str) -> None:
    every = BOARDS[name]["panels"]
    for key in ("id", "title"):
        assert len({panel[key] for panel in every}) == len(every)


@pytest.mark.parametrize("name", BOARDS)
def test_panels_lie_side_by_side_in_24_columns(name: str) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in BOARDS[name]["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert max(x for x, _ in cells) < 24, panel["title"]
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.parametrize("name", BOARDS)
def test_no_account_region_or_instance_is_written_in_a_board(name: str) -> None:
    assert LOCAL_NAME.findall(json.dumps(BOARDS[name])) == []


@pytest.mark.parametrize("name", BOARDS)
def test_database_and_data_sources_are_variables(name: str) -> None:
    variables = {variable["name"]: variable for variable in BOARDS[name]["templating"]["list"]}
    assert variables["database"]["query"] == "connect-analytics"
    assert variables["datasource"]["query"] == (POSTGRESQL if name.startswith("postgresql/") else TIMESTREAM)
    for panel in panels(BOARDS[name]):
        for target in panel.get("targets", []):
            variable = target["datasource"]["uid"].removeprefix("${").removesuffix("}")
            assert variables[variable]["query"] == target["datasource"]["type"], panel["title"]
            assert "connect-analytics" not in json.dumps(target)


@pytest.mark.parametrize("name", BOARDS)
def test_every_variable_that_is_used_is_there_and_every_one_is_used(name: str) -> None:
    board = BOARDS[name]
    names = {variable["name"] for variable in board["templating"]["list"]}
    text = json.dumps([board["panels"], [v.get("query") for v in board["templating"]["list"]]])
    text = re.sub(r"\$\{?__\w+", "", text)
    used = set(re.findall(r"\$\{(\w+)", text)) | set(re.findall(r"\$([a-z]\w+)", text))
    used |= {"database", "datasource", "instance"}
    assert used - names == set()
    assert names - used == set()


@pytest.mark.parametrize("name", BOARDS)
def test_all_is_never_written_out(name: str) -> None:
    for variable in BOARDS[name]["templating"]["list"]:
        if variable.get("includeAll"):
            assert variable["allValue"] == "'*'"
            assert variable["multi"]


@pytest.mark.parametrize("name", BOARDS)
def test_boards_lead_to_each_other_with_their_variables(name: str) -> None:
    [links] = BOARDS[name]["links"]
    assert links["type"] == "dashboards"
    assert links["includeVars"]
    assert set(links["tags"]) <= set(BOARDS[name]["tags"])


def test_links_lead_to_boards_and_variables_that_are_there() -> None:
    boards = {board["uid"]: board for board in BOARDS.values()}
    for name, board in BOARDS.items():
        for url in re.findall(r'"url": "(/d/[^"\\]*(?:\\.[^"\\]*)*)"', json.dumps(board)):
            uid = re.match(r"/d/([\w-]+)", url)
            assert uid, url
            assert uid[1] in boards, f"{name}: {url}"
            target = {variable["name"] for variable in boards[uid[1]]["templating"]["list"]}
            assert set(re.findall(r"var-(\w+)=", url)) <= target, url
            assert "${__url_time_range}" in url


def test_a_link_that_reads_a_column_finds_it_in_its_query() -> None:
    for name, panel in drawn():
        for path in re.findall(r"__data\.fields(?:\.(\w+)|\[\\*\"([^\"\\]+)\\*\"\])", json.dumps(panel)):
            column = path[0] or path[1]
            query = json.dumps(panel["targets"])
            assert json.dumps(f'AS "{column}"')[1:-1] in query, f"{name}, {panel['title']}: {column}"


@pytest.mark.parametrize(("name", "panel"), in_panels())
def test_a_panel_says_what_it_shows(name: str, panel: Json) -> None:
    assert panel["type"] in DRAWN
    assert panel["title"]
    assert len(panel["description"]) > 20
    assert panel["description"].endswith(".")


@pytest.mark.parametrize(("name", "panel"), [each for each in in_panels() if each.values[1]["type"] != "text"])
def test_a_panel_has_a_unit_or_mappings(name: str, panel: Json) -> None:
    defaults = panel["fieldConfig"]["defaults"]
    assert defaults.get("unit") or defaults["mappings"]


@pytest.mark.parametrize(("name", "panel"), [each for each in in_panels() if each.values[1]["type"] == "stat"])
def test_a_stat_has_thresholds_where_a_number_can_be_good_or_bad(name: str, panel: Json) -> None:
    field = panel["fieldConfig"]
    steps = [field["defaults"]["thresholds"]["steps"]]
    steps += [p["value"]["steps"] for o in field["overrides"] for p in o["properties"] if p["id"] == "thresholds"]
    neither = {"Free slots now", "Contacts"}
    assert any(len(one) > 1 for one in steps) or panel["title"] in neither


@pytest.mark.parametrize(("name", "panel"), [each for each in in_panels() if each.values[1]["type"] != "text"])
def test_a_panel_names_its_colours_and_waits_for_all_pages(name: str, panel: Json) -> None:
    for target in panel["targets"]:
        if target["datasource"]["type"] == TIMESTREAM:
            assert target["waitForResult"]
            assert target["format"] in (0, 1), "a number: text is the old model, which the plugin refuses"
        elif target["datasource"]["type"] == POSTGRESQL:
            assert target["format"] in {"table", "time_series"}
            assert target["rawQuery"] is True
        else:
            assert target["datasource"]["type"] == CLOUDWATCH
            assert target["expression"] == "", "MiniStack has no arithmetic of metrics"


@pytest.mark.parametrize("query", [pytest.param(query, id=query.place) for query in queries()])
def test_a_query_names_the_measure_of_every_table_that_it_reads(query: Any) -> None:
    read = re.findall(r'(?:"\$\{database\}"|\$__database|"connect-analytics")\."(\w+)"', query.code)
    assert read
    named = re.findall(r"measure_name = '(\w+)'", query.code)
    assert sorted(named) == sorted(TABLES[table].measure_name for table in read)


@pytest.mark.parametrize("query", [pytest.param(query, id=query.place) for query in queries()])
def test_a_query_keeps_to_the_time_range_or_says_why_not(query: Any) -> None:
    in_range = "$__timeFilter" in query.code or ("$__timeFrom" in query.code and "$__timeTo" in query.code)
    assert in_range or "now:" in query.comments
    # Whatever it looks at, no scan is without an end.
    scans = len(re.findall(r"measure_name = ", query.code))
    recent = r"\btime > (?:ago\(\d+[mhd]\)|now\(\) - INTERVAL '\d+ (?:minute|hour)s?')"
    bounds = len(re.findall(rf"\$__timeFilter|time BETWEEN|{recent}", query.code))
    assert bounds >= scans


@pytest.mark.parametrize("query", [pytest.param(query, id=query.place) for query in queries()])
def test_what_comes_from_a_variable_is_quoted_or_a_number(query: Any) -> None:
    for name, style in re.findall(r"\$\{(\w+)(?::(\w+))?\}", query.code):
        numbers = {"service_level_seconds", "service_level_target", "short_abandon_seconds"}
        assert style == "sqlstring" or name in numbers | {"database"}


@pytest.mark.parametrize("query", [pytest.param(query, id=query.place) for query in queries() if not query.is_variable])
def test_no_query_is_longer_than_timestream_takes(query: Any) -> None:
    assert len(query.sql) < 20_000, "of 262,144 characters, and filters may add many ids"
