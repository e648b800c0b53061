"""Queries are expanded as Grafana's Timestream plugin expands them."""

from functools import partial

import pytest

from local.preview.macros import MacroError, expand

expanded = partial(
    expand,
    from_ms=1_700_000_000_000,
    to_ms=1_700_003_600_000,
    interval_ms=60_000,
    database='"connect-analytics"',
    table='"AgentEvent"',
    measure="agent_state",
    now_ms=1_700_009_999_999,
)


@pytest.mark.parametrize(
    ("macro", "text"),
    [
        ("$__timeFilter", "time BETWEEN from_milliseconds(1700000000000) AND from_milliseconds(1700003600000)"),
        ("$__timeFrom", "1700000000000"),
        ("$__timeTo", "1700003600000"),
        ("$__interval", "60000ms"),
        ("$__interval_ms", "60000ms"),
        ("$__interval_raw_ms", "60000"),
        ("$__now_ms", "1700009999999"),
        ("$__database", '"connect-analytics"'),
        ("$__table", '"AgentEvent"'),
        ("$__measure", "agent_state"),
    ],
)
def test_each_macro_has_its_text(macro: str, text: str) -> None:
    assert expanded(f"({macro})") == f"({text})"


def test_a_whole_query() -> None:
    sql = "SELECT bin(time, $__interval_ms) FROM $__database.$__table WHERE $__timeFilter AND measure_name='$__measure'"
    assert expanded(sql) == (
        'SELECT bin(time, 60000ms) FROM "connect-analytics"."AgentEvent" WHERE time BETWEEN '
        "from_milliseconds(1700000000000) AND from_milliseconds(1700003600000) AND measure_name='agent_state'"
    )


def test_macros_are_replaced_in_strings_and_comments_and_inside_longer_words_too() -> None:
    assert expanded("'$__timeFrom' -- $__timeTo") == "'1700000000000' -- 1700003600000"
    assert expanded("$__timeFromX") == "1700000000000X"


def test_values_are_not_expanded_again() -> None:
    assert expanded("$__measure", measure="$__table") == "$__table"


def test_a_macro_without_a_value_stays_as_it_is() -> None:
    assert expanded("FROM $__database.$__table", database="", table='"Queue"') == 'FROM $__database."Queue"'


def test_an_interval_of_zero_is_an_error_where_it_is_used() -> None:
    with pytest.raises(MacroError, match="invalid interval"):
        expanded("bin(time, $__interval)", interval_ms=0)
    assert expanded("SELECT 1", interval_ms=0) == "SELECT 1"
