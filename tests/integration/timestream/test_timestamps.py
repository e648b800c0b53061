"""Intervals, timestamps, and the functions of time: section 2.1 of docs/timestream-stand-in.md."""

from typing import Any

import pytest
from sqlglot import ParseError, parse_one

from local.timestream.sql.dialect import Timestream
from tests.support.timestream_clients import Account, single


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("-(14month)", "-1-2"),
        ("-1h", "-0 01:00:00.000000000"),
        ("-1.5h", "-0 01:30:00.000000000"),
        ("0.25y", "0-3"),
        ("0.5m", "0 00:00:30.000000000"),
        ("1.000000001s", "0 00:00:01.000000001"),
        ("1.0month", "0-1"),
        ("1.5ms", "0 00:00:00.001500000"),
        ("1.5year", "1-6"),
        ("10.5d", "10 12:00:00.000000000"),
        ("10y", "10-0"),
        ("12month", "1-0"),
        ("12second", "0 00:00:12.000000000"),
        ("17s", "0 00:00:17.000000000"),
        ("1h", "0 01:00:00.000000000"),
        ("1ns", "0 00:00:00.000000001"),
        ("1us", "0 00:00:00.000001000"),
        ("1week", "7 00:00:00.000000000"),
        ("1y", "1-0"),
        ("1year", "1-0"),
        ("2.5week", "17 12:00:00.000000000"),
        ("21hour", "0 21:00:00.000000000"),
        ("2d", "2 00:00:00.000000000"),
        ("300ms", "0 00:00:00.300000000"),
        ("30m", "0 00:30:00.000000000"),
        ("31month", "2-7"),
        ("3Y", "3-0"),
        ("3day", "3 00:00:00.000000000"),
        ("5MINUTE", "0 00:05:00.000000000"),
        ("72.5h", "3 00:30:00.000000000"),
        ("INTERVAL '2' DAY", "2 00:00:00.000000000"),
        ("INTERVAL '4' YEAR", "4-0"),
    ],
)
def test_interval_literals(shared_account: Account, expression: str, expected: Any) -> None:
    """2.1.12, 2.3.3"""
    assert shared_account.value(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        ".5h",
        "0.1y",
        "1.5month",
        "1.5ns",
        "1.h",
        "1days",
        "1e3h",
        "1h30m",
        "1hh",
        "1quarter",
        "5min",
        "ago(1 h)",
    ],
)
def test_an_invalid_interval_literal_is_a_syntax_error(shared_account: Account, expression: str) -> None:
    """2.1.12"""
    assert shared_account.validation_error(f"SELECT {expression}").startswith("The query syntax is invalid at line 1:")


@pytest.mark.parametrize(
    ("literal", "interval"),
    [
        ("15m", "INTERVAL '15' MINUTE"),
        ("72.5h", "INTERVAL '4350' MINUTE"),
        ("10.5d", "INTERVAL '252' HOUR"),
        ("1.5y", "INTERVAL '18' MONTH"),
        ("2.0d", "INTERVAL '2' DAY"),
    ],
)
def test_a_fraction_is_parsed_as_a_smaller_unit(literal: str, interval: str) -> None:
    """2.1.12"""
    assert parse_one(literal, dialect=Timestream) == parse_one(interval, dialect=Timestream)


@pytest.mark.parametrize("literal", ["1.5ns", "1.5month", "0.1y"])
def test_a_fraction_that_is_not_whole_in_a_smaller_unit_is_not_parsed(literal: str) -> None:
    """2.1.12"""
    with pytest.raises(ParseError):
        parse_one(literal, dialect=Timestream)


@pytest.mark.parametrize(
    "expression",
    [
        "ago('7d')",
        "bin(now(), '7d')",
    ],
)
def test_an_interval_in_quotes_is_a_syntax_error(shared_account: Account, expression: str) -> None:
    """2.1.13"""
    assert shared_account.validation_error(f"SELECT {expression}").startswith("The query syntax is invalid at line 1:")


