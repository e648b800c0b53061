"""The six tables and their users in a cluster under test, as the schema function makes them."""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from unittest import mock

from psycopg import sql

from connect_analytics.schema import TABLES
from connect_analytics.store.postgresql import PostgresqlStore
from owner import Owner
from schema_statements import User, statements
from tests.support.data_api import REGION, ClusterUnderTest
from tests.support.golden import in_order, stored

SCHEMA = "connect-analytics"
A_CENTURY = 36_525
SECONDS = 60.0


@dataclass(frozen=True)
class SchemaUnderTest:
    cluster: ClusterUnderTest
    writer: User
    grafana: User
    writer_secret: str

    def update(self, today: date, retention_days: int = A_CENTURY) -> None:
        """Brings the schema up to date as on a day, which makes the weeks around it."""
        with endpoint(self.cluster):
            owner = Owner(self.cluster.arn, self.cluster.owner, self.cluster.name)
        deadline = time.monotonic() + SECONDS
        for statement in statements(
            SCHEMA,
            TABLES.values(),
            owner.existing(SCHEMA, deadline),
            database=self.cluster.name,
            writer=self.writer,
            grafana=self.grafana,
            today=today,
            retention_days=retention_days,
        ):
            owner.execute(statement, deadline)

    def store(self) -> PostgresqlStore:
        """The functions' own, with the writer's secret."""
        with endpoint(self.cluster):
            return PostgresqlStore(self.cluster.arn, self.writer_secret, self.cluster.name, SCHEMA)

    def query(self, text: str) -> list[tuple[Any, ...]]:
        """What the administrator is answered; `{}` in the query stands for the schema."""
        with self.cluster.database.connect(self.cluster.name) as administrator:
            return administrator.execute(text.replace("{}", f'"{SCHEMA}"').encode()).fetchall()

    def golden_rows(self) -> list[dict[str, Any]]:
        """All rows of all tables as a golden file has them."""
        rows = []
        for table in TABLES:
            columns, text = texts_query(table)
            rows += stored(table, (dict(zip(columns, row, strict=True)) for row in self.query(text)))
        return in_order(rows)

    def empty(self) -> None:
        """Leaves no rows and no faults."""
        self.cluster.server.faults.clear()
        names = sql.SQL(", ").join(sql.Identifier(SCHEMA, name) for name in TABLES)
        with self.cluster.database.connect(self.cluster.name) as administrator:
            administrator.execute(sql.SQL("TRUNCATE {}").format(names))


def texts_query(table: str) -> tuple[list[str], str]:
    """The names of a table's columns, without the version and the measure name, and a query of all rows as texts: times
    to the millisecond."""
    described = TABLES[table]
    types = {"time": "timestamp", **dict.fromkeys(described.dimensions, "text"), **described.columns}
    expressions = [
        f"to_char(\"{name}\", 'YYYY-MM-DD HH24:MI:SS.MS')" if type_ == "timestamp" else f'"{name}"::text'
        for name, type_ in types.items()
    ]
    return list(types), f'SELECT {", ".join(expressions)} FROM "{SCHEMA}"."{table}"'


@contextmanager
def new_schema(cluster: ClusterUnderTest, today: date | None = None) -> Iterator[SchemaUnderTest]:
    """A schema as on a day, with users of its own: they belong to all databases of a server."""
    suffix = uuid.uuid4().hex[:12]
    writer, grafana = User(f"writer_{suffix}", "w" * 40), User(f"grafana_{suffix}", "g" * 40)
    secret = cluster.account.add_secret(writer.name, writer.password)
    schema = SchemaUnderTest(cluster, writer, grafana, secret)
    schema.update(today or datetime.now(UTC).date())
    yield schema
    with cluster.database.connect(cluster.name) as administrator:
        for user in (writer, grafana):
            administrator.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(user.name)))
            administrator.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(user.name)))


@contextmanager
def endpoint(cluster: ClusterUnderTest) -> Iterator[None]:
    """The environment in which the functions' clients are made."""
    with mock.patch.dict(os.environ, {"AWS_ENDPOINT_URL_RDS_DATA": cluster.server.url, "AWS_DEFAULT_REGION": REGION}):
        yield
