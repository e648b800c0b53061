"""The numbers of Queues of the simulated hour, against the ledger."""

from collections import defaultdict

import pytest

from local.connect.centre import Queue
from local.connect.live_state import AgentNow, LiveState
from local.connect.real_time_metrics import is_active
from tests.support.expected_agents import SECONDS_OFF
from tests.support.expected_contacts import (
    answer_time,
    average,
    by_interval,
    by_queue,
    counts,
    service_level,
)
from tests.support.grafana_client import QUEUES, Json
from tests.support.simulated_hour import MINUTE, SNAPSHOTS, Panel, SimulatedHour, compares

# The panels have a point for each snapshot.
INTERVAL = 15_000


def in_queue(live_state: LiveState) -> int:
    return sum(not contact.scheduled for contact in live_state.waiting)


def callbacks(live_state: LiveState) -> int:
    return sum(contact.scheduled for contact in live_state.waiting)


def longest_wait(live_state: LiveState) -> int:
    return max(((live_state.at - each.since) // 1000 for each in live_state.waiting if not each.scheduled), default=0)


def of_queue(live_state: LiveState, queue: Queue) -> LiveState:
    """What waits in one queue."""
    waiting = tuple(contact for contact in live_state.waiting if contact.queue_id == queue.queue_id)
    return LiveState(live_state.at, live_state.agents, waiting)


def serving(hour: SimulatedHour, live_state: LiveState, queue: Queue) -> list[tuple[str, AgentNow]]:
    """The agents who have the queue in their routing profile, with the types of their statuses."""
    return [
        (hour.centre.statuses[now.status], now)
        for agent in hour.centre.agents
        if queue in agent.profile.queues and (now := live_state.agents.get(agent.agent_id))
    ]


def available(agents: list[tuple[str, AgentNow]]) -> int:
    return sum(status_type == "ROUTABLE" and not now.contacts for status_type, now in agents)


@compares((QUEUES, "Queues"))
def test_each_queue_as_it_is_and_with_its_contacts(panel: Panel, hour: SimulatedHour) -> None:
    contacts = by_queue(hour.contacts)
    expected: list[Json] = []
    for queue in hour.centre.queues:
        now, its_contacts = of_queue(hour.live_states[SNAPSHOTS[-1]], queue), contacts[queue.queue_id]
        agents = serving(hour, now, queue)
        expected.append(
            {
                "Queue": queue.name,
                "In queue": in_queue(now),
                "Longest wait": longest_wait(now) if in_queue(now) else None,
                "Callbacks": callbacks(now),
                "Online": sum(status_type != "OFFLINE" for status_type, _ in agents),
                "Available": available(agents),
                "On contact": sum(
                    any(is_active(each) for each in doing.contacts if each.queue_id == queue.queue_id)
                    for _, doing in agents
                ),
                **counts(its_contacts),
                "Service level": pytest.approx(service_level(its_contacts)),
                "Answer time": pytest.approx(answer_time(its_contacts)),
                "Handle time": pytest.approx(average(each.handle_time for each in its_contacts), abs=SECONDS_OFF),
                "Queue id": queue.queue_id,
            }
        )
    assert panel.rows() == sorted(expected, key=lambda row: (-row["In queue"], row["Queue"]))


@compares((QUEUES, "In queue"))
def test_waiting_contacts_of_each_snapshot(panel: Panel, hour: SimulatedHour) -> None:
    assert panel.through_time() == {
        at - at % INTERVAL: {"In queue": in_queue(live_state), "Callbacks": callbacks(live_state)}
        for at, live_state in hour.live_states.items()
    }
    assert max(map(in_queue, hour.live_states.values())) > 1
    assert max(map(callbacks, hour.live_states.values())) > 0


@compares((QUEUES, "Longest wait"))
def test_the_longest_wait_of_each_snapshot(panel: Panel, hour: SimulatedHour) -> None:
    assert panel.through_time() == {
        at - at % INTERVAL: {"Longest wait": longest_wait(live_state)} for at, live_state in hour.live_states.items()
    }
    assert max(map(longest_wait, hour.live_states.values())) > 60


@compares((QUEUES, "Available agents by queue"))
def test_the_most_available_agents_of_each_minute(panel: Panel, hour: SimulatedHour) -> None:
    expected: dict[str, dict[int, int]] = {}
    for queue in hour.centre.queues:
        minutes: dict[int, list[int]] = defaultdict(list)
        for at, live_state in hour.live_states.items():
            minutes[at - at % MINUTE].append(available(serving(hour, live_state, queue)))
        expected[queue.name] = {at: max(numbers) for at, numbers in minutes.items()}
    assert panel.series("queue") == expected


@compares((QUEUES, "Service level through time"))
def test_the_service_level_of_each_five_minutes(panel: Panel, hour: SimulatedHour) -> None:
    levels = {at: service_level(contacts) for at, contacts in by_interval(hour.contacts, 5 * MINUTE).items()}
    assert panel.through_time() == {
        at: {"Service level": pytest.approx(level), "Target": 80} for at, level in levels.items() if level is not None
    }
    assert len(levels) == 12
