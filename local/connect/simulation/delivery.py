"""Delivers Connect's events to the stream and the bus: later than they happened, and not always in order."""

import heapq
import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal
from uuid import UUID

from local.connect.shapes import Shape
from local.connect.simulation.delivery_faults import DeliveryFaults
from local.connect.simulation.ledger import Ledger

# Milliseconds from an event until it arrives.
_ON_THE_STREAM = 150
_ON_THE_BUS = (100, 600)
_LATE = (700, 2_000)
_AGAIN = (300, 5_000)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record of the agents' stream, or an event of the bus, arrives at `at`, in milliseconds since 1970.

    `data` is its JSON. Records have their agent's ARN for `partition_key`.
    """

    at: int
    where: Literal["stream", "bus"]
    data: str
    partition_key: str = ""


class Delivery:
    """Takes what Connect sends, and gives it out in the order in which it arrives.

    Its own `random` decides on faults, so that they change nothing of what happens in the centre.
    """

    def __init__(self, random: Random, delivery_faults: DeliveryFaults, ledger: Ledger) -> None:
        self._random = random
        self._ledger = ledger
        self._under_way: list[tuple[int, int, Arrival]] = []
        self._number = 0
        self._delivery_faults = delivery_faults

    def has_fault(self, fault: str) -> bool:
        """True as often as the fault's share says."""
        share: float = getattr(self._delivery_faults, fault)
        return share > 0 and self._random.random() < share

    def new_id(self) -> str:
        """An id for an event or an envelope."""
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def agent_event(self, event: Shape, sent_at: int) -> None:
        """Sends an agent's event. An agent's events keep their order; only repeated ones come after newer ones."""
        data, partition_key, at = _json(event), event["AgentARN"], sent_at + _ON_THE_STREAM
        self._send(Arrival(at, "stream", data, partition_key))
        if self.has_fault("repeated_agent_events"):
            self._send(Arrival(at + self._random.randint(*_AGAIN), "stream", data, partition_key))
        if self.has_fault("broken_records"):
            self._ledger.broken_records += 1
            # No end of it looks like that of a whole one.
            self._send(Arrival(at, "stream", data[: len(data) // 2].rstrip("}"), partition_key))

    def contact_event(self, event: Shape, sent_at: int) -> None:
        """Sends a contact's event, or loses it."""
        key = event["detail"]["contactId"], event["detail"]["eventType"]
        if self.has_fault("lost_contact_events"):
            self._ledger.lost[key] += 1
            return
        self._ledger.delivered[key] += 1
        at = sent_at + self._random.randint(*_ON_THE_BUS)
        if self.has_fault("late_contact_events"):
            at += self._random.randint(*_LATE)
        self._send(Arrival(at, "bus", _json(event)))
        if self.has_fault("repeated_contact_events"):
            again = _json(event | {"id": self.new_id()})
            self._send(Arrival(at + self._random.randint(*_AGAIN), "bus", again))

    def contact_record(self, record: Shape, sent_at: int) -> None:
        """Sends a contact's record on the agents' stream, where somebody has set both up to share it."""
        self._send(Arrival(sent_at + _ON_THE_STREAM, "stream", _json(record), record["ContactId"]))

    def arrivals(self, until: int | None = None) -> Iterator[Arrival]:
        """What arrives up to `until`, in its order; without it, all that is under way."""
        while self._under_way and (until is None or self._under_way[0][0] <= until):
            yield heapq.heappop(self._under_way)[2]

    def _send(self, arrival: Arrival) -> None:
        self._number += 1
        heapq.heappush(self._under_way, (arrival.at, self._number, arrival))


def _json(event: Shape) -> str:
    return json.dumps(event, separators=(",", ":"))
