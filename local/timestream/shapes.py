"""Validation of requests against the services' API models, which botocore carries.

Clients check only a part of these constraints (required members, types, minima). The messages are the service's.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import botocore.session
from botocore.model import ListShape, OperationModel, Shape, StringShape, StructureShape
from jsonschema_rs import Draft4Validator

from local.timestream.errors import SerializationException, ValidationException

type Test = Callable[[Any], bool]

JSON_TYPES: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "list": (list,),
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "double": (int, float),
    "boolean": (bool,),
    "timestamp": (int, float),
}

# The names in JSON Schema for types and limits of the models, where they differ.
SCHEMA_TYPES = {"list": "array", "long": "integer", "double": "number", "timestamp": "number"}
LIMITS = {"string": ("minLength", "maxLength"), "list": ("minItems", "maxItems")}


def checked(operation: OperationModel, request: Any) -> Any:
    """The request without unknown members and nulls.

    Raises ValidationException or SerializationException if the request violates the operation's model.
    """
    shape = operation.input_shape
    if shape is None or _schema(shape).is_valid(request):
        return request
    found = list(_violations(shape, request, ""))
    if found:
        errors = "error" if len(found) == 1 else "errors"
        raise ValidationException(f"{len(found)} validation {errors} detected: {'; '.join(found)}")
    return _known(shape, request)


@cache
def operations() -> dict[str, OperationModel]:
    """The operations of both APIs by name; those in both (DescribeEndpoints, tags) come from the query API."""
    session = botocore.session.get_session()
    found = {}
    for service in ("timestream-write", "timestream-query"):
        model = session.get_service_model(service)
        found.update({name: model.operation_model(name) for name in model.operation_names})
    return found


@cache
def _schema(shape: Shape) -> Draft4Validator:
    """A schema of valid requests without nulls and unknown members. It is the fast path: a request of a hundred records
    has some ten thousand values. `_violations` finds the reasons for an invalid one."""
    return Draft4Validator(_json_schema(shape))


def _json_schema(shape: Shape) -> dict[str, Any]:
    if isinstance(shape, StructureShape):
        members = {name: _json_schema(member) for name, member in shape.members.items()}
        required = {"required": shape.required_members} if shape.required_members else {}
        return {"type": "object", "properties": members, "additionalProperties": False, **required}
    low, high = LIMITS.get(shape.type_name, ("minimum", "maximum"))
    schema: dict[str, Any] = {"type": SCHEMA_TYPES.get(shape.type_name, shape.type_name)}
    for name, limit in ((low, "min"), (high, "max")):
        if limit in shape.metadata:
            schema[name] = int(shape.metadata[limit])
    if isinstance(shape, ListShape):
        schema["items"] = _json_schema(shape.member)
    if isinstance(shape, StringShape) and shape.enum:
        schema["enum"] = shape.enum
    if "pattern" in shape.metadata:
        schema["pattern"] = f"^(?:{shape.metadata['pattern']})$"
    return schema


def _known(shape: Shape, value: Any) -> Any:
    if isinstance(shape, StructureShape):
        known = [(name, member) for name, member in shape.members.items() if value.get(name) is not None]
        return {name: _known(member, value[name]) for name, member in known}
    return [_known(shape.member, item) for item in value] if isinstance(shape, ListShape) else value


def _violations(shape: Shape, value: Any, path: str) -> Iterator[str]:
    """The violated constraints, as the service words them.

    Raises SerializationException for a JSON type that differs from the model's.
    """
    if type(value) not in JSON_TYPES[shape.type_name]:
        raise SerializationException(f"Unexpected value type in payload at '{path}': expected {shape.type_name}")
    for holds, text in _constraints(shape):
        if not holds(value):
            yield f"Value '{value}' at '{path}' failed to satisfy constraint: {text}"
    if isinstance(shape, StructureShape):
        yield from _member_violations(shape, value, path)
    elif isinstance(shape, ListShape):
        for number, item in enumerate(value, start=1):
            yield from _violations(shape.member, item, f"{path}.{number}.member")


def _member_violations(shape: StructureShape, value: dict[str, Any], path: str) -> Iterator[str]:
    for name in shape.required_members:
        if value.get(name) is None:
            yield f"Value null at '{_join(path, name)}' failed to satisfy constraint: Member must not be null"
    for name, member in shape.members.items():
        if value.get(name) is not None:
            yield from _violations(member, value[name], _join(path, name))


def _constraints(shape: Shape) -> Iterator[tuple[Test, str]]:
    limits = shape.metadata
    numeric = shape.type_name in ("integer", "long")
    size: Callable[[Any], int] = int if numeric else len
    noun = "value" if numeric else "length"
    if "min" in limits:
        low = int(limits["min"])
        yield lambda value: size(value) >= low, f"Member must have {noun} greater than or equal to {low}"
    if "max" in limits:
        high = int(limits["max"])
        yield lambda value: size(value) <= high, f"Member must have {noun} less than or equal to {high}"
    if isinstance(shape, StringShape) and shape.enum:
        yield shape.enum.__contains__, f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
    if "pattern" in limits:
        pattern = re.compile(limits["pattern"])
        yield (
            lambda value: pattern.fullmatch(value) is not None,
            f"Member must satisfy regular expression pattern: {limits['pattern']}",
        )


def _join(path: str, name: str) -> str:
    member = name[0].lower() + name[1:]
    return f"{path}.{member}" if path else member
