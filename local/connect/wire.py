"""The wire: restJson1. From a method, a path and a body to a call, and from its answer or error to a body.

Routes, members and limits are those of the service's own model, which botocore carries.
"""

import json
import re
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import botocore.session
from botocore.model import Shape, StructureShape
from botocore.validate import ParamValidator

from local.connect.errors import (
    ConnectError,
    InternalServiceException,
    InvalidParameterException,
    InvalidRequestException,
)

type Operation = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    """`error` is the code that goes into the header x-amzn-ErrorType."""

    status: int
    body: bytes
    error: str | None = None


@dataclass(frozen=True)
class _Route:
    operation: str
    method: str
    path: re.Pattern[str]
    input: StructureShape


class Wire:
    """`operations` are those that are answered, by name; `charge` gets the name of each call and may throttle it."""

    def __init__(self, operations: dict[str, Operation], charge: Callable[[str], None]) -> None:
        self._operations = operations
        self._charge = charge
        self._routes = list(_routes(operations))

    def answer(self, method: str, target: str, body: bytes) -> Answer:
        try:
            return Answer(200, json.dumps(self._call(method, target, body)).encode())
        except ConnectError as error:
            return _error_answer(error)
        except Exception:
            traceback.print_exc()
            return _error_answer(InternalServiceException("The stand-in has failed; its log says where."))

    def _call(self, method: str, target: str, body: bytes) -> dict[str, Any]:
        url = urlsplit(target)
        for route in self._routes:
            match = route.path.fullmatch(url.path)
            if match and method == route.method:
                request = _request(route.input, match, url.query, body)
                self._charge(route.operation)
                _check(route.input, request)
                return self._operations[route.operation](request)
        raise InvalidRequestException(
            f"The stand-in does not answer {method} {url.path}. It answers {', '.join(sorted(self._operations))}."
        )


def _error_answer(error: ConnectError) -> Answer:
    body = json.dumps({"Message": str(error)}).encode()
    return Answer(error.http_status, body, type(error).__name__)


def _routes(names: Iterable[str]) -> Iterable[_Route]:
    model = botocore.session.get_session().get_service_model("connect")
    for name in names:
        operation = model.operation_model(name)
        path = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", operation.http["requestUri"])
        if operation.input_shape:
            yield _Route(name, operation.http["method"], re.compile(path), operation.input_shape)


def _request(shape: StructureShape, path: re.Match[str], query: str, body: bytes) -> dict[str, Any]:
    """The request's members, wherever they stand."""
    try:
        request = json.loads(body or b"{}")
    except ValueError as error:
        raise InvalidRequestException("The body is not JSON.") from error
    if not isinstance(request, dict):
        raise InvalidRequestException("The body is not a JSON object.")
    parameters = parse_qs(query)
    for name, member in shape.members.items():
        place, key = member.serialization.get("location"), member.serialization.get("name", name)
        if place == "uri":
            request[name] = unquote(path[key])
        elif place == "querystring" and key in parameters:
            request[name] = _value(member, parameters[key])
    return request


def _value(shape: Shape, texts: list[str]) -> Any:
    match shape.type_name:
        case "list":
            return texts
        case "integer":
            return int(texts[0]) if re.fullmatch(r"-?\d+", texts[0]) else texts[0]
        case _:
            return texts[0]


def _check(shape: StructureShape, request: dict[str, Any]) -> None:
    """Holds the request against its shape. botocore's own check leaves the maxima to the service."""
    report = ParamValidator().validate(request, shape)
    if report.has_errors():
        raise InvalidParameterException(report.generate_report())
    for name, member in shape.members.items():
        limit, value = member.metadata.get("max"), request.get(name)
        if limit is None or value is None:
            continue
        if (value if isinstance(value, int) else len(value)) > limit:
            raise InvalidParameterException(f"{name} must not be greater than {limit}.")
