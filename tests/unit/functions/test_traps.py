"""The traps that Connect's events set, each seen in its documentation or in real events."""

from typing import Any

import pytest

from agent_snapshot import decode
from connect_analytics.rows import latest
from contact_row import contact_row
from tests.support.event_factories import (
    AGENT,
    INSTANCE,
    QUEUE,
    Shape,
    at,
    contact,
    contact_event,
    contact_states,
    decoded,
    event,
    folded,
    handled,
    record,
    rows,
    snapshot,
    states,
)

OFFLINE: Shape = {"status": "Offline", "status_type": "OFFLINE"}


def call(state: str, started: str, **changes: Any) -> Shape:
    return snapshot([contact(state, started, **changes)])


def test_trap_contact_events_out_of_order_each_have_their_own_row() -> None:
    early, late = handled("CONNECTED_TO_SYSTEM", delivered="09:00:00"), contact_event("INITIATED", "09:00:01")
    forwards = [contact_row(early, 0), contact_row(late, 1)]
    backwards = [contact_row(late, 0), contact_row(early, 1)]
    assert {row.identity for row in forwards} == {row.identity for row in backwards}
    assert len(latest(forwards)) == 2


def test_trap_a_duplicate_contact_event_with_another_envelope_id_is_the_same_row() -> None:
    first, second = (contact_row(handled("DISCONNECTED", envelope_id=name), 0) for name in ("one", "two"))
    assert (first.identity, first.version, first.measures) == (second.identity, second.version, second.measures)


def test_trap_completed_before_disconnected_loses_nothing() -> None:
    completed, disconnected = contact_row(handled("COMPLETED"), 0), contact_row(handled("DISCONNECTED"), 1)
    assert completed.measures["handle_time"] == 192.9
    assert completed.identity != disconnected.identity


def test_trap_completed_without_disconnected_still_knows_how_long_handling_took() -> None:
    row = contact_row(handled("COMPLETED", disconnected_at=None), 0)
    assert row.measures["handle_time"] == 192.9
    assert row.measures["contact_time"] is None


def test_trap_the_first_contact_of_a_transfer_is_handled_until_its_agent_is_done_not_its_customer() -> None:
    row = contact_row(handled("COMPLETED", disconnected_at=at("09:09:00")), 0)
    assert (row.measures["handle_time"], row.measures["contact_time"]) == (192.9, 540.0)


def test_trap_the_epoch_sentinel_means_not_set() -> None:
    queued = handled("DISCONNECTED", agent_id=None)
    queued["detail"]["connectedToSystemTimestamp"] = "1970-01-01T00:00:00.001Z"
    queued["detail"]["agentInfo"] = {"connectedToAgentTimestamp": "1970-01-01T00:00:00.001Z"}
    measures = contact_row(queued, 0).measures
    assert (measures["connected_to_system_at"], measures["connected_to_agent_at"]) == (None, None)
    assert measures["abandoned"] is True


def test_trap_keys_that_are_not_set_are_absent() -> None:
    bare = contact_event("INITIATED")
    assert not {"queueInfo", "agentInfo", "initialContactId", "disconnectTimestamp"} & set(bare["detail"])
    assert contact_row(bare, 0).measures["queue_id"] is None


def test_trap_the_guides_pascal_case_and_its_voice_are_understood() -> None:
    def pascal(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key[:1].upper() + key[1:]: pascal(item) for key, item in value.items()}

    real = handled("COMPLETED")
    printed = {**real, "detail": pascal(real["detail"]) | {"Channel": "Voice"}}
    assert "ContactId" in printed["detail"]
    assert contact_row(printed, 0) == contact_row(real, 0)


def test_trap_the_other_detail_type_is_understood() -> None:
    renamed = contact_event("INITIATED") | {"detail-type": "Connect Customer Contact Event"}
    assert contact_row(renamed, 0).dimensions["event_type"] == "INITIATED"


@pytest.mark.parametrize(
    "other",
    [
        b'{"AWSContactTraceRecordFormatVersion": "2017-03-10", "ContactId": "c-1", "Agent": null, "Queue": null}',
        b'{"detail-type": "Amazon Connect Contact Event", "source": "aws.connect", "detail": {}}',
    ],
)
def test_trap_contact_records_and_contact_events_in_the_agent_stream_are_passed_by(other: bytes) -> None:
    assert decode(record(other), 0) is None


def test_trap_an_agents_own_queue_has_no_name() -> None:
    own = call("CONNECTED", "09:00:00", queue_id=f"agent/{AGENT}", queue_name=None)
    (row,) = rows(folded(event("09:00:00", own)), "AgentEvent_Contact")
    assert (row.measures["queue_id"], row.measures["queue_name"]) == (AGENT, None)


@pytest.mark.parametrize("name", ["EnqueuedTimestamp", "EnqueueTimestamp"])
def test_trap_a_next_status_is_null_or_set_and_its_timestamp_has_two_names(name: str) -> None:
    waiting = snapshot()
    waiting["NextAgentStatus"] = {
        "ARN": f"{INSTANCE}/agent-state/x",
        "Name": "Lunch",
        name: "2026-11-20T09:00:00Z",
    }
    unset, is_set = decoded(event("09:00:00"), event("09:00:00", waiting))
    assert (unset.current.next_status, is_set.current.next_status) == (None, "Lunch")
    assert is_set.current.status == "Available"


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (None, (None, None, None, None, None)),
        ({"Level1": {"ARN": "x/y", "Name": "Europe"}}, ("Europe", None, None, None, None)),
        ({"Level1": {"ARN": "x/y", "Name": "Europe"}, "Level2": None}, ("Europe", None, None, None, None)),
    ],
)
def test_trap_hierarchy_groups_are_null_or_partial(groups: Shape | None, expected: tuple[str | None, ...]) -> None:
    assert decoded(event("09:00:00", snapshot(hierarchy=groups)))[0].current.hierarchy == expected


