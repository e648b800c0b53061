"""The database as it should be, as SQL: schema, roles, tables, columns, weekly partitions, rights.

Pure: from what there is to what is missing. Each statement can be repeated, so a run that ended half way, or two at
once, do no harm.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from connect_analytics.schema import Table
from connect_analytics.store.postgresql import COLUMN_TYPES, key_columns, quoted

# A failing nightly call has five weeks to be noticed and mended.
WEEKS_AHEAD = 6
# What lies in the quarantine bucket can be sent again for 90 days.
WEEKS_BACK = 13

# PostgreSQL cuts longer names off without an error.
_LONGEST_NAME = 63

# Texts are ordered by their code points, as in Timestream, and as no upgrade of the system's locales changes.
_TEXT = 'text COLLATE "C"'

_WEEK = timedelta(weeks=1)

# Grafana reads with a limit, so that one board cannot hold up the others or the functions. The boards' queries sort and
# group the rows of a day; compiling them takes longer than it saves.
_GRAFANA_SETTINGS = {
    "default_transaction_read_only": "on",
    "statement_timeout": "'30s'",
    "timezone": "'UTC'",
    "work_mem": "'16MB'",
    "jit": "off",
}
_GRAFANA_CONNECTIONS = 20


@dataclass(frozen=True)
class User:
    """A role that logs in, and its password."""

    name: str
    password: str


@dataclass(frozen=True)
class Existing:
    """What there is already: the roles, each table's columns and partitions, and the databases that the owner owns."""

    roles: frozenset[str] = frozenset()
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    partitions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    databases: frozenset[str] = frozenset()


def statements(
    schema: str,
    tables: Iterable[Table],
    existing: Existing,
    *,
    database: str,
    writer: User,
    grafana: User,
    today: date,
    retention_days: int,
) -> list[str]:
    """What is to be run, in this order, to bring the database from `existing` to what it should be `today`.

    Raises ValueError for a schema whose name PostgreSQL would cut off.
    """
    if len(schema.encode()) > _LONGEST_NAME:
        raise ValueError(f"{schema} is longer than the {_LONGEST_NAME} bytes of a schema's name. Shorten DatabaseName.")
    tables = list(tables)
    return [
        f"CREATE SCHEMA IF NOT EXISTS {quoted(schema)}",
        # What PUBLIC may do, every role may: make temporary tables, for example.
        *(f"REVOKE ALL ON DATABASE {quoted(name)} FROM PUBLIC" for name in sorted({database, *existing.databases})),
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        *_role(writer, existing),
        *_role(grafana, existing),
        f"ALTER ROLE {quoted(grafana.name)} CONNECTION LIMIT {_GRAFANA_CONNECTIONS}",
        *(f"ALTER ROLE {quoted(grafana.name)} SET {name} = {value}" for name, value in _GRAFANA_SETTINGS.items()),
        *(f"GRANT CONNECT ON DATABASE {quoted(database)} TO {quoted(user.name)}" for user in (writer, grafana)),
        *(f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {quoted(user.name)}" for user in (writer, grafana)),
        *(
            statement
            for table in tables
            for statement in (
                *_table(schema, table, existing.columns.get(table.name)),
                *_partitions(schema, table, existing.partitions.get(table.name, frozenset()), today, retention_days),
                *_rights(schema, table, writer, grafana),
            )
        ),
    ]


def partition_name(table: Table, monday: date) -> str:
    """The name of a week's partition, for example `AgentEvent_2026_11_23`."""
    return f"{table.name}_{monday:%Y_%m_%d}"


def _role(user: User, existing: Existing) -> Iterator[str]:
    if user.name not in existing.roles:
        yield f"CREATE ROLE {quoted(user.name)} LOGIN"
    yield f"ALTER ROLE {quoted(user.name)} PASSWORD '{scram_verifier(user)}'"


def scram_verifier(user: User) -> str:
    """What PostgreSQL stores of a password (RFC 5803), so that no statement and no log has the password itself.

    The salt is made from the password, which is long and random, so that the same secret gives the same statement.
    """
    salt = hashlib.sha256(f"{user.name} {user.password}".encode()).digest()[:16]
    iterations = 4096
    salted = hashlib.pbkdf2_hmac("sha256", user.password.encode(), salt, iterations)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [b64encode(part).decode() for part in (salt, stored_key, server_key)]
    return f"SCRAM-SHA-256${iterations}:{encoded[0]}${encoded[1]}:{encoded[2]}"


def _table(schema: str, table: Table, columns: frozenset[str] | None) -> Iterator[str]:
    name = _qualified(schema, table.name)
    types = {column: _TEXT if type_ == "text" else COLUMN_TYPES[type_] for column, type_ in table.columns.items()}
    if columns is None:
        keys = ", ".join(f"{quoted(dimension)} {_TEXT} NOT NULL" for dimension in table.dimensions)
        others = ", ".join(f"{quoted(column)} {type_}" for column, type_ in types.items())
        yield (
            f"CREATE TABLE IF NOT EXISTS {name} ({keys}, time timestamptz NOT NULL, measure_name {_TEXT} NOT NULL, "
            f"version bigint NOT NULL, {others}, PRIMARY KEY ({', '.join(map(quoted, key_columns(table)))})) "
            "PARTITION BY RANGE (time)"
        )
        columns = frozenset(types)
    yield f"CREATE INDEX IF NOT EXISTS {quoted(f'{table.name}_time')} ON {name} (time)"
    for column, type_ in types.items():
        if column not in columns:
            yield f"ALTER TABLE {name} ADD COLUMN IF NOT EXISTS {quoted(column)} {type_}"


def _partitions(schema: str, table: Table, existing: frozenset[str], today: date, retention_days: int) -> Iterator[str]:
    """The weeks that are missing, and away with those that are wholly older than the retention."""
    this_week = today - timedelta(days=today.weekday())
    oldest = today - timedelta(days=retention_days)
    weeks = [this_week + week * _WEEK for week in range(-WEEKS_BACK, WEEKS_AHEAD + 1)]
    for monday in weeks:
        name = partition_name(table, monday)
        if name not in existing and monday + _WEEK > oldest:
            yield (
                f"CREATE TABLE IF NOT EXISTS {_qualified(schema, name)} PARTITION OF {_qualified(schema, table.name)} "
                f"FOR VALUES FROM ('{monday} 00:00:00+00') TO ('{monday + _WEEK} 00:00:00+00')"
            )
    for name in sorted(existing):
        week = _week_of(table, name)
        if week is not None and week + _WEEK <= oldest:
            yield f"DROP TABLE IF EXISTS {_qualified(schema, name)}"


def _week_of(table: Table, partition: str) -> date | None:
    """The week's Monday; None for a partition that somebody else has made."""
    try:
        return datetime.strptime(partition, f"{table.name}_%Y_%m_%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _rights(schema: str, table: Table, writer: User, grafana: User) -> Iterator[str]:
    name = _qualified(schema, table.name)
    # ON CONFLICT DO UPDATE reads what it compares and what it sets.
    yield f"GRANT INSERT, UPDATE, SELECT ON {name} TO {quoted(writer.name)}"
    yield f"GRANT SELECT ON {name} TO {quoted(grafana.name)}"


def _qualified(schema: str, name: str) -> str:
    return f"{quoted(schema)}.{quoted(name)}"
