"""ContactEventsFunction end to end, and every way in which it can fail."""

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from tests.integration.functions.conftest import ON_BOTH_ENGINES, Context, everything, golden_rows, quarantined, query
from tests.support.client_faults import ClientFaults
from tests.support.event_factories import Shape, at, contact_event, handled
from tests.support.golden import golden, payload, payloads

type Start = Callable[[str], ModuleType]


def batch(*bodies: Shape | str) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": f"message-{number}",
                "body": body if isinstance(body, str) else json.dumps(body),
                "eventSource": "aws:sqs",
            }
            for number, body in enumerate(bodies)
        ]
    }


def failed(answer: dict[str, Any]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


@ON_BOTH_ENGINES
@pytest.mark.parametrize("name", payloads("contact-events"))
def test_a_payload_becomes_its_golden_rows(name: str, start: Start, context: Context) -> None:
    assert start("contact_events").handler(payload(name), context) == {"batchItemFailures": []}
    assert golden_rows() == golden(name)["rows"]
    assert [letter["reason"] for letter in quarantined()] == golden(name)["quarantined"]


def test_a_broken_message_is_kept_whole_and_the_others_go_on(start: Start, context: Context) -> None:
    sent = batch("no JSON", handled("DISCONNECTED"))
    assert failed(start("contact_events").handler(sent, context)) == []
    (letter,) = quarantined()
    assert letter["name"].startswith("quarantine/contact-events/")
    assert letter["reason"].startswith("not JSON")
    assert letter["payload"] == sent["Records"][0]
    assert len(everything()["ContactEvent"]) == 1


def test_a_broken_event_that_comes_alone_is_kept_as_well(start: Start, context: Context) -> None:
    broken = contact_event("QUEUED")
    del broken["detail"]["contactId"]
    assert failed(start("contact_events").handler(broken, context)) == []
    (letter,) = quarantined()
    assert (letter["reason"], letter["payload"]) == ("contactId is missing", broken)


@ON_BOTH_ENGINES
def test_two_deliveries_of_one_event_are_one_row(start: Start, context: Context) -> None:
    once, twice = (handled("DISCONNECTED", envelope_id=name) for name in ("one", "two"))
    function = start("contact_events")
    function.handler(batch(once, twice), context)
    function.handler(batch(twice), context)
    assert len(everything()["ContactEvent"]) == 1


def test_an_older_delivery_does_not_undo_a_newer_one(start: Start, context: Context) -> None:
    function = start("contact_events")
    function.handler(batch(handled("COMPLETED", delivered="09:31:00")), context)
    function.handler(batch(handled("COMPLETED", delivered="09:30:00", disconnected_at=None)), context)
    assert query('SELECT contact_time FROM {}."ContactEvent"') == [["220.25"]]


def test_a_row_that_timestream_refuses_is_kept_with_its_reason(start: Start, context: Context) -> None:
    ancient = contact_event("INITIATED", initiated_at=86_400_000)
    assert failed(start("contact_events").handler(batch(ancient), context)) == []
    (letter,) = quarantined()
    assert letter["reason"].startswith("The record timestamp is outside the time range")
    assert letter["payload"]["dimensions"]["event_type"] == "INITIATED"


def test_when_timestream_takes_nothing_every_message_is_shown_again(start: Start, context: Context) -> None:
    sent = batch(handled("QUEUED"), handled("DISCONNECTED"), handled("DISCONNECTED"))
    function = start("contact_events")
    ClientFaults(function._STORE._client, "WriteRecords").error(429, "ThrottlingException", times=5)
    assert failed(function.handler(sent, context)) == ["message-0", "message-1", "message-2"]
    assert everything() == {}
    assert failed(function.handler(sent, context)) == []
    assert len(everything()["ContactEvent"]) == 2


def test_only_the_messages_whose_rows_were_not_taken_are_shown_again(start: Start, context: Context) -> None:
    many = [contact_event("INITIATED", contact_id=f"c-{number}", initiated_at=at("09:00:00")) for number in range(150)]
    function = start("contact_events")
    ClientFaults(function._STORE._client, "WriteRecords").error(500, "InternalServerException", skip=1, times=5)
    answer = function.handler(batch(*many), context)
    assert failed(answer) == [f"message-{number}" for number in range(100, 150)]
    assert len(everything()["ContactEvent"]) == 100


def test_when_the_quarantine_takes_nothing_the_broken_message_is_shown_again(start: Start, context: Context) -> None:
    function = start("contact_events")
    ClientFaults(function._QUARANTINE._s3, "PutObject").error(503, "SlowDown", times=4)
    assert failed(function.handler(batch(handled("QUEUED"), "broken"), context)) == ["message-1"]
    assert failed(function.handler(batch("broken"), context)) == []
    assert len(quarantined()) == 1


def test_a_single_event_that_could_not_be_stored_fails_the_call(start: Start, context: Context) -> None:
    function = start("contact_events")
    ClientFaults(function._STORE._client, "WriteRecords").error(500, "InternalServerException")
    with pytest.raises(function.ContactEventNotStored, match="Try it again"):
        function.handler(handled("QUEUED"), context)
