"""Limits and names: section 1.1 of docs/timestream-stand-in.md."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.timestream import scheduled_queries, write_api
from local.timestream.server import TimestreamServer
from local.timestream.store import admission
from tests.support.timestream_clients import NOW, Account, clients, error_of, multi, single, unchecked

RETENTION = {"MemoryStoreRetentionPeriodInHours": 24, "MagneticStoreRetentionPeriodInDays": 7}


def refused(account: Account, *records: Any, **common: Any) -> str:
    """The message of the ValidationException that a write is answered with."""
    request: dict[str, Any] = {
        "DatabaseName": account.database,
        "TableName": "Readings",
        "Records": list(records),
    }
    if common:
        request["CommonAttributes"] = common
    return error_of(account.write.write_records, "ValidationException", **request)


def test_a_request_has_a_hundred_records_at_the_most(account: Account) -> None:
    """1.1.1"""
    assert account.store(*[single(at=NOW - number) for number in range(100)])["Total"] == 100
    message = refused(account, *[single(at=NOW - number) for number in range(101)])
    assert "at 'records' failed to satisfy constraint: Member must have length less than or equal to 100" in message


def test_a_request_has_a_record_at_the_least(account: Account) -> None:
    """1.1.1"""
    request: dict[str, Any] = {"DatabaseName": account.database, "TableName": "Readings", "Records": []}
    message = error_of(unchecked(account.write).write_records, "ValidationException", **request)
    assert "at 'records' failed to satisfy constraint: Member must have length greater than or equal to 1" in message


def test_a_record_over_two_kilobytes_is_rejected_and_the_others_are_stored(account: Account) -> None:
    """1.1.2"""
    large = multi({"text": ("VARCHAR", "x" * 2000), "more": ("VARCHAR", "y" * 100)}, host="large")
    [rejected] = account.rejected(single(host="small"), large)
    assert rejected["RecordIndex"] == 1
    assert "maximum record size is 2048 bytes" in rejected["Reason"]
    assert account.rows("SELECT host FROM {db}.Readings") == [["small"]]


def test_dimensions_alone_may_be_too_many_bytes(account: Account) -> None:
    """1.1.2"""
    dimensions = [{"Name": f"dimension{number}", "Value": "x" * 200} for number in range(10)]
    [rejected] = account.rejected(single(Dimensions=dimensions))
    assert "maximum record size is 2048 bytes" in rejected["Reason"]


def test_a_record_has_128_dimensions_at_the_most(account: Account) -> None:
    """1.1.3"""
    dimensions = [{"Name": f"dimension{number}", "Value": "x"} for number in range(129)]
    message = refused(account, single(Dimensions=dimensions))
    assert "dimensions' failed to satisfy constraint: Member must have length less than or equal to 128" in message


def test_a_table_has_128_dimensions_at_the_most(account: Account) -> None:
    """1.1.3"""
    account.store(single(Dimensions=[{"Name": f"dimension{number}", "Value": "x"} for number in range(128)]))
    [rejected] = account.rejected(single(Dimensions=[{"Name": "one_more", "Value": "x"}]))
    assert "at most 128 dimensions" in rejected["Reason"]


def test_a_table_has_8192_measure_names_at_the_most(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """1.1.4"""
    assert admission.MAX_MEASURE_NAMES == 8192
    monkeypatch.setattr(admission, "MAX_MEASURE_NAMES", 3)
    account.store(*[single(name=f"measure {number}") for number in range(3)])
    [rejected] = account.rejected(single(name="one more"))
    assert "at most 3 measure names" in rejected["Reason"]
    assert account.store(single(name="measure 1", at=NOW - 1))["Total"] == 1


def test_a_record_has_256_measures_at_the_most(account: Account) -> None:
    """1.1.5"""
    measures = {f"m{number}": ("BOOLEAN", "true") for number in range(256)}
    assert account.store(multi(measures))["Total"] == 1
    [rejected] = account.rejected(multi({**measures, "m256": ("BOOLEAN", "true")}))
    assert "at most 256 measures" in rejected["Reason"]


def test_a_table_has_1024_measures_of_multi_measure_records_at_the_most(account: Account) -> None:
    """1.1.6"""
    for start in range(0, 1024, 256):
        account.store(
            multi({f"m{number}": ("BOOLEAN", "true") for number in range(start, start + 256)}, at=NOW - start)
        )
    [rejected] = account.rejected(multi({"one_more": ("BOOLEAN", "true")}, at=NOW - 1))
    assert "at most 1024 measures" in rejected["Reason"]


def test_a_dimension_name_has_60_bytes_and_a_measure_name_256(account: Account) -> None:
    """1.1.7"""
    assert account.store(single(Dimensions=[{"Name": "d" * 60, "Value": "x"}], name="m" * 256))["Total"] == 1
    [dimension] = account.rejected(single(Dimensions=[{"Name": "é" * 31, "Value": "x"}]))
    assert "longer than 60 bytes" in dimension["Reason"]
    [measure] = account.rejected(single(name="é" * 129))
    assert "longer than 256 bytes" in measure["Reason"]
    [column] = account.rejected(multi({"é" * 129: ("BIGINT", "1")}))
    assert "longer than 256 bytes" in column["Reason"]


@pytest.mark.parametrize("name", ["ab", "a" * 257, "with space", "slash/es", "ünï"])
def test_names_of_databases_and_tables_are_checked(account: Account, name: str) -> None:
    """1.1.8"""
    error_of(account.write.create_database, "ValidationException", DatabaseName=name)
    error_of(account.write.create_table, "ValidationException", DatabaseName=account.database, TableName=name)


def test_names_of_tables_may_have_dots_and_dashes(account: Account) -> None:
    """1.1.8"""
    account.create_table("a.b-c_D1")
    account.store(single(), table="a.b-c_D1")
    assert account.rows('SELECT host FROM {db}."a.b-c_D1"') == [["a"]]


def test_a_measure_value_has_2048_characters_at_the_most(account: Account) -> None:
    """1.1.9"""
    message = refused(account, single("x" * 2049, MeasureValueType="VARCHAR"))
    assert "measureValue' failed to satisfy constraint: Member must have length less than or equal to 2048" in message


def test_a_time_has_256_characters_at_the_most(account: Account) -> None:
    """1.1.9"""
    assert "time' failed to satisfy constraint" in refused(account, single(Time="1" * 257))
    assert "not a valid number of time units" in refused(account, single(Time="yesterday"))
    assert "not a valid number of time units" in refused(account, single(Time="-1"))


def test_retention_has_defaults(account: Account) -> None:
    """1.1.10"""
    assert account.create_table("Defaults")["RetentionProperties"] == {
        "MemoryStoreRetentionPeriodInHours": 6,
        "MagneticStoreRetentionPeriodInDays": 73_000,
    }


@pytest.mark.parametrize(("hours", "days"), [(8767, 7), (24, 73_001), (0, 7), (24, 0)])
def test_retention_has_bounds(account: Account, hours: int, days: int) -> None:
    """1.1.10"""
    retention = {"MemoryStoreRetentionPeriodInHours": hours, "MagneticStoreRetentionPeriodInDays": days}
    message = error_of(
        unchecked(account.write).create_table,
        "ValidationException",
        DatabaseName=account.database,
        TableName="Table",
        RetentionProperties=retention,
    )
    assert "failed to satisfy constraint" in message


@pytest.fixture
def small_account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """An account with room for one database, two tables and no scheduled query."""
    monkeypatch.setattr(write_api, "MOST_DATABASES", 1)
    monkeypatch.setattr(write_api, "MOST_TABLES", 2)
    monkeypatch.setattr(scheduled_queries, "MOST_QUERIES", 0)
    with TimestreamServer() as server:
        account = clients(server.url).with_database("small")
        account.write.create_database(DatabaseName="small")
        account.create_table("Readings")
        yield account


def test_databases_and_tables_are_limited(small_account: Account) -> None:
    """1.1.11"""
    error_of(small_account.write.create_database, "ServiceQuotaExceededException", 402, DatabaseName="more")
    small_account.create_table("Second")
    request = {"DatabaseName": "small", "TableName": "Third"}
    error_of(small_account.write.create_table, "ServiceQuotaExceededException", 402, **request)


def test_a_query_has_256_kibibytes_at_the_most(account: Account) -> None:
    """1.1.12"""
    longest = "SELECT 1".ljust(262_144)
    assert account.rows(longest) == [["1"]]
    assert "queryString" in account.refusal(longest + " ")


@pytest.mark.parametrize(
    "name", ["measure_value", "ts_non_existent_col", "time", "ts_mine", "measure_name", "measure_names"]
)
def test_reserved_names_are_refused(account: Account, name: str) -> None:
    """1.1.13"""
    assert "reserved" in refused(account, single(Dimensions=[{"Name": name, "Value": "x"}]))
    assert "reserved" in refused(account, multi({name: ("BIGINT", "1")}))
    assert "reserved" in refused(account, single(name=name))


def test_a_dimension_and_a_measure_can_not_have_the_same_name(account: Account) -> None:
    """1.1.14"""
    assert "Column names can not be duplicated" in refused(account, multi({"host": ("BIGINT", "1")}))
    account.store(single())
    [rejected] = account.rejected(multi({"host": ("BIGINT", "1")}, Dimensions=[{"Name": "other", "Value": "x"}]))
    assert "Column names can not be duplicated" in rejected["Reason"]


def test_names_that_differ_in_case_only_are_duplicates(account: Account) -> None:
    """1.1.14"""
    assert "Column names can not be duplicated" in refused(account, multi({"a": ("BIGINT", "1"), "A": ("BIGINT", "1")}))
    account.store(multi({"level": ("BIGINT", "1")}))
    [rejected] = account.rejected(multi({"Level": ("BIGINT", "1")}, at=NOW - 1))
    assert "Column names can not be duplicated" in rejected["Reason"]


def test_reserved_words_are_names_in_quotes_only(account: Account) -> None:
    """1.1.15"""
    account.store(multi({"order": ("BIGINT", "1"), "user": ("BIGINT", "2"), "queue": ("BIGINT", "3")}))
    assert account.rows('SELECT "order", user, queue FROM {db}.Readings') == [["1", "2", "3"]]
    assert account.refusal("SELECT order FROM {db}.Readings") == "The query syntax is invalid at line 1:8"


@pytest.mark.parametrize(
    ("type_", "value", "shown"),
    [
        ("BIGINT", "-9223372036854775808", "-9223372036854775808"),
        ("DOUBLE", "1e3", "1000.0"),
        ("DOUBLE", "-.5", "-0.5"),
        ("VARCHAR", "ünï \"quoted\" 'text'", "ünï \"quoted\" 'text'"),
        ("BOOLEAN", "True", "true"),
    ],
)
def test_single_measures_have_the_four_types(account: Account, type_: str, value: str, shown: str) -> None:
    """1.1.16"""
    account.store(single(value, MeasureValueType=type_))
    assert account.rows(f"SELECT measure_value::{type_.lower()} FROM {{db}}.Readings") == [[shown]]


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("BIGINT", "1.5"),
        ("BIGINT", "9223372036854775808"),
        ("DOUBLE", "one"),
        ("DOUBLE", "1_0"),
        ("DOUBLE", " 1"),
        ("BOOLEAN", "1"),
        ("BIGINT", "0x10"),
    ],
)
def test_a_value_that_is_not_of_its_type_is_refused(account: Account, type_: str, value: str) -> None:
    """1.1.16"""
    assert f"not a valid {type_}" in refused(account, single(value, MeasureValueType=type_))
    assert f"not a valid {type_}" in refused(account, multi({"m": (type_, value)}))


def test_an_unknown_type_is_refused(account: Account) -> None:
    """1.1.16, 1.4.5"""
    enum = "Member must satisfy enum value set: [DOUBLE, BIGINT, VARCHAR, BOOLEAN, TIMESTAMP, MULTI]"
    assert enum in refused(account, single(MeasureValueType="INT"))
    dimension = {"Name": "host", "Value": "a", "DimensionValueType": "BIGINT"}
    assert refused(account, single(Dimensions=[dimension])) == (
        "1 validation error detected: Value 'BIGINT' at "
        "'records.1.member.dimensions.1.member.dimensionValueType' failed to satisfy constraint: Member must satisfy "
        "enum value set: [VARCHAR]"
    )


@pytest.mark.parametrize(
    "record",
    [
        single(MeasureValueType="MULTI"),
        multi({}),
        multi({"a": ("BIGINT", "1")}, MeasureValue="1"),
        multi({"a": ("MULTI", "1")}),
        single(MeasureValues=[{"Name": "a", "Value": "1", "Type": "BIGINT"}]),
        {key: value for key, value in single().items() if key != "MeasureValue"},
        {key: value for key, value in single().items() if key != "MeasureName"},
        {key: value for key, value in single().items() if key != "Time"},
    ],
)
def test_a_record_that_is_not_well_formed_is_refused(account: Account, record: dict[str, Any]) -> None:
    """1.1.16"""
    assert refused(account, record)


@pytest.mark.parametrize("value", ["NaN", "nan", "Infinity", "-Infinity", "inf", "1e999"])
def test_nan_and_infinity_can_not_be_written(account: Account, value: str) -> None:
    """1.1.17"""
    assert "not a valid DOUBLE" in refused(account, single(value))


def test_one_measure_name_has_one_type(account: Account) -> None:
    """1.1.18"""
    account.store(single("1", name="load"))
    [rejected] = account.rejected(single("1", name="load", at=NOW - 1, MeasureValueType="BIGINT"))
    assert "can have only one measure type" in rejected["Reason"]
    account.store(single("1", name="other", MeasureValueType="BIGINT"))


def test_one_multi_measure_has_one_type(account: Account) -> None:
    """1.1.18"""
    account.store(multi({"level": ("BIGINT", "1")}))
    [rejected] = account.rejected(
        multi({"level": ("DOUBLE", "1")}, at=NOW - 1), multi({"level": ("BIGINT", "2")}, at=NOW - 2)
    )
    assert rejected["RecordIndex"] == 0
    assert "can have only one measure type" in rejected["Reason"]
    assert account.rows("SELECT level FROM {db}.Readings ORDER BY level") == [["1"], ["2"]]


def test_a_timestamp_is_a_measure_of_multi_measure_records_only(account: Account) -> None:
    """1.1.19"""
    assert "TIMESTAMP is an invalid measure value type" in refused(account, single("1", MeasureValueType="TIMESTAMP"))


def test_a_timestamp_counts_in_the_unit_of_its_record(account: Account) -> None:
    """1.1.19"""
    seconds = multi({"since": ("TIMESTAMP", "1700000000")}, TimeUnit="SECONDS", Time=str(NOW // 1000), host="s")
    nanos = multi(
        {"since": ("TIMESTAMP", "1700000000123456789")}, TimeUnit="NANOSECONDS", Time=f"{NOW}000000", host="n"
    )
    account.store(seconds, nanos)
    assert account.rows("SELECT host, since FROM {db}.Readings ORDER BY host") == [
        ["n", "2023-11-14 22:13:20.123456789"],
        ["s", "2023-11-14 22:13:20.000000000"],
    ]


def test_columns_come_with_the_first_record_that_has_them(account: Account) -> None:
    """1.1.20"""
    assert account.rows("SELECT time, measure_name FROM {db}.Readings") == []
    assert account.refusal("SELECT host FROM {db}.Readings") == "line 1:8: Column 'host' does not exist"
    account.store(single())
    assert account.rows("SELECT host FROM {db}.Readings") == [["a"]]
    assert account.refusal("SELECT level FROM {db}.Readings") == "line 1:8: Column 'level' does not exist"
    account.store(multi({"level": ("BIGINT", "1")}, at=NOW - 1))
    assert account.rows("SELECT level FROM {db}.Readings ORDER BY level") == [["1"], [None]]


def test_there_is_one_database_and_one_table_of_a_name(account: Account) -> None:
    """1.1.21"""
    error_of(account.write.create_database, "ConflictException", 409, DatabaseName=account.database)
    names = {"DatabaseName": account.database, "TableName": "Readings"}
    error_of(account.write.create_table, "ConflictException", 409, **names)


@pytest.mark.parametrize("call", ["describe_table", "update_table", "delete_table"])
def test_a_table_that_does_not_exist_is_not_found(account: Account, call: str) -> None:
    """1.1.21"""
    names = {"DatabaseName": account.database, "TableName": "Nothing"}
    error_of(getattr(account.write, call), "ResourceNotFoundException", 404, **names)
    names = {"DatabaseName": "nothing", "TableName": "Nothing"}
    error_of(getattr(account.write, call), "ResourceNotFoundException", 404, **names)


def test_a_database_that_does_not_exist_is_not_found(account: Account) -> None:
    """1.1.21"""
    for call in (account.write.describe_database, account.write.delete_database, account.write.list_tables):
        error_of(call, "ResourceNotFoundException", 404, DatabaseName="nothing")
    request = {"DatabaseName": "nothing", "TableName": "Nothing", "Records": [single()]}
    error_of(account.write.write_records, "ResourceNotFoundException", 404, **request)


def test_a_database_is_deleted_when_it_has_no_tables(account: Account) -> None:
    """1.1.22"""
    account.store(single())
    error_of(account.write.delete_database, "ValidationException", DatabaseName=account.database)
    account.write.delete_table(DatabaseName=account.database, TableName="Readings")
    account.write.delete_database(DatabaseName=account.database)
    error_of(account.write.describe_database, "ResourceNotFoundException", 404, DatabaseName=account.database)


def test_a_table_of_the_same_name_begins_anew(account: Account) -> None:
    """1.1.22"""
    account.store(single("1"))
    account.write.delete_table(DatabaseName=account.database, TableName="Readings")
    account.create_table("Readings")
    account.store(single("2"))
    assert account.rows("SELECT measure_value::double FROM {db}.Readings") == [["2.0"]]


def test_a_database_and_its_tables_are_described(account: Account) -> None:
    """1.1.21"""
    database = account.write.describe_database(DatabaseName=account.database)["Database"]
    assert database["Arn"].startswith("arn:aws:timestream:eu-west-1:")
    assert database["Arn"].endswith(f":database/{account.database}")
    assert database["TableCount"] == 1
    table = account.write.describe_table(DatabaseName=account.database, TableName="Readings")["Table"]
    assert table["Arn"] == f"{database['Arn']}/table/Readings"
    assert table["TableStatus"] == "ACTIVE"
    updated = account.write.update_table(
        DatabaseName=account.database, TableName="Readings", RetentionProperties=RETENTION
    )["Table"]
    assert updated["RetentionProperties"] == RETENTION
    key = "arn:aws:kms:eu-west-1:1:key/k"
    assert account.write.update_database(DatabaseName=account.database, KmsKeyId=key)["Database"]["KmsKeyId"] == key


def test_lists_come_in_pages(account: Account) -> None:
    """1.1.23"""
    for number in range(4):
        account.create_table(f"Table{number}")
    found, request = [], {"DatabaseName": account.database, "MaxResults": 2}
    while True:
        page = account.write.list_tables(**request)
        assert len(page["Tables"]) <= 2
        found += [table["TableName"] for table in page["Tables"]]
        if "NextToken" not in page:
            break
        request["NextToken"] = page["NextToken"]
    assert found == ["Readings", "Table0", "Table1", "Table2", "Table3"]
    names = [database["DatabaseName"] for database in account.write.list_databases()["Databases"]]
    assert len(names) <= 20
    error_of(account.write.list_tables, "ValidationException", NextToken="made up")
    assert "maxResults" in error_of(account.write.list_tables, "ValidationException", MaxResults=21)
