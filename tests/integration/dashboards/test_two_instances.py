"""Two Connect instances in one store: boards and rules tell them apart, and show either one as if it were alone."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support import hand_counted_rows
from tests.support.alert_evaluation import TITLES, Evaluation, evaluate
from tests.support.engine_under_test import EngineUnderTest
from tests.support.grafana_client import (
    AGENT_EVENTS,
    CONTACT_EVENTS,
    PIPELINE_HEALTH,
    QUEUES,
    WALLBOARD,
    Grafana,
    alike,
    boards,
    table_panels,
)
from tests.support.hand_counted_rows import NOW
from tests.support.simulated_centre import START
from tests.support.simulated_hour import END, SimulatedHour, simulated_hour
from tests.support.two_instances import heard_until

PANELS = [(uid, panel["title"]) for uid, board in boards().items() for panel in table_panels(board)]
# What was stored last of all, so that one look says whether anything comes.
OF_ALL_INSTANCES = {(PIPELINE_HEALTH, "Newest rows")}

# The panels that name agents or queues, each with how: a column of a table, or a label of a series.
NAMES = {
    (AGENT_EVENTS, "Agents"): "Agent",
    (AGENT_EVENTS, "State timeline"): "agent",
    (AGENT_EVENTS, "Time in state"): "Agent",
    (AGENT_EVENTS, "Occupancy"): "agent",
    (AGENT_EVENTS, "Contacts by agent"): "Agent",
    (AGENT_EVENTS, "Logins and logouts"): "Agent",
    (AGENT_EVENTS, "Most answered"): "agent",
    (AGENT_EVENTS, "Most missed"): "agent",
    (AGENT_EVENTS, "Missed by queue"): "queue",
    (CONTACT_EVENTS, "By queue"): "Queue",
    (QUEUES, "Queues"): "Queue",
    (QUEUES, "Available agents by queue"): "queue",
    (QUEUES, "Missed offers"): "queue",
    (WALLBOARD, "Waiting by queue"): "queue",
    (WALLBOARD, "Service level by queue"): "queue",
}


@dataclass
class TwoInstances:
    """Grafana over both, and over each alone, by the instances' ids."""

    both: Grafana
    alone: dict[str, Grafana]
    aliases: dict[str, str]


@pytest.fixture(scope="module")
def instances(engine: EngineUnderTest, hours: Callable[[str], SimulatedHour]) -> Iterator[TwoInstances]:
    first, first_rows = simulated_hour("exactly")
    second, second_rows = simulated_hour("exactly", seed=11, agents=40, alias="halden-travel")
    with engine.stored(first_rows + second_rows, END) as both, engine.stored(second_rows, END) as only_second:
        yield TwoInstances(
            both=Grafana(both, END, str(START), str(END)),
            alone={
                first.centre.instance_id: hours("exactly").grafana,
                second.centre.instance_id: Grafana(only_second, END, str(START), str(END)),
            },
            aliases={simulated.centre.instance_id: simulated.centre.alias for simulated in (first, second)},
        )


@pytest.mark.parametrize(("uid", "title"), [panel for panel in PANELS if panel not in OF_ALL_INSTANCES])
def test_a_chosen_instance_shows_what_it_shows_alone(instances: TwoInstances, uid: str, title: str) -> None:
    for instance_id, alone in instances.alone.items():
        shown = instances.both.frames(uid, title, instance=[instance_id])
        assert alike(shown, alone.frames(uid, title))


def names(grafana: Grafana, uid: str, title: str) -> list[str]:
    """The names of agents or queues that a panel shows, as often as it shows them."""
    fields = [field for frame in grafana.frames(uid, title) for field in frame["fields"] if field["type"] != "time"]
    columns = [field["values"] for field in fields if field["name"] == NAMES[uid, title]]
    labels = [field["labels"][NAMES[uid, title]] for field in fields if field.get("labels")]
    return [*labels, *(name for column in columns for name in column)]


@pytest.mark.parametrize(("uid", "title"), NAMES)
def test_a_name_shows_its_instances_alias(instances: TwoInstances, uid: str, title: str) -> None:
    shown = names(instances.both, uid, title)
    assert max(Counter(shown).values()) == 1
    of_each = {alias: {name for name in shown if name.endswith(f" ({alias})")} for alias in instances.aliases.values()}
    assert set(shown) == set.union(*of_each.values())
    assert all(of_each.values()), "both are there"


@pytest.mark.parametrize(("uid", "title"), NAMES)
def test_an_instance_alone_is_not_named(instances: TwoInstances, uid: str, title: str) -> None:
    for alone in instances.alone.values():
        assert not [name for name in names(alone, uid, title) if "(" in name]


@pytest.mark.parametrize("variable", ["agent", "queue"])
def test_filters_tell_two_of_one_name_apart(instances: TwoInstances, variable: str) -> None:
    uid = AGENT_EVENTS if variable == "agent" else QUEUES
    options = [one["text"] for one in instances.both.choices(uid)[variable]["options"] if one["value"] != "$__all"]
    alone = [
        f"{one['text']} ({instances.aliases[instance_id]})"
        for instance_id, grafana in instances.alone.items()
        for one in grafana.choices(uid)[variable]["options"]
        if one["value"] != "$__all"
    ]
    assert sorted(options) == sorted(alone)


def test_the_age_of_the_data_is_that_of_the_instance_which_is_behind(engine: EngineUnderTest) -> None:
    rows = hand_counted_rows.rows()
    with engine.stored([*rows, *heard_until(rows, NOW - 600_000)], NOW) as source:
        grafana = Grafana(source, NOW)
        behind = grafana.numbers(WALLBOARD, "Age of the data")
        first = grafana.numbers(WALLBOARD, "Age of the data", instance=[hand_counted_rows.CENTRE.instance_id])
    assert all(age >= 600 for age in behind.values())
    assert all(age < 60 for age in first.values())


def test_an_instance_that_was_never_heard_of_has_no_age(engine: EngineUnderTest) -> None:
    rows = hand_counted_rows.rows()
    with engine.stored([*rows, *heard_until(rows, 0)], NOW) as source:
        ages = Grafana(source, NOW).numbers(WALLBOARD, "Age of the data")
    assert ages == {"Last agent event": None, "Last queue snapshot": None}


@pytest.mark.parametrize("title", TITLES)
def test_a_rule_judges_each_instance_as_if_it_were_alone(instances: TwoInstances, title: str) -> None:
    def at_the_end(grafana: Grafana) -> Evaluation:
        return evaluate(title, grafana.source, END)

    alone: dict[Any, str] = {}
    for grafana in instances.alone.values():
        alone |= at_the_end(grafana).states
    assert at_the_end(instances.both).states == alone
    assert {dict(labels).get("instance") for labels in alone} >= set(instances.aliases.values())
