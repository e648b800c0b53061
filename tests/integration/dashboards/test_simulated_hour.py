"""The boards' numbers over a simulated hour, against what the simulation's ledger says really happened.

Each test names its panel. The ledger knows when a contact was queued as the agent events tell it; contact events tell
it `queue_lag` later, and that is what the boards go by.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from local.connect.simulation.contact import Contact
from local.connect.simulation.ledger import Ledger
from local.connect.simulation.oddities import Oddities
from tests.integration.dashboards.answers import AGENT_EVENTS, CONTACT_EVENTS, Grafana
from tests.integration.dashboards.conftest import stand_in
from tests.simulated import HOUR, START, rows_of, simulation, told

END = START + HOUR
# Stretches begin and end within a fifth of a second of the truth, and an agent has a hundred in an hour.
SECONDS_OFF = 2.0

SIMULATED = simulation(seed=2, agents=60, oddities=Oddities.none())


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return SIMULATED.ledger


@pytest.fixture(scope="module")
def grafana(ledger: Ledger) -> Iterator[Grafana]:
    rows, _ = rows_of(told(SIMULATED, END))
    with stand_in(rows, END) as url:
        yield Grafana(url, END, str(START), str(END))


def queued_at(contact: Contact) -> int:
    assert contact.queued_at is not None
    return contact.queued_at + contact.queue_lag


@pytest.fixture(scope="module")
def contacts(grafana: Grafana, ledger: Ledger) -> list[Contact]:
    """Those of the hour."""
    begun = [(queued_at(each) if each.queued_at else each.initiated_at, each) for each in ledger.contacts]
    return [contact for at, contact in begun if at <= END]


def waited(contact: Contact) -> float:
    """Seconds in queue, so far or in all."""
    return ((contact.connected_to_agent_at or contact.left_queue_at or END) - queued_at(contact)) / 1000


def is_met(contact: Contact) -> bool | None:
    """The service level of 20 seconds; None for a contact that is not judged."""
    moved = contact.next is not None and contact.connected_to_agent_at is None and not contact.next.is_callback
    waits = contact.left_queue_at is None and contact.connected_to_agent_at is None
    if contact.queued_at is None or contact.is_callback or moved or (waits and waited(contact) < 20):
        return None
    return waited(contact) < 20


def level(contacts: list[Contact]) -> float:
    judged = [is_met(contact) for contact in contacts if is_met(contact) is not None]
    return 100 * sum(map(bool, judged)) / len(judged)


def test_contact_events_contacts(grafana: Grafana, contacts: list[Contact]) -> None:
    queued = [contact for contact in contacts if contact.queued_at is not None]
    answered = [contact for contact in contacts if contact.connected_to_agent_at is not None]
    at_once = [contact for contact in contacts if contact.abandoned and waited(contact) < 5]
    went_on = Counter(contact.next.initiation_method for contact in contacts if contact.next)
    assert grafana.numbers(CONTACT_EVENTS, "Contacts") == {
        "Contacts": len(contacts),
        "Queued": len(queued),
        "Answered": sum(contact.connected_to_agent_at is not None for contact in queued),
        "Abandoned": sum(contact.abandoned for contact in contacts) - len(at_once),
        "Abandoned at once": len(at_once),
        "In queue": sum(contact.left_queue_at is None and not contact.is_callback for contact in queued),
        "With agent": sum(contact.released_at is None for contact in answered),
        "Handled": sum(contact.released_at is not None for contact in answered),
        "Transferred": went_on["TRANSFER"] + went_on["QUEUE_TRANSFER"],
        "Callbacks requested": went_on["CALLBACK"],
        "Not queued": sum(contact.queued_at is None and contact.connected_to_agent_at is None for contact in contacts),
    }
    assert len(contacts) > 300
    assert at_once
    assert went_on.keys() == {"TRANSFER", "QUEUE_TRANSFER", "CALLBACK"}


def test_contact_events_service_level(grafana: Grafana, contacts: list[Contact]) -> None:
    numbers = grafana.numbers(CONTACT_EVENTS, "Service level")
    answered = [c for c in contacts if c.queued_at and c.connected_to_agent_at and not c.is_callback]
    abandoned = [contact for contact in contacts if contact.abandoned]
    assert numbers["Service level"] == pytest.approx(level(contacts))
    assert numbers["Answered in time"] == sum(is_met(contact) is True for contact in answered)
    assert numbers["Answered late"] == sum(is_met(contact) is False for contact in answered)
    assert numbers["Answer time"] == pytest.approx(sum(map(waited, answered)) / len(answered), abs=0.05)
    assert numbers["Time to abandon"] == pytest.approx(sum(map(waited, abandoned)) / len(abandoned), abs=0.05)


def test_contact_events_by_queue(grafana: Grafana, contacts: list[Contact]) -> None:
    of_queue: dict[str, list[Contact]] = defaultdict(list)
    for contact in contacts:
        if contact.queue and contact.queued_at is not None:
            of_queue[contact.queue.queue_id].append(contact)
    rows = {row["Queue id"]: row for row in grafana.rows(CONTACT_EVENTS, "By queue")}
    assert rows.keys() == of_queue.keys()
    for queue_id, members in of_queue.items():
        row = rows[queue_id]
        assert row["Queued"] == len(members)
        assert row["Answered"] == sum(contact.connected_to_agent_at is not None for contact in members)
        assert row["Abandoned"] + row["Abandoned at once"] == sum(contact.abandoned for contact in members)
        assert row["Service level"] == pytest.approx(level(members))


def test_contact_events_contacts_of_the_time_range(grafana: Grafana, contacts: list[Contact]) -> None:
    """Contact by contact: how long it waited, and how long it was handled."""
    by_id = {contact.contact_id: contact for contact in contacts}
    rows = grafana.rows(CONTACT_EVENTS, "Contacts of the time range")
    assert {row["Contact"] for row in rows} == by_id.keys()
    for row in rows:
        contact = by_id[row["Contact"]]
        if contact.queued_at is not None and not contact.is_callback:
            assert row["Waited"] == pytest.approx(waited(contact), abs=0.1)
        if contact.handle_time is not None:
            assert row["Handle time"] == pytest.approx(contact.handle_time / 1000, abs=0.2)


def test_contact_events_waiting_now(grafana: Grafana, contacts: list[Contact]) -> None:
    rows = grafana.rows(CONTACT_EVENTS, "Waiting now")
    assert {row["Contact"] for row in rows} == {
        contact.contact_id
        for contact in contacts
        if contact.queued_at is not None and contact.left_queue_at is None and not contact.is_callback
    }


def test_agent_events_agents_by_state(grafana: Grafana, ledger: Ledger) -> None:
    states = Counter(stretches[-1].state for stretches in ledger.stretches.values())
    assert grafana.numbers(AGENT_EVENTS, "Agents by state") == states


def test_agent_events_time_by_state(grafana: Grafana, ledger: Ledger) -> None:
    truth: Counter[str] = Counter()
    for stretches in ledger.stretches.values():
        for each in stretches:
            truth[each.state] += min(each.ended_at or END, END) - each.began_at
    del truth["Offline"]
    numbers = grafana.numbers(AGENT_EVENTS, "Time by state, all agents")
    assert numbers.keys() == truth.keys()
    for state, milliseconds in truth.items():
        assert numbers[state] == pytest.approx(milliseconds / 1000, abs=SECONDS_OFF), state


def test_agent_events_time_in_state(grafana: Grafana, ledger: Ledger) -> None:
    """Agent by agent."""
    rows = {row["Agent"]: row for row in grafana.rows(AGENT_EVENTS, "Time in state")}
    compared = 0
    for agent in SIMULATED.centre.agents:
        truth: Counter[str] = Counter()
        for each in ledger.stretches.get(agent.agent_id, []):
            truth[each.state] += min(each.ended_at or END, END) - each.began_at
        for state in ("Available", "Incoming", "Calling", "On Call", "On Hold", "Paused", "After Call Work"):
            found = (rows[agent.username][state] if agent.username in rows else None) or 0
            assert found == pytest.approx(truth[state] / 1000, abs=SECONDS_OFF), (agent.username, state)
            compared += bool(found)
    assert compared > 200
