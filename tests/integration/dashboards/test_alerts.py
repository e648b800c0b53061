"""Each alert rule fires where it has cause, and is silent where it has none."""

from collections.abc import Callable

import pytest

from connect_analytics.rows import Row
from contact_row import contact_row
from local.connect.centre import Agent, Queue
from snapshot_rows import instance_row, queue_rows
from tests.support import hand_counted_rows
from tests.support.alert_evaluation import TITLES, Evaluation, evaluate
from tests.support.engine_under_test import EngineUnderTest, Source
from tests.support.event_factories import at
from tests.support.hand_counted_rows import BILLING, CENTRE, CLAIMS, FEMI, NOW, contact, queue_page

type Evaluate = Callable[[str, int, list[Row]], Evaluation]

QUIET = [
    "Longest wait over its target",
    "Service level under its target",
    "No agent available while contacts wait",
    "Agent in a state for too long",
]
LOUD = ["No agent events", "Queue snapshots stopped"]


@pytest.fixture
def at_that_time(engine: EngineUnderTest) -> Evaluate:
    """Evaluates the rule of a title with all that had been stored by a moment in the tables that it reads."""

    def evaluated(title: str, now_ms: int, rows: list[Row]) -> Evaluation:
        [rule] = [rule for rule in engine.boards.rules() if rule["title"] == title]
        query = rule["data"][0]["model"][engine.boards.sql_key]
        stored = [row for row in rows if row.time <= now_ms and f'"{row.table.name}"' in query]
        with engine.stored(stored, now_ms) as source:
            return evaluate(title, source, now_ms)

    return evaluated


def queue_labels(queue: Queue) -> dict[str, str]:
    return {"queue": queue.name, "instance": CENTRE.alias, "queue_id": queue.queue_id}


def agent_labels(agent: Agent, state: str) -> dict[str, str]:
    return {"agent": agent.username, "instance": CENTRE.alias, "agent_id": agent.agent_id, "state": state}


def instance(when: int) -> Row:
    """A snapshot of the instance."""
    return instance_row({"Id": CENTRE.instance_id, "InstanceAlias": CENTRE.alias}, queues=5, users=7, at=when)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return hand_counted_rows.rows()


def test_there_is_a_test_here_for_every_rule() -> None:
    assert set(TITLES) == {*QUIET, *LOUD}


def test_a_contact_that_has_waited_for_more_than_two_minutes_fires(hand_counted: Source) -> None:
    evaluation = evaluate("Longest wait over its target", hand_counted, NOW)
    assert evaluation.alerting() == [queue_labels(CLAIMS)]
    assert len(evaluation.states) == 5, "one instance for each queue"


def test_a_contact_that_has_waited_for_less_does_not(at_that_time: Evaluate, rows: list[Row]) -> None:
    evaluation = at_that_time("Longest wait over its target", at("09:51:00"), rows)
    assert set(evaluation.states.values()) == {"Normal"}


def of_billing(in_time: int, late: int) -> list[Row]:
    """Contacts of the queue Billing, answered after 10 seconds or after 50."""
    waits = [10] * in_time + [50] * late
    events = [
        event
        for number, wait in enumerate(waits)
        for event in contact(f"b{number}", BILLING, "09:40:00", CENTRE.agents[0], f"09:40:{wait}", "09:45:00")
    ]
    return [contact_row(event, position) for position, event in enumerate(events)]


def test_a_service_level_of_less_than_four_fifths_fires(at_that_time: Evaluate, rows: list[Row]) -> None:
    evaluation = at_that_time("Service level under its target", NOW, rows + of_billing(in_time=3, late=2))
    assert evaluation.alerting() == [queue_labels(BILLING)]


def test_a_service_level_of_four_fifths_does_not(at_that_time: Evaluate, rows: list[Row]) -> None:
    evaluation = at_that_time("Service level under its target", NOW, rows + of_billing(in_time=4, late=1))
    assert evaluation.states == {tuple(queue_labels(BILLING).items()): "Normal"}


def test_a_service_level_of_few_contacts_does_not(at_that_time: Evaluate, rows: list[Row]) -> None:
    evaluation = at_that_time("Service level under its target", NOW, rows + of_billing(in_time=0, late=4))
    assert evaluation.states == {(): "Normal"}


def snapshot_of_billing(**figures: float) -> list[Row]:
    page = queue_page(NOW - 5_000, {BILLING.queue_id: figures})
    snapshot = queue_rows(CENTRE.instance_id, [{"QueueId": BILLING.queue_id, "Name": "Billing"}], [page])
    return [*snapshot, instance(NOW - 60_000)]


