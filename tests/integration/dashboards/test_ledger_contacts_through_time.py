"""Contact Events, the contacts of each minute of the simulated hour, against the ledger."""

from collections import Counter, defaultdict
from math import ceil

import pytest

from tests.support.expected_agents import SECONDS_OFF
from tests.support.expected_contacts import average, by_interval, counts
from tests.support.grafana_client import CONTACT_EVENTS, QUEUES
from tests.support.simulated_centre import START
from tests.support.simulated_hour import END, MINUTE, Panel, SimulatedHour, compares

EVERY_MINUTE = range(START, END + 1, MINUTE)


def nine_of_ten_below(values: list[float]) -> float:
    """The least of them that nine of ten do not exceed."""
    return sorted(values)[ceil(len(values) * 0.9) - 1]


@compares((CONTACT_EVENTS, "Offered, answered, abandoned, transferred"))
def test_contacts_of_each_minute(panel: Panel, hour: SimulatedHour) -> None:
    minutes = by_interval(hour.contacts, MINUTE)
    rows = panel.through_time()
    assert list(rows) == list(EVERY_MINUTE)
    for at, row in rows.items():
        of_minute = counts(minutes[at])
        assert row == {
            "Queued": of_minute["Queued"],
            "Answered": of_minute["Answered"],
            "Abandoned": of_minute["Abandoned"] + of_minute["Abandoned at once"],
            "Transferred": sum(contact.went_on_as in ("TRANSFER", "QUEUE_TRANSFER") for contact in minutes[at]),
        }


@compares((QUEUES, "Queued, answered, abandoned"))
def test_queued_contacts_of_each_minute(panel: Panel, hour: SimulatedHour) -> None:
    minutes = by_interval(hour.contacts, MINUTE)
    assert panel.through_time() == {at: counts(minutes[at]) for at in EVERY_MINUTE}


@compares((CONTACT_EVENTS, "Service level outcomes"))
def test_outcomes_of_each_minute(panel: Panel, hour: SimulatedHour) -> None:
    expected = {}
    for at, contacts in by_interval(hour.contacts, MINUTE).items():
        outcomes = Counter(
            (contact.status, contact.is_met(), contact.waited is not None and contact.waited < 5)
            for contact in contacts
            if contact.answered_at is None
        )
        answered = Counter(contact.is_met() for contact in contacts if contact.answered_at is not None)
        statuses = Counter(contact.status for contact in contacts)
        waiting = Counter(contact.is_met() for contact in contacts if contact.status == "In queue")
        expected[at] = {
            "Answered in time": answered[True],
            "Answered late": answered[False],
            "Callback requested": statuses["Callback requested"],
            "Waiting": waiting[None],
            "Waiting too long": waiting[False],
            "Abandoned at once": outcomes["Abandoned", True, True],
            "Abandoned in time": outcomes["Abandoned", True, False],
            "Abandoned late": outcomes["Abandoned", False, False],
        }
    assert panel.through_time() == expected


@compares((CONTACT_EVENTS, "Contacts by status"))
def test_statuses_of_each_minute(panel: Panel, hour: SimulatedHour) -> None:
    expected: dict[str, dict[int, int]] = defaultdict(dict)
    for at, contacts in by_interval(hour.contacts, MINUTE).items():
        for status, number in Counter(contact.status for contact in contacts).items():
            expected[status][at] = number
    shown = {
        status: {at: number for at, number in of_status.items() if number is not None}
        for status, of_status in panel.series("status").items()
    }
    assert shown == expected


@compares((CONTACT_EVENTS, "Queue time"))
def test_queue_times_of_each_minute(panel: Panel, hour: SimulatedHour) -> None:
    expected = {}
    for at, contacts in by_interval(hour.contacts, MINUTE).items():
        if waited := [contact.waited for contact in contacts if contact.waited is not None]:
            expected[at] = {
                "Average": pytest.approx(average(waited)),
                "90 % below": pytest.approx(nine_of_ten_below(waited)),
                "Longest": pytest.approx(max(waited)),
            }
    assert panel.through_time() == expected


@compares((CONTACT_EVENTS, "Handle time and after call work"))
def test_handle_times_of_each_minute(panel: Panel, hour: SimulatedHour) -> None:
    expected = {}
    for at, contacts in by_interval(hour.contacts, MINUTE).items():
        handled = [contact for contact in contacts if contact.handle_time is not None]
        if handled:
            times = [contact.handle_time or 0 for contact in handled]
            work = [contact.after_call_work for contact in handled]
            expected[at] = {
                "Handle time": pytest.approx(average(times), abs=SECONDS_OFF),
                "Handle time, 90 % below": pytest.approx(nine_of_ten_below(times), abs=SECONDS_OFF),
                "After call work": pytest.approx(average(work), abs=SECONDS_OFF),
                "After call work, 90 % below": pytest.approx(nine_of_ten_below(work), abs=SECONDS_OFF),
            }
    assert len(expected) > 50
    assert panel.through_time() == expected
