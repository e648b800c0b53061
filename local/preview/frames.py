"""Frames: columns with names, types and labels, the form in which every data source returns a query's result."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

type Json = dict[str, Any]

# What Grafana calls numbers that JSON does not have: they are null in the values, and listed beside them.
_ENTITIES: dict[str, Callable[[float], bool]] = {
    "NaN": math.isnan,
    "Inf": lambda value: value == math.inf,
    "NegInf": lambda value: value == -math.inf,
}


class FormatError(ValueError):
    """Rows cannot be formatted as the time series that a query wants."""


@dataclass
class Field:
    """A column. `type` is time (values are milliseconds since the epoch), number, string or boolean.

    `display_name` is the data source's own title for it, if it has one.
    """

    name: str
    type: str
    values: list[Any]
    labels: dict[str, str] = field(default_factory=dict)
    display_name: str | None = None

    def as_json(self) -> Json:
        field_json: Json = {"name": self.name, "type": self.type, "values": self.values}
        if self.type == "time":
            field_json["values"] = [None if value is None else math.floor(value) for value in self.values]
        if self.type == "number":
            field_json |= _numbers(self.values)
        if self.labels:
            field_json["labels"] = dict(sorted(self.labels.items()))
        if self.display_name:
            field_json["displayName"] = self.display_name
        return field_json


@dataclass
class Frame:
    """Fields of one length. `notices` are warnings that the panel shows."""

    fields: list[Field]
    ref_id: str = "A"
    notices: list[str] = field(default_factory=list)

    @property
    def length(self) -> int:
        return len(self.fields[0].values) if self.fields else 0

    def as_json(self) -> Json:
        return {"refId": self.ref_id, "fields": [one.as_json() for one in self.fields], "length": self.length}


def long_to_wide(frame: Frame) -> Frame:
    """Long rows as a field for each value and each combination of texts and booleans, which become its labels.

    Long rows have a time, a text or boolean, and a value; other frames stay as they are. As in Grafana's SDK, the
    first time is that of the rows, and fields are in the order of their names and labels. Raises FormatError when
    times do not ascend.
    """
    times = next((one for one in frame.fields if one.type == "time"), None)
    factors = [one for one in frame.fields if one.type in {"string", "boolean"}]
    values = [one for one in frame.fields if one is not times and one not in factors]
    if not times or not factors or not values or not frame.length:
        return frame
    _check_times(times.values)
    timestamps = list(dict.fromkeys(times.values))
    row_of = {timestamp: row for row, timestamp in enumerate(timestamps)}
    series: dict[tuple[str, ...], list[Field]] = {}
    for row, timestamp in enumerate(times.values):
        key = tuple(_label(factor, row) for factor in factors)
        if key not in series:
            labels = {factor.name: text for factor, text in zip(factors, key, strict=True)}
            series[key] = [Field(one.name, one.type, [None] * len(timestamps), labels) for one in values]
        for wide_field, long_field in zip(series[key], values, strict=True):
            wide_field.values[row_of[timestamp]] = long_field.values[row]
    # Sorting is stable: first by labels, then by name.
    fields = [one for key in sorted(series) for one in series[key]]
    fields.sort(key=lambda one: one.name)
    return Frame([Field(times.name, "time", timestamps), *fields], frame.ref_id, frame.notices)


def _check_times(values: list[Any]) -> None:
    """Raises FormatError, in the SDK's words."""
    problem = ""
    if None in values:
        problem = (
            "unable to process the data to wide series because input has null time values, "
            "make sure all time values are not null"
        )
    elif values != sorted(values):
        problem = (
            "unable to process the data because it is not sorted in ascending order by time, "
            "please updated your query to sort the data by time if possible"
        )
    if problem:
        raise FormatError(f"error formatting as timeseries: {problem}")


def _label(factor: Field, row: int) -> str:
    """A null counts as an empty text, or as false."""
    value = factor.values[row]
    if factor.type == "boolean":
        return "true" if value else "false"
    return str(value or "")


def _numbers(values: list[Any]) -> Json:
    """The values and, where some of them are no numbers in JSON, the rows of these."""
    entities = {
        name: rows
        for name, matches in _ENTITIES.items()
        if (rows := [row for row, value in enumerate(values) if value is not None and matches(value)])
    }
    if not entities:
        return {"values": values}
    return {"values": [v if v is not None and math.isfinite(v) else None for v in values], "entities": entities}
