"""The functions' handlers in this process, with real clients: the Timestream stand-in and MiniStack."""

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest
from pytest_mock import MockerFixture

from connect_analytics.schema import TABLES
from connect_analytics.store.timestream import PARTITION_KEYS
from local.stack.environment import isolated
from local.stack.processes import HOST, Process, free_port
from tests.support.golden import in_order, stored

DATABASE = "connect-analytics"
BUCKET = "quarantine"
MEMORY = "agent-memory"

# Rows of the tests' events are years old by the time that somebody runs them.
RETENTION = {"MemoryStoreRetentionPeriodInHours": 8766, "MagneticStoreRetentionPeriodInDays": 7300}


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of MiniStack."""
    port = free_port()
    # Without the last, it would listen for devices on all interfaces.
    variables = {"BIND_HOST": HOST, "GATEWAY_PORT": str(port), "IOT_MTLS_ENABLED": "0"}
    with _running(["ministack"], port, "/_ministack/health", tmp_path_factory.mktemp("ministack"), variables) as url:
        yield url


@pytest.fixture(scope="session")
def timestream_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the Timestream stand-in."""
    port = free_port()
    command = ["local.timestream", "--memory", "--port", str(port)]
    with _running(command, port, "/", tmp_path_factory.mktemp("timestream"), {}) as url:
        yield url


@contextmanager
def _running(command: list[str], port: int, health: str, folder: Path, variables: dict[str, str]) -> Iterator[str]:
    process = Process(
        command[0],
        [sys.executable, "-m", *command],
        environment=isolated(**variables),
        log=folder / "log",
        folder=folder,
    )
    try:
        process.wait_until_ready(f"http://{HOST}:{port}{health}")
        yield f"http://{HOST}:{port}"
    finally:
        process.end()


@pytest.fixture
def timestream(timestream_server: str) -> Iterator[str]:
    """The address of Timestream, with a database and the six tables, empty."""
    client: Any = boto3.client("timestream-write", region_name="eu-west-1", endpoint_url=timestream_server)
    client.create_database(DatabaseName=DATABASE)
    create_tables(client)
    yield timestream_server
    delete_tables(client)
    client.delete_database(DatabaseName=DATABASE)


def create_tables(client: Any) -> None:
    for table in TABLES.values():
        key = {"Type": "DIMENSION", "Name": PARTITION_KEYS[table.name], "EnforcementInRecord": "REQUIRED"}
        client.create_table(
            DatabaseName=DATABASE,
            TableName=table.name,
            RetentionProperties=RETENTION,
            MagneticStoreWriteProperties={"EnableMagneticStoreWrites": True},
            Schema={"CompositePartitionKey": [key]},
        )


def delete_tables(client: Any) -> None:
    for name in TABLES:
        client.delete_table(DatabaseName=DATABASE, TableName=name)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, ministack: str, timestream: str) -> Iterator[dict[str, str]]:
    """What the template sets on the functions, with an empty bucket and no memories."""
    variables = {
        "AWS_ENDPOINT_URL": ministack,
        "AWS_ENDPOINT_URL_TIMESTREAM_WRITE": timestream,
        "AWS_ENDPOINT_URL_TIMESTREAM_QUERY": timestream,
        "ENGINE": "Timestream",
        "TIMESTREAM_REGION": "eu-west-1",
        "TIMESTREAM_DATABASE": DATABASE,
        "QUARANTINE_BUCKET": BUCKET,
        "AGENT_MEMORY_TABLE": MEMORY,
        "AGENT_NAMES": "true",
        "INSTANCE_ARN": "arn:aws:connect:eu-west-2:123456789012:instance/7d0f2c1e-5a55-4f0e-9a53-2f8a4bb3c001",
        "SNAPSHOTS_PER_MINUTE": "4",
        "POWERTOOLS_SERVICE_NAME": "tests",
        "POWERTOOLS_METRICS_NAMESPACE": "ConnectAnalytics",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    s3: Any = boto3.client("s3")
    dynamodb: Any = boto3.client("dynamodb")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    dynamodb.create_table(
        TableName=MEMORY,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "agent", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "agent", "KeyType": "HASH"}],
    )
    yield variables
    for item in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        s3.delete_object(Bucket=BUCKET, Key=item["Key"])
    s3.delete_bucket(Bucket=BUCKET)
    dynamodb.delete_table(TableName=MEMORY)


@pytest.fixture
def start(environment: dict[str, str], mocker: MockerFixture) -> Callable[[str], ModuleType]:
    """Starts a function as Lambda does: its module anew. Waits between the SDK's retries are left out."""
    mocker.patch("botocore.endpoint.time")

    def start_function(name: str) -> ModuleType:
        sys.modules.pop(name, None)
        return importlib.import_module(name)

    return start_function


class Context:
    """What Lambda tells a function of its invocation."""

    function_name = "function"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-west-2:123456789012:function:function"
    aws_request_id = "request"


@pytest.fixture
def context() -> Context:
    return Context()


def quarantined() -> list[dict[str, Any]]:
    """What lies in the bucket."""
    s3: Any = boto3.client("s3")
    names = [item["Key"] for item in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
    return [{"name": name, **json.loads(s3.get_object(Bucket=BUCKET, Key=name)["Body"].read())} for name in names]


def query(sql: str) -> list[list[str | None]]:
    """Asks Timestream; `{}` in the query stands for the database."""
    return [list(row.values()) for row in rows_of(sql)]


def rows_of(sql: str) -> list[dict[str, str | None]]:
    """What Timestream answers, by column."""
    client: Any = boto3.client("timestream-query", region_name="eu-west-1")
    pages = client.get_paginator("query").paginate(QueryString=sql.replace("{}", f'"{DATABASE}"'))
    return [
        {
            column["Name"]: datum.get("ScalarValue")
            for column, datum in zip(page["ColumnInfo"], row["Data"], strict=True)
        }
        for page in pages
        for row in page["Rows"]
    ]


def everything() -> dict[str, list[dict[str, str | None]]]:
    """All rows of all tables that have any, but for those that are there for their columns."""
    found = {name: rows_of(f"""SELECT * FROM {{}}."{name}" WHERE measure_name <> 'columns'""") for name in TABLES}
    return {name: sorted(rows, key=lambda row: str(sorted(row.items()))) for name, rows in found.items() if rows}


def golden_rows() -> list[dict[str, Any]]:
    """All rows of all tables as a golden file has them."""
    return in_order(row for table, rows in everything().items() for row in stored(table, rows))


def forget() -> None:
    """Empties the tables and the agents' memories."""
    client: Any = boto3.client("timestream-write", region_name="eu-west-1")
    delete_tables(client)
    create_tables(client)
    dynamodb: Any = boto3.client("dynamodb")
    for item in dynamodb.scan(TableName=MEMORY)["Items"]:
        dynamodb.delete_item(TableName=MEMORY, Key={"agent": item["agent"]})
