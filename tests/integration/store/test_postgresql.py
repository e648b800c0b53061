"""The PostgreSQL store against a real server: what is stored, what is refused, and what is to be written again."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest
from pytest_mock import MockerFixture

from connect_analytics.rows import Row, Value
from connect_analytics.schema import AGENT_EVENT, CONTACT_EVENT, QUEUE, TABLES, Table
from connect_analytics.store import Written
from connect_analytics.store.postgresql import PostgresqlStore
from tests.support.client_faults import ClientFaults
from tests.support.data_api import running_cluster
from tests.support.database_schema import SchemaUnderTest, new_schema

NOW = int(time.time()) * 1000 + 123
TOO_EARLY = 1_000_000


@pytest.fixture(scope="module")
def shared_schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SchemaUnderTest]:
    with running_cluster(tmp_path_factory.mktemp("postgresql")) as cluster, new_schema(cluster) as schema:
        yield schema


@pytest.fixture
def schema(shared_schema: SchemaUnderTest) -> Iterator[SchemaUnderTest]:
    yield shared_schema
    shared_schema.empty()


@pytest.fixture
def store(schema: SchemaUnderTest, mocker: MockerFixture) -> PostgresqlStore:
    mocker.patch("botocore.endpoint.time")  # leaves out the waits between retries
    return schema.store()


def row(table: Table = AGENT_EVENT, key: str = "a-1", time: int = NOW, version: int = 1, **measures: Value) -> Row:
    """A row whose every dimension is `key`."""
    return Row(table, time, version, dict.fromkeys(table.dimensions, key), measures)


def outcome(written: Written) -> tuple[int, int, int, int]:
    return written.rows, written.superseded, len(written.rejected), len(written.unwritten)


def test_a_row_has_its_key_version_and_measures_in_their_types(store: PostgresqlStore, schema: SchemaUnderTest) -> None:
    measures: dict[str, Any] = {
        "state": "On Call – «日本» 😀",
        "duration": 1.5,
        "open": False,
        "contacts": 2,
        "last_event_at": NOW,
    }
    assert outcome(store.write([row(**measures, status=None, username="")])) == (1, 0, 0, 0)
    now = datetime.fromtimestamp(NOW / 1000, UTC)
    columns = "instance_id, agent_id, time, measure_name, version, state, duration, open, contacts, last_event_at"
    assert schema.query(f'SELECT {columns}, status, username FROM {{}}."AgentEvent"') == [
        ("a-1", "a-1", now, "agent_state", 1, measures["state"], 1.5, False, 2, now, None, None)
    ]


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_every_table_takes_a_row_with_every_column(
    store: PostgresqlStore, schema: SchemaUnderTest, table: Table
) -> None:
    values: dict[str, Value] = {"text": "x", "double": 0.1, "integer": 2**62, "boolean": True, "timestamp": NOW}
    measures: dict[str, Any] = {name: values[type_] for name, type_ in table.columns.items()}
    assert outcome(store.write([row(table, **measures)])) == (1, 0, 0, 0)
    (stored,) = schema.query(f'SELECT {", ".join(table.columns)} FROM {{}}."{table.name}"')
    expected = values | {"timestamp": datetime.fromtimestamp(NOW / 1000, UTC)}
    assert stored == tuple(expected[type_] for type_ in table.columns.values())


@pytest.mark.parametrize("milliseconds", [1, 999, 1_764_000_000_001, 1_764_000_000_999, NOW])
def test_a_time_is_kept_to_the_millisecond(store: PostgresqlStore, schema: SchemaUnderTest, milliseconds: int) -> None:
    assert outcome(store.write([row(last_event_at=milliseconds)])) == (1, 0, 0, 0)
    (stored,) = schema.query('SELECT extract(epoch FROM last_event_at) * 1000 FROM {}."AgentEvent"')
    assert stored == (milliseconds,)


@pytest.mark.parametrize("versions", list(permutations((1, 2, 3))))
def test_the_highest_version_wins_in_any_order(
    store: PostgresqlStore, schema: SchemaUnderTest, versions: tuple[int, ...]
) -> None:
    written = [store.write([row(version=version, contacts=version)]) for version in versions]
    assert schema.query('SELECT contacts FROM {}."AgentEvent"') == [(3,)]
    newest = 0
    for version, became in zip(versions, written, strict=True):
        assert outcome(became) == ((1, 0, 0, 0) if version > newest else (0, 1, 0, 0))
        newest = max(newest, version)


def test_a_higher_version_replaces_the_whole_row(store: PostgresqlStore, schema: SchemaUnderTest) -> None:
    store.write([row(version=1, state="x", contacts=1)])
    store.write([row(version=2, state="y")])
    assert schema.query('SELECT version, state, contacts FROM {}."AgentEvent"') == [(2, "y", None)]


def test_rows_of_several_tables_and_more_than_one_statement_are_all_stored(
    store: PostgresqlStore, schema: SchemaUnderTest
) -> None:
    rows = [row(table, f"k-{number}", status="x") for number in range(1001) for table in (AGENT_EVENT, QUEUE)]
    requests = ClientFaults(store._client, "ExecuteStatement").error(500, "InternalServerErrorException", times=0)
    assert outcome(store.write(rows)) == (2002, 0, 0, 0)
    assert requests.calls == 4
    assert schema.query('SELECT count(*) FROM {}."Queue"') == [(1001,)]


def test_texts_of_more_than_4_mib_go_in_several_statements(store: PostgresqlStore, schema: SchemaUnderTest) -> None:
    texts: dict[str, Any] = {name: "ж" * 1000 for name, type_ in AGENT_EVENT.columns.items() if type_ == "text"}
    rows = [row(key=f"a-{number}", **texts) for number in range(120)]
    requests = ClientFaults(store._client, "ExecuteStatement").error(500, "InternalServerErrorException", times=0)
    assert outcome(store.write(rows)) == (120, 0, 0, 0)
    assert requests.calls > 1
    assert schema.query('SELECT count(*) FROM {}."AgentEvent"') == [(120,)]


BAD_DATA = {
    "no partition": (row(key="bad", time=TOO_EARLY), "23514"),
    "no time at all": (row(key="bad", time=2**62), "22008"),
    "a number out of range": (row(key="bad", contacts=2**63), "22003"),
    "no whole number": (row(key="bad", contacts=1.5), "22P02"),
    "no number": (row(key="bad", duration=float("nan")), "22P02"),
    "a NUL in a text": (row(key="bad", state="a\0b"), "22P05"),
    "half a character": (row(key="bad", state="\ud800"), "22P02"),
    "a key longer than an index takes": (row(key="".join(map(chr, range(300, 3300)))), "54000"),
}


@pytest.mark.parametrize("kind", BAD_DATA)
@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_row_that_fails_its_whole_statement_is_found_by_halves(
    store: PostgresqlStore, schema: SchemaUnderTest, kind: str, place: int
) -> None:
    bad, state = BAD_DATA[kind]
    rows = [row(key=f"a-{number}", state="Available") for number in range(7)]
    rows[place] = bad
    written = store.write(rows)
    assert outcome(written) == (6, 0, 1, 0)
    assert written.rejected[0].row == bad
    assert written.rejected[0].reason.startswith("ERROR: ")
    assert written.rejected[0].reason.endswith(f"; SQLState: {state}")
    assert schema.query('SELECT count(*) FROM {}."AgentEvent"') == [(6,)]


def test_several_bad_rows_are_all_found(store: PostgresqlStore, schema: SchemaUnderTest) -> None:
    rows = [row(key=f"a-{number}", time=TOO_EARLY if number % 10 == 0 else NOW) for number in range(100)]
    written = store.write(rows)
    assert outcome(written) == (90, 0, 10, 0)
    assert [rejected.row for rejected in written.rejected] == rows[::10]


def test_a_reason_repeats_no_values_of_the_row(store: PostgresqlStore) -> None:
    (rejected,) = store.write([row(time=TOO_EARLY, username="jdoe")]).rejected
    assert rejected.reason == 'ERROR: no partition of relation "AgentEvent" found for row; SQLState: 23514'


def test_a_superseded_and_a_rejected_row_in_one_statement_are_counted_apart(store: PostgresqlStore) -> None:
    store.write([row(version=2, state="x")])
    rows = [row(version=1, state="y"), row(key="a-2", time=TOO_EARLY, state="x"), row(key="a-3", state="x")]
    assert outcome(store.write(rows)) == (1, 1, 1, 0)


@pytest.mark.parametrize(
    ("fault", "code", "retryable"),
    [
        ("throttle", "ThrottlingException", True),
        ("fail", "InternalServerErrorException", True),
        ("unavailable", "DatabaseUnavailableException", True),
        ("resume", "DatabaseResumingException", True),
        ("timeout", "StatementTimeoutException", True),
        ("failover", "57P01", True),
        ("drop", "Connection was closed", True),
        ("refuse", "InvalidSecretException", False),
        ("deny", "AccessDeniedException", False),
    ],
)
def test_an_error_says_whether_a_retry_can_cure_it(
    store: PostgresqlStore, schema: SchemaUnderTest, fault: str, code: str, retryable: bool
) -> None:
    """Whether it came before the rows were stored or after, writing them again leaves them stored once."""
    rows = [row(AGENT_EVENT, state="x"), row(CONTACT_EVENT, channel="VOICE")]
    for when in ("", "late-"):
        schema.cluster.server.faults.add(f"{when}{fault}:ExecuteStatement")
        written = store.write(rows)
        assert outcome(written) == (0, 0, 0, 2)
        assert written.unwritten == rows
        assert written.error is not None
        assert written.error.retryable == retryable
        assert code in written.error.message
        schema.cluster.server.faults.clear()
    assert outcome(store.write(rows)) == (1, 1, 0, 0)
    assert schema.query('SELECT state FROM {}."AgentEvent"') == [("x",)]


def test_a_request_too_large_is_nothing_that_passes(
    store: PostgresqlStore, schema: SchemaUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it would be, were a chunk measured wrongly."""
    monkeypatch.setattr("connect_analytics.store.postgresql._BYTES_PER_STATEMENT", 2**30)
    texts: dict[str, Any] = {name: "ж" * 1000 for name, type_ in AGENT_EVENT.columns.items() if type_ == "text"}
    rows = [row(key=f"a-{number}", **texts) for number in range(60)]
    written = store.write(rows)
    assert outcome(written) == (0, 0, 0, 60)
    assert written.error is not None
    assert not written.error.retryable
    assert schema.query('SELECT count(*) FROM {}."AgentEvent"') == [(0,)]


