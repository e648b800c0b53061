"""The fold of agent events: the rows of AgentEvent_Contact, one for each state of each contact."""

from typing import Any

import pytest

from agent_timeline import Timeline, fold
from tests.support.event_factories import (
    AGENT,
    Shape,
    contact,
    contact_states,
    decoded,
    event,
    folded,
    rows,
    snapshot,
    states,
)


def call(state: str, started: str, **changes: Any) -> Shape:
    return snapshot([contact(state, started, **changes)])


def test_of_several_chats_each_has_its_own_rows_and_the_agent_is_on_call_throughout() -> None:
    def chats(*contacts: Shape) -> Shape:
        return snapshot(list(contacts))

    def chat(number: int, state: str, started: str) -> Shape:
        return contact(state, started, f"chat-{number}", channel="CHAT", initiation_method="API")

    one = chat(1, "CONNECTED", "09:00:00")
    two = chat(2, "CONNECTED", "09:05:00")
    one_over = chat(1, "ENDED", "09:10:00")
    timeline = folded(
        event("09:00:00", chats(one)),
        event("09:05:00", chats(one, two), previous=chats(one)),
        event("09:10:00", chats(one_over, two), previous=chats(one, two)),
        event("09:11:00", chats(two), previous=chats(one_over, two)),
        event("09:20:00", chats(), previous=chats(two)),
    )
    assert states(timeline) == [("On Call", 1200.0, False), ("Available", 0.0, True)]
    assert contact_states(timeline) == [
        ("chat-1", "On Call", 600.0, False),
        ("chat-2", "On Call", 900.0, False),
        ("chat-1", "After Call Work", 60.0, False),
    ]


def test_a_lost_event_is_made_up_for_by_the_previous_snapshot_of_the_next() -> None:
    timeline = folded(
        event("09:05:00", call("CONNECTING", "09:05:00")),
        # The event that connected the call is lost.
        event("09:10:00", call("ENDED", "09:10:00"), previous=call("CONNECTED", "09:05:08")),
    )
    assert contact_states(timeline) == [
        ("c-1", "Incoming", 8.0, False),
        ("c-1", "On Call", 292.0, False),
        ("c-1", "After Call Work", 0.0, True),
    ]


def test_a_contact_whose_end_was_lost_ends_with_the_next_event() -> None:
    timeline = folded(event("09:05:00", call("CONNECTED", "09:05:00")), event("09:09:00", snapshot()))
    assert contact_states(timeline) == [("c-1", "On Call", 240.0, False)]
    assert states(timeline) == [("On Call", 240.0, False), ("Available", 0.0, True)]


def test_a_contact_does_not_go_back_to_the_time_of_an_earlier_state() -> None:
    timeline = folded(
        event("09:05:00", call("CONNECTED_ONHOLD", "09:05:00")), event("09:06:00", call("CONNECTED", "09:04:00"))
    )
    assert contact_states(timeline) == [("c-1", "On Hold", 60.0, False), ("c-1", "On Call", 0.0, True)]


def test_a_state_that_changes_its_word_and_not_its_time_begins_with_the_event() -> None:
    timeline = folded(*a_hold_that_keeps_the_timestamp_of_the_call())
    assert contact_states(timeline) == [
        ("c-1", "On Call", 60.0, False),
        ("c-1", "On Hold", 40.0, False),
        ("c-1", "On Call", 20.0, False),
    ]
    assert states(timeline)[1:] == [
        ("On Call", 60.0, False),
        ("On Hold", 40.0, False),
        ("On Call", 20.0, False),
        ("Available", 0.0, True),
    ]


def a_hold_that_keeps_the_timestamp_of_the_call() -> list[Shape]:
    connected, on_hold = call("CONNECTED", "09:00:00"), call("CONNECTED_ONHOLD", "09:00:00")
    idle = snapshot(since="08:00:00")
    return [
        event("08:59:59", idle),
        event("09:00:00", connected, previous=idle),
        event("09:01:00", on_hold, previous=connected),
        event("09:01:20", on_hold, event_type="HEART_BEAT"),
        event("09:01:40", connected, previous=on_hold),
        event("09:02:00", idle, previous=connected),
    ]


