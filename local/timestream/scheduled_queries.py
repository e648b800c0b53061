"""Scheduled queries: stored, validated as the service does, and run by ExecuteScheduledQuery.

The stand-in has no scheduler: nothing runs by the clock.
"""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import batched
from typing import Any

import duckdb
from sqlglot import exp

from local.timestream.caller import Caller
from local.timestream.errors import (
    ConflictException,
    ResourceNotFoundException,
    ServiceError,
    ServiceQuotaExceededException,
    ValidationException,
)
from local.timestream.paging import page
from local.timestream.query_api import QueryApi
from local.timestream.sql.error_mapping import service_error
from local.timestream.sql.run import column_types, run
from local.timestream.sql.translate import Translation, translate
from local.timestream.sql.values import Datum
from local.timestream.store.catalog import Table
from local.timestream.store.store import Store
from local.timestream.store.versions import Rejection
from local.timestream.write_api import WriteApi

type Request = dict[str, Any]
type Response = dict[str, Any]

KIND = "scheduled-query"
RECORDS_PER_WRITE = 100
MAX_QUERIES = 10_000
SCHEDULE = re.compile(r"rate\([1-9]\d* (minute|hour|day)s?\)|cron\(\S+ \S+ \S+ \S+ \S+ \S+\)")
STORED_MEMBERS = (
    "Name",
    "QueryString",
    "ScheduleConfiguration",
    "NotificationConfiguration",
    "TargetConfiguration",
    "ScheduledQueryExecutionRoleArn",
    "KmsKeyId",
    "ErrorReportConfiguration",
)
# The last second that fits in nanoseconds since the epoch.
LAST_SECOND = (2**63 - 1) // 1_000_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ScheduledQueryApi:
    """`clock` returns the current time in nanoseconds since the epoch."""

    def __init__(self, store: Store, write: WriteApi, query: QueryApi, clock: Callable[[], int]) -> None:
        self._store = store
        self._write = write
        self._query = query
        self._clock = clock
        self._queries: dict[str, dict[str, Any]] = dict(store.catalog.documents(KIND))

    def create_scheduled_query(self, request: Request, caller: Caller) -> Response:
        arn = caller.arn(f"scheduled-query/{request['Name']}")
        if SCHEDULE.fullmatch(request["ScheduleConfiguration"]["ScheduleExpression"]) is None:
            raise ValidationException("The schedule expression must be rate(…) or cron(…) with six fields.")
        self._check(request)
        with self._store.lock:
            if arn in self._queries:
                raise ConflictException(f"The scheduled query {request['Name']} already exists.")
            if len(self._queries) >= MAX_QUERIES:
                raise ServiceQuotaExceededException(f"An account can have at most {MAX_QUERIES} scheduled queries.")
            stored = {name: request[name] for name in STORED_MEMBERS if request.get(name)}
            self._save({"Arn": arn, **stored, "State": "ENABLED", "CreationTime": self._seconds()})
            self._store.tags.add(arn, request.get("Tags") or [])
        return {"Arn": arn}

    def describe_scheduled_query(self, request: Request, _: Caller) -> Response:
        return {"ScheduledQuery": self._found(request)}

    def list_scheduled_queries(self, request: Request, _: Caller) -> Response:
        return page(request, [query for _, query in sorted(self._queries.items())], "ScheduledQueries", _listed)

    def update_scheduled_query(self, request: Request, _: Caller) -> Response:
        with self._store.lock:
            self._save({**self._found(request), "State": request["State"]})
        return {}

    def delete_scheduled_query(self, request: Request, _: Caller) -> Response:
        with self._store.lock:
            arn = self._found(request)["Arn"]
            del self._queries[arn]
            self._store.catalog.delete(KIND, arn)
            self._store.tags.delete(arn)
        return {}

    def execute_scheduled_query(self, request: Request, _: Caller) -> Response:
        """Runs the query at once and writes its rows. The outcome is in the query's LastRunSummary."""
        query = self._found(request)
        if not 0 <= request["InvocationTime"] <= LAST_SECOND:
            raise ValidationException("The InvocationTime must be between 1970 and 2262.")
        started = time.monotonic()
        summary: dict[str, Any] = {"InvocationTime": request["InvocationTime"], "TriggerTime": self._seconds()}
        try:
            stats = self._run(query, int(request["InvocationTime"] * 1000) * 1_000_000, summary)
        except ServiceError as error:
            summary.update(RunStatus="MANUAL_TRIGGER_FAILURE", FailureReason=error.message)
        else:
            milliseconds = int((time.monotonic() - started) * 1000)
            summary["RunStatus"] = "MANUAL_TRIGGER_SUCCESS"
            summary["ExecutionStats"] = {"ExecutionTimeInMillis": milliseconds, **stats}
        with self._store.lock:
            query = self._found(request)
            failed = query.get("RecentlyFailedRuns", [])
            if "FailureReason" in summary:
                failed = [summary, *failed][:5]
            self._save(
                {
                    **query,
                    "PreviousInvocationTime": request["InvocationTime"],
                    "LastRunSummary": summary,
                    "RecentlyFailedRuns": failed,
                }
            )
        return {}

    def _check(self, request: Request) -> None:
        """Validates the query against the existing columns, and its mappings against the columns of the query."""
        translation = self._translation(request["QueryString"], self._clock())
        with self._store.reader() as connection:
            types = [type_.info.get("ScalarType") for type_ in column_types(connection, translation)]
        target = request.get("TargetConfiguration", {}).get("TimestreamConfiguration")
        if target is None:
            raise ValidationException("TargetConfiguration is required.")
        columns = dict(zip(translation.names, types, strict=True))
        for name, type_ in _source_columns(target):
            if name not in columns:
                raise ValidationException(f"Column '{name}' of the target configuration is not in the query's result.")
            if columns[name] != type_ and not (type_ == "BIGINT" and columns[name] == "INTEGER"):
                raise ValidationException(f"Column '{name}' must be of the type {type_}, not {columns[name]}.")
        self._check_partition_key(self._target(target), target)

    def _check_partition_key(self, table: Table, target: dict[str, Any]) -> None:
        mapped = {mapping["Name"] for mapping in target["DimensionMappings"]}
        for key in table.partition_key:
            if key["Type"] == "DIMENSION" and key["Name"] not in mapped:
                raise ValidationException(f"The partition key '{key['Name']}' of the target table is not mapped.")

    def _target(self, target: dict[str, Any]) -> Table:
        try:
            return self._query.table(target["DatabaseName"], target["TableName"])
        except LookupError as error:
            raise ValidationException(str(error).replace("{position}", "TargetConfiguration")) from error

    def _translation(self, text: str, runtime: int) -> Translation:
        timestamp = exp.cast(exp.Literal.string(_timestamp_text(runtime)), "TIMESTAMP")

        def bind(name: str) -> exp.Expr:
            if name != "scheduled_runtime":
                raise ValidationException(f"The parameter @{name} has no value.")
            return timestamp.copy()

        return translate(text, self._query.table, self._clock(), bind)

    def _run(self, query: dict[str, Any], runtime: int, summary: dict[str, Any]) -> dict[str, int]:
        target = query["TargetConfiguration"]["TimestreamConfiguration"]
        table = self._target(target)
        translation = self._translation(query["QueryString"], runtime)
        version = self._clock() // 1_000_000
        rows = self._rows(translation)
        records = [
            record
            for row in rows
            for record in _records(target, dict(zip(translation.names, row, strict=True)), version)
        ]
        rejected: list[tuple[dict[str, Any], Rejection]] = []
        for batch in batched(records, RECORDS_PER_WRITE, strict=False):
            ingested = self._write.ingest(table, list(batch), {})
            rejected += [(batch[index], rejection) for index, rejection in ingested.rejections.items()]
        if rejected:
            location = query["ErrorReportConfiguration"]["S3Configuration"]
            key = self._store.reports.write(location, query["Name"], rejected, {}, self._clock())
            summary["ErrorReportLocation"] = {
                "S3ReportLocation": {"BucketName": location["BucketName"], "ObjectKey": key}
            }
        return {"QueryResultRows": len(rows), "RecordsIngested": len(records) - len(rejected)}

    def _rows(self, translation: Translation) -> list[list[Datum]]:
        with self._store.reader() as connection:
            try:
                return list(run(connection, translation).rows)
            except duckdb.Error as error:
                raise service_error(error) from error

    def _found(self, request: Request) -> dict[str, Any]:
        arn = request["ScheduledQueryArn"]
        if arn not in self._queries:
            raise ResourceNotFoundException(f"The scheduled query {arn} does not exist.", ScheduledQueryArn=arn)
        return self._queries[arn]

    def _save(self, query: dict[str, Any]) -> None:
        self._queries[query["Arn"]] = query
        self._store.catalog.save(KIND, query["Arn"], query)

    def _seconds(self) -> float:
        return round(self._clock() / 1e9, 3)