def test_an_interval_can_stand_anywhere(account: Account) -> None:
    """2.1.12"""
    account.store(single())
    sql = (
        "SELECT bin(time, 1h) + 30m > ago(2d) FROM {db}.Readings "
        "WHERE time BETWEEN ago(15h) AND now() + 1s AND parse_duration('1h') = 1h "
        "GROUP BY bin(time, 1h) HAVING max(time) > ago(1d) ORDER BY max(time) + 1d"
    )
    assert account.rows(sql) == [["true"]]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1d / 4", "0 06:00:00.000000000"),
        ("1h * 1.5", "0 01:30:00.000000000"),
        ("1h + 30m", "0 01:30:00.000000000"),
        ("1h + TIMESTAMP '2022-06-17 08:50:42.155123456'", "2022-06-17 09:50:42.155123456"),
        ("2 * 15m", "0 00:30:00.000000000"),
        ("2day + DATE '2022-05-21'", "2022-05-23"),
        ("DATE '2022-01-31' + 1month", "2022-02-28"),
        ("DATE '2022-05-21' + 2d", "2022-05-23"),
        ("DATE '2022-05-21' + INTERVAL '2' DAY", "2022-05-23"),
        ("DATE '2022-05-21' - 1year", "2021-05-21"),
        ("INTERVAL '2' YEAR + INTERVAL '4' MONTH", "2-4"),
        ("INTERVAL '6' DAY - INTERVAL '4' HOUR", "5 20:00:00.000000000"),
        ("NULL + 1h", None),
        ("TIMESTAMP '2022-06-17 01:00' - INTERVAL '7' HOUR", "2022-06-16 18:00:00.000000000"),
        ("TIMESTAMP '2022-06-17 08:50:42.155123456' + 1month - 1d", "2022-07-16 08:50:42.155123456"),
        ("TIMESTAMP '2022-06-17 08:50:42.155123456' + 1ns", "2022-06-17 08:50:42.155123457"),
    ],
)
def test_arithmetic_with_timestamps_and_intervals(shared_account: Account, expression: str, expected: Any) -> None:
    """2.1.14"""
    assert shared_account.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("1h * 1h", "'*' cannot be applied to interval day to second, interval day to second"),
        ("1h + 1year", "'+' cannot be applied to interval day to second, interval year to month"),
        ("1h - now()", "'-' cannot be applied to interval day to second, timestamp"),
        ("2 / 1h", "'/' cannot be applied to integer, interval day to second"),
        ("now() + 1", "'+' cannot be applied to timestamp, integer"),
        ("now() - now()", "'-' cannot be applied to timestamp, timestamp"),
    ],
)
def test_invalid_arithmetic_with_timestamps_is_refused(shared_account: Account, expression: str, problem: str) -> None:
    """2.1.14"""
    assert problem in shared_account.validation_error(f"SELECT {expression}")


def test_a_time_can_not_be_added_to_a_date(shared_account: Account) -> None:
    """2.1.14"""
    assert "Cannot add hour" in shared_account.execution_error("SELECT DATE '2022-05-21' + 3h")


BINS: list[tuple[str, Any]] = [
    ("bin('1970-02-15 00:00:00', 30d)", "1970-01-31 00:00:00.000000000"),
    ("bin('2021-11-15 11:18:42', 3d)", "2021-11-14 00:00:00.000000000"),
    ("bin('2022-06-17 10:15:20', 1d)", "2022-06-17 00:00:00.000000000"),
    ("bin('2022-06-17 10:15:20', 5m)", "2022-06-17 10:15:00.000000000"),
    ("bin(TIMESTAMP '2022-06-17 08:50:42.155123456', 1us)", "2022-06-17 08:50:42.155123000"),
    ("bin(TIMESTAMP '2022-06-17 08:50:42.155123456', 60000ms)", "2022-06-17 08:50:00.000000000"),
]


@pytest.mark.parametrize(("expression", "expected"), BINS)
def test_bin_rounds_down_from_1970(shared_account: Account, expression: str, expected: Any) -> None:
    """2.1.15"""
    assert shared_account.value(expression) == expected


