"""The queries of Grafana's plugin: section 2.5 of docs/timestream-stand-in.md."""

from tests.support.timestream_clients import NOW, Account, multi, single


def test_the_health_check_succeeds(shared_account: Account) -> None:
    """2.5.1"""
    page = shared_account.query("SELECT 1")
    assert page["Rows"] == [{"Data": [{"ScalarValue": "1"}]}]
    assert page["ColumnInfo"] == [{"Name": "_col0", "Type": {"ScalarType": "INTEGER"}}]


def test_the_lists_of_the_query_editor(account: Account) -> None:
    """2.5.2: databases and tables come back in quotes; dimensions are the third column of the first row."""
    account.store(multi({"level": ("BIGINT", "1")}), single())
    assert [account.database] in account.rows("SHOW DATABASES")
    assert account.rows("SHOW TABLES FROM {db}") == [["Readings"]]
    page = account.query('SHOW MEASURES FROM {db}."Readings"')
    [name, data_type, dimensions] = page["ColumnInfo"]
    assert (name["Name"], data_type["Name"], dimensions["Name"]) == ("measure_name", "data_type", "dimensions")
    varchar = {"ScalarType": "VARCHAR"}
    fields = [{"Name": "dimension_name", "Type": varchar}, {"Name": "data_type", "Type": varchar}]
    assert dimensions["Type"] == {"ArrayColumnInfo": {"Type": {"RowColumnInfo": fields}}}
    row = {"RowValue": {"Data": [{"ScalarValue": "host"}, {"ScalarValue": "varchar"}]}}
    assert page["Rows"][0]["Data"][2] == {"ArrayValue": [row]}


def test_the_expanded_macros_work(account: Account) -> None:
    """2.5.3"""
    minute = NOW // 60_000 * 60_000
    account.store(*[single(str(number), at=minute - 20_000 * number) for number in range(6)])
    time_filter = f"time BETWEEN from_milliseconds({minute - 60_000}) AND from_milliseconds({minute})"
    sql = f"SELECT bin(time, 60000ms) AS t, count(*) FROM {{db}}.Readings WHERE {time_filter} GROUP BY 1 ORDER BY t ASC"
    assert [count for _, count in account.rows(sql)] == ["3", "1"]
    epoch = f"SELECT to_milliseconds(max(time)) FROM {{db}}.Readings WHERE time < from_milliseconds({minute})"
    assert account.rows(epoch) == [[str(minute - 20_000)]]
