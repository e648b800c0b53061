"""Common attributes and versions: sections 1.2 and 1.3 of docs/timestream-stand-in.md."""

from typing import Any

import pytest

from tests.support.timestream_clients import NOW, Account, error_of, multi, single, unchecked

SAME_VERSION = (
    "A record already exists with the same time, dimensions, measure name, and record version. A higher record version "
    "must be specified in order to update the measure value. Specifying record version is supported by the latest SDKs."
)


def written(account: Account) -> list[list[Any]]:
    return account.rows("SELECT host, measure_value::double FROM {db}.Readings ORDER BY time, host")


def test_common_attributes_are_added_to_every_record(account: Account) -> None:
    """1.2.1"""
    common: dict[str, Any] = {
        "Dimensions": [{"Name": "site", "Value": "north"}],
        "MeasureName": "load",
        "MeasureValueType": "BIGINT",
        "TimeUnit": "SECONDS",
        "Version": 7,
    }
    own = [{"Name": "host", "Value": "a"}]
    record = {"Dimensions": own, "MeasureValue": "3", "Time": str(NOW // 1000)}
    account.store(record, **common)
    assert account.rows("SELECT site, host, measure_name, measure_value::bigint FROM {db}.Readings") == [
        ["north", "a", "load", "3"]
    ]
    [rejected] = account.rejected({**record, "MeasureValue": "4"}, **{**common, "Version": 6})
    assert rejected["ExistingVersion"] == 7


def test_a_record_s_own_attributes_win(account: Account) -> None:
    """1.2.1"""
    common = {"MeasureName": "load", "Time": "5", "TimeUnit": "SECONDS", "MeasureValueType": "BIGINT"}
    account.store(single("1.5", name="own", MeasureValueType="DOUBLE", TimeUnit="MILLISECONDS"), **common)
    assert account.rows("SELECT measure_name, measure_value::double FROM {db}.Readings") == [["own", "1.5"]]


def test_a_dimension_in_the_record_and_the_common_attributes_is_refused(account: Account) -> None:
    """1.2.2"""
    message = account.write_error(single(), Dimensions=[{"Name": "host", "Value": "b"}])
    assert "Dimensions may not overlap: 'host'" in message


def test_a_value_is_a_double_a_time_counts_milliseconds_and_a_version_is_one(account: Account) -> None:
    """1.2.3"""
    account.store(single("2"))
    assert account.type("measure_value::double FROM {db}.Readings".replace("{db}", f'"{account.database}"')) == "DOUBLE"
    assert account.rows("SELECT to_milliseconds(time) FROM {db}.Readings") == [[str(NOW)]]
    [rejected] = account.rejected(single("3", Version=1))
    assert rejected["Reason"] == SAME_VERSION


@pytest.mark.parametrize("version", [0, -1])
def test_a_version_is_one_or_greater(account: Account, version: int) -> None:
    """1.2.4"""
    message = account.write_error(single(Version=version))
    assert "must be 1 or greater" in message


def test_a_record_has_at_least_one_dimension(account: Account) -> None:
    """1.2.5"""
    request: dict[str, Any] = {"DatabaseName": account.database, "TableName": "Readings"}
    message = error_of(
        unchecked(account.write_client).write_records, "ValidationException", **request, Records=[single(Dimensions=[])]
    )
    assert message == "At least one dimension is required for a record."


def test_common_measure_values_are_added_to_a_record_s_own(account: Account) -> None:
    """1.2.6"""
    shared = [{"Name": "unit", "Type": "VARCHAR", "Value": "kW"}]
    account.store(multi({"level": ("BIGINT", "1")}), MeasureValues=shared)
    assert account.rows("SELECT unit, level FROM {db}.Readings") == [["kW", "1"]]


def test_the_same_record_again_changes_nothing(account: Account) -> None:
    """1.3.1"""
    for _ in range(3):
        assert account.store(single("1.5", Version=5))["Total"] == 1
    assert written(account) == [["a", "1.5"]]
    everything = {
        "text": ("VARCHAR", "x"),
        "number": ("DOUBLE", "1.50"),
        "count": ("BIGINT", "3"),
        "yes": ("BOOLEAN", "true"),
        "since": ("TIMESTAMP", str(NOW)),
    }
    account.store(multi(everything, at=NOW - 1))
    assert account.store(multi(dict(reversed(everything.items())), at=NOW - 1))["Total"] == 1


def test_the_same_values_with_a_higher_version_raise_the_version(account: Account) -> None:
    """1.3.2"""
    account.store(single("1.5", Version=1))
    account.store(single("1.5", Version=3))
    assert written(account) == [["a", "1.5"]]
    [rejected] = account.rejected(single("2", Version=2))
    assert rejected["ExistingVersion"] == 3


def test_other_values_with_a_higher_version_overwrite(account: Account) -> None:
    """1.3.3"""
    account.store(single("1"))
    account.store(single("2", Version=2))
    assert written(account) == [["a", "2.0"]]


def test_other_values_with_the_same_version_are_rejected(account: Account) -> None:
    """1.3.4"""
    account.store(single("1", Version=4))
    assert account.rejected(single("2", Version=4)) == [{"RecordIndex": 0, "Reason": SAME_VERSION}]
    assert written(account) == [["a", "1.0"]]


def test_a_lower_version_is_rejected_with_the_existing_one(account: Account) -> None:
    """1.3.5"""
    account.store(single("1", Version=200))
    assert account.rejected(single("1", Version=2)) == [
        {
            "RecordIndex": 0,
            "ExistingVersion": 200,
            "Reason": "The record version 2 is lower than the existing version 200. A higher version is required to "
            "update the measure value.",
        }
    ]


def test_records_beside_a_rejected_one_are_stored(account: Account) -> None:
    """1.3.6"""
    account.store(single("1", host="b", Version=9))
    rejected = account.rejected(
        single("1", host="a"),
        single("2", host="b", Version=8),
        single("3", host="c"),
        single("4", host="d", at=NOW - 86_400_000_000),
    )
    assert [record["RecordIndex"] for record in rejected] == [1, 3]
    assert written(account) == [["a", "1.0"], ["b", "1.0"], ["c", "3.0"]]


def test_the_rejection_has_the_service_s_message(account: Account) -> None:
    """1.3.6"""
    account.store(single("1"))
    message = error_of(
        account.write_client.write_records,
        "RejectedRecordsException",
        419,
        DatabaseName=account.database,
        TableName="Readings",
        Records=[single("2")],
    )
    assert message == "One or more records have been rejected. See RejectedRecords for details."


def test_dimensions_measure_name_and_time_identify_a_record(account: Account) -> None:
    """1.3.7"""
    account.store(
        single("1"),
        single("2", host="b"),
        single("3", at=NOW - 1),
        single("4", name="other"),
        single("5", Dimensions=[{"Name": "host", "Value": "a"}, {"Name": "site", "Value": "n"}]),
    )
    assert account.rows("SELECT count(*) FROM {db}.Readings") == [["5"]]


def test_the_order_of_dimensions_does_not_matter(account: Account) -> None:
    """1.3.7"""
    dimensions = [{"Name": "host", "Value": "a"}, {"Name": "site", "Value": "n"}]
    account.store(single("1", Dimensions=dimensions))
    [rejected] = account.rejected(single("2", Dimensions=dimensions[::-1]))
    assert rejected["Reason"] == SAME_VERSION


def test_the_same_time_in_another_unit_is_the_same_record(account: Account) -> None:
    """1.3.7"""
    account.store(single("1"))
    [rejected] = account.rejected(single("2", Time=f"{NOW}000000", TimeUnit="NANOSECONDS"))
    assert rejected["Reason"] == SAME_VERSION


def test_records_of_one_request_are_stored_in_order(account: Account) -> None:
    """1.3.8"""
    rejected = account.rejected(
        single("1", Version=1), single("2", Version=2), single("3", Version=1), single("2", Version=2), single("4")
    )
    assert [record["RecordIndex"] for record in rejected] == [2, 4]
    assert written(account) == [["a", "2.0"]]


def test_a_higher_version_replaces_the_whole_row(account: Account) -> None:
    """1.3.9"""
    account.store(multi({"level": ("BIGINT", "1"), "text": ("VARCHAR", "x")}))
    account.store(multi({"level": ("BIGINT", "2")}, Version=2))
    assert account.rows("SELECT level, text FROM {db}.Readings") == [["2", None]]
