"""The ingestion window and the magnetic store: sections 1.4 and 1.5 of docs/timestream-stand-in.md."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.timestream.server import TimestreamServer
from tests.support.timestream_clients import Account, Clock, clients, single

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
MAGNETIC: dict[str, Any] = {"EnableMagneticStoreWrites": True}
REPORTED: dict[str, Any] = {
    "EnableMagneticStoreWrites": True,
    "MagneticStoreRejectedDataLocation": {
        "S3Configuration": {"BucketName": "late-data", "ObjectKeyPrefix": "rejects", "EncryptionOption": "SSE_S3"}
    },
}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(clock: Clock) -> Iterator[TimestreamServer]:
    with TimestreamServer(clock=clock) as running:
        yield running


@pytest.fixture
def account(server: TimestreamServer) -> Account:
    account = clients(server.url).with_database("times")
    account.write_client.create_database(DatabaseName="times")
    return account


def create(account: Account, hours: int, days: int = 7, magnetic: dict[str, Any] | None = None) -> None:
    account.create_table(
        "Readings",
        RetentionProperties={"MemoryStoreRetentionPeriodInHours": hours, "MagneticStoreRetentionPeriodInDays": days},
        **({"MagneticStoreWriteProperties": magnetic} if magnetic else {}),
    )


@pytest.mark.parametrize(
    ("hours", "low"),
    [(24, "2023-11-13T21:48:20.000Z"), (12, "2023-11-14T09:48:20.000Z"), (168, "2023-11-07T21:48:20.000Z")],
)
def test_the_memory_store_window_is_retention_plus_40_minutes(account: Account, hours: int, low: str) -> None:
    """1.4.1"""
    create(account, hours)
    [rejected] = account.rejected(single(at=0))
    assert rejected["Reason"] == (
        f"The record timestamp is outside the time range [{low}, 2023-11-14T22:28:20.000Z) of the memory store."
    )


def test_the_window_includes_its_lower_bound_only(account: Account, clock: Clock) -> None:
    """1.4.1, 1.4.2"""
    create(account, 1)
    high = clock.now + 15 * MINUTE
    low = high - HOUR - 40 * MINUTE
    rejected = account.rejected(
        single(at=low), single(at=low - 1), single(at=high - 1), single(at=high), single(at=clock.now)
    )
    assert [record["RecordIndex"] for record in rejected] == [1, 3]


def test_with_magnetic_writes_the_window_spans_both_stores(account: Account) -> None:
    """1.4.3"""
    create(account, 12, 5, MAGNETIC)
    [rejected] = account.rejected(single(at=0))
    assert rejected["Reason"] == (
        "The record timestamp is outside the time range [2023-11-09T09:48:20.000Z, 2023-11-14T22:28:20.000Z) of the "
        "data ingestion window."
    )


def test_a_new_retention_applies_at_once(account: Account, clock: Clock) -> None:
    """1.4.4"""
    create(account, 1)
    account.rejected(single(at=clock.now - 5 * HOUR))
    retention = {"MemoryStoreRetentionPeriodInHours": 6, "MagneticStoreRetentionPeriodInDays": 7}
    account.write_client.update_table(DatabaseName="times", TableName="Readings", RetentionProperties=retention)
    assert account.store(single(at=clock.now - 5 * HOUR))["MemoryStore"] == 1


def test_rows_older_than_both_retentions_are_deleted(account: Account, clock: Clock) -> None:
    """1.4.6"""
    create(account, 1, 1)
    account.store(single("1", at=clock.now, Version=9))
    clock.now += 2 * DAY
    account.store(single("2", at=clock.now))
    assert account.rows("SELECT measure_value::double FROM {db}.Readings") == [["2.0"]]
    clock.now -= 2 * DAY
    account.store(single("3", at=clock.now))
    assert account.rows("SELECT measure_value::double FROM {db}.Readings ORDER BY time") == [["3.0"], ["2.0"]]


def test_magnetic_writes_are_off_by_default(account: Account, clock: Clock) -> None:
    """1.5.1"""
    create(account, 1)
    described = account.write_client.describe_table(DatabaseName="times", TableName="Readings")["Table"]
    assert described["MagneticStoreWriteProperties"]["EnableMagneticStoreWrites"] is False
    assert "memory store" in account.rejected(single(at=clock.now - 3 * HOUR))[0]["Reason"]


def test_records_ingested_counts_the_records_of_each_store(account: Account, clock: Clock) -> None:
    """1.5.2, 1.5.5"""
    create(account, 1, 7, MAGNETIC)
    ingested = account.store(single(at=clock.now), single(at=clock.now - 3 * HOUR), single(at=clock.now - 2 * DAY))
    assert ingested == {"Total": 3, "MemoryStore": 1, "MagneticStore": 2}
    assert account.rows("SELECT count(*) FROM {db}.Readings") == [["3"]]


def test_a_late_record_with_a_losing_version_is_accepted_silently(account: Account, clock: Clock) -> None:
    """1.5.3"""
    create(account, 1, 7, MAGNETIC)
    late = clock.now - 3 * HOUR
    account.store(single("1", at=late, Version=5))
    for version in (4, 5):
        assert account.store(single("2", at=late, Version=version)) == {
            "Total": 1,
            "MemoryStore": 0,
            "MagneticStore": 1,
        }
    assert account.rows("SELECT measure_value::double FROM {db}.Readings") == [["1.0"]]
    account.store(single("3", at=late, Version=6))
    assert account.rows("SELECT measure_value::double FROM {db}.Readings") == [["3.0"]]


def test_a_late_record_outside_both_windows_is_rejected_at_once(account: Account, clock: Clock) -> None:
    """1.5.3"""
    create(account, 1, 1, MAGNETIC)
    assert "data ingestion window" in account.rejected(single(at=clock.now - 2 * DAY))[0]["Reason"]


def test_late_records_with_a_losing_version_are_reported(
    account: Account, clock: Clock, server: TimestreamServer
) -> None:
    """1.5.4"""
    create(account, 1, 7, REPORTED)
    late = clock.now - 3 * HOUR
    account.store(single("1", at=late, Version=5))
    account.store({"MeasureValue": "2", "Time": str(late), "Version": 4}, **_common())
    [(key, report)] = server.status()["reports"].items()
    assert key == f"late-data/rejects/times/Readings/2023-11-14/{report['reportId']}.json"
    [error] = report["errors"]
    assert error["reason"].startswith("The record version 4 is lower than the existing version 5.")
    assert error["records"] == [
        {
            "dimensions": [{"name": "host", "value": "a", "dimensionValueType": None}],
            "measureName": "load",
            "measureValue": "2",
            "measureValues": None,
            "measureValueType": "DOUBLE",
            "time": str(late),
            "timeUnit": "MILLISECONDS",
            "version": 4,
        }
    ]
    assert server.metering.totals()["magnetic_store_rejected_records"] == 1


def _common() -> dict[str, Any]:
    return {
        "Dimensions": [{"Name": "host", "Value": "a"}],
        "MeasureName": "load",
        "MeasureValueType": "DOUBLE",
        "TimeUnit": "MILLISECONDS",
    }
