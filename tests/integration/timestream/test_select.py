"""The clauses of a query: sections 2.1.1 to 2.1.5 and 2.1.31 of docs/timestream-stand-in.md."""

from typing import Any

import pytest

from tests.support.timestream_clients import Account


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("WITH x AS (SELECT 1 AS a), y AS (SELECT a + 1 AS b FROM x) SELECT a, b FROM x, y", [["1", "2"]]),
        ("WITH x(a) AS (SELECT 1) SELECT a FROM x", [["1"]]),
        ("SELECT ALL host FROM {db}.Places ORDER BY host LIMIT 1", [["a"]]),
        ("SELECT DISTINCT state FROM {db}.Readings ORDER BY state", [["busy"], ["idle"]]),
        ("SELECT host FROM (SELECT host FROM {db}.Places) ORDER BY host DESC LIMIT ALL", [["x"], ["b"], ["a"]]),
        ("SELECT level FROM {db}.Readings WHERE level > 9 AND NOT state = 'idle'", [["11"]]),
        ("SELECT host, count(*) FROM {db}.Readings GROUP BY host ORDER BY host", [["a", "4"], ["b", "4"], ["c", "4"]]),
        ("SELECT upper(host), sum(level) FROM {db}.Readings GROUP BY 1 ORDER BY 2 DESC LIMIT 1", [["C", "26"]]),
        ("SELECT count(*) FROM {db}.Readings GROUP BY ()", [["12"]]),
        ("SELECT host FROM {db}.Readings GROUP BY host HAVING max(level) > 9 ORDER BY host", [["b"], ["c"]]),
        ("SELECT bin(time, 1d) IS NOT NULL, count(*) FROM {db}.Places GROUP BY bin(time, 1d)", [["true", "3"]]),
        ("SELECT x FROM (VALUES 2, NULL, 1) AS t(x) ORDER BY x", [["1"], ["2"], [None]]),
        ("SELECT x FROM (VALUES 2, NULL, 1) AS t(x) ORDER BY x DESC", [["2"], ["1"], [None]]),
        ("SELECT x FROM (VALUES 2, NULL, 1) AS t(x) ORDER BY x NULLS FIRST", [[None], ["1"], ["2"]]),
        (
            "SELECT level FROM {db}.Readings WHERE level IN (1, 3) OR level BETWEEN 10 AND 20 ORDER BY 1",
            [["1"], ["3"], ["10"], ["11"]],
        ),
        (
            "SELECT CASE state WHEN 'idle' THEN 0 ELSE 1 END FROM {db}.Readings WHERE level < 2 ORDER BY level",
            [["0"], ["1"]],
        ),
        (
            "SELECT CASE WHEN level > 0 THEN 'more' END FROM {db}.Readings WHERE level < 2 ORDER BY level",
            [[None], ["more"]],
        ),
        ("SELECT level -- a comment\nFROM /* and another */ {db}.Readings WHERE level = 1;", [["1"]]),
    ],
)
def test_a_select_has_its_clauses(filled: Account, sql: str, expected: list[list[Any]]) -> None:
    """2.1.1"""
    assert filled.rows(sql) == expected


@pytest.mark.parametrize(
    ("join", "expected"),
    [
        ("JOIN {db}.Places p ON r.host = p.host", [["a", "north"], ["b", "south"]]),
        ("INNER JOIN {db}.Places p USING (host)", [["a", "north"], ["b", "south"]]),
        ("LEFT JOIN {db}.Places p ON r.host = p.host", [["a", "north"], ["b", "south"], ["c", None]]),
        ("RIGHT OUTER JOIN {db}.Places p ON r.host = p.host", [["a", "north"], ["b", "south"], [None, "nowhere"]]),
        (
            "FULL OUTER JOIN {db}.Places p ON r.host = p.host",
            [["a", "north"], ["b", "south"], ["c", None], [None, "nowhere"]],
        ),
        ("CROSS JOIN {db}.Places p WHERE r.host = p.host", [["a", "north"], ["b", "south"]]),
        (", {db}.Places p WHERE r.host = p.host", [["a", "north"], ["b", "south"]]),
    ],
)
def test_tables_are_joined(filled: Account, join: str, expected: list[list[Any]]) -> None:
    """2.1.2"""
    column = "host" if "USING" in join else "r.host"
    source = f"(SELECT host FROM {{db}}.Readings WHERE level < 3) r {join}"
    assert filled.rows(f"SELECT {column}, place FROM {source} ORDER BY 1, 2") == expected


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("UNION", ["1", "2", "3"]),
        ("UNION DISTINCT", ["1", "2", "3"]),
        ("UNION ALL", ["1", "1", "2", "2", "2", "3"]),
        ("INTERSECT", ["2"]),
        ("EXCEPT", ["1"]),
    ],
)
def test_set_operations(account: Account, operation: str, expected: list[str]) -> None:
    """2.1.3"""
    sql = f"SELECT x FROM (VALUES 1, 1, 2) AS t(x) {operation} SELECT x FROM (VALUES 2, 2, 3) AS t(x) ORDER BY x"
    assert account.rows(sql) == [[value] for value in expected]


