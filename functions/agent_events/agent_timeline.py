"""The fold: agents' events in order become stretches of state without gap or overlap.

It knows nothing but the events and each agent's memory, so the same events make the same rows however they are
cut into batches. docs/data-model.md defines the rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from agent_snapshot import AgentEvent, Contact, Snapshot
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

# Events that begin a stretch of their own, whatever the state.
_LOGIN_OR_LOGOUT = frozenset({"LOGIN", "LOGOUT"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time in one state, from `started_at` on. `columns` are the row's, as of the last event that spoke of it.

    A LOGIN or LOGOUT that comes without a snapshot begins a stretch whose `state` is None: it has no row, unless
    a later snapshot says what it was.
    """

    state: str | None
    started_at: int
    event_type: str
    columns: dict[str, Value]


@dataclass(frozen=True, slots=True)
class AgentMemory:
    """What is known of one agent after its last event. Times are milliseconds since 1970.

    `last_event_ids` are the ids of all events at `last_event_at`, and `state_known_at` is the time of the last event
    that had a snapshot, or was a LOGIN or LOGOUT. `contacts` are those that the agent still has; each one's
    `started_at` is that of its row.
    """

    last_event_at: int
    last_event_ids: tuple[str, ...]
    version: int
    state_known_at: int
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
    without_snapshot: int = 0
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
    timeline.without_snapshot += event.current is None
    if memory and event.at < memory.last_event_at:
        timeline.late += 1
        return _late_rows(event, event.current) if event.current else []

    version = event.at * _VERSIONS_PER_MILLISECOND
    event_ids: tuple[str, ...] = (event.event_id,)
    if memory:
        version = max(version, memory.version + 1)
        if event.at == memory.last_event_at:
            event_ids += memory.last_event_ids
        if event.at - memory.state_known_at > LONGEST_SILENCE:
            memory = None
    if event.current:
        timeline.unknown_contact_states += sum(not is_known(contact) for contact in event.current.contacts)
        rows, memory = _fold_snapshot(memory, event, event.current, event_ids, version)
    else:
        rows, memory = _fold_without_snapshot(memory, event, event_ids, version)
    if memory:
        timeline.memories[event.agent] = memory
    return rows


def _fold_snapshot(
    memory: AgentMemory | None, event: AgentEvent, current: Snapshot, event_ids: tuple[str, ...], version: int
) -> tuple[list[Row], AgentMemory]:
    contact_rows, contacts = _contact_rows(memory.contacts if memory else (), event, current, version)
    state_rows, stretch = _state_rows(memory, event, replace(current, contacts=contacts), version)
    return state_rows + contact_rows, AgentMemory(
        last_event_at=event.at,
        last_event_ids=event_ids,
        version=version,
        state_known_at=event.at,
        status_started_at=current.status_started_at,
        stretch=stretch,
        contacts=contacts,
    )


def _fold_without_snapshot(
    memory: AgentMemory | None, event: AgentEvent, event_ids: tuple[str, ...], version: int
) -> tuple[list[Row], AgentMemory | None]:
    """A LOGIN or LOGOUT ends the open stretch, and begins one of a state that is not known yet.

    Any other event without a snapshot proves nothing.
    """
    if event.event_type not in _LOGIN_OR_LOGOUT:
        return [], memory and replace(memory, last_event_at=event.at, last_event_ids=event_ids, version=version)
    return _ended_rows(memory.stretch, event, event.at, version) if memory else [], AgentMemory(
        last_event_at=event.at,
        last_event_ids=event_ids,
        version=version,
        state_known_at=event.at,
        status_started_at=None,
        stretch=Stretch(None, event.at, event.event_type, {}),
        contacts=memory.contacts if memory else (),
    )


def _state_rows(
    memory: AgentMemory | None, event: AgentEvent, current: Snapshot, version: int
) -> tuple[list[Row], Stretch]:
    """The rows of the agent's state that the event changes, and the stretch that it leaves open."""
    state, contact = effective_state(current)
    columns = _columns(current, contact)
    stretch = memory.stretch if memory else None
    if (
        stretch
        and stretch.state is None
        and (stretch.event_type == "LOGIN" or _proven(memory, event, current, contact) <= stretch.started_at)
    ):
        stretch = replace(stretch, state=state, columns=columns)
    rows: list[Row] = []
    if stretch and stretch.state == state and event.event_type not in _LOGIN_OR_LOGOUT:
        stretch = replace(stretch, columns=columns)
    else:
        began = _began(memory, event, current, contact)
        if stretch:
            rows = _ended_rows(stretch, event, began, version)
        stretch = Stretch(state, began, event.event_type, columns)
    continued, stretch = _split(stretch, event, event.at, version)
    rows += continued
    rows.append(_state_row(stretch, event, event.at, version, is_open=True))
    return rows, stretch


def _began(memory: AgentMemory | None, event: AgentEvent, current: Snapshot, contact: Contact | None) -> int:
    """When the agent's new state began: as the snapshot proves, but after the last event and before this one."""
    if event.event_type in _LOGIN_OR_LOGOUT:
        return event.at
    earliest = memory.state_known_at if memory else event.at - LONGEST_STRETCH
    return min(max(_proven(memory, event, current, contact), earliest), event.at)


