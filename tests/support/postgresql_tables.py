"""The tables in databases of a real PostgreSQL: made by the schema function's statements, written by the functions' own
store, and read as Grafana's role."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import batched, count
from pathlib import Path

from psycopg import sql

from connect_analytics.rows import Row, latest
from local.postgresql.cluster import Cluster
from tests.support.data_api import MASTER, running_cluster
from tests.support.database_schema import SchemaUnderTest, new_schema

_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True)
class PostgresqlTables:
    """Empty tables in a server, as of a day, of which others are copies."""

    template: SchemaUnderTest
    numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def stored(self, rows: Iterable[Row], now_ms: int | None = None) -> Iterator[str]:
        """The address, for Grafana's role, of a database of its own that has these rows. With `now_ms`, it is then
        there, in a time zone of half hours and summer times: what a query gives must not depend on the zone."""
        schema = self._copied()
        name = schema.cluster.name
        store = schema.store()
        for batch in batched(rows, _ROWS_AT_ONCE):
            written = store.write(latest(batch))
            assert not written.error, written.error
            assert not written.rejected, written.rejected[0]
        if now_ms is not None:
            _set_the_clock(schema, now_ms)
        user = schema.grafana
        yield f"postgresql://{user.name}:{user.password}@127.0.0.1:{schema.cluster.database.port}/{name}"
        with schema.cluster.database.connect() as administrator:
            administrator.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _copied(self) -> SchemaUnderTest:
        cluster = self.template.cluster
        name = f"{cluster.name}_{next(self.numbers)}"
        with cluster.database.connect() as administrator:
            # What is copied must have no connection; the Data API keeps some.
            administrator.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [cluster.name]
            )
            administrator.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(cluster.name))
            )
        cluster.account.clusters[name] = Cluster(MASTER, name)
        return replace(self.template, cluster=replace(cluster, arn=name, name=name))


def _set_the_clock(schema: SchemaUnderTest, now_ms: int) -> None:
    """For Grafana's role, `now()` is found before PostgreSQL's own."""
    now = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=now_ms)
    role = sql.SQL("ALTER ROLE {} IN DATABASE {} SET ").format(
        sql.Identifier(schema.grafana.name), sql.Identifier(schema.cluster.name)
    )
    statements: list[sql.SQL | sql.Composed] = [
        sql.SQL("CREATE SCHEMA clock"),
        sql.SQL("GRANT USAGE ON SCHEMA clock TO {}").format(sql.Identifier(schema.grafana.name)),
        sql.SQL("CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE RETURN {}::timestamptz").format(
            sql.Literal(now.isoformat())
        ),
        role + sql.SQL("search_path = clock, pg_catalog"),
        role + sql.SQL("timezone = 'Australia/Lord_Howe'"),
    ]
    with schema.cluster.database.connect(schema.cluster.name) as administrator:
        for statement in statements:
            administrator.execute(statement)


@contextmanager
def postgresql_tables(folder: Path, today: date) -> Iterator[PostgresqlTables]:
    """A server whose data are in `folder`, and the tables as they are made on a day, with the weeks around it."""
    with running_cluster(folder) as cluster, new_schema(cluster, today) as schema:
        yield PostgresqlTables(schema)
