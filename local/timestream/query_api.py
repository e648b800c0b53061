"""The operations of the query API: Query, CancelQuery and PrepareQuery."""

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from local.timestream.caller import Caller
from local.timestream.errors import ServiceError, ValidationException
from local.timestream.metering import Metering
from local.timestream.results import OpenResults, Result
from local.timestream.sql.describe import describe
from local.timestream.sql.run import column_types, run
from local.timestream.sql.translate import translate
from local.timestream.store.catalog import Table
from local.timestream.store.store import Store

type Request = dict[str, Any]
type Response = dict[str, Any]

# The known parameters of prepared queries, and their wire types.
PARAMETERS = {"scheduled_runtime": "TIMESTAMP"}


class QueryApi:
    """`clock` returns the current time in nanoseconds since the epoch. With `empty_first_page` the first page of
    every query has no rows, only a token, as the service may answer."""

    def __init__(
        self, store: Store, metering: Metering, clock: Callable[[], int], empty_first_page: bool = False
    ) -> None:
        self._store = store
        self._metering = metering
        self._clock = clock
        self._empty_first_page = empty_first_page
        self._open = OpenResults()

    def query(self, request: Request, caller: Caller) -> Response:
        text, token, max_rows = request["QueryString"], request.get("NextToken"), request.get("MaxRows")
        if token:
            result = self._open.by_token(token, text, caller.principal)
            with result.lock:
                page = result.page(token, max_rows, self._clock())
        else:
            result = self._start(text, caller)
            try:
                page = result.first_page(max_rows, self._empty_first_page)
            except ServiceError:
                result.close()
                raise
            self._metering.query(result.min_metered)
            if "NextToken" in page:
                self._open.keep(result)
            else:
                result.close()
        if (request.get("QueryInsights") or {}).get("Mode") == "ENABLED_WITH_RATE_CONTROL":
            page = {**page, "QueryInsightsResponse": _insights(result)}
        return page

    def cancel_query(self, request: Request, _: Caller) -> Response:
        result = self._open.by_id(request["QueryId"])
        if result is None:
            raise ValidationException(f"There is no running query {request['QueryId']}.")
        message = "The query was cancelled already." if result.cancelled else "The query was cancelled."
        result.cancel()
        return {"CancellationMessage": message}

    def prepare_query(self, request: Request, _: Caller) -> Response:
        if request.get("ValidateOnly") is False:
            raise ValidationException("PrepareQuery is supported with ValidateOnly set to true only.")
        names: list[str] = []

        def bind(name: str) -> exp.Expr:
            if name not in names:
                names.append(name)
            null = exp.cast(exp.null(), PARAMETERS[name]) if name in PARAMETERS else exp.null()
            null.meta["parameter"] = name
            return null

        translation = translate(request["QueryString"], self.table, self._clock(), bind)
        with self._store.reader() as connection:
            types = column_types(connection, translation)
        return {
            "QueryString": request["QueryString"],
            "Columns": [
                {"Name": name, "Type": type_.info, **_origin(projection, translation.tables)}
                for name, type_, projection in zip(translation.names, types, translation.projections, strict=True)
            ],
            "Parameters": [{"Name": name, "Type": {"ScalarType": PARAMETERS.get(name, "UNKNOWN")}} for name in names],
        }

    def table(self, database: str, name: str) -> Table:
        """The table of that name. Raises LookupError with the service's message, with a placeholder `{position}`."""
        if database not in self._store.catalog.databases:
            raise LookupError(
                f"Requested database '{database}' not found for identifier '{database}.{name}' at {{position}}"
            )
        table = self._store.catalog.tables.get((database, name))
        if table is None:
            raise LookupError(f"{{position}}: Table '{database}.{name}' does not exist")
        return table

    def close(self) -> None:
        self._open.close()

    def _start(self, text: str, caller: Caller) -> Result:
        now = self._clock()
        described = describe(text, self._store.catalog)
        if described is not None:
            columns = [{"Name": name, "Type": type_} for name, type_ in described.columns]
            return Result(text, caller.principal, columns, iter(described.rows), None, now, min_metered=0)
        translation = translate(text, self.table, now)
        connection = self._store.reader()
        try:
            running = run(connection, translation)
        except BaseException:
            connection.close()
            raise
        return Result(text, caller.principal, running.columns, running.rows, connection, now)


def _insights(result: Result) -> Response:
    return {"OutputRows": result.rows_returned, "OutputBytes": result.bytes_returned}


def _origin(projection: exp.Expr, tables: dict[str, Table]) -> Response:
    """The table that a column of a prepared query comes from, and whether it has an alias."""
    origin: Response = {"Aliased": isinstance(projection, exp.Alias) and bool(projection.meta.get("output"))}
    column = projection.unalias()
    names = {name.lower(): table for name, table in tables.items()}
    if isinstance(column, exp.Column) and column.table in names:
        table = names[column.table]
        origin.update(DatabaseName=table.database, TableName=table.name)
    return origin