def _proven(memory: AgentMemory | None, event: AgentEvent, current: Snapshot, contact: Contact | None) -> int:
    """When the agent came into the state that `contact`, or else the status, decides.

    That is when the last of what decides it changed: a contact's state starts at its own timestamp, a contact goes
    with the event. A status keeps its old timestamp through all contacts, so it proves nothing but its own
    change.
    """
    before = _contacts_before(memory, event, current)
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


def _contacts_before(memory: AgentMemory | None, event: AgentEvent, current: Snapshot) -> tuple[Contact, ...]:
    """The agent's contacts before the event: those remembered or, for an agent never seen before, the event's own."""
    if memory:
        return memory.contacts
    # What a heartbeat's previous snapshot holds is not documented, and a heartbeat changes nothing.
    return current.contacts if event.event_type == "HEART_BEAT" else event.previous_contacts


def _state_of(contact: Contact) -> tuple[str, int]:
    return contact.contact_id, contact.started_at


def _ended_rows(stretch: Stretch, event: AgentEvent, until: int, version: int) -> list[Row]:
    """The rows of a stretch that ends at `until`: none where its state is not known."""
    if stretch.state is None:
        return []
    rows, rest = _split(stretch, event, until, version)
    return [*rows, _state_row(rest, event, until, version, is_open=False)]


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


def _columns(current: Snapshot, contact: Contact | None) -> dict[str, Value]:
    """The columns of an agent's state that are as of the event. `contact` is the one that decides the state."""
    slots = current.available_slots
    columns: dict[str, Value] = {
        "status": current.status,
        "status_type": current.status_type,
        "next_status": current.next_status,
        "routing_profile": current.routing_profile,
        **dict(zip(HIERARCHY_LEVELS, current.hierarchy, strict=True)),
        "contacts": len(current.contacts),
        "slots_active": active_contacts(current),
        "slots_available": sum(slots.values()),
        "slots_available_voice": slots.get("VOICE"),
        "slots_available_chat": slots.get("CHAT"),
        "slots_available_task": slots.get("TASK"),
        "slots_available_email": slots.get("EMAIL"),
        "username": current.username,
        "agent_name": current.agent_name,
    }
    if contact:
        columns |= {
            "channel": contact.channel,
            "queue_name": contact.queue_name,
            "contact_id": contact.contact_id,
        }
    return columns


def _contact_rows(
    known: tuple[Contact, ...], event: AgentEvent, current: Snapshot, version: int
) -> tuple[list[Row], tuple[Contact, ...]]:
    """The rows of each contact's states that the event ends, begins or keeps up, and the contacts still there.

    A state ends where the contact's next one starts, or with the event when the contact is gone. The event's
    own previous snapshot stands in for what is not known: after a lost event, or for an agent never seen.
    """

    def row(contact: Contact, until: int, *, is_open: bool) -> Row:
        return _contact_row(contact, event, until, version, current.username, is_open=is_open)

    rows = []
    contacts = {contact.contact_id: contact for contact in known}
    # What a heartbeat's previous snapshot holds is not documented.
    previous = () if event.event_type == "HEART_BEAT" else event.previous_contacts
    for contact in previous:
        last = contacts.setdefault(contact.contact_id, contact)
        if contact.started_at > last.started_at:
            rows.append(row(last, contact.started_at, is_open=False))
            contacts[contact.contact_id] = contact
    for contact in current.contacts:
        last = contacts.setdefault(contact.contact_id, contact)
        started_at = _state_started_at(last, contact, event)
        if started_at > last.started_at:
            rows.append(row(last, started_at, is_open=False))
        is_reported = started_at == contact.started_at
        contacts[contact.contact_id] = contact if is_reported else replace(contact, started_at=started_at)
    has = {contact.contact_id for contact in current.contacts}
    rows += [row(contact, event.at, is_open=contact.contact_id in has) for contact in contacts.values()]
    return rows, tuple(contact for contact in contacts.values() if contact.contact_id in has)


def _state_started_at(last: Contact, contact: Contact, event: AgentEvent) -> int:
    """When `contact`, which was `last` before the event, came into its state: at its own StateStartTimestamp.

    Connect may change a contact's state and leave its timestamp, as it does for CONNECTED_ONHOLD in
    GetCurrentUserData. The new state began with the event then.
    """
    if contact.started_at > last.started_at:
        return contact.started_at
    return last.started_at if contact.state == last.state else max(event.at, last.started_at)


def _late_rows(event: AgentEvent, current: Snapshot) -> list[Row]:
    """The contact rows of an event that comes after a later one of its agent.

    What the agent's memory knew then is lost, so a row may begin where another state began. Its version is lower than
    that of any event in order, so that it fills a gap and changes nothing; of two such rows, the closed one wins.
    """
    rows, _ = _contact_rows((), event, current, version=0)
    return [
        replace(row, version=min(row.time, event.at) * _VERSIONS_PER_MILLISECOND - (2 if row.measures["open"] else 1))
        for row in rows
    ]


def _contact_row(
    contact: Contact, event: AgentEvent, until: int, version: int, username: str | None, *, is_open: bool
) -> Row:
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
            "username": username,
        },
        positions=(event.position,),
    )
