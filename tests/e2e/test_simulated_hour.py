"""An hour of fifty agents through the deployed application, with every delivery fault, compared with the ledger."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Event
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser
from rich.console import Console
from rich.table import Table

from local.connect.centre import Centre
from local.connect.generated_centre import generated_centre
from local.connect.live import LiveCentre
from local.connect.server import ConnectServer
from local.connect.simulation import historical_metrics
from local.connect.simulation.delivery import Arrival
from local.connect.simulation.simulation import Simulation
from local.preview.cloudwatch import CloudWatch
from local.preview.timestream import Timestream
from local.stack.environment import ROOT
from local.stack.stack import LocalStack
from tests.support.deployed_stack import empty, object_names, sender, stored_rows, wait_until
from tests.support.documented_queries import documented_queries
from tests.support.golden import stored
from tests.support.grafana_client import PIPELINE_HEALTH, Grafana, boards
from tests.support.ledger_comparison import (
    Comparison,
    compare_abandonments,
    compare_agent_states,
    compare_contact_events,
    compare_contact_states,
    compare_contact_times,
    compare_queues,
    gaps_and_overlaps,
    shown_stretches,
)
from tests.support.preview_page import open_preview, problems, states
from tests.support.simulated_centre import ALL_DELIVERY_FAULTS, HOUR
from tests.support.simulated_hour import Panel, compares

EVENT_TABLES = ("AgentEvent", "AgentEvent_Contact", "ContactEvent")
SEED, AGENTS = 11, 50
MINUTE = 60_000
# The hour takes a minute, so the four snapshots that the collector takes in one minute are a quarter of an hour apart.
SPEED = 60
# Panels of errors and of waiting contacts, which have no data where there are none.
MAY_BE_EMPTY = {"Throttled invocations", "Stream turned away", "Waiting now"}


@dataclass(frozen=True)
class SimulatedHour:
    """What was simulated and sent, and the rows that it has become, by table.

    `oldest` is by how much the clock was ahead of an arrival when it was sent, at the most, in milliseconds.
    """

    simulation: Simulation
    sent: list[Arrival]
    oldest: float
    rows: dict[str, list[dict[str, Any]]]
    grafana: Grafana

    @property
    def counts(self) -> Counter[str]:
        """How much was sent, by where."""
        return Counter(arrival.where for arrival in self.sent)


@pytest.fixture(scope="module")
def hour(deployed: LocalStack) -> Iterator[SimulatedHour]:
    empty(deployed)
    wait_until("CloudWatch counts in a minute in which no other test sends", lambda: time.time() % 60 < 1, 150)
    began = round(time.time() * 1000)
    simulated = Simulation(
        generated_centre(SEED, AGENTS), seed=SEED, start=began - HOUR, delivery_faults=ALL_DELIVERY_FAULTS
    )
    to_aws = sender(deployed)
    sent: list[Arrival] = []
    ages: list[float] = []

    def send(arrivals: Iterable[Arrival]) -> None:
        arrivals = list(arrivals)
        to_aws.send(arrivals)
        sent.extend(arrivals)
        ages.extend(time.time() * 1000 - arrival.at for arrival in arrivals)

    live = LiveCentre(simulated, send, speed=SPEED)
    with ConnectServer(simulated.centre, live.live_state, deployed.ports.connect):
        for collected in ("queues", "users"):
            deployed.client("lambda").invoke(
                FunctionName=deployed.resources["InstanceDataFunction"],
                InvocationType="Event",
                Payload=f'{{"collect": ["{collected}"]}}',
            )
        live.run(Event(), until=began)
        send(simulated.rest())
        wait_until(
            "all that was sent was read",
            lambda: sum(totals(Panel(grafana(deployed, began), PIPELINE_HEALTH, "Records read")).values()) >= len(sent),
            180,
        )
        wait_until(
            "the queues were measured",
            lambda: len(snapshots(deployed, simulated.centre)["Queue"]) >= 4 * len(simulated.centre.queues),
            120,
        )
        yield SimulatedHour(
            simulated,
            sent,
            max(ages),
            {table: stored(table, stored_rows(deployed, table)) for table in EVENT_TABLES}
            | snapshots(deployed, simulated.centre),
            grafana(deployed, began),
        )


def grafana(stack: LocalStack, began: int) -> Grafana:
    """Grafana with the time range from then on until now."""
    endpoints = stack.endpoints()
    return Grafana(
        Timestream(endpoints["AWS_ENDPOINT_URL_TIMESTREAM_QUERY"]),
        round(time.time() * 1000),
        str(began),
        "now",
        CloudWatch(endpoints["AWS_ENDPOINT_URL"]),
    )


@pytest.fixture
def panel(request: pytest.FixtureRequest, hour: SimulatedHour) -> Panel:
    """The panel that `compares` names, over the time in which the hour was sent."""
    return Panel(hour.grafana, *request.param)


def series(panel: Panel) -> dict[str, list[float]]:
    """The values of each of the panel's metrics, by its label; metrics without values are left out."""
    found = {frame["fields"][1]["displayName"]: frame["fields"][1]["values"] for frame in panel.frames()}
    return {label: values for label, values in found.items() if values}


