"""Contact Events, the journeys of contacts of the simulated hour, against the ledger."""

import pytest

from local.connect.simulation.contact import Contact, ContactStretch
from tests.support.expected_agents import SECONDS_OFF, ExpectedAgents
from tests.support.expected_contacts import ExpectedContact, event_times
from tests.support.grafana_client import CONTACT_EVENTS
from tests.support.ledger_comparison import CONTACT_STATES
from tests.support.simulated_hour import Panel, SimulatedHour, compares


def ends_of_chains(hour: SimulatedHour) -> dict[str, ExpectedContact]:
    """The last contacts of the longest chain, of one that became a callback, and of one that no agent was offered
    after a transfer; and one that never was transferred."""
    last = [each for each in hour.contacts if each.contact.next is None and each.contact.queued_at]
    after = [each for each in last if each.contact.previous]
    transferred = [each for each in after if each.contact.initiation_method == "TRANSFER"]
    return {
        "longest": max(after, key=lambda each: len(chain(each.contact, hour))),
        "callback": next(each for each in after if each.is_callback and each.contact.stretches),
        "nobody": next(each for each in transferred if not each.contact.stretches),
        "alone": next(each for each in last if not each.contact.previous and each.answered_at),
    }


def chain(contact: Contact, hour: SimulatedHour) -> list[Contact]:
    return [each for each in hour.ledger.contacts if each.initial_contact_id == contact.initial_contact_id]


@pytest.mark.parametrize("which", ["longest", "callback", "nobody", "alone"])
@compares((CONTACT_EVENTS, "Journey: events"))
def test_a_journey_has_every_event_of_the_chain(panel: Panel, hour: SimulatedHour, which: str) -> None:
    names = {queue.queue_id: queue.name for queue in hour.centre.queues}
    last = ends_of_chains(hour)[which].contact
    contacts = [each for each in hour.contacts if each.contact.initial_contact_id == last.initial_contact_id]
    expected = []
    for each in contacts:
        contact = each.contact
        for event_type, at in event_times(each).items():
            is_queued = event_type not in ("INITIATED", "CONNECTED_TO_SYSTEM") and contact.queued_at
            is_answered = event_type in ("CONNECTED_TO_AGENT", "DISCONNECTED", "COMPLETED")
            expected.append(
                {
                    "Time": at,
                    "Event": event_type,
                    "Contact": contact.contact_id,
                    "Channel": contact.channel,
                    "Initiation method": contact.initiation_method,
                    "Queue": names[contact.queue.queue_id] if contact.queue and is_queued else None,
                    "Agent id": contact.agent_id if is_answered and contact.connected_to_agent_at else None,
                    "Came from": contact.previous.contact_id if contact.previous else None,
                }
            )
    rows = panel.rows(contact=[last.contact_id])
    assert rows == sorted(rows, key=lambda row: (row["Time"], row["Event"]))
    by_event = {(row["Contact"], row["Event"]): row for row in rows}
    assert len(rows) == len(expected)
    assert by_event == {(row["Contact"], row["Event"]): row for row in expected}


@pytest.mark.parametrize("which", ["longest", "callback", "nobody", "alone"])
@compares((CONTACT_EVENTS, "Journey: with agents"))
def test_a_journey_has_every_stretch_with_an_agent(panel: Panel, hour: SimulatedHour, which: str) -> None:
    ledger = ExpectedAgents(hour)
    last = ends_of_chains(hour)[which].contact
    contacts = sorted(chain(last, hour), key=lambda contact: contact.contact_id)
    stretches = [each for contact in contacts for each in sorted(contact.stretches, key=lambda each: each.began_at)]
    assert stretches
    expected = [
        {
            "Time": pytest.approx(each.began_at, abs=SECONDS_OFF * 1000),
            "Agent": hour.usernames[each.agent_id],
            "State": state(each),
            "For": pytest.approx(
                ((each.ended_at or ledger.last_event_at(each.agent_id)) - each.began_at) / 1000, abs=SECONDS_OFF
            ),
            "Contact": each.contact.contact_id,
            "Queue": each.contact.queue.name if each.contact.queue else None,
        }
        for each in stretches
    ]
    rows = panel.rows(contact=[last.contact_id])
    assert sorted(rows, key=lambda row: (row["Contact"], row["Time"])) == expected
    assert [row["Time"] for row in rows] == sorted(row["Time"] for row in rows)


def state(stretch: ContactStretch) -> str:
    if stretch.state == "CONNECTING" and stretch.contact.initiation_method in (
        "OUTBOUND",
        "CALLBACK",
        "CAMPAIGN_PREVIEW",
    ):
        return "Calling"
    return CONTACT_STATES.get(stretch.state, "Incoming")
