"""The six tables, as every engine, the template and the boards read them."""

import re

import pytest

from connect_analytics.schema import HIERARCHY_LEVELS, TABLES, Table

EVERY = pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)


def test_tables_have_names_and_measure_names_of_their_own() -> None:
    assert list(TABLES) == ["AgentEvent", "AgentEvent_Contact", "ContactEvent", "Instance", "Queue", "User"]
    assert len({table.measure_name for table in TABLES.values()}) == len(TABLES)


@EVERY
def test_a_row_is_of_an_instance(table: Table) -> None:
    assert table.dimensions[0] == "instance_id"


@EVERY
def test_a_name_is_a_dimension_or_a_column_and_no_engine_needs_quotes_for_it(table: Table) -> None:
    names = [*table.dimensions, *table.columns]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch("[a-z][a-z0-9_]*", name)] == []
    assert {"time", "measure_name", "version"} & set(names) == set()


@EVERY
def test_columns_that_end_in_at_are_timestamps_and_no_others(table: Table) -> None:
    assert {name for name in table.columns if name.endswith("_at")} == {
        name for name, type_ in table.columns.items() if type_ == "timestamp"
    }


@EVERY
def test_durations_and_ages_are_of_type_double(table: Table) -> None:
    durations = {name for name in table.columns if name == "duration" or name.endswith(("_time", "_age"))}
    assert durations == {name for name, type_ in table.columns.items() if type_ == "double"}


def test_connect_has_five_levels_of_hierarchy() -> None:
    assert tuple(f"hierarchy_level_{level}" for level in (1, 2, 3, 4, 5)) == HIERARCHY_LEVELS
