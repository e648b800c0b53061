"""Every declared column gets a value: from a payload in `events/` or in the simulated hour."""

import json

import pytest

from connect_analytics.schema import TABLES
from tests.support.golden import FOLDER
from tests.support.simulated_hour import simulated_hour


@pytest.fixture(scope="module")
def filled() -> set[tuple[str, str]]:
    """Tables and columns that have a value somewhere."""
    _, rows = simulated_hour("exactly")
    found = {
        (row.table.name, column)
        for row in rows
        for column, value in {**row.dimensions, **row.measures}.items()
        if value is not None
    }
    for file in FOLDER.glob("*/*.json"):
        found |= {(row["table"], column) for row in json.loads(file.read_text())["rows"] for column in row}
    return found


@pytest.mark.parametrize(
    ("table", "column"),
    [(table.name, column) for table in TABLES.values() for column in (*table.dimensions, *table.columns)],
)
def test_a_column_is_filled(table: str, column: str, filled: set[tuple[str, str]]) -> None:
    assert (table, column) in filled
