"""Agent events as Amazon Connect puts them on the stream, decoded.

The shapes are those of the "Agent event streams data model" in Connect's administrator guide.
"""

import base64
from dataclasses import dataclass, replace
from typing import Any

from connect_analytics.fields import (
    Fields,
    InvalidRecord,
    count,
    identifier,
    json_object,
    json_objects,
    milliseconds,
    parse,
    required_identifier,
    required_milliseconds,
    required_text,
    text,
)

# As far ahead as any store takes a row. An event from further ahead has a wrong clock behind it, and would
# make all the agent's later events look late.
_MAXIMUM_AHEAD = 15 * 60 * 1000

# The event types that Connect documents. Each of them may come without a snapshot, as a new agent's first LOGIN does.
_EVENT_TYPES = frozenset({"STATE_CHANGE", "HEART_BEAT", "LOGIN", "LOGOUT"})


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as one agent has it. Times are milliseconds since 1970."""

    contact_id: str
    state: str
    started_at: int
    channel: str | None
    initiation_method: str | None
    initial_contact_id: str | None
    queue_id: str | None
    queue_name: str | None
    queued_at: int | None
    connected_to_agent_at: int | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An agent at one instant. `available_slots` maps each channel of the routing profile to its free slots."""

    status: str
    status_type: str | None
    status_started_at: int | None
    next_status: str | None
    username: str | None
    agent_name: str | None
    routing_profile: str | None
    hierarchy: tuple[str | None, ...]
    available_slots: dict[str, int]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class AgentEvent:
    """One event of one agent. `at` is its EventTimestamp; `position` is that of its record in the batch.

    `current` is None for an event that has no snapshot, or one without a status.
    """

    instance_id: str
    agent_id: str
    event_id: str
    event_type: str
    at: int
    current: Snapshot | None
    previous_contacts: tuple[Contact, ...]
    position: int

    @property
    def agent(self) -> str:
        """The agent's name among all agents of all instances."""
        return f"{self.instance_id}/{self.agent_id}"


def decode(record: dict[str, Any], position: int, *, names: bool) -> AgentEvent | None:
    """The agent event in a Kinesis record as Lambda hands it over; None for what only shares the stream.

    Contact records and contact events may be put on the same stream. Anything else that is not an agent event
    raises InvalidRecord. With `names` false, the event comes without the agent's name and user name.
    """
    kinesis = record["kinesis"]
    try:
        data = base64.b64decode(kinesis["data"], validate=True)
    except ValueError as error:
        raise InvalidRecord("not base64") from error
    fields = parse(data)
    if "AgentARN" not in fields and _shares_the_stream(fields):
        return None
    event = _agent_event(fields, position)
    if event.at > kinesis["approximateArrivalTimestamp"] * 1000 + _MAXIMUM_AHEAD:
        raise InvalidRecord("EventTimestamp is more than 15 minutes after its arrival")
    if names or event.current is None:
        return event
    return replace(event, current=replace(event.current, username=None, agent_name=None))


def _shares_the_stream(fields: Fields) -> bool:
    return "AWSContactTraceRecordFormatVersion" in fields or "detail-type" in fields


def _agent_event(fields: Fields, position: int) -> AgentEvent:
    return AgentEvent(
        instance_id=required_identifier(fields, "InstanceARN"),
        agent_id=required_identifier(fields, "AgentARN"),
        event_id=required_text(fields, "EventId"),
        event_type=required_text(fields, "EventType"),
        at=required_milliseconds(fields, "EventTimestamp"),
        current=_current(fields),
        previous_contacts=_contacts(json_object(fields, "PreviousAgentSnapshot")),
        position=position,
    )


def _current(fields: Fields) -> Snapshot | None:
    snapshot = json_object(fields, "CurrentAgentSnapshot")
    has_status = text(json_object(snapshot, "AgentStatus"), "Name") is not None
    return _snapshot(snapshot) if has_status or fields["EventType"] not in _EVENT_TYPES else None


def _snapshot(fields: Fields) -> Snapshot:
    status = json_object(fields, "AgentStatus")
    configuration = json_object(fields, "Configuration")
    profile = json_object(configuration, "RoutingProfile")
    hierarchy = json_object(configuration, "AgentHierarchyGroups")
    name = " ".join(filter(None, (text(configuration, "FirstName"), text(configuration, "LastName"))))
    status_type = text(status, "Type")
    return Snapshot(
        status=required_text(status, "Name"),
        status_type=status_type,
        status_started_at=milliseconds(status, "StartTimestamp"),
        next_status=text(json_object(fields, "NextAgentStatus"), "Name"),
        username=text(configuration, "Username"),
        agent_name=name or None,
        routing_profile=text(profile, "Name"),
        hierarchy=tuple(text(json_object(hierarchy, f"Level{level}"), "Name") for level in range(1, 6)),
        available_slots=_available_slots(profile, status_type),
        contacts=_contacts(fields),
    )


def _available_slots(profile: Fields, status_type: str | None) -> dict[str, int]:
    """Free slots by channel. AvailableSlots stays up while an agent is offline; CurrentAvailableSlots, which
    Connect does not document and may leave out, does not."""
    slots = {}
    for channel in json_objects(profile, "Concurrency"):
        current = count(channel, "CurrentAvailableSlots")
        if current is None:
            current = (count(channel, "AvailableSlots") or 0) if status_type in ("ROUTABLE", None) else 0
        slots[required_text(channel, "Channel")] = current
    return slots


def _contacts(fields: Fields) -> tuple[Contact, ...]:
    return tuple(_contact(contact) for contact in json_objects(fields, "Contacts"))


def _contact(fields: Fields) -> Contact:
    queue = json_object(fields, "Queue")
    return Contact(
        contact_id=required_text(fields, "ContactId"),
        state=required_text(fields, "State"),
        started_at=required_milliseconds(fields, "StateStartTimestamp"),
        channel=text(fields, "Channel"),
        initiation_method=text(fields, "InitiationMethod"),
        initial_contact_id=text(fields, "InitialContactId"),
        queue_id=identifier(queue, "ARN"),
        queue_name=text(queue, "Name"),
        queued_at=milliseconds(fields, "QueueTimestamp"),
        connected_to_agent_at=milliseconds(fields, "ConnectedToAgentTimestamp"),
    )
