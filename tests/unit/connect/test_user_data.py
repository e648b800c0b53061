"""GetCurrentUserData: whom the filters let through, and the data of each."""

from typing import Any

import pytest

from local.connect import shapes
from local.connect.centre import small_centre
from local.connect.errors import ConnectError, InvalidParameterException, ResourceNotFoundException
from local.connect.live_state import AgentNow, HandledContact, LiveState
from local.connect.user_data import asked_for, user_data

AT = 1_795_165_200_000
CENTRE = small_centre()
CLAIMS, SALES, SUPPORT, COMPLAINTS = CENTRE.queues
PHONES, BLENDED = CENTRE.profiles
AMARA, BRUNO, CARYS, DINESH, ELENA, FEMI, GRETA = CENTRE.agents
EUROPE, LEEDS, PORTO = CENTRE.groups


def contact(state: str, channel: str = "VOICE", **more: Any) -> HandledContact:
    return HandledContact(
        **{
            "contact_id": "c-1",
            "queue_id": SUPPORT.queue_id,
            "channel": channel,
            "initiation_method": "INBOUND",
            "state": state,
            "state_started_at": AT - 10_000,
            **more,
        }
    )


NOW = LiveState(
    AT,
    {
        AMARA.agent_id: AgentNow("Available", AT - 60_000),
        BRUNO.agent_id: AgentNow("Available", AT - 60_000, (contact("CONNECTED", "CHAT"), contact("ENDED", "CHAT"))),
        CARYS.agent_id: AgentNow("Available", AT - 60_000, (contact("CONNECTED_ONHOLD"),)),
        DINESH.agent_id: AgentNow("Offline", AT - 60_000),
        ELENA.agent_id: AgentNow("Offline", AT - 60_000, (contact("ENDED"),)),
        GRETA.agent_id: AgentNow("Lunch", AT - 60_000),
    },
    (),
)


def found(**filters: Any) -> list[str]:
    return [agent.first_name for agent, _ in asked_for(CENTRE, NOW, filters)]


def test_users_who_are_offline_are_not_active_unless_they_still_have_a_contact() -> None:
    assert found(RoutingProfiles=[PHONES.profile_id]) == ["Amara", "Greta"]
    assert found(RoutingProfiles=[BLENDED.profile_id]) == ["Bruno", "Carys", "Elena"]


def test_a_queue_finds_whoever_has_it_in_the_routing_profile() -> None:
    assert found(Queues=[SALES.queue_id, SUPPORT.queue_id]) == ["Bruno", "Carys", "Elena"]
    assert found(Queues=[shapes.arn(CENTRE.instance_arn, "queue", COMPLAINTS.queue_id)]) == ["Amara", "Greta"]


def test_a_hierarchy_group_finds_whoever_is_in_it_or_below_it() -> None:
    assert found(UserHierarchyGroups=[LEEDS.group_id]) == ["Amara", "Carys"]
    assert found(UserHierarchyGroups=[EUROPE.group_id]) == ["Amara", "Bruno", "Carys", "Elena"]


def test_agents_are_found_by_their_ids() -> None:
    assert found(Agents=[GRETA.agent_id, FEMI.agent_id]) == ["Greta"]


def test_contact_states_leave_those_who_have_such_a_contact() -> None:
    everybody = [PHONES.profile_id, BLENDED.profile_id]
    assert found(RoutingProfiles=everybody, ContactFilter={"ContactStates": ["ENDED"]}) == ["Bruno", "Elena"]
    assert found(RoutingProfiles=everybody, ContactFilter={"ContactStates": ["MISSED", "CONNECTED_ONHOLD"]}) == [
        "Carys"
    ]


@pytest.mark.parametrize(
    ("filters", "error"),
    [
        ({}, InvalidParameterException),
        ({"ContactFilter": {"ContactStates": ["ENDED"]}}, InvalidParameterException),
        ({"Queues": [CLAIMS.queue_id], "Agents": [AMARA.agent_id]}, InvalidParameterException),
        ({"Agents": [AMARA.agent_id] * 101}, InvalidParameterException),
        ({"UserHierarchyGroups": [EUROPE.group_id, LEEDS.group_id]}, InvalidParameterException),
        (
            {"Agents": [AMARA.agent_id], "ContactFilter": {"ContactStates": ["ON_THE_LINE"]}},
            InvalidParameterException,
        ),
        ({"Queues": ["00000000-0000-4000-8000-000000000000"]}, ResourceNotFoundException),
    ],
    ids=["none", "states only", "two", "101 agents", "two groups", "no such state", "no such queue"],
)
def test_other_filters_are_refused(filters: dict[str, Any], error: type[ConnectError]) -> None:
    with pytest.raises(error):
        asked_for(CENTRE, NOW, filters)


def test_a_user_has_status_slots_and_hierarchy() -> None:
    user = user_data(CENTRE, BRUNO, AgentNow("Available", AT - 60_500, (contact("CONNECTED", "CHAT"),), "Lunch"))
    assert user["User"] == {"Id": BRUNO.agent_id, "Arn": f"{CENTRE.instance_arn}/agent/{BRUNO.agent_id}"}
    assert user["RoutingProfile"]["Id"] == BLENDED.profile_id
    assert [group["Id"] for group in user["HierarchyPath"].values()] == [EUROPE.group_id, PORTO.group_id]
    assert user["Status"] == {
        "StatusStartTimestamp": (AT - 60_500) / 1000,
        "StatusArn": shapes.agent_state_arn(CENTRE.instance_arn, "Available"),
        "StatusName": "Available",
    }
    assert user["NextStatus"] == "Lunch"
    assert user["MaxSlotsByChannel"] == {"VOICE": 1, "CHAT": 3}
    assert user["ActiveSlotsByChannel"] == {"VOICE": 0, "CHAT": 1}
    assert user["AvailableSlotsByChannel"] == {"VOICE": 0, "CHAT": 2}


def test_what_a_user_has_not_is_absent() -> None:
    user = user_data(CENTRE, GRETA, AgentNow("Lunch", AT))
    assert user.keys() & {"NextStatus", "HierarchyPath"} == set()
    assert user["Contacts"] == []
    assert user["AvailableSlotsByChannel"] == {"VOICE": 0, "TASK": 0}


def test_a_hold_keeps_the_time_at_which_the_contact_was_connected() -> None:
    """The agent event stream does not: there, CONNECTED_ONHOLD has a StateStartTimestamp of its own."""
    held = contact("CONNECTED_ONHOLD", connected_to_agent_at=AT - 90_000)
    (described,) = user_data(CENTRE, CARYS, AgentNow("Available", AT, (held,)))["Contacts"]
    assert described == {
        "ContactId": "c-1",
        "Channel": "VOICE",
        "InitiationMethod": "INBOUND",
        "AgentContactState": "CONNECTED_ONHOLD",
        "StateStartTimestamp": (AT - 90_000) / 1000,
        "ConnectedToAgentTimestamp": (AT - 90_000) / 1000,
        "Queue": {"Id": SUPPORT.queue_id, "Arn": f"{CENTRE.instance_arn}/queue/{SUPPORT.queue_id}"},
    }


def test_a_contact_without_queue_and_connection_has_neither() -> None:
    ringing = contact("CONNECTING", queue_id=None, initiation_method="OUTBOUND")
    (described,) = user_data(CENTRE, CARYS, AgentNow("Available", AT, (ringing,)))["Contacts"]
    assert described.keys() & {"Queue", "ConnectedToAgentTimestamp"} == set()
    assert described["StateStartTimestamp"] == (AT - 10_000) / 1000