@pytest.mark.parametrize("cut", range(7))
@pytest.mark.parametrize("again", range(7))
def test_a_state_that_keeps_its_time_survives_any_cut_and_any_event_again(cut: int, again: int) -> None:
    events = decoded(*a_hold_that_keeps_the_timestamp_of_the_call())
    first = fold({}, events[:cut])
    second = fold(first.memories, events[cut:])
    repeated = fold(first.memories | second.memories, events[again:])
    assert states(merged(first, second, repeated)) == states(fold({}, events))
    assert contact_states(merged(first, second, repeated)) == contact_states(fold({}, events))


def merged(*timelines: Timeline) -> Timeline:
    return Timeline(rows=[row for timeline in timelines for row in timeline.rows])


CONNECTS_STATES = [
    "INCOMING",
    "PENDING",
    "CONNECTING",
    "CONNECTED",
    "CONNECTED_ONHOLD",
    "PAUSED",
    "MISSED",
    "REJECTED",
    "ERROR",
    "ENDED",
]


@pytest.mark.parametrize("first", CONNECTS_STATES)
@pytest.mark.parametrize("second", CONNECTS_STATES)
@pytest.mark.parametrize("moves", [True, False])
def test_of_every_pair_of_states_each_lasts_until_the_next(first: str, second: str, moves: bool) -> None:
    before = call(first, "09:00:00")
    after = call(second, "09:00:59.980" if moves else "09:00:00")
    timeline = folded(event("09:00:00", before), event("09:01:00", after, previous=before))
    spans = [(seconds, is_open) for _, _, seconds, is_open in contact_states(timeline)]
    if moves:
        assert spans == [(59.98, False), (0.02, True)]
    else:
        assert spans == [(60.0, True)] if first == second else [(60.0, False), (0.0, True)]


def test_of_several_contacts_one_keeps_its_time_and_the_others_are_as_they_were() -> None:
    def chats(first: str, second: str) -> Shape:
        return snapshot([contact(first, "09:00:00", "c-1"), contact(second, "09:00:30", "c-2")])

    timeline = folded(
        event("09:01:00", chats("CONNECTED", "CONNECTED")),
        event("09:02:00", chats("CONNECTED_ONHOLD", "CONNECTED"), previous=chats("CONNECTED", "CONNECTED")),
        event(
            "09:03:00", chats("CONNECTED_ONHOLD", "CONNECTED_ONHOLD"), previous=chats("CONNECTED_ONHOLD", "CONNECTED")
        ),
        event(
            "09:04:00", chats("CONNECTED", "CONNECTED_ONHOLD"), previous=chats("CONNECTED_ONHOLD", "CONNECTED_ONHOLD")
        ),
    )
    assert sorted(contact_states(timeline)) == [
        ("c-1", "On Call", 0.0, True),
        ("c-1", "On Call", 120.0, False),
        ("c-1", "On Hold", 120.0, False),
        ("c-2", "On Call", 150.0, False),
        ("c-2", "On Hold", 60.0, True),
    ]
    assert states(timeline) == [("On Call", 180.0, False), ("On Hold", 60.0, False), ("On Call", 0.0, True)]


def test_a_lost_event_of_a_state_that_keeps_its_time_changes_nothing_that_is_known() -> None:
    connected, on_hold = call("CONNECTED", "09:00:00"), call("CONNECTED_ONHOLD", "09:00:00")
    timeline = folded(
        event("09:00:00", connected),
        # The event that put the call on hold is lost.
        event("09:02:00", call("ENDED", "09:01:59.970"), previous=on_hold),
    )
    assert contact_states(timeline) == [("c-1", "On Call", 119.97, False), ("c-1", "After Call Work", 0.03, True)]


