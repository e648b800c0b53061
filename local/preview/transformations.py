"""Grafana's transformations of frames that the boards use. Options refer to fields by their names."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from local.preview.frames import Field, Frame

type Options = dict[str, Any]


class UnknownTransformationError(ValueError):
    """A panel uses a transformation that the preview does not support."""


def transform(frames: list[Frame], transformations: list[Options]) -> list[Frame]:
    """The frames after all transformations, in order. Raises UnknownTransformationError."""
    for transformation in transformations:
        if transformation.get("disabled"):
            continue
        name = transformation["id"]
        if name not in _TRANSFORMATIONS:
            raise UnknownTransformationError(f"The preview does not support the transformation {name!r} of this panel.")
        frames = _TRANSFORMATIONS[name](frames, transformation.get("options", {}))
    return frames


def _organize(frames: list[Frame], options: Options) -> list[Frame]:
    """Excludes, orders and renames fields."""
    excluded = {name for name, is_excluded in options.get("excludeByName", {}).items() if is_excluded}
    order = options.get("indexByName", {})
    names = options.get("renameByName", {})
    organized = []
    for frame in frames:
        fields = [field for field in frame.fields if field.name not in excluded]
        fields.sort(key=lambda field: order.get(field.name, len(order)))
        organized.append(replace(frame, fields=[_renamed(field, names.get(field.name)) for field in fields]))
    return organized


def _renamed(field: Field, name: str | None) -> Field:
    return replace(field, name=name) if name else field


def _sort_by(frames: list[Frame], options: Options) -> list[Frame]:
    """Orders rows by field field; nulls come last."""
    for criterion in options.get("sort", [])[:1]:
        frames = [_sorted_by(frame, criterion["field"], bool(criterion.get("desc"))) for frame in frames]
    return frames


def _sorted_by(frame: Frame, name: str, descending: bool) -> Frame:
    column = next((field.values for field in frame.fields if field.name == name), None)
    if column is None:
        return frame
    known = [row for row in range(frame.length) if not _is_missing(column[row])]
    rows = sorted(known, key=lambda row: column[row], reverse=descending)
    rows += [row for row in range(frame.length) if _is_missing(column[row])]
    fields = [replace(field, values=[field.values[row] for row in rows]) for field in frame.fields]
    return replace(frame, fields=fields)


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _partition_by_values(frames: list[Frame], options: Options) -> list[Frame]:
    """A frame for each combination of values that some fields have in the first frame; with `asLabels`, these label the
    other fields."""
    if not frames:
        return []
    [frame, *_] = frames
    keys = [field for field in frame.fields if field.name in options.get("fields", [])]
    if not keys:
        return [frame]
    partitions: dict[tuple[Any, ...], list[int]] = {}
    for row in range(frame.length):
        partitions.setdefault(tuple(field.values[row] for field in keys), []).append(row)
    names = set() if options.get("keepFields") else {field.name for field in keys}
    kept = [field for field in frame.fields if field.name not in names]
    as_labels = options.get("naming", {}).get("asLabels")
    partitioned = []
    for values, rows in partitions.items():
        labels = {field.name: str(value) for field, value in zip(keys, values, strict=True)} if as_labels else {}
        fields = [
            replace(field, values=[field.values[row] for row in rows], labels=field.labels | labels) for field in kept
        ]
        partitioned.append(replace(frame, fields=fields))
    return partitioned


_TRANSFORMATIONS: dict[str, Callable[[list[Frame], Options], list[Frame]]] = {
    "organize": _organize,
    "partitionByValues": _partition_by_values,
    "sortBy": _sort_by,
}
