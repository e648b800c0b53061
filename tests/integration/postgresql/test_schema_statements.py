"""The schema function's statements on a real PostgreSQL, through the Data API: tables, partitions, users and rights."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from connect_analytics.schema import AGENT_EVENT, QUEUE, TABLES
from connect_analytics.store.postgresql import COLUMN_TYPES
from owner import Owner
from schema_statements import WEEKS_AHEAD, WEEKS_BACK, User, partition_name, statements
from tests.support.data_api import MASTER, ClusterUnderTest

SCHEMA = "connect-analytics"
TODAY = date(2026, 11, 25)  # a Wednesday
MONDAY = date(2026, 11, 23)
RETENTION = 365
WEEK = timedelta(weeks=1)
DEADLINE = 1000  # by a clock that stands still


@pytest.fixture
def users(cluster: ClusterUnderTest) -> tuple[User, User]:
    """A writer and a Grafana of this test's own: roles belong to all databases of a server."""
    return User(f"writer_{cluster.name[-12:]}", "w" * 40), User(f"grafana_{cluster.name[-12:]}", "g" * 40)


@pytest.fixture
def owner(cluster: ClusterUnderTest, monkeypatch: pytest.MonkeyPatch) -> Owner:
    monkeypatch.setenv("AWS_ENDPOINT_URL_RDS_DATA", cluster.server.url)
    return Owner(cluster.arn, cluster.owner, cluster.name, clock=lambda: 0, sleep=lambda _: None)


@pytest.fixture
def update(owner: Owner, cluster: ClusterUnderTest, users: tuple[User, User]) -> Callable[..., list[str]]:
    """Brings the database up to date on a day; gives the statements that it took."""

    def run(today: date = TODAY, tables: Any = None, retention_days: int = RETENTION) -> list[str]:
        wanted = statements(
            SCHEMA,
            tables or (AGENT_EVENT, QUEUE),
            owner.existing(SCHEMA, DEADLINE),
            database=cluster.name,
            writer=users[0],
            grafana=users[1],
            today=today,
            retention_days=retention_days,
        )
        for statement in wanted:
            owner.execute(statement, DEADLINE)
        return wanted

    return run


@pytest.fixture
def connect(cluster: ClusterUnderTest, update: Callable[..., Any]) -> Callable[[User], psycopg.Connection]:
    """A session of a user, once the database is as it should be."""
    update()
    return lambda user: cluster.database.connect(cluster.name, user=user.name, password=user.password)


def partitions(cluster: ClusterUnderTest, table: str) -> set[str]:
    sql = f"""SELECT child.relname::text FROM pg_inherits i JOIN pg_class child ON child.oid = i.inhrelid
        WHERE i.inhparent = '"{SCHEMA}"."{table}"'::regclass"""
    return {name for (name,) in cluster.rows(sql)}


def week(number: int) -> str:
    """The name of AgentEvent's partition so many weeks from this one."""
    return partition_name(AGENT_EVENT, MONDAY + number * WEEK)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_table_has_the_columns_of_the_schema_in_their_types(
    cluster: ClusterUnderTest, update: Callable[..., Any], table: Any
) -> None:
    update(tables=[table])
    described = dict(
        cluster.rows(
            f"""SELECT a.attname::text, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
            WHERE a.attrelid = '"{SCHEMA}"."{table.name}"'::regclass AND a.attnum > 0"""
        )
    )
    names = {"double precision": "double precision", "timestamptz": "timestamp with time zone"}
    expected = {name: COLUMN_TYPES[type_] for name, type_ in table.columns.items()}
    assert described == {
        **dict.fromkeys(table.dimensions, "text"),
        "time": "timestamp with time zone",
        "measure_name": "text",
        "version": "bigint",
        **{name: names.get(type_, type_) for name, type_ in expected.items()},
    }


def test_a_second_run_finds_nothing_to_make(update: Callable[..., list[str]]) -> None:
    update()
    again = update()
    assert not [sql for sql in again if sql.startswith(("CREATE TABLE", "CREATE ROLE", "ALTER TABLE", "DROP"))]


