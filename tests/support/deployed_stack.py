"""The deployed application as tests read it: its rows, quarantine and metrics, and a wait for what takes time."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from local.connect.sending import AwsSender
from local.stack.engine import Row
from local.stack.stack import EVENT_SOURCE, LocalStack
from local.stack.tables import table_requests

# The payloads in events/ have one fixed day, which the retention must not cut off.
_RETENTION = {"MemoryStoreRetentionPeriodInHours": 25, "MagneticStoreRetentionPeriodInDays": 73_000}


def empty(stack: LocalStack) -> None:
    """Empties the tables, the memory of the agents and the quarantine."""
    timestream = stack.client("timestream-write")
    for request in table_requests(stack.template):
        timestream.delete_table(DatabaseName=stack.database, TableName=request["TableName"])
        timestream.create_table(**{**request, "RetentionProperties": _RETENTION})
    dynamodb, memory = stack.client("dynamodb"), stack.resources["AgentMemory"]
    for item in dynamodb.scan(TableName=memory)["Items"]:
        dynamodb.delete_item(TableName=memory, Key={"agent": item["agent"]})
    s3, bucket = stack.client("s3"), stack.resources["QuarantineBucket"]
    for name in object_names(stack):
        s3.delete_object(Bucket=bucket, Key=name)


def sender(stack: LocalStack) -> AwsSender:
    """Sends to the stack's stream and bus, as the simulated centre does."""
    return AwsSender(stack.client("kinesis"), stack.client("events"), stack.resources["AgentEventStream"], EVENT_SOURCE)


def object_names(stack: LocalStack) -> list[str]:
    """The keys in the quarantine bucket."""
    answer = stack.client("s3").list_objects_v2(Bucket=stack.resources["QuarantineBucket"])
    return [item["Key"] for item in answer.get("Contents", [])]


def stored_rows(stack: LocalStack, table: str) -> list[Row]:
    """All rows but the one that only brings all columns."""
    sql = f"""SELECT * FROM "{stack.database}"."{table}" WHERE measure_name <> 'columns'"""
    return stack.rows(sql)


def wait_until[T](description: str, condition: Callable[[], T], seconds: float = 60) -> T:
    """Returns the condition's value as soon as it is true. Fails the test after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > deadline:
            pytest.fail(f"Not so after {seconds:.0f} seconds: {description}.")
        time.sleep(0.2)
    return result


def logged_metrics(stack: LocalStack, log_group: str) -> dict[str, float]:
    """The sums of all metrics in a function's log, which has them in CloudWatch's embedded metric format."""
    logs = stack.client("logs")
    sums: dict[str, float] = {}
    for page in logs.get_paginator("filter_log_events").paginate(logGroupName=stack.resources[log_group]):
        for event in page["events"]:
            for name, values in _metrics(event["message"]).items():
                sums[name] = sums.get(name, 0) + sum(values)
    return sums


def _metrics(message: str) -> dict[str, Any]:
    if '"_aws"' not in message:
        return {}
    record = json.loads(message)
    names = [metric["Name"] for directive in record["_aws"]["CloudWatchMetrics"] for metric in directive["Metrics"]]
    return {name: record[name] for name in names}
