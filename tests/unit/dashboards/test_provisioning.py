"""Grafana's provisioning files and alert rules, as data: what Grafana would read, and what it would need."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from local.stack.environment import ROOT
from local.stack.stack import Ports
from tests.support.dashboard_files import BOARDS, FOLDER, rules, yaml
from tests.support.sam_template import OUTPUTS

COMPOSE = yaml(FOLDER / "compose.yaml")["services"]["grafana"]
SOURCES = {one["uid"]: one for one in yaml(FOLDER / "provisioning/datasources/datasources.yaml")["datasources"]}
[PROVIDER] = yaml(FOLDER / "provisioning/dashboards/dashboards.yaml")["providers"]
RUNBOOK = (ROOT / "docs/operations.md").read_text()
RULES = rules()

type Json = dict[str, Any]


def anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_data_sources_are_those_that_the_boards_ask() -> None:
    asked = {
        variable["query"]
        for board in BOARDS.values()
        for variable in board["templating"]["list"]
        if variable["type"] == "datasource"
    }
    assert {source["type"] for source in SOURCES.values()} == asked


def test_the_timestream_data_source_has_the_settings_that_the_stack_puts_out() -> None:
    output = json.loads(OUTPUTS["GrafanaDataSource"]["Value"]["Fn::Sub"])
    settings = SOURCES["timestream"]["jsonData"]
    assert output.keys() <= settings.keys()
    assert settings["defaultDatabase"] == '"connect-analytics"', "with its quotes, as the plugin keeps it"


def test_the_versions_of_grafana_and_its_plugin_are_pinned() -> None:
    assert re.fullmatch(r"grafana/grafana:\d+\.\d+\.\d+", COMPOSE["image"])
    version = re.match(r"grafana/grafana:(\d+)\.(\d+)", COMPOSE["image"])
    assert version
    assert (int(version[1]), int(version[2])) >= (10, 4)
    plugins = COMPOSE["environment"]["GF_PLUGINS_PREINSTALL_SYNC"]
    assert re.fullmatch(r"grafana-timestream-datasource@\d+\.\d+\.\d+", plugins)


def test_grafana_is_given_what_its_files_take_from_the_environment() -> None:
    named = set(re.findall(r"\$([A-Z_]+)", (FOLDER / "provisioning/datasources/datasources.yaml").read_text()))
    assert named <= COMPOSE["environment"].keys()


def test_grafana_asks_the_local_stack() -> None:
    ports = Ports()
    environment = COMPOSE["environment"]
    assert environment["TIMESTREAM_ENDPOINT"] == f"http://127.0.0.1:{ports.timestream}"
    assert environment["CLOUDWATCH_ENDPOINT"] == f"http://127.0.0.1:{ports.ministack}"
    assert environment["GF_SERVER_HTTP_ADDR"] == "127.0.0.1"
    assert COMPOSE["network_mode"] == "host"


def test_grafana_finds_the_files_where_they_are_mounted() -> None:
    mounts = dict(volume.removesuffix(":ro").split(":") for volume in COMPOSE["volumes"])
    assert all(volume.endswith(":ro") for volume in COMPOSE["volumes"])
    assert {(FOLDER / path).resolve(): there for path, there in mounts.items()} == {
        FOLDER / "provisioning": "/etc/grafana/provisioning",
        FOLDER: PROVIDER["options"]["path"],
    }
    home = Path(COMPOSE["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert (FOLDER / home.relative_to(PROVIDER["options"]["path"])).exists()


def test_uids_and_titles_of_rules_are_unique() -> None:
    for key in ("uid", "title"):
        assert len({rule[key] for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["uid"])
def test_a_rule_says_what_is_wrong_and_leads_to_its_panel_and_to_the_runbook(rule: Json) -> None:
    notes = rule["annotations"]
    assert notes["summary"]
    assert notes["description"].endswith(".")
    page, anchor = notes["runbook_url"].split("#")
    assert page == "docs/operations.md"
    assert anchor in anchors(RUNBOOK)
    assert re.search(rf"^####? {rule['title']}$", RUNBOOK, re.MULTILINE)
    [board] = [board for board in BOARDS.values() if board["uid"] == notes["__dashboardUid__"]]
    assert notes["__panelId__"] in {str(panel["id"]) for panel in board["panels"] if panel["type"] != "row"}
    assert (rule["dashboardUid"], str(rule["panelId"])) == (notes["__dashboardUid__"], notes["__panelId__"])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["uid"])
def test_a_rule_keeps_to_what_alerts_take(rule: Json) -> None:
    query = rule["data"][0]
    sql = query["model"]["rawQuery"]
    assert "${" not in sql, "an alert knows no variables of boards"
    assert "CREATE_TIME_SERIES" in sql, "series: anything else is long, not wide"
    assert query["model"]["waitForResult"]
    assert query["datasourceUid"] in SOURCES
    assert rule["noDataState"] in {"OK", "Alerting"}
    assert rule["execErrState"] == rule["noDataState"]
    assert rule["for"] != "0s", "one evaluation may be wrong"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["uid"])
def test_what_a_rule_says_names_labels_that_its_query_gives(rule: Json) -> None:
    sql = rule["data"][0]["model"]["rawQuery"]
    labels = re.findall(r"\$labels\.(\w+)", json.dumps(rule["annotations"]))
    outermost = sql[sql.rindex("\nSELECT") if "\nSELECT" in sql else 0 :]
    for label in labels:
        assert re.search(rf"\b{label}\b", outermost)


def test_rules_and_boards_are_in_one_folder() -> None:
    [group] = yaml(FOLDER / "provisioning/alerting/rules.yaml")["groups"]
    assert group["folder"] == PROVIDER["folder"]