def test_partitions_are_made_for_the_weeks_to_come_and_for_what_may_be_sent_again(
    cluster: ClusterUnderTest, update: Callable[..., Any]
) -> None:
    update()
    assert partitions(cluster, "AgentEvent") == {week(number) for number in range(-WEEKS_BACK, WEEKS_AHEAD + 1)}
    assert WEEKS_AHEAD >= 5


def test_weeks_that_are_wholly_older_than_the_retention_are_dropped_and_no_others(
    cluster: ClusterUnderTest, update: Callable[..., Any]
) -> None:
    update(retention_days=365)
    update(retention_days=30)  # keeps 26 October on, which is a Monday
    assert min(partitions(cluster, "AgentEvent")) == partition_name(AGENT_EVENT, date(2026, 10, 26))
    update(TODAY + timedelta(days=6), retention_days=30)
    assert min(partitions(cluster, "AgentEvent")) == partition_name(AGENT_EVENT, date(2026, 10, 26))
    update(TODAY + timedelta(days=7), retention_days=30)
    assert min(partitions(cluster, "AgentEvent")) == partition_name(AGENT_EVENT, date(2026, 11, 2))


def test_a_month_without_the_nightly_run_does_no_harm(cluster: ClusterUnderTest, update: Callable[..., Any]) -> None:
    update()
    for days in (0, 7, 31, 35):
        time = TODAY + timedelta(days=days)
        cluster.execute(
            f"""INSERT INTO "{SCHEMA}"."Queue" (instance_id, queue_id, time, measure_name, version)
            VALUES ('i', 'q', '{time} 23:59:59+00', 'queue', 1)"""
        )
    update(TODAY + timedelta(days=35))
    assert len(cluster.rows(f'SELECT 1 FROM "{SCHEMA}"."Queue"')) == 4


def test_rows_on_either_side_of_midnight_utc_are_in_their_own_weeks(
    cluster: ClusterUnderTest, update: Callable[..., Any]
) -> None:
    update()
    for time in ("2026-11-22 23:59:59.999+00", "2026-11-23 00:00:00+00"):
        cluster.execute(
            f"""INSERT INTO "{SCHEMA}"."Queue" (instance_id, queue_id, time, measure_name, version)
            VALUES ('i', 'q', '{time}', 'queue', 1)"""
        )
    found = cluster.rows(f'SELECT tableoid::regclass::text FROM "{SCHEMA}"."Queue" ORDER BY time')
    names = [partition_name(QUEUE, MONDAY - WEEK), partition_name(QUEUE, MONDAY)]
    assert found == [[f'"{SCHEMA}"."{name}"'] for name in names]


def test_an_older_schema_gets_its_new_columns_and_keeps_its_rows(
    cluster: ClusterUnderTest, update: Callable[..., list[str]]
) -> None:
    older = replace(QUEUE, columns={"queue_name": "text"})
    update(tables=[older])
    cluster.execute(
        f"""INSERT INTO "{SCHEMA}"."Queue" (instance_id, queue_id, time, measure_name, version, queue_name)
        VALUES ('i', 'q', '2026-11-25 10:00:00+00', 'queue', 1, 'Support')"""
    )
    update()
    rows = cluster.rows(f'SELECT queue_name, agents_online FROM "{SCHEMA}"."Queue"')
    assert rows == [["Support", None]]


def test_runs_at_once_end_with_the_same_database(
    cluster: ClusterUnderTest, owner: Owner, update: Callable[..., list[str]]
) -> None:
    with ThreadPoolExecutor(3) as pool:
        runs = [pool.submit(update) for _ in range(3)]
    for run in runs:
        run.result()
    existing = owner.existing(SCHEMA, DEADLINE)
    assert set(existing.columns) == {"AgentEvent", "Queue"}
    for names in existing.partitions.values():
        assert len(names) == WEEKS_BACK + 1 + WEEKS_AHEAD