def test_a_role_or_a_password_that_is_refused_is_nothing_that_passes(schema: SchemaUnderTest) -> None:
    """Nor is a database or a table that is not there."""
    store = schema.store()
    account = schema.cluster.account
    for changes, state in (
        ({"secretArn": account.add_secret(schema.writer.name, "wrong")}, "28P01"),
        ({"secretArn": account.add_secret(schema.grafana.name, schema.grafana.password)}, "25006"),
        ({"database": "elsewhere"}, "3D000"),
    ):
        store._call |= changes
        written = store.write([row()])
        assert written.error is not None
        assert state in written.error.message
        assert written.error.retryable == (state == "25006")
        store = schema.store()
    store._schema = "elsewhere"
    written = store.write([row()])
    assert written.error is not None
    assert "42P01" in written.error.message
    assert not written.error.retryable


def test_an_answer_that_was_lost_counts_rows_as_superseded_that_were_stored(
    store: PostgresqlStore, schema: SchemaUnderTest
) -> None:
    """botocore repeats the call by itself, and the second finds nothing to do."""
    schema.cluster.server.faults.add("late-drop:ExecuteStatement:1")
    assert outcome(store.write([row(state="x")])) == (0, 1, 0, 0)
    assert schema.query('SELECT state FROM {}."AgentEvent"') == [("x",)]


