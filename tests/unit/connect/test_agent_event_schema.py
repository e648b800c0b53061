"""The check of agent events finds whatever is changed in those of `events/`."""

from typing import Any

import pytest

from tests.support.connect_schema import violations
from tests.support.payload_events import ABSENT, CALL, INSTANCE, OTHER, OTHER_INSTANCE, agent_events, changed

NEXT_STATUS = list(agent_events("heartbeat-with-a-next-status"))
CHATS = list(agent_events("several-chats-at-once"))
LOGIN = list(agent_events("login"))
FIRST_LOGIN = list(agent_events("first-login-without-a-snapshot"))
LOGOUT = list(agent_events("logout"))
PREVIEW = list(agent_events("preview-campaign"))

CURRENT = "CurrentAgentSnapshot"
PROFILE = f"{CURRENT}/Configuration/RoutingProfile"
CONTACT = f"{CURRENT}/Contacts/0"


def without(events: list[Any], *positions: int) -> list[Any]:
    return [event for position, event in enumerate(events) if position not in positions]


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
        (changed(PREVIEW, f"2/{CONTACT}/State", "CONNECTING"), "CONNECTING follows INCOMING"),
        (changed(PREVIEW, f"3/{CONTACT}/State", "CONNECTED"), "CONNECTED follows PENDING"),
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
        (changed(LOGIN, f"0/{CURRENT}", None), "PreviousAgentSnapshot"),
        (changed(FIRST_LOGIN, "0/EventType", "LOGOUT"), "CurrentAgentSnapshot"),
        (changed(FIRST_LOGIN, "1/EventTimestamp", "2026-11-20T10:05:00.000Z"), "older than the event before it"),
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
