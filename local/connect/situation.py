"""What goes on in a contact centre at one instant: who does what, and who waits."""

from dataclasses import dataclass

from local.connect.centre import Centre


@dataclass(frozen=True, kw_only=True)
class HandledContact:
    """A contact that an agent has. `state` is Connect's, for example CONNECTED. Times are milliseconds since 1970.

    `state_started_at` is as in the agent event stream, where going on hold starts a state. A contact that nobody
    was connected to has no `connected_to_agent_at`, one that was not in a queue no `queued_at`.
    """

    contact_id: str
    queue_id: str | None
    channel: str
    initiation_method: str
    state: str
    state_started_at: int
    connected_to_agent_at: int | None = None
    queued_at: int | None = None


@dataclass(frozen=True)
class AgentNow:
    """What an agent does: the name of the status, since when in milliseconds since 1970, and the contacts.

    `next_status` is the name of the status that the agent has asked for and that waits for the contacts to end.
    """

    status: str
    since: int
    contacts: tuple[HandledContact, ...] = ()
    next_status: str | None = None


@dataclass(frozen=True)
class WaitingContact:
    """A contact in a queue since `since`, in milliseconds since 1970; a `scheduled` one is a callback to come."""

    queue_id: str
    channel: str
    since: int
    scheduled: bool = False


@dataclass(frozen=True)
class Situation:
    """The centre at `at`, in milliseconds since 1970. `agents` maps agents' ids; who is not in it is offline."""

    at: int
    agents: dict[str, AgentNow]
    waiting: tuple[WaitingContact, ...]


def small_situation(centre: Centre, at: int) -> Situation:
    """The small centre at any time: always at the same work, with a customer who calls at every full minute."""
    amara, bruno, carys, dinesh, elena, femi, _ = (agent.agent_id for agent in centre.agents)
    claims, _, support, complaints = (queue.queue_id for queue in centre.queues)
    minute = at - at % 60_000
    online_since = minute - 3_600_000

    def contact(number: int, state: str, queue_id: str, channel: str = "VOICE") -> HandledContact:
        """In its state since the full minute, after two minutes in the queue and ten with the agent if connected."""
        return HandledContact(
            contact_id=f"8c05d3e7-2f61-4b9a-9d48-50a1e6b2{5000 + number}",
            queue_id=queue_id,
            channel=channel,
            initiation_method="API" if channel == "CHAT" else "INBOUND",
            state=state,
            state_started_at=minute,
            connected_to_agent_at=None if state == "MISSED" else minute - 600_000,
            queued_at=minute - 720_000,
        )

    return Situation(
        at=at,
        agents={
            amara: AgentNow("Available", online_since, (contact(1, "CONNECTED", claims),), next_status="Lunch"),
            bruno: AgentNow(
                "Available",
                online_since,
                (contact(2, "CONNECTED", support, "CHAT"), contact(3, "ENDED", support, "CHAT")),
            ),
            carys: AgentNow("Available", online_since, (contact(4, "CONNECTED_ONHOLD", support),)),
            dinesh: AgentNow("Available", online_since, (contact(5, "MISSED", complaints),)),
            elena: AgentNow("Break", minute),
            femi: AgentNow("Available", online_since),
        },
        waiting=(
            WaitingContact(claims, "VOICE", minute),
            WaitingContact(claims, "VOICE", minute - 35_000),
            WaitingContact(complaints, "VOICE", minute - 90_000, scheduled=True),
        ),
    )
