"""Values and their types on the wire: section 2.3 of docs/timestream-stand-in.md."""

from typing import Any

import pytest

from tests.support.timestream_clients import NOW, Account, multi, single

VARCHAR, INTEGER, BIGINT = {"ScalarType": "VARCHAR"}, {"ScalarType": "INTEGER"}, {"ScalarType": "BIGINT"}


@pytest.mark.parametrize(
    ("expression", "type_", "expected"),
    [
        ("from_milliseconds(0)", "TIMESTAMP", "1970-01-01 00:00:00.000000000"),
        ("from_nanoseconds(1596848400000000007)", "TIMESTAMP", "2020-08-08 01:00:00.000000007"),
        ("TIMESTAMP '2020-08-08 01:00'", "TIMESTAMP", "2020-08-08 01:00:00.000000000"),
        ("TIMESTAMP '2020-08-08 01:00:00.5'", "TIMESTAMP", "2020-08-08 01:00:00.500000000"),
        ("date_trunc('hour', TIMESTAMP '2020-08-08 01:59:59')", "TIMESTAMP", "2020-08-08 01:00:00.000000000"),
    ],
)
def test_timestamps_have_nine_digits(shared_account: Account, expression: str, type_: str, expected: str) -> None:
    """2.3.1"""
    assert (shared_account.type(expression), shared_account.value(expression)) == (type_, expected)


def test_stored_timestamps_have_nine_digits_too(account: Account) -> None:
    """2.3.1"""
    at = NOW * 1_000_000 + 123_456
    account.store(
        multi({"since": ("TIMESTAMP", "1596848400000000000")}, Time=str(at), TimeUnit="NANOSECONDS"),
    )
    [[time, since]] = account.rows("SELECT time, since FROM {db}.Readings")
    assert time.endswith(f".{at % 10**9:09}")
    assert since == "2020-08-08 01:00:00.000000000"


@pytest.mark.parametrize(
    ("expression", "type_", "expected"),
    [
        ("DATE '2020-08-08'", "DATE", "2020-08-08"),
        ("CAST(TIMESTAMP '2020-08-08 23:59:59' AS date)", "DATE", "2020-08-08"),
        ("TIME '01:00:00'", "TIME", "01:00:00.000000000"),
        ("TIME '01:02:03.4'", "TIME", "01:02:03.400000000"),
        ("CAST(TIMESTAMP '2020-08-08 23:59:59.000000001' AS time)", "TIME", "23:59:59.000000001"),
    ],
)
def test_dates_and_times(shared_account: Account, expression: str, type_: str, expected: str) -> None:
    """2.3.2"""
    assert (shared_account.type(expression), shared_account.value(expression)) == (type_, expected)


@pytest.mark.parametrize(
    ("expression", "type_", "expected"),
    [
        ("45h", "INTERVAL_DAY_TO_SECOND", "1 21:00:00.000000000"),
        ("-(45h)", "INTERVAL_DAY_TO_SECOND", "-1 21:00:00.000000000"),
        ("31month", "INTERVAL_YEAR_TO_MONTH", "2-7"),
        ("-(1month)", "INTERVAL_YEAR_TO_MONTH", "-0-1"),
    ],
)
def test_intervals(shared_account: Account, expression: str, type_: str, expected: str) -> None:
    """2.3.3"""
    assert (shared_account.type(expression), shared_account.value(expression)) == (type_, expected)


@pytest.mark.parametrize(
    ("expression", "type_", "expected"),
    [
        ("DOUBLE '1'", "DOUBLE", "1.0"),
        ("1e7", "DOUBLE", "1.0E7"),
        ("9999999.0", "DOUBLE", "9999999.0"),
        ("0.001", "DOUBLE", "0.001"),
        ("0.0001", "DOUBLE", "1.0E-4"),
        ("-1.25e300", "DOUBLE", "-1.25E300"),
        ("0.1 + 0.2", "DOUBLE", "0.30000000000000004"),
        ("0e0", "DOUBLE", "0.0"),
        ("nan()", "DOUBLE", "NaN"),
        ("infinity()", "DOUBLE", "Infinity"),
        ("-infinity()", "DOUBLE", "-Infinity"),
        ("BIGINT '-9223372036854775807'", "BIGINT", "-9223372036854775807"),
        ("1 < 2", "BOOLEAN", "true"),
        ("1 > 2", "BOOLEAN", "false"),
        ("'Größe 🎧'", "VARCHAR", "Größe 🎧"),
        ("''", "VARCHAR", ""),
    ],
)
def test_numbers_texts_and_booleans(shared_account: Account, expression: str, type_: str, expected: str) -> None:
    """2.3.4"""
    assert (shared_account.type(expression), shared_account.value(expression)) == (type_, expected)


@pytest.mark.parametrize(
    ("literal", "type_", "expected"),
    [
        ("1", "INTEGER", "1"),
        ("2147483647", "INTEGER", "2147483647"),
        ("2147483648", "BIGINT", "2147483648"),
        ("1.5", "DOUBLE", "1.5"),
        ("1E0", "DOUBLE", "1.0"),
    ],
)
def test_literals_have_the_smallest_type(shared_account: Account, literal: str, type_: str, expected: str) -> None:
    """2.3.5"""
    assert (shared_account.type(literal), shared_account.value(literal)) == (type_, expected)


def test_a_literal_that_is_too_large_is_refused(shared_account: Account) -> None:
    """2.3.5"""
    assert shared_account.validation_error("SELECT 9223372036854775808") == (
        "line 1:8: Invalid numeric literal: 9223372036854775808"
    )