WINDOW_FUNCTIONS: list[tuple[str, Any]] = [
    ("row_number() OVER (ORDER BY level DESC)", ["4", "3", "2", "1"]),
    ("rank() OVER (ORDER BY state)", ["3", "1", "3", "1"]),
    ("dense_rank() OVER (ORDER BY state)", ["2", "1", "2", "1"]),
    ("sum(level) OVER (PARTITION BY state ORDER BY level)", ["0", "1", "2", "4"]),
    ("sum(level) OVER (ORDER BY level ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)", ["0", "1", "3", "5"]),
    ("sum(level) OVER (ORDER BY level ROWS 1 PRECEDING)", ["0", "1", "3", "5"]),
    ("sum(level) OVER (ORDER BY level RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)", ["0", "1", "3", "6"]),
    ("lag(level) OVER (ORDER BY level)", [None, "0", "1", "2"]),
    ("lead(level, 2, -1) OVER (ORDER BY level)", ["2", "3", "-1", "-1"]),
    ("first_value(level) OVER (PARTITION BY state ORDER BY level)", ["0", "1", "0", "1"]),
    ("last_value(level) OVER (ORDER BY level ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)", ["3"] * 4),
    ("nth_value(level, 2) OVER (ORDER BY level)", [None, "1", "1", "1"]),
    ("ntile(2) OVER (ORDER BY level)", ["1", "1", "2", "2"]),
    ("percent_rank() OVER (ORDER BY state)", ["0.6666666666666666", "0.0", "0.6666666666666666", "0.0"]),
    ("cume_dist() OVER (ORDER BY level)", ["0.25", "0.5", "0.75", "1.0"]),
    ("count(*) FILTER (WHERE state = 'idle') OVER ()", ["2"] * 4),
    ("max_by(host, level) OVER (ORDER BY level)", ["a", "b", "c", "a"]),
]


def windowed(window: str) -> str:
    """A query of a window function over four rows."""
    rows = "(0, 'a', 'idle'), (1, 'b', 'busy'), (2, 'c', 'idle'), (3, 'a', 'busy')"
    return f"SELECT {window} FROM (VALUES {rows}) AS r(level, host, state) ORDER BY level"


@pytest.mark.parametrize(("window", "expected"), WINDOW_FUNCTIONS)
def test_window_functions(shared_account: Account, window: str, expected: list[Any]) -> None:
    """2.1.4"""
    assert shared_account.rows(windowed(window)) == [[value] for value in expected]


