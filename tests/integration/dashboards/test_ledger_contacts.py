"""Contact Events, the contacts of the simulated hour as they are at its end, against the ledger."""

from collections import Counter
from collections.abc import Callable
from operator import itemgetter

import pytest

from tests.support.expected_agents import SECONDS_OFF
from tests.support.expected_contacts import (
    answer_time,
    average,
    by_queue,
    counts,
    service_level,
)
from tests.support.grafana_client import CONTACT_EVENTS, Json
from tests.support.simulated_hour import END, SNAPSHOTS, Panel, SimulatedHour, compares


@pytest.mark.parametrize("delivery", ["exactly", "with faults"])
def test_without_losses_contacts_are_shown_as_they_happened(
    hours: Callable[[str], SimulatedHour], delivery: str
) -> None:
    """Except that COMPLETED comes some seconds after the agent's work ended."""
    hour = hours(delivery)
    begun = [each for each in hour.ledger.contacts if each.queued_at is None or each.queued_at + each.queue_lag <= END]
    assert [expected.contact for expected in hour.contacts] == begun
    for expected in hour.contacts:
        contact, status = expected.contact, expected.status
        was_queued_only = contact.queued_at is not None and contact.connected_to_agent_at is None
        assert (status == "Abandoned") == contact.abandoned
        assert (status in ("Moved", "Callback requested")) == (was_queued_only and contact.next is not None)
        assert (status in ("Handled", "With agent")) == (contact.connected_to_agent_at is not None)
        assert status != "Handled" or contact.released_at is not None
        assert status != "With agent" or contact.released_at is None or contact.released_at > END - 6_000
        if not contact.is_callback:  # which has left its queue when it is dialled
            assert (status == "In queue") == (was_queued_only and contact.left_queue_at is None)


@compares((CONTACT_EVENTS, "Contacts"))
def test_contacts_are_counted_by_what_became_of_them(panel: Panel, hour: SimulatedHour) -> None:
    statuses = Counter(contact.status for contact in hour.contacts)
    went_on_as = Counter(contact.went_on_as for contact in hour.contacts)
    assert panel.numbers() == {
        "Contacts": len(hour.contacts),
        **counts(hour.contacts),
        "In queue": statuses["In queue"],
        "With agent": statuses["With agent"],
        "Handled": statuses["Handled"],
        "Transferred": went_on_as["TRANSFER"] + went_on_as["QUEUE_TRANSFER"],
        "Callbacks requested": statuses["Callback requested"],
        "Not queued": statuses["Not queued"] + statuses["In flow"],
    }
    assert len(hour.contacts) > 400
    assert {"TRANSFER", "QUEUE_TRANSFER", "CALLBACK"} <= went_on_as.keys()
    assert all(counts(hour.contacts).values())


@compares((CONTACT_EVENTS, "Service level"))
def test_the_service_level_is_judged_contact_by_contact(panel: Panel, hour: SimulatedHour) -> None:
    level = service_level(hour.contacts)
    assert level is not None
    answered = Counter(contact.is_met() for contact in hour.contacts if contact.answered_at is not None)
    waiting = Counter(contact.is_met() for contact in hour.contacts if contact.status == "In queue")
    abandoned = [contact.waited for contact in hour.contacts if contact.status == "Abandoned"]
    assert panel.numbers() == {
        "Service level": pytest.approx(level),
        "Against target": pytest.approx(level - 80),
        "Answered in time": answered[True],
        "Answered late": answered[False],
        "Waiting too long": waiting[False],
        "Abandonment rate": pytest.approx(100 * len(abandoned) / counts(hour.contacts)["Queued"]),
        "Answer time": pytest.approx(answer_time(hour.contacts)),
        "Time to abandon": pytest.approx(average(abandoned)),
    }


