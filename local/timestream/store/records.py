"""Parses the records of a WriteRecords request: merged with the common attributes, validated, with typed values."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from typing import Any, NamedTuple

from local.timestream.errors import ValidationException

NANOSECONDS = {"SECONDS": 1_000_000_000, "MILLISECONDS": 1_000_000, "MICROSECONDS": 1_000, "NANOSECONDS": 1}
LARGEST_BIGINT = 2**63 - 1
RECORD_BYTES = 2048
# The metered bytes of a value; a VARCHAR counts the bytes of its text.
SIZES = {"DOUBLE": 8, "BIGINT": 8, "TIMESTAMP": 8, "BOOLEAN": 1}

RESERVED_NAMES = frozenset(("measure_value", "ts_non_existent_col", "time"))
RESERVED_PREFIXES = ("ts_", "measure_name")

_DOUBLE = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_BIGINT = re.compile(r"[+-]?\d{1,19}")

type Value = str | float | int | bool


class RecordSchema(NamedTuple):
    """The names and types of a record, which many records share. `columns` are those of the measures, with their
    types."""

    dimensions: tuple[str, ...]
    measure_name: str
    measure_type: str
    columns: tuple[str, ...]
    types: tuple[str, ...]


@dataclass(slots=True)
class Record:
    """One record as it is stored: `time` in nanoseconds since the epoch, and every value by its column, timestamps
    as text. `key` is a digest of its identity: dimensions, measure name and time. `size` is metered, in bytes."""

    index: int
    key: bytes
    schema: RecordSchema
    time: int
    version: int
    values: dict[str, Value]
    size: int

    @property
    def oversize(self) -> str | None:
        """The reason to reject a record that is too large."""
        if self.size > RECORD_BYTES:
            return f"The record has {self.size} bytes; the maximum record size is {RECORD_BYTES} bytes."
        return None


def read_records(records: list[dict[str, Any]], common: dict[str, Any]) -> list[Record]:
    """The records of a request. Raises ValidationException if one is malformed."""
    return [_read(index, record, common) for index, record in enumerate(records)]


def request_size(records: list[Record], common: dict[str, Any]) -> int:
    """The metered bytes of a request: common attributes count once, not for each record."""
    shared = [part for dimension in common.get("Dimensions") or () for part in (dimension["Name"], dimension["Value"])]
    shared.append(common.get("MeasureName") or "")
    repeated = len("".join(shared).encode()) + (8 if common.get("Time") else 0)
    return sum(record.size for record in records) - repeated * (len(records) - 1)


def _read(index: int, record: dict[str, Any], common: dict[str, Any]) -> Record:
    merged = {**common, **record}
    dimensions = _both("Dimensions", common, record)
    if not dimensions:
        raise ValidationException("At least one dimension is required for a record.")
    measure_name = merged.get("MeasureName")
    if not measure_name:
        raise ValidationException("A measure name is required for a record.")
    if merged.get("Time") is None:
        raise ValidationException("A time is required for a record.")
    version = merged.get("Version", 1)
    if not 1 <= version <= LARGEST_BIGINT:
        raise ValidationException("The record version must be 1 or greater.")
    unit = NANOSECONDS[merged.get("TimeUnit") or "MILLISECONDS"]
    time = _nanoseconds(merged["Time"], unit)
    identity = [(dimension["Name"], dimension["Value"]) for dimension in dimensions]
    values: dict[str, Value] = dict(identity)
    values["measure_name"] = measure_name
    values["time"] = timestamp_text(time)
    size = 8 + len("".join([measure_name, *chain.from_iterable(identity)]).encode())
    measure_type = merged.get("MeasureValueType") or "DOUBLE"
    if measure_type == "MULTI":
        merged["MeasureValues"] = _both("MeasureValues", common, record)
        columns, types, measured = _read_measures(merged, unit, values)
    else:
        columns, types, measured = _read_measure(merged, measure_type, unit, values)
    return Record(
        index=index,
        key=blake2b(repr((sorted(identity), measure_name, time)).encode(), digest_size=16).digest(),
        schema=RecordSchema(tuple([name for name, _ in identity]), measure_name, measure_type, columns, types),
        time=time,
        version=version,
        values=values,
        size=size + measured,
    )


def _both(member: str, common: dict[str, Any], record: dict[str, Any]) -> list[dict[str, str]]:
    return [*(common.get(member) or ()), *(record.get(member) or ())]


def _read_measures(
    record: dict[str, Any], unit: int, values: dict[str, Value]
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Puts a multi-measure record's measures into `values`. Returns their columns, types, and size in bytes."""
    if record.get("MeasureValue") is not None:
        raise ValidationException("MeasureValue is not allowed for a record of type MULTI. Use MeasureValues.")
    measures = record["MeasureValues"]
    if not measures:
        raise ValidationException("MeasureValues are required for a record of type MULTI.")
    # The hot path of a request: each line handles all measures at once.
    columns = tuple([measure["Name"] for measure in measures])
    types = tuple([measure["Type"] for measure in measures])
    texts = [measure["Value"] for measure in measures]
    if "MULTI" in types:
        column = columns[types.index("MULTI")]
        raise ValidationException(f"MULTI is an invalid measure value type for the measure '{column}'.")
    read = [
        text if type_ == "VARCHAR" else PARSERS[type_](text, unit) for type_, text in zip(types, texts, strict=True)
    ]
    values.update(zip(columns, read, strict=True))
    varchars = [text for type_, text in zip(types, texts, strict=True) if type_ == "VARCHAR"]
    return columns, types, _size(types) + len("".join((*columns, *varchars)).encode())


