"""The events in the payloads of `events/`, without what is broken on purpose, and copies of them with one change."""

import base64
import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from local.connect.centre import small_centre
from tests.support.golden import payload

INSTANCE = small_centre().instance_arn
# Ids that are nobody's.
OTHER = "00000000-0000-4000-8000-000000000000"
OTHER_INSTANCE = f"arn:aws:connect:eu-west-2:123456789012:instance/{OTHER}"
ABSENT = object()


def agent_events(name: str) -> Iterator[dict[str, Any]]:
    """The agent events in a payload, without what is none on purpose."""
    for record in payload(f"agent-events/{name}")["Records"]:
        data = base64.b64decode(record["kinesis"]["data"])
        if data.endswith(b"}") and b'"EventType"' in data:
            yield json.loads(data)


def contact_events(name: str) -> list[dict[str, Any]]:
    """The contact events in a payload, without the one that is broken on purpose."""
    sent = payload(f"contact-events/{name}")
    events = [json.loads(record["body"]) for record in sent["Records"]] if "Records" in sent else [sent]
    return [event for event in events if "contactId" in event["detail"]]


CALL = list(agent_events("a-call-from-ring-to-idle"))
INBOUND = {
    event_type: contact_events(f"inbound-call-{event_type.lower().replace('_', '-')}")[0]
    for event_type in (
        "INITIATED",
        "CONNECTED_TO_SYSTEM",
        "CONTACT_DATA_UPDATED",
        "QUEUED",
        "CONNECTED_TO_AGENT",
        "DISCONNECTED",
        "COMPLETED",
    )
}
CHAIN = contact_events("sqs-batch-of-a-transfer-chain")
ABANDONED = {
    event_type: contact_events(f"abandoned-call-{event_type.lower()}")[0]
    for event_type in ("DISCONNECTED", "COMPLETED")
}


def changed(shape: Any, path: str, value: Any) -> Any:
    """A copy of a shape with another value, or none, at the end of a path such as `3/detail/queueInfo`."""
    changed = deepcopy(shape)
    *way, last = [int(key) if key.isdigit() else key for key in path.split("/")]
    place = changed
    for key in way:
        place = place[key]
    if value is ABSENT:
        del place[last]
    else:
        place[last] = value
    return changed
