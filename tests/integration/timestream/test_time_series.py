"""Time series: sections 2.1.19 to 2.1.23 of docs/timestream-stand-in.md, over a few points with known results."""

from itertools import pairwise
from typing import Any

import pytest

from tests.support.timestream_clients import NOW, Account, multi

# Seconds after 2023-11-14 22:13:20, and values.
POINTS = ((0, 1.0), (10, 3.0), (20, 2.0), (30, 6.0), (60, 0.0))
START = 1_700_000_000


def timestamp(seconds: float) -> str:
    return f"2023-11-14 22:{13 + int(20 + seconds) // 60}:{int(20 + seconds) % 60:02}.000000000"


def series(*points: tuple[float, Any]) -> list[tuple[str, str | None]]:
    """A time series as `python_value` returns it."""
    return [(timestamp(seconds), None if value is None else str(value)) for seconds, value in points]


def with_points(projection: str, points: tuple[tuple[float, Any], ...] = POINTS) -> str:
    """A query of the series `s`, with its first time `min_t` and last time `max_t`."""
    rows = ", ".join(f"({START + seconds}, {value})" for seconds, value in points)
    return (
        "WITH points AS ("
        "SELECT create_time_series(from_unixtime(second), value) AS s, "
        "min(from_unixtime(second)) AS min_t, max(from_unixtime(second)) AS max_t "
        f"FROM (VALUES {rows}) AS t(second, value)) SELECT {projection} FROM points"
    )


def test_a_time_series_is_an_aggregate(account: Account) -> None:
    """2.1.19, 2.3.7"""
    hosts = ("a", "b")
    records = [
        multi({"load": ("DOUBLE", str(minute))}, host=host, at=NOW - 60_000 * minute)
        for host in hosts
        for minute in range(3)
    ]
    account.store(*records)
    sql = "SELECT host, create_time_series(time, load) AS loads FROM {db}.Readings GROUP BY host ORDER BY host"
    page = account.query(sql)
    assert page["ColumnInfo"][1] == {
        "Name": "loads",
        "Type": {"TimeSeriesMeasureValueColumnInfo": {"Type": {"ScalarType": "DOUBLE"}}},
    }
    for host, (found, points) in zip(hosts, account.rows(sql), strict=True):
        assert found == host
        assert [value for _, value in points] == ["2.0", "1.0", "0.0"]
        assert all(earlier < later for (earlier, _), (later, _) in pairwise(points))


def test_points_are_ordered_by_time(shared_account: Account) -> None:
    """2.1.19"""
    assert shared_account.rows(with_points("s", POINTS[::-1])) == [[series(*POINTS)]]


def test_a_null_in_a_time_series_is_an_error(shared_account: Account) -> None:
    """2.1.19"""
    problem = shared_account.execution_error(with_points("s", ((0, 1.0), (10, "NULL"))))
    assert problem == "The value of a time series can not be null"
    problem = shared_account.execution_error("SELECT CREATE_TIME_SERIES(t, 1) FROM (VALUES now(), NULL) AS x(t)")
    assert problem == "The time of a time series can not be null"


def test_a_filter_keeps_nulls_out_of_a_time_series(shared_account: Account) -> None:
    """2.1.19"""
    points = ((0, 1.0), (10, "NULL"), (20, 2.0))
    sql = with_points("s", points).replace("value) AS s", "value) FILTER (WHERE value IS NOT NULL) AS s")
    assert shared_account.rows(sql) == [[series((0, 1.0), (20, 2.0))]]


def test_a_time_series_can_have_computed_values(shared_account: Account) -> None:
    """2.1.19"""
    rows = ", ".join(f"({START + seconds}, {value})" for seconds, value in POINTS)
    sql = (
        f"WITH binned AS (SELECT bin(from_unixtime(s), 20s) AS t, avg(v) AS v FROM (VALUES {rows}) AS r(s, v) "
        "GROUP BY 1) SELECT CREATE_TIME_SERIES(t, v * 2) FROM binned"
    )
    assert shared_account.rows(sql) == [[series((0, 4.0), (20, 8.0), (60, 0.0))]]


