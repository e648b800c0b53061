"""SHOW and DESCRIBE: sections 2.1.10 and 2.1.11 of docs/timestream-stand-in.md."""

import pytest

from tests.support.timestream_clients import Account, single


@pytest.fixture
def lists(filled: Account) -> Account:
    filled.store(single(name="cpu"), single("1", name="hits", MeasureValueType="BIGINT"), table="Places")
    return filled


def test_show_lists_databases_tables_and_measures(lists: Account) -> None:
    """2.1.10"""
    assert [lists.database] in lists.rows("SHOW DATABASES")
    assert lists.rows(f"SHOW DATABASES LIKE '{lists.database[:-1]}_'") == [[lists.database]]
    assert lists.rows("SHOW TABLES FROM {db}") == [["Places"], ["Readings"]]
    assert lists.rows("show tables in {db} like 'Pl%';") == [["Places"]]
    assert ["Readings"] in lists.rows("SHOW TABLES")
    dimensions = [["host", "varchar"]]
    assert lists.rows("SHOW MEASURES FROM {db}.Places") == [
        ["cpu", "double", dimensions],
        ["hits", "bigint", dimensions],
        ["reading", "multi", dimensions],
    ]
    assert lists.rows("SHOW MEASURES FROM {db}.Places LIKE 'c%'") == [["cpu", "double", dimensions]]
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
def test_an_invalid_show_is_refused(account: Account, sql: str) -> None:
    """2.1.10"""
    assert "syntax is invalid" in account.validation_error(sql)
    assert "does not exist" in account.validation_error("DESCRIBE {db}.Nothing")
    assert "not found" in account.validation_error("SHOW TABLES FROM nothing")


def test_describe_lists_the_columns_in_order(lists: Account) -> None:
    """2.1.11"""
    assert lists.rows("DESCRIBE {db}.Places") == [
        ["host", "varchar", "DIMENSION"],
        ["measure_name", "varchar", "MEASURE_NAME"],
        ["time", "timestamp", "TIMESTAMP"],
        ["place", "varchar", "MULTI"],
        ["measure_value::double", "double", "MEASURE_VALUE"],
        ["measure_value::bigint", "bigint", "MEASURE_VALUE"],
    ]
    columns = lists.query("SELECT * FROM {db}.Places")["ColumnInfo"]
    assert [column["Name"] for column in columns] == [row[0] for row in lists.rows("DESCRIBE {db}.Places")]
    titles = [column["Name"] for column in lists.query("DESCRIBE {db}.Places")["ColumnInfo"]]
    assert titles == ["Column", "Type", "Timestream attribute type"]
