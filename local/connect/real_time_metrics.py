"""Connect's real-time metrics, computed from a centre's live state.

The definitions are those of "Metric definitions" in Connect's administrator guide. A queue's agents are those
whose routing profile has it; its agents on contact or in error, and its active slots, are by the contacts that
came from it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from local.connect.centre import Agent, Centre, RoutingProfile
from local.connect.live_state import AgentNow, HandledContact, LiveState, WaitingContact


@dataclass(frozen=True)
class Slice:
    """A part of a centre: some queues, some channels, some routing profiles, each by id. None means all."""

    queues: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    profiles: frozenset[str] | None = None

    def has_staff(self, staff: "_Staff") -> bool:
        return (
            (self.profiles is None or staff.profile.profile_id in self.profiles)
            and (self.queues is None or not self.queues.isdisjoint(staff.queues))
            and (self.channels is None or not self.channels.isdisjoint(staff.profile.slots))
        )

    def has_channel(self, channel: str) -> bool:
        return self.channels is None or channel in self.channels


@dataclass
class _Staff:
    """The agents of one routing profile, counted: who belongs to a slice depends on nothing but that."""

    profile: RoutingProfile
    by_status_type: Counter[str] = field(default_factory=Counter)
    available: int = 0
    free_slots: Counter[str] = field(default_factory=Counter)
    # Their contacts by the queue that each came from, with the agents who have them.
    contacts: dict[str | None, list[tuple[str, HandledContact]]] = field(default_factory=lambda: defaultdict(list))

    @cached_property
    def queues(self) -> frozenset[str]:
        return frozenset(queue.queue_id for queue in self.profile.queues)

    def add(self, agent: Agent, status_type: str, now: AgentNow) -> None:
        self.by_status_type[status_type] += 1
        self.available += status_type == "ROUTABLE" and not now.contacts
        for channel, slots in free_slots(agent, status_type, now).items():
            self.free_slots[channel] += slots
        for contact in now.contacts:
            self.contacts[contact.queue_id].append((agent.agent_id, contact))


@dataclass(frozen=True)
class _Scene:
    """The part of a live state that belongs to a slice."""

    at: int
    part: Slice
    staff: list[_Staff]
    contacts: list[tuple[str, HandledContact]]
    waiting: list[WaitingContact]

    def agents_with(self, wanted: Callable[[HandledContact], bool]) -> int:
        """Agents with at least one contact of the slice that is `wanted`."""
        return len({agent_id for agent_id, contact in self.contacts if wanted(contact)})

    def of_types(self, *status_types: str) -> int:
        return sum(staff.by_status_type[status_type] for staff in self.staff for status_type in status_types)


class Snapshot:
    """A live state, read once, to be measured slice by slice."""

    def __init__(self, centre: Centre, live_state: LiveState) -> None:
        self._at = live_state.at
        self._staff: dict[str, _Staff] = {}
        for agent in centre.agents:
            now = live_state.agents.get(agent.agent_id)
            if now:
                staff = self._staff.get(agent.profile.profile_id)
                if not staff:
                    staff = self._staff[agent.profile.profile_id] = _Staff(agent.profile)
                staff.add(agent, centre.statuses[now.status], now)
        self._waiting: dict[str | None, list[WaitingContact]] = defaultdict(list)
        for contact in live_state.waiting:
            self._waiting[contact.queue_id].append(contact)

    def measure(self, part: Slice) -> dict[str, float]:
        """All metrics of a part of the centre, by Connect's names. OLDEST_CONTACT_AGE is in milliseconds."""
        scene = self._scene(part)
        return {name: float(metric(scene)) for name, metric in METRICS.items()}

    def _scene(self, part: Slice) -> _Scene:
        staff = [each for each in self._staff.values() if part.has_staff(each)]
        return _Scene(
            self._at,
            part,
            staff,
            [
                (agent_id, contact)
                for each in staff
                for agent_id, contact in _of_queues(each.contacts, part)
                if part.has_channel(contact.channel)
            ],
            [contact for contact in _of_queues(self._waiting, part) if part.has_channel(contact.channel)],
        )


def _of_queues[Item](by_queue: dict[str | None, list[Item]], part: Slice) -> Iterator[Item]:
    for queue in by_queue if part.queues is None else part.queues:
        yield from by_queue.get(queue, ())


def free_slots(agent: Agent, status_type: str, now: AgentNow) -> dict[str, int]:
    """The slots by channel that an agent may be offered contacts on: none unless the status is routable.

    An agent with a contact on one channel is offered none on another.
    """
    slots = agent.profile.slots
    if status_type != "ROUTABLE":
        return dict.fromkeys(slots, 0)
    if not now.contacts:
        return slots
    here = Counter(contact.channel for contact in now.contacts)
    return {
        channel: max(0, maximum - here[channel]) if here[channel] == len(now.contacts) else 0
        for channel, maximum in slots.items()
    }


def is_active(contact: HandledContact) -> bool:
    """Connected, on hold, paused, in after contact work, or ringing outbound."""
    return contact.state in ("CONNECTED", "CONNECTED_ONHOLD", "PAUSED", "ENDED") or contact.is_dialled


def _is_in_error(contact: HandledContact) -> bool:
    return contact.state in ("MISSED", "ERROR", "REJECTED")


def _oldest(scene: _Scene) -> int:
    return scene.at - min((each.since for each in scene.waiting if not each.scheduled), default=scene.at)


METRICS: dict[str, Callable[[_Scene], float]] = {
    "AGENTS_ONLINE": lambda scene: scene.of_types("ROUTABLE", "CUSTOM"),
    "AGENTS_STAFFED": lambda scene: scene.of_types("ROUTABLE"),
    "AGENTS_NON_PRODUCTIVE": lambda scene: scene.of_types("CUSTOM"),
    "AGENTS_AVAILABLE": lambda scene: sum(staff.available for staff in scene.staff),
    "AGENTS_ON_CALL": lambda scene: scene.agents_with(is_active),
    "AGENTS_ON_CONTACT": lambda scene: scene.agents_with(is_active),
    # Contacts, not agents, whatever its name says.
    "AGENTS_AFTER_CONTACT_WORK": lambda scene: sum(contact.state == "ENDED" for _, contact in scene.contacts),
    "AGENTS_ERROR": lambda scene: scene.agents_with(_is_in_error),
    "CONTACTS_IN_QUEUE": lambda scene: sum(not contact.scheduled for contact in scene.waiting),
    "CONTACTS_SCHEDULED": lambda scene: sum(contact.scheduled for contact in scene.waiting),
    "OLDEST_CONTACT_AGE": _oldest,
    "SLOTS_ACTIVE": lambda scene: sum(is_active(contact) for _, contact in scene.contacts),
    "SLOTS_AVAILABLE": lambda scene: sum(
        slots for staff in scene.staff for channel, slots in staff.free_slots.items() if scene.part.has_channel(channel)
    ),
}
