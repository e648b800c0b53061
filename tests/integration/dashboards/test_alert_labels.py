"""Each alert rule held against Grafana's own: series, a label set for each of them, and no two that are the same.

What breaks this is an error of the whole rule in Grafana, so that nothing fires any more.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from connect_analytics.rows import Row
from connect_analytics.schema import AGENT_EVENT, INSTANCE, QUEUE
from tests.support import hand_counted_rows
from tests.support.alert_evaluation import TITLES, evaluate
from tests.support.engine_under_test import EngineUnderTest, Source
from tests.support.event_factories import at
from tests.support.hand_counted_rows import CENTRE, CLAIMS, NOW, SALES
from tests.support.two_instances import SECOND_ALIAS, SECOND_INSTANCE_ID, heard_until, of_second_instance

SILENCE = {"No agent events": AGENT_EVENT, "Queue snapshots stopped": QUEUE}
PEOPLE = {"username", "agent_name", "first_name", "last_name"}

type FiringInstances = Callable[..., list[str]]


def without_names(rows: list[Row]) -> list[Row]:
    """As with AgentNames=false."""
    return [
        replace(row, measures={name: value for name, value in row.measures.items() if name not in PEOPLE})
        for row in rows
    ]


def renamed(rows: list[Row], names: dict[str, str]) -> list[Row]:
    """With queues that have these names, by their ids, in the last two minutes' snapshots."""
    return [
        replace(row, measures=row.measures | {"queue_name": names[row.dimensions["queue_id"]]})
        if row.table is QUEUE and row.time > NOW - 120_000 and row.dimensions["queue_id"] in names
        else row
        for row in rows
    ]


ONE = hand_counted_rows.rows()
TWO = [*ONE, *of_second_instance(ONE)]
SWAPPED = {CLAIMS.queue_id: SALES.name, SALES.queue_id: CLAIMS.name}
STORED = {
    "one instance": ONE,
    "two instances": TWO,
    "agents without names": without_names(TWO),
    "a queue renamed": renamed(TWO, {CLAIMS.queue_id: "Damages"}),
    "two queues' names swapped": renamed(TWO, SWAPPED),
    "no snapshot of the instances": [row for row in TWO if row.table is not INSTANCE],
    "an instance without an alias": [
        replace(row, measures=row.measures | {"alias": None}) if row.table is INSTANCE else row for row in TWO
    ],
    "nobody there": [row for row in TWO if row.table is INSTANCE],
    "nothing": [],
}


@pytest.fixture(scope="module", params=STORED)
def source(request: pytest.FixtureRequest, engine: EngineUnderTest) -> Iterator[Source]:
    with engine.stored(STORED[request.param], NOW) as stored:
        yield stored


@pytest.mark.parametrize("title", TITLES)
def test_a_rule_is_no_error_and_each_of_its_states_names_its_instance(source: Source, title: str) -> None:
    states = evaluate(title, source, NOW).states
    assert "Error" not in states.values()
    # Where there is no data, the state is the rule's as a whole.
    assert all("instance" in dict(labels) for labels in states if labels)


def test_each_queue_of_each_instance_is_judged_by_itself(engine: EngineUnderTest) -> None:
    with engine.stored(TWO, NOW) as source:
        states = evaluate("Longest wait over its target", source, NOW).states
        firing = evaluate("Longest wait over its target", source, NOW).alerting()
    assert len(states) == 10
    assert firing == [
        {"queue": "Claims", "instance": CENTRE.alias, "queue_id": CLAIMS.queue_id},
        {"queue": "Claims", "instance": SECOND_ALIAS, "queue_id": f"{CLAIMS.queue_id}-2"},
    ]


def test_a_renamed_queue_is_one_queue_with_the_name_of_now(engine: EngineUnderTest) -> None:
    with engine.stored(STORED["a queue renamed"], NOW) as source:
        states = evaluate("Longest wait over its target", source, NOW).states
    of_claims = [dict(labels) for labels in states if dict(labels)["queue_id"] == CLAIMS.queue_id]
    assert of_claims == [{"queue": "Damages", "instance": CENTRE.alias, "queue_id": CLAIMS.queue_id}]


@pytest.fixture
def firing_instances(engine: EngineUnderTest) -> FiringInstances:
    """The instances for which a rule fires, by its title, with these rows at a moment."""

    def firing(title: str, rows: list[Row], now_ms: int = NOW) -> list[str]:
        with engine.stored(rows, now_ms) as source:
            return [labels["instance"] for labels in evaluate(title, source, now_ms).alerting()]

    return firing


@pytest.mark.parametrize("title", SILENCE)
def test_an_instance_that_falls_silent_fires_beside_one_that_does_not(
    firing_instances: FiringInstances, title: str
) -> None:
    """The last event, or snapshot, of the second instance is ten minutes old."""
    heard = heard_until(ONE, NOW - 600_000)
    assert [row for row in heard if row.table is SILENCE[title]]
    assert firing_instances(title, [*ONE, *heard]) == [SECOND_ALIAS]


@pytest.mark.parametrize("title", SILENCE)
def test_an_instance_that_never_sent_anything_fires_beside_one_that_does(
    firing_instances: FiringInstances, title: str
) -> None:
    assert firing_instances(title, [*ONE, *heard_until(ONE, 0)]) == [SECOND_ALIAS]


@pytest.mark.parametrize("title", SILENCE)
def test_an_instance_without_snapshots_of_its_own_is_known_by_its_rows(
    firing_instances: FiringInstances, title: str
) -> None:
    rows = [row for row in TWO if row.table is not INSTANCE]
    assert set(firing_instances(title, rows, at("10:10:00"))) == {CENTRE.instance_id, SECOND_INSTANCE_ID}


def test_both_instances_are_silent_by_night_without_a_cause(firing_instances: FiringInstances) -> None:
    assert firing_instances("No agent events", TWO, at("19:00:00")) == []
