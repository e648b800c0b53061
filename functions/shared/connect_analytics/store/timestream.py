"""Amazon Timestream for LiveAnalytics: the one module that knows it.

Writing is safe to repeat: a row's identity and version come from its event, and Timestream keeps the highest
version.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import batched
from typing import Any, Literal

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from connect_analytics.rows import Row, Value
from connect_analytics.schema import ColumnType, Table
from connect_analytics.store.interface import RejectedRow, StoreError, Written

type MeasureType = Literal["VARCHAR", "DOUBLE", "BIGINT", "BOOLEAN", "TIMESTAMP"]

MEASURE_TYPES: dict[ColumnType, MeasureType] = {
    "text": "VARCHAR",
    "double": "DOUBLE",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "timestamp": "TIMESTAMP",
}

# The customer-defined partition key of each table: the dimension that queries name most.
PARTITION_KEYS = {
    "AgentEvent": "agent_id",
    "AgentEvent_Contact": "contact_id",
    "ContactEvent": "contact_id",
    "Instance": "instance_id",
    "Queue": "queue_id",
    "User": "user_id",
}

# The most records that WriteRecords takes. Full requests are also the cheap ones: Timestream meters each
# request rounded up to a KiB.
_RECORDS_PER_REQUEST = 100

# Botocore's own validation of every value would cost more than all our work on a record.
_CLIENT = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 5},
    parameter_validation=False,
)

# What no retry cures: the table is not there, the function may not write to it, or it has reached a quota of columns.
_PERMANENT_ERRORS = ("AccessDeniedException", "ResourceNotFoundException", "ServiceQuotaExceededException")

# The rows that `prepare` writes. No board asks for this measure name, nor for a time more than a day back unless
# it names another one.
_COLUMNS_MEASURE_NAME = "columns"
_COLUMNS_AGE = (24 * 60 + 30) * 60 * 1000
_ANY_VALUE: dict[ColumnType, Value] = {"text": "-", "double": 0.0, "integer": 0, "boolean": False, "timestamp": 1}


class TimestreamStore:
    """The tables of one database in one Region."""

    def __init__(self, region: str, database: str) -> None:
        self._database = database
        self._client: Any = boto3.client("timestream-write", region_name=region, config=_CLIENT)

    def write(self, rows: Sequence[Row]) -> Written:
        """Writes rows of any tables, at most 100 a request, and stops at the first error."""
        written = Written()
        by_table: dict[str, list[Row]] = {}
        for row in rows:
            by_table.setdefault(row.table.name, []).append(row)
        for table_rows in by_table.values():
            for chunk in batched(table_rows, _RECORDS_PER_REQUEST):
                if written.error:
                    written.unwritten += chunk
                else:
                    self._write_chunk(chunk, written)
        return written

    def prepare(self, tables: Iterable[Table]) -> Written:
        """Writes one row with every column to each table.

        Timestream has a column from the first record on that carries it, and fails a query that names one which is
        not there yet. Without these rows a board would fail until the first transfer, or for good where nobody has a
        fifth level of hierarchy.
        """
        return self.write(column_rows(tables, round(time.time() * 1000)))

    def _write_chunk(self, rows: Sequence[Row], written: Written) -> None:
        try:
            self._client.write_records(**_request(self._database, rows))
        except ClientError as error:
            response: Any = error.response
            match response["Error"]["Code"]:
                case "RejectedRecordsException":
                    _sort_rejections(rows, response["RejectedRecords"], written)
                case "ValidationException" if len(rows) > 1:
                    # One bad record has failed the whole request: look for it by halves.
                    middle = len(rows) // 2
                    self._write_chunk(rows[:middle], written)
                    self._write_chunk(rows[middle:], written)
                case "ValidationException":
                    written.rejected.append(RejectedRow(rows[0], response["Error"]["Message"]))
                case code:
                    written.unwritten += rows
                    written.error = StoreError(str(error), retryable=code not in _PERMANENT_ERRORS)
        except BotoCoreError as error:
            written.unwritten += rows
            written.error = StoreError(str(error), retryable=True)
        else:
            written.rows += len(rows)


def column_rows(tables: Iterable[Table], now: int) -> list[Row]:
    """One row with every column for each table, dated a day and half an hour before `now` (milliseconds since 1970)."""
    return [
        Row(
            table=replace(table, measure_name=_COLUMNS_MEASURE_NAME),
            time=now - _COLUMNS_AGE,
            version=now,
            dimensions=dict.fromkeys(table.dimensions, "-"),
            measures={column: _ANY_VALUE[type_] for column, type_ in table.columns.items()},
        )
        for table in tables
    ]


def _sort_rejections(rows: Sequence[Row], rejections: list[dict[str, Any]], written: Written) -> None:
    """Counts what the exception says of a request: a row whose newer version is stored is no loss."""
    for rejection in rejections:
        if "ExistingVersion" in rejection or rejection["Reason"].startswith("A record already exists"):
            written.superseded += 1
        else:
            written.rejected.append(RejectedRow(rows[rejection["RecordIndex"]], rejection["Reason"]))
    written.rows += len(rows) - len(rejections)


def _request(database: str, rows: Sequence[Row]) -> dict[str, Any]:
    """A WriteRecords request for rows of one table, with what they share said once."""
    table = rows[0].table
    shared = {
        name: value for name, value in rows[0].dimensions.items() if all(row.dimensions[name] == value for row in rows)
    }
    if len(shared) == len(table.dimensions):
        del shared[PARTITION_KEYS[table.name]]  # a record needs a dimension of its own
    types = {name: MEASURE_TYPES[type_] for name, type_ in table.columns.items()}
    return {
        "DatabaseName": database,
        "TableName": table.name,
        "CommonAttributes": {
            "Dimensions": _dimensions(shared),
            "MeasureName": table.measure_name,
            "MeasureValueType": "MULTI",
            "TimeUnit": "MILLISECONDS",
        },
        "Records": [_record(row, shared, types) for row in rows],
    }


def _record(row: Row, shared: dict[str, str], types: dict[str, MeasureType]) -> dict[str, Any]:
    return {
        "Dimensions": _dimensions({k: v for k, v in row.dimensions.items() if k not in shared}),
        "Time": str(row.time),
        "Version": row.version,
        "MeasureValues": [
            {"Name": name, "Value": _text(value, types[name]), "Type": types[name]}
            for name, value in row.measures.items()
            if value is not None and value != ""
        ],
    }


def _dimensions(dimensions: dict[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in dimensions.items()]


def _text(value: Value, type_: MeasureType) -> str:
    if type_ == "BOOLEAN":
        return "true" if value else "false"
    return str(value)
