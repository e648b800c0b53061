"""What a query may consist of: section 2.1 of docs/timestream-stand-in.md, without the functions."""

from typing import Any

import pytest

from tests.support.timestream_clients import NOW, Account, multi, single


@pytest.fixture
def filled(account: Account) -> Account:
    """`Readings`: hosts a, b and c at four moments, a minute apart; `Places`: where a and b are, and nobody else."""
    account.store(
        *[
            multi(
                {
                    "level": ("BIGINT", str(number)),
                    "load": ("DOUBLE", str(number / 4)),
                    "state": ("VARCHAR", ("idle", "busy")[number % 2]),
                    "open": ("BOOLEAN", str(number > 5).lower()),
                    "since": ("TIMESTAMP", str(NOW - 60_000 * number)),
                },
                host="abc"[number % 3],
                at=NOW - 60_000 * (number // 3),
            )
            for number in range(12)
        ]
    )
    account.create_table("Places")
    account.store(
        *[
            multi({"place": ("VARCHAR", place)}, host=host)
            for host, place in (("a", "north"), ("b", "south"), ("x", "nowhere"))
        ],
        table="Places",
    )
    return account


def check(account: Account, sql: str, expected: list[list[Any]]) -> None:
    assert account.rows(sql) == expected


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
    check(filled, sql, expected)


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
    check(filled, f"SELECT {column}, place FROM {source} ORDER BY 1, 2", expected)


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
def test_queries_are_united_intersected_and_subtracted(account: Account, operation: str, expected: list[str]) -> None:
    """2.1.3"""
    sql = f"SELECT x FROM (VALUES 1, 1, 2) AS t(x) {operation} SELECT x FROM (VALUES 2, 2, 3) AS t(x) ORDER BY x"
    check(account, sql, [[value] for value in expected])


@pytest.mark.parametrize(
    ("window", "expected"),
    [
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
    ],
)
def test_window_functions_see_other_rows(filled: Account, window: str, expected: list[Any]) -> None:
    """2.1.4"""
    check(
        filled, f"SELECT {window} FROM {{db}}.Readings WHERE level < 4 ORDER BY level", [[value] for value in expected]
    )


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
def test_subqueries_stand_for_values(filled: Account, sql: str, expected: list[list[Any]]) -> None:
    """2.1.5"""
    check(filled, sql, expected)


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("SELECT host FROM {db}.Readings LIMIT 1 OFFSET 2", "OFFSET"),
        ("SELECT host FROM {db}.Readings OFFSET 2", "OFFSET"),
        ("SELECT host FROM {db}.Readings GROUP BY GROUPING SETS ((host), ())", "GROUPING"),
        ("SELECT host FROM {db}.Readings GROUP BY CUBE (host)", "CUBE"),
        ("SELECT host FROM {db}.Readings GROUP BY ROLLUP (host)", "ROLLUP"),
        ("SELECT host FROM {db}.Readings, LATERAL (SELECT 1)", "LATERAL"),
        ("SELECT * FROM {db}.Readings PIVOT (sum(level) FOR host IN ('a'))", "PIVOT"),
        ("SELECT host FROM {db}.Readings QUALIFY row_number() OVER () = 1", "QUALIFY"),
        ("SELECT host FROM {db}.Readings TABLESAMPLE BERNOULLI (10)", "SAMPLE"),
        ("SELECT host FROM {db}.Readings NATURAL JOIN {db}.Readings", "JOIN METHOD"),
        ("SELECT host FROM {db}.Readings ASOF JOIN {db}.Readings USING (host)", "JOIN"),
        ("WITH RECURSIVE x AS (SELECT 1) SELECT * FROM x", "RECURSIVE"),
        ("SELECT DISTINCT ON (host) host FROM {db}.Readings", "DISTINCT ON"),
        ("SELECT * EXCEPT (host) FROM {db}.Readings", "STAR EXCEPT"),
        ("SELECT host FROM {db}.Readings WHERE host ILIKE 'A'", "ILIKE"),
        ("SELECT host SIMILAR TO 'a' FROM {db}.Readings", "SIMILAR"),
        ("SELECT time AT TIME ZONE 'UTC' FROM {db}.Readings", "TIMEZONE"),
        ("SELECT sum(level) OVER w FROM {db}.Readings WINDOW w AS (ORDER BY time)", "WINDOW"),
        (
            "SELECT sum(level) OVER (ORDER BY time RANGE BETWEEN 1h PRECEDING AND CURRENT ROW) FROM {db}.Readings",
            "RANGE",
        ),
        ("SELECT host FROM {db}.Readings FETCH FIRST 1 ROWS ONLY", "FETCH"),
        ("SELECT host FROM {db}.Readings FOR UPDATE", "LOCK"),
        ("SELECT level & 1 FROM {db}.Readings", "BITWISEAND"),
        ("SELECT level IS TRUE FROM {db}.Readings", "IS TRUE"),
        ("SELECT {db}.Readings.host", "host"),
        ("INSERT INTO {db}.Readings SELECT 1", "INSERT"),
        ("DELETE FROM {db}.Readings", "DELETE"),
        ("CREATE TABLE x (a BIGINT)", "CREATE"),
        ("EXPLAIN SELECT 1", "EXPLAIN"),
        ("UNLOAD (SELECT 1) TO 's3://bucket' WITH (format = 'CSV')", "UNLOAD"),
        ("SELECT CAST(1 AS decimal(3, 1))", "decimal"),
        ("SELECT CAST('{}' AS json)", "json"),
    ],
)
def test_what_timestream_has_not_is_refused_by_its_name(account: Account, sql: str, named: str) -> None:
    """2.1.6, 2.1.30"""
    account.store(multi({"level": ("BIGINT", "1")}))
    assert named.lower() in account.refusal(sql).lower()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1,, 2",
        "SELECT , 1",
        "SELECT 1, FROM {db}.Readings",
        "SELECT abs(1,)",
        "SELECT ARRAY[1,,2]",
        "SELECT count(*) FROM {db}.Readings GROUP BY 1,",
        "SELECT 1 WHERE 1 IN (1,)",
        "SELECT 1 CROSS JOIN {db}.Readings",
        "SELECT 1 FROM {db}.Readings a, , {db}.Readings b",
        "SELECT 1 FROM {db}.Readings, WHERE true",
        "SELECT 1 FROM {db}.Readings,",
        "SELECT now() - INTERVAL dow '14' MONTH",
        "SELEC",
        "SELECT",
    ],
)
def test_what_sqlglot_would_pass_over_is_a_matter_of_syntax(account: Account, sql: str) -> None:
    """2.1.1"""
    assert account.refusal(sql).startswith("The query syntax is invalid")


