"""The tables in a real PostgreSQL, and rows in them, at a moment of a test's choice."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count, groupby
from typing import Any

import psycopg
from psycopg import sql

from connect_analytics.rows import Row, Value, latest
from connect_analytics.schema import TABLES, Table
from local.postgresql.database import ADMINISTRATOR, Database

SCHEMA = "connect-analytics"
_TYPES = {
    "text": 'text COLLATE "C"',
    "double": "double precision",
    "integer": "bigint",
    "boolean": "boolean",
    "timestamp": "timestamptz",
}
_numbers = count()


def address(database: Database, name: str) -> str:
    """The address of a database of that name in the server, for its administrator."""
    with database.connect(name) as connection:
        password = connection.info.password
    return f"postgresql://{ADMINISTRATOR}:{password}@127.0.0.1:{database.port}/{name}"


@contextmanager
def stored_rows(database: Database, rows: Iterable[Row], now_ms: int) -> Iterator[str]:
    """The address of a database of its own that has these rows, where it is `now_ms`, in a time zone of half hours and
    summer times: what a query gives must not depend on it."""
    name = f"tables_{next(_numbers)}"
    with database.connect() as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        with database.connect(name) as connection:
            _create_tables(connection)
            _write(connection, rows)
            _set_the_clock(connection, name, now_ms)
        yield address(database, name)
    finally:
        with database.connect() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _create_tables(connection: psycopg.Connection) -> None:
    connection.execute(f'CREATE SCHEMA "{SCHEMA}"')
    for table in TABLES.values():
        columns = [
            *(f"{name} {_TYPES['text']}" for name in (*table.dimensions, "measure_name")),
            "time timestamptz",
            "version bigint",
            *(f"{name} {_TYPES[type_]}" for name, type_ in table.columns.items()),
            f"PRIMARY KEY ({', '.join(table.dimensions)}, time, measure_name)",
        ]
        connection.execute(f'CREATE TABLE "{SCHEMA}"."{table.name}" ({", ".join(columns)})')
        connection.execute(f'CREATE INDEX ON "{SCHEMA}"."{table.name}" (time)')


def _write(connection: psycopg.Connection, rows: Iterable[Row]) -> None:
    ordered = sorted(latest(rows), key=lambda row: row.table.name)
    for name, of_table in groupby(ordered, key=lambda row: row.table.name):
        table = TABLES[name]
        columns = [*table.dimensions, "measure_name", "time", "version", *table.columns]
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(SCHEMA, name), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with connection.cursor().copy(statement) as copy:
            for row in of_table:
                copy.write_row(_values(table, row))


def _values(table: Table, row: Row) -> list[Any]:
    measures = [_value(row.measures.get(name), type_) for name, type_ in table.columns.items()]
    return [*row.dimensions.values(), table.measure_name, _time(row.time), row.version, *measures]


def _value(value: Value, type_: str) -> Any:
    if value in (None, ""):
        return None
    return _time(value) if type_ == "timestamp" and not isinstance(value, str) and value is not None else value


def _time(at_ms: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)


def _set_the_clock(connection: psycopg.Connection, name: str, now_ms: int) -> None:
    """For all later connections, `now()` is this moment: theirs is found before PostgreSQL's own."""
    connection.execute("CREATE SCHEMA clock")
    connection.execute(
        "CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE "
        f"RETURN TIMESTAMPTZ '{_time(now_ms).isoformat()}'"
    )
    connection.execute(f"ALTER DATABASE {name} SET search_path = clock, pg_catalog")
    connection.execute(f"ALTER DATABASE {name} SET timezone = 'Australia/Lord_Howe'")
