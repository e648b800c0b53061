"""A simulated centre for tests: what arrives, and the rows that the functions' pure halves make of it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from agent_snapshot import AgentEvent, decode
from agent_timeline import fold
from connect_analytics.fields import InvalidRecord
from connect_analytics.rows import Row, latest
from contact_row import contact_row
from local.connect.api import ConnectApi
from local.connect.generated_centre import ALIAS, generated_centre
from local.connect.shapes import kinesis_record
from local.connect.simulation.delivery import Arrival
from local.connect.simulation.delivery_faults import DeliveryFaults
from local.connect.simulation.simulation import Simulation
from snapshot_rows import QUEUE_METRICS, instance_row, queue_rows, user_rows
from tests.support.golden import readable

START = 1_795_251_600_000  # 21 November 2026, 09:00 UTC
HOUR = 3_600_000

# Everything that Connect's delivery does, often; only losses would leave holes.
ALL_DELIVERY_FAULTS = DeliveryFaults(
    late_contact_events=0.4,
    repeated_contact_events=0.1,
    repeated_agent_events=0.1,
    connected_twice=0.7,
    unchanged_state_timestamps=0.3,
    logins_without_snapshot=0.5,
    contact_records=0.2,
    broken_records=0.01,
)


def simulation(
    seed: int = 1,
    agents: int = 50,
    delivery_faults: DeliveryFaults | None = None,
    time_of_day: int = 9 * HOUR,
    alias: str = ALIAS,
) -> Simulation:
    """A simulation that begins at START, when it is `time_of_day` in the centre."""
    centre = generated_centre(seed, agents, alias)
    return Simulation(centre, seed=seed, start=START, time_of_day=time_of_day, delivery_faults=delivery_faults)


def arrivals_until(simulated: Simulation, until: int) -> list[Arrival]:
    """All that is sent until then, in the order of arrival."""
    return [*simulated.run(until), *simulated.rest()]


@dataclass(frozen=True)
class Processed:
    """What the functions made of arrivals: rows as golden files have them, and how many arrivals were quarantined."""

    rows: list[dict[str, Any]]
    quarantined: int

    def of(self, table: str) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["table"] == table]


def processed(arrivals: Iterable[Arrival]) -> Processed:
    """Runs the arrivals through the functions' pure halves."""
    rows, quarantined = rows_of(arrivals)
    return Processed(readable(rows), quarantined)


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
                event = decode(record, position, names=True)
                events += [event] if event else []
        except InvalidRecord:
            quarantined += 1
    timeline = fold({}, events)
    assert timeline.failed == []
    return latest(timeline.rows + rows), quarantined


def queue_snapshot(simulated: Simulation) -> list[Row]:
    """The rows of all queues now, from what Connect's API would answer."""
    ask = _api(simulated)
    queues = ask("SearchQueues")["Queues"]
    page = ask(
        "GetCurrentMetricData",
        Filters={"Queues": [queue["QueueId"] for queue in queues]},
        Groupings=["QUEUE"],
        CurrentMetrics=[{"Name": name} for name in QUEUE_METRICS],
    )
    return queue_rows(
        simulated.centre.instance_id, queues, [page | {"DataSnapshotTime": _utc(page["DataSnapshotTime"])}]
    )


def instance_and_users(simulated: Simulation) -> list[Row]:
    """The rows of the instance and of all its users now."""
    ask, centre = _api(simulated), simulated.centre
    instance = ask("DescribeInstance")["Instance"]
    return [
        instance_row(
            instance | {"CreatedTime": _utc(instance["CreatedTime"])},
            queues=len(centre.queues),
            users=len(centre.agents),
            at=simulated.now,
        ),
        *user_rows(
            centre.instance_id,
            ask("SearchUsers")["Users"],
            ask("ListRoutingProfiles")["RoutingProfileSummaryList"],
            ask("SearchUserHierarchyGroups")["UserHierarchyGroups"],
            at=simulated.now,
            names=True,
        ),
    ]


def _api(simulated: Simulation) -> Callable[..., dict[str, Any]]:
    """Asks for an operation of Connect's API, which answers in one page."""
    operations = ConnectApi(simulated.centre, simulated.live_state, lambda: simulated.now / 1000).operations()

    def ask(operation: str, **request: Any) -> dict[str, Any]:
        answer = operations[operation]({"InstanceId": simulated.centre.instance_id, **request})
        assert "NextToken" not in answer
        return answer

    return ask


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
