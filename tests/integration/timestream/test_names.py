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