def test_a_late_event_fills_a_gap_and_changes_no_row_of_an_event_in_order() -> None:
    connected, on_hold = call("CONNECTED", "09:00:00"), call("CONNECTED_ONHOLD", "09:00:00")
    in_order = folded(event("09:00:00", connected), event("09:01:00", on_hold), event("09:02:00", snapshot()))
    late = folded(event("09:01:30", connected, previous=on_hold), memories=in_order.memories)
    assert contact_states(merged(in_order, late)) == [
        ("c-1", "On Call", 60.0, False),
        ("c-1", "On Hold", 60.0, False),
        ("c-1", "On Call", 0.0, True),
    ]


def test_an_agents_own_queue_has_no_name() -> None:
    own = call("CONNECTED", "09:00:00", queue_id=f"agent/{AGENT}", queue_name=None)
    (row,) = rows(folded(event("09:00:00", own)), "AgentEvent_Contact")
    assert (row.measures["queue_id"], row.measures["queue_name"]) == (AGENT, None)


def test_the_same_contact_is_offered_to_the_same_agent_twice() -> None:
    first, again = call("CONNECTING", "09:00:00"), call("CONNECTING", "09:00:20.200")
    timeline = folded(
        event("09:00:00", first),
        event("09:00:20", snapshot(), previous=first),
        event("09:00:20.210", again, previous=snapshot()),
    )
    assert contact_states(timeline) == [("c-1", "Incoming", 20.0, False), ("c-1", "Incoming", 0.01, True)]
    assert states(timeline) == [("Incoming", 20.0, False), ("Available", 0.2, False), ("Incoming", 0.01, True)]


def test_a_missed_contact_stays_until_the_agent_clears_it() -> None:
    missed = call("MISSED", "09:00:20")
    timeline = folded(
        event("09:00:20", missed),
        event("09:02:20", missed, event_type="HEART_BEAT"),
        event("09:03:20", snapshot(), previous=missed),
    )
    assert states(timeline) == [("Missed", 180.0, False), ("Available", 0.0, True)]


def test_after_contact_work_ends_by_contact_id_not_when_no_contacts_are_left() -> None:
    working = [contact("ENDED", "09:00:00", "c-1"), contact("CONNECTED", "08:50:00", "c-2")]
    timeline = folded(
        event("09:00:00", snapshot(working)),
        event("09:00:05.005", snapshot(working[1:]), previous=snapshot(working)),
    )
    assert ("c-1", "After Call Work", 5.005, False) in contact_states(timeline)
    assert ("c-2", "On Call", 605.005, True) in contact_states(timeline)


def test_a_heartbeats_previous_snapshot_proves_nothing() -> None:
    beat = event("09:02:00", snapshot(), previous=call("CONNECTED", "08:00:00"), event_type="HEART_BEAT")
    assert contact_states(folded(event("09:00:00", snapshot(since="09:00:00")), beat)) == []


def test_versions_of_late_rows_are_lower_than_those_of_events_in_order_and_closed_rows_win() -> None:
    ringing, connected = call("CONNECTING", "09:00:05"), call("CONNECTED", "09:00:10")
    events = [
        event("09:00:00", ringing),  # by a clock that is five seconds ahead
        event("09:00:10", connected, previous=ringing),
        event("09:01:00", snapshot(), previous=connected),
    ]
    in_order = folded(*events)
    again = folded(*events[:2], event("09:00:59", snapshot(), previous=connected), memories=in_order.memories)
    assert again.late == 3
    versions = {row.identity: row.version for row in in_order.rows}
    assert all(row.version < versions[row.identity] for row in again.rows)
    opened, closed = [row for row in again.rows if row.measures["state"] == "On Call"]
    assert (opened.measures["open"], closed.measures["open"]) == (True, False)
    assert opened.version < closed.version
