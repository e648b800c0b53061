"""Grafana's transformations of frames that the boards use. Fields are named by what they are called in a table."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from local.preview.frames import Field, Frame

type Options = dict[str, Any]


class UnknownTransformationError(ValueError):
    """A panel uses a transformation that the preview does not know."""


def transformed(frames: list[Frame], transformations: list[Options]) -> list[Frame]:
    """The frames after all transformations, in order. Raises UnknownTransformationError."""
    for transformation in transformations:
        if transformation.get("disabled"):
            continue
        name = transformation["id"]
        if name not in _TRANSFORMATIONS:
            raise UnknownTransformationError(f"The preview does not know the transformation {name!r} of this panel.")
        frames = _TRANSFORMATIONS[name](frames, transformation.get("options", {}))
    return frames


def _organize(frames: list[Frame], options: Options) -> list[Frame]:
    """Leaves fields out, orders and renames them."""
    left_out = {name for name, so in options.get("excludeByName", {}).items() if so}
    order = options.get("indexByName", {})
    names = options.get("renameByName", {})
    organized = []
    for frame in frames:
        fields = [one for one in frame.fields if one.name not in left_out]
        fields.sort(key=lambda one: order.get(one.name, len(order)))
        organized.append(replace(frame, fields=[_renamed(one, names.get(one.name)) for one in fields]))
    return organized


def _renamed(field: Field, name: str | None) -> Field:
    return replace(field, name=name) if name else field


def _sort_by(frames: list[Frame], options: Options) -> list[Frame]:
    """Orders rows by one field; nulls come last."""
    for criterion in options.get("sort", [])[:1]:
        frames = [_sorted_by(frame, criterion["field"], bool(criterion.get("desc"))) for frame in frames]
    return frames


def _sorted_by(frame: Frame, name: str, descending: bool) -> Frame:
    column = next((one.values for one in frame.fields if one.name == name), None)
    if column is None:
        return frame
    known = [row for row in range(frame.length) if column[row] is not None]
    rows = sorted(known, key=lambda row: column[row], reverse=descending)
    rows += [row for row in range(frame.length) if column[row] is None]
    fields = [replace(one, values=[one.values[row] for row in rows]) for one in frame.fields]
    return replace(frame, fields=fields)


_TRANSFORMATIONS: dict[str, Callable[[list[Frame], Options], list[Frame]]] = {
    "organize": _organize,
    "sortBy": _sort_by,
}
