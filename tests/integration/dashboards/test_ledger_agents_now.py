"""Agent Events, as agents are at the end of the simulated hour, against the ledger."""

from collections import Counter
from typing import Any

import pytest

from tests.support.expected_agents import SECONDS_OFF, Doing, ExpectedAgents
from tests.support.grafana_client import AGENT_EVENTS
from tests.support.simulated_hour import END, Panel, SimulatedHour, compares

# The seconds from which on a state is long, and too long.
LIMITS = {
    "After Call Work": (180, 300),
    "On Hold": (120, 300),
    **dict.fromkeys(("Missed", "Rejected", "Error"), (30, 60)),
}


@compares((AGENT_EVENTS, "Free slots now"))
def test_free_slots_are_those_of_all_agents(panel: Panel, hour: SimulatedHour) -> None:
    slots: Counter[str] = Counter()
    for agent in ExpectedAgents(hour).now.values():
        slots.update(agent.free_slots)
    assert panel.numbers() == {channel: slots[channel] for channel in ("VOICE", "CHAT", "TASK", "EMAIL")}


@compares((AGENT_EVENTS, "Agents by state"))
def test_states_are_counted(panel: Panel, hour: SimulatedHour) -> None:
    assert panel.numbers() == Counter(agent.state for agent in ExpectedAgents(hour).now.values())


@compares((AGENT_EVENTS, "Agents by status"))
def test_statuses_are_counted(panel: Panel, hour: SimulatedHour) -> None:
    assert panel.numbers() == Counter(agent.status for agent in ExpectedAgents(hour).now.values())


@compares((AGENT_EVENTS, "Agents"))
def test_every_agent_is_shown_in_detail(panel: Panel, hour: SimulatedHour) -> None:
    ledger = ExpectedAgents(hour)
    rows = {row.pop("Agent"): row for row in panel.rows()}
    assert rows.keys() == ledger.now.keys()
    asking = ledger.asks_for_status()
    assert {name for name, row in rows.items() if row["Next status"]} == asking
    for name, row in rows.items():
        if name not in asking:  # the ledger does not have that event
            last_event_at = ledger.last_event_at(ledger.now[name].agent.agent_id)
            assert row["Last event"] == pytest.approx(last_event_at, abs=SECONDS_OFF * 1000), name
        del row["Next status"], row["Last event"]
        assert row == in_detail(ledger.now[name], hour), name
    assert asking


def in_detail(agent: Doing, hour: SimulatedHour) -> dict[str, Any]:
    """An agent's row, but for the next status and the last event."""
    seconds = (END - agent.since) / 1000
    long, too_long = LIMITS.get(agent.state, (seconds + 1, seconds + 1))
    contact = agent.decides
    groups = [*agent.agent.group.path, agent.agent.group] if agent.agent.group else []
    levels = [group.name for group in groups] + [None] * (5 - len(groups))
    return {
        "State": agent.state,
        "For": pytest.approx(seconds, abs=SECONDS_OFF),
        "Attention": "Too long" if seconds >= too_long else "Long" if seconds >= long else "",
        "Status": agent.status,
        "On contact": "yes" if agent.is_on_contact else "no",
        "Contacts": len(agent.contacts),
        "Channel": contact.channel if contact else None,
        "Queue": queue_name(contact.queue_id, hour) if contact else None,
        **{channel.title(): agent.free_slots.get(channel) for channel in ("VOICE", "CHAT", "TASK", "EMAIL")},
        "Routing profile": agent.agent.profile.name,
        **{f"Level {number}": name for number, name in enumerate(levels, start=1)},
        "Contact": contact.contact_id if contact else None,
        "Agent id": agent.agent.agent_id,
    }


def queue_name(queue_id: str | None, hour: SimulatedHour) -> str | None:
    return next((queue.name for queue in hour.centre.queues if queue.queue_id == queue_id), None)


@compares((AGENT_EVENTS, "Agents"))
def test_those_who_need_somebody_come_first(panel: Panel) -> None:
    order = {"Too long": 1, "Long": 2}
    places = [order.get(row["Attention"], 4 if row["State"] == "Offline" else 3) for row in panel.rows()]
    assert places == sorted(places)
