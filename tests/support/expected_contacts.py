"""The ledger's contacts as their delivered events show them, once all of those events have arrived.

Every contact event has all that happened to its contact until then, so what a lost event would have reported is in the
next one, if there is one. Contact events have the time in the queue `queue_lag` later than the ledger.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from local.connect.simulation.contact import Contact
from local.connect.simulation.ledger import Ledger

_BEFORE_THE_QUEUE = {"INITIATED", "CONNECTED_TO_SYSTEM"}
_LAST = {"DISCONNECTED", "COMPLETED"}
# Where its end was lost, a contact that an agent had is handled so long after the customer went, and any other is
# nobody knows what so long after it began.
_LONG_OVER = 30 * 60_000
_LONG_AGO = 12 * 3_600_000


@dataclass(frozen=True)
class ExpectedContact:
    """`contact` is the ledger's, `delivered` the types of its events that were not lost, and `goes_on` says whether an
    event of the contact that came from it was delivered. Times are milliseconds since 1970, `now` is the query's."""

    contact: Contact
    delivered: frozenset[str]
    goes_on: bool
    now: int

    @property
    def is_callback(self) -> bool:
        return self.contact.is_callback

    @property
    def queued_at(self) -> int | None:
        if self.contact.queued_at is None or self.delivered <= _BEFORE_THE_QUEUE:
            return None
        return self.contact.queued_at + self.contact.queue_lag

    @property
    def at(self) -> int:
        """The time that puts the contact into a time range."""
        return self.queued_at or self.contact.initiated_at

    @property
    def queue_id(self) -> str | None:
        return self.contact.queue.queue_id if self.contact.queue and self.queued_at else None

    @property
    def answered_at(self) -> int | None:
        """When an agent answered, unless all events from then on were lost."""
        return None if self.delivered <= {*_BEFORE_THE_QUEUE, "QUEUED"} else self.contact.connected_to_agent_at

    @property
    def ended_at(self) -> int | None:
        """When the customer disconnected or, where no event has that, when the agent's work ended."""
        return (self.contact.disconnected_at or self.contact.work_ended_at) if self.delivered & _LAST else None

    @property
    def handle_time(self) -> float | None:
        """Seconds with the agent, of what the agent's stretches say."""
        of_contact = self.contact.handle_time if "COMPLETED" in self.delivered else None
        return None if of_contact is None else of_contact / 1000

    @property
    def after_call_work(self) -> float:
        return self.contact.time_in("ENDED") / 1000

    @property
    def went_on_as(self) -> str | None:
        """How the contact that came from this one began."""
        return self.contact.next.initiation_method if self.contact.next and self.goes_on else None

    @property
    def status(self) -> str:
        if self.answered_at is not None:
            return self._status_with_agent
        if self.queued_at is not None and self.went_on_as:
            return "Callback requested" if self.went_on_as == "CALLBACK" else "Moved"
        if self.ended_at is None and self.now - self.at >= _LONG_AGO:
            return "Unknown"
        if self.queued_at is None:
            return "In flow" if self.ended_at is None else "Not queued"
        if self.ended_at is None:
            return "Scheduled" if self.is_callback else "In queue"
        return "Abandoned" if self.contact.customer_waits else "Not reached"

    @property
    def _status_with_agent(self) -> str:
        assert self.answered_at is not None
        is_long_over = self.ended_at is not None and self.now - self.ended_at >= _LONG_OVER
        if "COMPLETED" in self.delivered or is_long_over:
            return "Handled"
        return "With agent" if self.now - self.answered_at < _LONG_AGO else "Unknown"

    @property
    def waited(self) -> float | None:
        """Seconds in queue, so far or in all; None where nobody waits on the line."""
        if self.queued_at is None or not self.contact.customer_waits:
            return None
        return ((self.answered_at or self.ended_at or self.now) - self.queued_at) / 1000

    def is_met(self, seconds: float = 20) -> bool | None:
        """Whether the service level was met; None for a contact that is not judged, or not yet."""
        if (
            self.waited is None
            or self.status in ("Moved", "Unknown")
            or (self.status == "In queue" and self.waited < seconds)
        ):
            return None
        return self.waited < seconds


def expected_contacts(ledger: Ledger, now: int) -> list[ExpectedContact]:
    """Every contact of which an event was delivered."""
    delivered: dict[str, set[str]] = defaultdict(set)
    for (contact_id, event_type), number in ledger.delivered.items():
        if number:
            delivered[contact_id].add(event_type)
    return [
        ExpectedContact(
            contact,
            frozenset(delivered[contact.contact_id]),
            contact.next is not None and bool(delivered.get(contact.next.contact_id)),
            now,
        )
        for contact in ledger.contacts
        if contact.contact_id in delivered
    ]


def event_times(expected: ExpectedContact) -> dict[str, int]:
    """The times that the delivered events report, by event type. Pauses are left out, since there may be several."""
    contact = expected.contact
    happened = {
        "INITIATED": contact.initiated_at,
        "CONNECTED_TO_SYSTEM": contact.connected_to_system_at,
        "QUEUED": expected.queued_at,
        "CONNECTED_TO_AGENT": contact.connected_to_agent_at,
        "DISCONNECTED": contact.disconnected_at,
        "COMPLETED": contact.work_ended_at or contact.disconnected_at,
    }
    return {
        event_type: at for event_type, at in happened.items() if event_type in expected.delivered and at is not None
    }


def service_level(contacts: Iterable[ExpectedContact]) -> float | None:
    """Per cent of those judged."""
    judged = [met for contact in contacts if (met := contact.is_met()) is not None]
    return 100 * sum(judged) / len(judged) if judged else None


def average(seconds: Iterable[float | None]) -> float | None:
    known = [each for each in seconds if each is not None]
    return sum(known) / len(known) if known else None


def counts(contacts: Iterable[ExpectedContact]) -> dict[str, int]:
    """What several panels count of contacts. Abandoned at once: after less than five seconds."""
    contacts = list(contacts)
    queued = [contact for contact in contacts if contact.queued_at is not None]
    abandoned = [contact.waited or 0 for contact in contacts if contact.status == "Abandoned"]
    return {
        "Queued": len(queued),
        "Answered": sum(contact.answered_at is not None for contact in queued),
        "Abandoned": sum(waited >= 5 for waited in abandoned),
        "Abandoned at once": sum(waited < 5 for waited in abandoned),
    }


def answer_time(contacts: Iterable[ExpectedContact]) -> float | None:
    return average(contact.waited for contact in contacts if contact.answered_at is not None)


def by_queue(contacts: Iterable[ExpectedContact]) -> dict[str, list[ExpectedContact]]:
    """Those that were queued, by the queues' ids."""
    found: dict[str, list[ExpectedContact]] = defaultdict(list)
    for contact in contacts:
        if contact.queue_id:
            found[contact.queue_id].append(contact)
    return found


def by_interval(contacts: Iterable[ExpectedContact], interval: int) -> dict[int, list[ExpectedContact]]:
    """By the beginning of the interval that they belong to; those are as many milliseconds long."""
    found: dict[int, list[ExpectedContact]] = defaultdict(list)
    for contact in contacts:
        found[contact.at - contact.at % interval].append(contact)
    return found
