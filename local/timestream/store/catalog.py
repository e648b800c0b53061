"""The catalog: databases, tables and their columns, stored in DuckDB beside the records."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import duckdb

from local.timestream.errors import ConflictException, ResourceNotFoundException

type AttributeType = Literal["DIMENSION", "MEASURE_NAME", "TIMESTAMP", "MEASURE_VALUE", "MULTI"]

DEFAULT_RETENTION = {"MemoryStoreRetentionPeriodInHours": 6, "MagneticStoreRetentionPeriodInDays": 73_000}


@dataclass
class Database:
    name: str
    kms_key_id: str
    created: float
    updated: float


@dataclass(frozen=True)
class Column:
    """A column of a table: `attribute_type` is its Timestream attribute type as in DESCRIBE, `type` its scalar type."""

    name: str
    attribute_type: AttributeType
    type: str


@dataclass
class Table:
    """A table and the schema that its writes have created.

    `id` identifies it in DuckDB, whose names ignore case. `columns` are only ever added. `series` has for each measure
    name its type (MULTI, or the type of its single measure) and its dimensions. Both are replaced, never changed,
    because they are read without the store's lock.
    """

    id: int
    database: str
    name: str
    retention: dict[str, int]
    magnetic: dict[str, Any]
    partition_key: list[dict[str, str]]
    created: float
    updated: float
    columns: dict[str, Column] = field(default_factory=dict)
    series: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    @property
    def storage(self) -> str:
        return f"table_{self.id}"

    def ordered_columns(self) -> list[Column]:
        """The columns as `SELECT *` and DESCRIBE give them: dimensions, measure_name, time, measures."""
        dimensions = [column for column in self.columns.values() if column.attribute_type == "DIMENSION"]
        measures = [column for column in self.columns.values() if column.attribute_type in ("MEASURE_VALUE", "MULTI")]
        return [
            *dimensions,
            Column("measure_name", "MEASURE_NAME", "varchar"),
            Column("time", "TIMESTAMP", "timestamp"),
            *measures,
        ]


class Catalog:
    """The databases and tables by name, stored in DuckDB.

    A table is published after its creation is committed, and withdrawn before its deletion: a query that finds a table
    here finds it in DuckDB too. `databases` and `tables` are replaced, never changed, because they are read without the
    store's lock.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        connection.execute(
            "CREATE TABLE IF NOT EXISTS catalog "
            "(kind VARCHAR, name VARCHAR, document VARCHAR, PRIMARY KEY (kind, name))"
        )
        connection.execute("CREATE SEQUENCE IF NOT EXISTS table_ids")
        self.databases: dict[str, Database] = {
            name: Database(**document) for name, document in self.documents("database")
        }
        self.tables: dict[tuple[str, str], Table] = {}
        by_id = {}
        for _, document in self.documents("table"):
            table = by_id[document["id"]] = _table_of(document)
            self.tables[table.database, table.name] = table
        for _, (number, measure_name, type_, dimensions) in self.documents("series"):
            by_id[number].series[measure_name] = type_, dimensions

    def documents(self, kind: str) -> Iterator[tuple[str, Any]]:
        rows = self._connection.execute("SELECT name, document FROM catalog WHERE kind = ? ORDER BY name", [kind])
        for name, document in rows.fetchall():
            yield name, json.loads(document)

    def save(self, kind: str, name: str, document: Any) -> None:
        self._connection.execute("INSERT OR REPLACE INTO catalog VALUES (?, ?, ?)", [kind, name, json.dumps(document)])

    def delete(self, kind: str, name: str) -> None:
        self._connection.execute("DELETE FROM catalog WHERE kind = ? AND name = ?", [kind, name])

    def database(self, name: str) -> Database:
        if name not in self.databases:
            raise ResourceNotFoundException(f"The database {name} does not exist.")
        return self.databases[name]

    def table(self, database: str, name: str) -> Table:
        self.database(database)
        if (database, name) not in self.tables:
            raise ResourceNotFoundException(f"The table {name} does not exist.")
        return self.tables[database, name]

    def check_current(self, table: Table) -> None:
        """Raises ResourceNotFoundException if the table was deleted in the meantime."""
        if self.tables.get((table.database, table.name)) is not table:
            raise ResourceNotFoundException(f"The table {table.name} does not exist.")

    def tables_of(self, database: str) -> list[Table]:
        return [table for table in self.tables.values() if table.database == database]

    def save_database(self, database: Database) -> None:
        self.save("database", database.name, asdict(database))

    def publish_database(self, database: Database) -> None:
        self.databases = {**self.databases, database.name: database}

    def withdraw_database(self, name: str) -> None:
        self.databases = {other: database for other, database in self.databases.items() if other != name}

    def new_table(self, database: str, name: str, **properties: Any) -> Table:
        """A table that is neither saved nor published yet. Raises ConflictException if the name is in use."""
        self.database(database)
        if (database, name) in self.tables:
            raise ConflictException(f"The table {name} already exists.")
        number = self._connection.execute("SELECT nextval('table_ids')").fetchall()[0][0]
        return Table(id=number, database=database, name=name, **properties)

    def save_table(self, table: Table) -> None:
        document = asdict(table)
        document["columns"] = [list(column.values()) for column in document["columns"].values()]
        del document["series"]
        self.save("table", _table_key(table), document)

    def save_series(self, table: Table, measure_name: str) -> None:
        """Saves a single measure name: a table may have thousands."""
        self.save("series", f"{table.id}|{measure_name}", [table.id, measure_name, *table.series[measure_name]])

    def delete_table(self, table: Table) -> None:
        self.delete("table", _table_key(table))
        self._connection.execute("DELETE FROM catalog WHERE kind = 'series' AND starts_with(name, ?)", [f"{table.id}|"])

    def publish_table(self, table: Table) -> None:
        self.tables = {**self.tables, (table.database, table.name): table}

    def withdraw_table(self, table: Table) -> None:
        self.tables = {key: other for key, other in self.tables.items() if other is not table}


def _table_key(table: Table) -> str:
    return f"{table.database}|{table.name}"


def _table_of(document: dict[str, Any]) -> Table:
    document["columns"] = {
        name: Column(name, attribute_type, type_) for name, attribute_type, type_ in document["columns"]
    }
    return Table(**document)