def test_a_time_series_is_unnested(account: Account) -> None:
    """2.1.20"""
    unnested = [[time, value] for time, value in series(*POINTS)]
    named = with_points("t, v").replace("FROM points", "FROM points CROSS JOIN UNNEST(s) AS p(t, v) ORDER BY t")
    unnamed = with_points("p.time, value").replace("FROM points", "FROM points CROSS JOIN UNNEST(s) AS p ORDER BY time")
    listed = with_points("t, v").replace("FROM points", "FROM points, UNNEST(s) AS p (t, v) WHERE v >= 0 ORDER BY 1")
    for sql in (named, unnamed, listed):
        assert account.rows(sql) == unnested


def test_arrays_are_unnested_side_by_side(shared_account: Account) -> None:
    """2.1.20"""
    sql = "SELECT a, b, n FROM UNNEST(ARRAY[1, 2], ARRAY['x']) WITH ORDINALITY AS t(a, b, n) ORDER BY n"
    assert shared_account.rows(sql) == [["1", "x", "1"], ["2", None, "2"]]


INTERPOLATIONS: list[tuple[str, Any]] = [
    (
        "interpolate_linear(s, sequence(min_t, max_t, 15s))",
        series((0, 1.0), (15, 2.5), (30, 6.0), (45, 3.0), (60, 0.0)),
    ),
    (
        "interpolate_locf(s, sequence(min_t, max_t, 15s))",
        series((0, 1.0), (15, 3.0), (30, 6.0), (45, 6.0), (60, 0.0)),
    ),
    (
        "interpolate_fill(s, sequence(min_t, max_t, 15s), -1)",
        series((0, 1.0), (15, -1.0), (30, 6.0), (45, -1.0), (60, 0.0)),
    ),
    ("interpolate_linear(s, ARRAY[min_t + 5s])", series((5, 2.0))),
    ("interpolate_spline_cubic(s, ARRAY[min_t, min_t + 10s])", series((0, 1.0), (10, 3.0))),
    ("interpolate_linear(s, ARRAY[max_t, max_t + 5s])", series((60, 0.0), (65, None))),
]


@pytest.mark.parametrize(("projection", "expected"), INTERPOLATIONS)
def test_a_time_series_is_interpolated_at_many_times(shared_account: Account, projection: str, expected: Any) -> None:
    """2.1.21, 2.1.22"""
    assert shared_account.rows(with_points(projection)) == [[expected]]


INTERPOLATIONS_AT_ONE_TIME: list[tuple[str, Any]] = [
    (f"interpolate_linear(s, '{timestamp(25)}')", "4.0"),
    (f"interpolate_linear(s, TIMESTAMP '{timestamp(25)}')", "4.0"),
    (f"interpolate_locf(s, '{timestamp(25)}')", "2.0"),
    (f"interpolate_fill(s, '{timestamp(20)}', 0)", "2.0"),
    (f"interpolate_fill(s, '{timestamp(25)}', 0)", "0.0"),
    (f"interpolate_spline_cubic(s, '{timestamp(20)}')", "2.0"),
    ("interpolate_linear(s, now())", None),
    ("interpolate_linear(s, from_milliseconds(0))", None),
    ("interpolate_locf(s, from_milliseconds(0))", None),
    ("interpolate_spline_cubic(s, now())", None),
]


@pytest.mark.parametrize(("projection", "expected"), INTERPOLATIONS_AT_ONE_TIME)
def test_a_time_series_is_interpolated_at_one_time(
    shared_account: Account, projection: str, expected: str | None
) -> None:
    """2.1.21, 2.1.22"""
    assert shared_account.rows(with_points(projection)) == [[expected]]


def test_interpolation_of_bigints_returns_doubles(shared_account: Account) -> None:
    """2.1.21"""
    sql = with_points("interpolate_linear(s, min_t + 5s)", ((0, 1), (10, 2)))
    assert shared_account.rows(sql) == [["1.5"]]


