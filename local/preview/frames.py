"""Frames: columns with names, types and labels, as Grafana's Timestream plugin makes them of a query's result."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

type Json = dict[str, Any]


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
        if self.labels:
            field_json["labels"] = self.labels
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


def to_frames(columns: list[Json], rows: list[Json], ref_id: str) -> list[Frame]:
    """`columns` are ColumnInfo and `rows` are Rows of Timestream's response. Where a column is a time series, each row
    is a frame for each such column, with the row's scalars as labels; otherwise the whole result is one frame."""
    notices = []
    kept = []
    for index, column in enumerate(columns):
        type_ = _field_type(column["Type"])
        if type_:
            kept.append((index, column["Name"], type_))
        else:
            notices.append(f"The column {column['Name']} is left out: unsupported scalar value: UNKNOWN")
    if any(type_ == "timeseries" for _, _, type_ in kept):
        frames = list(_series(columns, kept, rows, ref_id)) or [Frame([], ref_id)]
    else:
        fields = [
            Field(name, _plain(type_), [_value(row["Data"][index], type_) for row in rows])
            for index, name, type_ in kept
        ]
        frames = [Frame(fields, ref_id)]
    frames[0].notices = notices
    return frames


def long_to_wide(frame: Frame) -> Frame:
    """Long rows (time, texts, numbers) as one field for each number and each combination of texts, which become its
    labels. Other frames stay as they are. Raises FormatError when times do not ascend."""
    times = next((one for one in frame.fields if one.type == "time"), None)
    factors = [one for one in frame.fields if one.type == "string"]
    numbers = [one for one in frame.fields if one.type in {"number", "boolean"}]
    if not times or not factors or not numbers or not frame.length:
        return frame
    timestamps: list[int] = []
    series: dict[tuple[str, ...], list[dict[int, Any]]] = {}
    for row, timestamp in enumerate(times.values):
        if timestamp is None or (timestamps and timestamp < timestamps[-1]):
            raise FormatError(
                "error formatting as timeseries: failed to convert long to wide series when converting from dataframe: "
                "long series must be sorted ascending by time to be converted"
            )
        if not timestamps or timestamp > timestamps[-1]:
            timestamps.append(timestamp)
        key = tuple("" if one.values[row] is None else one.values[row] for one in factors)
        of_key = series.setdefault(key, [{} for _ in numbers])
        for number, points in zip(numbers, of_key, strict=True):
            points[timestamp] = number.values[row]
    fields = [Field(times.name, "time", timestamps)]
    for position, number in enumerate(numbers):
        for key in sorted(series):
            labels = {one.name: text for one, text in zip(factors, key, strict=True)}
            points = series[key][position]
            fields.append(Field(number.name, number.type, [points.get(timestamp) for timestamp in timestamps], labels))
    return Frame(fields, frame.ref_id, frame.notices)


def _field_type(column_type: Json) -> str:
    """time, number, string, boolean, json, timeseries, or an empty text where the plugin drops the column."""
    if "TimeSeriesMeasureValueColumnInfo" in column_type:
        return "timeseries"
    if "ArrayColumnInfo" in column_type or "RowColumnInfo" in column_type:
        return "json"
    return _SCALARS.get(column_type["ScalarType"], "")


_SCALARS = {
    "TIMESTAMP": "time",
    "DATE": "time",
    "TIME": "time",
    "BOOLEAN": "boolean",
    "VARCHAR": "string",
    "DOUBLE": "number",
    "BIGINT": "number",
    "INTEGER": "number",
    "INTERVAL_DAY_TO_SECOND": "string",
    "INTERVAL_YEAR_TO_MONTH": "string",
}


def _series(columns: list[Json], kept: list[tuple[int, str, str]], rows: list[Json], ref_id: str) -> Iterable[Frame]:
    for row in rows:
        labels = {
            name: row["Data"][index]["ScalarValue"]
            for index, name, type_ in kept
            if type_ not in {"timeseries", "json"} and "ScalarValue" in row["Data"][index]
        }
        for index, name, type_ in kept:
            if type_ == "timeseries":
                inner = _field_type(columns[index]["Type"]["TimeSeriesMeasureValueColumnInfo"]["Type"]) or "string"
                points = row["Data"][index].get("TimeSeriesValue", [])
                times = Field("time", "time", [_milliseconds(point["Time"]) for point in points])
                values = [_value(point["Value"], inner) for point in points]
                yield Frame([times, Field(name, _plain(inner), values, labels)], ref_id)


def _plain(type_: str) -> str:
    return "string" if type_ == "json" else type_


def _value(datum: Json, type_: str) -> Any:
    if type_ == "json":
        return json.dumps(_structure(datum))
    text = datum.get("ScalarValue")
    if text is None:
        return None
    if type_ == "time":
        return _milliseconds(text)
    if type_ == "number":
        return _number(text)
    return text.lower() == "true" if type_ == "boolean" else text


def _number(text: str) -> int | float | str:
    """JSON has no NaN and no infinity: they stay texts, and are shown as such."""
    try:
        return int(text)
    except ValueError:
        number = float(text)
        return number if number - number == 0 else text


def _structure(datum: Json) -> Any:
    if "ArrayValue" in datum:
        return [_structure(one) for one in datum["ArrayValue"]]
    if "RowValue" in datum:
        return [_structure(one) for one in datum["RowValue"]["Data"]]
    return datum.get("ScalarValue")


def _milliseconds(text: str) -> float:
    """A TIMESTAMP, DATE or TIME, of nine digits at the most after the point."""
    if "-" not in text:
        text = f"1970-01-01 {text}"
    whole, _, fraction = text.partition(".")
    seconds = datetime.fromisoformat(whole).replace(tzinfo=UTC).timestamp()
    milliseconds = int(seconds) * 1000 + int(f"{fraction:0<9}"[:9]) / 1e6
    return int(milliseconds) if milliseconds.is_integer() else milliseconds
