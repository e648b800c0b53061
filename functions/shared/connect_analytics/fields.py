"""Reads typed fields out of what Amazon Connect sends.

Unknown fields are ignored and unset ones (absent, null, empty, or Connect's 1970 timestamps) are None. A
field of the wrong type, or beyond its bounds, makes the whole record an InvalidRecord: it is quarantined,
never guessed at.
"""

import json
from datetime import UTC, datetime
from typing import Any, NoReturn

MAXIMUM_RECORD_BYTES = 256 * 1024
MAXIMUM_TEXT_LENGTH = 1024
MAXIMUM_LIST_LENGTH = 1000

# Connect writes 1970-01-01T00:00:00.001Z where a timestamp is not set.
_FIRST_REAL_MILLISECOND = 1000

type Fields = dict[str, Any]


class InvalidRecord(Exception):
    """A record that cannot be what its sender meant. The message says which part and why."""


def parse(data: bytes | str) -> Fields:
    """The JSON object in `data`. Raises InvalidRecord for anything else, or more than 256 KiB of it."""
    if len(data) > MAXIMUM_RECORD_BYTES:
        raise InvalidRecord(f"larger than {MAXIMUM_RECORD_BYTES // 1024} KiB")
    try:
        parsed = json.loads(data, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidRecord(f"not JSON: {error}") from error
    if not isinstance(parsed, dict):
        raise InvalidRecord("not a JSON object")
    return parsed


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")


def text(fields: Fields, name: str) -> str | None:
    """A string, or None where it is not set."""
    value = fields.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise InvalidRecord(f"{name} is not a string")
    if len(value) > MAXIMUM_TEXT_LENGTH:
        raise InvalidRecord(f"{name} is longer than {MAXIMUM_TEXT_LENGTH} characters")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise InvalidRecord(f"{name} is not Unicode text") from error
    return value


def required_text(fields: Fields, name: str) -> str:
    """A string that must be there."""
    value = text(fields, name)
    if value is None:
        raise InvalidRecord(f"{name} is missing")
    return value


def identifier(fields: Fields, name: str) -> str | None:
    """The last part of an ARN: `…/agent/4e5c…` is `4e5c…`. A bare id is itself."""
    arn = text(fields, name)
    if arn is None:
        return None
    return arn.rpartition("/")[2] or None


def required_identifier(fields: Fields, name: str) -> str:
    """The last part of an ARN that must be there."""
    value = identifier(fields, name)
    if value is None:
        raise InvalidRecord(f"{name} is missing")
    return value


def milliseconds(fields: Fields, name: str) -> int | None:
    """An ISO 8601 timestamp in milliseconds since 1970; UTC where it names no time zone. None where it is not set."""
    value = fields.get(name)
    if value is None or value == "":
        return None
    try:
        timestamp = datetime.fromisoformat(value)
        if timestamp.tzinfo is None:
            timestamp = timestamp.replace(tzinfo=UTC)
        since_epoch = round(timestamp.timestamp() * 1000)
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidRecord(f"{name} is not a timestamp") from error
    return since_epoch if since_epoch >= _FIRST_REAL_MILLISECOND else None


def required_milliseconds(fields: Fields, name: str) -> int:
    """A timestamp that must be there."""
    value = milliseconds(fields, name)
    if value is None:
        raise InvalidRecord(f"{name} is missing")
    return value


def count(fields: Fields, name: str) -> int | None:
    """A whole number of things, from 0 to a million."""
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1_000_000:
        raise InvalidRecord(f"{name} is not a count")
    return value


def json_object(fields: Fields, name: str) -> Fields:
    """The JSON object under `name`; empty where it is not set."""
    value = fields.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise InvalidRecord(f"{name} is not an object")
    return value


def json_objects(fields: Fields, name: str) -> list[Fields]:
    """The JSON objects in the list under `name`; none where it is not set."""
    value = fields.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise InvalidRecord(f"{name} is not a list of objects")
    if len(value) > MAXIMUM_LIST_LENGTH:
        raise InvalidRecord(f"{name} has more than {MAXIMUM_LIST_LENGTH} entries")
    return value
