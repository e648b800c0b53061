"""Queries are expanded as Grafana's PostgreSQL plugin expands them."""

from functools import partial

import pytest

from local.preview.macros import MacroError
from local.preview.postgresql_macros import expand

expanded = partial(expand, from_ms=1_767_323_045_678, to_ms=1_767_326_645_000, interval_ms=60_000)

MACROS = {
    "$__time(at)": 'at AS "time"',
    "$__timeEpoch(at)": 'extract(epoch from at) as "time"',
    "$__timeFilter(at)": "at BETWEEN '2026-01-02T03:04:05.678Z' AND '2026-01-02T04:04:05Z'",
    "$__timeFrom()::timestamptz": "'2026-01-02T03:04:05.678Z'::timestamptz",
    "$__timeTo()": "'2026-01-02T04:04:05Z'",
    "$__timeGroup(at, '5m')": "floor(extract(epoch from at)/300)*300",
    "$__timeGroup(at,5m), 1": 'floor(extract(epoch from at)/300)*300 AS "time", 1',
    "$__timeGroup(at, '500ms') , 1": "floor(extract(epoch from at)/0.5)*0.5 , 1",
    "$__timeGroupAlias(at, '1h')": 'floor(extract(epoch from at)/3600)*3600 AS "time"',
    "$__timeGroup(at, $__interval)": "floor(extract(epoch from at)/60)*60",
    "$__unixEpochFilter(at)": "at >= 1767323045 AND at <= 1767326645",
    "$__unixEpochFrom()": "1767323045",
    "$__unixEpochTo()": "1767326645",
    "$__unixEpochNanoFilter(at)": "at >= 1767323045678000000 AND at <= 1767326645000000000",
    "$__unixEpochNanoFrom() / 1000000": "1767323045678000000 / 1000000",
    "$__unixEpochNanoTo()": "1767326645000000000",
    "$__unixEpochGroup(at, '5m')": "floor((at)/300)*300",
    "$__unixEpochGroupAlias(at, '5m')": 'floor((at)/300)*300 AS "time"',
    "$__interval": "1m",
    "$__interval_ms * INTERVAL '1 millisecond'": "60000 * INTERVAL '1 millisecond'",
}


@pytest.mark.parametrize("macro", MACROS)
def test_each_macro_has_its_text(macro: str) -> None:
    assert expanded(f"({macro})") == f"({MACROS[macro]})"


@pytest.mark.parametrize(
    ("interval_ms", "text"),
    [(1, "1ms"), (500, "500ms"), (30_000, "30s"), (90_000, "1m"), (3_600_000, "1h"), (86_400_000, "1d"),
     (31_536_000_000, "1y")],
)  # fmt: skip
def test_an_interval_is_a_text_in_whole_units(interval_ms: int, text: str) -> None:
    assert expanded("$__interval", interval_ms=interval_ms) == text


def test_arguments_end_at_the_first_bracket() -> None:
    assert expanded("$__time(max(at))") == 'max(at AS "time")'


@pytest.mark.parametrize("sql", ["$1", "$__timeFilter", "price in $", "'$x'", "${x}(1)"])
def test_what_is_no_macro_stays_as_it_is(sql: str) -> None:
    assert expanded(sql) == sql


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("$__timeFiltre(at)", 'unknown macro "__timeFiltre"'),
        ("$__timeFilter()", "missing time column argument"),
        ("$__timeGroup(at)", "needs time column and interval"),
        ("$__timeGroup(at, '5m', NULL)", "does not fill the gaps"),
    ],
)
def test_a_macro_that_cannot_be_expanded_is_an_error(sql: str, message: str) -> None:
    with pytest.raises(MacroError, match=message):
        expanded(sql)


def test_an_interval_must_be_positive() -> None:
    with pytest.raises(MacroError, match="invalid interval"):
        expanded("$__interval_ms", interval_ms=0)
    assert expanded("SELECT 1", interval_ms=0) == "SELECT 1"
