"""Reads the records of a WriteRecords request: merged with the common attributes, checked, with typed values."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from local.timestream.errors import ValidationException

NANOSECONDS = {"SECONDS": 1_000_000_000, "MILLISECONDS": 1_000_000, "MICROSECONDS": 1_000, "NANOSECONDS": 1}
LARGEST_BIGINT = 2**63 - 1
RECORD_BYTES = 2048

RESERVED_NAMES = frozenset(("measure_value", "ts_non_existent_col", "time"))
RESERVED_PREFIXES = ("ts_", "measure_name")

_DOUBLE = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_BIGINT = re.compile(r"[+-]?\d{1,19}")

type Value = str | float | int | bool
# A record's columns: its dimensions, its measure name and type, its measures' columns with their types. Records of
# one kind share it, so a table looks at each kind of record once.
type RecordShape = tuple[tuple[str, ...], str, str, tuple[tuple[str, str], ...]]


@dataclass(slots=True)
class Record:
    """One record as it is stored. `time` and TIMESTAMP values are nanoseconds since the epoch, `key` is the identity
    (dimensions, measure name, time) and `content` the measures, both as digests."""

    index: int
    dimensions: list[tuple[str, str]]
    measure_name: str
    measure_type: str
    measures: list[tuple[str, str, Value]]
    time: int
    version: int
    size: int

    @property
    def shape(self) -> RecordShape:
        return (
            tuple([name for name, _ in self.dimensions]),
            self.measure_name,
            self.measure_type,
            tuple([(name, type_) for name, type_, _ in self.measures]),
        )

    @property
    def oversize(self) -> str | None:
        """Which limit of size the record breaks, as a reason to reject it."""
        if self.size > RECORD_BYTES:
            return f"The record has {self.size} bytes; the maximum record size is {RECORD_BYTES} bytes."
        return None

    @property
    def key(self) -> bytes:
        identity = repr((sorted(self.dimensions), self.measure_name, self.time))
        return blake2b(identity.encode(), digest_size=16).digest()

    @property
    def content(self) -> bytes:
        return blake2b(repr(sorted(self.measures)).encode(), digest_size=8).digest()

    def values(self) -> dict[str, Value]:
        """Every value by the name of its column."""
        values: dict[str, Value] = dict(self.dimensions)
        values["measure_name"] = self.measure_name
        values["time"] = self.time
        values.update({name: value for name, _, value in self.measures})
        return values


def read_records(records: list[dict[str, Any]], common: dict[str, Any]) -> list[Record]:
    """The records of a request. Raises ValidationException where one is not well formed."""
    return [_read(index, record, common) for index, record in enumerate(records)]


def request_size(records: list[Record], common: dict[str, Any]) -> int:
    """Bytes that the service would meter for the request: common attributes count once, not for each record."""
    shared = len(common.get("Dimensions", ()))
    dimensions = sum(_text_size(d["Name"]) + _text_size(d["Value"]) for d in common.get("Dimensions", ()))
    repeated = dimensions * (len(records) - 1) if shared else 0
    if "Time" in common:
        repeated += 8 * (len(records) - 1)
    if "MeasureName" in common:
        repeated += _text_size(common["MeasureName"]) * (len(records) - 1)
    return sum(record.size for record in records) - repeated


def _read(index: int, record: dict[str, Any], common: dict[str, Any]) -> Record:
    merged = {**common, **record}
    dimensions = _dimensions(record.get("Dimensions") or (), common.get("Dimensions") or ())
    measure_name = merged.get("MeasureName")
    if not measure_name:
        raise ValidationException("A measure name is required for a record.")
    if merged.get("Time") is None:
        raise ValidationException("A time is required for a record.")
    version = merged.get("Version", 1)
    if not 1 <= version <= LARGEST_BIGINT:
        raise ValidationException("The record version must be 1 or greater.")
    unit = NANOSECONDS[merged.get("TimeUnit") or "MILLISECONDS"]
    measure_type = merged.get("MeasureValueType") or "DOUBLE"
    measures, size = _measures(merged, measure_type, unit)
    size += (
        8 + len(measure_name.encode()) + sum(_text_size(name) + _text_size(value) for name, value in dimensions)
    )
    return Record(
        index=index,
        dimensions=dimensions,
        measure_name=measure_name,
        measure_type=measure_type,
        measures=measures,
        time=_timestamp(merged["Time"], unit),
        version=version,
        size=size,
    )


def _dimensions(own: list[dict[str, str]], common: list[dict[str, str]]) -> list[tuple[str, str]]:
    dimensions = [(dimension["Name"], dimension["Value"]) for dimension in (*common, *own)]
    if not dimensions:
        raise ValidationException("At least one dimension is required for a record.")
    names = [name for name, _ in dimensions]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValidationException(
            f"Dimensions may not overlap: '{twice}' is there more than once in a record and the common attributes."
        )
    return dimensions


def _measures(record: dict[str, Any], measure_type: str, unit: int) -> tuple[list[tuple[str, str, Value]], int]:
    """The columns that a record's measures go to, with their types and values, and their size in bytes."""
    if measure_type != "MULTI":
        return _single_measure(record, measure_type, unit)
    if record.get("MeasureValue") is not None:
        raise ValidationException("MeasureValue is not allowed for a record of type MULTI. Use MeasureValues.")
    if not record.get("MeasureValues"):
        raise ValidationException("MeasureValues are required for a record of type MULTI.")
    measures = []
    size = 0
    for measure in record["MeasureValues"]:
        name, type_, text = measure["Name"], measure["Type"], measure["Value"]
        if type_ not in PARSERS:
            raise ValidationException(f"{type_} is an invalid measure value type for the measure '{name}'.")
        measures.append((name, type_, PARSERS[type_](text, unit)))
        size += len(name.encode()) + _value_size(type_, text)
    if len({name for name, _, _ in measures}) < len(measures):
        raise ValidationException("A measure name may be there only once in the MeasureValues of a record.")
    return measures, size


