"""What every answer has to be: a result that fits its own description, or one of the service's errors."""

import json
import re
from typing import Any

from botocore.model import OperationModel
from botocore.validate import ParamValidator

from local.timestream.wire import Answer

# The service's errors and their HTTP codes; those that only fault switches bring are not among them.
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
# Those that any operation has, whatever its model says.
PROTOCOL = ("SerializationException", "UnknownOperationException", "ValidationException")
# Words that only what is behind the stand-in says.
INTERNALS = re.compile(
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
    """An answer is not what it has to be; the message says how."""


def read(answer: Answer, model: OperationModel | None) -> tuple[str, dict[str, Any]]:
    """The error's name, "" for a result, and the body. Raises Fault."""
    body = json.loads(answer.body)
    if answer.status != 200:
        return _error(answer.status, body, model), body
    if model is None:
        raise Fault("an operation that there is not has a result")
    rows = body.get("Rows", ())
    if model.output_shape is not None:
        report = ParamValidator().validate({**body, "Rows": []} if rows else body, model.output_shape)
        if report.has_errors():
            raise Fault(f"the result is not of its model: {report.generate_report().splitlines()[0]}")
    for row in rows:
        _check_row(body["ColumnInfo"], row["Data"])
    return "", body


def _error(status: int, body: dict[str, Any], model: OperationModel | None) -> str:
    name = str(body["__type"]).rpartition("#")[2]
    if ERRORS.get(name) != status:
        raise Fault(f"{name} with status {status}: {body['Message']}")
    if name not in PROTOCOL and (model is None or name not in {shape.name for shape in model.error_shapes}):
        raise Fault(f"{name} is no error of this operation: {body['Message']}")
    if found := INTERNALS.search(body["Message"]):
        raise Fault(f"the message tells of the inside ({found[0]}): {body['Message']}")
    return name


def _check_row(columns: list[dict[str, Any]], data: list[dict[str, Any]]) -> None:
    if len(data) != len(columns):
        raise Fault(f"{len(data)} values for {len(columns)} columns")
    for column, datum in zip(columns, data, strict=True):
        if not _fits(column["Type"], datum):
            raise Fault(f"{json.dumps(datum)[:200]} is no value of the type {column['Type']}")


def _fits(type_: dict[str, Any], datum: dict[str, Any]) -> bool:
    if datum == {"NullValue": True}:
        return True
    [(form, value)] = datum.items()
    match type_, form:
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
