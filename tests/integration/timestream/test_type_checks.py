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
        ("SELECT level FROM {db}.Readings WHERE level", "A condition must evaluate to a boolean (actual: bigint)"),
        ("SELECT CASE WHEN 'x' THEN 1 END", "A condition must evaluate to a boolean (actual: varchar)"),
        ("SELECT open AND level FROM {db}.Readings", "A condition must evaluate to a boolean (actual: bigint)"),
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
