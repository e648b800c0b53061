"""Contact events become rows: the instant, the version and what is known from which event on."""

import re
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connect_analytics.fields import InvalidRecord
from connect_analytics.rows import latest
from contact_row import NOBODY_WAITS, contact_row
from tests.support.event_factories import AGENT, INSTANCE, INSTANCE_ID, QUEUE, at, contact_event, handled

DERIVED = ("queue_time", "connect_time", "handle_time", "after_call_work_time", "contact_time", "abandoned")


def derived(event: dict[str, Any]) -> dict[str, Any]:
    measures = contact_row(event, 0).measures
    return {name: measures[name] for name in DERIVED if measures.get(name) is not None}


@pytest.mark.parametrize(
    ("event_type", "instant"),
    [
        ("INITIATED", "09:00:00"),
        ("CONNECTED_TO_SYSTEM", "09:00:00.400"),
        ("QUEUED", "09:00:10"),
        ("CONNECTED_TO_AGENT", "09:00:40"),
        ("DISCONNECTED", "09:03:40.250"),
        ("COMPLETED", "09:03:52.900"),
        ("CONTACT_DATA_UPDATED", "09:30:00"),
        ("PAUSED", "09:30:00"),
        ("RESUMED", "09:30:00"),
        ("AMD_DISABLED", "09:30:00"),
    ],
)
def test_the_time_of_a_row_is_when_its_event_happened(event_type: str, instant: str) -> None:
    assert contact_row(handled(event_type), 0).time == at(instant)


def test_a_row_has_everything_that_is_known_of_its_contact() -> None:
    row = contact_row(
        handled(
            "COMPLETED",
            initial_contact_id="c-0",
            previous_contact_id="c-0",
            relatedContactId="c-9",
            disconnectReason="EXPIRED",
            answeringMachineDetectionStatus="VOICEMAIL_BEEP",
            campaign={"campaignId": "campaign-1"},
        ),
        7,
    )
    assert row.positions == (7,)
    assert row.dimensions == {"instance_id": INSTANCE_ID, "contact_id": "c-1", "event_type": "COMPLETED"}
    assert row.measures == {
        "channel": "VOICE",
        "subtype": "connect:Telephony",
        "initiation_method": "INBOUND",
        "queue_id": QUEUE,
        "queue_type": "STANDARD",
        "agent_id": AGENT,
        "initial_contact_id": "c-0",
        "previous_contact_id": "c-0",
        "related_contact_id": "c-9",
        "disconnect_reason": "EXPIRED",
        "answering_machine_detection_status": "VOICEMAIL_BEEP",
        "campaign_id": "campaign-1",
        "initiated_at": at("09:00:00"),
        "connected_to_system_at": at("09:00:00.400"),
        "queued_at": at("09:00:10"),
        "connected_to_agent_at": at("09:00:40"),
        "disconnected_at": at("09:03:40.250"),
        "after_call_work_started_at": at("09:03:40"),
        "after_call_work_ended_at": at("09:03:52.900"),
        "queue_time": 30.0,
        "connect_time": 40.0,
        "handle_time": 192.9,
        "after_call_work_time": 12.9,
        "contact_time": 220.25,
        "abandoned": False,
    }


def test_what_an_event_cannot_know_yet_is_not_in_its_row() -> None:
    assert derived(contact_event("INITIATED")) == {}
    assert derived(contact_event("QUEUED", queue_id=QUEUE, queued_at=at("09:00:10"))) == {}
    connected = handled("CONNECTED_TO_AGENT", disconnected_at=None)
    assert derived(connected) == {"queue_time": 30.0, "connect_time": 40.0}
    assert derived(handled("DISCONNECTED")) == {
        "queue_time": 30.0,
        "connect_time": 40.0,
        "contact_time": 220.25,
        "abandoned": False,
    }


@pytest.mark.parametrize("event_type", ["DISCONNECTED", "COMPLETED"])
def test_a_contact_that_left_its_queue_without_an_agent_is_abandoned(event_type: str) -> None:
    event = contact_event(event_type, queue_id=QUEUE, queued_at=at("09:00:10"), disconnected_at=at("09:01:40.500"))
    assert derived(event) == {"queue_time": 90.5, "contact_time": 100.5, "abandoned": True}


def test_a_contact_that_never_queued_is_not_abandoned() -> None:
    event = contact_event("DISCONNECTED", disconnected_at=at("09:00:30"))
    assert derived(event) == {"contact_time": 30.0, "abandoned": False}


# Whether a customer waits while a contact of the method is queued, by docs/data-model.md.
WAITS = {
    "INBOUND": True,
    "API": True,
    "WEBRTC_API": True,
    "TRANSFER": True,
    "QUEUE_TRANSFER": True,
    "DISCONNECT": True,
    "CALLBACK": False,
    "CAMPAIGN_PREVIEW": False,
    "OUTBOUND": False,
    "EXTERNAL_OUTBOUND": False,
    "AGENT_REPLY": False,
    "FLOW": False,
    "MONITOR": False,
    "A_METHOD_TO_COME": True,
}


