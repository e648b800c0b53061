"""The wire: awsJson1_0. From a target and a body to an operation, from its answer or error to a body."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from local.faults import ConnectionDroppedError
from local.timestream.caller import Caller
from local.timestream.errors import (
    InternalServerException,
    SerializationException,
    ServiceError,
    UnknownOperationException,
)
from local.timestream.shapes import checked, operations

TARGET_PREFIX = "Timestream_20181101."
CONTENT_TYPE = "application/x-amz-json-1.0"

type Operation = Callable[[dict[str, Any], Caller], dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


class Wire:
    """`handlers` are the operations that are answered, by name."""

    def __init__(self, handlers: dict[str, Operation]) -> None:
        self._handlers = handlers

    def answer(self, target: str, body: bytes, caller: Caller) -> Answer:
        """Raises ConnectionDroppedError where a fault switch wants no answer."""
        try:
            return Answer(200, orjson.dumps(self._call(target, body, caller)))
        except ServiceError as error:
            return error_answer(error)
        except ConnectionDroppedError:
            raise
        except Exception:
            traceback.print_exc()
            return error_answer(InternalServerException("The stand-in failed; its output says where."))

    def _call(self, target: str, body: bytes, caller: Caller) -> dict[str, Any]:
        name = target.removeprefix(TARGET_PREFIX)
        if not target.startswith(TARGET_PREFIX) or name not in self._handlers:
            raise UnknownOperationException(f"The operation '{target}' is not one that this server answers.")
        try:
            request = orjson.loads(body or b"{}")
        except orjson.JSONDecodeError as error:
            raise SerializationException("The body is not JSON.") from error
        return self._handlers[name](checked(operations()[name], request), caller)


def error_answer(error: ServiceError) -> Answer:
    body = {"__type": f"{error.namespace}#{error.code}", "Message": error.message, **error.fields}
    return Answer(error.http_status, orjson.dumps(body))
