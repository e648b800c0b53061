"""The sample payloads of events/, sent to the deployed application as Connect sends them."""

import base64
import json
import time
from dataclasses import dataclass
from typing import Any

import pytest

from agent_snapshot import AgentEvent, decode
from agent_timeline import fold
from connect_analytics.fields import InvalidRecord
from connect_analytics.rows import Row, latest
from contact_row import contact_row
from local.connect.centre import small_centre
from local.connect.shapes import kinesis_record
from local.stack.environment import ROOT
from local.stack.stack import LocalStack
from tests.support.deployed_stack import empty, logged_metrics, object_names, sender, stored_rows, wait_until
from tests.support.golden import in_order, readable, stored
from tests.support.sample_payloads import SamplePayloads, read_sample_payloads

pytestmark = pytest.mark.usefixtures("small_centre_answers")

CENTRE = small_centre()
EVENT_TABLES = ("AgentEvent", "AgentEvent_Contact", "ContactEvent")

# Its row has the time that EventBridge gives the event. MiniStack takes its own clock for it, whatever the sender says.
WITHOUT_A_TIME_OF_ITS_OWN = "CONTACT_DATA_UPDATED"


def expected_rows(payloads: SamplePayloads) -> list[dict[str, Any]]:
    """The rows of all payloads together, by the functions' pure parts."""
    events: list[AgentEvent] = []
    rows: list[Row] = []
    for position, record in enumerate(payloads.records):
        sent = kinesis_record(record.data.encode(), partition_key="", sequence=position, arrived_at=2**53)
        try:
            event = decode(sent, position, names=True)
        except InvalidRecord:
            continue
        if event:
            events.append(event)
    for position, contact_event in enumerate(payloads.contact_events):
        try:
            rows.append(contact_row(contact_event, position))
        except InvalidRecord:
            continue
    return with_a_time_of_their_own(readable(latest(fold({}, events).rows + rows)))


def rows_of_events(stack: LocalStack) -> list[dict[str, Any]]:
    rows = [row for table in EVENT_TABLES for row in stored(table, stored_rows(stack, table))]
    return with_a_time_of_their_own(in_order(rows))


def with_a_time_of_their_own(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row.get("event_type") != WITHOUT_A_TIME_OF_ITS_OWN]


@dataclass(frozen=True)
class Delivery:
    """Payloads that were sent, and the functions' metrics of them, by log group."""

    payloads: SamplePayloads
    metrics: dict[str, dict[str, float]]


def deliver(stack: LocalStack, payloads: SamplePayloads) -> Delivery:
    """Sends all payloads, and returns when the functions have read them."""
    sent = {"AgentEventsLogGroup": len(payloads.records), "ContactEventsLogGroup": len(payloads.contact_events)}
    before = {group: logged_metrics(stack, group) for group in sent}

    def since() -> dict[str, dict[str, float]]:
        return {
            group: {name: value - before[group].get(name, 0) for name, value in logged_metrics(stack, group).items()}
            for group in sent
        }

    sender(stack).send(payloads.arrivals())
    wait_until(
        "the functions have read all payloads",
        lambda: {group: metrics.get("RecordsRead") for group, metrics in since().items()} == sent,
        seconds=240,  # several workers of a function start at once, which takes a busy machine minutes
    )
    return Delivery(payloads, since())


@pytest.fixture(scope="module")
def delivery(deployed: LocalStack) -> Delivery:
    empty(deployed)
    payloads = read_sample_payloads(ROOT / "events")
    return deliver(deployed, payloads.shifted(round(time.time() * 1000) - payloads.ends_at()))


def test_every_event_becomes_its_rows(deployed: LocalStack, delivery: Delivery) -> None:
    assert rows_of_events(deployed) == expected_rows(delivery.payloads)


def test_an_event_without_a_time_of_its_own_becomes_a_row_as_well(deployed: LocalStack, delivery: Delivery) -> None:
    rows = stored("ContactEvent", stored_rows(deployed, "ContactEvent"))
    (row,) = (row for row in rows if row["event_type"] == WITHOUT_A_TIME_OF_ITS_OWN)
    (sent,) = (
        event["detail"]
        for event in delivery.payloads.contact_events
        if event["detail"]["eventType"] == WITHOUT_A_TIME_OF_ITS_OWN
    )
    assert row["contact_id"] == sent["contactId"]


