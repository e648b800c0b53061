"""The store: writes records, grouping concurrent requests into transactions, and opens connections for queries."""

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
from local.timestream.store.versions import Rejection, Stored, rejection

MACROS = Path(__file__).parent.parent / "sql" / "macros.sql"

DUCKDB_TYPES = {
    "varchar": "VARCHAR",
    "double": "DOUBLE",
    "bigint": "BIGINT",
    "boolean": "BOOLEAN",
    "timestamp": "TIMESTAMP_NS",
}


class FolderInUseError(Exception):
    """Another server uses the data folder."""


@dataclass
class Batch:
    """The records of one request for one table, and the outcome of their commit."""

    table: Table
    records: list[Record]
    rejections: dict[int, Rejection] = field(default_factory=dict)
    error: Exception | None = None
    done: bool = False


class Store:
    """The data of the stand-in. `path` is the DuckDB file; None keeps everything in memory."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # Spill beside the data, not into the current folder.
            spill = f"{path}.tmp" if path else ""
            self._connection = duckdb.connect(str(path or ":memory:"), config={"temp_directory": spill})
        except duckdb.IOException as error:
            raise FolderInUseError(
                f"The data folder {path and path.parent} is in use by another server; stop that one, or choose "
                "another folder with --data-dir."
            ) from error
        # One thread per query: many queries at once use the cores better this way.
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
        """A transaction under the lock, rolled back on an error."""
        with self.lock:
            self._connection.begin()
            try:
                yield
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()

    def reader(self) -> duckdb.DuckDBPyConnection:
        """A connection for one query: it sees all committed records and blocks no writer."""
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
        """Deletes rows older than `expiry`, in nanoseconds since the epoch."""
        with self.lock:
            self.catalog.check_current(table)
            deleted = self._connection.execute(
                f"DELETE FROM {table.storage} WHERE time < make_timestamp_ns($1)", [expiry]
            ).fetchall()
            if deleted[0][0]:
                # The index of versions is rebuilt with the next write.
                self._versions.pop(table.id, None)

    def grow(self, table: Table, columns: list[Column], measure_name: str, series: tuple[str, list[str]]) -> None:
        """Adds new columns, and a measure name with its series. The caller holds the lock."""
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
                self.catalog.save_table(grown)
            self.catalog.save_series(grown, measure_name)
        table.columns, table.series = grown.columns, grown.series

    def write(self, table: Table, records: list[Record]) -> dict[int, Rejection]:
        """Stores the records by the rules of versions. Returns the rejections by record index.

        Requests that arrive during a commit are committed together: the next holder of the lock commits all waiting
        batches.
        """
        batch = Batch(table, records)
        self._waiting.append(batch)
        with self.lock:
            if not batch.done:
                batches, self._waiting = self._waiting, []
                self._commit(batches)
        if batch.error is not None:
            raise batch.error
        return batch.rejections

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
        except Exception as error:  # every request of the group fails with it
            for batch in chain.from_iterable(by_table.values()):
                batch.error = error
        else:
            for number, changed in changes.items():
                self._versions[number].update(changed)
        for batch in batches:
            batch.done = True

    def _write(self, batches: list[Batch]) -> dict[bytes, Stored]:
        """Writes the batches of one table. Returns the entries to add to its index of versions after the commit."""
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
                    rejected = rejection(record.version, before.version, record.values == values)
                    if rejected is not None:
                        batch.rejections[record.index] = rejected
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
        """The stored values, by row, of records that are sent again with the same version."""
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
        """The table's index of versions, read from its rows at the first write."""
        if table.id not in self._versions:
            rows = self._connection.execute(f"SELECT ts_key, ts_version, ts_row FROM {table.storage}").fetchall()
            self._versions[table.id] = {key: Stored(version, row) for key, version, row in rows}
        return self._versions[table.id]


def quoted(name: str) -> str:
    """The name as a quoted identifier of DuckDB."""
    return '"' + name.replace('"', '""') + '"'
