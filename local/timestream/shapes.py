"""What a request may look like: the constraints of the services' own models, which botocore carries.

botocore checks only a part of them on the client's side (required members, types, minima), so the service sees the
rest. The texts of the violations are the service's.
"""

import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import botocore.session
from botocore.model import ListShape, OperationModel, Shape, StringShape, StructureShape

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


def checked(operation: OperationModel, request: Any) -> Any:
    """The request without the members that its operation's model does not know, and those that are null.

    Raises the service's error where the request breaks the model.
    """
    shape = operation.input_shape
    if shape is None or _test(shape)(request):
        return request
    found = list(_violations(shape, request, ""))
    if found:
        errors = "error" if len(found) == 1 else "errors"
        raise ValidationException(f"{len(found)} validation {errors} detected: {'; '.join(found)}")
    return _known(shape, request)


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
def _test(shape: Shape) -> Test:
    """Whether a value fits the shape and has neither null nor unknown members. A request of a hundred records has some
    ten thousand values, so this only says yes or no; why not is for `_violations` to say."""
    if isinstance(shape, StructureShape):
        return _structure_test(shape)
    if isinstance(shape, StringShape):
        return _string_test(shape)
    types = JSON_TYPES[shape.type_name]
    holds = [constraint for constraint, _ in _constraints(shape)]
    if isinstance(shape, ListShape):
        item = _test(shape.member)
        return lambda value: type(value) is list and all(hold(value) for hold in holds) and all(map(item, value))
    return lambda value: type(value) in types and all(hold(value) for hold in holds)


def _string_test(shape: StringShape) -> Test:
    low, high = int(shape.metadata.get("min", 0)), int(shape.metadata.get("max", sys.maxsize))
    if shape.enum:
        allowed = frozenset(shape.enum)
        return lambda value: type(value) is str and value in allowed
    if "pattern" in shape.metadata:
        pattern = re.compile(shape.metadata["pattern"])
        return lambda value: type(value) is str and low <= len(value) <= high and pattern.fullmatch(value) is not None
    return lambda value: type(value) is str and low <= len(value) <= high


def _structure_test(shape: StructureShape) -> Test:
    tests = {name: _test(member) for name, member in shape.members.items()}
    required = frozenset(shape.required_members)

    def test(value: Any) -> bool:
        if type(value) is not dict:
            return False
        for name, member in value.items():
            if name not in tests or not tests[name](member):
                return False
        return len(value) == len(tests) or required <= value.keys()

    return test


def _known(shape: Shape, value: Any) -> Any:
    if isinstance(shape, StructureShape):
        known = [(name, member) for name, member in shape.members.items() if value.get(name) is not None]
        return {name: _known(member, value[name]) for name, member in known}
    return [_known(shape.member, item) for item in value] if isinstance(shape, ListShape) else value


def _violations(shape: Shape, value: Any, path: str) -> Iterator[str]:
    """The constraints that the value breaks, in the service's words.

    Raises SerializationException where the JSON type is another than the model's.
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