def _single_measure(record: dict[str, Any], type_: str, unit: int) -> tuple[list[tuple[str, str, Value]], int]:
    if type_ == "TIMESTAMP":
        raise ValidationException("TIMESTAMP is an invalid measure value type. It is for MeasureValues only.")
    if record.get("MeasureValues"):
        raise ValidationException("MeasureValues are allowed for records of type MULTI only. Use MeasureValue.")
    text = record.get("MeasureValue")
    if text is None:
        raise ValidationException("A measure value is required for a record.")
    return [(f"measure_value::{type_.lower()}", type_, PARSERS[type_](text, unit))], _value_size(type_, text)


def _text_size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def _value_size(type_: str, text: str) -> int:
    return _text_size(text) if type_ == "VARCHAR" else 1 if type_ == "BOOLEAN" else 8


def _varchar(text: str, _: int) -> str:
    return text


def _double(text: str, _: int) -> float:
    if _DOUBLE.fullmatch(text) is None or math.isinf(value := float(text)):
        raise ValidationException(f"The measure value '{text}' is not a valid DOUBLE.")
    return value


def _bigint(text: str, _: int) -> int:
    if _BIGINT.fullmatch(text) is None or not -LARGEST_BIGINT - 1 <= (value := int(text)) <= LARGEST_BIGINT:
        raise ValidationException(f"The measure value '{text}' is not a valid BIGINT.")
    return value


def _boolean(text: str, _: int) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValidationException(f"The measure value '{text}' is not a valid BOOLEAN.")
    return text.lower() == "true"


def _timestamp(text: str, unit: int) -> int:
    if _BIGINT.fullmatch(text) is None or not 0 <= (value := int(text) * unit) <= LARGEST_BIGINT:
        raise ValidationException(f"The time '{text}' is not a valid number of time units since the epoch.")
    return value


PARSERS: dict[str, Callable[[str, int], Value]] = {
    "VARCHAR": _varchar,
    "DOUBLE": _double,
    "BIGINT": _bigint,
    "BOOLEAN": _boolean,
    "TIMESTAMP": _timestamp,
}