@pytest.mark.parametrize("done", [1, 5, 12, 20, 40])
def test_a_run_that_ended_half_way_is_finished_by_the_next(
    cluster: ClusterUnderTest, owner: Owner, update: Callable[..., list[str]], users: tuple[User, User], done: int
) -> None:
    planned = statements(
        SCHEMA,
        [AGENT_EVENT, QUEUE],
        owner.existing(SCHEMA, DEADLINE),
        database=cluster.name,
        writer=users[0],
        grafana=users[1],
        today=TODAY,
        retention_days=RETENTION,
    )
    for statement in planned[:done]:
        owner.execute(statement, DEADLINE)
    update()
    existing = owner.existing(SCHEMA, DEADLINE)
    assert {table: len(names) for table, names in existing.partitions.items()} == {"AgentEvent": 20, "Queue": 20}
    assert cluster.rows("SELECT count(*) FROM pg_class WHERE relname IN ('AgentEvent_time', 'Queue_time')") == [[2]]


def test_a_partition_that_somebody_else_has_made_is_left_alone(
    cluster: ClusterUnderTest, update: Callable[..., Any]
) -> None:
    update()
    cluster.execute(
        f"""CREATE TABLE "{SCHEMA}".history PARTITION OF "{SCHEMA}"."Queue"
        FOR VALUES FROM ('2001-01-01') TO ('2002-01-01')"""
    )
    update()
    assert "history" in partitions(cluster, "Queue")


def test_texts_are_ordered_by_their_code_points(cluster: ClusterUnderTest, update: Callable[..., Any]) -> None:
    update()
    collations = cluster.rows(
        f"""SELECT a.attname::text, c.collname::text
        FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation
        WHERE a.attrelid = '"{SCHEMA}"."Queue"'::regclass ORDER BY 1"""
    )
    assert collations == [[name, "C"] for name in ("instance_id", "measure_name", "queue_id", "queue_name", "status")]


def test_the_passwords_of_the_secrets_open_the_database_and_a_new_one_takes_the_olds_place(
    cluster: ClusterUnderTest, owner: Owner, users: tuple[User, User], connect: Callable[[User], psycopg.Connection]
) -> None:
    writer, grafana = users
    for user in users:
        with connect(user) as session:
            assert session.execute("SELECT current_user").fetchone() == (user.name,)
    changed = replace(grafana, password="n" * 40)
    for statement in statements(
        SCHEMA,
        [QUEUE],
        owner.existing(SCHEMA, DEADLINE),
        database=cluster.name,
        writer=writer,
        grafana=changed,
        today=TODAY,
        retention_days=RETENTION,
    ):
        owner.execute(statement, DEADLINE)
    with connect(changed):
        pass
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(grafana)


def test_the_writer_inserts_and_updates_and_may_do_nothing_else(
    cluster: ClusterUnderTest, users: tuple[User, User], connect: Callable[[User], psycopg.Connection]
) -> None:
    upsert = f"""INSERT INTO "{SCHEMA}"."Queue" AS old (instance_id, queue_id, time, measure_name, version, queue_name)
        VALUES ('i', 'q', '2026-11-25 10:00:00+00', 'queue', %s, 'Support')
        ON CONFLICT (instance_id, queue_id, time, measure_name) DO UPDATE SET version = EXCLUDED.version,
        queue_name = EXCLUDED.queue_name WHERE old.version < EXCLUDED.version"""
    with connect(users[0]) as session:
        assert session.execute(upsert, [1]).rowcount == 1
        assert session.execute(upsert, [2]).rowcount == 1
        assert session.execute(upsert, [1]).rowcount == 0
    for refused in (
        f'DELETE FROM "{SCHEMA}"."Queue"',
        f'TRUNCATE "{SCHEMA}"."Queue"',
        f'DROP TABLE "{SCHEMA}"."Queue"',
        f'ALTER TABLE "{SCHEMA}"."Queue" ADD COLUMN mine text',
        f'CREATE TABLE "{SCHEMA}".mine (a int)',
        *COMMON_REFUSALS,
    ):
        with connect(users[0]) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute(refused)
    owned = cluster.rows(
        f"SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE rolname = '{users[0].name}'"
    )
    assert owned == [[0]]


