"""The Wallboard's numbers of the simulated hour, against the ledger."""

from collections import Counter

import pytest

from tests.support.expected_agents import FAILED, SECONDS_OFF, ExpectedAgents
from tests.support.expected_contacts import answer_time, by_queue, counts, service_level
from tests.support.grafana_client import AGENT_EVENTS, PIPELINE_HEALTH, WALLBOARD
from tests.support.simulated_hour import END, MINUTE, SNAPSHOTS, Panel, SimulatedHour, compares


@compares((WALLBOARD, "Waiting now"))
def test_who_waits_is_who_waited_at_the_last_snapshot(panel: Panel, hour: SimulatedHour) -> None:
    at = SNAPSHOTS[-1]
    waiting = hour.live_states[at].waiting
    since = [contact.since for contact in waiting if not contact.scheduled]
    assert panel.numbers() == {
        "In queue": len(since),
        "Longest wait": max((at - each) // 1000 for each in since),
        "Callbacks": len(waiting) - len(since),
    }


@compares((WALLBOARD, "Service level"))
def test_the_service_level_is_that_of_the_contacts(panel: Panel, hour: SimulatedHour) -> None:
    of_last_30_minutes = service_level(contact for contact in hour.contacts if contact.at > END - 30 * MINUTE)
    assert of_last_30_minutes is not None
    assert panel.numbers() == {
        "Last 30 minutes": pytest.approx(of_last_30_minutes),
        "Against target": pytest.approx(of_last_30_minutes - 80),
        "Today": pytest.approx(service_level(hour.contacts)),
    }


@compares((WALLBOARD, "Agents now"), (AGENT_EVENTS, "Agents now"))
def test_agents_are_counted_by_what_they_do(panel: Panel, hour: SimulatedHour) -> None:
    now = ExpectedAgents(hour).now.values()
    assert panel.numbers() == {
        "Online": sum(agent.status_type != "OFFLINE" for agent in now),
        "Available": sum(agent.status_type == "ROUTABLE" and not agent.contacts for agent in now),
        "On contact": sum(agent.is_on_contact for agent in now),
        "After call work": sum(agent.state == "After Call Work" for agent in now),
        "Not productive": sum(agent.status_type == "CUSTOM" for agent in now),
        "Missed or error": sum(agent.state in FAILED for agent in now),
    }


@compares((WALLBOARD, "Today"))
def test_today_counts_the_contacts(panel: Panel, hour: SimulatedHour) -> None:
    of_contacts = counts(hour.contacts)
    assert panel.numbers() == {
        **of_contacts,
        "Abandonment rate": pytest.approx(
            100 * (of_contacts["Abandoned"] + of_contacts["Abandoned at once"]) / of_contacts["Queued"]
        ),
        "Answer time": pytest.approx(answer_time(hour.contacts)),
    }


@compares((WALLBOARD, "Agents by state"))
def test_states_of_agents_who_are_not_offline(panel: Panel, hour: SimulatedHour) -> None:
    states = Counter(agent.state for agent in ExpectedAgents(hour).now.values())
    del states["Offline"]
    assert panel.numbers() == states


@compares((WALLBOARD, "Waiting by queue"))
def test_waiting_by_queue_is_that_of_the_last_snapshot(panel: Panel, hour: SimulatedHour) -> None:
    waiting = Counter(contact.queue_id for contact in hour.live_states[SNAPSHOTS[-1]].waiting if not contact.scheduled)
    of_queues = [(queue.name, waiting[queue.queue_id]) for queue in hour.centre.queues]
    assert panel.bars() == sorted(of_queues, key=lambda each: (-each[1], each[0]))


@compares((WALLBOARD, "Service level by queue"))
def test_service_level_by_queue_is_that_of_its_contacts(panel: Panel, hour: SimulatedHour) -> None:
    names = {queue.queue_id: queue.name for queue in hour.centre.queues}
    of_queues = {names[queue_id]: service_level(contacts) for queue_id, contacts in by_queue(hour.contacts).items()}
    assert of_queues.keys() == set(names.values())
    assert dict(panel.bars()) == pytest.approx(of_queues)
    levels = [level for _, level in panel.bars()]
    assert levels == sorted(levels)


@compares((WALLBOARD, "Age of the data"), (PIPELINE_HEALTH, "Age of the data"))
def test_the_age_of_the_data_is_that_of_the_last_event_and_snapshot(panel: Panel, hour: SimulatedHour) -> None:
    agents = ExpectedAgents(hour)
    last_event_at = max(map(agents.last_event_at, hour.ledger.stretches))
    assert panel.numbers() == {
        "Last agent event": pytest.approx((END - last_event_at) / 1000, abs=SECONDS_OFF),
        "Last queue snapshot": (END - SNAPSHOTS[-1]) / 1000,
    }
