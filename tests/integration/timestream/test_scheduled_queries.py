"""Scheduled queries: section 2.4 of docs/timestream-stand-in.md."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.timestream.server import TimestreamServer
from tests.support.timestream_clients import NOW, Account, error_of, multi

RUNTIME = datetime.fromtimestamp(NOW // 1000, UTC)
SQL = (
    "SELECT host, bin(@scheduled_runtime, 1m) AS minute, 'mean' AS kind, avg(load) AS load, count(*) AS readings, "
    "max(state) AS state, max(open) AS open, max(time) AS latest "
    "FROM {db}.Readings WHERE time BETWEEN @scheduled_runtime - 1h AND @scheduled_runtime GROUP BY host"
)


def attribute(column: str, type_: str, target: str | None = None) -> dict[str, str]:
    return {
        "SourceColumn": column,
        "MeasureValueType": type_,
        **({"TargetMultiMeasureAttributeName": target} if target else {}),
    }


MULTI: dict[str, Any] = {
    "MultiMeasureMappings": {
        "TargetMultiMeasureName": "summary",
        "MultiMeasureAttributeMappings": [
            attribute("load", "DOUBLE", "mean_load"),
            attribute("readings", "BIGINT"),
            attribute("state", "VARCHAR"),
            attribute("open", "BOOLEAN"),
            attribute("latest", "TIMESTAMP"),
        ],
    }
}
MIXED: dict[str, Any] = {
    "MixedMeasureMappings": [
        {"SourceColumn": "load", "MeasureValueType": "DOUBLE", "TargetMeasureName": "mean_load"},
        {
            "MeasureName": "counts",
            "MeasureValueType": "MULTI",
            "MultiMeasureAttributeMappings": [attribute("readings", "BIGINT"), attribute("state", "VARCHAR")],
        },
    ]
}


@pytest.fixture
def filled(account: Account) -> Account:
    """`Readings` with hosts a and b in the last minutes, and an empty `Summaries`."""
    account.create_table("Summaries")
    for number in range(4):
        measures = {
            "load": ("DOUBLE", str(number)),
            "state": ("VARCHAR", "idle"),
            "open": ("BOOLEAN", "true"),
        }
        account.store(multi(measures, host="ab"[number % 2], at=NOW - 60_000 * number - 1000))
    return account


def definition(account: Account, sql: str = SQL, mappings: dict[str, Any] = MULTI, **others: Any) -> dict[str, Any]:
    target = {
        "DatabaseName": account.database,
        "TableName": "Summaries",
        "TimeColumn": "minute",
        "DimensionMappings": [{"Name": "host", "DimensionValueType": "VARCHAR"}],
        **mappings,
    }
    return {
        "Name": account.database,
        "QueryString": account.sql(sql),
        "ScheduleConfiguration": {"ScheduleExpression": "rate(1 minute)"},
        "NotificationConfiguration": {"SnsConfiguration": {"TopicArn": "arn:aws:sns:eu-west-1:123456789012:topic"}},
        "TargetConfiguration": {"TimestreamConfiguration": target},
        "ScheduledQueryExecutionRoleArn": "arn:aws:iam::123456789012:role/scheduled",
        "ErrorReportConfiguration": {"S3Configuration": {"BucketName": "reports", "ObjectKeyPrefix": "failed"}},
        **others,
    }


def created(account: Account, **changes: Any) -> str:
    arn: str = account.query_client.create_scheduled_query(**definition(account, **changes))["Arn"]
    return arn


def refused(account: Account, **changes: Any) -> str:
    return error_of(
        account.query_client.create_scheduled_query, "ValidationException", **definition(account, **changes)
    )


def run(account: Account, arn: str, runtime: datetime = RUNTIME) -> dict[str, Any]:
    """Runs a scheduled query and returns its LastRunSummary."""
    account.query_client.execute_scheduled_query(ScheduledQueryArn=arn, InvocationTime=runtime)
    described: Any = account.query_client.describe_scheduled_query(ScheduledQueryArn=arn)["ScheduledQuery"]
    assert described["PreviousInvocationTime"].timestamp() == runtime.timestamp()
    summary: dict[str, Any] = described["LastRunSummary"]
    return summary


def test_a_scheduled_query_is_created_described_listed_updated_and_deleted(filled: Account) -> None:
    """2.4.1"""
    client, request = filled.query_client, definition(filled)
    arn = client.create_scheduled_query(**request)["Arn"]
    assert arn.endswith(f":scheduled-query/{filled.database}")
    described = client.describe_scheduled_query(ScheduledQueryArn=arn)["ScheduledQuery"]
    assert {name: described[name] for name in request} == request
    assert described["State"] == "ENABLED"
    pages = client.get_paginator("list_scheduled_queries").paginate(PaginationConfig={"PageSize": 1})
    [listed] = [query for page in pages for query in page["ScheduledQueries"] if query["Arn"] == arn]
    destination = {"DatabaseName": filled.database, "TableName": "Summaries"}
    assert listed["TargetDestination"]["TimestreamDestination"] == destination
    client.update_scheduled_query(ScheduledQueryArn=arn, State="DISABLED")
    assert client.describe_scheduled_query(ScheduledQueryArn=arn)["ScheduledQuery"]["State"] == "DISABLED"
    error_of(client.create_scheduled_query, "ConflictException", 409, **request)
    client.delete_scheduled_query(ScheduledQueryArn=arn)
    error_of(client.describe_scheduled_query, "ResourceNotFoundException", 404, ScheduledQueryArn=arn)
    error_of(client.delete_scheduled_query, "ResourceNotFoundException", 404, ScheduledQueryArn=arn)


@pytest.mark.parametrize("expression", ["rate(5 minutes)", "cron(0/5 * * * ? *)"])
def test_a_schedule_is_rate_or_cron(filled: Account, expression: str) -> None:
    """2.4.1"""
    arn = created(filled, ScheduleConfiguration={"ScheduleExpression": expression})
    filled.query_client.delete_scheduled_query(ScheduledQueryArn=arn)


@pytest.mark.parametrize("expression", ["every minute", "rate(0 minutes)", "cron(* * *)", "rate(1 fortnight)"])
def test_an_invalid_schedule_is_refused(filled: Account, expression: str) -> None:
    """2.4.1"""
    assert "schedule expression" in refused(filled, ScheduleConfiguration={"ScheduleExpression": expression})


def test_a_scheduled_query_has_tags(filled: Account) -> None:
    """1.9.1, 2.4.1"""
    arn = created(filled, Tags=[{"Key": "team", "Value": "north"}])
    assert filled.query_client.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "team", "Value": "north"}]
    filled.query_client.delete_scheduled_query(ScheduledQueryArn=arn)


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("SELECT nothing FROM {db}.Readings", "line 1:8: Column 'nothing' does not exist"),
        ("SELECT host FROM {db}.Summaries", "line 1:8: Column 'host' does not exist"),
        ("SELECT 1 FROM {db}.Nothing", "does not exist"),
        ("SELEC", "The query syntax is invalid"),
        ("SELECT @other_parameter", "The parameter @other_parameter has no value."),
        ("SHOW DATABASES", "The query syntax is invalid"),
    ],
)
def test_an_invalid_query_is_refused(filled: Account, sql: str, problem: str) -> None:
    """2.4.2"""
    assert problem in refused(filled, sql=sql)


@pytest.mark.parametrize(
    ("mappings", "problem"),
    [
        ({"TimeColumn": "nothing"}, "Column 'nothing' of the target configuration is not in the query's result."),
        ({"TimeColumn": "host"}, "Column 'host' must be of the type TIMESTAMP, not VARCHAR."),
        ({"DimensionMappings": [{"Name": "load", "DimensionValueType": "VARCHAR"}]}, "not DOUBLE"),
        ({"MultiMeasureMappings": {"MultiMeasureAttributeMappings": [attribute("load", "DOUBLE")]}}, "must be given"),
        (
            {
                "MultiMeasureMappings": {
                    "TargetMultiMeasureName": "x",
                    "MultiMeasureAttributeMappings": [attribute("state", "DOUBLE")],
                }
            },
            "Column 'state' must be of the type DOUBLE, not VARCHAR.",
        ),
        (MIXED, "Exactly one of MultiMeasureMappings and MixedMeasureMappings must be given."),
        ({"TableName": "Nothing"}, "does not exist"),
        ({"DatabaseName": "nothing"}, "not found"),
    ],
)
def test_an_invalid_target_is_refused(filled: Account, mappings: dict[str, Any], problem: str) -> None:
    """2.4.3"""
    assert problem in refused(filled, mappings={**MULTI, **mappings})


def test_a_target_s_partition_key_must_be_mapped(filled: Account) -> None:
    """2.4.4"""
    key = {"Type": "DIMENSION", "Name": "site", "EnforcementInRecord": "REQUIRED"}
    filled.create_table("Keyed", Schema={"CompositePartitionKey": [key]})
    assert "'site'" in refused(filled, mappings={**MULTI, "TableName": "Keyed"})


def test_a_run_writes_its_target_by_multi_measure_mappings(filled: Account) -> None:
    """2.4.5"""
    arn = created(filled)
    summary = run(filled, arn)
    assert summary["RunStatus"] == "MANUAL_TRIGGER_SUCCESS"
    assert (summary["ExecutionStats"]["QueryResultRows"], summary["ExecutionStats"]["RecordsIngested"]) == (2, 2)
    minute = RUNTIME.replace(second=0).strftime("%Y-%m-%d %H:%M:%S.000000000")
    columns = "host, measure_name, time, mean_load, readings, state, open"
    assert filled.rows(f"SELECT {columns} FROM {{db}}.Summaries ORDER BY host") == [
        ["a", "summary", minute, "1.0", "2", "idle", "true"],
        ["b", "summary", minute, "2.0", "2", "idle", "true"],
    ]
    assert filled.rows("SELECT max(latest) FROM {db}.Summaries") == filled.rows("SELECT max(time) FROM {db}.Readings")
    filled.query_client.delete_scheduled_query(ScheduledQueryArn=arn)


def test_a_run_writes_its_target_by_mixed_mappings(filled: Account) -> None:
    """2.4.5"""
    arn = created(filled, mappings=MIXED)
    assert run(filled, arn)["ExecutionStats"]["RecordsIngested"] == 4
    columns = "host, measure_name, measure_value::double, readings, state"
    assert filled.rows(f"SELECT {columns} FROM {{db}}.Summaries WHERE host = 'a' ORDER BY measure_name") == [
        ["a", "counts", None, "2", "idle"],
        ["a", "mean_load", "1.0", None, None],
    ]
    filled.query_client.delete_scheduled_query(ScheduledQueryArn=arn)


def test_a_column_can_be_the_measure_name(filled: Account) -> None:
    """2.4.5"""
    attributes = {"MultiMeasureAttributeMappings": [attribute("load", "DOUBLE")]}
    arn = created(filled, mappings={"MultiMeasureMappings": attributes, "MeasureNameColumn": "kind"})
    run(filled, arn)
    assert filled.rows("SELECT DISTINCT measure_name FROM {db}.Summaries") == [["mean"]]
    filled.query_client.delete_scheduled_query(ScheduledQueryArn=arn)


def test_a_run_uses_the_invocation_time(filled: Account) -> None:
    """2.4.5"""
    arn = created(filled)
    assert run(filled, arn, RUNTIME - timedelta(hours=3))["ExecutionStats"]["QueryResultRows"] == 0
    assert filled.rows("SELECT count(*) FROM {db}.Summaries") == [["0"]]
    filled.query_client.delete_scheduled_query(ScheduledQueryArn=arn)


def test_a_second_run_overwrites(filled: Account) -> None:
    """2.4.6"""
    arn = created(filled)
    run(filled, arn)
    filled.store(multi({"load": ("DOUBLE", "17")}, host="a", at=NOW - 2000))
    run(filled, arn)
    rows = filled.rows("SELECT host, readings FROM {db}.Summaries ORDER BY host")
    assert rows == [["a", "3"], ["b", "2"]]
    filled.query_client.delete_scheduled_query(ScheduledQueryArn=arn)


def test_a_failed_run_has_a_reason(filled: Account) -> None:
    """2.4.7"""
    arn = created(filled, sql=SQL.replace("avg(load)", "avg(1e0 * CAST(state AS bigint))"))
    summary = run(filled, arn)
    assert summary["RunStatus"] == "MANUAL_TRIGGER_FAILURE"
    assert "Cannot cast 'idle'" in summary["FailureReason"]
    described = filled.query_client.describe_scheduled_query(ScheduledQueryArn=arn)["ScheduledQuery"]
    assert [failed["FailureReason"] for failed in described["RecentlyFailedRuns"]] == [summary["FailureReason"]]
    filled.query_client.delete_scheduled_query(ScheduledQueryArn=arn)


def test_rejected_records_are_in_an_error_report(filled: Account, server: TimestreamServer) -> None:
    """2.4.7"""
    arn = created(filled, sql=SQL.replace("bin(@scheduled_runtime, 1m)", "bin(@scheduled_runtime, 1m) - 30d"))
    summary = run(filled, arn)
    assert summary["ExecutionStats"]["RecordsIngested"] == 0
    location = summary["ErrorReportLocation"]["S3ReportLocation"]
    assert location["BucketName"] == "reports"
    assert location["ObjectKey"].startswith(f"failed/{filled.database}/")
    report = server.status()["reports"][f"reports/{location['ObjectKey']}"]
    [error] = report["errors"]
    assert error["reason"].startswith("The record timestamp is outside the time range")
    assert len(error["records"]) == 2
    filled.query_client.delete_scheduled_query(ScheduledQueryArn=arn)


def test_an_invocation_time_out_of_range_is_refused(filled: Account) -> None:
    """2.4.5"""
    arn = created(filled)
    with pytest.raises(ClientError, match="InvocationTime must be between"):
        run(filled, arn, datetime(9999, 1, 1, tzinfo=UTC))
    filled.query_client.delete_scheduled_query(ScheduledQueryArn=arn)
