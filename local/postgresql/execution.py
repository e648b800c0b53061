"""Runs one statement in a session of PostgreSQL, and puts its answer or its error in the Data API's words."""

import re
from typing import NamedTuple

import psycopg
from psycopg.pq import DiagnosticField, ExecStatus, Format
from psycopg.pq.abc import PGresult

from local.postgresql.errors import DatabaseErrorException, ServiceError, ValidationException
from local.postgresql.parameters import Value
from local.postgresql.results import Column, Row, columns, rows

# libpq says nothing of the SQLSTATE with which a connection was refused, but for its text.
_REFUSALS = {
    "password authentication failed": "28P01",
    "is not permitted to log in": "28000",
    "does not exist": "3D000",
    "too many connections": "53300",
    "permission denied": "42501",
    "shutting down": "57P03",
    "starting up": "57P03",
}
_CONNECTION_FAILED = "08001"
_SEVERAL_STATEMENTS = "cannot insert multiple commands into a prepared statement"


class Executed(NamedTuple):
    """`columns` and `rows` are None where the statement has no result. `updated` counts the rows that it inserted,
    changed or deleted: 0 with RETURNING, as seen on Aurora."""

    columns: list[Column] | None
    rows: list[Row]
    updated: int


def execute(connection: psycopg.Connection, sql: str, values: list[Value]) -> Executed:
    """Runs one statement, which commits by itself. Raises a ServiceError."""
    result = connection.pgconn.exec_params(
        sql.encode(),
        [value.content for value in values],
        [value.oid for value in values],
        [Format.BINARY if value.is_binary else Format.TEXT for value in values],
    )
    match result.status:
        case ExecStatus.TUPLES_OK:
            return Executed(columns(result), rows(connection, result), 0)
        case ExecStatus.COMMAND_OK | ExecStatus.EMPTY_QUERY:
            return Executed(None, [], result.command_tuples or 0)
        case _:
            raise _error(result)


def connection_error(error: psycopg.OperationalError) -> DatabaseErrorException:
    """A connection that PostgreSQL has refused, in its own words."""
    text = re.sub(r"^.*?FATAL: +", "", str(error).strip(), flags=re.DOTALL)
    state = next((state for part, state in _REFUSALS.items() if part in text), _CONNECTION_FAILED)
    return DatabaseErrorException(f"FATAL: {text}; SQLState: {state}")


def _error(result: PGresult) -> ServiceError:
    def part(field: DiagnosticField) -> str:
        return (result.error_field(field) or b"").decode()

    message = part(DiagnosticField.MESSAGE_PRIMARY) or result.get_error_message()
    if _SEVERAL_STATEMENTS in message:
        return ValidationException("Multistatements aren't supported.")
    named = {
        "Detail": part(DiagnosticField.MESSAGE_DETAIL),
        "Hint": part(DiagnosticField.MESSAGE_HINT),
        "Position": part(DiagnosticField.STATEMENT_POSITION),
        "SQLState": part(DiagnosticField.SQLSTATE) or "08006",
    }
    severity = part(DiagnosticField.SEVERITY) or "FATAL"
    texts = [f"{severity}: {message}", *(f"{name}: {text}" for name, text in named.items() if text)]
    return DatabaseErrorException("; ".join(texts))
