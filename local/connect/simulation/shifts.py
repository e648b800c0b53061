"""The shifts of agents and supervisors: when they come, their breaks and own calls, and how they leave."""

from simpy import Environment

from local.connect.simulation.agents import AgentAtWork
from local.connect.simulation.behaviour import DAY, HOUR, MINUTE, SECOND, Behaviour
from local.connect.simulation.journeys import Journeys
from local.connect.simulation.process import Process
from local.connect.simulation.routing import Routing

_SHIFT = 8 * HOUR
_OUTBOUND_CALLS_PER_HOUR = 0.4
_MONITORINGS_PER_HOUR = 4


class Shifts:
    """`midnight` is one of the centre's, in milliseconds since 1970, and not after the simulation's begin."""

    def __init__(
        self, env: Environment, routing: Routing, journeys: Journeys, behaviour: Behaviour, midnight: int
    ) -> None:
        self._env = env
        self._routing = routing
        self._journeys = journeys
        self._behaviour = behaviour
        self._midnight = midnight

    def work_days(self, agent: AgentAtWork) -> Process:
        """The same shift every day. If the first one has begun already, the agent comes at once."""
        begins = self._midnight + self._behaviour.begins_work_at() - DAY
        while begins + _SHIFT <= self._env.now:
            begins += DAY
        yield self._env.timeout(self._behaviour.between(0, 2 * MINUTE))
        while True:
            yield self._env.timeout(max(0, begins - self._env.now))
            yield from self._shift(agent, begins)
            begins += DAY

    def _shift(self, agent: AgentAtWork, begins: int) -> Process:
        ends = begins + _SHIFT
        duty = "Coaching" if agent.agent.is_supervisor else "Available"
        agent.log_in()
        yield self._env.timeout(self._behaviour.between(5 * SECOND, 20 * SECOND))
        self._set(agent, duty)
        self._env.process(self._own_calls(agent, ends))
        for after, status, lasts in self._behaviour.breaks():
            if self._env.now < begins + after < ends - lasts:
                yield self._env.timeout(begins + after - self._env.now)
                yield from self._take_up(agent, status)
                yield self._env.timeout(lasts)
                self._set(agent, duty)
        yield self._env.timeout(max(0, ends - self._env.now))
        yield from self._leave(agent)

    def _leave(self, agent: AgentAtWork) -> Process:
        how = self._behaviour.leaves_by()
        yield from self._take_up(agent, "Offline" if how == "logging out" else "Break")
        yield self._env.timeout(self._behaviour.between(100, 2 * SECOND))
        match how:
            case "logging out":
                agent.log_out()
            case "closing the window":
                agent.close_window()
            case "falling silent":
                agent.fall_silent()

    def _set(self, agent: AgentAtWork, status: str) -> None:
        agent.set_status(status)
        self._routing.agent_is_free(agent)

    def _take_up(self, agent: AgentAtWork, status: str) -> Process:
        """Asks for a status, which may have to wait for the contacts to end.

        Connect keeps a request for an agent who is Available; others ask when they are through.
        """
        while agent.contacts and not agent.is_routable:
            yield self._env.timeout(1 * SECOND)
        agent.set_status(status)
        while agent.status != status:
            yield self._env.timeout(1 * SECOND)

    def _own_calls(self, agent: AgentAtWork, until: int) -> Process:
        """When they have nothing else to do, supervisors listen to calls and other agents make some."""
        is_supervisor = agent.agent.is_supervisor
        per_hour = _MONITORINGS_PER_HOUR if is_supervisor else _OUTBOUND_CALLS_PER_HOUR
        while True:
            yield self._env.timeout(self._behaviour.until_the_next(per_hour))
            if self._env.now >= until - 5 * MINUTE:
                return
            if agent.contacts or agent.next_status:
                continue
            if is_supervisor and agent.status == "Coaching":
                self._env.process(self._journeys.monitoring(agent))
            elif agent.can_take("VOICE"):
                self._env.process(self._journeys.outbound_call(agent))