TIMES: list[tuple[str, Any]] = [
    ("ago(1h) = now() - 1h", "true"),
    ("ago(1month) = now() - 1month", "true"),
    ("ago(1y) = date_add('year', -1, now())", "true"),
    ("ago(72.5h) = date_add('minute', -4350, now())", "true"),
    ("current_timezone()", "UTC"),
    ("date('2022-07-07 17:44:43.771000000')", "2022-07-07"),
    ("date(TIMESTAMP '2022-06-17 08:50:42.155123456')", "2022-06-17"),
    (
        "date_format(TIMESTAMP '2022-06-17 08:50:42.155123456', '%Y-%m-%d %H:%i:%s.%f %p %W %j%%')",
        "2022-06-17 08:50:42.155123 AM Friday 168%",
    ),
    ("date_parse('2022-07-07 17:44:43', '%Y-%m-%d %H:%i:%s')", "2022-07-07 17:44:43.000000000"),
    ("day(49h)", "2"),
    ("day(TIMESTAMP '2022-06-17 08:50:42.155123456')", "17"),
    ("day_of_month(TIMESTAMP '2022-06-17 08:50:42.155123456')", "17"),
    ("day_of_week(TIMESTAMP '2022-06-17 08:50:42.155123456')", "5"),
    ("day_of_year(TIMESTAMP '2022-06-17 08:50:42.155123456')", "168"),
    ("dow(TIMESTAMP '2022-06-17 08:50:42.155123456')", "5"),
    ("doy(TIMESTAMP '2022-06-17 08:50:42.155123456')", "168"),
    ("extract(HOUR FROM TIMESTAMP '2022-06-17 08:50:42.155123456')", "8"),
    ("extract(doy FROM TIMESTAMP '2022-06-17 08:50:42.155123456')", "168"),
    (
        "format_datetime(TIMESTAMP '2022-06-17 08:50:42.155123456', 'yyyy/M/d''T''HH:mm:ss.SSS EEE')",
        "2022/6/17T08:50:42.155 Fri",
    ),
    ("from_iso8601_date('2021-11-23')", "2021-11-23"),
    ("from_iso8601_timestamp('2021-11-15T11:18:42')", "2021-11-15 11:18:42.000000000"),
    ("from_iso8601_timestamp('2021-11-15T11:18:42.573Z')", "2021-11-15 11:18:42.573000000"),
    ("from_iso8601_timestamp('2022-06-17T08:04:05.000000000+05:00')", "2022-06-17 03:04:05.000000000"),
    ("from_milliseconds(1)", "1970-01-01 00:00:00.001000000"),
    ("from_milliseconds(1690501686000)", "2023-07-27 23:48:06.000000000"),
    ("from_nanoseconds(300000001)", "1970-01-01 00:00:00.300000001"),
    ("from_unixtime(1.5)", "1970-01-01 00:00:01.500000000"),
    ("hour('2019-10-12 23:10:34.000000000')", "23"),
    ("hour(25h)", "1"),
    ("hour(TIMESTAMP '2022-06-17 08:50:42.155123456')", "8"),
    ("last_day_of_month(DATE '2024-02-07')", "2024-02-29"),
    ("last_day_of_month(TIMESTAMP '2022-02-07 17:44:43')", "2022-02-28"),
    ("millisecond(1234ms)", "234"),
    ("millisecond(TIMESTAMP '2022-06-17 08:50:42.155123456')", "155"),
    ("minute(61m)", "1"),
    ("minute(TIMESTAMP '2022-06-17 08:50:42.155123456')", "50"),
    ("month(TIMESTAMP '2022-06-17 08:50:42.155123456')", "6"),
    ("nanosecond(1002ns)", "1002"),
    ("nanosecond(TIMESTAMP '2022-06-17 08:50:42.155123456')", "155123456"),
    ("now() = current_timestamp", "true"),
    ("parse_datetime('17.6.2022 8:50', 'd.M.yyyy H:mm')", "2022-06-17 08:50:00.000000000"),
    ("parse_duration('1.5d')", "1 12:00:00.000000000"),
    ("parse_duration('3h')", "0 03:00:00.000000000"),
    ("parse_duration('42.8ms')", "0 00:00:00.042800000"),
    ("quarter(TIMESTAMP '2022-06-17 08:50:42.155123456')", "2"),
    ("second(61s)", "1"),
    ("second(TIMESTAMP '2022-06-17 08:50:42.155123456')", "42"),
    ("second(TIMESTAMP '2022-06-17 08:50:42.999999999')", "42"),
    ("to_iso8601(TIMESTAMP '2022-06-17 09:02:03.1')", "2022-06-17T09:02:03.100000000Z"),
    ("to_milliseconds('2011-05-17 10:40:28.876944')", "1305628828876"),
    ("to_milliseconds(1h)", "3600000"),
    ("to_nanoseconds(1us)", "1000"),
    ("to_nanoseconds(TIMESTAMP '2022-06-17 08:50:42.155123456')", "1655455842155123456"),
    ("to_unixtime('2022-06-17 08:50:42.155')", "1.655455842155E9"),
    ("week(TIMESTAMP '2022-06-17 08:50:42.155123456')", "24"),
    ("week_of_year(TIMESTAMP '2022-06-17 08:50:42.155123456')", "24"),
    ("year(TIMESTAMP '2022-06-17 08:50:42.155123456')", "2022"),
    ("year_of_week(DATE '2021-01-01')", "2020"),
    ("yow('2021-01-01 00:00:00')", "2020"),
]


@pytest.mark.parametrize(("expression", "expected"), TIMES)
def test_functions_of_time(shared_account: Account, expression: str, expected: Any) -> None:
    """2.1.16"""
    assert shared_account.value(expression) == expected


def test_now_is_constant_within_a_query(shared_account: Account) -> None:
    """2.1.16"""
    sql = "SELECT now() = current_timestamp, now() - 1h = ago(1h), date(now()) = current_date, localtimestamp = now()"
    assert shared_account.rows(sql) == [["true"] * 4]


