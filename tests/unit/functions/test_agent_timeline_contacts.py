"""The fold of agent events: the rows of AgentEvent_Contact, one for each state of each contact."""

from typing import Any

from tests.support.event_factories import (
    AGENT,
    Shape,
    contact,
    contact_states,
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


def test_a_contact_does_not_go_back_to_an_earlier_state() -> None:
    timeline = folded(
        event("09:05:00", call("CONNECTED_ONHOLD", "09:05:00")), event("09:06:00", call("CONNECTED", "09:04:00"))
    )
    assert contact_states(timeline) == [("c-1", "On Hold", 60.0, True)]


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
