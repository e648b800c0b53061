"""What several queries go by stands once, in `sql/definitions/`, and is what the functions go by."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from agent_state import ACTIVE_STATES
from agent_timeline import LONGEST_STRETCH
from contact_row import NOBODY_WAITS
from dashboards.alerts import RULES
from dashboards.common import SILENCE
from dashboards.queries import FOLDER, sql
from dashboards.variables import DEFAULTS, INITIATION_METHOD
from local.stack.environment import ROOT

DASHBOARDS_PAGE = (ROOT / "docs/dashboards.md").read_text()
# Each definition that is a single value, with what it may not be written as elsewhere.
VALUES = {
    "look_back": r"\b12h\b",
    "look_back_seconds": r"\b43200\b",
    "silence": r"\b5m\b",
    "active_states": r"'Paused', 'After Call Work'",
    "nobody_waits": r"'CALLBACK', 'CAMPAIGN_PREVIEW'",
}


def test_queries_look_back_as_far_as_an_agents_stretch_can_be_long() -> None:
    hours = re.fullmatch(r"(\d+)h", sql("definitions/look_back"))
    assert hours
    longest = timedelta(milliseconds=LONGEST_STRETCH)
    assert timedelta(hours=int(hours[1])) == longest
    assert timedelta(seconds=int(sql("definitions/look_back_seconds"))) == longest


def test_who_is_silent_on_the_boards_is_silent_to_the_rules() -> None:
    minutes = re.fullmatch(r"(\d+)m", sql("definitions/silence"))
    assert minutes
    assert int(minutes[1]) * 60 == SILENCE


def test_the_rule_about_agents_says_from_when_on_it_fires() -> None:
    limits = re.findall(r"\('([\w ]+)', \d+, (\d+)\)", sql("definitions/limits"))
    [rule] = [rule for rule in RULES if rule.query == "agent_stuck"]
    assert {state for state, _ in limits} == {"After Call Work", "On Hold", "Missed", "Rejected", "Error"}
    for state, too_long in limits:
        if state != "On Hold":
            assert re.search(rf"{too_long} s of [^0-9]*{state}", rule.description)


def test_active_states_are_those_of_the_functions() -> None:
    assert set(re.findall(r"'([^']+)'", sql("definitions/active_states"))) == ACTIVE_STATES


def test_nobody_waits_where_the_functions_say_so() -> None:
    assert set(re.findall(r"'([^']+)'", sql("definitions/nobody_waits"))) == NOBODY_WAITS


def test_contacts_can_be_filtered_by_every_initiation_method_of_connect() -> None:
    connect: Any = botocore.session.get_session().get_service_model("connect")
    assert set(str(INITIATION_METHOD.query).split(",")) >= set(connect.shape_for("ContactInitiationMethod").enum)


@pytest.mark.parametrize("name", VALUES)
def test_a_value_stands_in_its_definition_alone(name: str) -> None:
    found = [path.stem for path in FOLDER.rglob("*.sql") if re.search(VALUES[name], path.read_text())]
    assert found == [name]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("definitions/*.sql")), ids=lambda path: path.stem)
def test_a_definition_is_used(path: Path) -> None:
    assert any(f"{{{path.stem}}}" in one.read_text() for one in FOLDER.rglob("*.sql"))


@pytest.mark.parametrize(
    ("variable", "label"),
    [
        ("service_level_seconds", "Service level, s"),
        ("service_level_target", "Target, %"),
        ("short_abandon_seconds", "Short abandon, s"),
    ],
)
def test_the_page_has_the_defaults_of_the_settings(variable: str, label: str) -> None:
    assert f"| {label} | {DEFAULTS[variable]} |" in DASHBOARDS_PAGE
