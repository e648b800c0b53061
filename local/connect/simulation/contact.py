"""A contact of the simulation, with what Connect's contact record would have of it."""

from dataclasses import dataclass, field
from typing import Any

from local.connect.centre import Queue


@dataclass(eq=False, slots=True)
class ContactStretch:
    """Time that a contact spends with an agent in one of Connect's contact states, from `began_at` on."""

    agent_id: str
    contact: "Contact"
    state: str
    began_at: int
    ended_at: int | None = None


@dataclass(eq=False, slots=True)
class Contact:
    """Times are milliseconds since 1970, None for what has not happened.

    `previous` is the contact that this one came from by a transfer, out of a queue or as a callback, `next` the one
    that came from it; `related` is the contact that a task follows up. Contact events have its time in the queue
    `queue_lag` later than agent events. `agent_id` is the agent who took it, and who was done with it at `released_at`.
    `stretches` are its states with all agents, also with those who did not take it.
    """

    contact_id: str
    channel: str
    initiation_method: str
    queue: Queue | None
    initiated_at: int
    previous: "Contact | None" = None
    next: "Contact | None" = None
    related: "Contact | None" = None
    skill: str | None = None
    campaign_id: str | None = None
    answering_machine_detection_status: str | None = None
    disconnect_reason: str | None = None
    accepted_by_agent_at: int | None = None
    preview_ended_at: int | None = None
    connected_to_system_at: int | None = None
    queued_at: int | None = None
    queue_lag: int = 0
    left_queue_at: int | None = None
    agent_id: str | None = None
    connected_to_agent_at: int | None = None
    disconnected_at: int | None = None
    work_started_at: int | None = None
    work_ended_at: int | None = None
    released_at: int | None = None
    stretches: list[ContactStretch] = field(default_factory=list)

    @property
    def initial_contact_id(self) -> str:
        return self.previous.initial_contact_id if self.previous else self.contact_id

    @property
    def is_callback(self) -> bool:
        return self.initiation_method == "CALLBACK"

    @property
    def is_preview(self) -> bool:
        return self.initiation_method == "CAMPAIGN_PREVIEW"

    @property
    def customer_waits(self) -> bool:
        """Whether a customer is on the line while the contact is queued."""
        return not (self.is_callback or self.is_preview)

    @property
    def abandoned(self) -> bool:
        """By Connect's rule: a customer waited in the queue, left, never had an agent and did not go on elsewhere."""
        return (
            self.queued_at is not None
            and self.disconnected_at is not None
            and self.connected_to_agent_at is None
            and self.next is None
            and self.customer_waits
        )

    @property
    def queue_time(self) -> int | None:
        """Milliseconds in the queue, until an agent answered or the contact left it otherwise."""
        if self.queued_at is None:
            return None
        end = self.connected_to_agent_at or self.disconnected_at
        return None if end is None else end - self.queued_at

    @property
    def handle_time(self) -> int | None:
        """Milliseconds of its one agent's interaction, hold, pause and after contact work together."""
        if self.connected_to_agent_at is None or self.released_at is None:
            return None
        return sum(self.time_in(state) for state in ("CONNECTED", "CONNECTED_ONHOLD", "PAUSED", "ENDED"))

    def time_in(self, state: str) -> int:
        """Milliseconds that the contact spent in one of Connect's contact states with the agent who took it."""
        return sum(
            stretch.ended_at - stretch.began_at
            for stretch in self.stretches
            if stretch.state == state and stretch.agent_id == self.agent_id and stretch.ended_at is not None
        )

    def record(self) -> dict[str, Any]:
        """Its line in the ledger: ids, times, and durations in milliseconds."""
        return {
            "contact_id": self.contact_id,
            "channel": self.channel,
            "campaign_id": self.campaign_id,
            "answering_machine_detection_status": self.answering_machine_detection_status,
            "disconnect_reason": self.disconnect_reason,
            "initiation_method": self.initiation_method,
            "queue_id": self.queue.queue_id if self.queue else None,
            "agent_id": self.agent_id,
            "initial_contact_id": self.initial_contact_id,
            "previous_contact_id": self.previous.contact_id if self.previous else None,
            "related_contact_id": self.related.contact_id if self.related else None,
            "next_contact_id": self.next.contact_id if self.next else None,
            "initiated_at": self.initiated_at,
            "connected_to_system_at": self.connected_to_system_at,
            "queued_at": self.queued_at,
            "left_queue_at": self.left_queue_at,
            "connected_to_agent_at": self.connected_to_agent_at,
            "disconnected_at": self.disconnected_at,
            "after_contact_work_started_at": self.work_started_at,
            "after_contact_work_ended_at": self.work_ended_at,
            "abandoned": self.abandoned,
            "queue_time": self.queue_time,
            "interaction_time": self.time_in("CONNECTED"),
            "hold_time": self.time_in("CONNECTED_ONHOLD"),
            "pause_time": self.time_in("PAUSED"),
            "after_contact_work_time": self.time_in("ENDED"),
            "handle_time": self.handle_time,
        }