def test_a_star_does_not_guess_between_columns_of_the_same_name(filled: Account) -> None:
    """2.1.30"""
    both = "(SELECT a.host, b.host FROM {db}.Places a, {db}.Places b)"
    assert "columns of the same name is not supported" in filled.refusal(f"SELECT * FROM {both}")


@pytest.mark.parametrize("table", ['{db}."Readings"', "{db}.Readings"])
def test_tables_are_named_with_or_without_quotes(filled: Account, table: str) -> None:
    """2.1.7"""
    check(filled, f"SELECT count(*) FROM {table}", [["12"]])


def test_a_database_is_named_without_quotes(account: Account) -> None:
    """2.1.7"""
    other = account.with_database(account.database.replace("-", "_").upper())
    other.write.create_database(DatabaseName=other.database)
    other.create_table("T_1")
    check(account, f"SELECT count(*) FROM {other.database}.T_1", [["0"]])
    other.drop_database()


def test_a_table_needs_its_database_and_a_column_must_not_have_it(filled: Account) -> None:
    """2.1.7"""
    assert filled.refusal("SELECT 1 FROM Readings") == (
        "line 1:15: Schema must be specified when session schema is not set"
    )
    assert "does not exist" in filled.refusal("SELECT {db}.Readings.host FROM {db}.Readings")
    check(filled, "SELECT Places.host FROM {db}.Places ORDER BY 1 LIMIT 1", [["a"]])
    check(filled, 'SELECT p."host" FROM {db}.Places AS p ORDER BY 1 LIMIT 1', [["a"]])


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
def test_an_output_s_name_means_nothing_elsewhere(filled: Account, sql: str) -> None:
    """2.1.8"""
    assert "Column 'x' does not exist" in filled.refusal(sql)


@pytest.mark.parametrize("order", ["x DESC", "x + 1 DESC", "abs(x) DESC", "1 DESC", "level DESC"])
def test_an_output_s_name_orders(filled: Account, order: str) -> None:
    """2.1.8"""
    check(filled, f"SELECT level AS x FROM {{db}}.Readings ORDER BY {order} LIMIT 2", [["11"], ["10"]])


def test_an_output_s_name_orders_where_it_is_a_table_s_name_too(filled: Account) -> None:
    """2.1.8"""
    check(filled, "SELECT level AS t FROM {db}.Readings t ORDER BY t + 0 DESC LIMIT 1", [["11"]])


def test_single_measures_are_columns_by_their_type(account: Account) -> None:
    """2.1.9"""
    account.store(
        single("1.5", name="d"),
        single("2", name="b", MeasureValueType="BIGINT"),
        single("x", name="v", MeasureValueType="VARCHAR"),
        single("true", name="t", MeasureValueType="BOOLEAN"),
    )
    columns = "measure_value::double, measure_value::bigint, r.measure_value::varchar, MEASURE_VALUE::boolean"
    check(
        account,
        f"SELECT measure_name, {columns} FROM {{db}}.Readings r ORDER BY measure_name",
        [
            ["b", None, "2", None, None],
            ["d", "1.5", None, None, None],
            ["t", None, None, None, "true"],
            ["v", None, None, "x", None],
        ],
    )
    check(account, 'SELECT sum("measure_value::double") FROM {db}.Readings', [["1.5"]])
    assert account.refusal("SELECT host::varchar FROM {db}.Readings").startswith("The query syntax is invalid")


