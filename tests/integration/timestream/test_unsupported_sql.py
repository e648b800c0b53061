"""SQL that Timestream does not have: sections 2.1.1, 2.1.6 and 2.1.30 of docs/timestream-stand-in.md."""

import pytest

from tests.support.timestream_clients import Account, multi


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
            "SELECT sum(level) OVER (ORDER BY time GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM {db}.Readings",
            "GROUPS",
        ),
        (
            "SELECT sum(level) OVER (ORDER BY time ROWS BETWEEN 1h PRECEDING AND CURRENT ROW) FROM {db}.Readings",
            "ROWS",
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
def test_unsupported_sql_is_refused_by_its_name(account: Account, sql: str, named: str) -> None:
    """2.1.6, 2.1.30"""
    account.store(multi({"level": ("BIGINT", "1")}))
    assert named.lower() in account.validation_error(sql).lower()


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
def test_syntax_that_sqlglot_tolerates_is_refused(account: Account, sql: str) -> None:
    """2.1.1"""
    assert account.validation_error(sql).startswith("The query syntax is invalid")


def test_a_star_over_columns_of_the_same_name_is_refused(filled: Account) -> None:
    """2.1.30"""
    both = "(SELECT a.host, b.host FROM {db}.Places a, {db}.Places b)"
    assert "columns of the same name is not supported" in filled.validation_error(f"SELECT * FROM {both}")


def test_deeply_nested_queries_are_refused(account: Account) -> None:
    """2.1.30, 3.1.7"""
    assert account.validation_error("SELECT " + "(" * 5000 + "1" + ")" * 5000)
    assert account.validation_error("SELECT " + "abs(" * 2000 + "1" + ")" * 2000)
    assert account.rows("SELECT " + "+".join(["1"] * 100)) == [["100"]]
