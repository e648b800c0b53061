"""Writes rows to Amazon Timestream: the one module that knows Timestream.

Writing is safe to repeat: a row's identity and version come from its event, and Timestream keeps the highest
version. What Timestream refuses for good is told apart from what it could not take just now.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from connect_analytics.rows import Row, Value
from connect_analytics.schema import MeasureType

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


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that Timestream will never take, and its reason."""

    row: Row
    reason: str


@dataclass(slots=True)
class Written:
    """What became of rows: `unwritten` ones could not be written now, because of `trouble`; write them again."""

    rows: int = 0
    superseded: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    unwritten: list[Row] = field(default_factory=list)
    trouble: str = ""


class Writer:
    """Writes to the tables of one database in one Region."""

    def __init__(self, region: str, database: str) -> None:
        self._database = database
        self._client: Any = boto3.client("timestream-write", region_name=region, config=_CLIENT)

    def write(self, rows: Sequence[Row]) -> Written:
        """Writes rows of any tables, at most 100 a request, and stops at the first trouble."""
        written = Written()
        by_table: dict[str, list[Row]] = {}
        for row in rows:
            by_table.setdefault(row.table.name, []).append(row)
        for table_rows in by_table.values():
            for chunk in batched(table_rows, _RECORDS_PER_REQUEST):
                if written.trouble:
                    written.unwritten += chunk
                else:
                    self._write_chunk(chunk, written)
        return written

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
                case _:
                    written.unwritten += rows
                    written.trouble = str(error)
        except BotoCoreError as error:
            written.unwritten += rows
            written.trouble = str(error)
        else:
            written.rows += len(rows)


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
        del shared[table.partition_key]  # a record needs a dimension of its own
    return {
        "DatabaseName": database,
        "TableName": table.name,
        "CommonAttributes": {
            "Dimensions": _dimensions(shared),
            "MeasureName": table.measure_name,
            "MeasureValueType": "MULTI",
            "TimeUnit": "MILLISECONDS",
        },
        "Records": [_record(row, shared) for row in rows],
    }


def _record(row: Row, shared: dict[str, str]) -> dict[str, Any]:
    columns = row.table.columns
    return {
        "Dimensions": _dimensions({k: v for k, v in row.dimensions.items() if k not in shared}),
        "Time": str(row.time),
        "Version": row.version,
        "MeasureValues": [
            {"Name": name, "Value": _text(value, columns[name]), "Type": columns[name]}
            for name, value in row.measures.items()
            if value is not None and value != ""
        ],
    }


def _dimensions(dimensions: dict[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in dimensions.items()]


def _text(value: Value, column: MeasureType) -> str:
    if column == "BOOLEAN":
        return "true" if value else "false"
    return str(value)