def test_after_an_error_nothing_more_is_sent_and_what_was_stored_counts(
    store: PostgresqlStore, schema: SchemaUnderTest
) -> None:
    faults = ClientFaults(store._client, "ExecuteStatement").error(500, "InternalServerErrorException", skip=1)
    rows = [row(key=f"a-{number}", state="x") for number in range(3001)]
    written = store.write(rows)
    assert outcome(written) == (1000, 0, 0, 2001)
    assert written.unwritten == rows[1000:]
    assert faults.calls == 1 + 3


def test_an_error_in_the_middle_of_halves_leaves_what_follows_unwritten(store: PostgresqlStore) -> None:
    """The whole, the first half, its two quarters; then the service fails."""
    rows = [row(key=f"a-{number}", time=TOO_EARLY if number == 0 else NOW) for number in range(4)]
    ClientFaults(store._client, "ExecuteStatement").error(500, "InternalServerErrorException", skip=4)
    written = store.write(rows)
    assert outcome(written) == (1, 0, 1, 2)
    assert written.unwritten == rows[2:]


def test_writers_at_once_leave_the_highest_versions(schema: SchemaUnderTest) -> None:
    """Each has all rows, in one order or the other: without the statement's own order they would be in a deadlock."""
    keys = [f"a-{number}" for number in range(200)]

    def write(version: int) -> None:
        store = schema.store()
        for _ in range(3):
            rows = [row(key=key, version=version, contacts=version) for key in (keys if version % 2 else keys[::-1])]
            assert store.write(rows).error is None

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(1, 9)))
    assert schema.query('SELECT DISTINCT version, contacts FROM {}."AgentEvent"') == [(8, 8)]
    assert schema.query('SELECT count(*) FROM {}."AgentEvent"') == [(200,)]


def test_preparing_writes_nothing(store: PostgresqlStore, schema: SchemaUnderTest) -> None:
    schema.cluster.server.faults.add("deny:ExecuteStatement")
    assert outcome(store.prepare(TABLES.values())) == (0, 0, 0, 0)
