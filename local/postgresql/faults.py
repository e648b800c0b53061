"""What the fault switches make of an operation. local/faults.py says how they are written.

Each error comes instead of the statement or, with `late-` before its kind, after the statement has committed:
`late-drop:ExecuteStatement:1` commits and closes the connection without an answer.
"""

import time
from collections.abc import Callable
from typing import Any

from local.faults import ConnectionDroppedError, Faults
from local.postgresql.errors import (
    AccessDeniedException,
    DatabaseErrorException,
    DatabaseResumingException,
    DatabaseUnavailableException,
    InternalServerErrorException,
    InvalidSecretException,
    StatementTimeoutException,
    ThrottlingException,
)

_ERRORS: dict[str, Callable[[], Exception]] = {
    "throttle": lambda: ThrottlingException("Rate exceeded"),
    "fail": InternalServerErrorException,
    "unavailable": DatabaseUnavailableException,
    "resume": lambda: DatabaseResumingException(
        "The Aurora DB instance is resuming after being auto-paused. Please wait a few seconds and try again."
    ),
    "timeout": lambda: StatementTimeoutException("Request timed out", dbConnectionId=1),
    "failover": lambda: DatabaseErrorException(
        "FATAL: terminating connection due to administrator command; SQLState: 57P01"
    ),
    "refuse": lambda: InvalidSecretException("The Secrets Manager secret used with the request isn't valid."),
    "deny": lambda: AccessDeniedException("User is not authorized to perform: rds-data:ExecuteStatement"),
    "drop": ConnectionDroppedError,
}
KINDS = ("delay", *_ERRORS, *(f"late-{kind}" for kind in _ERRORS))

type Operation = Callable[[dict[str, Any]], dict[str, Any]]


def with_faults(faults: Faults, name: str, operation: Operation) -> Operation:
    """The operation with whatever faults strike it at the time of a request."""

    def faulty(request: dict[str, Any]) -> dict[str, Any]:
        striking = faults.striking(name)
        time.sleep(sum(fault.milliseconds for fault in striking) / 1000)
        kinds = [fault.kind for fault in striking if fault.kind != "delay"]
        for kind in kinds:
            if kind in _ERRORS:
                raise _ERRORS[kind]()
        response = operation(request)
        for kind in kinds:
            raise _ERRORS[kind.removeprefix("late-")]()
        return response

    return faulty