@lru_cache(maxsize=1_000)
def _size(types: tuple[str, ...]) -> int:
    """The bytes of the values whose type has a fixed size."""
    return sum(SIZES.get(type_, 0) for type_ in types)


def _read_measure(
    record: dict[str, Any], type_: str, unit: int, values: dict[str, Value]
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """The same for a single-measure record, whose column is named after its type."""
    if type_ == "TIMESTAMP":
        raise ValidationException("TIMESTAMP is an invalid measure value type. It is for MeasureValues only.")
    if record.get("MeasureValues"):
        raise ValidationException("MeasureValues are allowed for records of type MULTI only. Use MeasureValue.")
    text = record.get("MeasureValue")
    if text is None:
        raise ValidationException("A measure value is required for a record.")
    column = f"measure_value::{type_.lower()}"
    values[column] = PARSERS[type_](text, unit)
    return (column,), (type_,), SIZES[type_] if type_ in SIZES else len(text.encode())


def _varchar(text: str, _: int) -> str:
    return text


def _double(text: str, _: int) -> float:
    if _DOUBLE.fullmatch(text) is None or math.isinf(value := float(text)):
        raise ValidationException(f"The measure value '{text}' is not a valid DOUBLE.")
    return value


def _bigint(text: str, _: int) -> int:
    value = _whole(text)
    if value is None or not -LARGEST_BIGINT - 1 <= value <= LARGEST_BIGINT:
        raise ValidationException(f"The measure value '{text}' is not a valid BIGINT.")
    return value


def _boolean(text: str, _: int) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValidationException(f"The measure value '{text}' is not a valid BOOLEAN.")
    return text.lower() == "true"


def _timestamp(text: str, unit: int) -> str:
    return timestamp_text(_nanoseconds(text, unit))


def _nanoseconds(text: str, unit: int) -> int:
    value = _whole(text)
    if value is None or not 0 <= value * unit <= LARGEST_BIGINT:
        raise ValidationException(f"The time '{text}' is not a valid number of time units since the epoch.")
    return value * unit


def _whole(text: str) -> int | None:
    """The integer in the text, or None. Most are short and without a sign, which is fast."""
    if len(text) < 19 and text.isdecimal():
        return int(text)
    return int(text) if _BIGINT.fullmatch(text) else None


def timestamp_text(nanoseconds: int) -> str:
    """`2020-08-08 01:00:00.000000000`, as the service writes a timestamp."""
    seconds, fraction = divmod(nanoseconds, 1_000_000_000)
    return f"{_second_text(seconds)}.{fraction:09}"


@lru_cache(maxsize=10_000)
def _second_text(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}"


PARSERS: dict[str, Callable[[str, int], Value]] = {
    "VARCHAR": _varchar,
    "DOUBLE": _double,
    "BIGINT": _bigint,
    "BOOLEAN": _boolean,
    "TIMESTAMP": _timestamp,
}
