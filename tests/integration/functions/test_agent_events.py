"""AgentEventsFunction end to end, and every way in which it can fail."""

import traceback
from collections.abc import Callable
from types import ModuleType
from typing import Any

import boto3
import pytest
from pytest_mock import MockerFixture

from tests.integration.functions.conftest import (
    MEMORY,
    ON_BOTH_ENGINES,
    WRITE_OPERATIONS,
    Context,
    everything,
    forget,
    golden_rows,
    quarantined,
    query,
)
from tests.support.client_faults import ClientFaults
from tests.support.event_factories import (
    AGENT,
    INSTANCE_ID,
    OTHER_AGENT,
    Shape,
    contact,
    event,
    record,
    snapshot,
)
from tests.support.golden import golden, payload, payloads

type Start = Callable[[str], ModuleType]

CALL = snapshot([contact("CONNECTED", "09:01:00")])


def batch(*events: Shape | bytes) -> dict[str, Any]:
    return {"Records": [record(shape) for shape in events]}


def numbers(sent: dict[str, Any]) -> list[str]:
    return [each["kinesis"]["sequenceNumber"] for each in sent["Records"]]


def failed(answer: dict[str, Any]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def two_agents() -> dict[str, Any]:
    return batch(
        event("09:00:00", snapshot(since="09:00:00")),
        event("09:00:30", snapshot(since="09:00:30"), agent=OTHER_AGENT),
        event("09:01:00", CALL, previous=snapshot(since="09:00:00")),
        event("09:02:00", snapshot(since="09:02:00", status="Lunch", status_type="CUSTOM"), agent=OTHER_AGENT),
    )


def late_row() -> Shape:
    """An event whose contact has been in its state since long before any table keeps rows."""
    ancient = contact("CONNECTED", "09:00:00", state_started_at=86_400_000)
    return event("09:03:00", snapshot([ancient]))


@pytest.fixture
def undisturbed(start: Start, context: Context) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What the tables would be like without any faults; then everything is forgotten."""

    def tables(sent: dict[str, Any]) -> dict[str, Any]:
        assert failed(start("agent_events").handler(sent, context)) == []
        found = everything()
        forget()
        return found

    return tables


def remembered() -> set[str]:
    dynamodb: Any = boto3.client("dynamodb")
    return {item["agent"]["S"].rpartition("/")[2] for item in dynamodb.scan(TableName=MEMORY)["Items"]}


@ON_BOTH_ENGINES
@pytest.mark.parametrize("name", payloads("agent-events"))
def test_a_payload_becomes_its_golden_rows(name: str, start: Start, context: Context) -> None:
    assert start("agent_events").handler(payload(name), context) == {"batchItemFailures": []}
    assert golden_rows() == golden(name)["rows"]
    assert [letter["reason"] for letter in quarantined()] == golden(name)["quarantined"]


def test_memory_carries_a_stretch_from_one_batch_to_the_next(start: Start, context: Context) -> None:
    function = start("agent_events")
    function.handler(batch(event("09:00:00", CALL)), context)
    start("agent_events").handler(batch(event("09:05:00", snapshot(since="08:00:00"), previous=CALL)), context)
    assert query('SELECT state, duration, open FROM {}."AgentEvent" ORDER BY time') == [
        ["On Call", "300.0", "false"],
        ["Available", "0.0", "true"],
    ]


def test_what_cannot_be_decoded_is_kept_whole_and_the_batch_goes_on(start: Start, context: Context) -> None:
    sent = batch(b'{"AgentARN": 7}', event("09:00:00", snapshot(since="09:00:00")))
    assert failed(start("agent_events").handler(sent, context)) == []
    (letter,) = quarantined()
    assert letter["name"].startswith("quarantine/agent-events/")
    assert letter["reason"] == "InstanceARN is missing"
    assert letter["payload"] == sent["Records"][0]
    assert len(everything()["AgentEvent"]) == 1


def test_an_event_that_cannot_be_processed_is_kept_and_its_traceback_is_logged(
    start: Start, context: Context, mocker: MockerFixture
) -> None:
    mocker.patch("agent_timeline.effective_state", side_effect=[ArithmeticError("no such state"), ("Available", None)])
    function = start("agent_events")
    log = mocker.spy(function.logger, "error")
    sent = batch(event("09:00:00"), event("09:01:00", agent=OTHER_AGENT))
    assert failed(function.handler(sent, context)) == []
    assert [(each["reason"], each["payload"]) for each in quarantined()] == [
        ("ArithmeticError: no such state", sent["Records"][0])
    ]
    logged = log.call_args.kwargs["exc_info"]
    assert "_state_rows" in "".join(traceback.format_exception(logged))
    assert len(everything()["AgentEvent"]) == 1


def test_keeping_the_same_twice_keeps_it_once(start: Start, context: Context) -> None:
    sent = batch(b"broken")
    function = start("agent_events")
    function.handler(sent, context)
    function.handler(sent, context)
    assert len(quarantined()) == 1


def test_a_row_that_timestream_refuses_is_kept_with_its_reason(start: Start, context: Context) -> None:
    assert failed(start("agent_events").handler(batch(late_row()), context)) == []
    (letter,) = quarantined()
    assert letter["reason"].startswith("The record timestamp is outside the time range")
    assert letter["payload"]["table"] == "AgentEvent_Contact"
    assert letter["payload"]["time"] == 86_400_000
    assert letter["payload"]["measures"]["state"] == "On Call"
    assert len(everything()["AgentEvent"]) == 1


def test_a_row_too_large_for_timestream_does_not_take_others_with_it(start: Start, context: Context) -> None:
    huge = snapshot(first_name="A" * 1000, last_name="B" * 1000, username="C" * 1000, since="09:00:00")
    sent = batch(*(event(f"09:00:{second}", snapshot(since="09:00:00")) for second in (10, 20)))
    sent["Records"] += batch(event("09:00:30", huge, agent=OTHER_AGENT))["Records"]
    assert failed(start("agent_events").handler(sent, context)) == []
    (letter,) = quarantined()
    assert letter["payload"]["dimensions"]["agent_id"] == OTHER_AGENT
    assert query('SELECT agent_id, duration FROM {}."AgentEvent"') == [[AGENT, "20.0"]]


@ON_BOTH_ENGINES
def test_the_same_batch_again_and_an_older_one_change_nothing(start: Start, context: Context) -> None:
    sent = two_agents()
    function = start("agent_events")
    function.handler(sent, context)
    once = everything()
    assert failed(function.handler(sent, context)) == []
    assert failed(function.handler({"Records": sent["Records"][:2]}, context)) == []
    assert everything() == once
    assert quarantined() == []


@pytest.mark.parametrize(("status", "code"), [(429, "ThrottlingException"), (500, "InternalServerException")])
def test_when_timestream_takes_nothing_the_whole_batch_is_read_again(
    status: int, code: str, start: Start, context: Context, undisturbed: Any
) -> None:
    sent = two_agents()
    expected = undisturbed(sent)
    function = start("agent_events")
    faults = ClientFaults(function._STORE._client, "WriteRecords").error(status, code, times=5)
    assert failed(function.handler(sent, context)) == numbers(sent)[:1]
    assert faults.calls == 5
    assert (everything(), remembered()) == ({}, set())
    assert failed(function.handler(sent, context)) == []
    assert everything() == expected


def test_a_throttled_call_that_goes_through_in_the_end_is_no_failure(start: Start, context: Context) -> None:
    function = start("agent_events")
    ClientFaults(function._STORE._client, "WriteRecords").error(429, "ThrottlingException", times=3)
    assert failed(function.handler(two_agents(), context)) == []
    assert len(everything()["AgentEvent"]) == 4


def test_when_timestream_fails_half_way_the_batch_is_read_again_from_the_first_row_not_stored(
    start: Start, context: Context, undisturbed: Any
) -> None:
    sent = two_agents()
    expected = undisturbed(sent)
    function = start("agent_events")
    # AgentEvent's rows are stored, those of AgentEvent_Contact are not: only the third event has one.
    ClientFaults(function._STORE._client, "WriteRecords").error(500, "InternalServerException", skip=1, times=5)
    assert failed(function.handler(sent, context)) == [numbers(sent)[2]]
    assert remembered() == {AGENT, OTHER_AGENT}
    assert failed(function.handler({"Records": sent["Records"][2:]}, context)) == []
    assert everything() == expected


@ON_BOTH_ENGINES
def test_a_connection_lost_after_storing_stores_nothing_twice(
    engine: dict[str, str], start: Start, context: Context, undisturbed: Any
) -> None:
    sent = two_agents()
    expected = undisturbed(sent)
    function = start("agent_events")
    faults = ClientFaults(function._STORE._client, WRITE_OPERATIONS[engine["ENGINE"]]).dropped_connection(times=2)
    assert failed(function.handler(sent, context)) == []
    assert faults.calls > 2
    assert everything() == expected


def test_when_memory_cannot_be_read_nothing_is_written_and_all_is_read_again(start: Start, context: Context) -> None:
    sent = two_agents()
    function = start("agent_events")
    ClientFaults(function._MEMORIES._dynamodb, "BatchGetItem").error(500, "InternalServerError")
    assert failed(function.handler(sent, context)) == numbers(sent)[:1]
    assert everything() == {}


def test_when_memory_cannot_be_stored_its_events_are_read_again(
    start: Start, context: Context, undisturbed: Any
) -> None:
    sent = two_agents()
    expected = undisturbed(sent)
    function = start("agent_events")
    ClientFaults(function._MEMORIES._dynamodb, "BatchWriteItem").error(
        400, "ProvisionedThroughputExceededException", times=5
    )
    assert failed(function.handler(sent, context)) == numbers(sent)[:1]
    assert remembered() == set()
    assert failed(function.handler(sent, context)) == []
    assert everything() == expected


@pytest.mark.parametrize(
    ("operation", "key"), [("batch_get_item", "UnprocessedKeys"), ("batch_write_item", "UnprocessedItems")]
)
def test_what_dynamodb_leaves_undone_is_asked_for_again(
    operation: str, key: str, start: Start, context: Context, mocker: Any
) -> None:
    function = start("agent_events")
    client = function._MEMORIES._dynamodb
    real = getattr(client, operation)
    calls = []

    def undone_at_first(RequestItems: Any) -> Any:
        calls.append(RequestItems)
        if len(calls) == 1:
            return {"Responses": {}, key: RequestItems}
        return real(RequestItems=RequestItems)

    mocker.patch.object(client, operation, undone_at_first)
    assert failed(function.handler(two_agents(), context)) == []
    assert len(calls) == 2
    assert remembered() == {AGENT, OTHER_AGENT}


@pytest.mark.parametrize(
    ("operation", "key"), [("batch_get_item", "UnprocessedKeys"), ("batch_write_item", "UnprocessedItems")]
)
def test_what_dynamodb_leaves_undone_for_good_is_read_again(
    operation: str, key: str, start: Start, context: Context, mocker: Any
) -> None:
    function = start("agent_events")
    mocker.patch("agent_memory.time.sleep")
    mocker.patch.object(
        function._MEMORIES._dynamodb,
        operation,
        lambda RequestItems: {"Responses": {}, key: RequestItems},
    )
    sent = two_agents()
    assert failed(function.handler(sent, context)) == numbers(sent)[:1]
    assert remembered() == set()


def test_when_the_quarantine_takes_nothing_the_batch_is_read_again_from_the_bad_record(
    start: Start, context: Context, undisturbed: Any
) -> None:
    sent = two_agents()
    sent["Records"].insert(1, record(b"broken"))
    expected = undisturbed(sent)
    function = start("agent_events")
    ClientFaults(function._QUARANTINE._s3, "PutObject").error(503, "SlowDown", times=4)
    assert failed(function.handler(sent, context)) == [numbers(sent)[1]]
    assert remembered() == {AGENT}
    assert failed(function.handler({"Records": sent["Records"][1:]}, context)) == []
    assert everything() == expected
    assert len(quarantined()) == 1


def test_a_memory_that_another_release_has_written_starts_anew(start: Start, context: Context) -> None:
    dynamodb: Any = boto3.client("dynamodb")
    agent = {"S": f"{INSTANCE_ID}/{AGENT}"}
    dynamodb.put_item(TableName=MEMORY, Item={"agent": agent, "memory": {"S": '{"shape": "another"}'}})
    assert failed(start("agent_events").handler(batch(event("09:00:00", CALL)), context)) == []
    assert len(everything()["AgentEvent"]) == 1


def test_memories_are_forgotten_a_month_after_the_agents_last_event(start: Start, context: Context) -> None:
    start("agent_events").handler(batch(event("09:00:00", CALL)), context)
    dynamodb: Any = boto3.client("dynamodb")
    (item,) = dynamodb.scan(TableName=MEMORY)["Items"]
    assert int(item["expires_at"]["N"]) == 1_795_165_200 + 30 * 86_400
