"""The check of what is sent: it takes the payloads in events/, and finds whatever is changed in them."""

import base64
import json
from collections.abc import Iterator
from copy import deepcopy
from itertools import count
from typing import Any

import pytest

from local.connect.agent_stream import AgentStream
from local.connect.centre import small_centre
from tests.support.connect_schema import violations
from tests.support.golden import payload, payloads

CENTRE = small_centre()
INSTANCE = CENTRE.instance_arn
OTHER = "00000000-0000-4000-8000-000000000000"
OTHER_INSTANCE = f"arn:aws:connect:eu-west-2:123456789012:instance/{OTHER}"
ABSENT = object()


def agent_events(name: str) -> Iterator[dict[str, Any]]:
    """The agent events in a payload, without what is none on purpose, and without the one that has no snapshot."""
    for record in payload(f"agent-events/{name}")["Records"]:
        data = base64.b64decode(record["kinesis"]["data"])
        if data.endswith(b"}") and b'"EventType"' in data and b'"CurrentAgentSnapshot":null' not in data:
            yield json.loads(data)


def contact_events(name: str) -> list[dict[str, Any]]:
    """The contact events in a payload, without the one that is broken on purpose."""
    sent = payload(f"contact-events/{name}")
    events = [json.loads(record["body"]) for record in sent["Records"]] if "Records" in sent else [sent]
    return [event for event in events if "contactId" in event["detail"]]


CALL = list(agent_events("a-call-from-ring-to-idle"))
NEXT_STATUS = list(agent_events("heartbeat-with-a-next-status"))
CHATS = list(agent_events("several-chats-at-once"))
LOGIN = list(agent_events("login"))
LOGOUT = list(agent_events("logout"))
INBOUND = {
    event_type: contact_events(f"inbound-call-{event_type.lower().replace('_', '-')}")[0]
    for event_type in (
        "INITIATED",
        "CONNECTED_TO_SYSTEM",
        "CONTACT_DATA_UPDATED",
        "QUEUED",
        "CONNECTED_TO_AGENT",
        "DISCONNECTED",
        "COMPLETED",
    )
}
CHAIN = contact_events("sqs-batch-of-a-transfer-chain")
ABANDONED = {
    event_type: contact_events(f"abandoned-call-{event_type.lower()}")[0]
    for event_type in ("DISCONNECTED", "COMPLETED")
}


def changed(shape: Any, path: str, value: Any) -> Any:
    """A copy of a shape with another value, or none, at the end of a path such as `3/detail/queueInfo`."""
    changed = deepcopy(shape)
    *way, last = [int(key) if key.isdigit() else key for key in path.split("/")]
    place = changed
    for key in way:
        place = place[key]
    if value is ABSENT:
        del place[last]
    else:
        place[last] = value
    return changed


def without(events: list[Any], *positions: int) -> list[Any]:
    return [event for position, event in enumerate(events) if position not in positions]


def test_what_is_in_the_payloads_is_what_connect_sends() -> None:
    agents = [event for name in payloads("agent-events") for event in agent_events(name.rpartition("/")[2])]
    contacts = [event for name in payloads("contact-events") for event in contact_events(name.rpartition("/")[2])]
    assert (len(agents), len(contacts)) == (57, 36)
    assert violations(agents, contacts) == []


