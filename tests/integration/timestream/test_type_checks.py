"""Types of operands and arguments: sections 2.1.29 and 2.1.30 of docs/timestream-stand-in.md."""

import pytest

from tests.support.timestream_clients import Account


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT state = 1 FROM {db}.Readings", "line 1:8: '=' cannot be applied to varchar, integer"),
        ("SELECT level IN ('1') FROM {db}.Readings", "line 1:8: 'IN' cannot be applied to bigint, varchar"),
        (
            "SELECT level BETWEEN 1 AND 'b' FROM {db}.Readings",
            "line 1:8: 'BETWEEN' cannot be applied to bigint, varchar",
        ),
        ("SELECT state + 1 FROM {db}.Readings", "line 1:8: '+' cannot be applied to varchar, integer"),
        ("SELECT level || 'x' FROM {db}.Readings", "line 1:8: '||' cannot be applied to bigint, varchar"),
        ("SELECT open = 1 FROM {db}.Readings", "line 1:8: '=' cannot be applied to boolean, integer"),
        ("SELECT time = level FROM {db}.Readings", "line 1:8: '=' cannot be applied to timestamp, bigint"),
        ("SELECT -state FROM {db}.Readings", "line 1:9: '-' cannot be applied to varchar"),
        ("SELECT abs(state) FROM {db}.Readings", "line 1:8: Unexpected parameters (varchar) for function abs."),
        ("SELECT length(level) FROM {db}.Readings", "line 1:8: Unexpected parameters (bigint) for function length."),
        ("SELECT abs() FROM {db}.Readings", "line 1:8: Unexpected parameters () for function abs."),
        ("SELECT sum(*) FROM {db}.Readings", "line 1:8: Unexpected parameters (star) for function sum."),
        (
            "SELECT coalesce(level, state) FROM {db}.Readings",
            "Unexpected parameters (bigint, varchar) for function coalesce",
        ),
        (
            "SELECT nullif(level, open) FROM {db}.Readings",
            "Unexpected parameters (bigint, boolean) for function nullif",
        ),
        (
            "SELECT level FROM {db}.Readings UNION SELECT state FROM {db}.Readings",
            "column 1 in UNION query has incompatible types: bigint, varchar",
        ),
        ("SELECT CASE WHEN open THEN 1 ELSE 'x' END FROM {db}.Readings", "Cannot cast 'x'"),
        ("SELECT host, count(*) FROM {db}.Readings", "'host' must be an aggregate expression or appear in GROUP BY"),
        ("SELECT state FROM {db}.Readings WHERE count(*) > 1", "WHERE clause cannot contain aggregates"),
        ("SELECT CAST(time AS bigint) FROM {db}.Readings", "line 1:13: Cannot cast timestamp to bigint"),
        (
            "SELECT CAST(state AS bigint).load FROM {db}.Readings",
            "Only a row has fields; 'load' is a field of something else",
        ),
        (
            "SELECT CREATE_TIME_SERIES(time, DISTINCT level) FROM {db}.Readings",
            "DISTINCT must come before the first argument",
        ),
        ("SELECT 1 UNION SELECT 1, 2", "Set operations can only apply to expressions with the same number"),
    ],
)
def test_operands_and_arguments_of_wrong_types_are_refused(filled: Account, sql: str, message: str) -> None:
    """2.1.29"""
    assert message in filled.validation_error(sql)


@pytest.mark.parametrize(
    "function", ["foo", "json_extract", "histogram", "listagg", "regexp_count", "ts_ns", "version"]
)
def test_an_unknown_function_is_refused_by_its_name(account: Account, function: str) -> None:
    """2.1.30"""
    assert account.validation_error(f"SELECT {function}(1)") == f"line 1:8: Function {function} not registered"


def test_misplaced_window_functions_and_aggregates_are_refused(filled: Account) -> None:
    """2.1.30"""
    assert "requires an OVER clause" in filled.validation_error("SELECT row_number() FROM {db}.Readings")
    assert "Not a window function: abs" in filled.validation_error("SELECT abs(level) OVER () FROM {db}.Readings")
    assert "DISTINCT and FILTER go with aggregates" in filled.validation_error(
        "SELECT abs(DISTINCT level) FROM {db}.Readings"
    )


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        ("true AND 1", "line 1:25: Right side of logical expression must evaluate to a boolean (actual: integer)"),
        ("1 AND true", "line 1:16: Left side of logical expression must evaluate to a boolean (actual: integer)"),
        ("'x' OR true", "line 1:16: Left side of logical expression must evaluate to a boolean (actual: varchar)"),
        ("true OR 1.5", "line 1:24: Right side of logical expression must evaluate to a boolean (actual: double)"),
        ("true OR true AND now()", "Right side of logical expression must evaluate to a boolean (actual: timestamp)"),
        ("true AND true AND 1h", "Right side of logical expression must evaluate to a boolean (actual: interval day"),
        ("(1 OR true) AND true", "line 1:17: Left side of logical expression must evaluate to a boolean (actual: int"),
        ("NOT 1", "line 1:20: Value of logical NOT expression must evaluate to a boolean (actual: integer)"),
        ("1", "line 1:16: WHERE clause must evaluate to a boolean: actual type integer"),
        ("CASE WHEN 'x' THEN true END", "CASE WHEN clause must evaluate to a boolean (actual: varchar)"),
        ("true GROUP BY 1 HAVING 1", "HAVING clause must evaluate to a boolean: actual type integer"),
    ],
)
def test_conditions_that_are_not_boolean_are_refused(shared_account: Account, condition: str, problem: str) -> None:
    """2.1.37"""
    assert problem in shared_account.validation_error(f"SELECT 1 WHERE {condition}")