MINUTES = (
    "(VALUES (TIMESTAMP '2024-02-29 10:00:00', 0.5, 1), (TIMESTAMP '2024-02-29 10:01:00', 1.0, 2), "
    "(TIMESTAMP '2024-02-29 10:03:00.000000001', 3.5, 4), (TIMESTAMP '2024-03-29 10:00:00', 9.0, 8)) AS r(t, x, n)"
)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("ORDER BY t RANGE BETWEEN INTERVAL '2' MINUTE PRECEDING AND CURRENT ROW", ["1", "3", "4", "8"]),
        ("ORDER BY t RANGE BETWEEN 3m PRECEDING AND CURRENT ROW", ["1", "3", "6", "8"]),
        ("ORDER BY t RANGE BETWEEN 3m + 1ns PRECEDING AND CURRENT ROW", ["1", "3", "7", "8"]),
        ("ORDER BY t RANGE 1.5m PRECEDING", ["1", "3", "4", "8"]),
        ("ORDER BY t RANGE BETWEEN CURRENT ROW AND 1h FOLLOWING", ["7", "6", "4", "8"]),
        ("ORDER BY t DESC RANGE BETWEEN 1m PRECEDING AND CURRENT ROW", ["3", "2", "4", "8"]),
        ("PARTITION BY n > 1 ORDER BY t RANGE BETWEEN 1h PRECEDING AND CURRENT ROW", ["1", "2", "6", "8"]),
        ("ORDER BY bin(t, 5m) RANGE BETWEEN 5m PRECEDING AND 5m FOLLOWING", ["7", "7", "7", "8"]),
        ("ORDER BY t RANGE BETWEEN 1month PRECEDING AND CURRENT ROW", ["1", "3", "7", "15"]),
        ("ORDER BY date(t) RANGE BETWEEN 1y PRECEDING AND 1d FOLLOWING", ["7", "7", "7", "15"]),
        ("ORDER BY date(t) RANGE BETWEEN 28d PRECEDING AND CURRENT ROW", ["7", "7", "7", "8"]),
        ("ORDER BY x RANGE BETWEEN 2.5 PRECEDING AND CURRENT ROW", ["1", "3", "6", "8"]),
        ("ORDER BY n RANGE BETWEEN 1 PRECEDING AND 2 FOLLOWING", ["3", "7", "4", "8"]),
    ],
)
def test_range_frames_with_an_offset(shared_account: Account, window: str, expected: list[str]) -> None:
    """2.1.4"""
    rows = shared_account.rows(f"SELECT sum(n) OVER ({window}) FROM {MINUTES} ORDER BY t")
    assert rows == [[value] for value in expected]


@pytest.mark.parametrize(
    ("window", "problem"),
    [
        ("RANGE 1m PRECEDING", "requires ORDER BY"),
        ("ORDER BY t, n RANGE 1m PRECEDING", "requires single sort item in ORDER BY (actual: 2)"),
        ("ORDER BY CAST(n AS varchar) RANGE 1m PRECEDING", "numeric, datetime or interval (actual: varchar)"),
        ("ORDER BY t RANGE 1 PRECEDING", "value type (integer) not compatible with sort item type (timestamp)"),
        ("ORDER BY n RANGE 1m PRECEDING", "value type (interval day to second) not compatible with sort item type"),
    ],
)
def test_an_offset_that_does_not_fit_is_refused(shared_account: Account, window: str, problem: str) -> None:
    """2.1.4"""
    assert problem in shared_account.validation_error(f"SELECT sum(n) OVER ({window}) FROM {MINUTES}")


@pytest.mark.parametrize("window", ["ORDER BY t RANGE -1m PRECEDING", "ORDER BY n RANGE n - 8 PRECEDING"])
def test_a_negative_offset_is_an_error(shared_account: Account, window: str) -> None:
    """2.1.4"""
    problem = shared_account.execution_error(f"SELECT sum(n) OVER ({window}) FROM {MINUTES}")
    assert problem == "Window frame offset value must not be negative or null"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT (SELECT max(level) FROM {db}.Readings)", [["11"]]),
        ("SELECT host FROM {db}.Places WHERE host IN (SELECT host FROM {db}.Readings) ORDER BY 1", [["a"], ["b"]]),
        ("SELECT host FROM {db}.Places WHERE host NOT IN (SELECT host FROM {db}.Readings)", [["x"]]),
        (
            "SELECT host, (SELECT max(level) FROM {db}.Readings r WHERE r.host = p.host) FROM {db}.Places p ORDER BY 1",
            [["a", "9"], ["b", "10"], ["x", None]],
        ),
        (
            "SELECT host FROM {db}.Places p WHERE NOT EXISTS (SELECT 1 FROM {db}.Readings r WHERE r.host = p.host)",
            [["x"]],
        ),
        ("SELECT level FROM {db}.Readings WHERE level >= ALL (SELECT level FROM {db}.Readings)", [["11"]]),
        ("SELECT count(*) FROM {db}.Readings WHERE level = ANY (SELECT x FROM (VALUES 1, 2, 99) AS t(x))", [["2"]]),
        ("SELECT count(*) FROM {db}.Readings WHERE level < SOME (SELECT 3)", [["3"]]),
    ],
)
def test_subqueries_as_values(filled: Account, sql: str, expected: list[list[Any]]) -> None:
    """2.1.5"""
    assert filled.rows(sql) == expected


def test_values_as_a_table(account: Account) -> None:
    """2.1.31"""
    assert account.rows("SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS t(n, x) ORDER BY n DESC") == [
        ["2", "b"],
        ["1", "a"],
    ]
    assert account.rows("SELECT max_by(x, n) FROM (VALUES (('a', 1)), (('d', 4))) AS t(x, n)") == [["d"]]
