"""What a request may look like: the constraints of the services' own models, which botocore carries.

botocore checks only a part of them on the client's side (required members, types, minima), so the service sees the
rest. The texts of the violations are the service's.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import botocore.session
from botocore.model import OperationModel, Shape

from local.timestream.errors import SerializationException, ValidationException

JSON_TYPES: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "list": (list,),
    "map": (dict,),
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "double": (int, float),
    "boolean": (bool,),
    "timestamp": (int, float),
}


class RequestShape:
    """One shape of a service model, as a test of JSON values."""

    def __init__(self, shape: Shape) -> None:
        self.kind = shape.type_name
        self.types = JSON_TYPES[self.kind]
        self.constraints = list(_constraints(shape))
        self.required: list[str] = list(getattr(shape, "required_members", ()))
        self.members: dict[str, RequestShape] = {
            name: _request_shape(member) for name, member in getattr(shape, "members", {}).items()
        }
        self.item: RequestShape | None = _request_shape(shape.member) if self.kind == "list" else None

    def accepts(self, value: Any) -> bool:
        """Whether the value has no violation; much faster than asking for the violations."""
        if type(value) not in self.types:
            return False
        for holds, _ in self.constraints:
            if not holds(value):
                return False
        if self.members:
            if any(value.get(name) is None for name in self.required):
                return False
            members = self.members
            return all(
                member is None or name not in members or members[name].accepts(member)
                for name, member in value.items()
            )
        return self.item is None or all(map(self.item.accepts, value))

    def violations(self, value: Any, path: str) -> Iterator[str]:
        """The constraints that the value breaks, in the service's words.

        Raises SerializationException where the JSON type is another than the model's.
        """
        if type(value) not in self.types:
            raise SerializationException(f"Unexpected value type in payload at '{path}': expected {self.kind}")
        for holds, text in self.constraints:
            if not holds(value):
                yield f"Value {_shown(value)} at '{path}' failed to satisfy constraint: {text}"
        for name in self.required:
            if value.get(name) is None:
                yield f"Value null at '{_join(path, name)}' failed to satisfy constraint: Member must not be null"
        for name, member in self.members.items():
            if value.get(name) is not None:
                yield from member.violations(value[name], _join(path, name))
        if self.item is not None:
            for number, item in enumerate(value, start=1):
                yield from self.item.violations(item, f"{path}.{number}.member")


def check(operation: OperationModel, request: Any) -> None:
    """Raises the service's error where the request breaks its operation's model."""
    if operation.input_shape is None:
        return
    shape = _request_shape(operation.input_shape)
    if shape.accepts(request):
        return
    found = list(shape.violations(request, ""))
    if found:
        errors = "error" if len(found) == 1 else "errors"
        raise ValidationException(f"{len(found)} validation {errors} detected: {'; '.join(found)}")


@cache
def operations() -> dict[str, OperationModel]:
    """The operations of both APIs by name. Those that both have (DescribeEndpoints, tags) are the query API's."""
    session = botocore.session.get_session()
    found = {}
    for service in ("timestream-write", "timestream-query"):
        model = session.get_service_model(service)
        found.update({name: model.operation_model(name) for name in model.operation_names})
    return found


@cache
def _request_shape(shape: Shape) -> RequestShape:
    return RequestShape(shape)


def _constraints(shape: Shape) -> Iterator[tuple[Callable[[Any], bool], str]]:
    limits = shape.metadata
    measured, noun = ("", "value") if shape.type_name in ("integer", "long") else ("length", "length")
    size: Callable[[Any], int] = len if measured else int
    if "min" in limits:
        low = int(limits["min"])
        yield lambda value: size(value) >= low, f"Member must have {noun} greater than or equal to {low}"
    if "max" in limits:
        high = int(limits["max"])
        yield lambda value: size(value) <= high, f"Member must have {noun} less than or equal to {high}"
    if limits.get("enum"):
        allowed = list(limits["enum"])
        yield allowed.__contains__, f"Member must satisfy enum value set: [{', '.join(allowed)}]"
    if "pattern" in limits:
        pattern = re.compile(limits["pattern"])
        yield (
            lambda value: pattern.fullmatch(value) is not None,
            f"Member must satisfy regular expression pattern: {limits['pattern']}",
        )


def _join(path: str, name: str) -> str:
    member = name[0].lower() + name[1:]
    return f"{path}.{member}" if path else member


def _shown(value: Any) -> str:
    return f"'{value}'"
