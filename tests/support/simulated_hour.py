"""An hour of sixty agents, from three in the centre's afternoon on, with three kinds of delivery.

What a board shows of it is compared with the simulation's ledger of what happened.

Shifts begin and end in this hour, so agents log in and out. Nobody falls silent: test_agent_events.py has that.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest

from connect_analytics.rows import Row
from local.connect.centre import Centre
from local.connect.generated_centre import ALIAS
from local.connect.live_state import LiveState
from local.connect.simulation.delivery import Arrival
from local.connect.simulation.delivery_faults import DeliveryFaults
from local.connect.simulation.ledger import Ledger
from local.connect.simulation.simulation import Simulation
from tests.support.expected_contacts import ExpectedContact, expected_contacts
from tests.support.grafana_client import Grafana, Json
from tests.support.simulated_centre import (
    ALL_DELIVERY_FAULTS,
    HOUR,
    START,
    instance_and_users,
    queue_snapshot,
    rows_of,
    simulation,
)

END = START + HOUR
MINUTE = 60_000

DELIVERIES = {
    "exactly": DeliveryFaults.none(),
    "with faults": ALL_DELIVERY_FAULTS,
    "with losses": DeliveryFaults(**{**vars(DeliveryFaults.none()), "lost_contact_events": 0.05}),
}

# The last one is seven seconds old at the end.
SNAPSHOTS = range(START + 8_000, END, 15_000)
USER_SNAPSHOTS = range(START + 11_000, END, 15 * MINUTE)


@dataclass
class SimulatedHour:
    """The hour, and Grafana that shows all of it at its end."""

    simulated: Simulation
    grafana: Grafana

    @property
    def ledger(self) -> Ledger:
        return self.simulated.ledger

    @property
    def centre(self) -> Centre:
        return self.simulated.centre

    @cached_property
    def live_states(self) -> dict[int, LiveState]:
        """By the ledger, at each snapshot of the queues, in their order."""
        return {at: self.ledger.live_state(at) for at in SNAPSHOTS}

    @cached_property
    def now(self) -> LiveState:
        """By the ledger, at the end."""
        return self.ledger.live_state(END)

    @cached_property
    def all_contacts(self) -> list[ExpectedContact]:
        """All contacts that Connect sent an event of, as far as those events show them."""
        return expected_contacts(self.ledger, END)

    @property
    def contacts(self) -> list[ExpectedContact]:
        """Those that belong to the hour."""
        return [contact for contact in self.all_contacts if contact.at <= END]

    @cached_property
    def usernames(self) -> dict[str, str]:
        """By the agents' ids."""
        return {agent.agent_id: agent.username for agent in self.centre.agents}

    def status(self, agent_id: str, at: int) -> str:
        """The status that the agent had set then, from the millisecond on in which it was set.

        At a LOGIN without a snapshot, it is the status of the next event.
        """
        statuses = self.ledger.statuses[agent_id]
        index = bisect_right(statuses, at, key=lambda each: each[0]) - 1
        if (agent_id, statuses[index][0]) in self.ledger.logins_without_snapshot:
            index += 1
        return statuses[index][1]


@dataclass
class Panel:
    """A panel of a board, as Grafana has it."""

    grafana: Grafana
    uid: str
    title: str

    def numbers(self, **chosen: list[str]) -> Json:
        return self.grafana.numbers(self.uid, self.title, **chosen)

    def rows(self, **chosen: list[str]) -> list[Json]:
        return self.grafana.rows(self.uid, self.title, **chosen)

    def frames(self, **chosen: list[str]) -> list[Json]:
        return self.grafana.frames(self.uid, self.title, **chosen)

    def through_time(self) -> dict[int, Json]:
        """The rows of a panel through time, without their times, by these."""
        return {row.pop("time"): row for row in self.rows()}

    def series(self, label: str) -> dict[str, dict[int, Any]]:
        """Values by time, by the series' label."""
        return {
            one["labels"][label]: dict(zip(frame["fields"][0]["values"], one["values"], strict=True))
            for frame in self.frames()
            for one in frame["fields"][1:]
        }

    def bars(self) -> list[tuple[Any, ...]]:
        """The rows of a panel of bars, as tuples."""
        return [tuple(row.values()) for row in self.rows()]


def compares(*panels: tuple[str, str]) -> pytest.MarkDecorator:
    """Names the panels, each by its board's uid and its title, whose numbers a test compares with the ledger."""
    return pytest.mark.parametrize("panel", panels, indirect=True, ids=[": ".join(panel) for panel in panels])


def simulated_hour(
    delivery: str, seed: int = 134, agents: int = 60, alias: str = ALIAS
) -> tuple[Simulation, list[Row]]:
    """The hour with one of DELIVERIES, and the rows of all tables. What happens is the same in each.

    Another `alias` is another instance, whose queues have the same names.
    """
    faults = DELIVERIES[delivery]
    simulated = simulation(seed, agents, delivery_faults=faults, time_of_day=15 * HOUR, alias=alias)
    arrivals: list[Arrival] = []
    snapshots: list[Row] = []
    for at in sorted({*SNAPSHOTS, *USER_SNAPSHOTS}):
        arrivals += simulated.run(at)
        snapshots += queue_snapshot(simulated) if at in SNAPSHOTS else instance_and_users(simulated)
    arrivals += [*simulated.run(END), *simulated.rest()]
    events, _ = rows_of(arrivals)
    return simulated, events + snapshots
