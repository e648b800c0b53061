"""Grafana's provisioning files and alert rules, as data: what Grafana would read, and what it would need."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from local.stack.environment import ROOT
from local.stack.stack import Ports
from tests.support.dashboard_files import FOLDER, SETS, BoardSet, yaml
from tests.support.sam_template import OUTPUTS

TIMESTREAM, POSTGRESQL = SETS["timestream"], SETS["postgresql"]
RUNBOOK = (ROOT / "docs/operations.md").read_text()
RULES = [pytest.param(one, rule, id=f"{name}: {rule['uid']}") for name, one in SETS.items() for rule in one.rules()]

type Json = dict[str, Any]


def sources(of: BoardSet) -> dict[str, Json]:
    """The provisioned data sources by their uids."""
    return {one["uid"]: one for one in yaml(of.folder / "provisioning/datasources/datasources.yaml")["datasources"]}


def provider(of: BoardSet) -> Json:
    """Where Grafana takes the boards from."""
    [one] = yaml(of.folder / "provisioning/dashboards/dashboards.yaml")["providers"]
    return dict(one)


def compose(of: BoardSet) -> Json:
    """Grafana as Docker starts it."""
    return dict(yaml(of.folder / "compose.yaml")["services"]["grafana"])


@pytest.fixture(params=SETS.values(), ids=list(SETS))
def board_set(request: pytest.FixtureRequest) -> BoardSet:
    found: BoardSet = request.param
    return found


def anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_data_sources_are_those_that_the_boards_ask(board_set: BoardSet) -> None:
    asked = {
        variable["query"]
        for board in board_set.boards().values()
        for variable in board["templating"]["list"]
        if variable["type"] == "datasource"
    }
    assert {source["type"] for source in sources(board_set).values()} == asked


def test_the_timestream_data_source_has_the_settings_that_the_stack_puts_out() -> None:
    output = json.loads(OUTPUTS["GrafanaDataSource"]["Value"]["Fn::Sub"])
    settings = sources(TIMESTREAM)["timestream"]["jsonData"]
    assert output.keys() <= settings.keys()
    assert settings["defaultDatabase"] == '"connect-analytics"', "with its quotes, as the plugin keeps it"


def test_the_postgresql_data_source_has_the_settings_that_the_stack_puts_out() -> None:
    output = json.loads(OUTPUTS["GrafanaPostgreSQLDataSource"]["Value"]["Fn::Sub"])
    source = sources(POSTGRESQL)["postgresql"]
    assert output.keys() <= source.keys()
    assert output["user"] == source["user"]
    assert output["jsonData"] | {"sslmode": "$POSTGRESQL_SSLMODE"} == source["jsonData"]


def test_the_versions_of_grafana_and_its_plugin_are_pinned(board_set: BoardSet) -> None:
    image = re.fullmatch(r"grafana/grafana:(\d+)\.(\d+)\.\d+", compose(board_set)["image"])
    assert image
    assert (int(image[1]), int(image[2])) >= (10, 4)


def test_the_timestream_plugin_is_pinned_and_the_other_is_grafanas_own() -> None:
    plugins = compose(TIMESTREAM)["environment"]["GF_PLUGINS_PREINSTALL_SYNC"]
    assert re.fullmatch(rf"{TIMESTREAM.plugin}@\d+\.\d+\.\d+", plugins)
    assert "GF_PLUGINS_PREINSTALL_SYNC" not in compose(POSTGRESQL)["environment"]


def test_grafana_is_given_what_its_files_take_from_the_environment(board_set: BoardSet) -> None:
    file = (board_set.folder / "provisioning/datasources/datasources.yaml").read_text()
    assert set(re.findall(r"\$([A-Z_]+)", file)) <= compose(board_set)["environment"].keys()


def test_grafana_asks_the_local_stack(board_set: BoardSet) -> None:
    ports, grafana = Ports(), compose(board_set)
    environment = grafana["environment"]
    name, address = {
        "timestream": ("TIMESTREAM_ENDPOINT", f"http://127.0.0.1:{ports.timestream}"),
        "postgresql": ("POSTGRESQL_ADDRESS", f"127.0.0.1:{ports.postgresql}"),
    }[board_set.engine]
    assert environment[name] == address
    assert environment["CLOUDWATCH_ENDPOINT"] == f"http://127.0.0.1:{ports.ministack}"
    assert environment["GF_SERVER_HTTP_ADDR"] == "127.0.0.1"
    assert grafana["network_mode"] == "host"


def test_grafana_finds_the_files_where_they_are_mounted(board_set: BoardSet) -> None:
    """Each file for itself: the folder of Timestream's boards has PostgreSQL's in it, and they have the same uids."""
    grafana = compose(board_set)
    mounts = dict(volume.removesuffix(":ro").split(":") for volume in grafana["volumes"])
    assert all(volume.endswith(":ro") for volume in grafana["volumes"])
    boards = Path(provider(board_set)["options"]["path"])
    paths = [FOLDER / f"{name}.json" for name in board_set.boards()]
    assert {(board_set.folder / path).resolve(): there for path, there in mounts.items()} == {
        board_set.folder / "provisioning": "/etc/grafana/provisioning",
        **{path: str(boards / path.name) for path in paths},
    }
    assert grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"] in mounts.values()


def test_uids_and_titles_of_rules_are_unique(board_set: BoardSet) -> None:
    rules = board_set.rules()
    for key in ("uid", "title"):
        assert len({rule[key] for rule in rules}) == len(rules)


def test_rules_of_both_engines_differ_in_their_queries_only() -> None:
    timestreams, postgresqls = ([{**rule, "data": rule["data"][1:]} for rule in one.rules()] for one in SETS.values())
    assert timestreams == postgresqls


@pytest.mark.parametrize(("engine", "rule"), RULES)
def test_a_rule_says_what_is_wrong_and_leads_to_its_panel_and_to_the_runbook(engine: BoardSet, rule: Json) -> None:
    notes = rule["annotations"]
    assert notes["summary"]
    assert notes["description"].endswith(".")
    page, anchor = notes["runbook_url"].split("#")
    assert page == "docs/operations.md"
    assert anchor in anchors(RUNBOOK)
    assert re.search(rf"^####? {rule['title']}$", RUNBOOK, re.MULTILINE)
    [board] = [board for board in engine.boards().values() if board["uid"] == notes["__dashboardUid__"]]
    assert notes["__panelId__"] in {str(panel["id"]) for panel in board["panels"] if panel["type"] != "row"}
    assert (rule["dashboardUid"], str(rule["panelId"])) == (notes["__dashboardUid__"], notes["__panelId__"])


@pytest.mark.parametrize(("engine", "rule"), RULES)
def test_a_rule_keeps_to_what_alerts_take(engine: BoardSet, rule: Json) -> None:
    query = rule["data"][0]
    assert "${" not in query["model"][engine.sql_key], "an alert knows no variables of boards"
    assert sources(engine)[query["datasourceUid"]]["type"] == engine.plugin
    assert "alias" in query["model"][engine.sql_key], "what fires is of one instance, which its labels name"
    assert rule["noDataState"] in {"OK", "Alerting"}
    assert rule["execErrState"] == "Error", "no other rule can know that this one fails"
    assert rule["for"] != "0s", "one evaluation may be wrong"


@pytest.mark.parametrize(("engine", "rule"), RULES)
def test_what_a_rule_says_names_labels_that_its_query_gives(engine: BoardSet, rule: Json) -> None:
    sql = rule["data"][0]["model"][engine.sql_key]
    labels = re.findall(r"\$labels\.(\w+)", json.dumps(rule["annotations"]))
    outermost = sql[sql.rindex("\nSELECT") if "\nSELECT" in sql else 0 :]
    for label in labels:
        assert re.search(rf"\b{label}\b", outermost)


@pytest.mark.parametrize("rule", SETS["timestream"].rules(), ids=lambda rule: rule["uid"])
def test_timestream_makes_series_of_all_pages_for_a_rule(rule: Json) -> None:
    model = rule["data"][0]["model"]
    assert "CREATE_TIME_SERIES" in model["rawQuery"], "series: anything else is long, not wide"
    assert model["waitForResult"]


@pytest.mark.parametrize("rule", SETS["postgresql"].rules(), ids=lambda rule: rule["uid"])
def test_grafana_makes_series_of_postgresqls_rows_for_a_rule(rule: Json) -> None:
    model = rule["data"][0]["model"]
    assert model["format"] == "time_series"
    assert re.search(r"^ORDER BY time\b", model["rawSql"], re.MULTILINE), "long rows become wide where times ascend"


def test_rules_and_boards_are_in_one_folder(board_set: BoardSet) -> None:
    [group] = yaml(board_set.folder / "provisioning/alerting/rules.yaml")["groups"]
    assert group["folder"] == provider(board_set)["folder"]
