"""Amazon Aurora PostgreSQL through the RDS Data API: the one module that knows how rows are written there.

Writing is safe to repeat: a statement takes a row's place only where its version is higher. DatabaseSchemaFunction
makes the tables.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, override

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from connect_analytics.rows import Row
from connect_analytics.schema import ColumnType, Table
from connect_analytics.store.interface import RejectedRow, Store, StoreError, Written

COLUMN_TYPES: dict[ColumnType, str] = {
    "text": "text",
    "double": "double precision",
    "integer": "bigint",
    "boolean": "boolean",
    "timestamp": "timestamptz",
}

# More rows in a statement save nothing. The Data API takes 4 MiB, which also hold the statement and the headers.
_ROWS_PER_STATEMENT = 1000
_BYTES_PER_STATEMENT = 4 * 1024 * 1024 - 128 * 1024

# Botocore repeats after a 5xx, a lost connection and a time-out. All attempts together fit into the functions' time.
_CLIENT = Config(
    connect_timeout=2,
    read_timeout=8,
    retries={"mode": "standard", "total_max_attempts": 3},
    parameter_validation=False,
)

_SQLSTATE = re.compile(r"SQLState: ([0-9A-Z]{5})")
# What PostgreSQL adds to a message may repeat a row's values, and reasons are logged.
_ADDITIONS = re.compile(r"; (?:Detail|Hint|Position|Where): .*(?=; SQLState: )", re.DOTALL)

# Classes of SQLSTATE: the data (a number out of range, a NUL in a text, no partition for the time, a key longer than an
# index takes), and the deployment (a password, the database, a table or a permission).
_BAD_DATA = ("22", "23", "54")
_PERMANENT = ("28", "3D", "42")
# What a request over 4 MiB is called is not documented; without a name it is its HTTP code.
_PERMANENT_ERRORS = (
    "413",
    "AccessDeniedException",
    "ForbiddenException",
    "HttpEndpointNotEnabledException",
    "InvalidSecretException",
    "RequestEntityTooLargeException",
    "ValidationException",
)


class PostgresqlStore(Store):
    """The tables of one schema of a cluster's database."""

    def __init__(self, cluster_arn: str, secret_arn: str, database: str, schema: str) -> None:
        self._call = {"resourceArn": cluster_arn, "secretArn": secret_arn, "database": database}
        self._schema = schema
        self._client: Any = boto3.client("rds-data", config=_CLIENT)

    @override
    def write(self, rows: Sequence[Row]) -> Written:
        """Writes rows of any tables, one statement for each table and chunk, and stops at the first error."""
        written = Written()
        by_table: dict[str, list[Row]] = {}
        for row in rows:
            by_table.setdefault(row.table.name, []).append(row)
        for table_rows in by_table.values():
            for chunk in chunks(table_rows):
                if written.error:
                    written.unwritten += chunk
                else:
                    self._write_chunk(chunk, written)
        return written

    @override
    def prepare(self, tables: Iterable[Table]) -> Written:
        """Does nothing: the tables have all their columns from the start."""
        return Written()

    def _write_chunk(self, rows: Sequence[Row], written: Written) -> None:
        try:
            answer = self._client.execute_statement(
                **self._call,
                sql=insert_statement(self._schema, rows[0].table),
                parameters=[{"name": "rows", "value": {"stringValue": rows_parameter(rows)}}],
            )
        except ClientError as error:
            response: Any = error.response
            self._sort_error(rows, response["Error"]["Code"], response["Error"].get("Message", ""), written)
        except BotoCoreError as error:
            written.unwritten += rows
            written.error = StoreError(str(error), retryable=True)
        else:
            written.rows += answer["numberOfRecordsUpdated"]
            written.superseded += len(rows) - answer["numberOfRecordsUpdated"]

    def _sort_error(self, rows: Sequence[Row], code: str, message: str, written: Written) -> None:
        """Decides what becomes of rows that a statement has failed with."""
        reason = _ADDITIONS.sub("", message)
        if not is_bad_data(message):
            written.unwritten += rows
            written.error = StoreError(f"{code}: {reason}", retryable=is_retryable(code, message))
        elif len(rows) == 1:
            written.rejected.append(RejectedRow(rows[0], reason))
        else:
            # One bad row has failed the whole statement: look for it by halves.
            middle = len(rows) // 2
            for half in (rows[:middle], rows[middle:]):
                if written.error:
                    written.unwritten += half
                else:
                    self._write_chunk(half, written)


