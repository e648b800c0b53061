"""The check of contact events finds whatever is changed in those of `events/`."""

from typing import Any

import pytest

from tests.support.connect_schema import violations
from tests.support.payload_events import ABANDONED, ABSENT, CHAIN, INBOUND, INSTANCE, OTHER, OTHER_INSTANCE, changed

QUEUE_ARN = INBOUND["QUEUED"]["detail"]["queueInfo"]["queueArn"]
A_QUEUE = {"queueArn": QUEUE_ARN, "queueType": "STANDARD", "enqueueTimestamp": "2026-11-20T09:04:12.275Z"}
AN_AGENT = INBOUND["CONNECTED_TO_AGENT"]["detail"]["agentInfo"]
ENDED = "2026-11-20T09:09:31.070Z"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("QUEUED/version", 0, "version"),
        ("QUEUED/id", "1", "id"),
        ("QUEUED/detail-type", "Contact Event", "detail-type"),
        ("QUEUED/source", "connect", "source"),
        ("QUEUED/account", 123456789012, "account"),
        ("QUEUED/account", "999999999999", "region and account are not those of its instance"),
        ("QUEUED/time", "2026-11-20T09:04:12.275Z", "time"),
        ("QUEUED/time", "2026-11-20T09:04:11Z", "it was sent before its enqueueTimestamp"),
        ("QUEUED/resources", [INSTANCE], "resources"),
        ("QUEUED/resources/1", f"{INSTANCE}/contact/{OTHER}", "resources are not its instance and itself"),
        ("QUEUED/replay-name", "again", "'replay-name' was unexpected"),
        ("QUEUED/detail/EventType", "QUEUED", "'EventType' was unexpected"),
        ("QUEUED/detail/eventType", "ROUTED", "eventType"),
        ("QUEUED/detail/contactId", "contact-1", "contactId"),
        ("QUEUED/detail/channel", "Voice", "channel"),
        ("QUEUED/detail/channel", "CHAT", "channel is VOICE in one event and CHAT in another"),
        ("QUEUED/detail/instanceArn", OTHER, "instanceArn"),
        ("QUEUED/detail/initiationMethod", "PHONE", "initiationMethod"),
        ("QUEUED/detail/initiationTimestamp", "2026-11-20T09:04:02Z", "initiationTimestamp"),
        ("QUEUED/detail/initiationTimestamp", "2026-11-20T09:04:02.534Z", "connectedToSystemTimestamp is before"),
        ("QUEUED/detail/initiationTimestamp", "2026-11-20T09:04:02.121Z", "initiationTimestamp is 2026"),
        ("QUEUED/detail/initialContactId", None, "initialContactId"),
        ("QUEUED/detail/initialContactId", OTHER, "initialContactId: must not be there"),
        ("QUEUED/detail/previousContactId", OTHER, "previousContactId: must not be there"),
        ("QUEUED/detail/scheduledTimestamp", "2026-11-20T09:04:02.121Z", "scheduledTimestamp: must not be there"),
        ("QUEUED/detail/connectedToSystemTimestamp", ABSENT, "connectedToSystemTimestamp"),
        ("QUEUED/detail/disconnectTimestamp", ENDED, "disconnectTimestamp: must not be there"),
        ("QUEUED/detail/queueInfo", ABSENT, "queueInfo"),
        ("QUEUED/detail/queueInfo/queueName", "Claims", "'queueName' was unexpected"),
        ("QUEUED/detail/queueInfo/queueType", "AGENT", "queueType"),
        ("QUEUED/detail/queueInfo/queueArn", f"{INSTANCE}/queue/agent/{OTHER}", "queueType"),
        ("QUEUED/detail/queueInfo/queueArn", f"{OTHER_INSTANCE}/queue/{OTHER}", "is of another instance"),
        ("QUEUED/detail/queueInfo/enqueueTimestamp", ABSENT, "enqueueTimestamp"),
        ("QUEUED/detail/queueInfo/enqueueTimestamp", "2026-11-20T09:04:12.276Z", "queueInfo is"),
        ("QUEUED/detail/agentInfo", AN_AGENT, "agentInfo: must not be there"),
        ("QUEUED/detail/systemEndpoint", ABSENT, "systemEndpoint"),
        ("QUEUED/detail/systemEndpoint/address", "+441632960101", "is not the address of systemEndpoint"),
        ("QUEUED/detail/tags", ABSENT, "tags"),
        ("QUEUED/detail/tags/aws:connect:systemEndpoint", ABSENT, "systemEndpoint"),
        ("QUEUED/detail/tags/aws:connect:instanceId", OTHER, "is of another instance"),
        ("QUEUED/detail/segmentAttributes", {}, "connect:Subtype"),
        ("QUEUED/detail/segmentAttributes/connect:Subtype", "connect:Telephony", "segmentAttributes"),
        ("QUEUED/detail/contactDetails", None, "contactDetails"),
        ("QUEUED/detail/updatedProperties", ["Tags"], "updatedProperties: must not be there"),
        ("QUEUED/detail/disconnectReason", "CUSTOMER_DISCONNECT", "disconnectReason"),
        ("QUEUED/detail/disconnectReason", "EXPIRED", "disconnectReason: must not be there"),
        ("QUEUED/detail/campaign", {}, "campaignId"),
        ("QUEUED/detail/initiationMethod", "CAMPAIGN_PREVIEW", "campaign"),
        ("QUEUED/detail/answeringMachineDetectionStatus", "HUMAN", "answeringMachineDetectionStatus"),
        ("INITIATED/detail/connectedToSystemTimestamp", "2026-11-20T09:04:02.533Z", "must not be there"),
        ("INITIATED/detail/queueInfo", A_QUEUE, "queueInfo: must not be there"),
        ("INITIATED/detail/agentInfo", AN_AGENT, "agentInfo: must not be there"),
        ("INITIATED/detail/disconnectTimestamp", ENDED, "disconnectTimestamp: must not be there"),
        ("INITIATED/detail/initiationMethod", "TRANSFER", "initialContactId"),
        ("INITIATED/detail/initiationMethod", "CALLBACK", "systemEndpoint: must not be there"),
        ("CONNECTED_TO_SYSTEM/detail/connectedToSystemTimestamp", ABSENT, "connectedToSystemTimestamp"),
        ("CONNECTED_TO_SYSTEM/detail/queueInfo", A_QUEUE, "queueInfo: must not be there"),
        ("CONNECTED_TO_SYSTEM/detail/agentInfo", AN_AGENT, "agentInfo: must not be there"),
        ("CONNECTED_TO_SYSTEM/detail/initiationMethod", "TRANSFER", "connectedToSystemTimestamp: must not be there"),
        ("CONTACT_DATA_UPDATED/detail/updatedProperties", ABSENT, "updatedProperties"),
        ("CONNECTED_TO_AGENT/detail/agentInfo", ABSENT, "agentInfo"),
        ("CONNECTED_TO_AGENT/detail/queueInfo", ABSENT, "queueInfo"),
        (
            "CONNECTED_TO_AGENT/detail/agentInfo/previewEndTimestamp",
            "2026-11-20T09:04:38.000Z",
            "previewEndTimestamp: must not be there",
        ),
        (
            "CONNECTED_TO_AGENT/detail/agentInfo/acceptedByAgentTimestamp",
            "2026-11-20T09:04:38.486Z",
            "connectedToAgentTimestamp is before acceptedByAgentTimestamp",
        ),
        ("CONNECTED_TO_AGENT/detail/agentInfo/username", "amara.obi", "'username' was unexpected"),
        ("CONNECTED_TO_AGENT/detail/agentInfo/agentArn", f"{INSTANCE}/agent/amara", "agentArn"),
        ("CONNECTED_TO_AGENT/detail/agentInfo/agentArn", f"{INSTANCE}/agent/{OTHER}", "agentInfo.agentArn is"),
        ("CONNECTED_TO_AGENT/detail/agentInfo/agentInitiatedHoldDuration", 0, "must not be there"),
        (
            "CONNECTED_TO_AGENT/detail/agentInfo/connectedToAgentTimestamp",
            "2026-11-20T09:04:12.274Z",
            "is before enqueue",
        ),
        ("CONNECTED_TO_AGENT/detail/disconnectTimestamp", ENDED, "disconnectTimestamp: must not be there"),
        ("DISCONNECTED/detail/disconnectTimestamp", ABSENT, "disconnectTimestamp"),
        (
            "DISCONNECTED/detail/disconnectTimestamp",
            "2026-11-20T09:04:38.484Z",
            "disconnectTimestamp is before connected",
        ),
        ("DISCONNECTED/detail/queueInfo", ABSENT, "DISCONNECTED has no queueInfo"),
        ("DISCONNECTED/detail/agentInfo", ABSENT, "DISCONNECTED has no agentInfo"),
        ("DISCONNECTED/detail/agentInfo/agentInitiatedHoldDuration", ABSENT, "agentInitiatedHoldDuration"),
        ("DISCONNECTED/detail/agentInfo/agentInitiatedHoldDuration", 42.5, "agentInitiatedHoldDuration"),
        ("DISCONNECTED/detail/agentInfo/agentInitiatedHoldDuration", 41, "agentInfo.agentInitiatedHoldDuration is"),
        (
            "DISCONNECTED/detail/agentInfo",
            INBOUND["COMPLETED"]["detail"]["agentInfo"],
            "it was sent before its afterCont",
        ),
        ("COMPLETED/detail/agentInfo/afterContactWorkEndTimestamp", ABSENT, "afterContactWorkEndTimestamp"),
        ("COMPLETED/detail/agentInfo/afterContactWorkDuration", 44, "afterContactWorkDuration is not the time"),
        ("COMPLETED/detail/agentInfo/afterContactWorkEndTimestamp", "2026-11-20T09:09:31.128Z", "End"),
        ("COMPLETED/detail/agentInfo/afterContactWorkStartTimestamp", "2026-11-20T09:04:38.484Z", "Start"),
        ("COMPLETED/time", "2026-11-20T09:10:15Z", "COMPLETED does not come 2 to 7 s after the agent was done"),
        ("COMPLETED/time", "2026-11-20T09:10:22Z", "COMPLETED does not come 2 to 7 s after the agent was done"),
        ("COMPLETED/detail/disconnectTimestamp", ABSENT, "the customer had left before the agent was done"),
        ("COMPLETED/id", INBOUND["QUEUED"]["id"], "two events have the id"),
    ],
)
def test_a_change_in_a_calls_contact_events_is_found(path: str, value: Any, said: str) -> None:
    found = violations([], list(changed(INBOUND, path, value).values()))
    assert any(said in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([*CHAIN, changed(CHAIN[0], "time", "2026-11-20T09:31:01Z")], "two events have the id"),
        ([*CHAIN, changed(CHAIN[15], "detail/tags/more", "1")], "COMPLETED comes twice and is not the same"),
        ([changed(CHAIN[4], "detail/previousContactId", CHAIN[4]["detail"]["contactId"])], "comes from itself"),
        (changed(CHAIN, "4/detail/previousContactId", ABSENT), "previousContactId"),
        (
            changed(CHAIN[:9], "8/detail/initialContactId", CHAIN[4]["detail"]["contactId"]),
            "is not the first of the chain",
        ),
        (
            changed(CHAIN[:5], "4/detail/initiationTimestamp", CHAIN[0]["detail"]["initiationTimestamp"]),
            "began no later",
        ),
        (changed(CHAIN[:5], "4/detail/channel", "TASK"), "it has another channel than"),
        (changed(CHAIN, "5/detail/connectedToSystemTimestamp", "2026-11-20T09:33:31.000Z"), "must not be there"),
        (list(changed(ABANDONED, "COMPLETED/detail/queueInfo", ABSENT).values()), "only one of DISCONNECTED and"),
        (list(changed(ABANDONED, "COMPLETED/time", "2026-11-20T09:13:08Z").values()), "COMPLETED comes at once"),
        (list(changed(ABANDONED, "COMPLETED/detail/disconnectTimestamp", ABSENT).values()), "COMPLETED has disconnect"),
    ],
)
def test_a_change_from_contact_event_to_contact_event_is_found(events: list[dict[str, Any]], said: str) -> None:
    found = violations([], events)
    assert any(said in sentence for sentence in found), found
