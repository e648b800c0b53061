"""The store: takes records in, a group of requests in one transaction, and gives read-only connections out."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from local.timestream.store.catalog import Catalog, Column, Table
from local.timestream.store.records import Record
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
            self._connection = duckdb.connect(str(path or ":memory:"))
        except duckdb.IOException as error:
            raise FolderInUseError(
                f"The data folder {path and path.parent} is in use by another server; stop that one, or choose "
                "another folder with --data-dir."
            ) from error
        self._connection.execute(MACROS.read_text())
        self.lock = threading.RLock()
        self.catalog = Catalog(self._connection)
        self.tags = Tags(self.catalog)
        self.reports = Reports(self.catalog, self.lock)
        self._waiting: list[Batch] = []
        self._versions: dict[int, dict[bytes, Stored]] = {}
        self._next_row = 0
        for table in self.catalog.tables.values():
            row = self._connection.execute(f"SELECT coalesce(max(ts_row), 0) FROM {table.storage}").fetchall()[0][
                0
            ]
            self._next_row = max(self._next_row, row + 1)

    def reader(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own for a query: it sees all committed records, and blocks no writer."""
        return self._connection.cursor()

    def close(self) -> None:
        with self.lock:
            self._connection.close()

    def rows(self, table: Table) -> int:
        with self.reader() as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table.storage}").fetchall()[0][0])

    def create(self, table: Table) -> None:
        self._connection.execute(
            f"CREATE TABLE {table.storage} (ts_row BIGINT, ts_key BLOB, ts_version BIGINT, ts_content BLOB, "
            "measure_name VARCHAR, time TIMESTAMP_NS)"
        )

    def drop(self, table: Table) -> None:
        self._connection.execute(f"DROP TABLE {table.storage}")
        self._versions.pop(table.id, None)

    def add_columns(self, table: Table, columns: Iterable[Column]) -> None:
        """Columns that a record brings for the first time. The caller holds the lock."""
        for column in columns:
            self._connection.execute(
                f"ALTER TABLE {table.storage} ADD COLUMN {quoted(column.name)} {DUCKDB_TYPES[column.type]}"
            )
            table.columns[column.name] = column
        self.catalog.keep_table(table)

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
            by_table.setdefault(batch.table.id, []).append(batch)
        try:
            with self._transaction():
                changes = {number: self._write(group) for number, group in by_table.items()}
        except duckdb.Error as error:
            for batch in batches:
                batch.error = error
        else:
            for number, changed in changes.items():
                self._versions[number].update(changed)
        for batch in batches:
            batch.done = True

    def _write(self, batches: list[Batch]) -> dict[bytes, Stored]:
        """Writes the batches of one table; returns what its index of versions has to learn once it is committed."""
        table = batches[0].table
        stored = self._versions_of(table)
        changed: dict[bytes, Stored] = {}
        rows: dict[int, tuple[bytes, Stored, Record]] = {}
        outdated: list[int] = []
        for batch in batches:
            for record in batch.records:
                key, content = record.key, record.content
                before = changed.get(key) or stored.get(key)
                if before is not None:
                    refused = refusal(record, before)
                    if refused is not None:
                        batch.refusals[record.index] = refused
                        continue
                    if record.version == before.version:
                        continue
                    if rows.pop(before.row, None) is None:
                        outdated.append(before.row)
                changed[key] = Stored(record.version, content, self._next_row)
                rows[self._next_row] = key, changed[key], record
                self._next_row += 1
        if outdated:
            self._connection.execute(
                f"DELETE FROM {table.storage} WHERE ts_row IN (SELECT unnest($1::BIGINT[]))", [outdated]
            )
        if rows:
            self._insert(table, list(rows.values()))
        return changed

    def _insert(self, table: Table, rows: list[tuple[bytes, Stored, Record]]) -> None:
        values = [record.values() for _, _, record in rows]
        names = list(dict.fromkeys(name for value in values for name in value))
        parameters: list[list[object]] = [
            [stored.row for _, stored, _ in rows],
            [key for key, _, _ in rows],
            [stored.version for _, stored, _ in rows],
            [stored.content for _, stored, _ in rows],
            *([value.get(name) for value in values] for name in names),
        ]
        types = ["BIGINT", "BLOB", "BIGINT", "BLOB", *(self._parameter_type(table, name) for name in names)]
        columns = ["ts_row", "ts_key", "ts_version", "ts_content", *map(quoted, names)]
        selected = [
            f"make_timestamp_ns(unnest(${number}::BIGINT[]))"
            if type_ == "TIMESTAMP_NS"
            else f"unnest(${number}::{type_}[])"
            for number, type_ in enumerate(types, start=1)
        ]
        self._connection.execute(
            f"INSERT INTO {table.storage} ({', '.join(columns)}) SELECT {', '.join(selected)}", parameters
        )

    def _parameter_type(self, table: Table, name: str) -> str:
        if name == "time":
            return "TIMESTAMP_NS"
        return "VARCHAR" if name == "measure_name" else DUCKDB_TYPES[table.columns[name].type]

    def _versions_of(self, table: Table) -> dict[bytes, Stored]:
        """The table's index of versions, read from its rows at its first write since the start."""
        if table.id not in self._versions:
            rows = self._connection.execute(f"SELECT ts_key, ts_version, ts_content, ts_row FROM {table.storage}")
            self._versions[table.id] = {
                key: Stored(version, content, row) for key, version, content, row in rows.fetchall()
            }
        return self._versions[table.id]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.begin()
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()


def quoted(name: str) -> str:
    """A name as an identifier of DuckDB."""
    return '"' + name.replace('"', '""') + '"'
