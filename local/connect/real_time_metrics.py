"""Connect's real-time metrics, computed from what goes on.

The definitions are those of "Metric definitions" in Connect's administrator guide. A queue's agents are those
whose routing profile has it; its agents on contact or in error, and its active slots, are by the contacts that
came from it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from local.connect.centre import Agent, Centre
from local.connect.situation import AgentNow, HandledContact, Situation, WaitingContact

_NOBODY = AgentNow("Offline", since=0)
_DIALLED = ("OUTBOUND", "EXTERNAL_OUTBOUND", "CALLBACK")


@dataclass(frozen=True)
class Slice:
    """A part of a centre: some queues, some channels, some routing profiles, each by id. None means all."""

    queues: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    profiles: frozenset[str] | None = None

    def has_agent(self, agent: Agent) -> bool:
        return (
            (self.profiles is None or agent.profile.profile_id in self.profiles)
            and (self.queues is None or any(queue.queue_id in self.queues for queue in agent.profile.queues))
            and (self.channels is None or not self.channels.isdisjoint(agent.profile.slots))
        )

    def has(self, contact: HandledContact | WaitingContact) -> bool:
        return (self.queues is None or contact.queue_id in self.queues) and (
            self.channels is None or contact.channel in self.channels
        )


@dataclass(frozen=True)
class _Scene:
    """What there is in a slice at one instant: agents with their status's type, and contacts."""

    at: int
    part: Slice
    agents: list[tuple[Agent, str, AgentNow]]
    waiting: list[WaitingContact]

    def agents_with(self, wanted: Callable[[HandledContact], bool]) -> int:
        """Agents with at least one contact of the slice that is `wanted`."""
        return sum(any(map(wanted, self._contacts_of(now))) for _, _, now in self.agents)

    def contacts(self) -> Iterator[HandledContact]:
        for _, _, now in self.agents:
            yield from self._contacts_of(now)

    def of_types(self, *status_types: str) -> int:
        return sum(status_type in status_types for _, status_type, _ in self.agents)

    def _contacts_of(self, now: AgentNow) -> Iterable[HandledContact]:
        return filter(self.part.has, now.contacts)


def measure(centre: Centre, situation: Situation, part: Slice) -> dict[str, float]:
    """All metrics of a part of the centre, by Connect's names. OLDEST_CONTACT_AGE is in milliseconds."""
    scene = _scene(centre, situation, part)
    return {name: float(metric(scene)) for name, metric in METRICS.items()}


def _scene(centre: Centre, situation: Situation, part: Slice) -> _Scene:
    agents = []
    for agent in filter(part.has_agent, centre.agents):
        now = situation.agents.get(agent.agent_id, _NOBODY)
        agents.append((agent, centre.statuses[now.status], now))
    return _Scene(situation.at, part, agents, [contact for contact in situation.waiting if part.has(contact)])


def _is_active(contact: HandledContact) -> bool:
    """Connected, on hold, paused, in after contact work, or ringing outbound."""
    return contact.state in ("CONNECTED", "CONNECTED_ONHOLD", "PAUSED", "ENDED") or (
        contact.state == "CONNECTING" and contact.initiation_method in _DIALLED
    )


def _is_in_error(contact: HandledContact) -> bool:
    return contact.state in ("MISSED", "ERROR", "REJECTED")


def _oldest(scene: _Scene) -> int:
    return scene.at - min((each.since for each in scene.waiting if not each.scheduled), default=scene.at)


def _free_slots(scene: _Scene) -> int:
    """Slots of agents in a routable status. One with a contact on one channel is offered none on another."""
    free = 0
    for agent, status_type, now in scene.agents:
        if status_type == "ROUTABLE":
            for channel, slots in agent.profile.slots.items():
                here = sum(contact.channel == channel for contact in now.contacts)
                if here == len(now.contacts) and (scene.part.channels is None or channel in scene.part.channels):
                    free += slots - here
    return free


METRICS: dict[str, Callable[[_Scene], float]] = {
    "AGENTS_ONLINE": lambda scene: scene.of_types("ROUTABLE", "CUSTOM"),
    "AGENTS_STAFFED": lambda scene: scene.of_types("ROUTABLE"),
    "AGENTS_NON_PRODUCTIVE": lambda scene: scene.of_types("CUSTOM"),
    "AGENTS_AVAILABLE": lambda scene: sum(
        status_type == "ROUTABLE" and not now.contacts for _, status_type, now in scene.agents
    ),
    "AGENTS_ON_CALL": lambda scene: scene.agents_with(_is_active),
    "AGENTS_ON_CONTACT": lambda scene: scene.agents_with(_is_active),
    # Contacts, not agents, whatever its name says.
    "AGENTS_AFTER_CONTACT_WORK": lambda scene: sum(contact.state == "ENDED" for contact in scene.contacts()),
    "AGENTS_ERROR": lambda scene: scene.agents_with(_is_in_error),
    "CONTACTS_IN_QUEUE": lambda scene: sum(not contact.scheduled for contact in scene.waiting),
    "CONTACTS_SCHEDULED": lambda scene: sum(contact.scheduled for contact in scene.waiting),
    "OLDEST_CONTACT_AGE": _oldest,
    "SLOTS_ACTIVE": lambda scene: sum(map(_is_active, scene.contacts())),
    "SLOTS_AVAILABLE": _free_slots,
}