CURRENT = "CurrentAgentSnapshot"
PROFILE = f"{CURRENT}/Configuration/RoutingProfile"
CONTACT = f"{CURRENT}/Contacts/0"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("AWSAccountId", "12345", "AWSAccountId"),
        ("AWSAccountId", "999999999999", "AWSAccountId is not that of InstanceARN"),
        ("AgentARN", f"{INSTANCE}/user/{OTHER}", "AgentARN"),
        ("AgentARN", f"{OTHER_INSTANCE}/agent/{OTHER}", "is of another instance"),
        ("EventId", "17", "EventId"),
        ("EventTimestamp", "2026-11-20T09:04:30Z", "EventTimestamp"),
        ("EventTimestamp", "2026-11-20T09:04:30.413+00:00", "EventTimestamp"),
        ("EventTimestamp", "2026-11-20T09:04:30.390123Z", "EventTimestamp"),
        ("EventTimestamp", "2026-11-20T09:04:30.382Z", "its State begins -1 ms before the event"),
        ("EventTimestamp", "2026-11-20T09:04:30.484Z", "its State begins 101 ms before the event"),
        ("EventTimestamp", "2026-11-20T09:03:10.019Z", "older than the event before it"),
        ("EventType", "ENABLE", "EventType"),
        ("InstanceARN", "7d0f2c1e-5a55-4f0e-9a53-2f8a4bb3c001", "InstanceARN"),
        ("Version", "2", "Version"),
        ("PreviousAgentSnapshot", None, "PreviousAgentSnapshot"),
        ("PreviousAgentSnapshot", ABSENT, "PreviousAgentSnapshot"),
        (
            "PreviousAgentSnapshot/AgentStatus/StartTimestamp",
            "2026-11-20T09:03:10.021Z",
            "PreviousAgentSnapshot is not",
        ),
        ("Region", "eu-west-2", "'Region' was unexpected"),
        (f"{CURRENT}/NextAgentStatus", ABSENT, "NextAgentStatus"),
        (f"{CURRENT}/Contacts", None, "Contacts"),
        (f"{CURRENT}/Contacts", ABSENT, "Contacts"),
        (f"{CURRENT}/AgentStatus/Type", ABSENT, "Type"),
        (f"{CURRENT}/AgentStatus/Type", "BREAK", "Type"),
        (f"{CURRENT}/AgentStatus/Name", None, "Name"),
        (f"{CURRENT}/AgentStatus/Name", "Ready", "a status has another name or type than before"),
        (f"{CURRENT}/AgentStatus/ARN", f"{INSTANCE}/agent-status/{OTHER}", "AgentStatus.ARN"),
        (
            f"{CURRENT}/AgentStatus/StartTimestamp",
            "2026-11-20T09:04:30.200Z",
            "the status begins 213 ms before the event",
        ),
        (f"{CURRENT}/Configuration/AutoAccept", "false", "AutoAccept"),
        (f"{CURRENT}/Configuration/SipAddress", ABSENT, "SipAddress"),
        (f"{CURRENT}/Configuration/LanguageCode", None, "LanguageCode"),
        (f"{CURRENT}/Configuration/Username", "", "Username"),
        (f"{CURRENT}/Configuration/FirstName", "A" * 101, "FirstName"),
        (f"{CURRENT}/Configuration/AgentHierarchyGroups", [], "AgentHierarchyGroups"),
        (f"{CURRENT}/Configuration/AgentHierarchyGroups/Level6", None, "Level6"),
        (f"{CURRENT}/Configuration/AgentHierarchyGroups/Level1", None, "Level1"),
        (f"{CURRENT}/Configuration/AgentHierarchyGroups/Level1/ARN", f"{INSTANCE}/group/{OTHER}", "Level1"),
        (f"{CURRENT}/Configuration/Proficiencies", None, "Proficiencies"),
        (f"{CURRENT}/Configuration/Proficiencies", [{"Name": "French", "Value": "x", "ProficiencyLevel": 6}], "6"),
        (f"{PROFILE}/Name", None, "RoutingProfile.Name"),
        (f"{PROFILE}/ARN", f"{OTHER_INSTANCE}/routing-profile/{OTHER}", "is of another instance"),
        (f"{PROFILE}/Concurrency/0/CurrentAvailableSlots", ABSENT, "CurrentAvailableSlots"),
        (f"{PROFILE}/Concurrency/0/MaximumSlots", "1", "MaximumSlots"),
        (f"{PROFILE}/Concurrency/0/AvailableSlots", 1, "AvailableSlots of VOICE are 1 of 1 with 1 contacts"),
        (f"{PROFILE}/Concurrency/1/CurrentAvailableSlots", 1, "CurrentAvailableSlots of TASK are more than"),
        (f"{PROFILE}/InboundQueues/0/Name", None, "InboundQueues.0"),
        (f"{PROFILE}/InboundQueues/0/Channels", ABSENT, "Channels"),
        (f"{PROFILE}/InboundQueues/0/Channels", ["SMS"], "Channels"),
        (f"{PROFILE}/InboundQueues/2/Name", "Amara", "InboundQueues.2"),
        (f"{PROFILE}/InboundQueues/2/ARN", f"{INSTANCE}/queue/agent/{OTHER}", "another agent's own queue"),
        (f"{PROFILE}/DefaultOutboundQueue", None, "DefaultOutboundQueue"),
        (f"{CONTACT}/ContactId", "contact-1", "ContactId"),
        (f"{CONTACT}/InitialContactId", None, "InitialContactId"),
        (f"{CONTACT}/Channel", "Voice", "Channel"),
        (f"{CONTACT}/InitiationMethod", "PHONE", "InitiationMethod"),
        (f"{CONTACT}/InitiationMethod", "OUTBOUND", "QueueTimestamp"),
        (f"{CONTACT}/State", "RINGING", "State"),
        (f"{CONTACT}/State", "PAUSED", "Channel"),
        (f"{CONTACT}/State", "INCOMING", "InitiationMethod"),
        (f"{CONTACT}/State", "MISSED", "MISSED follows gone"),
        (f"{CONTACT}/State", "ENDED", "ConnectedToAgentTimestamp"),
        (f"{CONTACT}/StateStartTimestamp", None, "StateStartTimestamp"),
        (f"{CONTACT}/ConnectedToAgentTimestamp", "2026-11-20T09:04:30.300Z", "ConnectedToAgentTimestamp"),
        (f"{CONTACT}/ConnectedToAgentTimestamp", ABSENT, "ConnectedToAgentTimestamp"),
        (f"{CONTACT}/QueueTimestamp", None, "QueueTimestamp"),
        (f"{CONTACT}/QueueTimestamp", "2026-11-20T09:04:30.400Z", "it was in the queue after its State began"),
        (f"{CONTACT}/Queue", None, "Queue"),
        (f"{CONTACT}/Queue/Channels", ["VOICE"], "'Channels' was unexpected"),
        (f"{CONTACT}/Queue/Name", None, "Queue"),
        (f"{CONTACT}/DisconnectTimestamp", None, "'DisconnectTimestamp' was unexpected"),
    ],
)
def test_a_change_in_the_event_of_a_ringing_call_is_found(path: str, value: Any, said: str) -> None:
    found = violations(changed(CALL, f"1/{path}", value), [])
    assert any(said in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (without(CALL, 3), "PreviousAgentSnapshot is not the CurrentAgentSnapshot of the event before it"),
        (without(CALL, 5), "158258 ms have gone by without a heartbeat"),
        (changed(CALL, "8/EventTimestamp", "2026-11-20T09:12:14.904Z"), "it comes 119999 ms after the event before it"),
        (changed(CALL, "8/EventTimestamp", "2026-11-20T09:12:16.000Z"), "it comes 121095 ms after the event before it"),
        (
            changed(CALL, "5/CurrentAgentSnapshot/Configuration/LastName", "Oby"),
            "another CurrentAgentSnapshot than the event before",
        ),
        (
            changed(CALL, "5/PreviousAgentSnapshot", CALL[1]["PreviousAgentSnapshot"]),
            "a heartbeat's PreviousAgentSnapshot is neither",
        ),
        (
            changed(CALL, "3/PreviousAgentSnapshot", dict(reversed(CALL[2][CURRENT].items()))),
            "PreviousAgentSnapshot is not the CurrentAgentSnapshot of the event before it",
        ),
        (changed(CALL, f"3/{CURRENT}", CALL[2][CURRENT]), "nothing has changed"),
        (changed(CALL, "3/EventId", CALL[2]["EventId"]), "it is not what came before with the same EventId"),
        (changed(CALL, f"3/{CONTACT}/Channel", "TASK"), "Channel has changed"),
        (changed(CALL, f"3/{CONTACT}/InitialContactId", OTHER), "InitialContactId has changed"),
        (changed(CALL, f"3/{CONTACT}/Queue/Name", "Sales"), "Queue has changed"),
        (changed(CALL, f"3/{CONTACT}/QueueTimestamp", "2026-11-20T09:04:12.255Z"), "QueueTimestamp has changed"),
        (
            changed(CALL, f"3/{CONTACT}/ConnectedToAgentTimestamp", "2026-11-20T09:04:38.486Z"),
            "ConnectedToAgentTimestamp has changed",
        ),
        (
            changed(CALL, f"3/{CONTACT}/StateStartTimestamp", CALL[2][CURRENT]["Contacts"][0]["StateStartTimestamp"]),
            "its State begins no later than the one before it",
        ),
        (changed(CALL, f"3/{CONTACT}/State", "CONNECTED"), "StateStartTimestamp has changed without the State"),
        (changed(CALL, "4/PreviousAgentSnapshot/Contacts/0/State", "ERROR"), "CONNECTED follows ERROR"),
        (changed(CALL, "7/PreviousAgentSnapshot/Contacts/0/State", "CONNECTED"), "it is gone after CONNECTED"),
        (
            changed(CALL, f"2/{CONTACT}/ConnectedToAgentTimestamp", "2026-11-20T09:04:38.470Z"),
            "it was connected 40 ms before CONNECTED began",
        ),
        (
            changed(CALL, f"2/{CONTACT}/ConnectedToAgentTimestamp", "2026-11-20T09:04:38.494Z"),
            "it was connected 16 ms before CONNECTED began",
        ),
        (
            changed(CALL, f"6/{CONTACT}/ConnectedToAgentTimestamp", "2026-11-20T09:09:31.130Z"),
            "it was connected after its State began",
        ),
        (
            changed(CALL, f"2/{CONTACT}/ConnectedToAgentTimestamp", "2026-11-20T09:04:12.253Z"),
            "it was connected before it was in the queue",
        ),
        (
            changed(CALL, f"2/{CURRENT}/Contacts", CALL[2][CURRENT]["Contacts"] * 2),
            "a contact is there twice",
        ),
        (
            changed(CALL, f"7/{PROFILE}/Concurrency/0/AvailableSlots", 0),
            "AvailableSlots of VOICE are 0 of 1 with 0 contacts",
        ),
        (
            changed(CALL, f"7/{PROFILE}/Concurrency/0/CurrentAvailableSlots", 0),
            "CurrentAvailableSlots of VOICE are 0 and not the 1",
        ),
        (changed(CHATS, f"4/{PROFILE}/Concurrency/1/AvailableSlots", 3), "AvailableSlots of CHAT are 3 of 3"),
        (changed(LOGIN, f"0/{PROFILE}/Concurrency/0/CurrentAvailableSlots", 1), "while the agent is offline"),
        (changed(LOGIN, f"0/{CURRENT}/Configuration/LastName", "Lind"), "a login changes the snapshot"),
        (
            [*LOGOUT[:-1], changed(LOGIN[0], "AgentARN", LOGOUT[0]["AgentARN"])],
            "a login has another status than there was before it",
        ),
        (
            changed(LOGIN, f"1/{CURRENT}/AgentStatus/StartTimestamp", "2026-11-20T09:00:07.948Z"),
            "the status begins 2 ms",
        ),
        (changed(LOGOUT, "5/EventTimestamp", "2026-11-20T11:04:11.003Z"), "more than an hour after the logout"),
        (
            changed(NEXT_STATUS, f"6/{CURRENT}/NextAgentStatus/EnqueuedTimestamp", "2026-11-20T09:26:40.174Z"),
            "the next status was asked for 101 ms before the event",
        ),
        (changed(NEXT_STATUS, f"6/{CURRENT}/NextAgentStatus/EnqueueTimestamp", "2026"), "NextAgentStatus"),
        (changed(NEXT_STATUS, f"6/{CURRENT}/AgentStatus/Type", "CUSTOM"), "AgentStatus.Type"),
    ],
)
def test_a_change_from_event_to_event_is_found(events: list[dict[str, Any]], said: str) -> None:
    found = violations(events, [])
    assert any(said in sentence for sentence in found), found


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


