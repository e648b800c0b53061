"""Frames are transformed as Grafana transforms them."""

import pytest

from local.preview.frames import Field, Frame
from local.preview.transformations import UnknownTransformationError, transformed

FRAME = Frame([Field("queue", "string", ["Sales", "Billing", "Help"]), Field("waiting", "number", [3, None, 7])])


def test_organize_leaves_out_orders_and_renames() -> None:
    options = {"excludeByName": {"queue": False}, "indexByName": {"waiting": 0}, "renameByName": {"queue": "Queue"}}
    (frame,) = transformed([FRAME], [{"id": "organize", "options": options}])
    assert [one.name for one in frame.fields] == ["waiting", "Queue"]
    (frame,) = transformed([FRAME], [{"id": "organize", "options": {"excludeByName": {"queue": True}}}])
    assert [one.name for one in frame.fields] == ["waiting"]


@pytest.mark.parametrize(
    ("desc", "order"), [(False, ["Sales", "Help", "Billing"]), (True, ["Help", "Sales", "Billing"])]
)
def test_rows_are_sorted_with_nulls_last(desc: bool, order: list[str]) -> None:
    options = {"sort": [{"field": "waiting", "desc": desc}]}
    (frame,) = transformed([FRAME], [{"id": "sortBy", "options": options}])
    assert frame.fields[0].values == order


def test_sorting_by_a_field_that_is_not_there_changes_nothing() -> None:
    assert transformed([FRAME], [{"id": "sortBy", "options": {"sort": [{"field": "other"}]}}]) == [FRAME]


def test_a_transformation_that_is_switched_off_is_passed_by_and_an_unknown_one_is_named() -> None:
    assert transformed([FRAME], [{"id": "merge", "disabled": True}]) == [FRAME]
    with pytest.raises(UnknownTransformationError, match="'merge'"):
        transformed([FRAME], [{"id": "merge"}])
