"""The fold of agent events: when stretches begin and end, and what their rows say."""

from typing import Any

import pytest
from pytest_mock import MockerFixture

from tests.support.event_factories import (
    AGENT,
    INSTANCE_ID,
    OTHER_AGENT,
    Shape,
    at,
    contact,
    contact_states,
    event,
    folded,
    rows,
    snapshot,
    states,
)

OFFLINE: Shape = {"status": "Offline", "status_type": "OFFLINE"}
LUNCH: Shape = {"status": "Lunch", "status_type": "CUSTOM"}


def call(state: str, started: str, **changes: Any) -> Shape:
    return snapshot([contact(state, started, **changes)])


def a_call_from_ring_to_idle() -> list[Shape]:
    return [
        event("09:00:00.000", snapshot(since="09:00:00")),
        event("09:05:00.020", call("CONNECTING", "09:05:00"), previous=snapshot(since="09:00:00")),
        event("09:05:08.030", call("CONNECTED", "09:05:08"), previous=call("CONNECTING", "09:05:00")),
        event("09:07:00.040", call("CONNECTED_ONHOLD", "09:07:00"), previous=call("CONNECTED", "09:05:08")),
        event("09:08:00.050", call("CONNECTED", "09:08:00"), previous=call("CONNECTED_ONHOLD", "09:07:00")),
        event("09:10:00.060", call("ENDED", "09:10:00"), previous=call("CONNECTED", "09:08:00")),
        event("09:10:30.500", snapshot(since="09:00:00"), previous=call("ENDED", "09:10:00")),
        event("09:12:30.500", snapshot(since="09:00:00"), event_type="HEART_BEAT"),
    ]


def test_a_call_becomes_stretches_that_join_without_gap_or_overlap() -> None:
    timeline = folded(*a_call_from_ring_to_idle())
    assert states(timeline) == [
        ("Available", 300.0, False),
        ("Incoming", 8.0, False),
        ("On Call", 112.0, False),
        ("On Hold", 60.0, False),
        ("On Call", 120.0, False),
        ("After Call Work", 30.5, False),
        ("Available", 120.0, True),
    ]
    assert contact_states(timeline) == [
        ("c-1", "Incoming", 8.0, False),
        ("c-1", "On Call", 112.0, False),
        ("c-1", "On Hold", 60.0, False),
        ("c-1", "On Call", 120.0, False),
        ("c-1", "After Call Work", 30.5, False),
    ]


def test_a_row_has_the_status_the_people_the_slots_and_the_deciding_contact() -> None:
    ring = snapshot(
        [contact("CONNECTING", "09:05:00")],
        slots={"VOICE": (1, 0, 0), "CHAT": (3, 3, 2)},
        next_status=("Lunch", at("09:04:00")),
    )
    (row,) = rows(folded(event("09:05:00.020", ring)), "AgentEvent")
    assert row.time == at("09:05:00")
    assert row.dimensions == {"instance_id": INSTANCE_ID, "agent_id": AGENT}
    assert row.measures == {
        "state": "Incoming",
        "duration": 0.02,
        "open": True,
        "last_event_at": at("09:05:00.020"),
        "event_type": "STATE_CHANGE",
        "status": "Available",
        "status_type": "ROUTABLE",
        "next_status": "Lunch",
        "username": "ada.okafor",
        "agent_name": "Ada Okafor",
        "routing_profile": "Voice and chat",
        "hierarchy_level_1": "Europe",
        "hierarchy_level_2": "London",
        "hierarchy_level_3": None,
        "hierarchy_level_4": None,
        "hierarchy_level_5": None,
        "contacts": 1,
        "slots_active": 0,
        "slots_available": 2,
        "slots_available_voice": 0,
        "slots_available_chat": 2,
        "slots_available_task": None,
        "slots_available_email": None,
        "channel": "VOICE",
        "queue_name": "Support",
        "contact_id": "c-1",
    }


def test_names_are_left_out_of_every_row_where_they_must_not_be_stored() -> None:
    timeline = folded(*a_call_from_ring_to_idle(), names=False)
    personal = {"username", "agent_name"}
    assert [row for row in timeline.rows if any(row.measures.get(name) for name in personal)] == []
    assert "Ada" not in repr(timeline.memories)


def test_heartbeats_keep_the_open_stretch_up_to_date() -> None:
    timeline = folded(
        event("09:00:00", snapshot(since="09:00:00")),
        event("09:02:00", snapshot(since="09:00:00"), event_type="HEART_BEAT"),
        event("09:04:00", snapshot(since="09:00:00"), event_type="HEART_BEAT"),
    )
    (row,) = rows(timeline, "AgentEvent")
    assert row.measures["duration"] == 240.0
    assert row.measures["last_event_at"] == at("09:04:00")
    assert row.measures["event_type"] == "STATE_CHANGE"


