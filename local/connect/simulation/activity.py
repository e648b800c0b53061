"""An agent's activity, as Connect's real-time metrics page names it."""

from collections.abc import Iterable

from local.connect.live_state import HandledContact

# What a contact in a state makes of its agent. The first that any contact makes is what the agent does.
_ACTIVITIES = {
    "ERROR": "Error",
    "MISSED": "Missed",
    "REJECTED": "Rejected",
    "CONNECTED to MONITOR": "Monitoring",
    "CONNECTED": "On Call",
    "CONNECTED_ONHOLD": "On Hold",
    "PAUSED": "Paused",
    "ENDED": "After Call Work",
    "CONNECTING to somebody": "Calling",
    "CONNECTING": "Incoming",
    "INCOMING": "Incoming",
    "PENDING": "Incoming",
}


def activity(status: str, contacts: Iterable[HandledContact]) -> str:
    """What an agent does who has set `status` and has these contacts."""
    does = set(map(_kind, contacts))
    return next((name for kind, name in _ACTIVITIES.items() if kind in does), status)


def _kind(contact: HandledContact) -> str:
    if contact.state == "CONNECTED" and contact.initiation_method == "MONITOR":
        return "CONNECTED to MONITOR"
    return "CONNECTING to somebody" if contact.is_dialled else contact.state
