"""AgentEventsFunction: agent events from the Kinesis stream become rows of AgentEvent and AgentEvent_Contact."""

import time
from collections.abc import Sequence
from typing import Any

from agent_memory import AgentMemories, AgentMemoryUnavailable
from agent_snapshot import AgentEvent, decode
from agent_timeline import fold
from connect_analytics import settings
from connect_analytics.fields import InvalidRecord
from connect_analytics.quarantine import Quarantine, QuarantinedRecord
from connect_analytics.store import open_store
from connect_analytics.telemetry import count, event_age, logger, metrics, tracer
from connect_analytics.write import write_rows

_SETTINGS = settings.load(settings.AgentEventsSettings)
_MEMORIES = AgentMemories(_SETTINGS.agent_memory_table)
_STORE = open_store(_SETTINGS.store)
_QUARANTINE = Quarantine(_SETTINGS.quarantine_bucket, "agent-events")


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Takes a batch of Kinesis records. Answers with the first record to read again, if there is one."""
    records = event["Records"]
    done = _process(records)
    if done == len(records):
        return {"batchItemFailures": []}
    count(BatchesFailed=1)
    return {"batchItemFailures": [{"itemIdentifier": records[done]["kinesis"]["sequenceNumber"]}]}


def _process(records: Sequence[dict[str, Any]]) -> int:
    """Writes what the records become. Returns how many of them, from the first on, are done with for good."""
    events, quarantined = _decode(records)
    try:
        memories = _MEMORIES.load(event.agent for event in events)
    except AgentMemoryUnavailable:
        logger.exception("The agents' memories could not be read; the batch will be read again")
        return 0
    timeline = fold(memories, events)
    for position, error in timeline.failed:
        logger.error("An event could not be processed; it is kept in quarantine", position=position, exc_info=error)
        quarantined.append(QuarantinedRecord(records[position], f"{type(error).__name__}: {error}", (position,)))
    count(
        RecordsQuarantined=len(quarantined),
        LateEvents=timeline.late,
        EventsWithoutSnapshot=timeline.without_snapshot,
        UnknownContactStates=timeline.unknown_contact_states,
    )
    undone = write_rows(_STORE, _QUARANTINE, timeline.rows, quarantined)
    done = min(undone, default=len(records))
    if undone:
        # What comes before is not read again and must be remembered; what follows is, and must not.
        timeline = fold(memories, [e for e in events if e.position < done])
    unsaved = _MEMORIES.save(timeline.memories)
    return min((event.position for event in events if event.agent in unsaved), default=done)


def _decode(records: Sequence[dict[str, Any]]) -> tuple[list[AgentEvent], list[QuarantinedRecord]]:
    events = []
    quarantined = []
    for position, record in enumerate(records):
        try:
            event = decode(record, position, names=_SETTINGS.agent_names)
        except InvalidRecord as error:
            quarantined.append(QuarantinedRecord(record, str(error), (position,)))
        else:
            if event:
                events.append(event)
    count(RecordsRead=len(records), RecordsSkipped=len(records) - len(events) - len(quarantined))
    if events:
        event_age(round(time.time() * 1000) - min(event.at for event in events))
    return events, quarantined
