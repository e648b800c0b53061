"""Where a simulation's arrivals go: to a Kinesis stream and an event bus, or into a file."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import batched
from typing import Any, Protocol, TextIO

from local.connect.simulation.delivery import Arrival

# What one call takes at the most.
_RECORDS_PER_CALL = 500
_EVENTS_PER_CALL = 10


class Sender(Protocol):
    """`sent` counts what was taken, by where it went."""

    sent: Counter[str]

    def send(self, arrivals: Iterable[Arrival]) -> None: ...


class Discard:
    """Sends nothing, for those who only ask the API."""

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()

    def send(self, arrivals: Iterable[Arrival]) -> None:
        """Drops them."""


class AwsSender:
    """Puts records on a Kinesis stream, and events on the default event bus as `source`.

    Nobody but Connect may send as aws.connect.
    """

    def __init__(self, kinesis: Any, eventbridge: Any, stream: str, source: str) -> None:
        self._kinesis = kinesis
        self._eventbridge = eventbridge
        self._stream = stream
        self._source = source
        self.sent: Counter[str] = Counter()

    def send(self, arrivals: Iterable[Arrival]) -> None:
        """Sends all of them, those of one partition key in their order. Raises RuntimeError when one is not taken."""
        arrivals = list(arrivals)
        for records in batched([each for each in arrivals if each.where == "stream"], _RECORDS_PER_CALL):
            answer = self._kinesis.put_records(
                StreamName=self._stream,
                Records=[{"Data": record.data.encode(), "PartitionKey": record.partition_key} for record in records],
            )
            self._count("stream", len(records), answer["FailedRecordCount"])
        for events in batched([each for each in arrivals if each.where == "bus"], _EVENTS_PER_CALL):
            answer = self._eventbridge.put_events(Entries=[self._entry(json.loads(event.data)) for event in events])
            self._count("bus", len(events), answer["FailedEntryCount"])

    def _entry(self, event: dict[str, Any]) -> dict[str, Any]:
        return {
            "Source": self._source,
            "DetailType": event["detail-type"],
            "Detail": json.dumps(event["detail"]),
            "Resources": event["resources"],
            "Time": datetime.fromisoformat(event["time"]),
        }

    def _count(self, where: str, sent: int, failed: int) -> None:
        if failed:
            raise RuntimeError(f"The {where} did not take {failed} of {sent}.")
        self.sent[where] += sent


def write_lines(file: TextIO, arrivals: Iterable[Arrival]) -> int:
    """Writes a line of JSON for each: `at` in milliseconds, and the record of the `stream` or event of the `bus`.

    A broken record stands there as a string. Returns how many lines there are.
    """
    lines = 0
    for arrival in arrivals:
        # A whole event is JSON already. What was cut off is none.
        data = arrival.data if arrival.data.endswith("}") else json.dumps(arrival.data)
        file.write(f'{{"at":{arrival.at},"{arrival.where}":{data}}}\n')
        lines += 1
    return lines
