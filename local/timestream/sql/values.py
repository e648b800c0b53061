"""Converts DuckDB's types and values to ColumnInfo and Datum."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from duckdb.sqltypes import DuckDBPyType

from local.timestream.errors import QueryExecutionException, ValidationException

type Datum = dict[str, Any]

DAY = 86_400_000_000_000
LARGEST_BIGINT = 2**63 - 1


@dataclass(frozen=True)
class WireType:
    """The wire format of a DuckDB type.

    `info` is the Type of a ColumnInfo. `datum` converts a value that is not null to a Datum. `selected` wraps an SQL
    expression so that DuckDB returns what `datum` reads: Python's timestamps, for example, have no nanoseconds.
    """

    info: dict[str, Any]
    datum: Callable[[Any], Datum]
    selected: Callable[[str], str] | None = None

    def datum_or_null(self, value: Any) -> Datum:
        return {"NullValue": True} if value is None else self.datum(value)

    def select(self, expression: str) -> str:
        return expression if self.selected is None else self.selected(expression)


def wire_type(type_: DuckDBPyType) -> WireType:
    """The wire format of a type. Raises ValidationException for one that a result can not have."""
    name = type_.id
    if name in SCALARS:
        return SCALARS[name]
    if name == "list":
        element = _children(type_)[0][1]
        return _time_series(element) if is_point(element) else _array(wire_type(element))
    if name == "struct" and str(type_) in INTERVALS:
        return INTERVALS[str(type_)]
    if name in ("struct", "tuple"):
        return _row(type_)
    raise ValidationException(f"A query can not return a column of the type {str(type_).lower()}.")


def is_point(type_: DuckDBPyType) -> bool:
    """Whether it is the type of the points of a time series."""
    if type_.id != "struct":
        return False
    fields = _children(type_)
    return [name for name, _ in fields] == ["time", "value"] and fields[0][1].id == "timestamp_ns"


def timestamp_text(expression: str) -> str:
    """SQL for the text of a timestamp, always with nine fractional digits."""
    return f"strftime({expression}, '%Y-%m-%d %H:%M:%S.%n')"


def double_text(value: float) -> str:
    """The text of a double as in Java and the service: `1.0`, `1.0E7`, `1.0E-4`, `NaN`, `Infinity`."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(value)
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    first, *others = map(str, digits)
    return f"{'-' if sign else ''}{first}.{''.join(others) or '0'}E{int(exponent) + len(others)}"


def _scalar(name: str, text: Callable[[Any], str], selected: Callable[[str], str] | None = None) -> WireType:
    return WireType({"ScalarType": name}, lambda value: {"ScalarValue": text(value)}, selected)


def _bigint_text(value: int) -> str:
    if not -LARGEST_BIGINT - 1 <= value <= LARGEST_BIGINT:
        raise QueryExecutionException(f"bigint overflow: {value}")
    return str(value)


def _time_text(text: str) -> str:
    seconds, _, fraction = text.partition(".")
    return f"{seconds}.{fraction.ljust(9, '0')}"


def day_to_second_text(value: dict[str, int]) -> str:
    days, rest = divmod(abs(value["ns"]), DAY)
    seconds, nanoseconds = divmod(rest, 1_000_000_000)
    sign = "-" if value["ns"] < 0 else ""
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{sign}{days} {clock}.{nanoseconds:09}"


def year_to_month_text(value: dict[str, int]) -> str:
    years, months = divmod(abs(value["months"]), 12)
    return f"{'-' if value['months'] < 0 else ''}{years}-{months}"


def _array(element: WireType) -> WireType:
    return WireType(
        {"ArrayColumnInfo": {"Type": element.info}},
        lambda values: {"ArrayValue": [element.datum_or_null(value) for value in values]},
        element.selected and (lambda expression: f"list_transform({expression}, lambda x: {element.select('x')})"),
    )


def _time_series(point: DuckDBPyType) -> WireType:
    value = wire_type(_children(point)[1][1])
    time = timestamp_text('x."time"')
    return WireType(
        {"TimeSeriesMeasureValueColumnInfo": {"Type": value.info}},
        lambda points: {
            "TimeSeriesValue": [{"Time": time, "Value": value.datum_or_null(measured)} for time, measured in points]
        },
        lambda series: f"list_transform({series}, lambda x: row({time}, {value.select('x.value')}))",
    )


def _row(type_: DuckDBPyType) -> WireType:
    fields = [(name, wire_type(member)) for name, member in _children(type_)]
    members = [member for _, member in fields]

    def selected(expression: str) -> str:
        parts = [f"struct_extract_at({expression}, {number})" for number in range(1, len(members) + 1)]
        made = ", ".join(member.select(part) for member, part in zip(members, parts, strict=True))
        return f"CASE WHEN {expression} IS NOT NULL THEN row({made}) END"

    def datum(value: Any) -> Datum:
        parts = value.values() if isinstance(value, dict) else value
        data = [member.datum_or_null(part) for member, part in zip(members, parts, strict=True)]
        return {"RowValue": {"Data": data}}

    infos = [{**({"Name": name} if name else {}), "Type": member.info} for name, member in fields]
    return WireType({"RowColumnInfo": infos}, datum, selected if any(member.selected for member in members) else None)


def _children(type_: DuckDBPyType) -> list[tuple[str, DuckDBPyType]]:
    """The name and type of each child of a nested type; fields of a row may have no name."""
    return [(child[0], child[1]) for child in type_.children if isinstance(child[1], DuckDBPyType)]


SCALARS = {
    "varchar": _scalar("VARCHAR", str),
    "boolean": _scalar("BOOLEAN", lambda value: "true" if value else "false"),
    "tinyint": _scalar("INTEGER", str),
    "smallint": _scalar("INTEGER", str),
    "integer": _scalar("INTEGER", str),
    "bigint": _scalar("BIGINT", str),
    "hugeint": _scalar("BIGINT", _bigint_text),
    "double": _scalar("DOUBLE", double_text),
    "timestamp_ns": _scalar("TIMESTAMP", str, timestamp_text),
    "date": _scalar("DATE", str, lambda expression: f"CAST({expression} AS VARCHAR)"),
    "time_ns": _scalar("TIME", _time_text, lambda expression: f"CAST({expression} AS VARCHAR)"),
    "null": _scalar("UNKNOWN", str),
}
INTERVALS = {
    "STRUCT(ns BIGINT)": _scalar("INTERVAL_DAY_TO_SECOND", day_to_second_text),
    'STRUCT("months" BIGINT)': _scalar("INTERVAL_YEAR_TO_MONTH", year_to_month_text),
}
