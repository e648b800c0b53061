"""The Timestream store against the stand-in: what is stored, what is refused, and what is to be written again."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest
from pytest_mock import MockerFixture

from connect_analytics.rows import Row, Value
from connect_analytics.schema import AGENT_EVENT, CONTACT_EVENT, QUEUE, TABLES, Table
from connect_analytics.store import Written
from connect_analytics.store.timestream import TimestreamStore
from local.clients import local_client
from local.timestream.server import TimestreamServer
from tests.support.client_faults import ClientFaults
from tests.support.timestream_tables import DATABASE, create_empty_tables

REGION = "eu-west-1"
NOW = int(time.time()) * 1000
TOO_EARLY = 1_000_000
RETENTION = {"MemoryStoreRetentionPeriodInHours": 25, "MagneticStoreRetentionPeriodInDays": 365}


@pytest.fixture(scope="module")
def server() -> Iterator[TimestreamServer]:
    with TimestreamServer() as running:
        yield running


@pytest.fixture
def query(server: TimestreamServer) -> Iterator[Any]:
    """Timestream with the six tables, empty; gives the answer to a query as lists of texts."""
    write = local_client("timestream-write", REGION, server.url)
    create_empty_tables(write, RETENTION)
    client = local_client("timestream-query", REGION, server.url)

    def answer(sql: str) -> list[list[str | None]]:
        rows = client.query(QueryString=sql.replace("{}", f'"{DATABASE}"'))["Rows"]
        return [[datum.get("ScalarValue") for datum in row["Data"]] for row in rows]

    yield answer
    for name in TABLES:
        write.delete_table(DatabaseName=DATABASE, TableName=name)
    write.delete_database(DatabaseName=DATABASE)


@pytest.fixture
def store(
    query: Any, server: TimestreamServer, monkeypatch: pytest.MonkeyPatch, mocker: MockerFixture
) -> TimestreamStore:
    monkeypatch.setenv("AWS_ENDPOINT_URL_TIMESTREAM_WRITE", server.url)
    mocker.patch("botocore.endpoint.time")  # leaves out the waits between retries
    return TimestreamStore(REGION, DATABASE)


def row(table: Table = AGENT_EVENT, key: str = "a-1", time: int = NOW, version: int = 1, **measures: Value) -> Row:
    """A row whose every dimension is `key`."""
    return Row(table, time, version, dict.fromkeys(table.dimensions, key), measures)


def outcome(written: Written) -> tuple[int, int, int, int]:
    return written.rows, written.superseded, len(written.rejected), len(written.unwritten)


def test_a_row_has_its_dimensions_time_and_measures_in_their_types(store: TimestreamStore, query: Any) -> None:
    measures: dict[str, Any] = {
        "state": "On Call",
        "duration": 1.5,
        "open": False,
        "contacts": 2,
        "last_event_at": NOW,
    }
    assert outcome(store.write([row(**measures, status=None, username="")])) == (1, 0, 0, 0)
    now = f"{datetime.fromtimestamp(NOW / 1000, UTC):%Y-%m-%d %H:%M:%S}.000000000"
    columns = "agent_id, measure_name, time, state, duration, open, contacts, last_event_at"
    assert query(f'SELECT {columns} FROM {{}}."AgentEvent"') == [
        [
            "a-1",
            "agent_state",
            now,
            "On Call",
            "1.5",
            "false",
            "2",
            now,
        ]
    ]
    described = [name for name, *_ in query('DESCRIBE {}."AgentEvent"')]
    assert not {"status", "username"} & set(described)


@pytest.mark.parametrize("versions", list(permutations((1, 2, 3))))
def test_the_highest_version_wins_in_any_order(store: TimestreamStore, query: Any, versions: tuple[int, ...]) -> None:
    written = [store.write([row(version=version, contacts=version)]) for version in versions]
    assert query('SELECT contacts FROM {}."AgentEvent"') == [["3"]]
    newest = 0
    for version, became in zip(versions, written, strict=True):
        assert outcome(became) == ((1, 0, 0, 0) if version > newest else (0, 1, 0, 0))
        newest = max(newest, version)


def test_rows_of_several_tables_and_more_than_one_request_are_all_stored(store: TimestreamStore, query: Any) -> None:
    rows = [row(table, f"k-{number}", status="x") for number in range(101) for table in (AGENT_EVENT, QUEUE)]
    requests = ClientFaults(store._client, "WriteRecords").error(500, "InternalServerException", times=0)
    assert outcome(store.write(rows)) == (202, 0, 0, 0)
    assert requests.calls == 4
    assert query('SELECT count(*) FROM {}."Queue"') == [["101"]]


@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_row_that_fails_its_whole_request_is_found_by_halves(store: TimestreamStore, query: Any, place: int) -> None:
    rows = [row(key=f"a-{number}", state="Available") for number in range(7)]
    rows[place] = row(key="huge", state="x" * 3_000)
    written = store.write(rows)
    assert outcome(written) == (6, 0, 1, 0)
    assert written.rejected[0].row == rows[place]
    assert "2048" in written.rejected[0].reason
    assert query('SELECT count(*) FROM {}."AgentEvent"') == [["6"]]


def test_a_row_outside_the_retention_is_rejected_with_the_services_reason(store: TimestreamStore) -> None:
    rows = [row(key="a-1", state="x"), row(key="a-2", time=TOO_EARLY, state="x")]
    written = store.write(rows)
    assert outcome(written) == (1, 0, 1, 0)
    assert written.rejected[0].row == rows[1]
    assert "outside the time range" in written.rejected[0].reason


def test_a_superseded_and_a_rejected_row_in_one_request_are_counted_apart(store: TimestreamStore) -> None:
    store.write([row(version=2, state="x")])
    rows = [row(version=1, state="y"), row(key="a-2", time=TOO_EARLY, state="x"), row(key="a-3", state="x")]
    assert outcome(store.write(rows)) == (1, 1, 1, 0)


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        (429, "ThrottlingException", True),
        (500, "InternalServerException", True),
        (403, "AccessDeniedException", False),
        (404, "ResourceNotFoundException", False),
        (402, "ServiceQuotaExceededException", False),
    ],
)
def test_an_error_says_whether_a_retry_can_cure_it(
    store: TimestreamStore, status: int, code: str, retryable: bool
) -> None:
    ClientFaults(store._client, "WriteRecords").error(status, code)
    rows = [row(AGENT_EVENT, state="x"), row(CONTACT_EVENT, channel="VOICE")]
    written = store.write(rows)
    assert written.unwritten == rows
    assert written.error is not None
    assert written.error.retryable == retryable
    assert code in written.error.message


def test_a_connection_that_is_lost_is_retryable_and_its_rows_are_to_be_written_again(
    store: TimestreamStore, query: Any
) -> None:
    ClientFaults(store._client, "WriteRecords").dropped_connection(times=5)
    written = store.write([row(state="x")])
    assert outcome(written) == (0, 0, 0, 1)
    assert written.error is not None
    assert written.error.retryable
    assert outcome(store.write([row(state="x")])) == (1, 0, 0, 0)
    assert query('SELECT state FROM {}."AgentEvent"') == [["x"]]


def test_after_an_error_nothing_more_is_sent_and_what_was_stored_counts(store: TimestreamStore) -> None:
    faults = ClientFaults(store._client, "WriteRecords").error(500, "InternalServerException", skip=1)
    rows = [row(key=f"a-{number}", state="x") for number in range(301)]
    written = store.write(rows)
    assert outcome(written) == (100, 0, 0, 201)
    assert written.unwritten == rows[100:]
    assert faults.calls == 1 + 5


def test_prepared_tables_have_every_column_and_no_row_of_the_last_day(store: TimestreamStore, query: Any) -> None:
    assert outcome(store.prepare(TABLES.values())) == (6, 0, 0, 0)
    for table in TABLES.values():
        described = {name for name, *_ in query(f'DESCRIBE {{}}."{table.name}"')}
        assert described == {*table.dimensions, *table.columns, "time", "measure_name"}
        assert query(f'SELECT count(*) FROM {{}}."{table.name}" WHERE time > ago(24h)') == [["0"]]
        assert query(f"""SELECT measure_name FROM {{}}."{table.name}" """) == [["columns"]]