def totals(panel: Panel) -> dict[str, float]:
    return {label: sum(values) for label, values in series(panel).items()}


def snapshots(stack: LocalStack, centre: Centre) -> dict[str, list[dict[str, Any]]]:
    """Rows of queues and users of the centre; an earlier invocation may still write rows of another test's centre."""
    queues = {queue.queue_id for queue in centre.queues}
    agents = {agent.agent_id for agent in centre.agents}
    return {
        "Queue": [row for row in stored("Queue", stored_rows(stack, "Queue")) if row["queue_id"] in queues],
        "User": [row for row in stored("User", stored_rows(stack, "User")) if row["user_id"] in agents],
    }


def test_the_tables_agree_with_the_ledger(hour: SimulatedHour, capsys: pytest.CaptureFixture[str]) -> None:
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
    table = Table(title=f"An hour of {AGENTS} agents: the tables and the ledger")
    for column in ("what", "in the ledger", "in the tables", "largest difference", "wrong"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for each in comparisons:
        worst = f"{each.worst:.3f} s" if each.worst else "-"
        table.add_row(each.what, f"{each.expected:,}", f"{each.found:,}", worst, str(len(each.differences)))
    return table


def test_what_was_broken_on_purpose_is_quarantined_and_nothing_else(deployed: LocalStack, hour: SimulatedHour) -> None:
    assert len(object_names(deployed)) == hour.simulation.ledger.broken_records > 0


def test_every_user_is_there(hour: SimulatedHour) -> None:
    agents = {agent.agent_id: agent.username for agent in hour.simulation.centre.agents}
    assert {row["user_id"]: row["username"] for row in hour.rows["User"]} == agents


def test_the_metrics_of_the_documentation_are_connects(deployed: LocalStack, hour: SimulatedHour) -> None:
    ledger = hour.simulation.ledger
    completed = [contact for contact in ledger.contacts if (contact.contact_id, "COMPLETED") in ledger.delivered]
    stretches = [stretch for agent_id in ledger.stretches for stretch in shown_stretches(ledger, agent_id)]
    answers: dict[str, float] = {}
    for query in documented_queries(ROOT / "docs" / "metrics.md"):
        (row,) = deployed.rows(query)
        answers |= {name: float(value or "nan") for name, value in row.items()}
    # A contact that left its queue within 43 ms of the threshold may count as either.
    within, beyond = (historical_metrics.service_level(ledger.contacts, 20 + margin) for margin in (-0.05, 0.05))
    assert within <= answers.pop("service_level") <= beyond
    assert answers == {
        "abandonment_rate": pytest.approx(historical_metrics.abandonment_rate(ledger.contacts)),
        "average_handle_time": pytest.approx(historical_metrics.average_handle_time(completed), abs=0.05),
        "average_queue_answer_time": pytest.approx(
            historical_metrics.average_queue_answer_time(ledger.contacts), abs=0.05
        ),
        "occupancy": pytest.approx(historical_metrics.occupancy(stretches), abs=0.05),
    }


@compares((PIPELINE_HEALTH, "Records read"))
def test_every_record_that_was_sent_is_counted_as_read_once(panel: Panel, hour: SimulatedHour) -> None:
    assert totals(panel) == {"agent-events": hour.counts["stream"], "contact-events": hour.counts["bus"]}


@compares((PIPELINE_HEALTH, "Rows written"))
def test_the_rows_that_are_there_were_written(panel: Panel, hour: SimulatedHour) -> None:
    """A row may be written again while its stretch lasts, and a contact event when it comes again."""
    written = totals(panel)
    assert written["agent-events"] >= len(hour.rows["AgentEvent"]) + len(hour.rows["AgentEvent_Contact"])
    assert len(hour.rows["ContactEvent"]) <= written["contact-events"] <= hour.counts["bus"]
    assert written["instance-data"] >= len(hour.rows["Queue"]) + len(hour.rows["User"])


@compares((PIPELINE_HEALTH, "Quarantined records"))
def test_the_records_broken_on_purpose_are_counted_as_quarantined(panel: Panel, hour: SimulatedHour) -> None:
    assert totals(panel) == {"agent-events": hour.simulation.ledger.broken_records, "contact-events": 0}


@compares((PIPELINE_HEALTH, "Late and unknown"))
def test_the_repetitions_that_come_after_newer_events_are_counted_as_late(panel: Panel, hour: SimulatedHour) -> None:
    assert totals(panel) == {
        "late events": late_events(hour.sent),
        "unknown contact states": 0,
        "events without a snapshot": len(hour.simulation.ledger.logins_without_snapshot),
    }


def late_events(sent: list[Arrival]) -> int:
    """How many agent events came after a newer one of their agent."""
    newest: dict[str, str] = {}
    late = 0
    for arrival in sent:
        try:
            event = json.loads(arrival.data) if arrival.where == "stream" else {}
        except ValueError:
            continue
        if "EventTimestamp" in event:
            before = newest.get(event["AgentARN"], "")
            late += event["EventTimestamp"] < before
            newest[event["AgentARN"]] = max(event["EventTimestamp"], before)
    return late


@compares((PIPELINE_HEALTH, "Age of events"))
def test_the_oldest_event_is_as_old_as_the_simulation_lagged_behind_the_clock(
    panel: Panel, hour: SimulatedHour
) -> None:
    """An event is sent some seconds after it happened, and read some seconds after it was sent."""
    oldest = max(value for values in series(panel).values() for value in values)
    assert hour.oldest <= oldest <= hour.oldest + MINUTE


@compares((PIPELINE_HEALTH, "Waiting to be read"))
def test_no_contact_event_waited_longer_than_the_hour_went_by(panel: Panel, hour: SimulatedHour) -> None:
    """In seconds. MiniStack has no metric for the stream's."""
    waited = series(panel)
    assert waited.keys() == {"contact-events"}
    assert 0 <= max(waited["contact-events"]) <= (hour.grafana.now_ms - int(hour.grafana.start)) / 1000


@compares((PIPELINE_HEALTH, "Duration of invocations"))
def test_invocations_last_no_longer_than_they_may(panel: Panel) -> None:
    """In milliseconds."""
    longest = {label: max(values) for label, values in series(panel).items()}
    assert 0 < longest["agent-events"] <= 60_000
    assert 0 < longest["contact-events"] <= 30_000
    assert 0 < longest["instance-data"] <= 90_000


@compares(
    *(
        (PIPELINE_HEALTH, title)
        for title in (
            "Rejected rows",
            "Batches to be read again",
            "Function errors",
            "Throttled invocations",
            "Dead letters",
            "Stream turned away",
        )
    )
)
def test_panels_of_errors_have_none(panel: Panel) -> None:
    """Snapshots had errors before the hour began: no centre answered Connect's API."""
    assert {label: total for label, total in totals(panel).items() if total and label != "instance-data"} == {}


@pytest.mark.parametrize("uid", boards())
def test_only_panels_of_errors_may_be_empty_after_the_hour(
    deployed: LocalStack, hour: SimulatedHour, browser: Browser, uid: str
) -> None:
    answered = next(row["contact_id"] for row in hour.rows["ContactEvent"] if row["event_type"] == "CONNECTED_TO_AGENT")
    # "Today" may have just begun.
    variables = {"from": "now-6h", "var-instance": hour.simulation.centre.instance_id, "var-contact": answered}
    with open_preview(browser, f"http://127.0.0.1:{deployed.ports.preview}/d/{uid}?{urlencode(variables)}") as page:
        assert problems(page) == {}
        assert {title for title, state in states(page).items() if state != "drawn"} <= MAY_BE_EMPTY
