"""What the ledger of the simulated hour knows of its agents."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from local.connect.centre import Agent
from local.connect.live_state import AgentNow, HandledContact
from local.connect.real_time_metrics import free_slots, is_active
from local.connect.simulation.activity import activity
from local.connect.simulation.agents import HEARTBEAT
from local.connect.simulation.contact import ContactStretch
from local.connect.simulation.ledger import Stretch
from tests.support.ledger_comparison import shown_stretches
from tests.support.simulated_hour import END, SimulatedHour

# Agent events come up to 67 ms after what they report, twice that for two changes in one millisecond, and a stretch
# begins no later than its event. On average it is less than half of that.
SECONDS_OFF = 0.2
SECONDS_OFF_ON_AVERAGE = 0.05

ON_CONTACT = ("On Call", "On Hold", "Paused", "After Call Work", "Calling", "Monitoring")
FAILED = ("Missed", "Rejected", "Error")


@dataclass(frozen=True)
class Spent:
    """An agent's time in one state, up to the end of the hour if it goes on. `status` is the one set meanwhile."""

    agent_id: str
    state: str
    status: str
    status_type: str
    begins: int
    ends: int

    @property
    def seconds(self) -> float:
        return (self.ends - self.begins) / 1000

    @property
    def is_on_contact(self) -> bool:
        return self.state in ON_CONTACT


@dataclass(frozen=True)
class Doing:
    """What an agent does at the end of the hour, since when in milliseconds since 1970."""

    agent: Agent
    state: str
    since: int
    status: str
    status_type: str
    contacts: tuple[HandledContact, ...]
    free_slots: dict[str, int]

    @property
    def is_on_contact(self) -> bool:
        return any(map(is_active, self.contacts))

    @property
    def decides(self) -> HandledContact | None:
        """The contact that makes the state what it is, of several the one that does so longest."""
        makers = [each for each in self.contacts if activity(self.status, [each]) == self.state]
        return min(makers, key=lambda each: each.state_started_at, default=None)


class ExpectedAgents:
    def __init__(self, hour: SimulatedHour) -> None:
        self._hour = hour
        self._contact_stretches: dict[str, list[ContactStretch]] = defaultdict(list)
        for stretch in hour.ledger.contact_stretches:
            self._contact_stretches[stretch.agent_id].append(stretch)

    @cached_property
    def spent(self) -> list[Spent]:
        """All stretches of all agents."""
        types = self._hour.centre.statuses
        found = []
        for agent_id in self._hour.ledger.stretches:
            for each in shown_stretches(self._hour.ledger, agent_id):
                status = self._hour.status(agent_id, each.began_at)
                found.append(Spent(agent_id, each.state, status, types[status], each.began_at, each.ended_at or END))
        return found

    @cached_property
    def by_agent(self) -> dict[str, list[Spent]]:
        """The stretches of those who were there, by username."""
        found: dict[str, list[Spent]] = defaultdict(list)
        for each in self.spent:
            found[self._hour.usernames[each.agent_id]].append(each)
        return found

    @cached_property
    def now(self) -> dict[str, Doing]:
        """Agents with events, by username. Heartbeats go on for an hour after a logout."""
        live_state, centre = self._hour.now, self._hour.centre
        return {
            agent.username: self._doing(agent, live_state.agents[agent.agent_id])
            for agent in centre.agents
            if agent.agent_id in live_state.agents
        }

    def _doing(self, agent: Agent, now: AgentNow) -> Doing:
        status_type = self._hour.centre.statuses[now.status]
        last = shown_stretches(self._hour.ledger, agent.agent_id)[-1]
        slots = free_slots(agent, status_type, now)
        return Doing(agent, last.state, last.began_at, now.status, status_type, now.contacts, slots)

    def asks_for_status(self) -> set[str]:
        """The usernames of those whose next status waits until their contacts end: the ledger has it once it is set."""
        waiting = self._hour.simulated.live_state().agents
        return {self._hour.usernames[agent_id] for agent_id, now in waiting.items() if now.next_status}

    def last_event_at(self, agent_id: str) -> int:
        """The time of an agent's last event: a change, or one of the heartbeats that follow when nothing changes."""
        changes = list(self._changes(agent_id))
        last = max(at for at in changes if at < END)
        return last + (END - 1 - last) // HEARTBEAT * HEARTBEAT

    def is_changing(self, agent_id: str, at: int) -> bool:
        """Whether a change at that time may not have arrived yet."""
        changes = self._sorted_changes[agent_id]
        return bisect_left(changes, at - SECONDS_OFF * 1000) < bisect_left(changes, at + 1)

    @cached_property
    def _sorted_changes(self) -> dict[str, list[int]]:
        return {agent_id: sorted(self._changes(agent_id)) for agent_id in self._hour.ledger.stretches}

    def _changes(self, agent_id: str) -> Iterator[int]:
        yield from (since for since, _ in self._hour.ledger.statuses[agent_id])
        stretches: Iterable[Stretch | ContactStretch] = (
            *self._hour.ledger.stretches[agent_id],
            *self._contact_stretches[agent_id],
        )
        for each in stretches:
            yield each.began_at
            if each.ended_at is not None:
                yield each.ended_at

    def contact_stretches(self, *states: str) -> list[ContactStretch]:
        """Of contacts with agents, in these of Connect's contact states."""
        return [each for each in self._hour.ledger.contact_stretches if each.state in states]

    def slots_at_the_end_of(self, spent: Spent) -> dict[str, int]:
        """An agent's free slots by channel in the last instant of a stretch."""
        contacts = tuple(
            HandledContact(
                contact_id=each.contact.contact_id,
                queue_id=None,
                channel=each.contact.channel,
                initiation_method=each.contact.initiation_method,
                state=each.state,
                state_started_at=each.began_at,
            )
            for each in self._contact_stretches[spent.agent_id]
            if each.began_at < spent.ends and (each.ended_at is None or spent.ends <= each.ended_at)
        )
        [agent] = [agent for agent in self._hour.centre.agents if agent.agent_id == spent.agent_id]
        return free_slots(agent, spent.status_type, AgentNow(spent.status, spent.begins, contacts))


def occupancy(spent: Iterable[Spent]) -> float | None:
    """Per cent of the time that agents had contacts or were routable in which they had contacts."""
    spent = list(spent)
    on_contact = sum(each.seconds for each in spent if each.is_on_contact)
    working = sum(each.seconds for each in spent if each.is_on_contact or each.status_type == "ROUTABLE")
    return 100 * on_contact / working if working else None
