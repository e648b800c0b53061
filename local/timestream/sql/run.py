"""Runs a translated query."""

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Timer
from typing import Any

import duckdb

from local.timestream.errors import QueryExecutionException, ValidationException
from local.timestream.sql import error_mapping
from local.timestream.sql.translate import Translation
from local.timestream.sql.values import Datum, WireType, wire_type

CHUNK = 1000


@dataclass(frozen=True)
class Running:
    """`columns` are ColumnInfos; `rows` are fetched from the connection lazily."""

    columns: list[dict[str, Any]]
    rows: Iterator[list[Datum]]


def column_types(connection: duckdb.DuckDBPyConnection, translation: Translation) -> list[WireType]:
    """The column types of a query that does not run. Raises ValidationException for any error in it: operations that
    only validate have no other error."""
    try:
        return _types(connection, translation)
    except QueryExecutionException as error:
        raise ValidationException(error.message) from error


def run(connection: duckdb.DuckDBPyConnection, translation: Translation) -> Running:
    """Starts a query. Raises a ServiceError if it fails at once; fetching rows later may raise duckdb.Error."""
    types = _types(connection, translation)
    names = [f"c{place}" for place in range(len(types))]
    selected = ", ".join(type_.select(name) for type_, name in zip(types, names, strict=True))
    end = Timer(error_mapping.MAX_SECONDS, connection.interrupt)
    end.start()
    try:
        connection.execute(f"SELECT {selected} FROM ({translation.sql}) AS result({', '.join(names)})")
    except duckdb.Error as error:
        raise error_mapping.service_error(error) from error
    finally:
        end.cancel()
    columns = [{"Name": name, "Type": type_.info} for name, type_ in zip(translation.names, types, strict=True)]
    return Running(columns, _rows(connection, types))


def _types(connection: duckdb.DuckDBPyConnection, translation: Translation) -> list[WireType]:
    try:
        described = connection.execute(f"SELECT * FROM ({translation.sql}) LIMIT 0").description
    except duckdb.Error as error:
        raise error_mapping.service_error(error) from error
    return [wire_type(column[1]) for column in described or []]


def _rows(connection: duckdb.DuckDBPyConnection, types: list[WireType]) -> Iterator[list[Datum]]:
    datums = [type_.datum_or_null for type_ in types]
    while chunk := connection.fetchmany(CHUNK):
        for row in chunk:
            yield [datum(value) for datum, value in zip(datums, row, strict=True)]
