"""Applies fault switches to operations; local/faults.py has their syntax.

`throttle`, `fail` and `delay` come before the operation, `drop` closes the connection after it, and `reject` leaves the
first record of a WriteRecords call out.
"""

import time
from collections.abc import Callable
from typing import Any

from local.faults import ConnectionDroppedError, Faults
from local.timestream.caller import Caller
from local.timestream.errors import InternalServerException, RejectedRecordsException, ThrottlingException

KINDS = ("throttle", "fail", "delay", "drop", "reject")
REASON = "The record was rejected by a fault switch."

type Operation = Callable[[dict[str, Any], Caller], dict[str, Any]]


def with_faults(faults: Faults, name: str, operation: Operation) -> Operation:
    """Wraps an operation so that the faults active at the time of a request apply to it."""

    def faulty(request: dict[str, Any], caller: Caller) -> dict[str, Any]:
        striking = faults.striking(name)
        if not striking:
            return operation(request, caller)
        active = {fault.kind for fault in striking}
        time.sleep(sum(fault.milliseconds for fault in striking) / 1000)
        if "throttle" in active:
            raise ThrottlingException("Rate exceeded")
        if "fail" in active:
            raise InternalServerException("An internal error occurred.")
        response = _without_first(operation, request, caller) if "reject" in active else operation(request, caller)
        if "drop" in active:
            raise ConnectionDroppedError
        return response

    return faulty


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
