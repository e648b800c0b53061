"""Timestream's results become frames as Grafana's Timestream plugin makes them."""

import math
from typing import Any

import pytest

from local.preview.frames import Field, FormatError, Frame
from local.preview.timestream_frames import to_frames

NULL = {"NullValue": True}


def column(name: str, scalar: str) -> dict[str, Any]:
    return {"Name": name, "Type": {"ScalarType": scalar}}


def row(*values: str | dict[str, Any] | None) -> dict[str, Any]:
    return {"Data": [NULL if one is None else one if isinstance(one, dict) else {"ScalarValue": one} for one in values]}


@pytest.mark.parametrize(
    ("scalar", "text", "type_", "value"),
    [
        ("TIMESTAMP", "2023-11-14 22:13:20.000000000", "time", 1_700_000_000_000),
        ("TIMESTAMP", "2023-11-14 22:13:20.123456789", "time", 1_700_000_000_123.456789),
        ("DATE", "2023-11-14", "time", 1_699_920_000_000),
        ("TIME", "00:00:01.500000000", "time", 1_500),
        ("BOOLEAN", "true", "boolean", True),
        ("VARCHAR", "On Call", "string", "On Call"),
        ("DOUBLE", "0.25", "number", 0.25),
        ("DOUBLE", "-Infinity", "number", -math.inf),
        ("BIGINT", "9007199254740993", "number", 9_007_199_254_740_993),
        ("INTEGER", "1", "number", 1),
        ("INTERVAL_DAY_TO_SECOND", "0 01:00:00.000000000", "string", "0 01:00:00.000000000"),
    ],
)
def test_each_type_has_its_field(scalar: str, text: str, type_: str, value: object) -> None:
    (frame,) = to_frames([column("x", scalar)], [row(text), row(None)], "A")
    assert frame.fields == [Field("x", type_, [value, None])]


def row_type(*columns: tuple[str | None, dict[str, Any]]) -> dict[str, Any]:
    return {"RowColumnInfo": [{"Type": type_} | ({"Name": name} if name else {}) for name, type_ in columns]}


def array_of(scalar: str) -> dict[str, Any]:
    return {"ArrayColumnInfo": {"Type": {"ScalarType": scalar}}}


def array(*texts: str | None) -> dict[str, Any]:
    return {"ArrayValue": [NULL if text is None else {"ScalarValue": text} for text in texts]}


@pytest.mark.parametrize(
    ("type_", "cell", "text"),
    [
        (array_of("VARCHAR"), array("a", None, "<b>"), r'["a",null,"\u003cb\u003e"]'),
        (array_of("DOUBLE"), array("1.0", "2.5", "1E300"), "[1,2.5,1e+300]"),
        (array_of("DOUBLE"), array("1.0", "NaN"), "ERROR: json: unsupported value: NaN"),
        (array_of("BIGINT"), array("9007199254740993"), "[9007199254740993]"),
        (array_of("BOOLEAN"), array("true", "false"), "[true,false]"),
        (array_of("TIMESTAMP"), array("2026-01-02 03:04:05.120000000"), '["2026-01-02T03:04:05.12Z"]'),
        (array_of("DATE"), array("2026-01-02"), '["2026-01-02T00:00:00Z"]'),
        (array_of("TIME"), array("10:11:12.000000000"), '["1970-01-01T10:11:12Z"]'),
        (array_of("INTEGER"), NULL, "[]"),
        ({"ArrayColumnInfo": {"Type": array_of("INTEGER")}}, {"ArrayValue": [array("1"), array()]}, "[[1],[]]"),
        (
            row_type(("b", {"ScalarType": "INTEGER"}), ("a", array_of("VARCHAR"))),
            {"RowValue": {"Data": [{"ScalarValue": "1"}, array("x")]}},
            '{"a":["x"],"b":1}',
        ),
    ],
)
def test_arrays_and_rows_are_the_plugins_json(type_: dict[str, Any], cell: dict[str, Any], text: str) -> None:
    (frame,) = to_frames([{"Name": "x", "Type": type_}], [row(cell)], "A")
    assert frame.fields == [Field("x", "string", [text])]


@pytest.mark.parametrize(
    ("name", "cell"), [(None, {"RowValue": {"Data": [{"ScalarValue": "1"}]}}), ("a", NULL)], ids=["unnamed", "null"]
)
def test_a_row_that_the_plugin_fails_on_is_an_error(name: str | None, cell: dict[str, Any]) -> None:
    type_ = row_type((name, {"ScalarType": "INTEGER"}))
    with pytest.raises(FormatError, match="plugin itself fails on a ROW"):
        to_frames([{"Name": "x", "Type": type_}], [row(cell)], "A")
    assert to_frames([{"Name": "x", "Type": type_}], [], "A")[0].length == 0


@pytest.mark.parametrize(
    "type_", [{"ScalarType": "UNKNOWN"}, array_of("UNKNOWN"), row_type(("a", {"ScalarType": "UNKNOWN"}))]
)
def test_a_column_of_unknown_type_is_dropped_with_a_notice(type_: dict[str, Any]) -> None:
    (frame,) = to_frames([{"Name": "n", "Type": type_}, column("x", "BIGINT")], [row(NULL, "1")], "A")
    assert frame.fields == [Field("x", "number", [1])]
    assert frame.notices == ["unsupported scalar value: UNKNOWN"]


def series(name: str, scalar: str) -> dict[str, Any]:
    return {"Name": name, "Type": {"TimeSeriesMeasureValueColumnInfo": {"Type": {"ScalarType": scalar}}}}


def test_time_series_columns_are_frames_column_by_column() -> None:
    points = {"TimeSeriesValue": [{"Time": "2023-11-14 22:13:20.000000000", "Value": {"ScalarValue": "1"}}]}
    columns = [series("a", "BIGINT"), column("agent", "VARCHAR"), series("b", "BIGINT")]
    frames = to_frames(columns, [row(points, "Amara", points), row(points, "Ben", NULL)], "A")
    found = [(one.fields[1].name, one.fields[1].labels, one.length) for one in frames]
    assert found == [
        ("a", {"agent": "Amara"}, 1),
        ("a", {"agent": "Ben"}, 1),
        ("b", {"agent": "Amara"}, 1),
        ("b", {"agent": "Ben"}, 0),
    ]


def test_rows_with_a_time_series_are_a_frame_each_with_their_scalars_as_labels() -> None:
    series = {"Name": "state", "Type": {"TimeSeriesMeasureValueColumnInfo": {"Type": {"ScalarType": "VARCHAR"}}}}
    points = [
        {"Time": "2023-11-14 22:13:20.000000000", "Value": {"ScalarValue": "Available"}},
        {"Time": "2023-11-14 22:13:21.000000000", "Value": NULL},
    ]
    frames = to_frames(
        [column("agent", "VARCHAR"), series],
        [row("Amara", {"TimeSeriesValue": points}), row("Ben", {"TimeSeriesValue": []})],
        "B",
    )
    assert frames == [
        Frame(
            [
                Field("time", "time", [1_700_000_000_000, 1_700_000_001_000]),
                Field("state", "string", ["Available", None], {"agent": "Amara"}),
            ],
            "B",
        ),
        Frame([Field("time", "time", []), Field("state", "string", [], {"agent": "Ben"})], "B"),
    ]


def test_a_result_without_rows_has_its_fields() -> None:
    (frame,) = to_frames([column("x", "BIGINT")], [], "A")
    assert (frame.length, frame.fields) == (0, [Field("x", "number", [])])
