"""Frames are formatted as Grafana's SDK formats them."""

import math
from typing import Any

import pytest

from local.preview.frames import Field, FormatError, Frame, long_to_wide


def test_long_rows_become_a_field_for_each_value_and_combination_of_texts_and_booleans() -> None:
    long = Frame(
        [
            Field("time", "time", [1, 1, 2]),
            Field("waiting", "number", [3, 5, 4]),
            Field("queue", "string", ["Sales", "Billing", "Sales"]),
            Field("open", "boolean", [True, None, True]),
            Field("since", "time", [7, 8, 9]),
        ]
    )
    sales, billing = {"queue": "Sales", "open": "true"}, {"queue": "Billing", "open": "false"}
    assert long_to_wide(long).fields == [
        Field("time", "time", [1, 2]),
        Field("since", "time", [8, None], billing),
        Field("since", "time", [7, 9], sales),
        Field("waiting", "number", [5, None], billing),
        Field("waiting", "number", [3, 4], sales),
    ]


def test_of_two_rows_of_a_series_at_one_time_the_last_counts() -> None:
    long = Frame([Field("t", "time", [1, 1]), Field("s", "string", ["", None]), Field("n", "number", [1, 2])])
    assert long_to_wide(long).fields[1:] == [Field("n", "number", [2], {"s": ""})]


def test_other_rows_stay_as_they_are() -> None:
    for fields in (
        [Field("time", "time", [2, 1]), Field("waiting", "number", [3, 5])],
        [Field("time", "time", [2, 1]), Field("state", "string", ["a", "b"])],
        [Field("queue", "string", ["a"]), Field("waiting", "number", [1])],
        [Field("time", "time", []), Field("queue", "string", []), Field("waiting", "number", [])],
    ):
        frame = Frame(fields)
        assert long_to_wide(frame) is frame


@pytest.mark.parametrize(
    ("times", "message"), [([2, 1], "not sorted in ascending order"), ([None, 1], "null time values")]
)
def test_long_rows_are_refused_when_their_times_do_not_ascend(times: list[Any], message: str) -> None:
    long = Frame([Field("t", "time", times), Field("s", "string", ["a", "a"]), Field("n", "number", [1, 2])])
    with pytest.raises(FormatError, match=message):
        long_to_wide(long)


def test_numbers_that_json_does_not_have_are_listed_beside_the_values() -> None:
    field = Field("n", "number", [1, math.nan, None, -math.inf, math.inf, math.nan])
    assert field.as_json() == {
        "name": "n",
        "type": "number",
        "values": [1, None, None, None, None, None],
        "entities": {"NaN": [1, 5], "Inf": [4], "NegInf": [3]},
    }


def test_times_are_whole_milliseconds_and_labels_are_sorted() -> None:
    field = Field("t", "time", [1.9, -0.5, None], {"b": "1", "a": "2"})
    assert field.as_json()["values"] == [1, -1, None]
    assert list(field.as_json()["labels"]) == ["a", "b"]
