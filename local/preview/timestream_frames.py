"""Frames of Timestream's responses, as Grafana's Timestream plugin makes them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from local.preview.frames import Field, FormatError, Frame
from local.preview.go_json import go_json

type Json = dict[str, Any]

# The fields' types; a column of any other type, such as UNKNOWN, is left out.
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


def to_frames(columns: list[Json], rows: list[Json], ref_id: str) -> list[Frame]:
    """The frames of ColumnInfo and Rows. Where a column is a time series, each row is a frame, column by column, with
    the row's scalars as labels; otherwise the whole result is one frame. Raises FormatError."""
    unknown = [_unknown_scalar(column["Type"]) for column in columns]
    kept = [(at, column["Name"], column["Type"]) for at, column in enumerate(columns) if not unknown[at]]
    if any("TimeSeriesMeasureValueColumnInfo" in type_ for _, _, type_ in kept):
        frames = list(_series(kept, rows, ref_id)) or [Frame([], ref_id)]
    else:
        fields = [
            Field(name, _field_type(type_), [_value(row["Data"][at], type_) for row in rows])
            for at, name, type_ in kept
        ]
        frames = [Frame(fields, ref_id)]
    frames[0].notices = [f"unsupported scalar value: {scalar}" for scalar in unknown if scalar]
    return frames


def _series(kept: list[tuple[int, str, Json]], rows: list[Json], ref_id: str) -> Iterator[Frame]:
    for index, name, type_ in kept:
        if "TimeSeriesMeasureValueColumnInfo" in type_:
            inner = type_["TimeSeriesMeasureValueColumnInfo"]["Type"]
            for row in rows:
                points = row["Data"][index].get("TimeSeriesValue", [])
                times = Field("time", "time", [_milliseconds(point["Time"]) for point in points])
                values = [_value(point["Value"], inner) for point in points]
                labels = {
                    label: row["Data"][at]["ScalarValue"] for at, label, _ in kept if "ScalarValue" in row["Data"][at]
                }
                yield Frame([times, Field(name, _field_type(inner), values, labels)], ref_id)


def _unknown_scalar(type_: Json) -> str:
    """The scalar in a type that the plugin does not know, for which it leaves the column out; mostly none."""
    if "ScalarType" in type_:
        return "" if type_["ScalarType"] in _SCALARS else str(type_["ScalarType"])
    if "RowColumnInfo" in type_:
        return next(filter(None, (_unknown_scalar(column["Type"]) for column in type_["RowColumnInfo"])), "")
    (inner,) = type_.values()
    return _unknown_scalar(inner["Type"])


def _field_type(type_: Json) -> str:
    return _SCALARS[type_["ScalarType"]] if "ScalarType" in type_ else "string"


def _value(datum: Json, type_: Json) -> Any:
    """A scalar as Python's own; an array or a row as JSON."""
    if "ScalarType" not in type_:
        return go_json(_structure(datum, type_))
    text = datum.get("ScalarValue")
    if text is None:
        return None
    match _field_type(type_):
        case "time":
            return _milliseconds(text)
        case "number":
            return float(text) if type_["ScalarType"] == "DOUBLE" else int(text)
        case "boolean":
            return text.lower() == "true"
        case _:
            return text


def _structure(datum: Json, type_: Json) -> Any:
    """What the JSON of an array or a row holds. Raises FormatError for a row that the plugin cannot write."""
    if "ArrayColumnInfo" in type_:
        element = type_["ArrayColumnInfo"]["Type"]
        return [_structure(one, element) for one in datum.get("ArrayValue", [])]
    if "RowColumnInfo" in type_:
        columns = type_["RowColumnInfo"]
        if "RowValue" not in datum or any(not column.get("Name") for column in columns):
            raise FormatError(
                "Grafana's Timestream plugin itself fails on a ROW that is null or whose fields have no names. "
                "Name them: CAST(ROW(1, 'x') AS ROW(a bigint, b varchar))."
            )
        values = datum["RowValue"]["Data"]
        return {
            column["Name"]: _structure(value, column["Type"]) for column, value in zip(columns, values, strict=True)
        }
    if _field_type(type_) == "time" and "ScalarValue" in datum:
        return _rfc_3339(datum["ScalarValue"])
    return _value(datum, type_)


def _milliseconds(text: str) -> float:
    """A TIMESTAMP, DATE or TIME, of nine digits at the most after the point."""
    whole, _, fraction = _with_date(text).partition(".")
    seconds = datetime.fromisoformat(whole).replace(tzinfo=UTC).timestamp()
    milliseconds = int(seconds) * 1000 + int(f"{fraction:0<9}"[:9]) / 1e6
    return int(milliseconds) if milliseconds.is_integer() else milliseconds


def _rfc_3339(text: str) -> str:
    date, _, time = _with_date(text).partition(" ")
    whole, _, fraction = (time or "00:00:00").partition(".")
    digits = fraction.rstrip("0")
    return f"{date}T{whole}{'.' if digits else ''}{digits}Z"


def _with_date(text: str) -> str:
    """A TIME has no date; the plugin takes the first of 1970."""
    return text if "-" in text else f"1970-01-01 {text}"
