"""Connect's historical metrics, computed from what really happened.

The definitions are those of "Metric definitions" in Connect's administrator guide. Callbacks are left out of what is
about waiting, and so are campaigns' previews: nobody waits in line for them.
"""

from collections.abc import Iterable

from local.connect.simulation.contact import Contact
from local.connect.simulation.ledger import Stretch

_ON_CONTACT = frozenset({"On Call", "On Hold", "Paused", "After Call Work", "Calling", "Monitoring"})
_IDLE = frozenset({"Available", "Incoming", "Missed", "Rejected", "Error"})


def queued(contacts: Iterable[Contact]) -> list[Contact]:
    """Those whose customer waited in a queue."""
    return [contact for contact in contacts if contact.queued_at is not None and contact.customer_waits]


def service_level(contacts: Iterable[Contact], seconds: float) -> float:
    """The per cent of queued contacts that left the queue within `seconds`: answered, abandoned, or gone on."""
    times = [contact.queue_time for contact in queued(contacts)]
    return 100 * sum(time is not None and time < seconds * 1000 for time in times) / len(times)


def abandonment_rate(contacts: Iterable[Contact]) -> float:
    """The per cent of queued contacts that were abandoned."""
    waited = queued(contacts)
    return 100 * sum(contact.abandoned for contact in waited) / len(waited)


def average_handle_time(contacts: Iterable[Contact]) -> float:
    """Seconds of interaction, hold, pause and after contact work, of the contacts that agents are through with."""
    times = [contact.handle_time for contact in contacts if contact.handle_time is not None]
    return sum(times) / len(times) / 1000


def average_queue_answer_time(contacts: Iterable[Contact]) -> float:
    """Seconds in the queue of the contacts that were answered."""
    times = [
        contact.queue_time
        for contact in queued(contacts)
        if contact.queue_time is not None and contact.connected_to_agent_at is not None
    ]
    return sum(times) / len(times) / 1000


def occupancy(stretches: Iterable[Stretch]) -> float:
    """The per cent of their time on contact or idle that agents were on contact, by the stretches that are over."""
    on_contact = idle = 0
    for stretch in stretches:
        if stretch.ended_at is not None:
            lasted = stretch.ended_at - stretch.began_at
            on_contact += lasted if stretch.state in _ON_CONTACT else 0
            idle += lasted if stretch.state in _IDLE else 0
    return 100 * on_contact / (on_contact + idle)