def _listed(query: dict[str, Any]) -> dict[str, Any]:
    target = query["TargetConfiguration"]["TimestreamConfiguration"]
    names = ("Arn", "Name", "CreationTime", "State", "PreviousInvocationTime", "ErrorReportConfiguration")
    listed = {name: query[name] for name in names if name in query}
    listed["TargetDestination"] = {
        "TimestreamDestination": {"DatabaseName": target["DatabaseName"], "TableName": target["TableName"]}
    }
    if "LastRunSummary" in query:
        listed["LastRunStatus"] = query["LastRunSummary"]["RunStatus"]
    return listed


def _source_columns(target: dict[str, Any]) -> list[tuple[str, str]]:
    """The columns of the query's result that a target configuration maps, with their types."""
    if bool(target.get("MultiMeasureMappings")) == bool(target.get("MixedMeasureMappings")):
        raise ValidationException("Exactly one of MultiMeasureMappings and MixedMeasureMappings must be given.")
    columns = [(target["TimeColumn"], "TIMESTAMP")]
    columns += [(mapping["Name"], "VARCHAR") for mapping in target["DimensionMappings"]]
    if target.get("MeasureNameColumn"):
        columns.append((target["MeasureNameColumn"], "VARCHAR"))
    for mapping in _measure_mappings(target):
        for attribute in mapping["attributes"]:
            columns.append((attribute["SourceColumn"], attribute["MeasureValueType"]))
    return columns


