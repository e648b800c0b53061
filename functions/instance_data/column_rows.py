"""Rows that bring every column of every table into being.

Timestream has a column from the first record on that carries it, and fails a query that names one which is not there
yet. So a board would fail until the first transfer, or for good where nobody has a fifth level of hierarchy.
"""

from dataclasses import replace

from connect_analytics.rows import Row, Value
from connect_analytics.schema import TABLES, MeasureType

# No query asks for this kind of row, nor for a time more than a day back unless it names another kind.
_MEASURE_NAME = "columns"
_BACK = (24 * 60 + 30) * 60 * 1000

_ANYTHING: dict[MeasureType, Value] = {"VARCHAR": "-", "DOUBLE": 0.0, "BIGINT": 0, "BOOLEAN": False, "TIMESTAMP": 1}


def column_rows(now: int) -> list[Row]:
    """One for each table, half an hour more than a day before `now`, in milliseconds since 1970."""
    return [
        Row(
            table=replace(table, measure_name=_MEASURE_NAME),
            time=now - _BACK,
            version=now,
            dimensions=dict.fromkeys(table.dimensions, "-"),
            measures={column: _ANYTHING[kind] for column, kind in table.columns.items()},
        )
        for table in TABLES.values()
    ]
