"""Connect's routing: which waiting contact is offered to which agent."""

from collections.abc import Iterator
from dataclasses import dataclass

from simpy import Environment, Event

from local.connect.centre import Centre, Queue
from local.connect.simulation.agents import AgentAtWork
from local.connect.simulation.behaviour import BETWEEN_CONTACTS, ERROR_STAYS, SKILL_FIRST, Behaviour
from local.connect.simulation.contact import Contact
from local.connect.simulation.process import Process


@dataclass(eq=False)
class Waiting:
    """A contact's place in its queue. `answered` happens when an agent takes it, `left` when the customer has gone.

    `ringing` is the agent to whom it is being offered.
    """

    contact: Contact
    answered: Event
    left: Event
    ringing: AgentAtWork | None = None

    @property
    def agent(self) -> AgentAtWork:
        """Who has answered."""
        assert isinstance(self.answered.value, AgentAtWork)
        return self.answered.value


class Routing:
    """All queues. An agent gets the queue of the highest priority first, a contact the agent idle longest."""

    def __init__(self, env: Environment, centre: Centre, agents: list[AgentAtWork], behaviour: Behaviour) -> None:
        self._env = env
        self._behaviour = behaviour
        self._waiting: dict[str, list[Waiting]] = {queue.queue_id: [] for queue in centre.queues}
        self._serving: dict[str, list[AgentAtWork]] = {queue.queue_id: [] for queue in centre.queues}
        self._queues: dict[str, list[Queue]] = {}
        for agent in agents:
            self._queues[agent.agent_id] = sorted(agent.agent.profile.queues, key=lambda queue: queue.priority)
            if not agent.agent.is_supervisor:
                for queue in agent.agent.profile.queues:
                    self._serving[queue.queue_id].append(agent)

    def waiting(self) -> Iterator[Contact]:
        """The contacts in all queues."""
        for queue in self._waiting.values():
            for place in queue:
                yield place.contact

    def has_free_agent(self, queue: Queue, channel: str) -> bool:
        """Whether an agent could take a contact of the queue at once."""
        return any(agent.can_take(channel) for agent in self._serving[queue.queue_id])

    def queue_up(self, contact: Contact) -> Waiting:
        """Puts a contact into its queue, and offers it at once if somebody is free."""
        place = Waiting(contact, self._env.event(), self._env.event())
        self._queue_of(contact).append(place)
        self._offer(place)
        if contact.skill:
            self._env.process(self._ask_all(place))
        return place

    def leave(self, place: Waiting) -> None:
        """The customer has gone. An offer to an agent ends."""
        self._remove(place)
        place.left.succeed()

    def agent_is_free(self, agent: AgentAtWork) -> None:
        """Offers an agent, who may be free for more, the contact that has waited the longest."""
        self._env.process(self._next_contact(agent))

    def _next_contact(self, agent: AgentAtWork) -> Process:
        yield self._env.timeout(BETWEEN_CONTACTS)
        for queue in self._queues[agent.agent_id]:
            for place in self._waiting[queue.queue_id]:
                if place.ringing is None and self._suits(place, agent):
                    self._ring(place, agent)
                    return

    def _offer(self, place: Waiting) -> None:
        assert place.contact.queue
        free = [agent for agent in self._serving[place.contact.queue.queue_id] if self._suits(place, agent)]
        if free:
            self._ring(place, min(free, key=lambda agent: (agent.idle_since, agent.agent_id)))

    def _suits(self, place: Waiting, agent: AgentAtWork) -> bool:
        contact = place.contact
        if not agent.can_take(contact.channel) or contact.contact_id in agent.contacts:
            return False
        assert contact.queued_at is not None
        asks_for_skill = contact.skill and self._env.now < contact.queued_at + SKILL_FIRST
        return not asks_for_skill or contact.skill in agent.agent.skills

    def _ask_all(self, place: Waiting) -> Process:
        """After a while without an agent who has the skill, offers the contact to any agent."""
        yield self._env.timeout(SKILL_FIRST)
        if place in self._queue_of(place.contact) and place.ringing is None:
            self._offer(place)

    def _ring(self, place: Waiting, agent: AgentAtWork) -> None:
        place.ringing = agent
        agent.offer(place.contact, "CONNECTING" if place.contact.customer_waits else "INCOMING")
        self._env.process(self._ringing(place, agent))

    def _ringing(self, place: Waiting, agent: AgentAtWork) -> Process:
        """The agent accepts, rejects or misses the contact, unless the customer leaves before."""
        contact, ring = place.contact, self._behaviour.ring(place.contact)
        yield self._env.timeout(ring.lasts) | place.left
        place.ringing = None
        if place.left.triggered:
            agent.move(contact, "ERROR")
            yield self._env.timeout(ERROR_STAYS)
            agent.clear(contact)
        elif ring.then == "accept":
            self._remove(place)
            place.answered.succeed(agent)
        else:
            agent.move(contact, "MISSED" if ring.then == "miss" else "REJECTED")
            self._offer(place)
            yield self._env.timeout(self._behaviour.until_cleared())
            agent.clear(contact)
        self.agent_is_free(agent)

    def _queue_of(self, contact: Contact) -> list[Waiting]:
        assert contact.queue
        return self._waiting[contact.queue.queue_id]

    def _remove(self, place: Waiting) -> None:
        place.contact.left_queue_at = int(self._env.now)
        self._queue_of(place.contact).remove(place)
