"""The store: takes records in, a group of requests in one transaction, and gives read-only connections out."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb

from local.timestream.errors import ResourceNotFoundException
from local.timestream.store.catalog import Catalog, Column, Table
from local.timestream.store.records import Record, Value
from local.timestream.store.reports import Reports
from local.timestream.store.tags import Tags
from local.timestream.store.versions import Refusal, Stored, refusal

MACROS = Path(__file__).parent.parent / "sql" / "macros.sql"

DUCKDB_TYPES = {
    "varchar": "VARCHAR",
    "double": "DOUBLE",
    "bigint": "BIGINT",
    "boolean": "BOOLEAN",
    "timestamp": "TIMESTAMP_NS",
}


class FolderInUseError(Exception):
    """Another server holds the data folder."""


@dataclass
class Batch:
    """The records of one request for one table, and what became of them once they are committed."""

    table: Table
    records: list[Record]
    refusals: dict[int, Refusal] = field(default_factory=dict)
    error: Exception | None = None
    done: bool = False


class Store:
    """All that the stand-in keeps. `path` is the DuckDB file, None keeps everything in memory."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # What is too large for memory goes beside the data, never into the folder that the server was started in.
            spill = f"{path}.tmp" if path else ""
            self._connection = duckdb.connect(str(path or ":memory:"), config={"temp_directory": spill})
        except duckdb.IOException as error:
            raise FolderInUseError(
                f"The data folder {path and path.parent} is in use by another server; stop that one, or choose "
                "another folder with --data-dir."
            ) from error
        # Each query has the thread that asks for it: many at once share the cores better than one by one.
        self._connection.execute("SET GLOBAL threads = 1")
        self._connection.execute(MACROS.read_text())
        self.lock = threading.RLock()
        self.catalog = Catalog(self._connection)
        self.tags = Tags(self.catalog)
        self.reports = Reports(self.catalog, self.lock)
        self._waiting: list[Batch] = []
        self._appenders: dict[int, Any] = {}
        self._versions: dict[int, dict[bytes, Stored]] = {}
        self._next_row = 0
        for table in self.catalog.tables.values():
            row = self._connection.execute(f"SELECT coalesce(max(ts_row), 0) FROM {table.storage}").fetchall()[0][0]
            self._next_row = max(self._next_row, row + 1)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is changed inside is stored together or not at all, and by nobody else at the same time."""
        with self.lock:
            self._connection.begin()
            try:
                yield
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()

    def reader(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own for a query: it sees all committed records, and blocks no writer."""
        return self._connection.cursor()

    def close(self) -> None:
        with self.lock:
            self._appenders.clear()
            self._connection.close()

    def rows(self, table: Table) -> int:
        with self.reader() as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table.storage}").fetchall()[0][0])

    def create(self, table: Table) -> None:
        self._connection.execute(
            f"CREATE TABLE {table.storage} (ts_row BIGINT, ts_key BLOB, ts_version BIGINT, "
            "measure_name VARCHAR, time TIMESTAMP_NS)"
        )

    def drop(self, table: Table) -> None:
        self._connection.execute(f"DROP TABLE {table.storage}")
        self._versions.pop(table.id, None)
        self._appenders.pop(table.id, None)

    def expire(self, table: Table, expiry: int) -> None:
        """Deletes the rows that are older than `expiry`, in nanoseconds since the epoch."""
        with self.lock:
            self.catalog.check_current(table)
            deleted = self._connection.execute(
                f"DELETE FROM {table.storage} WHERE time < make_timestamp_ns($1)", [expiry]
            ).fetchall()
            if deleted[0][0]:
                # Their versions are forgotten too: the index is read anew with the next write.
                self._versions.pop(table.id, None)

    def grow(self, table: Table, columns: list[Column], measure_name: str, series: tuple[str, list[str]]) -> None:
        """Adds what a record brings for the first time: columns, and a measure name with its series. The caller has
        the lock."""
        grown = replace(
            table,
            columns={**table.columns, **{column.name: column for column in columns}},
            series={**table.series, measure_name: series},
        )
        with self.transaction():
            for column in columns:
                self._connection.execute(
                    f"ALTER TABLE {table.storage} ADD COLUMN {quoted(column.name)} {DUCKDB_TYPES[column.type]}"
                )
            if columns:
                self._appenders.pop(table.id, None)
                self.catalog.keep_table(grown)
            self.catalog.keep_series(grown, measure_name)
        table.columns, table.series = grown.columns, grown.series

    def write(self, table: Table, records: list[Record]) -> dict[int, Refusal]:
        """Stores the records by the rules of versions, and says by index which were refused.

        Requests that come while another one is being committed are committed together with the next: whoever gets
        the lock first takes all that wait.
        """
        batch = Batch(table, records)
        self._waiting.append(batch)
        with self.lock:
            if not batch.done:
                batches, self._waiting = self._waiting, []
                self._commit(batches)
        if batch.error is not None:
            raise batch.error
        return batch.refusals

    def _commit(self, batches: list[Batch]) -> None:
        by_table: dict[int, list[Batch]] = {}
        for batch in batches:
            try:
                self.catalog.check_current(batch.table)
            except ResourceNotFoundException as error:
                batch.error = error
            else:
                by_table.setdefault(batch.table.id, []).append(batch)
        try:
            with self.transaction():
                changes = {number: self._write(group) for number, group in by_table.items()}
        except Exception as error:  # whatever it is, each of the requests failed of it
            for batch in chain.from_iterable(by_table.values()):
                batch.error = error
        else:
            for number, changed in changes.items():
                self._versions[number].update(changed)
        for batch in batches:
            batch.done = True

    def _write(self, batches: list[Batch]) -> dict[bytes, Stored]:
        """Writes the batches of one table; returns what its index of versions learns once they are committed."""
        table = batches[0].table
        stored = self._versions_of(table)
        repeated = self._repeated(table, batches, stored)
        changed: dict[bytes, Stored] = {}
        rows: dict[int, tuple[bytes, Stored, Record]] = {}
        outdated: list[int] = []
        for batch in batches:
            for record in batch.records:
                key = record.key
                before = changed.get(key) or stored.get(key)
                if before is not None:
                    values = rows[before.row][2].values if before.row in rows else repeated.get(before.row)
                    refused = refusal(record.version, before.version, record.values == values)
                    if refused is not None:
                        batch.refusals[record.index] = refused
                    if record.version <= before.version:
                        continue
                    if rows.pop(before.row, None) is None:
                        outdated.append(before.row)
                changed[key] = Stored(record.version, self._next_row)
                rows[self._next_row] = key, changed[key], record
                self._next_row += 1
        if outdated:
            self._connection.execute(
                f"DELETE FROM {table.storage} WHERE ts_row IN (SELECT unnest($1::BIGINT[]))", [outdated]
            )
        if rows:
            self._insert(table, list(rows.values()))
        return changed

    def _repeated(self, table: Table, batches: list[Batch], stored: dict[bytes, Stored]) -> dict[int, dict[str, Value]]:
        """What is stored, by row, of the records that come again with the version that they have."""
        rows = [
            before.row
            for batch in batches
            for record in batch.records
            if (before := stored.get(record.key)) is not None and before.version == record.version
        ]
        if not rows:
            return {}
        columns = [("time", "timestamp"), ("measure_name", "varchar")]
        columns += [(column.name, column.type) for column in table.columns.values()]
        selected = ", ".join(
            f"strftime({quoted(name)}, '%Y-%m-%d %H:%M:%S.%n')" if type_ == "timestamp" else quoted(name)
            for name, type_ in columns
        )
        found = self._connection.execute(
            f"SELECT ts_row, {selected} FROM {table.storage} WHERE ts_row IN (SELECT unnest($1::BIGINT[]))", [rows]
        ).fetchall()
        return {
            row: {name: value for (name, _), value in zip(columns, values, strict=True) if value is not None}
            for row, *values in found
        }

    def _insert(self, table: Table, rows: list[tuple[bytes, Stored, Record]]) -> None:
        names = ("measure_name", "time", *table.columns)
        if table.id not in self._appenders:
            columns = ["ts_row", "ts_key", "ts_version", *names]
            self._appenders[table.id] = self._connection.appender(table.storage, columns=columns)
        appender = self._appenders[table.id]
        appender.clear()
        appender.append_rows(
            [(stored.row, key, stored.version, *map(record.values.get, names)) for key, stored, record in rows]
        )
        appender.flush()

    def _versions_of(self, table: Table) -> dict[bytes, Stored]:
        """The table's index of versions, read from its rows at its first write since the start."""
        if table.id not in self._versions:
            rows = self._connection.execute(f"SELECT ts_key, ts_version, ts_row FROM {table.storage}").fetchall()
            self._versions[table.id] = {key: Stored(version, row) for key, version, row in rows}
        return self._versions[table.id]


def quoted(name: str) -> str:
    """A name as an identifier of DuckDB."""
    return '"' + name.replace('"', '""') + '"'
