"""Names of tables, columns and outputs: sections 2.1.7 to 2.1.9 of docs/timestream-stand-in.md."""

import pytest

from tests.support.timestream_clients import Account, single


@pytest.mark.parametrize("table", ['{db}."Readings"', "{db}.Readings"])
def test_tables_are_named_with_or_without_quotes(filled: Account, table: str) -> None:
    """2.1.7"""
    assert filled.rows(f"SELECT count(*) FROM {table}") == [["12"]]


def test_a_database_is_named_without_quotes(account: Account) -> None:
    """2.1.7"""
    other = account.with_database(account.database.replace("-", "_").upper())
    other.write_client.create_database(DatabaseName=other.database)
    other.create_table("T_1")
    assert account.rows(f"SELECT count(*) FROM {other.database}.T_1") == [["0"]]
    other.drop_database()


def test_a_table_needs_its_database_and_a_column_must_not_have_it(filled: Account) -> None:
    """2.1.7"""
    assert filled.validation_error("SELECT 1 FROM Readings") == (
        "line 1:15: Schema must be specified when session schema is not set"
    )
    assert "does not exist" in filled.validation_error("SELECT {db}.Readings.host FROM {db}.Readings")
    assert filled.rows("SELECT Places.host FROM {db}.Places ORDER BY 1 LIMIT 1") == [["a"]]
    assert filled.rows('SELECT p."host" FROM {db}.Places AS p ORDER BY 1 LIMIT 1') == [["a"]]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT level AS x FROM {db}.Readings WHERE x = 1",
        "SELECT state AS x, count(*) FROM {db}.Readings GROUP BY x",
        "SELECT state, count(*) AS x FROM {db}.Readings GROUP BY state HAVING x > 1",
        "SELECT level AS x, x + 1 FROM {db}.Readings",
        "SELECT row_number() OVER (ORDER BY x), level AS x FROM {db}.Readings",
    ],
)
def test_an_output_name_is_unknown_outside_order_by(filled: Account, sql: str) -> None:
    """2.1.8"""
    assert "Column 'x' does not exist" in filled.validation_error(sql)


@pytest.mark.parametrize("order", ["x DESC", "x + 1 DESC", "abs(x) DESC", "1 DESC", "level DESC"])
def test_an_output_name_can_be_used_in_order_by(filled: Account, order: str) -> None:
    """2.1.8"""
    assert filled.rows(f"SELECT level AS x FROM {{db}}.Readings ORDER BY {order} LIMIT 2") == [["11"], ["10"]]


def test_an_output_name_in_order_by_can_be_a_table_name_too(filled: Account) -> None:
    """2.1.8"""
    assert filled.rows("SELECT level AS t FROM {db}.Readings t ORDER BY t + 0 DESC LIMIT 1") == [["11"]]


def test_single_measures_are_columns_named_after_their_type(account: Account) -> None:
    """2.1.9"""
    account.store(
        single("1.5", name="d"),
        single("2", name="b", MeasureValueType="BIGINT"),
        single("x", name="v", MeasureValueType="VARCHAR"),
        single("true", name="t", MeasureValueType="BOOLEAN"),
    )
    columns = "measure_value::double, measure_value::bigint, r.measure_value::varchar, MEASURE_VALUE::boolean"
    assert account.rows(f"SELECT measure_name, {columns} FROM {{db}}.Readings r ORDER BY measure_name") == [
        ["b", None, "2", None, None],
        ["d", "1.5", None, None, None],
        ["t", None, None, None, "true"],
        ["v", None, None, "x", None],
    ]
    assert account.rows('SELECT sum("measure_value::double") FROM {db}.Readings') == [["1.5"]]
    assert account.validation_error("SELECT host::varchar FROM {db}.Readings").startswith("The query syntax is invalid")


STATES = [["6", "busy"], ["6", "idle"]]


