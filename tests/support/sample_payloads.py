"""The events in the payloads of `events/`, taken out to be sent to a stream and an event bus, at any time.

A payload is what Lambda hands to a function; Connect's events are inside.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.connect.simulation.delivery import Arrival

# As Connect writes times, to the second or the millisecond; not 1970, which means that there is none.
_TIMES = re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z")


@dataclass(frozen=True)
class StreamRecord:
    """What Connect puts on the stream; mostly the JSON of an agent event."""

    partition_key: str
    data: str


@dataclass(frozen=True)
class SamplePayloads:
    """Records of the stream in the order of their arrival, and events of the bus."""

    records: tuple[StreamRecord, ...]
    contact_events: tuple[dict[str, Any], ...]

    def ends_at(self) -> int:
        """The newest time in it, in milliseconds since 1970."""
        texts = [*(record.data for record in self.records), json.dumps(self.contact_events)]
        return max(_milliseconds(time) for text in texts for time in _TIMES.findall(text))

    def arrivals(self) -> list[Arrival]:
        """All of it in order, as if it arrived at once."""
        records = [Arrival(0, "stream", record.data, record.partition_key) for record in self.records]
        return records + [Arrival(0, "bus", json.dumps(event)) for event in self.contact_events]

    def shifted(self, milliseconds: int) -> "SamplePayloads":
        """The same with every time so much later."""
        return SamplePayloads(
            tuple(StreamRecord(each.partition_key, _shifted(each.data, milliseconds)) for each in self.records),
            tuple(json.loads(_shifted(json.dumps(self.contact_events), milliseconds))),
        )


def read_sample_payloads(events: Path) -> SamplePayloads:
    """The payloads in the folder `events`."""
    batches = [json.loads(file.read_text()) for file in sorted(events.glob("agent-events/*.json"))]
    records = sorted(
        (record["kinesis"] for batch in batches for record in batch["Records"]),
        key=lambda record: (record["approximateArrivalTimestamp"], record["sequenceNumber"]),
    )
    return SamplePayloads(
        tuple(StreamRecord(record["partitionKey"], base64.b64decode(record["data"]).decode()) for record in records),
        tuple(_contact_events(json.loads(file.read_text()) for file in sorted(events.glob("contact-events/*.json")))),
    )


def _contact_events(payloads: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The events in payloads that are one each, or a batch of messages from a queue."""
    for payload in payloads:
        if "Records" in payload:
            yield from (json.loads(message["body"]) for message in payload["Records"])
        else:
            yield payload


def _shifted(text: str, milliseconds: int) -> str:
    def later(match: re.Match[str]) -> str:
        precision = "milliseconds" if "." in match[0] else "seconds"
        return _timestamp(_milliseconds(match[0]) + milliseconds, precision)

    return _TIMES.sub(later, text)


def _milliseconds(time: str) -> int:
    return round(datetime.fromisoformat(time).timestamp() * 1000)


def _timestamp(milliseconds: int, precision: str) -> str:
    time = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return time.isoformat(timespec=precision).replace("+00:00", "Z")