@compares((CONTACT_EVENTS, "Waiting now"))
def test_who_waits_now_is_who_has_not_left_the_queue(panel: Panel, hour: SimulatedHour) -> None:
    """One whose end was lost is among them as long as the oldest in its queue is at most a minute younger."""
    names = {queue.queue_id: queue.name for queue in hour.centre.queues}
    at = SNAPSHOTS[-1]
    snapshot = hour.live_states[at]
    expected = []
    for contact in hour.contacts:
        if contact.status != "In queue" or contact.waited is None:
            continue
        since = [each.since for each in snapshot.waiting if each.queue_id == contact.queue_id and not each.scheduled]
        oldest = (at - min(since, default=at)) // 1000 + (END - at) / 1000
        if contact.waited <= oldest + 60:
            expected.append(
                {
                    "Queue": names[contact.queue_id or ""],
                    "Waiting": pytest.approx(contact.waited),
                    "Channel": contact.contact.channel,
                    "Initiation method": contact.contact.initiation_method,
                    "Queued": contact.queued_at,
                    "Contact": contact.contact.contact_id,
                }
            )
    assert panel.rows() == sorted(expected, key=itemgetter("Queued"))
    if not hour.ledger.lost:
        waiting = [each for each in hour.now.waiting if not each.scheduled]
        assert len(waiting) == len(expected) > 0


@compares((CONTACT_EVENTS, "By status"))
def test_contacts_by_status(panel: Panel, hour: SimulatedHour) -> None:
    assert panel.numbers() == Counter(contact.status for contact in hour.contacts)


@compares((CONTACT_EVENTS, "By channel"))
def test_contacts_by_channel(panel: Panel, hour: SimulatedHour) -> None:
    assert panel.numbers() == Counter(contact.contact.channel for contact in hour.contacts)


@compares((CONTACT_EVENTS, "By initiation method"))
def test_contacts_by_initiation_method(panel: Panel, hour: SimulatedHour) -> None:
    assert panel.numbers() == Counter(contact.contact.initiation_method for contact in hour.contacts)


@compares((CONTACT_EVENTS, "Disconnect reasons"))
def test_only_contacts_of_campaigns_have_a_disconnect_reason(panel: Panel, hour: SimulatedHour) -> None:
    over = [each for each in hour.contacts if "DISCONNECTED" in each.delivered]
    reasons = Counter(each.contact.disconnect_reason or "not given" for each in over)
    assert dict(panel.bars()) == reasons
    assert 0 < sum(reasons.values()) - reasons["not given"] < sum(each.contact.campaign_id is not None for each in over)


@compares((CONTACT_EVENTS, "By queue"))
def test_contacts_by_queue(panel: Panel, hour: SimulatedHour) -> None:
    names = {queue.queue_id: queue.name for queue in hour.centre.queues}
    expected: list[Json] = [
        {
            "Queue": names[queue_id],
            **counts(contacts),
            "Service level": pytest.approx(service_level(contacts)),
            "Answer time": pytest.approx(answer_time(contacts)),
            "Handle time": pytest.approx(average(contact.handle_time for contact in contacts), abs=SECONDS_OFF),
            "Queue id": queue_id,
        }
        for queue_id, contacts in by_queue(hour.contacts).items()
    ]
    assert panel.rows() == sorted(expected, key=lambda row: (-row["Queued"], row["Queue"]))


@compares((CONTACT_EVENTS, "Contacts of the time range"))
def test_each_contact_is_shown(panel: Panel, hour: SimulatedHour) -> None:
    names = {queue.queue_id: queue.name for queue in hour.centre.queues}
    rows = panel.rows()
    by_id = {each.contact.contact_id: each for each in hour.contacts}
    assert sorted(row["Contact"] for row in rows) == sorted(by_id)
    assert [row["Time"] for row in rows] == sorted((row["Time"] for row in rows), reverse=True)
    for row in rows:
        expected = by_id[row["Contact"]]
        contact = expected.contact
        assert row == {
            "Time": expected.at,
            "Contact": contact.contact_id,
            "Status": expected.status,
            "Channel": contact.channel,
            "Initiation method": contact.initiation_method,
            "Queue": names[expected.queue_id] if expected.queue_id else None,
            "Waited": None if expected.waited is None else pytest.approx(expected.waited),
            "Service level": {True: "met", False: "missed", None: ""}[expected.is_met()],
            "Handle time": None
            if expected.handle_time is None
            else pytest.approx(expected.handle_time, abs=SECONDS_OFF),
            "After call work": pytest.approx(expected.after_call_work, abs=SECONDS_OFF)
            if "COMPLETED" in expected.delivered and contact.work_ended_at
            else None,
            "Went on as": expected.went_on_as,
            "Agent id": contact.agent_id if expected.answered_at is not None else None,
        }
