"""The state of a contact centre at one instant: what agents do, and who waits."""

from dataclasses import dataclass

# The initiation methods of contacts whose customer is dialled while they are CONNECTING.
_DIALLED = ("OUTBOUND", "EXTERNAL_OUTBOUND", "CALLBACK", "CAMPAIGN_PREVIEW")


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

    @property
    def is_dialled(self) -> bool:
        """Whether the customer's telephone rings, not the agent's."""
        return self.state == "CONNECTING" and self.initiation_method in _DIALLED


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
class LiveState:
    """The centre at `at`, in milliseconds since 1970. `agents` maps agents' ids; who is not in it is offline."""

    at: int
    agents: dict[str, AgentNow]
    waiting: tuple[WaitingContact, ...]