def test_a_join_condition_that_is_not_boolean_is_refused(filled: Account) -> None:
    """2.1.37"""
    problem = filled.validation_error("SELECT 1 FROM {db}.Places a JOIN {db}.Places b ON a.host")
    assert problem.endswith("JOIN ON clause must evaluate to a boolean: actual type varchar")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("round(reduce(ARRAY[1, 2, 4], 0, (s, x) -> s + x, s -> s / 3.0), 2)", "2.33"),
        ("reduce(ARRAY[1, 2], 0, (s, x) -> s + x, s -> s > 2) AND true", "true"),
        ("reduce(ARRAY[1, 2], 0, (s, x) -> s + x, s -> CAST(s AS varchar)) || '!'", "3!"),
        ("concat(reduce(ARRAY['a', 'b'], 0, (s, x) -> s + length(x), s -> CAST(s AS varchar)), '!')", "2!"),
        ("sum(reduce(ARRAY[1, 2], 0, (s, x) -> s + x, s -> s / 2.0))", "1.5"),
        ("reduce(ARRAY[1, 2], 0, (s, x) -> s + x / 2.0, s -> s) / 2", "0.75"),
        ("sum(reduce(ARRAY[1, 2], 0, (s, x) -> s + x / 2.0, s -> s))", "1.5"),
        ("reduce(ARRAY[1, 2], 0, (s, x) -> s + x / 2.0, s -> s / 2)", "0.75"),
        ("reduce(ARRAY[1, 2], 0.0, (s, x) -> s + x, s -> s) / 2", "1.5"),
        (
            "reduce(ARRAY[1], CAST(ROW(2) AS row(s bigint)), (s, x) -> CAST(ROW(s.s + x) AS row(s bigint)), s -> s.s)",
            "3",
        ),
        ("reduce(ARRAY[1, 2], 0, (s, x) -> s + x, s -> s) / 2", "1"),
        (
            "reduce(ARRAY[1, 2], 0, (s, x) -> s + x, s -> s * 1h) + TIMESTAMP '2024-02-29'",
            "2024-02-29 03:00:00.000000000",
        ),
        ("hour(reduce(ARRAY[1, 2], TIMESTAMP '2024-02-29', (t, x) -> t + x * 1h, t -> t))", "3"),
        (
            "element_at(transform(ARRAY[1, 2], x -> x * 1h), 2) + TIMESTAMP '2024-02-29'",
            "2024-02-29 02:00:00.000000000",
        ),
        ("array_max(transform(ARRAY[1, 2], x -> x / 4.0)) / 2", "0.25"),
        ("transform(ARRAY[1, 3], x -> x / 2)", ["0", "1"]),
        ("transform(transform(ARRAY[1, 3], x -> x > 2), x -> NOT x)", ["true", "false"]),
        ("transform(ARRAY[1, 2], x -> transform(ARRAY[3], y -> x + y))", [["4"], ["5"]]),
        ("transform(ARRAY[1, 2], x -> reduce(ARRAY[x], 0, (s, x) -> s + x, s -> s = 2) OR false)", ["false", "true"]),
        ("length(element_at(filter(ARRAY['a', 'bc'], x -> length(x) > 1), 1))", "2"),
        ("reduce(filter(ARRAY[1, NULL], x -> x IS NOT NULL), 0, (s, x) -> s + x, s -> s) = 1", "true"),
    ],
)
def test_a_lambda_has_the_type_of_its_body(shared_account: Account, expression: str, expected: object) -> None:
    """2.1.36"""
    assert shared_account.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("filter(ARRAY['a'], x -> x > 1)", "line 1:32: '>' cannot be applied to varchar, integer"),
        ("filter(ARRAY[1], x -> x)", "The lambda of filter must evaluate to a boolean (actual: integer)"),
        ("filter(ARRAY[1], (x, y) -> true)", "The lambda must have 1 parameters"),
        ("reduce(ARRAY[1], 0, s -> s, s -> s)", "The lambda must have 2 parameters"),
        ("reduce(ARRAY['a'], 0, (s, x) -> s + x, s -> s)", "'+' cannot be applied to integer, varchar"),
        ("reduce(ARRAY[1], 0, (s, x) -> s + x, s -> s || 'x')", "'||' cannot be applied to integer, varchar"),
        ("reduce(ARRAY[1], 0, (s, x) -> s + x, s -> s > 2) + 1", "'+' cannot be applied to boolean, integer"),
        ("array_max(transform(ARRAY[1], x -> x > 1)) || 'x'", "'||' cannot be applied to boolean, varchar"),
        ("transform(ARRAY[now()], x -> abs(x))", "Unexpected parameters (timestamp) for function abs."),
    ],
)
def test_the_types_in_a_lambda_are_checked(shared_account: Account, expression: str, problem: str) -> None:
    """2.1.36"""
    assert problem in shared_account.validation_error(f"SELECT {expression}")


def test_the_points_of_a_time_series_are_rows_in_a_lambda(filled: Account) -> None:
    """2.1.36"""
    series = "(SELECT create_time_series(time, state) AS s FROM {db}.Readings WHERE host = 'a')"
    sql = f"SELECT reduce(s, 0, (n, x) -> n + length(x.value), n -> n / 4.0) / 2 FROM {series}"
    assert filled.rows(sql) == [["2.0"]]
    assert filled.rows(f"SELECT filter(s, x -> x.time > now()) FROM {series}") == [[[]]]
    problem = filled.validation_error(f"SELECT filter(s, x -> x.value > 1) FROM {series}")
    assert "'>' cannot be applied to varchar, integer" in problem
