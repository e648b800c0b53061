"""docs/data-model.md and the schema tell the same."""

import re
from pathlib import Path

import pytest

from connect_analytics.schema import TABLES, Table
from connect_analytics.store.timestream import PARTITION_KEYS

PAGE = Path("docs/data-model.md").read_text()


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_table_column_and_key_is_on_the_page(table: Table) -> None:
    words = set(re.findall(r"\w+", PAGE))
    assert table.name in words
    assert table.measure_name in words
    levels = {f"hierarchy_level_{level}" for level in (2, 3, 4)}
    assert {*table.dimensions, *table.columns} - levels - words == set()
    assert f"{PARTITION_KEYS[table.name]} (**key**)" in PAGE
