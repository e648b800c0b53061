"""The simulation of a centre from an instant on, run step by step."""

from collections.abc import Iterator
from random import Random
from uuid import UUID

from simpy import Environment

from local.connect.centre import Centre, Queue
from local.connect.live_state import LiveState, WaitingContact
from local.connect.simulation.agents import AgentAtWork
from local.connect.simulation.behaviour import CAMPAIGN_CALLS_PER_HOUR, DAY, HOUR, MINUTE, Behaviour
from local.connect.simulation.delivery import Arrival, Delivery
from local.connect.simulation.delivery_faults import DeliveryFaults
from local.connect.simulation.journeys import Journeys
from local.connect.simulation.ledger import Ledger
from local.connect.simulation.process import Process
from local.connect.simulation.routing import Routing
from local.connect.simulation.shifts import Shifts


class Simulation:
    """Begins at `start`, in milliseconds since 1970, when the agents log in.

    In the centre it is `time_of_day` then, in milliseconds, whatever it is elsewhere. The same centre, seed, start and
    time of day give the same events in the same order. `delivery_faults` change the
    delivery of events and nothing else.
    """

    def __init__(
        self,
        centre: Centre,
        *,
        seed: int,
        start: int,
        time_of_day: int = 9 * HOUR,
        delivery_faults: DeliveryFaults | None = None,
    ) -> None:
        self.centre = centre
        self.ledger = Ledger()
        self._env = Environment(initial_time=start)
        self._delivery = Delivery(Random(f"{seed}/{start}/delivery"), delivery_faults or DeliveryFaults(), self.ledger)
        self._midnight = start - time_of_day
        random = Random(f"{seed}/{start}/people")
        self._behaviour = Behaviour(random)
        timing = Random(f"{seed}/{start}/timing")
        self._agents = [
            AgentAtWork(self._env, centre, agent, timing, self._delivery, self.ledger) for agent in centre.agents
        ]
        self._routing = Routing(self._env, centre, self._agents, self._behaviour)
        self._journeys = Journeys(
            self._env,
            centre,
            self._routing,
            self._behaviour,
            self._delivery,
            self.ledger,
            lambda: str(UUID(int=random.getrandbits(128), version=4)),
        )
        shifts = Shifts(self._env, self._routing, self._journeys, self._behaviour, self._midnight)
        for agent in self._agents:
            self._env.process(shifts.work_days(agent))
        for queue in centre.queues:
            self._env.process(self._customers_of(queue))
            if queue.campaign:
                self._env.process(self._campaign_of(queue))

    @property
    def now(self) -> int:
        """Milliseconds since 1970."""
        return int(self._env.now)

    def run(self, until: int) -> Iterator[Arrival]:
        """Runs up to `until`, which is not included, and gives what arrives meanwhile."""
        self._env.run(until=until)
        yield from self._delivery.arrivals(until)

    def rest(self) -> Iterator[Arrival]:
        """What is still under way."""
        yield from self._delivery.arrivals()

    def live_state(self) -> LiveState:
        """The state of the centre now."""
        return LiveState(
            at=self.now,
            agents={agent.agent_id: agent.now() for agent in self._agents},
            waiting=tuple(
                WaitingContact(contact.queue.queue_id, contact.channel, contact.queued_at, contact.is_callback)
                for contact in self._routing.waiting()
                if contact.queue and contact.queued_at is not None
            ),
        )

    def _campaign_of(self, queue: Queue) -> Process:
        """Calls are made at random, when an agent is free."""
        while True:
            yield self._env.timeout(self._behaviour.until_the_next(CAMPAIGN_CALLS_PER_HOUR))
            if self._routing.has_free_agent(queue, "VOICE"):
                self._env.process(self._journeys.campaign_call(queue))

    def _customers_of(self, queue: Queue) -> Process:
        """Customers come at random, as many to each queue."""
        takers = sum(not agent.agent.is_supervisor for agent in self._agents)
        while True:
            time_of_day = (self.now - self._midnight) % DAY
            per_hour = self._behaviour.contacts_per_hour(takers, time_of_day) / len(self.centre.queues)
            gap = self._behaviour.until_the_next(per_hour)
            # The gap is memoryless, so it can be drawn again after ten minutes, at the rate of that hour.
            yield self._env.timeout(min(gap, 10 * MINUTE))
            if gap <= 10 * MINUTE:
                self._env.process(self._journeys.customer(queue, self._behaviour.channel(queue.channels)))
