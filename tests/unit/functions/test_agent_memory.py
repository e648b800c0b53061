"""The agents' memories in DynamoDB: what is stored is what is read, whichever release has written it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.stub import Stubber

from agent_memory import AgentMemories
from agent_snapshot import Contact
from agent_timeline import AgentMemory, Stretch
from tests.support.event_factories import AGENT, INSTANCE_ID, at, contact, event, folded, snapshot, without_snapshot

TABLE = "agent-memory"
NAME = f"{INSTANCE_ID}/{AGENT}"
CALL = event("09:00:00", snapshot([contact("CONNECTED", "08:59:59")]))


@pytest.fixture
def memories() -> AgentMemories:
    return AgentMemories(TABLE)


@pytest.fixture
def dynamodb(memories: AgentMemories) -> Iterator[Stubber]:
    with Stubber(memories._dynamodb) as stub:
        yield stub
        stub.assert_no_pending_responses()


def put(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"RequestItems": {TABLE: [{"PutRequest": {"Item": item}} for item in items]}}


def got(*items: dict[str, Any]) -> dict[str, Any]:
    return {"Responses": {TABLE: list(items)}, "UnprocessedKeys": {}}


@pytest.mark.parametrize("last", [CALL, without_snapshot("09:00:00", "LOGIN")])
def test_a_memory_that_was_stored_is_read_as_it_was(last: dict[str, Any], memories: AgentMemories, mocker: Any) -> None:
    written = mocker.patch.object(memories._dynamodb, "batch_write_item", return_value={"UnprocessedItems": {}})
    kept = folded(event("08:00:00"), last).memories
    assert memories.save(kept) == set()
    (put_request,) = written.call_args.kwargs["RequestItems"][TABLE]
    mocker.patch.object(memories._dynamodb, "batch_get_item", return_value=got(put_request["PutRequest"]["Item"]))
    assert memories.load([NAME]) == kept


def test_a_memory_expires_a_month_after_the_last_event(memories: AgentMemories, dynamodb: Stubber, mocker: Any) -> None:
    item = {"agent": {"S": NAME}, "memory": {"S": mocker.ANY}, "expires_at": {"N": str(1_795_165_200 + 30 * 86_400)}}
    dynamodb.add_response("batch_write_item", {"UnprocessedItems": {}}, put([item]))
    assert memories.save(folded(CALL).memories) == set()


def test_a_memory_of_an_older_release_is_read(memories: AgentMemories, dynamodb: Stubber) -> None:
    first_contact: dict[str, Any] = {
        "contact_id": "c-1",
        "state": "CONNECTED",
        "started_at": at("09:00:00"),
        "channel": "VOICE",
        "initiation_method": "INBOUND",
        "initial_contact_id": "c-1",
        "queue_id": None,
        "queue_name": None,
        "queued_at": None,
        "connected_to_agent_at": None,
    }
    stretch: dict[str, Any] = {
        "state": "On Call",
        "started_at": at("09:00:00"),
        "event_type": "STATE_CHANGE",
        "columns": {"status": "Available", "contacts": 1},
    }
    content = {
        "last_event_at": at("09:00:01"),
        "last_event_ids": ["e-1"],
        "version": 1_795_165_201_000_000,
        "status_started_at": at("08:00:00"),
        "stretch": stretch,
        "contacts": [first_contact],
    }
    item = {"agent": {"S": NAME}, "memory": {"S": json.dumps(content)}, "expires_at": {"N": "0"}}
    dynamodb.add_response("batch_get_item", got(item))
    assert memories.load([NAME]) == {
        NAME: AgentMemory(
            last_event_at=at("09:00:01"),
            last_event_ids=("e-1",),
            version=1_795_165_201_000_000,
            state_known_at=at("09:00:01"),
            status_started_at=at("08:00:00"),
            stretch=Stretch(**stretch),
            contacts=(Contact(**first_contact),),
        )
    }


@pytest.mark.parametrize("content", ['{"shape": "another"}', "not JSON", "[]"])
def test_a_memory_that_cannot_be_read_starts_anew(content: str, memories: AgentMemories, dynamodb: Stubber) -> None:
    dynamodb.add_response("batch_get_item", got({"agent": {"S": NAME}, "memory": {"S": content}}))
    assert memories.load([NAME]) == {}


def test_memories_are_read_a_hundred_at_a_time_and_stored_twenty_five_at_a_time(
    memories: AgentMemories, mocker: Any
) -> None:
    read = mocker.patch.object(memories._dynamodb, "batch_get_item", return_value=got())
    written = mocker.patch.object(memories._dynamodb, "batch_write_item", return_value={"UnprocessedItems": {}})
    memory = folded(CALL).memories[NAME]
    memories.load(f"agent-{number}" for number in range(201))
    memories.save({f"agent-{number}": memory for number in range(51)})
    assert [len(call.kwargs["RequestItems"][TABLE]["Keys"]) for call in read.call_args_list] == [100, 100, 1]
    assert [len(call.kwargs["RequestItems"][TABLE]) for call in written.call_args_list] == [25, 25, 1]
