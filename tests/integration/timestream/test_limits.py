"""Limits: sections 1.1.1 to 1.1.12 of docs/timestream-stand-in.md."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.timestream import scheduled_queries, write_api
from local.timestream.server import TimestreamServer
from local.timestream.store import admission
from tests.support.timestream_clients import NOW, Account, clients, error_of, multi, single, unchecked


def test_a_request_has_at_most_100_records(account: Account) -> None:
    """1.1.1"""
    assert account.store(*[single(at=NOW - number) for number in range(100)])["Total"] == 100
    message = account.write_error(*[single(at=NOW - number) for number in range(101)])
    assert "at 'records' failed to satisfy constraint: Member must have length less than or equal to 100" in message


def test_a_request_has_at_least_one_record(account: Account) -> None:
    """1.1.1"""
    request: dict[str, Any] = {"DatabaseName": account.database, "TableName": "Readings", "Records": []}
    message = error_of(unchecked(account.write_client).write_records, "ValidationException", **request)
    assert "at 'records' failed to satisfy constraint: Member must have length greater than or equal to 1" in message


def test_a_record_over_two_kilobytes_is_rejected_and_the_others_are_stored(account: Account) -> None:
    """1.1.2"""
    large = multi({"text": ("VARCHAR", "x" * 2000), "more": ("VARCHAR", "y" * 100)}, host="large")
    [rejected] = account.rejected(single(host="small"), large)
    assert rejected["RecordIndex"] == 1
    assert "maximum record size is 2048 bytes" in rejected["Reason"]
    assert account.rows("SELECT host FROM {db}.Readings") == [["small"]]


def test_dimensions_alone_can_exceed_the_record_size(account: Account) -> None:
    """1.1.2"""
    dimensions = [{"Name": f"dimension{number}", "Value": "x" * 200} for number in range(10)]
    [rejected] = account.rejected(single(Dimensions=dimensions))
    assert "maximum record size is 2048 bytes" in rejected["Reason"]


def test_a_record_has_at_most_128_dimensions(account: Account) -> None:
    """1.1.3"""
    dimensions = [{"Name": f"dimension{number}", "Value": "x"} for number in range(129)]
    message = account.write_error(single(Dimensions=dimensions))
    assert "dimensions' failed to satisfy constraint: Member must have length less than or equal to 128" in message


def test_a_table_has_at_most_128_dimensions(account: Account) -> None:
    """1.1.3"""
    account.store(single(Dimensions=[{"Name": f"dimension{number}", "Value": "x"} for number in range(128)]))
    [rejected] = account.rejected(single(Dimensions=[{"Name": "one_more", "Value": "x"}]))
    assert "at most 128 dimensions" in rejected["Reason"]


def test_a_table_has_at_most_8192_measure_names(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """1.1.4"""
    assert admission.MAX_MEASURE_NAMES == 8192
    monkeypatch.setattr(admission, "MAX_MEASURE_NAMES", 3)
    account.store(*[single(name=f"measure {number}") for number in range(3)])
    [rejected] = account.rejected(single(name="one more"))
    assert "at most 3 measure names" in rejected["Reason"]
    assert account.store(single(name="measure 1", at=NOW - 1))["Total"] == 1


def test_a_record_has_at_most_256_measures(account: Account) -> None:
    """1.1.5"""
    measures = {f"m{number}": ("BOOLEAN", "true") for number in range(256)}
    assert account.store(multi(measures))["Total"] == 1
    [rejected] = account.rejected(multi({**measures, "m256": ("BOOLEAN", "true")}))
    assert "at most 256 measures" in rejected["Reason"]


def test_a_table_has_at_most_1024_measures_of_multi_measure_records(account: Account) -> None:
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
    error_of(account.write_client.create_database, "ValidationException", DatabaseName=name)
    error_of(account.write_client.create_table, "ValidationException", DatabaseName=account.database, TableName=name)


def test_names_of_tables_may_have_dots_and_dashes(account: Account) -> None:
    """1.1.8"""
    account.create_table("a.b-c_D1")
    account.store(single(), table="a.b-c_D1")
    assert account.rows('SELECT host FROM {db}."a.b-c_D1"') == [["a"]]


def test_a_measure_value_has_at_most_2048_characters(account: Account) -> None:
    """1.1.9"""
    message = account.write_error(single("x" * 2049, MeasureValueType="VARCHAR"))
    assert "measureValue' failed to satisfy constraint: Member must have length less than or equal to 2048" in message


def test_a_time_has_at_most_256_characters(account: Account) -> None:
    """1.1.9"""
    assert "time' failed to satisfy constraint" in account.write_error(single(Time="1" * 257))
    assert "not a valid number of time units" in account.write_error(single(Time="yesterday"))
    assert "not a valid number of time units" in account.write_error(single(Time="-1"))


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
        unchecked(account.write_client).create_table,
        "ValidationException",
        DatabaseName=account.database,
        TableName="Table",
        RetentionProperties=retention,
    )
    assert "failed to satisfy constraint" in message


@pytest.fixture
def small_account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """An account with room for one database, two tables and no scheduled query."""
    monkeypatch.setattr(write_api, "MAX_DATABASES", 1)
    monkeypatch.setattr(write_api, "MAX_TABLES", 2)
    monkeypatch.setattr(scheduled_queries, "MAX_QUERIES", 0)
    with TimestreamServer() as server:
        account = clients(server.url).with_database("small")
        account.write_client.create_database(DatabaseName="small")
        account.create_table("Readings")
        yield account


def test_databases_and_tables_are_limited(small_account: Account) -> None:
    """1.1.11"""
    error_of(small_account.write_client.create_database, "ServiceQuotaExceededException", 402, DatabaseName="more")
    small_account.create_table("Second")
    request = {"DatabaseName": "small", "TableName": "Third"}
    error_of(small_account.write_client.create_table, "ServiceQuotaExceededException", 402, **request)


def test_a_query_has_at_most_256_kibibytes(account: Account) -> None:
    """1.1.12"""
    longest = "SELECT 1".ljust(262_144)
    assert account.rows(longest) == [["1"]]
    assert "queryString" in account.validation_error(longest + " ")
