"""The fold of agent events that come without a snapshot, as a new agent's first LOGIN may."""

import pytest

from agent_timeline import Timeline
from tests.support.event_factories import (
    Shape,
    at,
    contact,
    contact_states,
    event,
    folded,
    rows,
    snapshot,
    states,
    without_snapshot,
)

OFFLINE = snapshot(status="Offline", status_type="OFFLINE", since="08:00:00")
EVENT_TYPES = ["STATE_CHANGE", "HEART_BEAT", "LOGIN", "LOGOUT"]


def beginnings(timeline: Timeline) -> list[tuple[int, object]]:
    return [(row.time, row.measures["event_type"]) for row in rows(timeline, "AgentEvent")]


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_an_event_without_a_snapshot_is_no_row_no_failure_and_is_counted(event_type: str) -> None:
    timeline = folded(without_snapshot("09:00:00", event_type))
    assert (timeline.rows, timeline.failed, timeline.without_snapshot) == ([], [], 1)


@pytest.mark.parametrize(
    "following",
    [
        event("09:00:20", snapshot(since="09:00:20")),
        event("09:00:20", snapshot(since="07:00:00"), event_type="HEART_BEAT"),
        event("09:00:20", snapshot([contact("CONNECTING", "09:00:15")], since="09:00:05")),
        event("09:00:20", snapshot(since=0)),
    ],
)
def test_after_a_login_the_next_snapshot_is_of_a_stretch_that_began_with_it(following: Shape) -> None:
    timeline = folded(without_snapshot("09:00:00", "LOGIN"), following)
    assert beginnings(timeline) == [(at("09:00:00"), "LOGIN")]
    assert [(seconds, is_open) for _, seconds, is_open in states(timeline)] == [(20.0, True)]


def test_a_login_ends_the_stretch_before() -> None:
    timeline = folded(
        event("08:30:00", OFFLINE, event_type="HEART_BEAT"),
        without_snapshot("09:00:00", "LOGIN"),
        event("09:00:20", snapshot(since="09:00:20"), previous=OFFLINE),
    )
    assert states(timeline) == [("Offline", 3600.0, False), ("Available", 20.0, True)]
    assert beginnings(timeline)[1] == (at("09:00:00"), "LOGIN")


def test_a_logout_ends_the_open_stretch() -> None:
    timeline = folded(event("09:00:00", snapshot(since="09:00:00")), without_snapshot("09:10:00", "LOGOUT"))
    assert states(timeline) == [("Available", 600.0, False)]


def test_a_logout_ends_the_stretch_that_began_in_the_same_millisecond() -> None:
    timeline = folded(event("09:00:00", snapshot(since="09:00:00")), without_snapshot("09:00:00", "LOGOUT"))
    assert states(timeline) == [("Available", 0.0, False)]


def test_a_status_that_is_as_old_as_the_logout_began_with_it() -> None:
    timeline = folded(
        event("09:00:00", OFFLINE),
        without_snapshot("09:10:00", "LOGOUT"),
        event("09:12:00", OFFLINE, event_type="HEART_BEAT"),
    )
    assert states(timeline) == [("Offline", 4200.0, False), ("Offline", 120.0, True)]
    assert beginnings(timeline)[1] == (at("09:10:00"), "LOGOUT")


def test_what_an_agent_was_between_a_logout_and_a_later_status_is_not_made_up() -> None:
    timeline = folded(
        event("09:00:00", snapshot(since="09:00:00")),
        without_snapshot("09:10:00", "LOGOUT"),
        event("11:00:00", snapshot(since="10:59:00")),
    )
    assert states(timeline) == [("Available", 600.0, False), ("Available", 60.0, True)]
    assert beginnings(timeline)[1] == (at("10:59:00"), "STATE_CHANGE")


@pytest.mark.parametrize("first", ["LOGIN", "LOGOUT"])
def test_a_login_with_a_snapshot_begins_a_stretch_of_its_own_after_one_without(first: str) -> None:
    timeline = folded(without_snapshot("09:00:00", first), event("09:00:20", OFFLINE, event_type="LOGIN"))
    assert states(timeline) == [("Offline", 20.0, False), ("Offline", 0.0, True)]
    assert beginnings(timeline) == [(at("09:00:00"), first), (at("09:00:20"), "LOGIN")]


@pytest.mark.parametrize("event_type", ["STATE_CHANGE", "HEART_BEAT"])
def test_any_other_event_without_a_snapshot_proves_nothing_of_the_state(event_type: str) -> None:
    call = snapshot([contact("CONNECTED", "09:04:00")])
    timeline = folded(
        event("09:00:00", snapshot(since="09:00:00")),
        without_snapshot("09:05:00", event_type),
        event("09:06:00", call),
    )
    assert states(timeline) == [("Available", 240.0, False), ("On Call", 120.0, True)]


def test_contacts_outlast_an_event_without_a_snapshot() -> None:
    call = snapshot([contact("CONNECTED", "09:00:00")])
    timeline = folded(
        event("09:00:00", call), without_snapshot("09:01:00", "LOGOUT"), event("09:03:00", snapshot(), previous=call)
    )
    assert contact_states(timeline) == [("c-1", "On Call", 180.0, False)]


def test_an_event_without_a_snapshot_again_or_late_changes_nothing() -> None:
    before = folded(event("09:00:00", snapshot(since="09:00:00")), without_snapshot("09:10:00", "LOGIN", event_id="e"))
    again = folded(without_snapshot("09:10:00", "LOGIN", event_id="e"), memories=before.memories)
    assert (again.rows, again.memories, again.without_snapshot) == ([], {}, 0)
    late = folded(without_snapshot("09:05:00", "LOGOUT"), memories=before.memories)
    assert (late.rows, late.memories, late.late) == ([], {}, 1)


def test_after_twelve_hours_of_silence_a_login_leaves_the_old_stretch_as_it_was() -> None:
    before = folded(event("06:00:00", snapshot(since="06:00:00")))
    after = folded(
        without_snapshot("18:00:01", "LOGIN"), event("18:00:11", snapshot(since="06:00:00")), memories=before.memories
    )
    assert states(after) == [("Available", 10.0, True)]
    assert beginnings(after) == [(at("18:00:01"), "LOGIN")]


def test_a_login_more_than_twelve_hours_before_the_next_snapshot_is_too_old_to_prove_anything() -> None:
    timeline = folded(without_snapshot("06:00:00", "LOGIN"), event("18:00:01", snapshot(since="18:00:00")))
    assert states(timeline) == [("Available", 1.0, True)]
    assert beginnings(timeline) == [(at("18:00:00"), "STATE_CHANGE")]