@pytest.mark.parametrize(
    ("expression", "type_"),
    [
        ("NULL", "UNKNOWN"),
        ("CAST(NULL AS double)", "DOUBLE"),
        ("nullif(1, 1)", "INTEGER"),
        ("CASE WHEN false THEN 'x' END", "VARCHAR"),
    ],
)
def test_null_datums(shared_account: Account, expression: str, type_: str) -> None:
    """2.3.6"""
    page = shared_account.query(f"SELECT {expression}")
    assert page["Rows"] == [{"Data": [{"NullValue": True}]}]
    assert page["ColumnInfo"][0]["Type"] == {"ScalarType": type_}


def test_missing_measures_are_null(account: Account) -> None:
    """2.3.6"""
    account.store(multi({"level": ("BIGINT", "1")}), multi({"load": ("DOUBLE", "2")}, host="b"))
    page = account.query("SELECT level, load FROM {db}.Readings ORDER BY host")
    assert page["Rows"] == [
        {"Data": [{"ScalarValue": "1"}, {"NullValue": True}]},
        {"Data": [{"NullValue": True}, {"ScalarValue": "2.0"}]},
    ]


@pytest.mark.parametrize(
    ("expression", "type_", "datum"),
    [
        (
            "ARRAY[1, NULL]",
            {"ArrayColumnInfo": {"Type": INTEGER}},
            {"ArrayValue": [{"ScalarValue": "1"}, {"NullValue": True}]},
        ),
        (
            "ARRAY[ARRAY['a'], ARRAY[]]",
            {"ArrayColumnInfo": {"Type": {"ArrayColumnInfo": {"Type": VARCHAR}}}},
            {"ArrayValue": [{"ArrayValue": [{"ScalarValue": "a"}]}, {"ArrayValue": []}]},
        ),
        (
            "ARRAY[TIMESTAMP '2020-08-08 01:00:00']",
            {"ArrayColumnInfo": {"Type": {"ScalarType": "TIMESTAMP"}}},
            {"ArrayValue": [{"ScalarValue": "2020-08-08 01:00:00.000000000"}]},
        ),
        (
            "row(1, 'a')",
            {"RowColumnInfo": [{"Type": INTEGER}, {"Type": VARCHAR}]},
            {"RowValue": {"Data": [{"ScalarValue": "1"}, {"ScalarValue": "a"}]}},
        ),
        (
            "CAST(row(1, DATE '2020-08-08') AS row(n bigint, d date))",
            {"RowColumnInfo": [{"Name": "n", "Type": BIGINT}, {"Name": "d", "Type": {"ScalarType": "DATE"}}]},
            {"RowValue": {"Data": [{"ScalarValue": "1"}, {"ScalarValue": "2020-08-08"}]}},
        ),
        (
            "ARRAY[row(1h, NULL)]",
            {
                "ArrayColumnInfo": {
                    "Type": {
                        "RowColumnInfo": [
                            {"Type": {"ScalarType": "INTERVAL_DAY_TO_SECOND"}},
                            {"Type": {"ScalarType": "UNKNOWN"}},
                        ]
                    }
                }
            },
            {
                "ArrayValue": [
                    {"RowValue": {"Data": [{"ScalarValue": "0 01:00:00.000000000"}, {"NullValue": True}]}},
                ]
            },
        ),
    ],
)
def test_nested_values(shared_account: Account, expression: str, type_: dict[str, Any], datum: dict[str, Any]) -> None:
    """2.3.7"""
    page = shared_account.query(f"SELECT {expression}")
    # Fields of a row without names have a ColumnInfo without a name.
    assert page["ColumnInfo"][0]["Type"] == type_
    assert page["Rows"] == [{"Data": [datum]}]


def test_unnamed_columns_are_named_by_position(shared_account: Account) -> None:
    """2.3.8"""
    names = [column["Name"] for column in shared_account.query("SELECT 1, 2 AS two, 1 + 2, 'x'")["ColumnInfo"]]
    assert names == ["_col0", "two", "_col2", "_col3"]
    inner = shared_account.query("SELECT * FROM (SELECT 1, 2 AS two)")["ColumnInfo"]
    assert [column["Name"] for column in inner] == ["_col0", "two"]


def test_columns_have_the_names_in_the_query(account: Account) -> None:
    """2.3.9"""
    account.store(single(Dimensions=[{"Name": "HostName", "Value": "a"}]))
    page = account.query('SELECT hostname, HOSTNAME AS Host, measure_value::double AS "The Load" FROM {db}.Readings')
    assert [column["Name"] for column in page["ColumnInfo"]] == ["hostname", "Host", "The Load"]
    everything = account.query("SELECT * FROM {db}.Readings")["ColumnInfo"]
    assert [column["Name"] for column in everything] == ["HostName", "measure_name", "time", "measure_value::double"]
    renamed = account.query("SELECT r.* FROM (SELECT HostName AS MyHost FROM {db}.Readings) r")["ColumnInfo"]
    assert [column["Name"] for column in renamed] == ["MyHost"]


def test_a_time_series_has_points(account: Account) -> None:
    """2.3.7"""
    account.store(single("1.5", at=NOW), single("2.5", at=NOW + 1000))
    page = account.query("SELECT CREATE_TIME_SERIES(time, measure_value::double) AS loads FROM {db}.Readings")
    assert page["ColumnInfo"] == [
        {"Name": "loads", "Type": {"TimeSeriesMeasureValueColumnInfo": {"Type": {"ScalarType": "DOUBLE"}}}}
    ]
    points = page["Rows"][0]["Data"][0]["TimeSeriesValue"]
    assert [point["Value"] for point in points] == [{"ScalarValue": "1.5"}, {"ScalarValue": "2.5"}]
    assert points[0].keys() == {"Time", "Value"}
