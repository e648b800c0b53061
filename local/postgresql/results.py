"""From PostgreSQL's rows to the Data API's records, and what it does not return."""

import base64
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import psycopg
from psycopg import postgres
from psycopg.abc import Buffer
from psycopg.adapt import Loader, Transformer
from psycopg.pq.abc import PGresult
from psycopg.types import TypeInfo

from local.postgresql.errors import UnsupportedResultException

MOST_BYTES = 1024 * 1024
MOST_ROW_BYTES = 64 * 1024

type Row = Sequence[Any]
type Options = dict[str, str]

# The types that are returned, with JDBC's numbers for them.
_LONG = {"int2": 5, "int4": 4, "int8": -5}
_DOUBLE = {"float4": 7, "float8": 8}
_TEXT = {
    **{"text": 12, "varchar": 12, "bpchar": 1, "name": 12, "uuid": 1111, "json": 1111, "jsonb": 1111},
    **{"inet": 1111, "cidr": 1111, "date": 91, "time": 92, "timestamp": 93, "timestamptz": 93, "oid": -5},
}
_OTHERS = {"bool": -7, "bytea": -2, "numeric": 2}
_JDBC = _LONG | _DOUBLE | _TEXT | _OTHERS | {"void": 1111}
_ARRAY = 2003
_VOID = TypeInfo("void", 2278, 0)  # psycopg has no name for it


class Column(NamedTuple):
    name: str
    type_name: str
    is_array: bool


class _TextLoader(Loader):
    """PostgreSQL's own text."""

    def load(self, data: Buffer) -> str:
        return bytes(data).decode()


class _TimestamptzLoader(Loader):
    """In UTC, as the session is, and without the offset."""

    def load(self, data: Buffer) -> str:
        return bytes(data).decode().removesuffix("+00")


def register_loaders(connection: psycopg.Connection) -> None:
    """Has the connection read texts, times and numerics as PostgreSQL writes them."""
    for name in (*_TEXT, "numeric"):
        connection.adapters.register_loader(name, _TextLoader)
    connection.adapters.register_loader("timestamptz", _TimestamptzLoader)


def columns(result: PGresult) -> list[Column]:
    """The result's columns. Raises UnsupportedResultException for a type that the Data API does not return."""
    described = []
    for number in range(result.nfields):
        oid = result.ftype(number)
        type_ = _VOID if oid == _VOID.oid else postgres.types.get(oid)
        if type_ is None or type_.name not in _JDBC:
            name = type_.name if type_ else oid
            raise UnsupportedResultException(f"The result contains the unsupported data type {name}.")
        described.append(Column((result.fname(number) or b"").decode(), type_.name, oid == type_.array_oid))
    return described


def rows(connection: psycopg.Connection, result: PGresult) -> list[Row]:
    """The result's rows, as Python's values."""
    transformer = Transformer.from_context(connection)
    transformer.set_pgresult(result)
    return transformer.load_rows(0, result.ntuples, list)


def records(described: list[Column], found: list[Row], options: Options) -> list[list[dict[str, Any]]]:
    """Each row as a list of Fields."""
    return [[_field(column, value, options) for column, value in zip(described, row, strict=True)] for row in found]


def formatted_records(described: list[Column], found: list[Row]) -> str:
    """The rows as one JSON text, an object with the columns' names for each."""
    names = [column.name for column in described]
    return json.dumps([dict(zip(names, row, strict=True)) for row in found])


def column_metadata(column: Column) -> dict[str, Any]:
    """The service fills in the table, the schema and the precision as well."""
    base = _JDBC[column.type_name]
    return {
        "name": column.name,
        "label": column.name,
        "type": _ARRAY if column.is_array else base,
        "typeName": f"_{column.type_name}" if column.is_array else column.type_name,
        "arrayBaseColumnType": base if column.is_array else 0,
        "nullable": 2,
        "precision": 0,
        "scale": 0,
        "schemaName": "",
        "tableName": "",
        "isSigned": column.type_name in (*_LONG, *_DOUBLE, "numeric"),
        "isAutoIncrement": False,
        "isCaseSensitive": column.type_name in _TEXT,
        "isCurrency": False,
    }


def check_size(found: list[list[dict[str, Any]]]) -> None:
    """Raises UnsupportedResultException where the service ends a call for its result's size."""
    sizes = [len(json.dumps(row)) for row in found]
    if max(sizes, default=0) > MOST_ROW_BYTES:
        raise UnsupportedResultException("Packet for query is too large: a row must not be larger than 64 KB.")
    if sum(sizes) > MOST_BYTES:
        raise UnsupportedResultException("Database returned more than the allowed response size limit")


def _field(column: Column, value: Any, options: Options) -> dict[str, Any]:
    if value is None:
        return {"isNull": True}
    if column.is_array:
        return {"arrayValue": _array(column, value, options)}
    kind, content = _scalar(column, value, options)
    return {kind: content}


def _array(column: Column, values: list[Any], options: Options) -> dict[str, Any]:
    if any(isinstance(value, list) for value in values):
        raise UnsupportedResultException("The result contains the unsupported data type multidimensional array.")
    scalars = [_scalar(column, value, options) if value is not None else ("", None) for value in values]
    kind = next((kind for kind, _ in scalars if kind), "stringValue")
    return {f"{kind}s": [content for _, content in scalars]}


def _scalar(column: Column, value: Any, options: Options) -> tuple[str, Any]:
    """A Field's member and its content."""
    name = column.type_name
    if name in _LONG and options.get("longReturnType") != "STRING":
        return "longValue", value
    if name in _DOUBLE:
        return "doubleValue", value if abs(value) < float("inf") else str(value)
    if name == "bool":
        return "booleanValue", value
    if name == "bytea":
        return "blobValue", base64.b64encode(value).decode()
    if name == "numeric" and options.get("decimalReturnType") == "DOUBLE_OR_LONG":
        return ("doubleValue", float(value)) if "." in value else ("longValue", int(value))
    return "stringValue", str(value)