@pytest.mark.parametrize(
    ("sql", "names", "rows"),
    [
        ('SELECT DISTINCT ("host") FROM {db}.Places ORDER BY ("host")', ["host"], [["a"], ["b"], ["x"]]),
        ('SELECT DISTINCT ("host"), (place) FROM {db}.Places ORDER BY 1 LIMIT 1', ["host", "place"], [["a", "north"]]),
        ('SELECT ("host"), place FROM {db}.Places ORDER BY (1) DESC LIMIT 1', ["host", "place"], [["x", "nowhere"]]),
        ('SELECT (("host")) AS h FROM {db}.Places ORDER BY (h) LIMIT 1', ["h"], [["a"]]),
        ("SELECT (p.host) FROM {db}.Places p ORDER BY (p.host) LIMIT 1", ["host"], [["a"]]),
        ('SELECT count(*), ("state") FROM {db}.Readings GROUP BY ("state") ORDER BY 2', ["_col0", "state"], STATES),
        ('SELECT count(*), ("state") FROM {db}.Readings GROUP BY (2) ORDER BY ("state")', ["_col0", "state"], STATES),
        ("SELECT count(DISTINCT (state)) FROM {db}.Readings", ["_col0"], [["2"]]),
        ("SELECT DISTINCT (state || '!') FROM {db}.Readings ORDER BY 1", ["_col0"], [["busy!"], ["idle!"]]),
    ],
)
def test_parentheses_around_a_column_change_nothing(
    filled: Account, sql: str, names: list[str], rows: list[list[str]]
) -> None:
    """2.1.33"""
    assert [column["Name"] for column in filled.query(sql)["ColumnInfo"]] == names
    assert filled.rows(sql) == rows


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        (
            "SELECT a, b FROM (SELECT ARRAY[1, 2] AS x, ARRAY[3] AS y) CROSS JOIN UNNEST(x) AS t(a) "
            "CROSS JOIN UNNEST(y) AS t(b) ORDER BY a",
            [["1", "3"], ["2", "3"]],
        ),
        (
            "SELECT t.a, T.b FROM UNNEST(ARRAY[1, 2]) AS t(a), UNNEST(ARRAY[3]) AS T(b) WHERE t.a < t.b ORDER BY t.a",
            [["1", "3"], ["2", "3"]],
        ),
        ("SELECT * FROM UNNEST(ARRAY[1]) AS t(a) CROSS JOIN UNNEST(ARRAY[2]) AS t(b)", [["1", "2"]]),
        ("SELECT t.*, 3 FROM UNNEST(ARRAY[1]) AS t(a) CROSS JOIN UNNEST(ARRAY[2]) AS t(b)", [["1", "2", "3"]]),
        ("SELECT 1 FROM UNNEST(ARRAY[1]) AS t(a) CROSS JOIN UNNEST(ARRAY[2]) AS t(a)", [["1"]]),
        ("SELECT count(*) FROM {db}.Places, {db}.Places", [["9"]]),
        (
            "SELECT p.place, p.n FROM {db}.Places p JOIN (SELECT host AS h, count(*) AS n FROM {db}.Readings GROUP BY "
            "host) p ON p.host = p.h ORDER BY 1",
            [["north", "4"], ["south", "4"]],
        ),
        (
            "WITH c AS (SELECT * FROM {db}.Places), d AS (SELECT 2 AS n) SELECT max(t.place), max(t.n) FROM d t, c t",
            [["south", "2"]],
        ),
        (
            "SELECT t.b, (SELECT max(t.b) FROM UNNEST(ARRAY[9]) AS t(b)) "
            "FROM UNNEST(ARRAY[1]) AS t(a), UNNEST(ARRAY[2]) AS t(b)",
            [["2", "9"]],
        ),
        (
            "SELECT t.a, (SELECT max(u.c) FROM UNNEST(ARRAY[t.a, t.b]) AS u(c)) "
            "FROM UNNEST(ARRAY[1]) AS t(a), UNNEST(ARRAY[7]) AS t(b)",
            [["1", "7"]],
        ),
    ],
)
def test_relations_may_share_an_alias(filled: Account, sql: str, rows: list[list[str]]) -> None:
    """2.1.34"""
    assert filled.rows(sql) == rows


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("SELECT t.a FROM UNNEST(ARRAY[1]) AS t(a), UNNEST(ARRAY[2]) AS t(a)", "line 1:8: Column 't.a' is ambiguous"),
        ("SELECT a FROM UNNEST(ARRAY[1]) AS t(a), UNNEST(ARRAY[2]) AS t(a)", "line 1:8: Column 'a' is ambiguous"),
        ("SELECT t.c FROM UNNEST(ARRAY[1]) AS t(a), UNNEST(ARRAY[2]) AS t(b)", "line 1:8: Column 't.c' does not exist"),
        ("SELECT Places.time FROM {db}.Places, {db}.Places", "line 1:8: Column 'Places.time' is ambiguous"),
    ],
)
def test_a_reference_to_a_shared_alias_must_not_be_ambiguous(filled: Account, sql: str, problem: str) -> None:
    """2.1.34"""
    assert filled.validation_error(sql) == problem


