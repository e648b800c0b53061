"""Fault switches: what tests make the stand-in do wrong.

A fault is written `kind:Operation:how-many`: `throttle:WriteRecords:3` throttles the next three WriteRecords,
`fail:Query:20%` fails a fifth of the queries, `drop:WriteRecords` drops every connection after storing. A delay has its
milliseconds with it: `delay=500:Query:1`.
"""

import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local.timestream.caller import Caller
from local.timestream.errors import InternalServerException, RejectedRecordsException, ThrottlingException

KINDS = ("throttle", "fail", "delay", "drop", "reject")
REASON = "The record was rejected by a fault switch."

_FAULT = re.compile(r"(\w+)(?:=(\d+))?:(\w+)(?::(\d+)(%)?)?")

type Operation = Callable[[dict[str, Any], Caller], dict[str, Any]]


class ConnectionDroppedError(Exception):
    """The connection is to be closed without an answer."""


@dataclass
class Fault:
    """`kind` is one of KINDS, `left` how many more requests it strikes (None: all), `share` of how many, 0 to 1."""

    kind: str
    operation: str
    left: int | None = None
    share: float = 1.0
    milliseconds: int = 0

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """Raises ValueError with a sentence that says how a fault is written."""
        match = _FAULT.fullmatch(text)
        if match is None or match[1] not in KINDS:
            raise ValueError(
                f"'{text}' is no fault: write {'|'.join(KINDS)}, then [=milliseconds]:Operation[:how many, or 20%]."
            )
        kind, milliseconds, operation, amount, percent = match.groups()
        return cls(
            kind,
            operation,
            left=int(amount) if amount and not percent else None,
            share=int(amount) / 100 if percent else 1.0,
            milliseconds=int(milliseconds or 0),
        )


class Faults:
    """The switches that are on. Shares are drawn from a generator of its own, the same in every run."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._random = random.Random(0)
        self._lock = threading.Lock()

    def add(self, text: str) -> None:
        with self._lock:
            self._faults.append(Fault.parse(text))

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def listed(self) -> list[Fault]:
        return list(self._faults)

    def around(self, name: str, operation: Operation) -> Operation:
        """The operation with whatever faults strike it at the time of a request."""

        def faulty(request: dict[str, Any], caller: Caller) -> dict[str, Any]:
            return (
                self._call(self._striking(name), operation, request, caller)
                if self._faults
                else operation(request, caller)
            )

        return faulty

    def _striking(self, name: str) -> list[Fault]:
        with self._lock:
            striking = [
                fault
                for fault in self._faults
                if fault.operation == name and fault.left != 0 and self._random.random() < fault.share
            ]
            for fault in striking:
                fault.left = None if fault.left is None else fault.left - 1
            return striking

    def _call(
        self, faults: list[Fault], operation: Operation, request: dict[str, Any], caller: Caller
    ) -> dict[str, Any]:
        kinds = {fault.kind for fault in faults}
        time.sleep(sum(fault.milliseconds for fault in faults) / 1000)
        if "throttle" in kinds:
            raise ThrottlingException("Rate exceeded")
        if "fail" in kinds:
            raise InternalServerException("An internal error occurred.")
        response = _without_first(operation, request, caller) if "reject" in kinds else operation(request, caller)
        if "drop" in kinds:
            raise ConnectionDroppedError
        return response


def _without_first(operation: Operation, request: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """Writes all records but the first, which is rejected."""
    first = {"RecordIndex": 0, "Reason": REASON}
    rejected = []
    if others := request["Records"][1:]:
        try:
            operation({**request, "Records": others}, caller)
        except RejectedRecordsException as error:
            rejected = [
                {**record, "RecordIndex": record["RecordIndex"] + 1} for record in error.fields["RejectedRecords"]
            ]
    raise RejectedRecordsException([first, *rejected])
