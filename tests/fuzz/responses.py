"""Checks responses: a result must match its ColumnInfo, and an error must be one of the service's."""

import json
import re
from typing import Any

from botocore.model import OperationModel
from botocore.validate import ParamValidator

from local.timestream.wire import HttpResponse

# The service's errors and their HTTP codes, without those that only fault switches cause.
ERRORS = {
    "ValidationException": 400,
    "SerializationException": 400,
    "UnknownOperationException": 400,
    "QueryExecutionException": 400,
    "ServiceQuotaExceededException": 402,
    "ResourceNotFoundException": 404,
    "ConflictException": 409,
    "RejectedRecordsException": 419,
}
# Errors that every operation has, beside those of its model.
PROTOCOL = ("SerializationException", "UnknownOperationException", "ValidationException")
# Names of the implementation, which must not appear in messages.
INTERNAL_NAMES = re.compile(
    r"\bts_(?!x\b)\w+|\btable_\d+|duckdb|sqlglot|\bLINE \d|Binder|_NS\b|HUGEINT|\bmacro\b|STRUCT\(|^$"
)
SCALARS = {
    "VARCHAR": re.compile(r".*", re.DOTALL),
    "BOOLEAN": re.compile(r"true|false"),
    "INTEGER": re.compile(r"-?\d{1,10}"),
    "BIGINT": re.compile(r"-?\d{1,19}"),
    "DOUBLE": re.compile(r"-?\d+\.\d+(E-?\d+)?|NaN|-?Infinity"),
    "TIMESTAMP": re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9}"),
    "DATE": re.compile(r"\d{4,}-\d\d-\d\d"),
    "TIME": re.compile(r"\d\d:\d\d:\d\d\.\d{9}"),
    "INTERVAL_DAY_TO_SECOND": re.compile(r"-?\d+ \d\d:\d\d:\d\d\.\d{9}"),
    "INTERVAL_YEAR_TO_MONTH": re.compile(r"-?\d+-\d+"),
}


class Fault(Exception):
    """A response violates the protocol; the message says how."""


def read(response: HttpResponse, model: OperationModel | None) -> tuple[str, dict[str, Any]]:
    """The name of the error ("" for a result) and the body. Raises Fault."""
    body = json.loads(response.body)
    if response.status != 200:
        return _error(response.status, body, model), body
    if model is None:
        raise Fault("an unknown operation has a result")
    rows = body.get("Rows", ())
    if model.output_shape is not None:
        report = ParamValidator().validate({**body, "Rows": []} if rows else body, model.output_shape)
        if report.has_errors():
            raise Fault(f"the result violates its model: {report.generate_report().splitlines()[0]}")
    for row in rows:
        _check_row(body["ColumnInfo"], row["Data"])
    return "", body


def _error(status: int, body: dict[str, Any], model: OperationModel | None) -> str:
    name = str(body["__type"]).rpartition("#")[2]
    if ERRORS.get(name) != status:
        raise Fault(f"{name} with status {status}: {body['Message']}")
    if name not in PROTOCOL and (model is None or name not in {shape.name for shape in model.error_shapes}):
        raise Fault(f"{name} is not an error of this operation: {body['Message']}")
    if found := INTERNAL_NAMES.search(body["Message"]):
        raise Fault(f"the message names the implementation ({found[0]}): {body['Message']}")
    return name


def _check_row(columns: list[dict[str, Any]], data: list[dict[str, Any]]) -> None:
    if len(data) != len(columns):
        raise Fault(f"{len(data)} values for {len(columns)} columns")
    for column, datum in zip(columns, data, strict=True):
        if not _fits(column["Type"], datum):
            raise Fault(f"{json.dumps(datum)[:200]} is not a value of the type {column['Type']}")


def _fits(type_: dict[str, Any], datum: dict[str, Any]) -> bool:
    if datum == {"NullValue": True}:
        return True
    [(member, value)] = datum.items()
    match type_, member:
        case {"ScalarType": name}, "ScalarValue":
            return name in SCALARS and SCALARS[name].fullmatch(value) is not None
        case {"ArrayColumnInfo": element}, "ArrayValue":
            return all(_fits(element["Type"], part) for part in value)
        case {"RowColumnInfo": fields}, "RowValue":
            parts = zip(fields, value["Data"], strict=True)
            return all(_fits(field["Type"], part) for field, part in parts)
        case {"TimeSeriesMeasureValueColumnInfo": point}, "TimeSeriesValue":
            return all(
                _fits({"ScalarType": "TIMESTAMP"}, {"ScalarValue": one["Time"]}) and _fits(point["Type"], one["Value"])
                for one in value
            )
    return False