@pytest.mark.parametrize("event_type", ["DISCONNECTED", "COMPLETED"])
@pytest.mark.parametrize(("method", "waits"), WAITS.items())
def test_a_contact_is_abandoned_only_where_a_customer_waits(method: str, waits: bool, event_type: str) -> None:
    queued = contact_event(
        event_type,
        initiation_method=method,
        queue_id=QUEUE,
        queued_at=at("09:00:10"),
        disconnected_at=at("09:20:00"),
    )
    queue_time = {"queue_time": 1190.0} if waits else {}
    assert derived(queued) == {**queue_time, "contact_time": 1200.0, "abandoned": waits}


@pytest.mark.parametrize("method", WAITS)
def test_a_contact_that_reached_an_agent_is_not_abandoned(method: str) -> None:
    answered = handled("DISCONNECTED", initiation_method=method)
    assert derived(answered)["abandoned"] is False
    assert derived(answered)["queue_time"] == 30.0


def test_a_preview_that_the_agent_discards_is_not_abandoned() -> None:
    discarded = contact_event(
        "DISCONNECTED",
        initiation_method="CAMPAIGN_PREVIEW",
        queue_id=QUEUE,
        queued_at=at("09:00:10"),
        disconnected_at=at("09:01:00"),
        disconnectReason="OUTBOUND_PREVIEW_DISCARDED",
    )
    discarded["detail"]["agentInfo"] = {
        "agentArn": f"{INSTANCE}/agent/{AGENT}",
        "acceptedByAgentTimestamp": "2026-11-20T09:00:20.000Z",
        "previewEndTimestamp": "2026-11-20T09:01:00.000Z",
    }
    row = contact_row(discarded, 0)
    assert (row.measures["abandoned"], row.measures["agent_id"]) == (False, AGENT)


def test_the_table_has_every_initiation_method_of_the_service_model() -> None:
    connect: Any = botocore.session.get_session().get_service_model("connect")
    assert set(connect.shape_for("ContactInitiationMethod").enum) <= set(WAITS)
    assert {method for method, waits in WAITS.items() if not waits} == NOBODY_WAITS


@pytest.mark.parametrize("page", ["data-model.md", "metrics.md"])
def test_the_documentation_has_the_methods_for_which_nobody_waits(page: str) -> None:
    text = Path("docs", page).read_text()
    if page == "data-model.md":
        (table,) = re.findall(r"\n### Who waits in a queue\n.*?\n\n(\|.*?)\n\n", text, re.DOTALL)
        rows = [row.split("|")[1:3] for row in table.splitlines()[2:]]
        assert {method.strip(): waits.strip() == "yes" for methods, waits in rows for method in methods.split(",")} == {
            method: waits for method, waits in WAITS.items() if method != "A_METHOD_TO_COME"
        }
    else:
        lists = re.findall(r"initiation_method NOT IN \(\s*(.*?)\s*\)", text)
        assert len(lists) == 6  # three queries, each for both engines
        assert {each for methods in lists for each in [frozenset(re.findall(r"\w+", methods))]} == {NOBODY_WAITS}


def test_without_after_contact_work_handling_ends_with_the_disconnect() -> None:
    assert derived(handled("COMPLETED", after_contact_work=None))["handle_time"] == 180.25


def test_after_contact_work_is_not_taken_from_the_field_in_whole_seconds() -> None:
    event = handled("COMPLETED")
    assert event["detail"]["agentInfo"]["afterContactWorkDuration"] == 12
    assert derived(event)["after_call_work_time"] == 12.9


def test_a_time_before_the_one_it_would_be_counted_from_gives_no_duration() -> None:
    requeued = handled("DISCONNECTED", queued_at=at("09:02:00"))
    assert "queue_time" not in derived(requeued)


def test_a_contact_that_an_agent_took_at_once_has_waited_for_no_time() -> None:
    assert derived(handled("CONNECTED_TO_AGENT", queued_at=at("09:00:40"), disconnected_at=None))["queue_time"] == 0.0


