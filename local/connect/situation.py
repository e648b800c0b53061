"""What goes on in a contact centre at one instant: who does what, and who waits."""

from dataclasses import dataclass

from local.connect.centre import Centre


@dataclass(frozen=True)
class HandledContact:
    """A contact that an agent has. `state` is Connect's, for example CONNECTED."""

    queue_id: str
    channel: str
    state: str
    initiation_method: str = "INBOUND"


@dataclass(frozen=True)
class AgentNow:
    """What an agent does: the name of the status, and the contacts."""

    status: str
    contacts: tuple[HandledContact, ...] = ()


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
    return Situation(
        at=at,
        agents={
            amara: AgentNow("Available", (HandledContact(claims, "VOICE", "CONNECTED"),)),
            bruno: AgentNow(
                "Available",
                (
                    HandledContact(support, "CHAT", "CONNECTED", "API"),
                    HandledContact(support, "CHAT", "ENDED", "API"),
                ),
            ),
            carys: AgentNow("Available", (HandledContact(support, "VOICE", "CONNECTED_ONHOLD"),)),
            dinesh: AgentNow("Available", (HandledContact(complaints, "VOICE", "MISSED"),)),
            elena: AgentNow("Break"),
            femi: AgentNow("Available"),
        },
        waiting=(
            WaitingContact(claims, "VOICE", minute),
            WaitingContact(claims, "VOICE", minute - 35_000),
            WaitingContact(complaints, "VOICE", minute - 90_000, scheduled=True),
        ),
    )
