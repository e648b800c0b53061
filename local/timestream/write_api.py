"""The operations of the write API: databases, tables and WriteRecords."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local.timestream.caller import Caller
from local.timestream.errors import (
    ConflictException,
    RejectedRecordsException,
    ServiceQuotaExceededException,
    ValidationException,
)
from local.timestream.metering import Metering
from local.timestream.paging import page
from local.timestream.store.admission import RecordRejectedError, new_columns
from local.timestream.store.catalog import DEFAULT_RETENTION, Database, Table
from local.timestream.store.records import Record, RecordSchema, read_records, request_size
from local.timestream.store.retention import IngestionWindow, ingestion_window
from local.timestream.store.store import Store
from local.timestream.store.versions import Rejection

type Request = dict[str, Any]
type Response = dict[str, Any]

MAX_DATABASES = 500
MAX_TABLES = 50_000
EXPIRE_EVERY = 3600 * 1_000_000_000

_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,256}")


@dataclass(frozen=True)
class Ingested:
    """How many records each store received, and the rejections by record index."""

    memory: int
    magnetic: int
    rejections: dict[int, Rejection]


class WriteApi:
    """`clock` returns the current time in nanoseconds since the epoch."""

    def __init__(self, store: Store, metering: Metering, clock: Callable[[], int]) -> None:
        self._store = store
        self._catalog = store.catalog
        self._metering = metering
        self._clock = clock
        self._admitted: dict[int, set[RecordSchema]] = {}
        self._expired: dict[int, int] = {}

    def create_database(self, request: Request, caller: Caller) -> Response:
        name = _checked_name(request["DatabaseName"], "databaseName")
        now = self._seconds()
        kms_key_id = request.get("KmsKeyId") or caller.arn("key/alias/aws/timestream").replace(
            ":timestream:", ":kms:", 1
        )
        database = Database(name, kms_key_id, now, now)
        with self._store.lock:
            if len(self._catalog.databases) >= MAX_DATABASES:
                raise ServiceQuotaExceededException(f"An account can have at most {MAX_DATABASES} databases.")
            if name in self._catalog.databases:
                raise ConflictException(f"The database {name} already exists.")
            with self._store.transaction():
                self._catalog.save_database(database)
                self._store.tags.add(caller.arn(f"database/{name}"), request.get("Tags") or [])
            self._catalog.publish_database(database)
        return {"Database": self._database(database, caller)}

    def describe_database(self, request: Request, caller: Caller) -> Response:
        return {"Database": self._database(self._catalog.database(request["DatabaseName"]), caller)}

    def list_databases(self, request: Request, caller: Caller) -> Response:
        databases = sorted(self._catalog.databases.values(), key=lambda database: database.name)
        return page(request, databases, "Databases", lambda database: self._database(database, caller))

    def update_database(self, request: Request, caller: Caller) -> Response:
        with self._store.lock:
            database = self._catalog.database(request["DatabaseName"])
            database.kms_key_id, database.updated = request["KmsKeyId"], self._seconds()
            self._catalog.save_database(database)
        return {"Database": self._database(database, caller)}

    def delete_database(self, request: Request, caller: Caller) -> Response:
        with self._store.lock:
            name = self._catalog.database(request["DatabaseName"]).name
            if self._catalog.tables_of(name):
                raise ValidationException(f"The database {name} has tables. Delete them first.")
            self._catalog.withdraw_database(name)
            with self._store.transaction():
                self._catalog.delete("database", name)
                self._store.tags.delete(caller.arn(f"database/{name}"))
        return {}

    def create_table(self, request: Request, caller: Caller) -> Response:
        now = self._seconds()
        with self._store.lock:
            if len(self._catalog.tables) >= MAX_TABLES:
                raise ServiceQuotaExceededException(f"An account can have at most {MAX_TABLES} tables.")
            table = self._catalog.new_table(
                request["DatabaseName"],
                _checked_name(request["TableName"], "tableName"),
                retention=request.get("RetentionProperties") or dict(DEFAULT_RETENTION),
                magnetic=request.get("MagneticStoreWriteProperties") or {"EnableMagneticStoreWrites": False},
                partition_key=_partition_key(request),
                created=now,
                updated=now,
            )
            with self._store.transaction():
                self._catalog.save_table(table)
                self._store.create(table)
                self._store.tags.add(_arn(table, caller), request.get("Tags") or [])
            self._catalog.publish_table(table)
        return {"Table": self._table(table, caller)}

    def describe_table(self, request: Request, caller: Caller) -> Response:
        return {"Table": self._table(self._catalog.table(request["DatabaseName"], request["TableName"]), caller)}

    def list_tables(self, request: Request, caller: Caller) -> Response:
        database = request.get("DatabaseName")
        if database is not None:
            self._catalog.database(database)
        tables = [table for _, table in sorted(self._catalog.tables.items()) if database in (None, table.database)]
        return page(request, tables, "Tables", lambda table: self._table(table, caller))

    def update_table(self, request: Request, caller: Caller) -> Response:
        with self._store.lock:
            table = self._catalog.table(request["DatabaseName"], request["TableName"])
            partition_key = _partition_key(request) if request.get("Schema") else table.partition_key
            if [_identity(key) for key in partition_key] != [_identity(key) for key in table.partition_key]:
                raise ValidationException("The type, name and order of a table's partition keys can not be changed.")
            table.partition_key = partition_key
            table.retention = request.get("RetentionProperties") or table.retention
            table.magnetic = request.get("MagneticStoreWriteProperties") or table.magnetic
            table.updated = self._seconds()
            self._catalog.save_table(table)
            self._admitted.pop(table.id, None)
        return {"Table": self._table(table, caller)}

    def delete_table(self, request: Request, caller: Caller) -> Response:
        with self._store.lock:
            table = self._catalog.table(request["DatabaseName"], request["TableName"])
            self._catalog.withdraw_table(table)
            with self._store.transaction():
                self._catalog.delete_table(table)
                self._store.drop(table)
                self._store.tags.delete(_arn(table, caller))
            self._admitted.pop(table.id, None)
        return {}

    def write_records(self, request: Request, _: Caller) -> Response:
        table = self._catalog.table(request["DatabaseName"], request["TableName"])
        ingested = self.ingest(table, request["Records"], request.get("CommonAttributes") or {})
        if ingested.rejections:
            rejections = sorted(ingested.rejections.items())
            raise RejectedRecordsException([_rejected(index, rejection) for index, rejection in rejections])
        return {
            "RecordsIngested": {
                "Total": ingested.memory + ingested.magnetic,
                "MemoryStore": ingested.memory,
                "MagneticStore": ingested.magnetic,
            }
        }

    def ingest(self, table: Table, records: list[dict[str, Any]], common: dict[str, Any]) -> Ingested:
        """Stores the valid records. Late ones with a losing version are reported instead of rejected."""
        read = read_records(records, common)
        now = self._clock()
        window = ingestion_window(table, now)
        if now - self._expired.get(table.id, 0) > EXPIRE_EVERY:
            self._expired[table.id] = now
            self._store.expire(table, window.expiry)
        accepted, rejections = self._admit(table, read, window)
        lost = self._store.write(table, accepted)
        late = {record.index: record for record in accepted if record.time < window.memory_low}
        reported = [(records[index], lost.pop(index)) for index in list(lost) if index in late]
        if reported:
            self._store.reports.magnetic(table, reported, common, now)
        rejections.update(lost)
        stored = len(accepted) - len(lost) - len(reported)
        self._metering.write(stored, len(rejections), len(reported), request_size(read, common))
        magnetic = sum(index not in lost for index in late)
        return Ingested(len(accepted) - len(lost) - magnetic, magnetic, rejections)

    def _admit(
        self, table: Table, records: list[Record], window: IngestionWindow
    ) -> tuple[list[Record], dict[int, Rejection]]:
        """The records that are valid by their time, size and columns, and the rejections of the others by index."""
        accepted: list[Record] = []
        rejections: dict[int, Rejection] = {}
        admitted = self._admitted.setdefault(table.id, set())
        for record in records:
            reason = window.rejection(record.time) or record.oversize
            if reason is None and record.schema not in admitted:
                reason = self._admit_schema(table, record.schema)
            if reason is None:
                accepted.append(record)
            else:
                rejections[record.index] = Rejection(reason)
        return accepted, rejections

    def _admit_schema(self, table: Table, schema: RecordSchema) -> str | None:
        """Adds the columns of a schema that is new to the table. Returns the reason if it can not."""
        with self._store.lock:
            self._catalog.check_current(table)
            try:
                columns = new_columns(table, schema)
            except RecordRejectedError as error:
                return str(error)
            seen = table.series.get(schema.measure_name, ("", []))[1]
            dimensions = [*seen, *(name for name in schema.dimensions if name not in seen)]
            self._store.grow(table, columns, schema.measure_name, (schema.measure_type, dimensions))
            self._admitted.setdefault(table.id, set()).add(schema)
        return None

    def _seconds(self) -> float:
        return round(self._clock() / 1e9, 3)

    def _database(self, database: Database, caller: Caller) -> Response:
        return {
            "Arn": caller.arn(f"database/{database.name}"),
            "DatabaseName": database.name,
            "TableCount": len(self._catalog.tables_of(database.name)),
            "KmsKeyId": database.kms_key_id,
            "CreationTime": database.created,
            "LastUpdatedTime": database.updated,
        }

    def _table(self, table: Table, caller: Caller) -> Response:
        key = table.partition_key or [{"Type": "MEASURE"}]
        return {
            "Arn": _arn(table, caller),
            "TableName": table.name,
            "DatabaseName": table.database,
            "TableStatus": "ACTIVE",
            "RetentionProperties": table.retention,
            "CreationTime": table.created,
            "LastUpdatedTime": table.updated,
            "MagneticStoreWriteProperties": table.magnetic,
            "Schema": {"CompositePartitionKey": key},
        }


def _arn(table: Table, caller: Caller) -> str:
    return caller.arn(f"database/{table.database}/table/{table.name}")


def _checked_name(name: str, member: str) -> str:
    if _NAME.fullmatch(name) is None:
        raise ValidationException(
            f"1 validation error detected: Value '{name}' at '{member}' failed to satisfy constraint: Member must "
            "have length between 3 and 256 and consist of letters, digits, '_', '.' and '-'"
        )
    return name


def _partition_key(request: Request) -> list[dict[str, str]]:
    """The table's partition keys with defaults filled in; the service allows exactly one."""
    keys: list[dict[str, str]] = (request.get("Schema") or {}).get("CompositePartitionKey") or []
    if len(keys) > 1:
        raise ValidationException("A table can have exactly one partition key.")
    for key in keys:
        if key["Type"] == "DIMENSION":
            if not key.get("Name"):
                raise ValidationException("A partition key of type DIMENSION needs a name.")
            key.setdefault("EnforcementInRecord", "OPTIONAL")
        elif key.get("Name") or key.get("EnforcementInRecord"):
            raise ValidationException("A partition key of type MEASURE takes neither a name nor an enforcement.")
    return keys


def _identity(key: dict[str, str]) -> tuple[str, str | None]:
    return key["Type"], key.get("Name")


def _rejected(index: int, rejection: Rejection) -> dict[str, Any]:
    rejected: dict[str, Any] = {"RecordIndex": index, "Reason": rejection.reason}
    if rejection.existing_version is not None:
        rejected["ExistingVersion"] = rejection.existing_version
    return rejected
