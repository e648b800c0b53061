"""Named parameters: from the Data API's `:name` and Fields to PostgreSQL's `$1` and typed values.

A string is bound as `text`, as the service does: a statement that needs another type casts it, or names a typeHint.
"""

import base64
import re
from typing import Any, NamedTuple

from local.postgresql.errors import ValidationException

# Quoted text, comments and casts are passed by: a name in them is no parameter.
_PARAMETER = re.compile(
    r"""
    E'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*"
    | --[^\n]* | /\*.*?\*/ | (?P<tag>\$\w*\$).*?(?P=tag)
    | :: | (?<![\w:]):(?P<name>[A-Za-z_]\w*)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)

_HINTS = {
    "DATE": ("date", re.compile(r"\d{4}-\d\d-\d\d")),
    "TIME": ("time", re.compile(r"\d\d:\d\d:\d\d(\.\d{1,3})?")),
    "TIMESTAMP": ("timestamp", re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,3})?")),
    "DECIMAL": ("numeric", re.compile(".*", re.DOTALL)),
    "JSON": ("jsonb", re.compile(".*", re.DOTALL)),
    "UUID": ("uuid", re.compile(".*", re.DOTALL)),
}


_INT8, _FLOAT8, _BOOL, _BYTEA, _TEXT, _UNKNOWN = 20, 701, 16, 17, 25, 0


class Value(NamedTuple):
    """A parameter's value as it goes to PostgreSQL, and the OID of its type. In binary it may hold a NUL."""

    content: bytes | None
    oid: int
    is_binary: bool = False


def bind(sql: str, parameters: list[dict[str, Any]]) -> tuple[str, list[Value]]:
    """The statement with `$1`, `$2` … for its names, and their values in that order.

    Raises ValidationException for what the service does not take.
    """
    given = {parameter.get("name"): parameter for parameter in parameters}
    numbers: dict[str, int] = {}
    values: list[Value] = []

    def placeholder(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return match[0]
        if name not in given:
            raise ValidationException(f"The statement names the parameter :{name}, which is not given.")
        if name not in numbers:
            values.append(_value(given[name]))
            numbers[name] = len(values)
        return _typed(numbers[name], given[name].get("typeHint"))

    return _PARAMETER.sub(placeholder, sql), values


def _value(parameter: dict[str, Any]) -> Value:
    name, field = parameter.get("name"), parameter.get("value") or {}
    match list(field.items()):
        case [("isNull", _)]:
            return Value(None, _UNKNOWN)
        case [("booleanValue", value)]:
            return Value(str(value).encode(), _BOOL)
        case [("longValue", value)]:
            if not -(2**63) <= value < 2**63:
                raise ValidationException(f"The parameter {name} is larger than a long.")
            return Value(str(value).encode(), _INT8)
        case [("doubleValue", value)]:
            return Value(str(value).encode(), _FLOAT8)
        case [("stringValue", value)]:
            return Value(_hinted(value, parameter.get("typeHint")).encode(errors="replace"), _TEXT, is_binary=True)
        case [("blobValue", value)]:
            return Value(base64.b64decode(value), _BYTEA, is_binary=True)
        case []:
            raise ValidationException(f"The parameter {name} has value with no field set")
        case _:
            raise ValidationException("Array parameters are not supported")


def _hinted(text: str, hint: str | None) -> str:
    """The text, where it has the form that its hint asks for: no `T` and no zone in a TIMESTAMP."""
    if hint and not _HINTS[hint][1].fullmatch(text):
        raise ValidationException(f"Cannot parse the value as {hint}: {text}")
    return text


def _typed(number: int, hint: str | None) -> str:
    return f"CAST(${number}::text AS {_HINTS[hint][0]})" if hint else f"${number}"