def test_ago_of_null_is_null(shared_account: Account) -> None:
    """2.1.16"""
    assert shared_account.rows("SELECT ago(NULL), ago(element_at(ARRAY[], 1))") == [[None, None]]


@pytest.mark.parametrize(
    "expression",
    [
        "TIMESTAMP '1970-01-01 00:00:00' - 1ns",
        "ago(100year)",
        "date_add('year', -60, TIMESTAMP '2000-01-01 00:00:00')",
        "from_milliseconds(-1)",
        "from_unixtime(-0.5)",
        "date_parse('1969', '%Y')",
        "parse_datetime('12:00', 'HH:mm')",
    ],
)
def test_a_time_before_1970_is_an_error(shared_account: Account, expression: str) -> None:
    """2.1.17"""
    assert shared_account.execution_error(f"SELECT {expression}") == "Timestamps before 1970-01-01 are not supported"


UNITS: list[tuple[str, Any]] = [
    ("date_add('hour', 9, TIMESTAMP '2022-06-17 08:50:42.155123456')", "2022-06-17 17:50:42.155123456"),
    ("date_add('month', -4, TIMESTAMP '2022-06-17 08:50:42.155123456')", "2022-02-17 08:50:42.155123456"),
    ("date_add('quarter', 1, TIMESTAMP '2022-06-17 08:50:42.155123456')", "2022-09-17 08:50:42.155123456"),
    ("date_add('week', 1, DATE '2022-06-17')", "2022-06-24"),
    ("date_diff('day', TIMESTAMP '2022-01-03 00:00:00', TIMESTAMP '2022-01-01 12:00:00')", "-1"),
    ("date_diff('hour', '2022-01-01 10:00:00', '2022-01-01 12:00:00')", "2"),
    ("date_diff('hour', TIMESTAMP '2022-01-01 10:59:00', TIMESTAMP '2022-01-01 11:01:00')", "0"),
    ("date_diff('millisecond', '2022-01-01 00:00:00', '2022-01-01 00:00:01.5')", "1500"),
    ("date_diff('month', DATE '2022-01-31', DATE '2022-03-30')", "1"),
    ("date_diff('year', DATE '2020-06-01', DATE '2022-05-31')", "1"),
    ("date_trunc('YEAR', TIMESTAMP '2022-06-17 08:50:42.155123456')", "2022-01-01 00:00:00.000000000"),
    ("date_trunc('hour', TIMESTAMP '2022-06-17 08:50:42.155123456')", "2022-06-17 08:00:00.000000000"),
    ("date_trunc('month', DATE '2022-06-17')", "2022-06-01"),
    ("date_trunc('quarter', TIMESTAMP '2022-06-17 08:50:42.155123456')", "2022-04-01 00:00:00.000000000"),
    ("date_trunc('second', TIMESTAMP '2022-06-17 08:50:42.155123456')", "2022-06-17 08:50:42.000000000"),
    ("date_trunc('week', TIMESTAMP '2022-06-17 08:50:42.155123456')", "2022-06-13 00:00:00.000000000"),
]


@pytest.mark.parametrize(("expression", "expected"), UNITS)
def test_units_of_time(shared_account: Account, expression: str, expected: Any) -> None:
    """2.1.18"""
    assert shared_account.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("DATE '2022-6'", "'2022-6' is not a valid date literal"),
        ("TIMESTAMP 'yesterday'", "'yesterday' is not a valid timestamp literal"),
        ("date_add('fortnight', 1, now())", "'fortnight' is not a valid TIMESTAMP field"),
        ("date_format(now(), '%D')", "The format code %D is not supported."),
        ("date_format(now(), 'x' || 'y')", "A format that is not a literal is not supported."),
        ("date_trunc('millisecond', now())", "'millisecond' is not a valid TIMESTAMP field"),
        ("extract(epoch FROM now())", "Invalid EXTRACT field: epoch"),
        ("format_datetime(now(), 'QQ')", "The format code QQ is not supported."),
        ("hour('yesterday')", "'yesterday' is not a valid timestamp literal"),
    ],
)
def test_invalid_units_formats_and_literals_are_refused(shared_account: Account, expression: str, problem: str) -> None:
    """2.1.16, 2.1.18"""
    assert problem in shared_account.validation_error(f"SELECT {expression}")


@pytest.mark.parametrize("text", ["the 7th of July", "epoch", "Infinity", "-infinity"])
@pytest.mark.parametrize("function", ["date_parse(t, '%Y-%m-%d')", "parse_datetime(t, 'yyyy-MM-dd')"])
def test_a_text_that_does_not_match_the_format_is_an_error(shared_account: Account, function: str, text: str) -> None:
    """2.1.16"""
    assert (
        shared_account.execution_error(f"SELECT {function} FROM (VALUES '{text}') AS x(t)") == f"Invalid format: {text}"
    )
