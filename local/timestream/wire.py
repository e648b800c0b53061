"""The awsJson1_0 protocol: maps a target and a body to an operation, and its result or error to a response."""

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
class HttpResponse:
    status: int
    body: bytes


class Wire:
    """`handlers` are the supported operations by name."""

    def __init__(self, handlers: dict[str, Operation]) -> None:
        self._handlers = handlers

    def respond(self, target: str, body: bytes, caller: Caller) -> HttpResponse:
        """Raises ConnectionDroppedError if a fault switch drops the response."""
        try:
            return HttpResponse(200, orjson.dumps(self._call(target, body, caller)))
        except ServiceError as error:
            return error_response(error)
        except ConnectionDroppedError:
            raise
        except Exception:
            traceback.print_exc()
            return error_response(InternalServerException("The stand-in failed; its output says where."))

    def _call(self, target: str, body: bytes, caller: Caller) -> dict[str, Any]:
        name = target.removeprefix(TARGET_PREFIX)
        if not target.startswith(TARGET_PREFIX) or name not in self._handlers:
            raise UnknownOperationException(f"The operation '{target}' is not supported by this server.")
        try:
            request = orjson.loads(body or b"{}")
        except orjson.JSONDecodeError as error:
            raise SerializationException("The body is not JSON.") from error
        return self._handlers[name](checked(operations()[name], request), caller)


def error_response(error: ServiceError) -> HttpResponse:
    body = {"__type": f"{error.namespace}#{error.code}", "Message": error.message, **error.fields}
    return HttpResponse(error.http_status, orjson.dumps(body))
