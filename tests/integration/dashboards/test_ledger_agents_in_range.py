"""Agent Events, the agents' time in the simulated hour, against the ledger."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest

from tests.support.expected_agents import (
    FAILED,
    SECONDS_OFF,
    SECONDS_OFF_ON_AVERAGE,
    ExpectedAgents,
    Spent,
    occupancy,
)
from tests.support.grafana_client import AGENT_EVENTS
from tests.support.simulated_centre import START
from tests.support.simulated_hour import END, MINUTE, Panel, SimulatedHour, compares

TICKS = range(START, END, MINUTE)


def seconds(spent: Iterable[Spent]) -> object:
    """The sum, as near as it can be: None where there is nothing to add up."""
    spent = list(spent)
    total = sum(each.seconds for each in spent)
    return pytest.approx(total, abs=max(SECONDS_OFF, len(spent) * SECONDS_OFF_ON_AVERAGE)) if spent else None


@compares((AGENT_EVENTS, "State timeline"))
def test_the_timeline_has_every_stretch_of_the_first_forty(panel: Panel, hour: SimulatedHour) -> None:
    by_agent = ExpectedAgents(hour).by_agent
    shown = {agent: points for agent, (_, points) in timelines(panel).items()}
    assert list(shown) == sorted(by_agent)[:40]
    for agent, points in shown.items():
        assert [state for _, state in points] == [each.state for each in by_agent[agent]], agent
        assert [at for at, _ in points] == pytest.approx(
            [each.begins for each in by_agent[agent]], abs=SECONDS_OFF * 1000
        )
    assert sum(map(len, shown.values())) > 1000


def timelines(panel: Panel) -> dict[str, tuple[str, list[tuple[int, str]]]]:
    found = {}
    for frame in panel.frames():
        times, states = frame["fields"]
        found[states["labels"]["agent"]] = states["name"], list(zip(times["values"], states["values"], strict=True))
    return found


@compares((AGENT_EVENTS, "Agents through time"))
def test_at_each_full_minute_agents_are_counted_by_what_they_do(panel: Panel, hour: SimulatedHour) -> None:
    """To one more or less for each agent of whose last change the event was still under way."""
    ledger = ExpectedAgents(hour)
    rows = panel.through_time()
    assert rows.keys() == {at for at in TICKS if at_work(ledger, at)}
    exact = 0
    for at, row in rows.items():
        doing = Counter(map(activity_of, at_work(ledger, at)))
        changing = sum(ledger.is_changing(agent_id, at) for agent_id in hour.ledger.stretches)
        for name, number in row.items():
            assert number == pytest.approx(doing[name], abs=changing), (at, name)
        exact += not changing
    assert exact > 30


def at_work(ledger: ExpectedAgents, at: int) -> list[Spent]:
    return [each for each in ledger.spent if each.begins <= at < each.ends and each.status_type != "OFFLINE"]


def activity_of(spent: Spent) -> str:
    if spent.is_on_contact:
        return "On contact"
    if spent.status_type == "CUSTOM":
        return "Not productive"
    return "Available" if spent.state == spent.status else "Ringing, missed or error"


@compares((AGENT_EVENTS, "Free slots through time"))
def test_at_each_full_minute_free_slots_are_added_up(panel: Panel, hour: SimulatedHour) -> None:
    """Those at the end of the stretch in which the minute falls, as the panel says; three are the most of an agent."""
    ledger = ExpectedAgents(hour)
    rows = panel.through_time()
    assert rows.keys() == {at for at in TICKS if any(each.status_type == "ROUTABLE" for each in at_work(ledger, at))}
    exact = 0
    for at, row in rows.items():
        slots: Counter[str] = Counter()
        for each in at_work(ledger, at):
            slots.update(ledger.slots_at_the_end_of(each))
        changing = sum(ledger.is_changing(agent_id, at) for agent_id in hour.ledger.stretches)
        for channel, number in row.items():
            assert (number or 0) == pytest.approx(slots[channel], abs=3 * changing), (at, channel)
        exact += not changing
    assert exact > 30


@compares((AGENT_EVENTS, "Time in state"))
def test_each_agents_time_is_that_of_the_stretches(panel: Panel, hour: SimulatedHour) -> None:
    by_agent = ExpectedAgents(hour).by_agent
    rows = panel.rows()
    assert [row["Agent"] for row in rows] == sorted(by_agent)
    for row in rows:
        spent = by_agent[row["Agent"]]
        plain = ("Available", "Incoming", "Calling", "On Call", "On Hold", "Paused", "After Call Work", "Monitoring")
        share = occupancy(spent)
        assert row == {
            "Agent": row["Agent"],
            "Online": seconds(each for each in spent if each.status_type != "OFFLINE"),
            "Occupancy": share if share is None else pytest.approx(share, abs=0.5),
            **{state: seconds(each for each in spent if each.state == state) for state in plain},
            "Missed or error": seconds(each for each in spent if each.state in FAILED),
            "Not productive": seconds(
                each for each in spent if each.status_type == "CUSTOM" and each.state == each.status
            ),
        }


@compares((AGENT_EVENTS, "Time by state, all agents"))
def test_the_time_of_all_agents_is_added_up_by_state(panel: Panel, hour: SimulatedHour) -> None:
    assert panel.numbers() == time_by_state(ExpectedAgents(hour).spent)


@compares((AGENT_EVENTS, "Time by state, all agents"))
def test_of_what_began_before_the_range_only_what_lies_in_it_counts(panel: Panel, hour: SimulatedHour) -> None:
    middle = START + 30 * MINUTE
    spent = [
        replace(each, begins=max(each.begins, middle)) for each in ExpectedAgents(hour).spent if each.ends > middle
    ]
    of_half = hour.grafana.over(str(middle), str(END))
    assert of_half.numbers(panel.uid, panel.title) == time_by_state(spent)


def time_by_state(spent: Iterable[Spent]) -> dict[str, object]:
    by_state: dict[str, list[Spent]] = defaultdict(list)
    for each in spent:
        by_state[each.state].append(each)
    del by_state["Offline"]
    return {state: seconds(of_state) for state, of_state in by_state.items()}


@compares((AGENT_EVENTS, "Occupancy"))
def test_the_most_occupied_are_shown(panel: Panel, hour: SimulatedHour) -> None:
    by_agent = ExpectedAgents(hour).by_agent
    shares = {agent: share for agent, spent in by_agent.items() if (share := occupancy(spent)) is not None}
    bars = dict(panel.bars())
    assert len(bars) == 25
    assert list(bars.values()) == pytest.approx(sorted(shares.values(), reverse=True)[:25], abs=0.5)
    for agent, share in bars.items():
        assert share == pytest.approx(shares[agent], abs=0.5), agent


@compares((AGENT_EVENTS, "Logins and logouts"))
def test_logins_and_logouts_are_those_of_the_hour(panel: Panel, hour: SimulatedHour) -> None:
    """Who logs in is still offline, and who logs out already; both begin a stretch."""
    by_agent = ExpectedAgents(hour).by_agent
    rows = {row.pop("Agent"): row for row in panel.rows()}
    assert rows.keys() == by_agent.keys()
    for agent, row in rows.items():
        spent = by_agent[agent]
        logouts = [after.begins for before, after in pairwise(spent) if before.state == after.state == "Offline"]
        assert row == {
            "First login": spent[0].begins,
            "Last login": spent[0].begins,
            "Last logout": logouts[-1] if logouts else None,
            "Logins": 1,
            "Logouts": len(logouts),
        }
    assert sum(row["Logouts"] for row in rows.values()) > 5
