"""An hour of fifty agents through the deployed application, with all that is odd about Connect, against the truth."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from local.connect.centre import Centre
from local.connect.generated_centre import generated_centre
from local.connect.live import LiveCentre
from local.connect.server import ConnectServer
from local.connect.simulation import figures
from local.connect.simulation.simulation import Simulation
from local.stack.environment import ROOT
from local.stack.questions import first_queries, rows_of
from local.stack.stack import LocalStack
from tests.e2e.looking import empty, logged_metrics, object_names, sender, stored_rows, wait_until
from tests.golden import stored
from tests.simulated import ALL_ODDITIES, HOUR
from tests.truth import (
    Comparison,
    compare_abandonments,
    compare_agent_states,
    compare_contact_events,
    compare_contact_states,
    compare_contact_times,
    compare_queues,
    gaps_and_overlaps,
)

EVENT_TABLES = ("AgentEvent", "AgentEvent_Contact", "ContactEvent")
SEED, AGENTS = 11, 50
# The hour goes by in a minute. So the four snapshots that the collector takes in one are a quarter of an hour apart.
SPEED = 60


@dataclass(frozen=True)
class SimulatedHour:
    """What was simulated, and the rows that it has become, by table."""

    simulation: Simulation
    rows: dict[str, list[dict[str, Any]]]
    metrics: dict[str, float]


@pytest.fixture(scope="module")
def hour(deployed: LocalStack) -> Iterator[SimulatedHour]:
    empty(deployed)
    ends = round(time.time() * 1000)
    simulated = Simulation(generated_centre(SEED, AGENTS), seed=SEED, start=ends - HOUR, oddities=ALL_ODDITIES)
    to_aws = sender(deployed)
    live = LiveCentre(simulated, to_aws.send, speed=SPEED)
    before = {group: logged_metrics(deployed, group) for group in ("AgentEventsLogGroup", "ContactEventsLogGroup")}

    def read(group: str) -> float:
        return logged_metrics(deployed, group).get("RecordsRead", 0) - before[group].get("RecordsRead", 0)

    with ConnectServer(simulated.centre, live.situation, deployed.ports.connect):
        for collected in ("queues", "users"):
            deployed.client("lambda").invoke(
                FunctionName=deployed.resources["InstanceDataFunction"],
                InvocationType="Event",
                Payload=f'{{"collect": ["{collected}"]}}',
            )
        live.run(Event(), until=ends)
        to_aws.send(simulated.rest())
        wait_until("all agent events were read", lambda: read("AgentEventsLogGroup") == to_aws.sent["stream"], 120)
        wait_until("all contact events were read", lambda: read("ContactEventsLogGroup") == to_aws.sent["bus"], 120)
        wait_until(
            "the queues were measured",
            lambda: len(snapshots(deployed, simulated.centre)["Queue"]) >= 4 * len(simulated.centre.queues),
            120,
        )
        metrics = logged_metrics(deployed, "AgentEventsLogGroup")
        yield SimulatedHour(
            simulated,
            {table: stored(table, stored_rows(deployed, table)) for table in EVENT_TABLES}
            | snapshots(deployed, simulated.centre),
            {name: value - before["AgentEventsLogGroup"].get(name, 0) for name, value in metrics.items()},
        )


def snapshots(stack: LocalStack, centre: Centre) -> dict[str, list[dict[str, Any]]]:
    """Rows of queues and users of the centre; a call that began earlier may still tell of the one that was there."""
    queues = {queue.queue_id for queue in centre.queues}
    agents = {agent.agent_id for agent in centre.agents}
    return {
        "Queue": [row for row in stored("Queue", stored_rows(stack, "Queue")) if row["queue_id"] in queues],
        "User": [row for row in stored("User", stored_rows(stack, "User")) if row["user_id"] in agents],
    }


def test_the_tables_say_what_really_happened(hour: SimulatedHour, capsys: pytest.CaptureFixture[str]) -> None:
    ledger, contact_events = hour.simulation.ledger, hour.rows["ContactEvent"]
    comparisons = [
        compare_agent_states(ledger, hour.rows["AgentEvent"]),
        compare_contact_states(ledger, hour.rows["AgentEvent_Contact"]),
        compare_contact_events(ledger, contact_events),
        *compare_contact_times(ledger, contact_events),
        compare_abandonments(ledger, contact_events),
        compare_queues(hour.simulation.centre, ledger, hour.rows["Queue"]),
    ]
    with capsys.disabled():
        Console(width=100).print(as_table(comparisons))
    assert [comparison for comparison in comparisons if not comparison.holds] == []
    assert all(comparison.expected for comparison in comparisons)
    assert gaps_and_overlaps(hour.rows["AgentEvent"]) == []


def as_table(comparisons: list[Comparison]) -> Table:
    table = Table(title=f"An hour of {AGENTS} agents: the tables against the truth")
    for column in ("what", "really", "in the tables", "worst difference", "wrong"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for each in comparisons:
        worst = f"{each.worst:.3f} s" if each.worst else "-"
        table.add_row(each.what, f"{each.expected:,}", f"{each.found:,}", worst, str(len(each.differences)))
    return table


def test_what_was_broken_on_purpose_is_quarantined_and_nothing_else(deployed: LocalStack, hour: SimulatedHour) -> None:
    assert len(object_names(deployed)) == hour.simulation.ledger.broken_records > 0
    assert hour.metrics["RecordsQuarantined"] == hour.simulation.ledger.broken_records


def test_every_user_is_there(hour: SimulatedHour) -> None:
    agents = {agent.agent_id: agent.username for agent in hour.simulation.centre.agents}
    assert {row["user_id"]: row["username"] for row in hour.rows["User"]} == agents


def test_the_metrics_of_the_documentation_are_connects(deployed: LocalStack, hour: SimulatedHour) -> None:
    ledger = hour.simulation.ledger
    completed = [contact for contact in ledger.contacts if (contact.contact_id, "COMPLETED") in ledger.told]
    stretches = [stretch for of_agent in ledger.stretches.values() for stretch in of_agent]
    answers: dict[str, float] = {}
    for query in first_queries(ROOT / "docs" / "metrics.md"):
        (row,) = rows_of(deployed.client("timestream-query"), query)
        answers |= {name: float(value or "nan") for name, value in row.items()}
    # A contact that left its queue within 43 ms of the threshold may count as either.
    within, beyond = (figures.service_level(ledger.contacts, 20 + margin) for margin in (-0.05, 0.05))
    assert within <= answers.pop("service_level") <= beyond
    assert answers == {
        "abandonment_rate": pytest.approx(figures.abandonment_rate(ledger.contacts)),
        "average_handle_time": pytest.approx(figures.average_handle_time(completed), abs=0.05),
        "average_queue_answer_time": pytest.approx(figures.average_queue_answer_time(ledger.contacts), abs=0.05),
        "occupancy": pytest.approx(figures.occupancy(stretches), abs=0.05),
    }
