"""The agent event stream of one agent: a method for each change, which gives the event that Connect would send."""

from collections.abc import Callable
from typing import Any

from local.connect import shapes
from local.connect.centre import Agent, Centre, Queue
from local.connect.shapes import Shape


class AgentStream:
    """Keeps an agent's snapshot and makes the event for each change of it.

    An agent begins offline. Every method takes the time of the event in milliseconds since 1970 and gives the
    event back; `new_event_id` names the events.
    """

    def __init__(self, centre: Centre, agent: Agent, *, offline_since: int, new_event_id: Callable[[], str]) -> None:
        self._centre = centre
        self._agent = agent
        self._new_event_id = new_event_id
        self._status = ("Offline", offline_since)
        self._next_status: tuple[str, int] | None = None
        self._contacts: dict[str, dict[str, Any]] = {}
        self._profile_queues = [
            shapes.queue(centre.instance_arn, queue.queue_id, queue.name, list(queue.channels))
            for queue in agent.profile.queues
        ] + [
            # The agent's own queue, which Connect adds to every routing profile.
            shapes.queue(
                centre.instance_arn, f"agent/{agent.agent_id}", None, sorted(agent.profile.slots, reverse=True)
            )
        ]
        self._current = self._snapshot()

    def login(self, at: int, *, lag: int = 0) -> Shape:
        """The agent opens the contact control panel. A login changes nothing in the snapshot."""
        return self._event("LOGIN", at + lag)

    def login_without_snapshot(self, at: int, *, lag: int = 0) -> Shape:
        """A new agent opens the contact control panel, and the event says nothing else."""
        return self._event("LOGIN", at + lag) | {"CurrentAgentSnapshot": None, "PreviousAgentSnapshot": None}

    def logout(self, at: int, *, lag: int = 0) -> Shape:
        """The agent logs out."""
        return self._event("LOGOUT", at + lag)

    def heartbeat(self, at: int, *, lag: int = 0) -> Shape:
        """Nothing has happened for two minutes."""
        return self._event("HEART_BEAT", at + lag)

    def set_status(self, at: int, status: str, *, lag: int = 0) -> Shape:
        """The agent, or a supervisor, sets a status."""
        self._status = (status, at)
        self._next_status = None
        return self._event("STATE_CHANGE", at + lag)

    def ask_for_status(self, at: int, status: str, *, lag: int = 0) -> Shape:
        """The agent asks for a status while there are contacts, to be set when they are gone."""
        self._next_status = (status, at)
        return self._event("STATE_CHANGE", at + lag)

    def offer(
        self,
        at: int,
        contact_id: str,
        *,
        queue: Queue | None,
        queued_at: int | None,
        channel: str = "VOICE",
        initiation_method: str = "INBOUND",
        initial_contact_id: str | None = None,
        state: str = "CONNECTING",
        lag: int = 30,
    ) -> Shape:
        """A contact begins to ring. The event comes `lag` milliseconds after the contact's own time, `at`."""
        self._contacts[contact_id] = {
            "contact_id": contact_id,
            "state": state,
            "state_started_at": at,
            "channel": channel,
            "initiation_method": initiation_method,
            "queue_id": queue.queue_id if queue else None,
            "queue_name": queue.name if queue else None,
            "queued_at": queued_at,
            "initial_contact_id": initial_contact_id,
        }
        return self._event("STATE_CHANGE", at + lag)

    def move(
        self,
        at: int,
        contact_id: str,
        state: str,
        *,
        connected_for: int = 25,
        keeps_timestamp: bool = False,
        lag: int = 30,
    ) -> Shape:
        """A contact changes its State at `at`, and its StateStartTimestamp unless it `keeps_timestamp`.

        When it becomes CONNECTED, the connection itself is already `connected_for` milliseconds old.
        """
        contact = self._change_state(contact_id, state, at, keeps_timestamp=keeps_timestamp)
        if state == "CONNECTED":
            contact.setdefault("connected_to_agent_at", at - connected_for)
        return self._event("STATE_CHANGE", at + lag)

    def connect_without_time(
        self, at: int, contact_id: str, *, connected_for: int, keeps_timestamp: bool = False, lag: int = 30
    ) -> Shape:
        """A contact becomes CONNECTED; its ConnectedToAgentTimestamp follows in the next event."""
        contact = self._change_state(contact_id, "CONNECTED", at, keeps_timestamp=keeps_timestamp)
        event = self._event("STATE_CHANGE", at + lag)
        contact["connected_to_agent_at"] = at - connected_for
        return event

    def add_time_of_connection(self, at: int, *, lag: int) -> Shape:
        """Nothing changes but that the contact has its ConnectedToAgentTimestamp now."""
        return self._event("STATE_CHANGE", at + lag)

    def clear(self, at: int, contact_id: str, *, lag: int = 0) -> Shape:
        """A contact is over for the agent, who takes up the status asked for when it was the last."""
        del self._contacts[contact_id]
        if self._next_status and not self._contacts:
            self._status = (self._next_status[0], at)
            self._next_status = None
        return self._event("STATE_CHANGE", at + lag)

    def _change_state(self, contact_id: str, state: str, at: int, *, keeps_timestamp: bool) -> dict[str, Any]:
        contact = self._contacts[contact_id]
        contact["state"] = state
        if not keeps_timestamp:
            contact["state_started_at"] = at
        return contact

    def _event(self, event_type: str, at: int) -> Shape:
        previous, self._current = self._current, self._snapshot()
        return shapes.agent_event(
            self._centre.instance_arn,
            agent_id=self._agent.agent_id,
            event_id=self._new_event_id(),
            event_type=event_type,
            at=at,
            current=self._current,
            previous=previous,
        )

    def _snapshot(self) -> Shape:
        arn, agent = self._centre.instance_arn, self._agent
        status, since = self._status
        group = agent.group
        return shapes.snapshot(
            arn,
            status=status,
            status_type=self._centre.statuses[status],
            status_started_at=since,
            agent_configuration=shapes.configuration(
                first_name=agent.first_name,
                last_name=agent.last_name,
                username=agent.username,
                skills=agent.skills,
                profile=shapes.routing_profile(
                    arn, agent.profile.profile_id, agent.profile.name, self._profile_queues, self._slots()
                ),
                hierarchy=shapes.hierarchy_groups(
                    arn, [(each.group_id, each.name) for each in (*group.path, group)] if group else []
                ),
            ),
            contacts=[shapes.contact(arn, **contact) for contact in self._contacts.values()],
            next_status=self._next_status,
        )

    def _slots(self) -> dict[str, tuple[int, int, int]]:
        """Maximum, available and currently available slots by channel.

        While an agent is offline the available slots stay up and the currently available ones do not. An agent
        with a contact on one channel is offered none on another.
        """
        routable = self._centre.statuses[self._status[0]] == "ROUTABLE"
        slots = {}
        for channel, maximum in self._agent.profile.slots.items():
            here = sum(contact["channel"] == channel for contact in self._contacts.values())
            available = maximum - here if here == len(self._contacts) else 0
            slots[channel] = (maximum, available, available if routable else 0)
        return slots