def test_the_spline_is_a_natural_spline(shared_account: Account) -> None:
    """2.1.22: through 0, 1 and 0 at equal distances the natural spline is 1.5 x - 0.5 x³ on the first half."""
    sql = with_points("interpolate_spline_cubic(s, ARRAY[min_t, min_t + 5s, min_t + 15s])", ((0, 0), (10, 1), (20, 0)))
    [[points]] = shared_account.rows(sql)
    assert [float(value) for _, value in points] == pytest.approx([0, 0.6875, 0.6875])


@pytest.mark.parametrize("function", ["linear(s, {})", "locf(s, {})", "fill(s, {}, 9.0)", "spline_cubic(s, {})"])
def test_a_null_time_has_no_point(shared_account: Account, function: str) -> None:
    """2.1.22"""
    sql = with_points(f"interpolate_{function}".format("ARRAY[NULL, min_t]"))
    assert shared_account.rows(sql) == [[series((0, 1.0))]]


@pytest.mark.parametrize("array", ["ARRAY[1]", "ARRAY[true]", "ARRAY[1.5]"])
def test_the_times_to_interpolate_at_must_be_timestamps(shared_account: Account, array: str) -> None:
    """2.1.21"""
    assert "Cannot cast" in shared_account.validation_error(with_points(f"interpolate_locf(s, {array})"))


def test_a_spline_needs_three_points(shared_account: Account) -> None:
    """2.1.22"""
    sql = with_points("interpolate_spline_cubic(s, min_t)", POINTS[:2])
    assert shared_account.execution_error(sql) == "A spline needs at least three points"


DERIVED_SERIES: list[tuple[str, Any]] = [
    ("derivative_linear(s, 1m)", series((10, 12.0), (20, -6.0), (30, 24.0), (60, -12.0))),
    ("non_negative_derivative_linear(s, 1m)", series((10, 12.0), (30, 24.0))),
    ("filter(s, x -> x.value > 2)", series((10, 3.0), (30, 6.0))),
    ("filter(s, x -> x.time > from_milliseconds(1700000025000))", series((30, 6.0), (60, 0.0))),
]


@pytest.mark.parametrize(("projection", "expected"), DERIVED_SERIES)
def test_time_series_are_derived_and_filtered(shared_account: Account, projection: str, expected: Any) -> None:
    """2.1.23"""
    assert shared_account.rows(with_points(projection)) == [[expected]]


SERIES_VALUES: list[tuple[str, Any]] = [
    ("integral_trapezoidal(s)", 175.0),
    ("integral_trapezoidal(s, 1m)", 2.9166666666666665),
    (f"integral_trapezoidal(s, 1s, '{timestamp(0)}', '{timestamp(20)}')", 45.0),
    ("correlate_pearson(s, s)", 1.0),
    ("correlate_spearman(s, s)", 1.0),
    ("reduce(s, 0.0, (s, x) -> s + x.value, s -> s / 5)", 2.4),
    ("reduce(s, DOUBLE '0.0', (s, x) -> x.value * x.value + s, s -> s)", 50.0),
]


@pytest.mark.parametrize(("projection", "expected"), SERIES_VALUES)
def test_time_series_are_reduced_to_a_value(shared_account: Account, projection: str, expected: float) -> None:
    """2.1.23"""
    [[value]] = shared_account.rows(with_points(projection))
    assert float(value) == pytest.approx(expected)


def test_time_series_with_different_times_do_not_correlate(shared_account: Account) -> None:
    """2.1.23"""
    problem = shared_account.execution_error(with_points("correlate_pearson(s, filter(s, x -> x.value > 2))"))
    assert problem == "The time series must have the same timestamps"


def test_the_state_of_reduce_can_be_a_row(shared_account: Account) -> None:
    """2.1.23: the state of `reduce` may be a row whose fields are named by a cast; a column may have its name."""
    reduced = (
        "reduce(s, CAST(ROW(0, 0) AS row(high bigint, count bigint)), "
        "(s, x) -> CAST(ROW(s.high + if(x.value > 1.5, 1, 0), s.count + 1) AS row(high bigint, count bigint)), "
        "s -> s.high / CAST(s.count AS double))"
    )
    assert shared_account.rows(with_points(reduced)) == [["0.6"]]
