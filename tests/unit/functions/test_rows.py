"""Rows and their versions."""

from itertools import permutations

import pytest

from connect_analytics.rows import Row, latest
from connect_analytics.schema import AGENT_EVENT, QUEUE, Table


def row(version: int, *positions: int, key: str = "a-1", time: int = 1, table: Table = AGENT_EVENT) -> Row:
    return Row(table, time, version, dict.fromkeys(table.dimensions, key), {}, positions)


@pytest.mark.parametrize("rows", list(permutations([row(1, 0), row(3, 1), row(2, 2)])))
def test_of_several_versions_the_highest_stays_with_the_positions_of_all(rows: tuple[Row, ...]) -> None:
    (kept,) = latest(rows)
    assert kept.version == 3
    assert set(kept.positions) == {0, 1, 2}


def test_of_equal_versions_the_last_stays() -> None:
    first, last = row(1, 0), row(1, 1)
    first.measures["state"], last.measures["state"] = "old", "new"
    (kept,) = latest([first, last])
    assert kept.measures == {"state": "new"}


@pytest.mark.parametrize("other", [row(2, key="a-2"), row(2, time=2), row(2, table=QUEUE)])
def test_another_key_time_or_table_is_another_row(other: Row) -> None:
    assert latest([row(1), other]) == [row(1), other]