def test_an_agents_states_are_those_of_the_payloads(deployed: LocalStack, delivery: Delivery) -> None:
    amara = CENTRE.agents[0].agent_id
    rows = [row for row in rows_of_events(deployed) if row["table"] == "AgentEvent" and row["agent_id"] == amara]
    assert [(row["state"], row["duration"]) for row in rows] == [
        ("Available", 80.363),
        ("Incoming", 8.127),
        ("On Call", 91.534),
        ("On Hold", 42.827),
        ("On Call", 158.258),
        ("After Call Work", 43.776),
        ("Available", 120.0),
    ]
    assert [row["open"] for row in rows] == [False] * 6 + [True]


def test_a_broken_record_is_quarantined_whole_with_its_reason(deployed: LocalStack, delivery: Delivery) -> None:
    broken = [record.data for record in delivery.payloads.records if not record.data.endswith("}")]
    (record,) = quarantined(deployed, "agent-events")
    assert [base64.b64decode(record["payload"]["kinesis"]["data"]).decode()] == broken
    assert record["reason"].startswith("not JSON")


def test_a_contact_event_without_its_contact_is_quarantined_whole(deployed: LocalStack, delivery: Delivery) -> None:
    broken = [event["detail"] for event in delivery.payloads.contact_events if "contactId" not in event["detail"]]
    (record,) = quarantined(deployed, "contact-events")
    assert [json.loads(record["payload"]["body"])["detail"]] == broken
    assert record["reason"] == "contactId is missing"


def quarantined(stack: LocalStack, service: str) -> list[dict[str, Any]]:
    """What a function has put into quarantine."""
    s3, bucket = stack.client("s3"), stack.resources["QuarantineBucket"]
    return [
        json.loads(s3.get_object(Bucket=bucket, Key=name)["Body"].read())
        for name in object_names(stack)
        if name.startswith(f"quarantine/{service}/")
    ]


def test_a_contact_record_on_the_stream_is_skipped_and_counted(deployed: LocalStack, delivery: Delivery) -> None:
    metrics = delivery.metrics["AgentEventsLogGroup"]
    assert metrics["RecordsSkipped"] == 1
    assert metrics["RecordsQuarantined"] == 1


def test_the_schedules_inputs_fill_the_tables_of_snapshots(deployed: LocalStack, delivery: Delivery) -> None:
    """The schedules themselves fire, too, but the slowest once an hour."""
    scheduler, functions = deployed.client("scheduler"), deployed.client("lambda")
    group = deployed.resources["ScheduleGroup"]
    names = [schedule["Name"] for schedule in scheduler.list_schedules(GroupName=group)["Schedules"]]
    assert len(names) == 3
    for name in names:
        target = scheduler.get_schedule(GroupName=group, Name=name)["Target"]
        function = deployed.resources["InstanceDataFunction"]
        assert target["Arn"].endswith(f":{function}")
        functions.invoke(FunctionName=function, InvocationType="Event", Payload=target["Input"])
    wait_until(
        "there are snapshots of all", lambda: all(stored_rows(deployed, t) for t in ("Instance", "Queue", "User"))
    )
    assert {row["queue_name"] for row in stored_rows(deployed, "Queue")} == {q.name for q in CENTRE.queues}
    assert {row["username"] for row in stored_rows(deployed, "User")} == {a.username for a in CENTRE.agents}
    assert {row["alias"] for row in stored_rows(deployed, "Instance")} == {CENTRE.alias}


def test_the_queries_of_the_data_model_have_answers(deployed: LocalStack, delivery: Delivery) -> None:
    wait_until("there are snapshots of the queues", lambda: stored_rows(deployed, "Queue"), seconds=90)
    agents, contacts, queues = map(deployed.rows, deployed.engine.sample_queries)
    assert {"On Call", "Available", "After Call Work"} <= {row["state"] for row in agents}
    assert any(row["handle_time"] for row in contacts)
    assert {row["queue_name"] for row in queues} == {queue.name for queue in CENTRE.queues}


def test_a_second_delivery_of_everything_changes_nothing(deployed: LocalStack, delivery: Delivery) -> None:
    before = rows_of_events(deployed)
    again = deliver(deployed, delivery.payloads)
    assert rows_of_events(deployed) == before
    assert again.metrics["AgentEventsLogGroup"]["RowsSuperseded"] > 0
