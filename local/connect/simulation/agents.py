"""An agent of the simulation: status and contacts, their stretches in the ledger, and the event of each change."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from simpy import Environment

from local.connect.agent_stream import AgentStream
from local.connect.centre import Agent, Centre
from local.connect.live_state import AgentNow, HandledContact
from local.connect.shapes import Shape
from local.connect.simulation.activity import activity
from local.connect.simulation.behaviour import BETWEEN_CONTACTS
from local.connect.simulation.contact import Contact, ContactStretch
from local.connect.simulation.delivery import Delivery
from local.connect.simulation.ledger import Ledger
from local.connect.simulation.process import Process

# Milliseconds. Connect sends a heartbeat after this long without an event, up to an hour after the logout.
HEARTBEAT = 120_000
_HEARTBEATS_GO_ON = 3_600_000
# An event is sent this long after its contact's state began; CONNECTED begins this long after the connection.
# The event with ConnectedToAgentTimestamp, if there is a second one, follows CONNECTED after this long.
_LAG = (0, 67)
_CONNECTED_FOR = (17, 39)
_TIME_OF_CONNECTION_AFTER = (19, 56)


class AgentAtWork:
    """Every method that changes something does so now, by the clock of `env`, and sends the event.

    `agent` is how the agent is set up, `contacts` are those that there are now, by id.
    """

    def __init__(
        self, env: Environment, centre: Centre, agent: Agent, random: Random, delivery: Delivery, ledger: Ledger
    ) -> None:
        self.agent = agent
        self.status = "Offline"
        self.status_since = int(env.now) - random.randint(8, 15) * 3_600_000
        self.next_status: str | None = None
        self.contacts: dict[str, HandledContact] = {}
        self.is_routable = False
        self.idle_since = 0
        self._env = env
        self._types = centre.statuses
        self._random = random
        self._delivery = delivery
        self._ledger = ledger
        self._stream = AgentStream(centre, agent, offline_since=self.status_since, new_event_id=delivery.new_id)
        self._stretches: dict[str, ContactStretch] = {}
        self._sent_at = 0
        self._heartbeats_until: float = 0

    @property
    def agent_id(self) -> str:
        return self.agent.agent_id

    def now(self) -> AgentNow:
        return AgentNow(self.status, self.status_since, tuple(self.contacts.values()), self.next_status)

    def can_take(self, channel: str) -> bool:
        """Whether Connect would offer a contact of this channel: not with another channel's, and not after a miss."""
        if not self.is_routable or self.next_status or self._env.now < self.idle_since + BETWEEN_CONTACTS:
            return False
        if len(self.contacts) >= self.agent.profile.slots.get(channel, 0):
            return False
        return all(
            contact.channel == channel and contact.state not in ("MISSED", "REJECTED", "ERROR")
            for contact in self.contacts.values()
        )

    def log_in(self) -> None:
        """Opens the contact control panel; the status stays what it was."""
        self._heartbeats_until = float("inf")
        is_first = self.agent_id not in self._ledger.statuses
        self._ledger.status_set(self.agent_id, self.status, self._time)
        if is_first and self._delivery.has_fault("logins_without_snapshot"):
            self._ledger.logins_without_snapshot.add((self.agent_id, self._time))
            self._send(self._stream.login_without_snapshot, lag=0)
        else:
            self._send(self._stream.login, lag=0)
        self._note(anew=True)
        self._env.process(self._heartbeats())

    def log_out(self) -> None:
        self._send(self._stream.logout, lag=0)
        self._note(anew=True)
        self._heartbeats_until = self._time + _HEARTBEATS_GO_ON

    def close_window(self) -> None:
        """Leaves without logging out: the status stays, and heartbeats go on for an hour."""
        self._heartbeats_until = self._time + _HEARTBEATS_GO_ON

    def fall_silent(self) -> None:
        """Sends nothing more, not even heartbeats."""
        self._heartbeats_until = 0

    def set_status(self, status: str) -> None:
        """Sets a status: at once, or when the contacts are gone."""
        if self.contacts:
            self.next_status = status
            self._send(self._stream.ask_for_status, status, lag=0)
        else:
            self._take_up(status)
            self._send(self._stream.set_status, status, lag=self._random.randint(0, 1))
            self._note()

    def offer(self, contact: Contact, state: str = "CONNECTING") -> None:
        """The contact begins to ring."""
        now = self._time
        self.contacts[contact.contact_id] = HandledContact(
            contact_id=contact.contact_id,
            queue_id=contact.queue.queue_id if contact.queue else None,
            channel=contact.channel,
            initiation_method=contact.initiation_method,
            state=state,
            state_started_at=now,
            queued_at=contact.queued_at,
        )
        self._begin(contact, state)
        self._send(
            self._stream.offer,
            contact.contact_id,
            queue=contact.queue,
            queued_at=contact.queued_at,
            channel=contact.channel,
            initiation_method=contact.initiation_method,
            initial_contact_id=contact.initial_contact_id,
            state=state,
        )
        self._note()

    def connect(self, contact: Contact) -> None:
        """The contact is the agent's now. ConnectedToAgentTimestamp may come in a second event."""
        connected_for = self._random.randint(*_CONNECTED_FOR)
        time_after = self._random.randint(*_TIME_OF_CONNECTION_AFTER)
        contact.agent_id = self.agent_id
        contact.connected_to_agent_at = self._time - connected_for
        self.contacts[contact.contact_id] = replace(
            self.contacts[contact.contact_id], connected_to_agent_at=contact.connected_to_agent_at
        )
        if self._delivery.has_fault("connected_twice"):
            self._move(contact, "CONNECTED", self._stream.connect_without_time, connected_for=connected_for)
            self._env.process(self._send_time_of_connection(contact, self._time, time_after))
        else:
            self._move(contact, "CONNECTED", self._stream.move, "CONNECTED", connected_for=connected_for)

    def move(self, contact: Contact, state: str) -> None:
        """The contact goes over into another of Connect's contact states."""
        self._move(contact, state, self._stream.move, state)

    def clear(self, contact: Contact) -> None:
        """The contact is over for the agent, who takes up the status asked for when it was the last."""
        now = self._time
        del self.contacts[contact.contact_id]
        self._stretches.pop(contact.contact_id).ended_at = now
        if contact.agent_id == self.agent_id:
            contact.released_at = now
        if self.next_status and not self.contacts:
            self._take_up(self.next_status)
        self._send(self._stream.clear, contact.contact_id, lag=self._random.randint(0, 1))
        self._note()

    @property
    def _time(self) -> int:
        return int(self._env.now)

    def _take_up(self, status: str) -> None:
        self.status, self.status_since, self.next_status = status, self._time, None
        self.is_routable = self._types[status] == "ROUTABLE"
        self._ledger.status_set(self.agent_id, status, self._time)

    def _move(
        self, contact: Contact, state: str, change: Callable[..., Shape], *arguments: Any, **options: Any
    ) -> None:
        now = self._time
        self.contacts[contact.contact_id] = replace(
            self.contacts[contact.contact_id], state=state, state_started_at=now
        )
        self._stretches[contact.contact_id].ended_at = now
        self._begin(contact, state)
        keeps_timestamp = self._delivery.has_fault("unchanged_state_timestamps")
        self._send(change, contact.contact_id, *arguments, keeps_timestamp=keeps_timestamp, **options)
        self._note()

    def _begin(self, contact: Contact, state: str) -> None:
        stretch = ContactStretch(self.agent_id, contact, state, self._time)
        self._stretches[contact.contact_id] = stretch
        contact.stretches.append(stretch)
        self._ledger.contact_stretches.append(stretch)

    def _note(self, *, anew: bool = False) -> None:
        now = self._time
        if not self.contacts:
            self.idle_since = now
        self._ledger.agent_is(self.agent_id, activity(self.status, self.contacts.values()), now, anew=anew)

    def _send(self, change: Callable[..., Shape], *arguments: Any, lag: int | None = None, **options: Any) -> None:
        """Sends the event of a change: some milliseconds later, and after the one before."""
        now = self._time
        lag = self._random.randint(*_LAG) if lag is None else lag
        self._sent_at = max(now + lag, self._sent_at + 1)
        self._delivery.agent_event(change(now, *arguments, lag=self._sent_at - now, **options), self._sent_at)

    def _send_time_of_connection(self, contact: Contact, since: int, after: int) -> Process:
        """Sends ConnectedToAgentTimestamp, unless the contact has changed its state meanwhile."""
        yield self._env.timeout(after)
        now = self.contacts.get(contact.contact_id)
        if now and now.state == "CONNECTED" and now.state_started_at == since:
            self._send(self._stream.add_time_of_connection, lag=0)

    def _heartbeats(self) -> Process:
        while True:
            due = self._sent_at + HEARTBEAT
            if due > self._heartbeats_until:
                return
            yield self._env.timeout(due - self._env.now)
            if self._sent_at + HEARTBEAT == due and due <= self._heartbeats_until:
                self._send(self._stream.heartbeat, lag=0)