def test_a_status_set_between_two_events_begins_when_the_agent_set_it() -> None:
    timeline = folded(
        event("09:00:00", snapshot(since="09:00:00")),
        event("09:30:00.040", snapshot(**LUNCH, since="09:30:00")),
    )
    assert states(timeline) == [("Available", 1800.0, False), ("Lunch", 0.04, True)]


def test_a_state_begins_no_earlier_than_the_last_event_that_knew_another() -> None:
    timeline = folded(
        event("09:00:00", snapshot(since="09:00:00")),
        event("09:30:00", snapshot(since="09:00:00"), event_type="HEART_BEAT"),
        event("09:30:00.040", call("CONNECTED", "09:29:59")),
    )
    assert states(timeline) == [("Available", 1800.0, False), ("On Call", 0.04, True)]


def test_a_state_begins_no_later_than_its_event() -> None:
    timeline = folded(event("09:00:00", snapshot(since="09:00:00")), event("09:30:00", call("CONNECTED", "09:30:07")))
    assert states(timeline) == [("Available", 1800.0, False), ("On Call", 0.0, True)]
    assert contact_states(timeline) == [("c-1", "On Call", 0.0, True)]


def test_a_status_changed_during_a_call_begins_when_the_contact_is_cleared() -> None:
    ended = [contact("ENDED", "09:10:00")]
    timeline = folded(
        event("09:10:00", snapshot(ended)),
        event("09:11:00", snapshot(ended, **LUNCH, since="09:11:00")),
        event("09:13:00", snapshot(**LUNCH, since="09:11:00"), previous=snapshot(ended, **LUNCH, since="09:11:00")),
    )
    assert states(timeline) == [("After Call Work", 180.0, False), ("Lunch", 0.0, True)]


def test_an_agent_never_seen_before_has_been_so_since_the_snapshot_proves_it() -> None:
    assert states(folded(event("09:00:00", snapshot(since="07:00:00"), event_type="HEART_BEAT"))) == [
        ("Available", 7200.0, True)
    ]


def test_an_agent_never_seen_before_is_looked_back_at_twelve_hours_at_most() -> None:
    since = at("09:00:00", day=17)
    (row,) = rows(folded(event("21:30:00", snapshot(**OFFLINE, since=since))), "AgentEvent")
    assert (row.time, row.measures["duration"]) == (at("09:30:00"), 43200.0)


def test_the_status_of_an_agent_never_seen_before_proves_nothing_once_a_contact_was_cleared() -> None:
    cleared = event("09:10:30", snapshot(since="07:00:00"), previous=call("ENDED", "09:10:00"))
    timeline = folded(cleared)
    assert states(timeline) == [("Available", 0.0, True)]
    assert contact_states(timeline) == [("c-1", "After Call Work", 30.0, False)]


@pytest.mark.parametrize("event_type", ["LOGIN", "LOGOUT"])
def test_logins_and_logouts_begin_a_stretch_though_the_agent_stays_offline(event_type: str) -> None:
    offline = snapshot(**OFFLINE, since="08:00:00")
    timeline = folded(
        event("08:30:00", offline, event_type="HEART_BEAT"), event("09:00:00", offline, event_type=event_type)
    )
    assert states(timeline) == [("Offline", 3600.0, False), ("Offline", 0.0, True)]
    assert [row.measures["event_type"] for row in rows(timeline, "AgentEvent")] == ["HEART_BEAT", event_type]


def test_a_stretch_longer_than_twelve_hours_goes_on_in_a_new_row() -> None:
    beats = [
        event(at("00:00:00") + hours * 3_600_000, snapshot(since="00:00:00"), event_type="HEART_BEAT")
        for hours in (0, 6, 12, 18, 24, 25)
    ]
    timeline = folded(*beats)
    assert states(timeline) == [
        ("Available", 43200.0, False),
        ("Available", 43200.0, False),
        ("Available", 3600.0, True),
    ]
    assert [row.time - at("00:00:00") for row in rows(timeline, "AgentEvent")] == [0, 43_200_000, 86_400_000]


def test_a_stretch_that_ends_after_more_than_twelve_hours_is_cut_as_well() -> None:
    timeline = folded(
        event("00:00:00", snapshot(since="00:00:00")),
        event("11:00:00", snapshot(since="00:00:00"), event_type="HEART_BEAT"),
        event("13:00:00", snapshot(**LUNCH, since="13:00:00")),
    )
    assert states(timeline) == [("Available", 43200.0, False), ("Available", 3600.0, False), ("Lunch", 0.0, True)]


