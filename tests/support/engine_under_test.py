"""The engines that hold the tables, as the tests of the boards ask them: one source of tests for all."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial

from connect_analytics.rows import Row
from dashboards.translation import translate
from local.preview.frames import Frame
from local.preview.postgresql import Postgresql
from local.preview.time_range import TimeRange
from local.preview.timestream import Timestream
from tests.support import timestream_tables
from tests.support.dashboard_files import SETS, BoardSet
from tests.support.postgresql_tables import PostgresqlTables

# What Grafana's data source for the engine is in the preview.
type Source = Timestream | Postgresql


@dataclass(frozen=True)
class EngineUnderTest:
    """`stored` gives the source of tables that have these rows, where it is so many milliseconds since 1970."""

    boards: BoardSet
    stored: Callable[[list[Row], int], AbstractContextManager[Source]]


def timestream() -> EngineUnderTest:
    """A stand-in of its own for each set of rows."""
    return EngineUnderTest(SETS["timestream"], _in_timestream)


def postgresql(tables: PostgresqlTables) -> EngineUnderTest:
    """A database in a server for each set of rows."""
    return EngineUnderTest(SETS["postgresql"], partial(_in_postgresql, tables))


def ask(source: Source, sql: str) -> list[Frame]:
    """The frames of a query in Timestream's SQL, without macros, translated for another engine."""
    over = TimeRange(0, 1)
    if isinstance(source, Timestream):
        return source.frames({"rawQuery": sql}, over, 1, {})
    return source.frames({"rawSql": translate(sql).sql, "format": "table"}, over, 1, {})


@contextmanager
def _in_timestream(rows: list[Row], now_ms: int) -> Iterator[Timestream]:
    with timestream_tables.stored_rows(rows, now_ms) as url:
        yield Timestream(url)


@contextmanager
def _in_postgresql(tables: PostgresqlTables, rows: list[Row], now_ms: int) -> Iterator[Postgresql]:
    with tables.stored(rows, now_ms) as address:
        yield Postgresql(address)