def test_contacts_that_wait_where_nobody_is_available_fire(at_that_time: Evaluate) -> None:
    rows = snapshot_of_billing(CONTACTS_IN_QUEUE=2, AGENTS_AVAILABLE=0)
    evaluation = at_that_time("No agent available while contacts wait", NOW, rows)
    assert evaluation.alerting() == [queue_labels(BILLING)]


@pytest.mark.parametrize(("waiting", "available"), [(0, 0), (2, 1)])
def test_nobody_available_is_no_cause_while_nobody_waits_and_the_other_way_round(
    at_that_time: Evaluate, waiting: int, available: int
) -> None:
    rows = snapshot_of_billing(CONTACTS_IN_QUEUE=waiting, AGENTS_AVAILABLE=available)
    evaluation = at_that_time("No agent available while contacts wait", NOW, rows)
    assert set(evaluation.states.values()) == {"Normal"}


def test_an_agent_who_does_not_clear_a_missed_contact_fires(hand_counted: Source) -> None:
    evaluation = evaluate("Agent in a state for too long", hand_counted, NOW)
    assert evaluation.alerting() == [agent_labels(FEMI, "Missed")]


def test_an_agent_who_has_just_missed_a_contact_does_not(at_that_time: Evaluate, rows: list[Row]) -> None:
    evaluation = at_that_time("Agent in a state for too long", at("09:50:50"), rows)
    assert evaluation.states == {tuple(agent_labels(FEMI, "Missed").items()): "Normal"}


def test_an_agent_who_fell_silent_in_after_call_work_does_not(at_that_time: Evaluate, rows: list[Row]) -> None:
    """What such an agent does, nobody knows: it is the boards that show the silence."""
    evaluation = at_that_time("Agent in a state for too long", at("10:10:00"), rows)
    assert evaluation.states == {(): "Normal"}


@pytest.mark.parametrize(
    ("clock", "day", "state"),
    [
        ("10:00:00", 20, "Normal"),  # twenty seconds after the last heartbeat, on a Friday
        ("10:10:00", 20, "Alerting"),
        ("17:59:00", 20, "Alerting"),
        ("18:00:00", 20, "Normal"),  # closed
        ("03:00:00", 21, "Normal"),
        ("10:00:00", 21, "Normal"),  # a Saturday
    ],
)
def test_silence_is_a_cause_in_opening_hours_only(
    at_that_time: Evaluate, rows: list[Row], clock: str, day: int, state: str
) -> None:
    evaluation = at_that_time("No agent events", at(clock, day), rows)
    assert list(evaluation.states.values()) == [state]


@pytest.mark.parametrize(("clock", "state"), [("08:04:00", "Normal"), ("08:06:00", "Alerting")])
def test_after_the_opening_there_is_time_to_log_in(at_that_time: Evaluate, clock: str, state: str) -> None:
    evaluation = at_that_time("No agent events", at(clock), [instance(at("07:00:00"))])
    assert list(evaluation.states.values()) == [state]


@pytest.mark.parametrize(
    ("clock", "day", "state"),
    [
        ("10:00:00", 20, "Normal"),
        ("10:04:00", 20, "Normal"),
        ("10:06:00", 20, "Alerting"),
        ("03:00:00", 21, "Alerting"),
    ],
)
def test_snapshots_are_missed_by_day_and_by_night(
    at_that_time: Evaluate, rows: list[Row], clock: str, day: int, state: str
) -> None:
    evaluation = at_that_time("Queue snapshots stopped", at(clock, day), rows)
    assert list(evaluation.states.values()) == [state]


@pytest.mark.parametrize("title", QUIET)
def test_nothing_at_all_is_no_cause_for_a_rule_about_contacts_or_agents(at_that_time: Evaluate, title: str) -> None:
    assert at_that_time(title, NOW, []).alerting() == []


@pytest.mark.parametrize("title", LOUD)
def test_nothing_at_all_is_a_cause_for_a_rule_about_data(at_that_time: Evaluate, title: str) -> None:
    assert len(at_that_time(title, NOW, []).alerting()) == 1


@pytest.mark.parametrize("title", TITLES)
def test_a_rule_that_cannot_ask_says_so(engine: EngineUnderTest, title: str) -> None:
    with engine.stored([], NOW) as source:
        pass
    assert evaluate(title, source, NOW).states == {(): "Error"}
