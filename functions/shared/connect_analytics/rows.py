"""Rows, as the functions' pure halves make them. Where they are stored, the highest version of a row wins."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from connect_analytics.schema import Table

type Value = str | float | bool | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    `time` is in milliseconds since 1970, `version` any number that grows. `measures` holds a value for each of
    the table's columns that is known: None and "" are left out, TIMESTAMP columns are milliseconds since 1970.
    `positions` are those, in their batch, of the records that the row was made from: of the first, unless given.
    """

    table: Table
    time: int
    version: int
    dimensions: dict[str, str]
    measures: dict[str, Value]
    positions: tuple[int, ...] = (0,)

    @property
    def identity(self) -> tuple[str, int, *tuple[str, ...]]:
        """What tells rows apart. Rows of one identity are versions of one row."""
        return (self.table.name, self.time, *self.dimensions.values())


def latest(rows: Iterable[Row]) -> list[Row]:
    """One row for each identity: its highest version, made from the records of all.

    One request must not carry two versions of a row: no engine promises an order within a request.
    """
    kept: dict[tuple[str, int, *tuple[str, ...]], Row] = {}
    for row in rows:
        other = kept.get(row.identity)
        if other is None:
            kept[row.identity] = row
        else:
            newer, older = (row, other) if row.version >= other.version else (other, row)
            kept[row.identity] = replace(newer, positions=older.positions + newer.positions)
    return list(kept.values())
