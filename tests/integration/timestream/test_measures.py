"""Names, types and values of dimensions and measures: sections 1.1.13 to 1.1.19 of docs/timestream-stand-in.md."""

from typing import Any

import pytest

from tests.support.timestream_clients import NOW, Account, multi, single


@pytest.mark.parametrize(
    "name", ["measure_value", "ts_non_existent_col", "time", "ts_mine", "measure_name", "measure_names"]
)
def test_reserved_names_are_refused(account: Account, name: str) -> None:
    """1.1.13"""
    assert "reserved" in account.write_error(single(Dimensions=[{"Name": name, "Value": "x"}]))
    assert "reserved" in account.write_error(multi({name: ("BIGINT", "1")}))
    assert "reserved" in account.write_error(single(name=name))


def test_a_dimension_and_a_measure_can_not_have_the_same_name(account: Account) -> None:
    """1.1.14"""
    assert "Column names can not be duplicated" in account.write_error(multi({"host": ("BIGINT", "1")}))
    account.store(single())
    [rejected] = account.rejected(multi({"host": ("BIGINT", "1")}, Dimensions=[{"Name": "other", "Value": "x"}]))
    assert "Column names can not be duplicated" in rejected["Reason"]


def test_names_that_differ_in_case_only_are_duplicates(account: Account) -> None:
    """1.1.14"""
    assert "Column names can not be duplicated" in account.write_error(
        multi({"a": ("BIGINT", "1"), "A": ("BIGINT", "1")})
    )
    account.store(multi({"level": ("BIGINT", "1")}))
    [rejected] = account.rejected(multi({"Level": ("BIGINT", "1")}, at=NOW - 1))
    assert "Column names can not be duplicated" in rejected["Reason"]


def test_reserved_words_are_names_in_quotes_only(account: Account) -> None:
    """1.1.15"""
    account.store(multi({"order": ("BIGINT", "1"), "user": ("BIGINT", "2"), "queue": ("BIGINT", "3")}))
    assert account.rows('SELECT "order", user, queue FROM {db}.Readings') == [["1", "2", "3"]]
    assert account.validation_error("SELECT order FROM {db}.Readings") == "The query syntax is invalid at line 1:8"


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("BIGINT", "-9223372036854775808", "-9223372036854775808"),
        ("DOUBLE", "1e3", "1000.0"),
        ("DOUBLE", "-.5", "-0.5"),
        ("VARCHAR", "ünï \"quoted\" 'text'", "ünï \"quoted\" 'text'"),
        ("BOOLEAN", "True", "true"),
    ],
)
def test_single_measures_have_the_four_types(account: Account, type_: str, value: str, expected: str) -> None:
    """1.1.16"""
    account.store(single(value, MeasureValueType=type_))
    assert account.rows(f"SELECT measure_value::{type_.lower()} FROM {{db}}.Readings") == [[expected]]


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
    assert f"not a valid {type_}" in account.write_error(single(value, MeasureValueType=type_))
    assert f"not a valid {type_}" in account.write_error(multi({"m": (type_, value)}))


def test_an_unknown_type_is_refused(account: Account) -> None:
    """1.1.16, 1.4.5"""
    enum = "Member must satisfy enum value set: [DOUBLE, BIGINT, VARCHAR, BOOLEAN, TIMESTAMP, MULTI]"
    assert enum in account.write_error(single(MeasureValueType="INT"))
    dimension = {"Name": "host", "Value": "a", "DimensionValueType": "BIGINT"}
    assert account.write_error(single(Dimensions=[dimension])) == (
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
    assert account.write_error(record)


@pytest.mark.parametrize("value", ["NaN", "nan", "Infinity", "-Infinity", "inf", "1e999"])
def test_nan_and_infinity_can_not_be_written(account: Account, value: str) -> None:
    """1.1.17"""
    assert "not a valid DOUBLE" in account.write_error(single(value))


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
    assert "TIMESTAMP is an invalid measure value type" in account.write_error(
        single("1", MeasureValueType="TIMESTAMP")
    )


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
