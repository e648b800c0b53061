"""What lost contact events do to the boards: the simulated hour with losses, against the same hour without.

Connect promises contact events no better than its best effort; agent events and snapshots are not lost. The other
tests compare each number with what was delivered; this one says which panels may differ at all, and why.
"""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.support.engine_under_test import EngineUnderTest
from tests.support.expected_contacts import expected_contacts
from tests.support.grafana_client import (
    AGENT_EVENTS,
    CONTACT_EVENTS,
    PIPELINE_HEALTH,
    QUEUES,
    WALLBOARD,
    Grafana,
    Json,
    boards,
    table_panels,
)
from tests.support.simulated_centre import HOUR, START
from tests.support.simulated_hour import END, SimulatedHour, simulated_hour

_IN_QUEUE = "a contact whose end was lost is taken to be in queue, for twelve hours"
_WITH_AGENT = (
    "a contact whose COMPLETED was lost is taken to be with its agent, until half an hour after the customer went"
)
_NOT_QUEUED = "a contact whose QUEUED and later events were lost looks as if it were in its flow"
_COUNTED = "it counts events, and so what was lost is missing"
_TIMED = "COMPLETED has the handle time, so the average lacks the contacts whose COMPLETED was lost"

MAY_DIFFER = {
    (WALLBOARD, "Service level"): _IN_QUEUE,
    (WALLBOARD, "Service level by queue"): _IN_QUEUE,
    (WALLBOARD, "Today"): _IN_QUEUE,
    (AGENT_EVENTS, "Contacts by agent"): _COUNTED,
    (AGENT_EVENTS, "Most answered"): _COUNTED,
    (CONTACT_EVENTS, "Contacts"): _WITH_AGENT,
    (CONTACT_EVENTS, "Service level"): _IN_QUEUE,
    (CONTACT_EVENTS, "Waiting now"): _IN_QUEUE,
    (CONTACT_EVENTS, "Offered, answered, abandoned, transferred"): _NOT_QUEUED,
    (CONTACT_EVENTS, "Service level outcomes"): _IN_QUEUE,
    (CONTACT_EVENTS, "Contacts by status"): _WITH_AGENT,
    (CONTACT_EVENTS, "Queue time"): _IN_QUEUE,
    (CONTACT_EVENTS, "Handle time and after call work"): _TIMED,
    (CONTACT_EVENTS, "By status"): _WITH_AGENT,
    (CONTACT_EVENTS, "Disconnect reasons"): _COUNTED,
    (CONTACT_EVENTS, "By queue"): _TIMED,
    (CONTACT_EVENTS, "Contacts of the time range"): _WITH_AGENT,
    (QUEUES, "Queues"): _TIMED,
    (QUEUES, "Service level through time"): _IN_QUEUE,
    (QUEUES, "Queued, answered, abandoned"): _NOT_QUEUED,
    (PIPELINE_HEALTH, "Newest rows"): _COUNTED,
}

# What a contact is taken for instead of what it is, where all events of these types were lost.
TAKEN_FOR = {
    ("Handled", "With agent"): {"COMPLETED"},
    ("With agent", "In queue"): {"CONNECTED_TO_AGENT"},
    ("In queue", "In flow"): {"QUEUED"},
    ("Abandoned", "In queue"): {"DISCONNECTED", "COMPLETED"},
    ("Not reached", "Scheduled"): {"DISCONNECTED", "COMPLETED"},
    ("Not queued", "In flow"): {"DISCONNECTED", "COMPLETED"},
}

PANELS = [
    pytest.param(uid, panel["title"], id=f"{uid}: {panel['title']}")
    for uid, board in boards().items()
    for panel in table_panels(board)
    if (uid, panel["title"]) not in MAY_DIFFER
]


@pytest.fixture(scope="session")
def exact(hours: Callable[[str], SimulatedHour]) -> SimulatedHour:
    return hours("exactly")


@pytest.fixture(scope="session")
def lossy(hours: Callable[[str], SimulatedHour]) -> SimulatedHour:
    return hours("with losses")


@pytest.fixture(scope="module")
def half_a_day_later(engine: EngineUnderTest) -> Iterator[Grafana]:
    """Looks at the hour with losses, twelve hours after its end."""
    now = END + 12 * HOUR
    _, rows = simulated_hour("with losses")
    with engine.stored(rows, now) as source:
        yield Grafana(source, now, str(START), str(END))


@pytest.mark.parametrize(("uid", "title"), MAY_DIFFER)
def test_losses_change_these_panels(exact: SimulatedHour, lossy: SimulatedHour, uid: str, title: str) -> None:
    assert lossy.grafana.frames(uid, title) != exact.grafana.frames(uid, title)


@pytest.mark.parametrize(("uid", "title"), PANELS)
def test_losses_change_no_other_panel(exact: SimulatedHour, lossy: SimulatedHour, uid: str, title: str) -> None:
    assert lossy.grafana.frames(uid, title) == exact.grafana.frames(uid, title)


def test_a_contact_is_taken_for_something_else_only_where_what_would_say_so_was_lost(
    exact: SimulatedHour, lossy: SimulatedHour
) -> None:
    taken: Counter[tuple[str, str]] = Counter()
    truth, shown = by_contact(exact), by_contact(lossy)
    assert truth.keys() == shown.keys()
    for contact_id, row in truth.items():
        lost = {event_type for lost_id, event_type in lossy.ledger.lost if lost_id == contact_id}
        change = row["Status"], shown[contact_id]["Status"]
        if change[0] != change[1]:
            assert TAKEN_FOR[change] <= lost, contact_id
            taken[change] += 1
        elif not lost:
            assert shown[contact_id] == row
    assert taken["Handled", "With agent"] > 5


def by_contact(hour: SimulatedHour) -> dict[str, Json]:
    return {row["Contact"]: row for row in hour.grafana.rows(CONTACT_EVENTS, "Contacts of the time range")}


def test_half_a_day_later_it_is_unknown_what_became_of_contacts_without_an_end(
    half_a_day_later: Grafana, lossy: SimulatedHour
) -> None:
    later = half_a_day_later.now_ms
    contacts = [contact for contact in expected_contacts(lossy.ledger, later) if contact.at <= END]
    statuses = Counter(contact.status for contact in contacts)
    assert half_a_day_later.numbers(CONTACT_EVENTS, "By status") == statuses
    assert statuses.keys().isdisjoint({"With agent", "In queue", "In flow", "Scheduled"})
    assert statuses["Unknown"] > 20
    assert half_a_day_later.rows(CONTACT_EVENTS, "Waiting now") == []
