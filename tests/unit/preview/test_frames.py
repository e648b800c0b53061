"""Timestream's results become frames as Grafana's Timestream plugin makes them."""

from typing import Any

import pytest

from local.preview.frames import Field, FormatError, Frame, long_to_wide, to_frames

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
        ("DOUBLE", "NaN", "number", "NaN"),
        ("BIGINT", "9007199254740993", "number", 9_007_199_254_740_993),
        ("INTEGER", "1", "number", 1),
        ("INTERVAL_DAY_TO_SECOND", "0 01:00:00.000000000", "string", "0 01:00:00.000000000"),
    ],
)
def test_each_type_has_its_field(scalar: str, text: str, type_: str, value: object) -> None:
    (frame,) = to_frames([column("x", scalar)], [row(text), row(None)], "A")
    assert frame.fields == [Field("x", type_, [value, None])]


def test_arrays_and_rows_are_texts_of_json() -> None:
    type_ = {"ArrayColumnInfo": {"Type": {"ScalarType": "VARCHAR"}}}
    cell = {"ArrayValue": [{"ScalarValue": "a"}, NULL]}
    (frame,) = to_frames([{"Name": "x", "Type": type_}], [row(cell)], "A")
    assert frame.fields == [Field("x", "string", ['["a", null]'])]


def test_a_column_of_unknown_type_is_dropped_with_a_notice() -> None:
    (frame,) = to_frames([column("n", "UNKNOWN"), column("x", "BIGINT")], [row(None, "1")], "A")
    assert frame.fields == [Field("x", "number", [1])]
    assert frame.notices == ["The column n is left out: unsupported scalar value: UNKNOWN"]


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


def test_long_rows_become_a_field_for_each_number_and_text() -> None:
    long = Frame(
        [
            Field("time", "time", [1, 1, 2]),
            Field("queue", "string", ["Sales", "Billing", "Sales"]),
            Field("waiting", "number", [3, 5, 4]),
        ]
    )
    assert long_to_wide(long).fields == [
        Field("time", "time", [1, 2]),
        Field("waiting", "number", [5, None], {"queue": "Billing"}),
        Field("waiting", "number", [3, 4], {"queue": "Sales"}),
    ]


def test_rows_without_texts_or_without_numbers_stay_as_they_are() -> None:
    for fields in (
        [Field("time", "time", [2, 1]), Field("waiting", "number", [3, 5])],
        [Field("time", "time", [2, 1]), Field("state", "string", ["a", "b"])],
        [Field("queue", "string", ["a"]), Field("waiting", "number", [1])],
    ):
        frame = Frame(fields)
        assert long_to_wide(frame) is frame


def test_long_rows_are_refused_when_their_times_do_not_ascend() -> None:
    long = Frame([Field("t", "time", [2, 1]), Field("s", "string", ["a", "a"]), Field("n", "number", [1, 2])])
    with pytest.raises(FormatError, match="must be sorted ascending by time"):
        long_to_wide(long)