def test_after_twelve_hours_of_silence_the_old_rows_stay_as_they_were() -> None:
    before = folded(event("00:00:00", call("CONNECTED", "00:00:00")))
    after = folded(event("12:00:01", snapshot(since="11:00:00")), memories=before.memories)
    assert states(after) == [("Available", 3601.0, True)]
    assert contact_states(after) == []


def test_a_duplicate_writes_nothing() -> None:
    first = event("09:00:00", call("CONNECTED", "09:00:00"), event_id="same")
    again = event("09:00:00", call("CONNECTED", "09:00:00"), event_id="same")
    timeline = folded(again, memories=folded(first).memories)
    assert (timeline.rows, timeline.memories, timeline.late) == ([], {}, 0)


def test_a_late_event_writes_its_contacts_leaves_the_memory_alone_and_is_counted() -> None:
    now = folded(event("09:10:00", snapshot(since="09:10:00")))
    late = folded(
        event("09:05:00", call("CONNECTED", "09:04:00"), previous=call("CONNECTING", "09:03:50")),
        memories=now.memories,
    )
    assert (late.late, late.memories, states(late)) == (1, {}, [])
    assert contact_states(late) == [("c-1", "Incoming", 10.0, False), ("c-1", "On Call", 60.0, True)]


def test_events_of_one_millisecond_have_growing_versions() -> None:
    timeline = folded(
        event("09:00:00", call("CONNECTING", "08:59:50")),
        event("09:00:00", call("CONNECTED", "09:00:00")),
        event("09:00:00", call("CONNECTED", "09:00:00", connected_to_agent_at=at("09:00:00"))),
    )
    versions = [row.version for row in timeline.rows if row.table.name == "AgentEvent"]
    assert versions == sorted(versions)
    assert len({row.version for row in timeline.rows}) == 3
    (connected,) = [row for row in rows(timeline, "AgentEvent_Contact") if row.measures["state"] == "On Call"]
    assert connected.measures["connected_to_agent_at"] == at("09:00:00")


def test_duplicates_of_all_events_of_the_last_millisecond_are_known() -> None:
    pair = [
        event("09:00:00", call("CONNECTING", "08:59:50"), event_id="first"),
        event("09:00:00", call("CONNECTED", "09:00:00"), event_id="second"),
    ]
    assert folded(*pair, memories=folded(*pair).memories).rows == []


def test_a_state_of_no_length_leaves_no_row_of_its_own() -> None:
    timeline = folded(
        event("09:00:00", call("CONNECTED", "09:00:00")), event("09:00:00", call("CONNECTED_ONHOLD", "09:00:00"))
    )
    assert states(timeline) == [("On Hold", 0.0, True)]
    assert contact_states(timeline) == [("c-1", "On Hold", 0.0, True)]


def test_after_call_work_begins_when_the_last_contact_ends_not_with_the_first_that_did() -> None:
    first, second = contact("ENDED", "09:10:00", "c-1"), contact("CONNECTED", "09:02:00", "c-2")
    both_over = snapshot([first, contact("ENDED", "09:10:40", "c-2")])
    timeline = folded(
        event("09:02:00", snapshot([contact("CONNECTED", "09:02:00", "c-1"), second])),
        event("09:10:00.030", snapshot([first, second])),
        event("09:10:40.030", both_over),
        event("09:11:40", snapshot([first]), previous=both_over),
    )
    assert states(timeline) == [("On Call", 520.0, False), ("After Call Work", 60.0, True)]


def test_a_state_left_over_when_a_stronger_contact_goes_begins_with_the_event() -> None:
    working = contact("ENDED", "09:10:00", "c-1")
    timeline = folded(
        event("09:10:00", snapshot([working, contact("CONNECTED", "09:02:00", "c-2")])),
        event("09:12:00", snapshot([working])),
    )
    assert states(timeline) == [("On Call", 600.0, False), ("After Call Work", 0.0, True)]


def test_when_an_event_between_is_lost_the_last_of_several_changes_begins_the_state() -> None:
    timeline = folded(
        event("09:02:00", snapshot([contact("CONNECTED", "09:02:00", name) for name in ("c-1", "c-2")])),
        event("09:11:00", snapshot([contact("ENDED", "09:10:00", "c-1"), contact("ENDED", "09:10:40", "c-2")])),
    )
    assert states(timeline) == [("On Call", 520.0, False), ("After Call Work", 20.0, True)]