def test_a_contact_that_the_stream_has_in_the_queue_at_another_time_is_found() -> None:
    later = "2026-11-20T09:04:12.298Z"
    events = changed(list(INBOUND.values()), "3/detail/queueInfo/enqueueTimestamp", later)[3:4]
    (found,) = violations(CALL, events)
    assert "it is in the queue 44 ms later than on the stream" in found


def test_what_is_odd_and_yet_connects_is_taken() -> None:
    """CONNECTED twice, an offer made again, a status kept over a logout, 1970 for a time that is not set."""
    ids = count(1)
    stream = AgentStream(
        CENTRE,
        CENTRE.agents[0],
        offline_since=1_795_000_000_000,
        new_event_id=lambda: f"00000000-0000-4000-8000-{next(ids):012d}",
    )
    at = 1_795_165_200_000
    queue = CENTRE.queues[0]
    events = [
        stream.set_status(at, "Available"),
        stream.offer(at + 5_000, OTHER, queue=queue, queued_at=at + 4_000),
        stream.clear(at + 5_500, OTHER),
        stream.offer(at + 5_700, OTHER, queue=queue, queued_at=at + 4_000),
        stream.move(at + 9_000, OTHER, "CONNECTED"),
    ]
    without_time = changed(events[-1], f"{CONTACT}/ConnectedToAgentTimestamp", None)
    with_time = events[-1] | {
        "EventId": OTHER,
        "EventTimestamp": "2026-11-20T09:00:09.080Z",
        "PreviousAgentSnapshot": without_time[CURRENT],
    }
    not_set = changed(INBOUND["CONNECTED_TO_SYSTEM"], "detail/connectedToSystemTimestamp", "1970-01-01T00:00:00.001Z")
    assert violations([*events[:-1], without_time, with_time, stream.logout(at + 9_500)], [not_set, not_set]) == []
    again = stream.login(at + 9_000_000)
    assert violations([*events, again], []) == []
