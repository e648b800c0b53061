"""A simulated centre for tests: what arrives, and the rows that the functions' pure halves make of it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from agent_snapshot import AgentEvent, decode
from agent_timeline import fold
from connect_analytics.fields import InvalidRecord
from connect_analytics.rows import Row, latest
from contact_row import contact_row
from local.connect.generated_centre import generated_centre
from local.connect.shapes import kinesis_record
from local.connect.simulation.delivery import Arrival
from local.connect.simulation.oddities import Oddities
from local.connect.simulation.simulation import Simulation
from tests.golden import readable

START = 1_795_251_600_000  # 21 November 2026, 09:00 UTC
HOUR = 3_600_000

# Everything that Connect's delivery does, often; only losses would leave holes.
ALL_ODDITIES = Oddities(
    late_contact_events=0.4,
    repeated_contact_events=0.1,
    repeated_agent_events=0.1,
    connected_twice=0.7,
    contact_records=0.2,
    broken_records=0.01,
)


def simulation(seed: int = 1, agents: int = 50, oddities: Oddities | None = None) -> Simulation:
    """A simulation that begins at START."""
    return Simulation(generated_centre(seed, agents), seed=seed, start=START, oddities=oddities)


def told(simulated: Simulation, until: int) -> list[Arrival]:
    """All that is sent until then, in the order of its arrival."""
    return [*simulated.run(until), *simulated.rest()]


@dataclass(frozen=True)
class Become:
    """What arrivals become: rows as golden files have them, and how many were quarantined."""

    rows: list[dict[str, Any]]
    quarantined: int

    def of(self, table: str) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["table"] == table]


def become(arrivals: Iterable[Arrival]) -> Become:
    """Runs the arrivals through the functions' pure halves."""
    rows, quarantined = rows_of(arrivals)
    return Become(readable(rows), quarantined)


def rows_of(arrivals: Iterable[Arrival]) -> tuple[list[Row], int]:
    """The rows that the functions' pure halves make of the arrivals, and how many arrivals are quarantined."""
    events: list[AgentEvent] = []
    rows: list[Row] = []
    quarantined = 0
    for position, arrival in enumerate(arrivals):
        try:
            if arrival.where == "bus":
                rows.append(contact_row(json.loads(arrival.data), position))
            else:
                record = kinesis_record(
                    arrival.data.encode(), partition_key="", sequence=position, arrived_at=arrival.at
                )
                event = decode(record, position)
                events += [event] if event else []
        except InvalidRecord:
            quarantined += 1
    timeline = fold({}, events, names=True)
    assert timeline.indigestible == []
    return latest(timeline.rows + rows), quarantined