UNREAD = "WITH t AS (SELECT host, level, 1 AS other FROM {db}.Readings) "


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT host FROM {db}.Readings GROUP BY host HAVING max_by(state, level) <> 'busy'", [["b"]]),
        ("SELECT a FROM (SELECT host AS a, level FROM {db}.Readings) GROUP BY a HAVING max(level) > 10", [["c"]]),
        ("SELECT host FROM {db}.Readings ORDER BY level DESC LIMIT 1", [["c"]]),
        ("SELECT host, max(level) FROM {db}.Readings GROUP BY host ORDER BY max(level) DESC LIMIT 1", [["c", "11"]]),
        ("SELECT max(level) OVER (ORDER BY level) FROM {db}.Readings ORDER BY level LIMIT 1", [["0"]]),
        ("SELECT (SELECT max(level) FROM {db}.Readings HAVING min(level) = 0)", [["11"]]),
        ("SELECT host FROM {db}.Places p WHERE EXISTS (SELECT 1 FROM t WHERE t.host = p.host AND level > 10)", []),
        (
            "SELECT r.host FROM {db}.Readings r WHERE level > 10 AND EXISTS (SELECT 1 FROM t HAVING max(level) > 9)",
            [["c"]],
        ),
        (
            "SELECT host FROM {db}.Readings r WHERE level > 10 AND EXISTS "
            "(SELECT 1 FROM {db}.Places p GROUP BY p.host HAVING p.host < state)",
            [["c"]],
        ),
    ],
)
def test_a_with_query_that_from_does_not_read_is_not_in_scope(filled: Account, sql: str, rows: list[list[str]]) -> None:
    """2.1.35"""
    assert filled.rows(UNREAD + sql) == rows


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("SELECT host FROM {db}.Readings GROUP BY host HAVING max(other) > 1", "other"),
        ("SELECT host FROM {db}.Readings GROUP BY host HAVING max(t.other) > 1", "t.other"),
        ("SELECT host FROM {db}.Readings GROUP BY host HAVING max(missing) > 1", "missing"),
        (
            "SELECT host FROM {db}.Readings GROUP BY host HAVING EXISTS (SELECT 1 FROM {db}.Places WHERE other = 1)",
            "other",
        ),
        ("SELECT t.other FROM {db}.Readings", "t.other"),
        ("SELECT host FROM {db}.Readings WHERE t.other = 1", "t.other"),
        ("SELECT host FROM {db}.Readings WHERE other = 1", "other"),
        ("SELECT host FROM {db}.Readings ORDER BY other", "other"),
        ("SELECT host FROM {db}.Readings ORDER BY t.other", "t.other"),
        ("SELECT max(level) OVER (ORDER BY t.other) FROM {db}.Readings", "t.other"),
        ("SELECT max(level) OVER (PARTITION BY other) FROM {db}.Readings", "other"),
        ("SELECT p.host FROM {db}.Places p JOIN {db}.Readings r ON p.host = t.host", "t.host"),
        ("SELECT (SELECT max(other) FROM {db}.Places)", "other"),
        ("SELECT count(*) FROM {db}.Readings GROUP BY t.other", "t.other"),
    ],
)
def test_columns_of_a_with_query_that_from_does_not_read_do_not_exist(filled: Account, sql: str, name: str) -> None:
    """2.1.35"""
    assert filled.validation_error(UNREAD + sql).endswith(f": Column '{name}' does not exist")
