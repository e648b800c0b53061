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
