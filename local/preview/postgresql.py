"""PostgreSQL as a data source: queries of panels and variables, sent as Grafana's own plugin sends them."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from queue import Empty, LifoQueue
from typing import Any

import psycopg
from psycopg.pq.abc import PGresult

from local.preview.dashboard_folder import Model
from local.preview.data_sources import POSTGRESQL
from local.preview.errors import QueryError
from local.preview.frames import Field, FormatError, Frame, long_to_wide
from local.preview.postgresql_macros import expand
from local.preview.time_range import TimeRange
from local.preview.variable_formats import Option
from local.preview.variables import Variables, interpolate

_OPTIONS = "-c default_transaction_read_only=on -c datestyle=ISO -c statement_timeout=60s"
# A variable's query has no panel whose width would give an interval.
_VARIABLES_INTERVAL_MS = 60_000
# PostgreSQL's own numbers of types; all others are texts.
_TYPES = {
    **dict.fromkeys((20, 21, 23), "integer"),
    **dict.fromkeys((700, 701, 1700), "number"),
    16: "boolean",
    **dict.fromkeys((1082, 1114, 1184), "time"),
}
_TIME_COLUMNS = {"time", "timeend"}


class Postgresql:
    """The database at an address such as `postgresql://user:password@127.0.0.1:5433/connect_analytics`."""

    plugin = POSTGRESQL

    def __init__(self, address: str) -> None:
        self._address = address
        # Connections that wait for their next query, as Grafana keeps them: a new one has to read the catalogue first.
        self._idle: LifoQueue[psycopg.Connection] = LifoQueue()

    def frames(self, target: Model, time_range: TimeRange, interval_ms: int, variables: Variables) -> list[Frame]:
        """The frame of a panel's query. Raises QueryError, and ValueError for a query that cannot be made."""
        if not target.get("rawSql"):
            return []
        frame = self._query(target["rawSql"], time_range, interval_ms, variables)
        frame.ref_id = target.get("refId", "A")
        if not frame.length:
            return [Frame([], frame.ref_id)]
        return [_time_series(frame) if target.get("format", "time_series") == "time_series" else frame]

    def variable_values(self, query: Any, time_range: TimeRange, variables: Variables) -> list[str]:
        """Every value of every column of a variable query's result; with the columns `__text` and `__value`, the
        values, which have texts of their own. Raises QueryError and ValueError."""
        sql = query if isinstance(query, str) else query["rawSql"]
        frame = self._query(sql, time_range, _VARIABLES_INTERVAL_MS, variables)
        columns = {field.name: field.values for field in frame.fields}
        if {"__text", "__value"} <= columns.keys():
            options = zip(columns["__value"], columns["__text"], strict=True)
            return [Option(str(value), str(text)) for value, text in options if value is not None]
        return [str(value) for values in columns.values() for value in values if value is not None]

    def _query(self, sql: str, time_range: TimeRange, interval_ms: int, variables: Variables) -> Frame:
        sql = expand(
            interpolate(sql, variables, "postgresql"),
            from_ms=time_range.from_ms,
            to_ms=time_range.to_ms,
            interval_ms=interval_ms,
        )
        connection = self._connection()
        try:
            cursor = connection.execute(sql.encode())
            results = [result for _ in cursor.results() if (result := cursor.pgresult) and result.nfields]
        except psycopg.Error as error:
            raise QueryError(f"db query error: {error}") from error
        finally:
            self._idle.put(connection)
        return _appended([[_field(result, column) for column in range(result.nfields)] for result in results])

    def _connection(self) -> psycopg.Connection:
        """One that is idle and still there, or else a new one. Raises QueryError."""
        while not self._idle.empty():
            with suppress(Empty, psycopg.OperationalError):
                connection = self._idle.get_nowait()
                connection.execute("SELECT")
                return connection
        try:
            return psycopg.connect(self._address, autocommit=True, options=_OPTIONS)
        except psycopg.OperationalError as error:
            raise QueryError(f"PostgreSQL does not answer: {error}", unreachable=True) from error


def _appended(results: list[list[Field]]) -> Frame:
    """The rows of several statements as one frame. Raises FormatError where their columns are not alike."""
    if not results:
        return Frame([])
    first, *others = results
    for other in others:
        if [(one.name, one.type) for one in other] != [(one.name, one.type) for one in first]:
            raise FormatError("The statements of this query have results with different columns.")
        for field, more in zip(first, other, strict=True):
            field.values += more.values
    return Frame(first)


def _field(result: PGresult, column: int) -> Field:
    name = (result.fname(column) or b"").decode()
    type_ = _TYPES.get(result.ftype(column), "string")
    texts = [result.get_value(row, column) for row in range(result.ntuples)]
    values = [None if text is None else _value(text.decode(), type_) for text in texts]
    if name in _TIME_COLUMNS and type_ in {"integer", "number"}:
        return Field(name, "time", [None if value is None else _epoch_milliseconds(value) for value in values])
    return Field(name, "number" if type_ == "integer" else type_, values)


def _value(text: str, type_: str) -> Any:
    if type_ == "integer":
        return int(text)
    if type_ == "number":
        return float(text)
    if type_ == "time":
        time = datetime.fromisoformat(text)
        return _milliseconds(time if time.tzinfo else time.replace(tzinfo=UTC))
    return text == "t" if type_ == "boolean" else text


def _milliseconds(time: datetime) -> float:
    milliseconds = (time - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1)
    return int(milliseconds) if milliseconds.is_integer() else milliseconds


def _epoch_milliseconds(number: float) -> float:
    """A number about 10^9 is seconds, one about 10^18 nanoseconds."""
    if abs(number) < 10**11:
        return number * 1000
    return number / 10**6 if abs(number) > 10**14 else number


def _time_series(frame: Frame) -> Frame:
    """A series of numbers for each combination of texts. Raises FormatError."""
    if "time" not in {field.name for field in frame.fields}:
        raise FormatError(
            "time column is missing; make sure your data includes a time column for time series format or switch to a "
            "table format that doesn't require it"
        )
    columns = [_series_column(field) for field in frame.fields]
    wide = long_to_wide(replace(frame, fields=columns))
    if len(frame.fields) == 3:
        wide.fields = [_named_by_metric(field) for field in wide.fields]
    return wide


def _series_column(field: Field) -> Field:
    """Texts stay as they are; all else but the time becomes a number."""
    if field.name == "time":
        return replace(field, name="Time")
    if field.type == "string":
        return field
    return replace(field, type="number", values=[None if value is None else float(value) for value in field.values])


def _named_by_metric(field: Field) -> Field:
    """The label `metric`, if it is the only one, is the name of its series."""
    return replace(field, name=field.labels["metric"], labels={}) if list(field.labels) == ["metric"] else field
