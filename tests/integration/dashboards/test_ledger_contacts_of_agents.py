"""Agent Events, what agents did with contacts in the simulated hour, against the ledger.

Answered and handled are counted by contact events, and so are fewer where some of these were lost; misses are not.
"""

from collections import Counter, defaultdict

import pytest

from local.connect.simulation.contact import ContactStretch
from tests.support.expected_agents import SECONDS_OFF, ExpectedAgents
from tests.support.expected_contacts import ExpectedContact, average
from tests.support.grafana_client import AGENT_EVENTS, QUEUES
from tests.support.simulated_hour import Panel, SimulatedHour, compares


def by_agent(hour: SimulatedHour, event_type: str) -> dict[str, list[ExpectedContact]]:
    """The contacts with an event of this type, by the usernames of the agents who took them."""
    found: dict[str, list[ExpectedContact]] = defaultdict(list)
    for each in hour.contacts:
        if event_type in each.delivered and each.answered_at is not None:
            assert each.contact.agent_id
            found[hour.usernames[each.contact.agent_id]].append(each)
    return found


def most(counted: Counter[str]) -> list[tuple[str, int]]:
    """The ten highest, in the order of the panels."""
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:10]


def missed(hour: SimulatedHour) -> list[ContactStretch]:
    return ExpectedAgents(hour).contact_stretches("MISSED")


@compares((AGENT_EVENTS, "Contacts by agent"))
def test_each_agents_contacts_are_counted_and_timed(panel: Panel, hour: SimulatedHour) -> None:
    ledger = ExpectedAgents(hour)
    answered, handled = by_agent(hour, "CONNECTED_TO_AGENT"), by_agent(hour, "COMPLETED")
    offers: dict[str, Counter[str]] = defaultdict(Counter)
    for stretch in ledger.contact_stretches("MISSED", "REJECTED", "ERROR"):
        offers[hour.usernames[stretch.agent_id]][stretch.state] += 1
    holds: dict[str, list[float]] = defaultdict(list)
    for stretch in ledger.contact_stretches("CONNECTED_ONHOLD"):
        until = stretch.ended_at or ledger.last_event_at(stretch.agent_id)
        holds[hour.usernames[stretch.agent_id]].append((until - stretch.began_at) / 1000)

    rows = {row.pop("Agent"): row for row in panel.rows()}
    assert rows.keys() == answered.keys() | handled.keys() | offers.keys() | holds.keys()
    for agent, row in rows.items():
        times = {
            "Handle time": average(contact.handle_time for contact in handled[agent]),
            "After call work": average(contact.after_call_work for contact in handled[agent]),
            "Hold": average(holds[agent]),
        }
        assert row == {
            "Answered": len(answered[agent]),
            "Handled": len(handled[agent]),
            **{name: None if time is None else pytest.approx(time, abs=SECONDS_OFF) for name, time in times.items()},
            "Missed": offers[agent]["MISSED"],
            "Rejected": offers[agent]["REJECTED"],
            "Errors": offers[agent]["ERROR"],
        }, agent
    assert sum(row["Missed"] for row in rows.values()) > 5


@compares((AGENT_EVENTS, "Most answered"))
def test_those_who_answered_most(panel: Panel, hour: SimulatedHour) -> None:
    answered = by_agent(hour, "CONNECTED_TO_AGENT")
    assert panel.bars() == most(Counter({agent: len(contacts) for agent, contacts in answered.items()}))


@compares((AGENT_EVENTS, "Most missed"))
def test_those_who_missed_most(panel: Panel, hour: SimulatedHour) -> None:
    assert panel.bars() == most(Counter(hour.usernames[stretch.agent_id] for stretch in missed(hour)))


@compares((AGENT_EVENTS, "Missed by queue"), (QUEUES, "Missed offers"))
def test_missed_offers_belong_to_the_contacts_queues(panel: Panel, hour: SimulatedHour) -> None:
    queues = Counter(stretch.contact.queue.name for stretch in missed(hour) if stretch.contact.queue)
    assert panel.bars() == most(queues)
