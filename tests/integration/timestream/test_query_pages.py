"""The query API: section 2.2 of docs/timestream-stand-in.md."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.timestream.server import TimestreamServer
from local.timestream.sql import error_mapping
from tests.support.timestream_clients import (
    CREDENTIALS,
    NO_RETRIES,
    NOW,
    Account,
    Clock,
    client,
    clients,
    error_of,
    multi,
    python_value,
    single,
    unchecked,
)

NUMBERS = "SELECT n FROM UNNEST(sequence(1, {})) AS t(n) ORDER BY n"
TEXTS = "SELECT rpad('x', 1000, 'x') AS text FROM UNNEST(sequence(1, 3000)) AS t(n)"
SLOW = (
    "SELECT count(*) FROM UNNEST(sequence(1, 10000)) AS a(x), UNNEST(sequence(1, 10000)) AS b(y), "
    "UNNEST(sequence(1, 10000)) AS c(z) WHERE x * y + z = 1"
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(clock: Clock) -> Iterator[Account]:
    """Clients of a server with `clock` as its clock."""
    with TimestreamServer(clock=clock) as server:
        yield clients(server.url)


def texts(page: dict[str, Any]) -> list[Any]:
    return [python_value(row["Data"][0]) for row in page["Rows"]]


def numbers(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


def test_a_page_has_at_most_max_rows(shared_account: Account) -> None:
    """2.2.1"""
    sql = NUMBERS.format(25)
    first = shared_account.query(sql, MaxRows=10)
    second = shared_account.query(sql, MaxRows=10, NextToken=first["NextToken"])
    third = shared_account.query(sql, MaxRows=10, NextToken=second["NextToken"])
    assert [texts(page) for page in (first, second, third)] == [numbers(1, 10), numbers(11, 20), numbers(21, 25)]
    assert "NextToken" not in third
    assert first["QueryId"] == second["QueryId"] == third["QueryId"]
    assert first["ColumnInfo"] == second["ColumnInfo"]


def test_the_last_page_has_no_token_even_when_it_is_full(shared_account: Account) -> None:
    """2.2.1"""
    assert "NextToken" not in shared_account.query(NUMBERS.format(10), MaxRows=10)


@pytest.mark.parametrize("rows", [0, 1001])
def test_max_rows_is_from_1_to_1000(shared_account: Account, rows: int) -> None:
    """2.2.1"""
    problem = error_of(
        unchecked(shared_account.query_client).query, "ValidationException", QueryString="SELECT 1", MaxRows=rows
    )
    assert f"Value '{rows}' at 'maxRows' failed to satisfy constraint" in problem


def test_a_page_has_about_a_megabyte(shared_account: Account) -> None:
    """2.2.1"""
    sizes = []
    request: dict[str, Any] = {"QueryString": TEXTS}
    while True:
        page = shared_account.query_client.query(**request)
        sizes.append(sum(map(len, texts(page))))
        if "NextToken" not in page:
            break
        request["NextToken"] = page["NextToken"]
    assert sum(sizes) == 3_000_000
    assert len(sizes) > 3
    assert all(800_000 < size <= 1_000_000 for size in sizes[:-1])


def test_a_paginator_sees_all_rows(shared_account: Account) -> None:
    """2.2.1"""
    pages = shared_account.query_client.get_paginator("query").paginate(
        QueryString=NUMBERS.format(2500), PaginationConfig={"PageSize": 1000}
    )
    assert [text for page in pages for text in texts(page)] == numbers(1, 2500)


def test_the_first_page_may_be_empty() -> None:
    """2.2.2"""
    with TimestreamServer(empty_first_page=True) as server:
        account = clients(server.url)
        page = account.query("SELECT 1")
        assert page["Rows"] == []
        assert page["QueryStatus"]["ProgressPercentage"] == 0
        assert page["ColumnInfo"] == [{"Name": "_col0", "Type": {"ScalarType": "INTEGER"}}]
        assert texts(account.query("SELECT 1", NextToken=page["NextToken"])) == ["1"]
        assert account.rows("SELECT 1") == [["1"]]


def test_a_token_is_valid_only_for_its_query(shared_account: Account) -> None:
    """2.2.3"""
    token = shared_account.query(NUMBERS.format(20), MaxRows=10)["NextToken"]
    query = shared_account.query_client.query
    for other in (NUMBERS.format(21), NUMBERS.format(20) + " "):
        problem = error_of(query, "ValidationException", QueryString=other, NextToken=token)
        assert problem == "Invalid pagination token"


def test_a_token_is_valid_only_for_its_principal(server: TimestreamServer, shared_account: Account) -> None:
    """2.2.3"""
    token = shared_account.query(NUMBERS.format(20), MaxRows=10)["NextToken"]
    credentials = {**CREDENTIALS, "aws_access_key_id": "somebody-else"}
    other = client("timestream-query", endpoint_url=server.url, config=NO_RETRIES, **credentials)
    problem = error_of(other.query, "ValidationException", QueryString=NUMBERS.format(20), NextToken=token)
    assert problem == "Invalid pagination token"


@pytest.mark.parametrize("token", ["nonsense", "ABC.def", "."])
def test_a_token_that_was_never_given_is_invalid(shared_account: Account, token: str) -> None:
    """2.2.3"""
    problem = error_of(
        shared_account.query_client.query, "ValidationException", QueryString="SELECT 1", NextToken=token
    )
    assert problem == "Invalid pagination token"


def test_a_token_gives_the_same_rows_five_times(shared_account: Account) -> None:
    """2.2.4"""
    sql = NUMBERS.format(30)
    token = shared_account.query(sql, MaxRows=10)["NextToken"]
    pages = [shared_account.query(sql, MaxRows=10, NextToken=token) for _ in range(5)]
    assert [texts(page) for page in pages] == [numbers(11, 20)] * 5
    problem = error_of(shared_account.query_client.query, "ValidationException", QueryString=sql, NextToken=token)
    assert problem == "Invalid pagination token"


def test_the_last_page_is_given_again_too(shared_account: Account) -> None:
    """2.2.4"""
    sql = NUMBERS.format(20)
    token = shared_account.query(sql, MaxRows=10)["NextToken"]
    assert [texts(shared_account.query(sql, NextToken=token)) for _ in range(2)] == [numbers(11, 20)] * 2


def test_a_token_is_invalid_once_the_next_one_was_used(shared_account: Account) -> None:
    """2.2.4"""
    sql = NUMBERS.format(30)
    first = shared_account.query(sql, MaxRows=10)["NextToken"]
    second = shared_account.query(sql, MaxRows=10, NextToken=first)["NextToken"]
    shared_account.query(sql, MaxRows=10, NextToken=second)
    problem = error_of(shared_account.query_client.query, "ValidationException", QueryString=sql, NextToken=first)
    assert problem == "Invalid pagination token"


def test_a_token_expires_after_an_hour(timed: Account, clock: Clock) -> None:
    """2.2.4"""
    sql = NUMBERS.format(20)
    token = timed.query(sql, MaxRows=10)["NextToken"]
    clock.now += 3_599_000
    assert texts(timed.query(sql, NextToken=token)) == numbers(11, 20)
    clock.now += 2_000
    problem = error_of(timed.query_client.query, "ValidationException", QueryString=sql, NextToken=token)
    assert problem == "Invalid pagination token"


def test_pages_show_the_data_at_the_time_of_the_query(account: Account) -> None:
    """2.2.4: records written between two pages are not in the second."""
    account.store(*[single(at=NOW - second) for second in range(20)])
    sql = account.sql('SELECT "measure_value::double" FROM {db}.Readings')
    first = account.query(sql, MaxRows=10)
    account.store(*[single(at=NOW - 1000 - second) for second in range(20)])
    second = account.query(sql, NextToken=first["NextToken"])
    assert len(second["Rows"]) == 10
    assert "NextToken" not in second


def test_a_row_of_more_than_a_megabyte_is_an_error(shared_account: Account) -> None:
    """2.2.5"""
    problem = shared_account.execution_error("SELECT rpad('x', 1000000, 'x')")
    assert problem == "Query aborted as max page response size has been exceeded by the output result row"


def test_a_query_is_cancelled(shared_account: Account) -> None:
    """2.2.6"""
    sql = NUMBERS.format(20)
    page = shared_account.query(sql, MaxRows=10)
    cancel = shared_account.query_client.cancel_query
    assert cancel(QueryId=page["QueryId"])["CancellationMessage"] == "The query was cancelled."
    assert cancel(QueryId=page["QueryId"])["CancellationMessage"] == "The query was cancelled already."
    error_of(shared_account.query_client.query, "ConflictException", 409, QueryString=sql, NextToken=page["NextToken"])


def test_an_unknown_query_can_not_be_cancelled(shared_account: Account) -> None:
    """2.2.6"""
    error_of(shared_account.query_client.cancel_query, "ValidationException", QueryId="ABC")


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("SELEC 1", "The query syntax is invalid at line 1:7"),
        ("SELECT 1 FROM", "The query syntax is invalid at line 1:10"),
        ("SELECT 1;\nSELECT 2", "The query syntax is invalid at line 1:1"),
        ("SELECT x", "line 1:8: Column 'x' does not exist"),
        ("SELECT host,\n  missing FROM {db}.Readings", "line 2:3: Column 'missing' does not exist"),
        ("SELECT r.missing FROM {db}.Readings r", "line 1:8: Column 'r.missing' does not exist"),
        ("SELECT 1 FROM nowhere.t", "Requested database 'nowhere' not found for identifier 'nowhere.t' at line 1:15"),
        ("SELECT 1 FROM t", "line 1:15: Schema must be specified when session schema is not set"),
        ("SELECT frobnicate(1)", "line 1:8: Function frobnicate not registered"),
        (
            "SELECT abs('x')",
            "line 1:8: Unexpected parameters (varchar) for function abs. Expected: abs(number)",
        ),
        ("SELECT host, count(*) FROM {db}.Readings", "'host' must be an aggregate expression or appear in GROUP BY"),
    ],
)
def test_the_texts_of_errors(account: Account, sql: str, problem: str) -> None:
    """2.2.7"""
    account.store(single())
    assert account.validation_error(sql).startswith(problem)


def test_an_unknown_table_is_named(account: Account) -> None:
    """2.2.7"""
    assert account.validation_error("SELECT 1 FROM {db}.nothing") == (
        f"line 1:15: Table '{account.database}.nothing' does not exist"
    )


def test_insights_have_the_rows_and_bytes_of_the_result(shared_account: Account) -> None:
    """2.2.8"""
    sql = NUMBERS.format(15)
    page = shared_account.query(sql, QueryInsights={"Mode": "ENABLED_WITH_RATE_CONTROL"})
    assert page["QueryInsightsResponse"]["OutputRows"] == 15
    assert page["QueryInsightsResponse"]["OutputBytes"] > 0
    assert "QueryInsightsResponse" not in shared_account.query(sql, QueryInsights={"Mode": "DISABLED"})
    assert "QueryInsightsResponse" not in shared_account.query(sql)


def test_a_query_is_prepared(account: Account) -> None:
    """2.2.9"""
    account.store(multi({"load": ("DOUBLE", "1.5")}))
    sql = account.sql(
        "SELECT host, avg(load) AS mean, bin(@scheduled_runtime, 1h) FROM {db}.Readings "
        "WHERE time < @scheduled_runtime AND host = @host GROUP BY host"
    )
    prepared = account.query_client.prepare_query(QueryString=sql, ValidateOnly=True)
    assert prepared["QueryString"] == sql
    assert prepared["Columns"] == [
        {
            "Name": "host",
            "Type": {"ScalarType": "VARCHAR"},
            "DatabaseName": account.database,
            "TableName": "Readings",
            "Aliased": False,
        },
        {"Name": "mean", "Type": {"ScalarType": "DOUBLE"}, "Aliased": True},
        {"Name": "_col2", "Type": {"ScalarType": "TIMESTAMP"}, "Aliased": False},
    ]
    assert prepared["Parameters"] == [
        {"Name": "scheduled_runtime", "Type": {"ScalarType": "TIMESTAMP"}},
        {"Name": "host", "Type": {"ScalarType": "UNKNOWN"}},
    ]


def test_an_invalid_query_can_not_be_prepared(shared_account: Account) -> None:
    """2.2.9"""
    prepare = shared_account.query_client.prepare_query
    assert error_of(prepare, "ValidationException", QueryString="SELECT x") == "line 1:8: Column 'x' does not exist"
    error_of(prepare, "ValidationException", QueryString="SELECT 1", ValidateOnly=False)
    error_of(prepare, "ValidationException", QueryString="SHOW DATABASES")


def test_a_query_with_a_parameter_can_not_be_run(shared_account: Account) -> None:
    """2.2.9"""
    assert (
        shared_account.validation_error("SELECT @scheduled_runtime") == "The parameter @scheduled_runtime has no value."
    )


def test_a_query_that_runs_too_long_is_cancelled(shared_account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """2.2.10"""
    monkeypatch.setattr(error_mapping, "MAX_SECONDS", 0.05)
    problem = shared_account.execution_error(SLOW)
    assert problem == f"Query exceeded the maximum run time of {error_mapping.MAX_SECONDS} seconds."


def test_concurrent_queries_have_their_own_pages(account: Account) -> None:
    """2.2.4: each has pages of its own."""
    account.store(*[multi({"level": ("BIGINT", str(second))}, at=NOW - second) for second in range(50)])
    found: dict[int, list[list[Any]]] = {}

    def query(thread: int) -> Callable[[], None]:
        def run() -> None:
            found[thread] = account.rows(f"SELECT level + {thread} FROM {{db}}.Readings ORDER BY 1")

        return run

    threads = [threading.Thread(target=query(thread)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {thread: [[text] for text in numbers(thread, thread + 49)] for thread in range(8)}