@pytest.fixture
def lists(filled: Account) -> Account:
    filled.store(single(name="cpu"), single("1", name="hits", MeasureValueType="BIGINT"), table="Places")
    return filled


def test_databases_tables_and_measures_are_shown(lists: Account) -> None:
    """2.1.10"""
    assert [lists.database] in lists.rows("SHOW DATABASES")
    check(lists, f"SHOW DATABASES LIKE '{lists.database[:-1]}_'", [[lists.database]])
    check(lists, "SHOW TABLES FROM {db}", [["Places"], ["Readings"]])
    check(lists, "show tables in {db} like 'Pl%';", [["Places"]])
    assert ["Readings"] in lists.rows("SHOW TABLES")
    dimensions = [["host", "varchar"]]
    check(
        lists,
        "SHOW MEASURES FROM {db}.Places",
        [["cpu", "double", dimensions], ["hits", "bigint", dimensions], ["reading", "multi", dimensions]],
    )
    check(lists, "SHOW MEASURES FROM {db}.Places LIKE 'c%'", [["cpu", "double", dimensions]])
    for statement, columns in (
        ("SHOW DATABASES", ["Database"]),
        ("SHOW TABLES FROM {db}", ["Table"]),
        ("SHOW MEASURES FROM {db}.Places", ["measure_name", "data_type", "dimensions"]),
    ):
        assert [column["Name"] for column in lists.query(statement)["ColumnInfo"]] == columns


@pytest.mark.parametrize(
    "sql",
    ["SHOW", "SHOW COLUMNS FROM {db}.Places", "SHOW TABLES FROM", "SHOW MEASURES", "SHOW DATABASES 'x'", "DESCRIBE x"],
)
def test_a_show_that_there_is_not_is_refused(account: Account, sql: str) -> None:
    """2.1.10"""
    assert "syntax is invalid" in account.refusal(sql)
    assert "does not exist" in account.refusal("DESCRIBE {db}.Nothing")
    assert "not found" in account.refusal("SHOW TABLES FROM nothing")


def test_a_table_is_described_in_the_order_of_its_columns(lists: Account) -> None:
    """2.1.11"""
    check(
        lists,
        "DESCRIBE {db}.Places",
        [
            ["host", "varchar", "DIMENSION"],
            ["measure_name", "varchar", "MEASURE_NAME"],
            ["time", "timestamp", "TIMESTAMP"],
            ["place", "varchar", "MULTI"],
            ["measure_value::double", "double", "MEASURE_VALUE"],
            ["measure_value::bigint", "bigint", "MEASURE_VALUE"],
        ],
    )
    columns = lists.query("SELECT * FROM {db}.Places")["ColumnInfo"]
    assert [column["Name"] for column in columns] == [row[0] for row in lists.rows("DESCRIBE {db}.Places")]
    titles = [column["Name"] for column in lists.query("DESCRIBE {db}.Places")["ColumnInfo"]]
    assert titles == ["Column", "Type", "Timestream attribute type"]


def test_values_stand_for_a_table(account: Account) -> None:
    """2.1.31"""
    check(account, "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS t(n, x) ORDER BY n DESC", [["2", "b"], ["1", "a"]])
    check(account, "SELECT max_by(x, n) FROM (VALUES (('a', 1)), (('d', 4))) AS t(x, n)", [["d"]])


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
            "Only a row has fields, and what 'load' is asked of is none",
        ),
        (
            "SELECT CREATE_TIME_SERIES(time, DISTINCT level) FROM {db}.Readings",
            "DISTINCT stands before the first argument",
        ),
        ("SELECT 1 UNION SELECT 1, 2", "Set operations can only apply to expressions with the same number"),
    ],
)
def test_types_are_not_mixed(filled: Account, sql: str, message: str) -> None:
    """2.1.29"""
    assert message in filled.refusal(sql)


@pytest.mark.parametrize(
    "function", ["foo", "json_extract", "histogram", "listagg", "regexp_count", "ts_ns", "version"]
)
def test_a_function_that_there_is_not_is_refused_by_its_name(account: Account, function: str) -> None:
    """2.1.30"""
    assert account.refusal(f"SELECT {function}(1)") == f"line 1:8: Function {function} not registered"


def test_window_functions_and_aggregates_stand_in_their_places(filled: Account) -> None:
    """2.1.30"""
    assert "requires an OVER clause" in filled.refusal("SELECT row_number() FROM {db}.Readings")
    assert "Not a window function: abs" in filled.refusal("SELECT abs(level) OVER () FROM {db}.Readings")
    assert "DISTINCT and FILTER go with aggregates" in filled.refusal("SELECT abs(DISTINCT level) FROM {db}.Readings")


def test_a_query_that_is_nested_too_deeply_is_refused(account: Account) -> None:
    """2.1.30, 3.1.7"""
    assert account.refusal("SELECT " + "(" * 5000 + "1" + ")" * 5000)
    assert account.refusal("SELECT " + "abs(" * 2000 + "1" + ")" * 2000)
    check(account, "SELECT " + "+".join(["1"] * 100), [["100"]])