def _measure_mappings(target: dict[str, Any]) -> list[dict[str, Any]]:
    """One entry per record that a row becomes: measure name, whether it is multi-measure, and its attributes."""
    multi = target.get("MultiMeasureMappings")
    if multi:
        name = multi.get("TargetMultiMeasureName")
        if not name and not target.get("MeasureNameColumn"):
            raise ValidationException("TargetMultiMeasureName or MeasureNameColumn must be given.")
        return [{"name": name, "multi": True, "attributes": multi["MultiMeasureAttributeMappings"]}]
    mappings = []
    for mixed in target["MixedMeasureMappings"]:
        multi = mixed["MeasureValueType"] == "MULTI"
        attributes = mixed["MultiMeasureAttributeMappings"] if multi else [mixed]
        name = mixed.get("TargetMeasureName") or mixed.get("MeasureName") or mixed.get("SourceColumn")
        mappings.append({"name": name, "multi": multi, "attributes": attributes})
    return mappings


def _records(target: dict[str, Any], row: dict[str, Datum], version: int) -> list[dict[str, Any]]:
    """The records that a row of the result becomes. Null values are left out."""
    values = {name: datum["ScalarValue"] for name, datum in row.items() if "ScalarValue" in datum}
    if target["TimeColumn"] not in values:
        raise ValidationException(f"The time column '{target['TimeColumn']}' is null.")
    shared = {
        "Dimensions": [
            {"Name": mapping["Name"], "Value": values[mapping["Name"]]}
            for mapping in target["DimensionMappings"]
            if mapping["Name"] in values
        ],
        "Time": str(_nanoseconds(values[target["TimeColumn"]])),
        "TimeUnit": "NANOSECONDS",
        "Version": version,
    }
    records = []
    for mapping in _measure_mappings(target):
        measures = [
            {
                "Name": attribute.get("TargetMultiMeasureAttributeName") or attribute["SourceColumn"],
                "Value": _measure_text(values[attribute["SourceColumn"]], attribute["MeasureValueType"]),
                "Type": attribute["MeasureValueType"],
            }
            for attribute in mapping["attributes"]
            if attribute["SourceColumn"] in values
        ]
        name = mapping["name"] or values.get(target.get("MeasureNameColumn", ""))
        if not measures:
            continue
        if mapping["multi"]:
            measure = {"MeasureValueType": "MULTI", "MeasureValues": measures}
        else:
            measure = {"MeasureValueType": measures[0]["Type"], "MeasureValue": measures[0]["Value"]}
        records.append({**shared, "MeasureName": name, **measure})
    return records


def _measure_text(text: str, type_: str) -> str:
    return str(_nanoseconds(text)) if type_ == "TIMESTAMP" else text


def _nanoseconds(text: str) -> int:
    """`2020-08-08 01:00:00.000000000` as nanoseconds since the epoch."""
    seconds, _, fraction = text.partition(".")
    timestamp = datetime.fromisoformat(seconds).replace(tzinfo=UTC)
    return int((timestamp - EPOCH).total_seconds()) * 1_000_000_000 + int(fraction.ljust(9, "0"))


def _timestamp_text(nanoseconds: int) -> str:
    timestamp = datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC)
    return f"{timestamp:%Y-%m-%d %H:%M:%S}.{nanoseconds % 1_000_000_000:09}"
