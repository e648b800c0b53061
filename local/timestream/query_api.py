"""The query API's operations."""

import secrets
import string
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import duckdb

from local.timestream.caller import Caller
from local.timestream.errors import QueryExecutionException, ValidationException
from local.timestream.metering import QUERY_FLOOR, Metering
from local.timestream.sql.translate import UNNAMED, translate
from local.timestream.sql.values import WireType, wire_type
from local.timestream.store.catalog import Table
from local.timestream.store.store import Store, quoted

type Request = dict[str, Any]
type Response = dict[str, Any]

ALPHABET = string.ascii_uppercase + string.digits


@dataclass
class Result:
    """A query under way: where its next rows come from."""

    query_id: str
    connection: duckdb.DuckDBPyConnection
    columns: list[dict[str, Any]]
    types: list[WireType]
    size: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class QueryApi:
    """`clock` gives the present in nanoseconds since the epoch."""

    def __init__(self, store: Store, metering: Metering, clock: Callable[[], int]) -> None:
        self._store = store
        self._metering = metering
        self._clock = clock

    def query(self, request: Request, _: Caller) -> Response:
        connection = self._store.reader()
        translation = translate(request["QueryString"], self._table, self._clock())
        try:
            description = connection.execute(f"SELECT * FROM ({translation.sql}) LIMIT 0").description
            types = [wire_type(column[1]) for column in description]
            names = [
                f"_col{position}" if column[0].startswith(UNNAMED) else column[0]
                for position, column in enumerate(description)
            ]
            inner = [f"c{position}" for position in range(len(types))]
            selected = ", ".join(type_.select(name) for type_, name in zip(types, inner, strict=True))
            connection.execute(f"SELECT {selected} FROM ({translation.sql}) AS result({', '.join(inner)})")
            rows = connection.fetchall()
        except duckdb.BinderException as error:
            raise ValidationException(str(error).splitlines()[0]) from error
        except duckdb.Error as error:
            raise QueryExecutionException(str(error).splitlines()[0]) from error
        self._metering.query(0, QUERY_FLOOR)
        return {
            "QueryId": "".join(secrets.choice(ALPHABET) for _ in range(64)),
            "ColumnInfo": [{"Name": name, "Type": type_.info} for name, type_ in zip(names, types, strict=True)],
            "Rows": [
                {"Data": [type_.datum_or_null(value) for type_, value in zip(types, row, strict=True)]}
                for row in rows
            ],
            "QueryStatus": {
                "ProgressPercentage": 100.0,
                "CumulativeBytesScanned": 0,
                "CumulativeBytesMetered": QUERY_FLOOR,
            },
        }

    def _table(self, database: str | None, name: str) -> Table:
        table = self._store.catalog.tables.get((database or "", name))
        if table is None:
            raise ValidationException(f"Table {database}.{name} does not exist")
        return table
