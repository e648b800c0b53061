"""The fold: agents' events in order become stretches of state without gap or overlap.

It knows nothing but the events and each agent's memory, so the same events make the same rows however they are
cut into batches. docs/data-model.md defines the rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from agent_snapshot import AgentEvent, Contact
from agent_state import active_contacts, contact_state, deciding_contact, effective_state, is_known
from connect_analytics.rows import Row, Value
from connect_analytics.schema import AGENT_EVENT, AGENT_EVENT_CONTACT, HIERARCHY_LEVELS

_HOUR = 60 * 60 * 1000

# The longest stretch that is one row, in milliseconds. A longer one goes on in a new row.
LONGEST_STRETCH = 12 * _HOUR

# The longest time without an event, in milliseconds, over which an agent is taken to have stayed in a state.
LONGEST_SILENCE = 12 * _HOUR

# Versions are microseconds of the event's time: room for the events of one agent within one millisecond.
_VERSIONS_PER_MILLISECOND = 1000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time in one state, from `started_at` on. `columns` are the row's, as of the last event that spoke of it."""

    state: str
    started_at: int
    event_type: str
    columns: dict[str, Value]


@dataclass(frozen=True, slots=True)
class AgentMemory:
    """What is known of one agent after its last event. Times are milliseconds since 1970.

    `last_event_ids` are the ids of all events at `last_event_at`; `contacts` those that the agent still has.
    """

    last_event_at: int
    last_event_ids: tuple[str, ...]
    version: int
    status_started_at: int | None
    stretch: Stretch
    contacts: tuple[Contact, ...]


@dataclass(slots=True)
class Timeline:
    """What a batch of events became: rows in the order of their events, each agent's new memory, and counts.

    `failed` has the position of each event that the fold raised an exception for, and that exception.
    """

    rows: list[Row] = field(default_factory=list)
    memories: dict[str, AgentMemory] = field(default_factory=dict)
    late: int = 0
    unknown_contact_states: int = 0
    failed: list[tuple[int, Exception]] = field(default_factory=list)


def fold(memories: Mapping[str, AgentMemory], events: Iterable[AgentEvent]) -> Timeline:
    """Folds events, each agent's in order, over the agents' memories.

    `memories` maps AgentEvent.agent to what is known of it; the result holds those that changed.
    """
    timeline = Timeline()
    for event in events:
        memory = timeline.memories.get(event.agent) or memories.get(event.agent)
        try:
            rows = _fold_event(memory, event, timeline)
        except Exception as error:  # an unforeseen event must not block its shard until its records expire
            timeline.failed.append((event.position, error))
        else:
            timeline.rows += rows
    return timeline


def _fold_event(memory: AgentMemory | None, event: AgentEvent, timeline: Timeline) -> list[Row]:
    if memory and event.at == memory.last_event_at and event.event_id in memory.last_event_ids:
        return []
    version = event.at * _VERSIONS_PER_MILLISECOND
    if memory and event.at < memory.last_event_at:
        timeline.late += 1
        return _contact_rows((), event, version)[0]

    timeline.unknown_contact_states += sum(not is_known(contact) for contact in event.current.contacts)
    event_ids: tuple[str, ...] = (event.event_id,)
    if memory:
        version = max(version, memory.version + 1)
        if event.at == memory.last_event_at:
            event_ids += memory.last_event_ids
        if event.at - memory.last_event_at > LONGEST_SILENCE:
            memory = None
    stretch_rows, stretch = _state_rows(memory, event, version)
    contact_rows, contacts = _contact_rows(memory.contacts if memory else (), event, version)
    timeline.memories[event.agent] = AgentMemory(
        last_event_at=event.at,
        last_event_ids=event_ids,
        version=version,
        status_started_at=event.current.status_started_at,
        stretch=stretch,
        contacts=contacts,
    )
    return stretch_rows + contact_rows


def _state_rows(memory: AgentMemory | None, event: AgentEvent, version: int) -> tuple[list[Row], Stretch]:
    """The rows of the agent's state that the event changes, and the stretch that it leaves open."""
    state, contact = effective_state(event.current)
    columns = _columns(event, contact)
    rows: list[Row] = []
    if memory and memory.stretch.state == state and event.event_type not in ("LOGIN", "LOGOUT"):
        stretch = replace(memory.stretch, columns=columns)
    else:
        began = _began(memory, event, contact)
        if memory and memory.stretch.started_at < began:
            rows, ended = _split(memory.stretch, event, began, version)
            rows.append(_state_row(ended, event, began, version, is_open=False))
        stretch = Stretch(state, began, event.event_type, columns)
    continued, stretch = _split(stretch, event, event.at, version)
    rows += continued
    rows.append(_state_row(stretch, event, event.at, version, is_open=True))
    return rows, stretch


def _began(memory: AgentMemory | None, event: AgentEvent, contact: Contact | None) -> int:
    """When the agent's new state began: as the snapshot proves, but after the last event and before this one."""
    if event.event_type in ("LOGIN", "LOGOUT"):
        return event.at
    earliest = memory.last_event_at if memory else event.at - LONGEST_STRETCH
    return min(max(_proven(memory, event, contact), earliest), event.at)


