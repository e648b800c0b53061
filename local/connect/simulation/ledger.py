"""What happened in a simulated centre: written where it happens, never read from an event."""

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TextIO

from local.connect.live_state import AgentNow, HandledContact, LiveState, WaitingContact
from local.connect.simulation.contact import Contact, ContactStretch


@dataclass(slots=True)
class Stretch:
    """Time that an agent spends in one state, from `began_at` on, in milliseconds since 1970."""

    agent_id: str
    state: str
    began_at: int
    ended_at: int | None = None


@dataclass
class Ledger:
    """`delivered` and `lost` count the contact events that Connect sent, by contact id and event type.

    `statuses` has each agent's statuses, each with the time when it was set, and `logins_without_snapshot` the agents
    and times of logins whose events said nothing else.
    """

    contacts: list[Contact] = field(default_factory=list)
    contact_stretches: list[ContactStretch] = field(default_factory=list)
    stretches: dict[str, list[Stretch]] = field(default_factory=dict)
    statuses: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    delivered: Counter[tuple[str, str]] = field(default_factory=Counter)
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)
    broken_records: int = 0
    logins_without_snapshot: set[tuple[str, int]] = field(default_factory=set)

    def agent_is(self, agent_id: str, state: str, at: int, *, anew: bool = False) -> None:
        """An agent is in a state. With `anew`, as by a login, a stretch begins even if the state is the same."""
        stretches = self.stretches.setdefault(agent_id, [])
        if stretches:
            last = stretches[-1]
            if last.state == state and not anew:
                return
            last.ended_at = at
            if last.began_at == at:
                stretches.pop()
        stretches.append(Stretch(agent_id, state, at))

    def status_set(self, agent_id: str, status: str, at: int) -> None:
        self.statuses.setdefault(agent_id, []).append((at, status))

    def live_state(self, at: int) -> LiveState:
        """The state of the centre in the instant before `at`."""
        contacts: dict[str, list[HandledContact]] = {}
        for stretch in self.contact_stretches:
            if stretch.began_at < at and (stretch.ended_at is None or at <= stretch.ended_at):
                contacts.setdefault(stretch.agent_id, []).append(_handled(stretch))
        agents = {}
        for agent_id, statuses in self.statuses.items():
            number = bisect_left(statuses, (at, ""))
            if number:
                since, status = statuses[number - 1]
                agents[agent_id] = AgentNow(status, since, tuple(contacts.get(agent_id, ())))
        waiting = [
            WaitingContact(contact.queue.queue_id, contact.channel, contact.queued_at, contact.is_callback)
            for contact in self.contacts
            if contact.queue
            and contact.queued_at is not None
            and contact.queued_at < at
            and (contact.left_queue_at is None or at <= contact.left_queue_at)
        ]
        return LiveState(at, agents, tuple(waiting))

    def write(self, file: TextIO) -> None:
        """JSON lines: `contact`, `agent_stretch` and `contact_stretch`, each in the order of their beginnings."""
        for line in self._lines():
            file.write(json.dumps(line, separators=(",", ":")) + "\n")

    def _lines(self) -> Iterator[dict[str, Any]]:
        for contact in self.contacts:
            yield {"contact": contact.record()}
        for stretches in self.stretches.values():
            for stretch in stretches:
                yield {
                    "agent_stretch": {
                        "agent_id": stretch.agent_id,
                        "state": stretch.state,
                        "began_at": stretch.began_at,
                        "ended_at": stretch.ended_at,
                    }
                }
        for each in self.contact_stretches:
            yield {
                "contact_stretch": {
                    "agent_id": each.agent_id,
                    "contact_id": each.contact.contact_id,
                    "state": each.state,
                    "began_at": each.began_at,
                    "ended_at": each.ended_at,
                }
            }


def _handled(stretch: ContactStretch) -> HandledContact:
    contact = stretch.contact
    return HandledContact(
        contact_id=contact.contact_id,
        queue_id=contact.queue.queue_id if contact.queue else None,
        channel=contact.channel,
        initiation_method=contact.initiation_method,
        state=stretch.state,
        state_started_at=stretch.began_at,
        connected_to_agent_at=contact.connected_to_agent_at,
        queued_at=contact.queued_at,
    )