def test_of_two_deliveries_in_one_second_the_fuller_has_the_higher_version() -> None:
    full = contact_row(handled("COMPLETED"), 0)
    lean = contact_row(handled("COMPLETED", disconnected_at=None), 0)
    later = contact_row(handled("COMPLETED", delivered="09:30:01", disconnected_at=None), 0)
    assert full.identity == lean.identity == later.identity
    assert lean.version < full.version < later.version


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda event: event.update({"detail-type": "Scheduled Event"}), "detail-type is not"),
        (lambda event: event.pop("time"), "time is missing"),
        (lambda event: event.update(time="noon"), "time is not a timestamp"),
        (lambda event: event.update(detail=[]), "detail is not an object"),
        (lambda event: event["detail"].pop("contactId"), "contactId is missing"),
        (lambda event: event["detail"].pop("instanceArn"), "instanceArn is missing"),
        (lambda event: event["detail"].update(eventType=""), "eventType is missing"),
        (lambda event: event["detail"].update(channel=4), "channel is not a string"),
        (
            lambda event: event["detail"].update(disconnectTimestamp="soon"),
            "disconnectTimestamp is not a timestamp",
        ),
        (lambda event: event["detail"].update(contactId="x" * 2000), "contactId is longer than"),
        (lambda event: event["detail"].update(contactId="\ud800"), "contactId is not Unicode text"),
    ],
)
def test_what_is_not_a_contact_event_is_refused_with_its_reason(damage: Any, reason: str) -> None:
    event = handled("DISCONNECTED")
    damage(event)
    with pytest.raises(InvalidRecord, match=reason):
        contact_row(event, 0)


def test_contact_events_out_of_order_each_have_their_own_row() -> None:
    early, late = handled("CONNECTED_TO_SYSTEM", delivered="09:00:00"), contact_event("INITIATED", "09:00:01")
    forwards = [contact_row(early, 0), contact_row(late, 1)]
    backwards = [contact_row(late, 0), contact_row(early, 1)]
    assert {row.identity for row in forwards} == {row.identity for row in backwards}
    assert len(latest(forwards)) == 2


def test_a_duplicate_contact_event_with_another_envelope_id_is_the_same_row() -> None:
    first, second = (contact_row(handled("DISCONNECTED", envelope_id=name), 0) for name in ("one", "two"))
    assert (first.identity, first.version, first.measures) == (second.identity, second.version, second.measures)


def test_completed_before_disconnected_loses_nothing() -> None:
    completed, disconnected = contact_row(handled("COMPLETED"), 0), contact_row(handled("DISCONNECTED"), 1)
    assert completed.measures["handle_time"] == 192.9
    assert completed.identity != disconnected.identity


def test_completed_without_disconnected_still_knows_how_long_handling_took() -> None:
    row = contact_row(handled("COMPLETED", disconnected_at=None), 0)
    assert row.measures["handle_time"] == 192.9
    assert row.measures["contact_time"] is None


def test_the_first_contact_of_a_transfer_is_handled_until_its_agent_is_done_not_its_customer() -> None:
    row = contact_row(handled("COMPLETED", disconnected_at=at("09:09:00")), 0)
    assert (row.measures["handle_time"], row.measures["contact_time"]) == (192.9, 540.0)


def test_the_epoch_sentinel_means_not_set() -> None:
    queued = handled("DISCONNECTED", agent_id=None)
    queued["detail"]["connectedToSystemTimestamp"] = "1970-01-01T00:00:00.001Z"
    queued["detail"]["agentInfo"] = {"connectedToAgentTimestamp": "1970-01-01T00:00:00.001Z"}
    measures = contact_row(queued, 0).measures
    assert (measures["connected_to_system_at"], measures["connected_to_agent_at"]) == (None, None)
    assert measures["abandoned"] is True


def test_keys_that_are_not_set_are_absent() -> None:
    bare = contact_event("INITIATED")
    assert not {"queueInfo", "agentInfo", "initialContactId", "disconnectTimestamp"} & set(bare["detail"])
    assert contact_row(bare, 0).measures["queue_id"] is None


def test_the_other_detail_type_is_understood() -> None:
    renamed = contact_event("INITIATED") | {"detail-type": "Connect Customer Contact Event"}
    assert contact_row(renamed, 0).dimensions["event_type"] == "INITIATED"


def test_events_of_two_instances_are_rows_of_their_own() -> None:
    other = "arn:aws:connect:eu-west-2:123456789012:instance/other"
    ours = contact_event("QUEUED", queue_id=QUEUE, queued_at=at("09:00:10"))
    theirs = {**ours, "detail": ours["detail"] | {"instanceArn": other}}
    assert contact_row(ours, 0).identity != contact_row(theirs, 0).identity
    assert contact_row(theirs, 0).dimensions["instance_id"] == "other"


def test_unknown_event_types_and_channels_pass_through_as_text() -> None:
    row = contact_row(contact_event("TELEPORTED", channel="HOLOGRAM"), 0)
    assert (row.dimensions["event_type"], row.measures["channel"]) == ("TELEPORTED", "HOLOGRAM")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.datetimes().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(handled("COMPLETED")["detail"])), JSON)
def test_no_value_of_any_field_raises_anything_but_a_refusal(field: str, value: Any) -> None:
    event = handled("COMPLETED")
    event["detail"][field] = value
    try:
        row = contact_row(event, 0)
    except InvalidRecord:
        return
    assert row.time > 0
