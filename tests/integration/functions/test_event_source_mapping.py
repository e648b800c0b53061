"""Agent events through Lambda's own rules of reading a stream, while the infrastructure fails: nothing is lost."""

from collections.abc import Callable
from random import Random
from types import ModuleType
from typing import Any

import pytest

from tests.integration.functions.conftest import (
    ON_BOTH_ENGINES,
    Context,
    everything,
    forget,
    golden_rows,
    quarantined,
)
from tests.support.client_faults import ClientFaults, FaultStorm
from tests.support.event_source_mapping import EventSourceMapping
from tests.support.golden import payload, payloads

type Start = Callable[[str], ModuleType]


def morning() -> list[dict[str, Any]]:
    """All records of the stream in `events/`, the broken one and the contact record among them, as they arrived."""
    records = [record for name in payloads("agent-events") for record in payload(name)["Records"]]
    return sorted(records, key=lambda record: (record["kinesis"]["approximateArrivalTimestamp"], record["eventID"]))


@pytest.fixture
def undisturbed(start: Start, context: Context) -> list[dict[str, Any]]:
    """The rows of a morning without any faults. The tables are empty again."""
    EventSourceMapping(calling(start("agent_events"), context), batch_size=500, tries=1).deliver(morning())
    rows = golden_rows()
    forget()
    return rows


def calling(function: ModuleType, context: Context) -> Callable[[dict[str, Any]], Any]:
    return lambda event: function.handler(event, context)


@ON_BOTH_ENGINES
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("batch_size", [1, 7, 500])
def test_in_a_storm_of_throttles_and_failures_the_tables_become_what_they_would_have_been(
    seed: int, batch_size: int, start: Start, context: Context, undisturbed: list[dict[str, Any]]
) -> None:
    function = start("agent_events")
    storm = FaultStorm(Random(seed))
    for client in (function._STORE._client, function._MEMORIES._dynamodb, function._QUARANTINE._s3):
        storm.strike(client)
    mapping = EventSourceMapping(calling(function, context), batch_size=batch_size, tries=1000)
    mapping.deliver(morning())
    storm.over = True
    assert mapping.failed == []
    assert golden_rows() == undisturbed
    assert len(quarantined()) == 1


@ON_BOTH_ENGINES
def test_a_call_that_dies_at_any_point_is_made_up_for_by_halves(
    start: Start, context: Context, undisturbed: list[dict[str, Any]]
) -> None:
    function = start("agent_events")
    random = Random(1)

    def dying(event: dict[str, Any]) -> Any:
        answer = function.handler(event, context)
        if random.random() < 0.4:
            raise TimeoutError("Task timed out")  # after all is stored, which Lambda cannot know
        return answer

    mapping = EventSourceMapping(dying, batch_size=500, tries=100)
    mapping.deliver(morning())
    assert mapping.failed == []
    assert golden_rows() == undisturbed


@ON_BOTH_ENGINES
def test_what_gets_too_old_lies_whole_where_failures_go_and_can_be_sent_again(
    start: Start, context: Context, undisturbed: list[dict[str, Any]]
) -> None:
    function = start("agent_events")
    ClientFaults(function._MEMORIES._dynamodb, "BatchGetItem").error(500, "InternalServerError")
    mapping = EventSourceMapping(calling(function, context), batch_size=500, tries=3)
    mapping.deliver(morning())
    assert mapping.failed == morning()
    assert everything() == {}

    again = EventSourceMapping(calling(start("agent_events"), context), batch_size=500, tries=3)
    again.deliver(mapping.failed)
    again.deliver(mapping.failed)
    assert again.failed == []
    assert golden_rows() == undisturbed
