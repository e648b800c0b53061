"""The functions' handlers in this process, with real clients: MiniStack, and Timestream's stand-in or PostgreSQL."""

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
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
from tests.support.data_api import running_cluster
from tests.support.database_schema import SCHEMA, SchemaUnderTest, new_schema, texts_query
from tests.support.golden import in_order, stored

DATABASE = "connect-analytics"
BUCKET = "quarantine"
MEMORY = "agent-memory"

# How each engine is written to.
WRITE_OPERATIONS = {"Timestream": "WriteRecords", "PostgreSQL": "ExecuteStatement"}
ON_BOTH_ENGINES = pytest.mark.parametrize("engine", WRITE_OPERATIONS, indirect=True)

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


@pytest.fixture(scope="session")
def postgresql_schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SchemaUnderTest]:
    """A real PostgreSQL behind the Data API, with partitions for the tests' events and for today."""
    with running_cluster(tmp_path_factory.mktemp("postgresql")) as cluster, new_schema(cluster) as schema:
        schema.update(date(2026, 11, 20))
        yield schema


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> dict[str, str]:
    """What the template sets for an engine: Timestream, unless a test is ON_BOTH_ENGINES. The tables are empty."""
    name: str = getattr(request, "param", "Timestream")
    variables: dict[str, str] = request.getfixturevalue(name.lower())
    return variables | {"ENGINE": name}


@pytest.fixture
def timestream(timestream_server: str) -> Iterator[dict[str, str]]:
    client: Any = boto3.client("timestream-write", region_name="eu-west-1", endpoint_url=timestream_server)
    client.create_database(DatabaseName=DATABASE)
    create_tables(client)
    yield {
        "AWS_ENDPOINT_URL_TIMESTREAM_WRITE": timestream_server,
        "AWS_ENDPOINT_URL_TIMESTREAM_QUERY": timestream_server,
        "TIMESTREAM_REGION": "eu-west-1",
        "TIMESTREAM_DATABASE": DATABASE,
    }
    delete_tables(client)
    client.delete_database(DatabaseName=DATABASE)


@pytest.fixture
def postgresql(postgresql_schema: SchemaUnderTest) -> Iterator[dict[str, str]]:
    cluster = postgresql_schema.cluster
    yield {
        "AWS_ENDPOINT_URL_RDS_DATA": cluster.server.url,
        "POSTGRESQL_CLUSTER_ARN": cluster.arn,
        "POSTGRESQL_SECRET_ARN": postgresql_schema.writer_secret,
        "POSTGRESQL_DATABASE": cluster.name,
        "POSTGRESQL_SCHEMA": SCHEMA,
        "OWNER_SECRET_ARN": cluster.owner,  # for `forget`; the functions do not have it
    }
    postgresql_schema.empty()


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
def environment(monkeypatch: pytest.MonkeyPatch, ministack: str, engine: dict[str, str]) -> Iterator[dict[str, str]]:
    """What the template sets on the functions, with an empty bucket and no memories."""
    variables = {
        **engine,
        "AWS_ENDPOINT_URL": ministack,
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
    table_rows = _postgresql_rows if os.environ["ENGINE"] == "PostgreSQL" else _timestream_rows
    found = {name: table_rows(name) for name in TABLES}
    return {name: sorted(rows, key=lambda row: str(sorted(row.items()))) for name, rows in found.items() if rows}


def _timestream_rows(table: str) -> list[dict[str, str | None]]:
    return rows_of(f"""SELECT * FROM {{}}."{table}" WHERE measure_name <> 'columns'""")


def _postgresql_rows(table: str) -> list[dict[str, str | None]]:
    columns, sql = texts_query(table)
    records = _statement(sql, os.environ["POSTGRESQL_SECRET_ARN"])["records"]
    return [dict(zip(columns, (field.get("stringValue") for field in record), strict=True)) for record in records]


def _statement(sql: str, secret_arn: str) -> Any:
    client: Any = boto3.client("rds-data")
    return client.execute_statement(
        resourceArn=os.environ["POSTGRESQL_CLUSTER_ARN"],
        secretArn=secret_arn,
        database=os.environ["POSTGRESQL_DATABASE"],
        sql=sql,
    )


def golden_rows() -> list[dict[str, Any]]:
    """All rows of all tables as a golden file has them."""
    return in_order(row for table, rows in everything().items() for row in stored(table, rows))


def forget() -> None:
    """Empties the tables and the agents' memories."""
    if os.environ["ENGINE"] == "PostgreSQL":
        names = ", ".join(f'"{SCHEMA}"."{name}"' for name in TABLES)
        _statement(f"TRUNCATE {names}", os.environ["OWNER_SECRET_ARN"])
    else:
        client: Any = boto3.client("timestream-write", region_name="eu-west-1")
        delete_tables(client)
        create_tables(client)
    dynamodb: Any = boto3.client("dynamodb")
    for item in dynamodb.scan(TableName=MEMORY)["Items"]:
        dynamodb.delete_item(TableName=MEMORY, Key={"agent": item["agent"]})
