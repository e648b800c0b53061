"""Databases and tables: sections 1.1.20 to 1.1.23 of docs/timestream-stand-in.md."""

import pytest

from tests.support.timestream_clients import NOW, Account, error_of, multi, single

RETENTION = {"MemoryStoreRetentionPeriodInHours": 24, "MagneticStoreRetentionPeriodInDays": 7}


def test_columns_come_with_the_first_record_that_has_them(account: Account) -> None:
    """1.1.20"""
    assert account.rows("SELECT time, measure_name FROM {db}.Readings") == []
    assert account.validation_error("SELECT host FROM {db}.Readings") == "line 1:8: Column 'host' does not exist"
    account.store(single())
    assert account.rows("SELECT host FROM {db}.Readings") == [["a"]]
    assert account.validation_error("SELECT level FROM {db}.Readings") == "line 1:8: Column 'level' does not exist"
    account.store(multi({"level": ("BIGINT", "1")}, at=NOW - 1))
    assert account.rows("SELECT level FROM {db}.Readings ORDER BY level") == [["1"], [None]]


def test_names_of_databases_and_tables_are_unique(account: Account) -> None:
    """1.1.21"""
    error_of(account.write_client.create_database, "ConflictException", 409, DatabaseName=account.database)
    names = {"DatabaseName": account.database, "TableName": "Readings"}
    error_of(account.write_client.create_table, "ConflictException", 409, **names)


@pytest.mark.parametrize("call", ["describe_table", "update_table", "delete_table"])
def test_a_table_that_does_not_exist_is_not_found(account: Account, call: str) -> None:
    """1.1.21"""
    names = {"DatabaseName": account.database, "TableName": "Nothing"}
    error_of(getattr(account.write_client, call), "ResourceNotFoundException", 404, **names)
    names = {"DatabaseName": "nothing", "TableName": "Nothing"}
    error_of(getattr(account.write_client, call), "ResourceNotFoundException", 404, **names)


def test_a_database_that_does_not_exist_is_not_found(account: Account) -> None:
    """1.1.21"""
    for call in (
        account.write_client.describe_database,
        account.write_client.delete_database,
        account.write_client.list_tables,
    ):
        error_of(call, "ResourceNotFoundException", 404, DatabaseName="nothing")
    request = {"DatabaseName": "nothing", "TableName": "Nothing", "Records": [single()]}
    error_of(account.write_client.write_records, "ResourceNotFoundException", 404, **request)


def test_only_an_empty_database_can_be_deleted(account: Account) -> None:
    """1.1.22"""
    account.store(single())
    error_of(account.write_client.delete_database, "ValidationException", DatabaseName=account.database)
    account.write_client.delete_table(DatabaseName=account.database, TableName="Readings")
    account.write_client.delete_database(DatabaseName=account.database)
    error_of(account.write_client.describe_database, "ResourceNotFoundException", 404, DatabaseName=account.database)


def test_a_new_table_with_the_name_of_a_deleted_one_is_empty(account: Account) -> None:
    """1.1.22"""
    account.store(single("1"))
    account.write_client.delete_table(DatabaseName=account.database, TableName="Readings")
    account.create_table("Readings")
    account.store(single("2"))
    assert account.rows("SELECT measure_value::double FROM {db}.Readings") == [["2.0"]]


def test_a_database_and_its_tables_are_described(account: Account) -> None:
    """1.1.21"""
    database = account.write_client.describe_database(DatabaseName=account.database)["Database"]
    assert database["Arn"].startswith("arn:aws:timestream:eu-west-1:")
    assert database["Arn"].endswith(f":database/{account.database}")
    assert database["TableCount"] == 1
    table = account.write_client.describe_table(DatabaseName=account.database, TableName="Readings")["Table"]
    assert table["Arn"] == f"{database['Arn']}/table/Readings"
    assert table["TableStatus"] == "ACTIVE"
    updated = account.write_client.update_table(
        DatabaseName=account.database, TableName="Readings", RetentionProperties=RETENTION
    )["Table"]
    assert updated["RetentionProperties"] == RETENTION
    key = "arn:aws:kms:eu-west-1:1:key/k"
    assert (
        account.write_client.update_database(DatabaseName=account.database, KmsKeyId=key)["Database"]["KmsKeyId"] == key
    )


def test_lists_are_paginated(account: Account) -> None:
    """1.1.23"""
    for number in range(4):
        account.create_table(f"Table{number}")
    found, request = [], {"DatabaseName": account.database, "MaxResults": 2}
    while True:
        page = account.write_client.list_tables(**request)
        assert len(page["Tables"]) <= 2
        found += [table["TableName"] for table in page["Tables"]]
        if "NextToken" not in page:
            break
        request["NextToken"] = page["NextToken"]
    assert found == ["Readings", "Table0", "Table1", "Table2", "Table3"]
    names = [database["DatabaseName"] for database in account.write_client.list_databases()["Databases"]]
    assert len(names) <= 20
    error_of(account.write_client.list_tables, "ValidationException", NextToken="made up")
    assert "maxResults" in error_of(account.write_client.list_tables, "ValidationException", MaxResults=21)