def test_trap_old_events_have_no_type_of_status() -> None:
    old = snapshot(since="08:00:00")
    del old["AgentStatus"]["Type"]
    timeline = folded(event("09:00:00", old))
    assert states(timeline) == [("Available", 3600.0, True)]
    assert rows(timeline, "AgentEvent")[0].measures["status_type"] is None


def test_trap_connected_comes_twice_and_is_one_stretch() -> None:
    timeline = folded(
        event("09:00:00.010", call("CONNECTED", "09:00:00")),
        event("09:00:00.060", call("CONNECTED", "09:00:00", connected_to_agent_at=at("08:59:59.970"))),
    )
    assert states(timeline) == [("On Call", 0.06, True)]
    (row,) = rows(timeline, "AgentEvent_Contact")
    assert row.measures["connected_to_agent_at"] == at("08:59:59.970")


def test_trap_the_same_contact_is_offered_to_the_same_agent_twice() -> None:
    first, again = call("CONNECTING", "09:00:00"), call("CONNECTING", "09:00:20.200")
    timeline = folded(
        event("09:00:00", first),
        event("09:00:20", snapshot(), previous=first),
        event("09:00:20.210", again, previous=snapshot()),
    )
    assert contact_states(timeline) == [("c-1", "Incoming", 20.0, False), ("c-1", "Incoming", 0.01, True)]
    assert states(timeline) == [("Incoming", 20.0, False), ("Available", 0.2, False), ("Incoming", 0.01, True)]


def test_trap_a_missed_contact_stays_until_the_agent_clears_it() -> None:
    missed = call("MISSED", "09:00:20")
    timeline = folded(
        event("09:00:20", missed),
        event("09:02:20", missed, event_type="HEART_BEAT"),
        event("09:03:20", snapshot(), previous=missed),
    )
    assert states(timeline) == [("Missed", 180.0, False), ("Available", 0.0, True)]


def test_trap_after_contact_work_ends_by_contact_id_not_when_no_contacts_are_left() -> None:
    working = [contact("ENDED", "09:00:00", "c-1"), contact("CONNECTED", "08:50:00", "c-2")]
    timeline = folded(
        event("09:00:00", snapshot(working)),
        event("09:00:05.005", snapshot(working[1:]), previous=snapshot(working)),
    )
    assert ("c-1", "After Call Work", 5.005, False) in contact_states(timeline)
    assert ("c-2", "On Call", 605.005, True) in contact_states(timeline)


def test_trap_heartbeats_after_logoff_do_not_make_an_agent_online() -> None:
    gone = snapshot(**OFFLINE, since="09:00:00")
    timeline = folded(event("09:00:00", gone, event_type="LOGOUT"), event("09:02:00", gone, event_type="HEART_BEAT"))
    assert states(timeline) == [("Offline", 120.0, True)]


def test_trap_a_heartbeats_previous_snapshot_proves_nothing() -> None:
    beat = event("09:02:00", snapshot(), previous=call("CONNECTED", "08:00:00"), event_type="HEART_BEAT")
    assert contact_states(folded(event("09:00:00", snapshot(since="09:00:00")), beat)) == []


def test_trap_a_login_is_still_offline() -> None:
    offline = snapshot(**OFFLINE, since=at("18:00:00", day=19))
    timeline = folded(event("09:00:00", offline, event_type="LOGIN"))
    (row,) = rows(timeline, "AgentEvent")
    assert (row.measures["state"], row.time, row.measures["event_type"]) == ("Offline", at("09:00:00"), "LOGIN")


def test_trap_unknown_event_types_states_and_channels_pass_through_as_text() -> None:
    strange = call("SUMMARISING", "09:00:00", channel="HOLOGRAM")
    timeline = folded(event("09:00:00", strange, event_type="ENABLED"))
    (agent,), (contact_row_,) = rows(timeline, "AgentEvent"), rows(timeline, "AgentEvent_Contact")
    assert (agent.measures["event_type"], agent.measures["state"]) == ("ENABLED", "Available")
    assert (contact_row_.measures["state"], contact_row_.measures["channel"]) == ("SUMMARISING", "HOLOGRAM")
    assert timeline.unknown_contact_states == 1
    row = contact_row(contact_event("TELEPORTED", channel="HOLOGRAM"), 0)
    assert (row.dimensions["event_type"], row.measures["channel"]) == ("TELEPORTED", "HOLOGRAM")


def test_trap_two_instances_on_one_bus_are_told_apart() -> None:
    other = "arn:aws:connect:eu-west-2:123456789012:instance/other"
    ours = contact_event("QUEUED", queue_id=QUEUE, queued_at=at("09:00:10"))
    theirs = {**ours, "detail": ours["detail"] | {"instanceArn": other}}
    assert contact_row(ours, 0).identity != contact_row(theirs, 0).identity
    assert contact_row(theirs, 0).dimensions["instance_id"] == "other"
