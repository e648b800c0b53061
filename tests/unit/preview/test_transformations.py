"""Frames are transform as Grafana transforms them."""

import pytest

from local.preview.frames import Field, Frame
from local.preview.transformations import UnknownTransformationError, transform

FRAME = Frame([Field("queue", "string", ["Sales", "Billing", "Help"]), Field("waiting", "number", [3, None, 7])])


def test_organize_excludes_orders_and_renames() -> None:
    options = {"excludeByName": {"queue": False}, "indexByName": {"waiting": 0}, "renameByName": {"queue": "Queue"}}
    (frame,) = transform([FRAME], [{"id": "organize", "options": options}])
    assert [field.name for field in frame.fields] == ["waiting", "Queue"]
    (frame,) = transform([FRAME], [{"id": "organize", "options": {"excludeByName": {"queue": True}}}])
    assert [field.name for field in frame.fields] == ["waiting"]


@pytest.mark.parametrize(
    ("desc", "order"), [(False, ["Sales", "Help", "Billing"]), (True, ["Help", "Sales", "Billing"])]
)
def test_rows_are_sorted_with_nulls_last(desc: bool, order: list[str]) -> None:
    options = {"sort": [{"field": "waiting", "desc": desc}]}
    (frame,) = transform([FRAME], [{"id": "sortBy", "options": options}])
    assert frame.fields[0].values == order


def test_sorting_by_a_missing_field_changes_nothing() -> None:
    assert transform([FRAME], [{"id": "sortBy", "options": {"sort": [{"field": "other"}]}}]) == [FRAME]


def test_a_disabled_transformation_is_skipped_and_an_unknown_one_is_an_error() -> None:
    assert transform([FRAME], [{"id": "merge", "disabled": True}]) == [FRAME]
    with pytest.raises(UnknownTransformationError, match="'merge'"):
        transform([FRAME], [{"id": "merge"}])


STRETCHES = Frame(
    [
        Field("agent", "string", ["Ada", "Femi", "Ada", None]),
        Field("time", "time", [1, 1, 2, 3]),
        Field("state", "string", ["Available", "Missed", "On Call", "Available"], {"instance": "a"}),
    ]
)


def test_rows_are_partitioned_by_values_that_label_the_rest() -> None:
    options = {"fields": ["agent"], "naming": {"asLabels": True}}
    ada, femi, nobody = transform([STRETCHES], [{"id": "partitionByValues", "options": options}])
    assert [(field.name, field.values) for field in ada.fields] == [
        ("time", [1, 2]),
        ("state", ["Available", "On Call"]),
    ]
    assert ada.fields[1].labels == {"instance": "a", "agent": "Ada"}
    assert femi.fields[1].values == ["Missed"]
    assert nobody.fields[0].values == [3]


def test_the_fields_that_rows_are_partitioned_by_can_be_kept() -> None:
    options = {"fields": ["agent", "state"], "keepFields": True}
    frames = transform([STRETCHES], [{"id": "partitionByValues", "options": options}])
    assert len(frames) == 4
    assert [field.name for field in frames[0].fields] == ["agent", "time", "state"]
    assert frames[0].fields[2].labels == {"instance": "a"}


def test_a_frame_without_the_fields_is_not_partitioned() -> None:
    options = {"fields": ["agent"]}
    for frames in ([FRAME], [Frame([])]):
        assert transform(frames, [{"id": "partitionByValues", "options": options}]) == frames