def test_a_contact_in_an_unknown_state_does_not_say_when_another_began() -> None:
    over = [contact("ENDED", "09:10:00", "c-1"), contact("SUMMARISING", "09:10:30", "c-2")]
    timeline = folded(event("09:02:00", call("CONNECTED", "09:02:00")), event("09:10:31", snapshot(over)))
    assert states(timeline) == [("On Call", 480.0, False), ("After Call Work", 31.0, True)]


def test_a_status_that_does_not_say_since_when_proves_nothing() -> None:
    unsaid = snapshot(since=0)
    assert states(folded(event("09:00:00", unsaid))) == [("Available", 0.0, True)]


def test_an_agent_never_seen_before_has_been_on_call_since_the_first_of_several_chats() -> None:
    first = contact("CONNECTED", "09:00:00", "c-1")
    second = contact("CONNECTING", "09:10:00", "c-2")
    timeline = folded(event("09:10:00", snapshot([first, second]), previous=snapshot([first])))
    assert states(timeline) == [("On Call", 600.0, True)]


def test_old_events_have_no_type_of_status() -> None:
    old = snapshot(since="08:00:00")
    del old["AgentStatus"]["Type"]
    timeline = folded(event("09:00:00", old))
    assert states(timeline) == [("Available", 3600.0, True)]
    assert rows(timeline, "AgentEvent")[0].measures["status_type"] is None


def test_connected_comes_twice_and_is_one_stretch() -> None:
    timeline = folded(
        event("09:00:00.010", call("CONNECTED", "09:00:00")),
        event("09:00:00.060", call("CONNECTED", "09:00:00", connected_to_agent_at=at("08:59:59.970"))),
    )
    assert states(timeline) == [("On Call", 0.06, True)]
    (row,) = rows(timeline, "AgentEvent_Contact")
    assert row.measures["connected_to_agent_at"] == at("08:59:59.970")


def test_heartbeats_after_logoff_do_not_make_an_agent_online() -> None:
    gone = snapshot(**OFFLINE, since="09:00:00")
    timeline = folded(event("09:00:00", gone, event_type="LOGOUT"), event("09:02:00", gone, event_type="HEART_BEAT"))
    assert states(timeline) == [("Offline", 120.0, True)]


def test_a_login_is_still_offline() -> None:
    offline = snapshot(**OFFLINE, since=at("18:00:00", day=19))
    timeline = folded(event("09:00:00", offline, event_type="LOGIN"))
    (row,) = rows(timeline, "AgentEvent")
    assert (row.measures["state"], row.time, row.measures["event_type"]) == ("Offline", at("09:00:00"), "LOGIN")


def test_unknown_event_types_states_and_channels_pass_through_as_text() -> None:
    strange = call("SUMMARISING", "09:00:00", channel="HOLOGRAM")
    timeline = folded(event("09:00:00", strange, event_type="ENABLED"))
    (agent,), (contact_row_,) = rows(timeline, "AgentEvent"), rows(timeline, "AgentEvent_Contact")
    assert (agent.measures["event_type"], agent.measures["state"]) == ("ENABLED", "Available")
    assert (contact_row_.measures["state"], contact_row_.measures["channel"]) == ("SUMMARISING", "HOLOGRAM")
    assert timeline.unknown_contact_states == 1


def test_agents_are_folded_apart() -> None:
    timeline = folded(
        event("09:00:00", snapshot(since="09:00:00")),
        event("09:00:01", snapshot(**LUNCH, since="09:00:01"), agent=OTHER_AGENT),
        event("09:00:05", snapshot(**OFFLINE, since="09:00:05")),
    )
    by_agent = {
        (row.dimensions["agent_id"], row.measures["state"], row.measures["duration"])
        for row in rows(timeline, "AgentEvent")
    }
    assert by_agent == {(AGENT, "Available", 5.0), (AGENT, "Offline", 0.0), (OTHER_AGENT, "Lunch", 0.0)}
    assert set(timeline.memories) == {f"{INSTANCE_ID}/{AGENT}", f"{INSTANCE_ID}/{OTHER_AGENT}"}


def test_an_event_that_breaks_the_fold_is_set_aside_and_the_others_go_on(mocker: MockerFixture) -> None:
    first, second = event("09:00:00", snapshot(since="09:00:00")), event("09:01:00", agent=OTHER_AGENT)
    real = mocker.patch(
        "agent_timeline.effective_state", side_effect=[ArithmeticError("no such state"), ("Fine", None)]
    )
    timeline = folded(first, second)
    assert real.call_count == 2
    assert [(position, repr(error)) for position, error in timeline.failed] == [(0, "ArithmeticError('no such state')")]
    assert [row.measures["state"] for row in timeline.rows] == ["Fine"]
