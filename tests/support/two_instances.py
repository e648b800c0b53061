"""A second Connect instance in the same tables, whose queues and users have the names of the first one's."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from connect_analytics.rows import Row, Value
from connect_analytics.schema import INSTANCE

SECOND_INSTANCE_ID = "c41b7a90-3d52-4f6e-8b17-90a6e2d4c002"
SECOND_ALIAS = "halden-travel"


def of_second_instance(rows: Iterable[Row]) -> list[Row]:
    """The same rows at the second instance: names stay, all ids are others."""
    return [
        replace(
            row,
            dimensions={name: _other_id(name, value) for name, value in row.dimensions.items()},
            measures=_other_measures(row.measures),
        )
        for row in rows
    ]


def heard_until(rows: Iterable[Row], until: int) -> list[Row]:
    """The second instance's rows whose last event, or time, is not after `until`; all snapshots of the instance."""
    return [row for row in of_second_instance(rows) if row.table is INSTANCE or _last_at(row) <= until]


def _last_at(row: Row) -> int:
    at = row.measures.get("last_event_at", row.time)
    assert isinstance(at, int)
    return at


def _other_id(name: str, value: str) -> str:
    if name == "instance_id":
        return SECOND_INSTANCE_ID
    return f"{value}-2" if name.endswith("_id") else value


def _other_measures(measures: Mapping[str, Value]) -> dict[str, Value]:
    others = {name: _other_id(name, value) if isinstance(value, str) else value for name, value in measures.items()}
    return others | ({"alias": SECOND_ALIAS} if "alias" in measures else {})
