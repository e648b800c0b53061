"""GetCurrentUserData: which users a request asks for, and the data of each."""

from typing import Any

from local.connect import shapes
from local.connect.centre import Agent, Centre
from local.connect.errors import InvalidParameterException, ResourceNotFoundException
from local.connect.hierarchy import LEVELS
from local.connect.live_state import AgentNow, HandledContact, LiveState
from local.connect.real_time_metrics import free_slots, is_active

# The most of each that a request may filter by.
_FILTERS = {"Queues": 100, "RoutingProfiles": 100, "Agents": 100, "UserHierarchyGroups": 1}
_STATES = (
    "INCOMING",
    "PENDING",
    "CONNECTING",
    "CONNECTED",
    "CONNECTED_ONHOLD",
    "MISSED",
    "ERROR",
    "ENDED",
    "REJECTED",
)


def asked_for(centre: Centre, live_state: LiveState, filters: dict[str, Any]) -> list[tuple[Agent, AgentNow]]:
    """The active users that the filters let through: those who are not offline, or still have a contact.

    Raises InvalidParameterException and ResourceNotFoundException.
    """
    name, wanted = _one_filter(centre, filters)
    states = _states(filters.get("ContactFilter", {}))
    found = []
    for agent in centre.agents:
        now = live_state.agents.get(agent.agent_id)
        if now is None or (centre.statuses[now.status] == "OFFLINE" and not now.contacts):
            continue
        if wanted.isdisjoint(_of(agent, name)):
            continue
        if states is None or any(contact.state in states for contact in now.contacts):
            found.append((agent, now))
    return found


def user_data(centre: Centre, agent: Agent, now: AgentNow) -> dict[str, Any]:
    """A user as UserDataList has it. Times are seconds since 1970."""
    active = dict.fromkeys(agent.profile.slots, 0)
    for contact in filter(is_active, now.contacts):
        active[contact.channel] = active.get(contact.channel, 0) + 1
    user = {
        "User": _reference(centre, "agent", agent.agent_id),
        "RoutingProfile": _reference(centre, "routing-profile", agent.profile.profile_id),
        "Status": {
            "StatusStartTimestamp": now.since / 1000,
            "StatusArn": shapes.agent_state_arn(centre.instance_arn, now.status),
            "StatusName": now.status,
        },
        "AvailableSlotsByChannel": free_slots(agent, centre.statuses[now.status], now),
        "MaxSlotsByChannel": agent.profile.slots,
        "ActiveSlotsByChannel": active,
        "Contacts": [_contact(centre, contact) for contact in now.contacts],
    }
    if agent.group:
        path = (*agent.group.path, agent.group)
        user["HierarchyPath"] = {
            level: _reference(centre, "agent-group", group.group_id) for level, group in zip(LEVELS, path, strict=False)
        }
    if now.next_status:
        user["NextStatus"] = now.next_status
    return user


def _contact(centre: Centre, contact: HandledContact) -> dict[str, Any]:
    started_at, connected_at = contact.state_started_at, contact.connected_to_agent_at
    if contact.state == "CONNECTED_ONHOLD" and connected_at is not None:
        # Otherwise than on the agent event stream, a hold keeps the time at which the contact was connected.
        started_at = connected_at
    described: dict[str, Any] = {
        "ContactId": contact.contact_id,
        "Channel": contact.channel,
        "InitiationMethod": contact.initiation_method,
        "AgentContactState": contact.state,
        "StateStartTimestamp": started_at / 1000,
    }
    if connected_at is not None:
        described["ConnectedToAgentTimestamp"] = connected_at / 1000
    if contact.queue_id:
        described["Queue"] = _reference(centre, "queue", contact.queue_id)
    return described


def _one_filter(centre: Centre, filters: dict[str, Any]) -> tuple[str, set[str]]:
    """The name of the one filter that is given, and its plain ids; Connect takes ARNs as well."""
    given = [name for name in _FILTERS if filters.get(name)]
    if len(given) != 1:
        raise InvalidParameterException(f"Filter by exactly one of {', '.join(_FILTERS)}.")
    (name,) = given
    if len(filters[name]) > _FILTERS[name]:
        raise InvalidParameterException(f"Filters.{name} must not have more than {_FILTERS[name]} members.")
    known = {
        "Queues": {queue.queue_id for queue in centre.queues},
        "RoutingProfiles": {profile.profile_id for profile in centre.profiles},
        "Agents": {agent.agent_id for agent in centre.agents},
        "UserHierarchyGroups": {group.group_id for group in centre.groups},
    }[name]
    wanted = {value.rpartition("/")[2] for value in filters[name]}
    for value in wanted - known:
        raise ResourceNotFoundException(f"Filters.{name} has {value}, which this instance does not have.")
    return name, wanted


def _states(contact_filter: dict[str, Any]) -> set[str] | None:
    states = contact_filter.get("ContactStates")
    if not states:
        return None
    if len(states) > len(_STATES) or not set(states) <= set(_STATES):
        raise InvalidParameterException(f"ContactStates are up to {len(_STATES)} of {', '.join(_STATES)}.")
    return set(states)


def _of(agent: Agent, name: str) -> list[str]:
    """What an agent has of what a filter chooses by; of groups, the agent's own and those above it."""
    match name:
        case "Queues":
            return [queue.queue_id for queue in agent.profile.queues]
        case "RoutingProfiles":
            return [agent.profile.profile_id]
        case "Agents":
            return [agent.agent_id]
        case _:
            return [group.group_id for group in (*agent.group.path, agent.group)] if agent.group else []


def _reference(centre: Centre, kind: str, identifier: str) -> dict[str, str]:
    return {"Id": identifier, "Arn": shapes.arn(centre.instance_arn, kind, identifier)}