def _proven(memory: AgentMemory | None, event: AgentEvent, contact: Contact | None) -> int:
    """When the agent came into the state that `contact`, or else the status, decides.

    That is when the last of what decides it changed: a contact's state starts at its own timestamp, a contact goes
    with the event. A status keeps its old timestamp through all contacts, so it proves nothing but its own
    change.
    """
    current = event.current
    before = _contacts_before(memory, event)
    decided = deciding_contact(before)
    if contact and decided and _state_of(decided) == _state_of(contact):
        return contact.started_at
    known = {_state_of(each) for each in before}
    changes = [each.started_at for each in current.contacts if is_known(each) and _state_of(each) not in known]
    if {each.contact_id for each in before} - {each.contact_id for each in current.contacts}:
        changes.append(event.at)
    if changes:
        return max(changes)
    if current.status_started_at is None or (memory and memory.status_started_at == current.status_started_at):
        return event.at
    return current.status_started_at


def _contacts_before(memory: AgentMemory | None, event: AgentEvent) -> tuple[Contact, ...]:
    """The agent's contacts before the event: those remembered or, for an agent never seen before, the event's own."""
    if memory:
        return memory.contacts
    # What a heartbeat's previous snapshot holds is not documented, and a heartbeat changes nothing.
    return event.current.contacts if event.event_type == "HEART_BEAT" else event.previous_contacts


def _state_of(contact: Contact) -> tuple[str, int]:
    return contact.contact_id, contact.started_at


def _split(stretch: Stretch, event: AgentEvent, until: int, version: int) -> tuple[list[Row], Stretch]:
    """Rows for each whole LONGEST_STRETCH of the stretch until `until`, and the rest of the stretch."""
    rows = []
    while until - stretch.started_at > LONGEST_STRETCH:
        cut = stretch.started_at + LONGEST_STRETCH
        rows.append(_state_row(stretch, event, cut, version, is_open=False))
        stretch = replace(stretch, started_at=cut)
    return rows, stretch


def _state_row(stretch: Stretch, event: AgentEvent, until: int, version: int, *, is_open: bool) -> Row:
    return Row(
        table=AGENT_EVENT,
        time=stretch.started_at,
        version=version,
        dimensions={"instance_id": event.instance_id, "agent_id": event.agent_id},
        measures={
            "state": stretch.state,
            "duration": (until - stretch.started_at) / 1000,
            "open": is_open,
            "last_event_at": event.at,
            "event_type": stretch.event_type,
            **stretch.columns,
        },
        positions=(event.position,),
    )


def _columns(event: AgentEvent, contact: Contact | None) -> dict[str, Value]:
    """The columns of an agent's state that are as of the event. `contact` is the one that decides the state."""
    snapshot = event.current
    slots = snapshot.available_slots
    columns: dict[str, Value] = {
        "status": snapshot.status,
        "status_type": snapshot.status_type,
        "next_status": snapshot.next_status,
        "username": snapshot.username,
        "agent_name": snapshot.agent_name,
        "routing_profile": snapshot.routing_profile,
        **dict(zip(HIERARCHY_LEVELS, snapshot.hierarchy, strict=True)),
        "contacts": len(snapshot.contacts),
        "slots_active": active_contacts(snapshot),
        "slots_available": sum(slots.values()),
        "slots_available_voice": slots.get("VOICE"),
        "slots_available_chat": slots.get("CHAT"),
        "slots_available_task": slots.get("TASK"),
        "slots_available_email": slots.get("EMAIL"),
    }
    if contact:
        columns |= {
            "channel": contact.channel,
            "queue_name": contact.queue_name,
            "contact_id": contact.contact_id,
        }
    return columns


def _contact_rows(known: tuple[Contact, ...], event: AgentEvent, version: int) -> tuple[list[Row], tuple[Contact, ...]]:
    """The rows of each contact's states that the event ends, begins or keeps up, and the contacts still there.

    A state ends where the contact's next one starts, or with the event when the contact is gone. The event's
    own previous snapshot stands in for what is not known: after a lost event, or for an agent never seen.
    """

    def row(contact: Contact, until: int, *, is_open: bool) -> Row:
        return _contact_row(contact, event, until, version, is_open=is_open)

    rows = []
    contacts = {contact.contact_id: contact for contact in known}
    # What a heartbeat's previous snapshot holds is not documented.
    previous = () if event.event_type == "HEART_BEAT" else event.previous_contacts
    for contact in previous + event.current.contacts:
        last = contacts.get(contact.contact_id, contact)
        if last.started_at < contact.started_at:
            rows.append(row(last, contact.started_at, is_open=False))
        if last.started_at <= contact.started_at:
            contacts[contact.contact_id] = contact
    has = {contact.contact_id for contact in event.current.contacts}
    rows += [row(contact, event.at, is_open=contact.contact_id in has) for contact in contacts.values()]
    return rows, tuple(contact for contact in contacts.values() if contact.contact_id in has)


def _contact_row(contact: Contact, event: AgentEvent, until: int, version: int, *, is_open: bool) -> Row:
    return Row(
        table=AGENT_EVENT_CONTACT,
        time=contact.started_at,
        version=version,
        dimensions={
            "instance_id": event.instance_id,
            "agent_id": event.agent_id,
            "contact_id": contact.contact_id,
        },
        measures={
            "state": contact_state(contact),
            "duration": max(until - contact.started_at, 0) / 1000,
            "open": is_open,
            "last_event_at": event.at,
            "channel": contact.channel,
            "queue_id": contact.queue_id,
            "queue_name": contact.queue_name,
            "initiation_method": contact.initiation_method,
            "initial_contact_id": contact.initial_contact_id,
            "queued_at": contact.queued_at,
            "connected_to_agent_at": contact.connected_to_agent_at,
            "username": event.current.username,
        },
        positions=(event.position,),
    )
