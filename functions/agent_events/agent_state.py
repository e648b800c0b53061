"""What an agent is doing: Connect's status and contacts together, in the words of the data model.

The agent's status alone is not the state: an agent on a call is still `Available` there.
"""

from collections.abc import Iterable

from agent_snapshot import Contact, Snapshot

# The initiation methods of contacts whose customer is dialled while they are CONNECTING. Before that, a queued callback
# and the contact of a preview campaign are offered to the agent: they are INCOMING, and PENDING once accepted.
_DIALLED = frozenset({"OUTBOUND", "EXTERNAL_OUTBOUND", "CALLBACK", "CAMPAIGN_PREVIEW"})

_WORDS = {
    "ERROR": "Error",
    "MISSED": "Missed",
    "REJECTED": "Rejected",
    "CONNECTED": "On Call",
    "CONNECTED_ONHOLD": "On Hold",
    "PAUSED": "Paused",
    "ENDED": "After Call Work",
    "CONNECTING": "Incoming",
    "INCOMING": "Incoming",
    "PENDING": "Incoming",
}

# The agent activities of Connect's real-time metrics page put states in the same order: the first that any
# contact is in is the agent's.
_PRECEDENCE = (
    "Error",
    "Missed",
    "Rejected",
    "Monitoring",
    "On Call",
    "On Hold",
    "Paused",
    "After Call Work",
    "Calling",
    "Incoming",
)

# Connect's SLOTS_ACTIVE: contacts connected, on hold, paused, in after contact work, or ringing outbound.
ACTIVE_STATES = frozenset({"Monitoring", "On Call", "On Hold", "Paused", "After Call Work", "Calling"})


def is_known(contact: Contact) -> bool:
    """Whether Connect documented the contact's state when this was written."""
    return contact.state in _WORDS


def contact_state(contact: Contact) -> str:
    """The contact's state in the words of AgentEvent_Contact; Connect's own word for one that is not known."""
    if contact.state == "CONNECTING" and contact.initiation_method in _DIALLED:
        return "Calling"
    return _WORDS.get(contact.state, contact.state)


def deciding_contact(contacts: Iterable[Contact]) -> Contact | None:
    """The contact that decides its agent's state: of several in the strongest state, the one longest in it."""
    return min(
        filter(is_known, contacts),
        key=lambda contact: (_PRECEDENCE.index(_activity(contact)), contact.started_at, contact.contact_id),
        default=None,
    )


def effective_state(snapshot: Snapshot) -> tuple[str, Contact | None]:
    """The agent's state, and the contact that decides it.

    No contact decides where there is none in a known state; the state is then the status's own name.
    """
    deciding = deciding_contact(snapshot.contacts)
    return (_activity(deciding), deciding) if deciding else (snapshot.status, None)


def active_contacts(snapshot: Snapshot) -> int:
    """How many contacts take up one of the agent's slots."""
    return sum(_activity(contact) in ACTIVE_STATES for contact in snapshot.contacts)


def _activity(contact: Contact) -> str:
    """A connected contact that began as MONITOR is a supervisor's, who listens."""
    if contact.state == "CONNECTED" and contact.initiation_method == "MONITOR":
        return "Monitoring"
    return contact_state(contact)