def key_columns(table: Table) -> tuple[str, ...]:
    """What tells rows of a table apart: its primary key."""
    return (*table.dimensions, "time", "measure_name")


def insert_statement(schema: str, table: Table) -> str:
    """Writes the rows of the parameter `rows` where they are new, or newer than what is there.

    Without RETURNING: with it, Aurora does not count the rows. In the order of the key: of two statements with rows in
    common, one then waits for the other, and never both.
    """
    key = key_columns(table)
    values = ["version", *table.columns]
    types = {
        **dict.fromkeys(table.dimensions, "text"),
        **{"time": "bigint", "measure_name": "text", "version": "bigint"},
        **{name: "bigint" if type_ == "timestamp" else COLUMN_TYPES[type_] for name, type_ in table.columns.items()},
    }
    timestamps = {"time", *(name for name, type_ in table.columns.items() if type_ == "timestamp")}
    read = [
        f"to_timestamp({quoted(name)} / 1000.0)" if name in timestamps else quoted(name) for name in [*key, *values]
    ]
    return (
        f"INSERT INTO {quoted(schema)}.{quoted(table.name)} AS old ({_listed(*key, *values)}) "
        f"SELECT {', '.join(read)} FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS new "
        f"({', '.join(f'{quoted(name)} {types[name]}' for name in [*key, *values])}) "
        f"ORDER BY {_listed(*key)} "
        f"ON CONFLICT ({_listed(*key)}) DO UPDATE SET "
        f"{', '.join(f'{quoted(name)} = EXCLUDED.{quoted(name)}' for name in values)} "
        "WHERE old.version < EXCLUDED.version"
    )


def rows_parameter(rows: Iterable[Row]) -> str:
    """The rows as one JSON text in ASCII, times in milliseconds since 1970; what has no value is left out."""
    return f"[{','.join(map(_record, rows))}]"


def chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Runs of rows, each for one statement: within 1,000 rows, and within the Data API's 4 MiB as boto3 writes it."""
    chunk: list[Row] = []
    size = 0
    for row in rows:
        row_size = len(json.dumps(_record(row)))  # as boto3 writes it: one JSON text in another
        if chunk and (len(chunk) == _ROWS_PER_STATEMENT or size + row_size > _BYTES_PER_STATEMENT):
            yield chunk
            chunk, size = [], 0
        chunk.append(row)
        size += row_size
    if chunk:
        yield chunk


def sqlstate(message: str) -> str | None:
    """PostgreSQL's code for an error, which the Data API gives at the end of its text and nowhere else."""
    found = _SQLSTATE.findall(message)
    return found[-1] if found else None


def is_bad_data(message: str) -> bool:
    """A row is at fault, and PostgreSQL will never take it."""
    return (sqlstate(message) or "").startswith(_BAD_DATA)


def is_retryable(code: str, message: str) -> bool:
    """False for what stays until somebody mends the deployment: an error of the Data API's `code` and text."""
    return code not in _PERMANENT_ERRORS and not (sqlstate(message) or "").startswith(_PERMANENT)


def quoted(name: str) -> str:
    """An identifier, in whatever letters."""
    return '"' + name.replace('"', '""') + '"'


def _listed(*names: str) -> str:
    return ", ".join(map(quoted, names))


def _record(row: Row) -> str:
    values = {name: value for name, value in row.measures.items() if value is not None and value != ""}
    fixed = {"time": row.time, "measure_name": row.table.measure_name, "version": row.version}
    return json.dumps({**row.dimensions, **fixed, **values}, separators=(",", ":"))