COMMON_REFUSALS = (
    f'TRUNCATE "{SCHEMA}"."Queue"',
    f'CREATE INDEX ON "{SCHEMA}"."Queue" (queue_name)',
    f"""CREATE FUNCTION "{SCHEMA}".mine() RETURNS int LANGUAGE sql AS 'SELECT 1'""",
    f'SELECT * FROM "{SCHEMA}"."{partition_name(QUEUE, MONDAY)}"',
    "CREATE DATABASE mine",
    f"SET ROLE {MASTER}",
    f"SET SESSION AUTHORIZATION {MASTER}",
    f"GRANT {MASTER} TO CURRENT_USER",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE CURRENT_USER CREATEROLE",
    "CREATE TEMPORARY TABLE mine (a int)",
    "CREATE TABLE public.mine (a int)",
    "CREATE SCHEMA mine",
    "CREATE ROLE mine",
    f"ALTER ROLE {MASTER} PASSWORD 'x'",
    "SELECT * FROM pg_authid",
    "SELECT pg_read_file('/etc/hostname')",
    "COPY (SELECT 1) TO PROGRAM 'true'",
)


def test_grafana_reads_the_six_tables_and_may_do_nothing_else(
    users: tuple[User, User], update: Callable[..., Any], connect: Callable[[User], psycopg.Connection]
) -> None:
    update(tables=TABLES.values())
    with connect(users[1]) as session:
        for name in TABLES:
            session.execute(f'SELECT * FROM "{SCHEMA}"."{name}"')
        assert session.execute("SHOW statement_timeout").fetchone() == ("30s",)
        assert session.execute("SHOW timezone").fetchone() == ("UTC",)
    writes = (
        f"""INSERT INTO "{SCHEMA}"."Queue" (instance_id) VALUES ('i')""",
        f"""UPDATE "{SCHEMA}"."Queue" SET queue_name = 'x'""",
        f'DELETE FROM "{SCHEMA}"."Queue"',
        f'DROP TABLE "{SCHEMA}"."Queue"',
        f'CREATE TABLE "{SCHEMA}".mine (a int)',
    )
    for refused in (*writes, *COMMON_REFUSALS):
        # Read-only transactions are the first barrier, which a session can take down; rights are the second.
        with connect(users[1]) as session:
            session.execute("SET default_transaction_read_only = off")
            session.commit()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(refused)
    for refused in writes:
        with connect(users[1]) as session, pytest.raises(psycopg.Error):
            session.execute(refused)


def test_another_schema_of_the_database_is_closed_to_both(
    cluster: ClusterUnderTest, users: tuple[User, User], connect: Callable[[User], psycopg.Connection]
) -> None:
    cluster.execute("CREATE SCHEMA another")
    cluster.execute("CREATE TABLE another.secret (a int)")
    for user in users:
        with connect(user) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute("SELECT * FROM another.secret")


def test_another_database_of_the_owners_is_closed_to_both(
    cluster: ClusterUnderTest, users: tuple[User, User], update: Callable[..., Any]
) -> None:
    another = f"another_{cluster.name}"
    cluster.execute(f"CREATE DATABASE {another}")
    try:
        update()
        for user in users:
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                cluster.database.connect(another, user=user.name, password=user.password)
    finally:
        cluster.execute(f"DROP DATABASE {another}")


def test_grafana_has_a_limited_number_of_connections(
    users: tuple[User, User], connect: Callable[[User], psycopg.Connection]
) -> None:
    sessions = [connect(users[1]) for _ in range(20)]
    try:
        with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
            connect(users[1])
    finally:
        for session in sessions:
            session.close()
