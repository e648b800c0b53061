"""The wire: restJson1. From a path and a body to an operation, from its answer or error to a body.

Paths, members and limits are those of the service's own model, which botocore carries.
"""

import json
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import botocore.session
from botocore.model import Shape
from botocore.validate import ParamValidator

from local.faults import ConnectionDroppedError
from local.postgresql.errors import (
    InternalServerErrorException,
    RequestEntityTooLargeException,
    ServiceError,
    UnknownOperationException,
    ValidationException,
)

# Of a whole request, its headers among it.
MOST_BYTES = 4 * 1024 * 1024

type Operation = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    """`error` is the code that goes into the header x-amzn-ErrorType."""

    status: int
    body: bytes
    error: str | None = None


class Wire:
    """`operations` are those that are answered, by name."""

    def __init__(self, operations: dict[str, Operation]) -> None:
        model = botocore.session.get_session().get_service_model("rds-data")
        self._operations: dict[str, tuple[Any, Operation]] = {}
        for name, operation in operations.items():
            described = model.operation_model(name)
            self._operations[described.http["requestUri"]] = described.input_shape, operation

    def answer(self, path: str, headers_size: int, body: bytes) -> Answer:
        """Raises ConnectionDroppedError where a fault switch wants no answer."""
        try:
            return Answer(200, json.dumps(self._call(path, headers_size, body)).encode())
        except ServiceError as error:
            return _error_answer(error)
        except ConnectionDroppedError:
            raise
        except Exception:
            traceback.print_exc()
            return _error_answer(InternalServerErrorException())

    def _call(self, path: str, headers_size: int, body: bytes) -> dict[str, Any]:
        if headers_size + len(body) > MOST_BYTES:
            raise RequestEntityTooLargeException("The request is larger than 4 MiB.")
        if path not in self._operations:
            raise UnknownOperationException(f"'{path}' is the path of no operation that this server answers.")
        try:
            request = json.loads(body)
        except ValueError as error:
            raise ValidationException("The body is not JSON.") from error
        shape, operation = self._operations[path]
        _check(shape, request)
        return operation(request)


def _check(shape: Shape, request: Any) -> None:
    """Holds the request against its shape. botocore's own check leaves the maxima and the enumerations out."""
    report = ParamValidator().validate(request, shape)
    if report.has_errors():
        raise ValidationException(report.generate_report())
    _check_limits(shape, request, "")


def _check_limits(shape: Any, value: Any, path: str) -> None:
    limit = shape.metadata.get("max")
    if limit is not None and len(value) > limit:
        raise ValidationException(
            f"1 validation error detected: Value at '{path}' failed to satisfy constraint: Member must have length "
            f"less than or equal to {limit}"
        )
    if getattr(shape, "enum", None) and value not in shape.enum:
        raise ValidationException(
            f"1 validation error detected: Value '{value}' at '{path}' failed to satisfy constraint: Member must "
            f"satisfy enum value set: [{', '.join(shape.enum)}]"
        )
    if shape.type_name == "structure":
        for name, member in value.items():
            if name in shape.members:
                _check_limits(shape.members[name], member, f"{path}.{name}".removeprefix("."))
    elif shape.type_name == "list":
        for number, item in enumerate(value, start=1):
            _check_limits(shape.member, item, f"{path}.{number}")


def _error_answer(error: ServiceError) -> Answer:
    body = ({"message": error.message} if error.message else {}) | error.fields
    return Answer(error.http_status, json.dumps(body).encode(), type(error).__name__)
