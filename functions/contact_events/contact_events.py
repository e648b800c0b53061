"""ContactEventsFunction: contact events from EventBridge, by way of an SQS queue, become rows of ContactEvent."""

import time
from collections.abc import Sequence
from typing import Any

from connect_analytics import settings
from connect_analytics.fields import InvalidRecord, parse
from connect_analytics.quarantine import Quarantine, QuarantinedRecord
from connect_analytics.rows import Row
from connect_analytics.store import open_store
from connect_analytics.telemetry import count, event_age, logger, metrics, tracer
from connect_analytics.write import write_rows
from contact_row import contact_row

_SETTINGS = settings.load(settings.Settings)
_STORE = open_store(_SETTINGS.store)
_QUARANTINE = Quarantine(_SETTINGS.quarantine_bucket, "contact-events")


class ContactEventNotStored(Exception):
    """A single event could not be stored now: invoke the function with it again."""


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Takes a batch of SQS messages, each an EventBridge event, and answers with those to show again.

    It takes a bare EventBridge event as well, so that one can be tried by hand.
    """
    if "Records" not in event:
        if _process([event], [event]):
            raise ContactEventNotStored("The event could not be stored now; the log says why. Try it again.")
        return {"batchItemFailures": []}
    messages = event["Records"]
    undone = _process(messages, [message["body"] for message in messages])
    return {"batchItemFailures": [{"itemIdentifier": messages[position]["messageId"]} for position in sorted(undone)]}


def _process(records: Sequence[dict[str, Any]], bodies: Sequence[str | dict[str, Any]]) -> set[int]:
    """Writes what the records become. Returns the positions of those that must be read again."""
    rows: list[Row] = []
    quarantined = []
    for position, body in enumerate(bodies):
        try:
            rows.append(contact_row(parse(body) if isinstance(body, str) else body, position))
        except InvalidRecord as error:
            quarantined.append(QuarantinedRecord(records[position], str(error), (position,)))
    count(RecordsRead=len(records), RecordsQuarantined=len(quarantined))
    if rows:
        event_age(round(time.time() * 1000) - min(row.time for row in rows))
    undone = write_rows(_STORE, _QUARANTINE, rows, quarantined)
    count(BatchesFailed=int(bool(undone)))
    return undone
