"""DatabaseSchemaFunction end to end, as CloudFormation and the schedule call it."""

import importlib
import json
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from types import ModuleType
from typing import Any

import boto3
import pytest

from connect_analytics.schema import TABLES
from tests.support.data_api import ClusterUnderTest
from tests.support.ministack import ministack

SCHEMA = "connect-analytics"


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ministack(tmp_path_factory.mktemp("ministack")) as url:
        yield url


@pytest.fixture
def start(cluster: ClusterUnderTest, aws: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ModuleType]:
    """Starts the function as Lambda does, its module anew, with two secrets of this test's own."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws)
    monkeypatch.setenv("AWS_ENDPOINT_URL_RDS_DATA", cluster.server.url)
    secrets: Any = boto3.client("secretsmanager")

    def secret(user: str) -> str:
        text = json.dumps({"username": f"{user}_{cluster.name[-12:]}", "password": user[0] * 40})
        return str(secrets.create_secret(Name=f"{user}-{uuid.uuid4().hex}", SecretString=text)["ARN"])

    variables = {
        "ENGINE": "PostgreSQL",
        "POSTGRESQL_CLUSTER_ARN": cluster.arn,
        "POSTGRESQL_SECRET_ARN": cluster.owner,
        "POSTGRESQL_DATABASE": cluster.name,
        "POSTGRESQL_SCHEMA": SCHEMA,
        "QUARANTINE_BUCKET": "quarantine",
        "OWNER_SECRET_ARN": cluster.owner,
        "WRITER_SECRET_ARN": secret("writer"),
        "GRAFANA_SECRET_ARN": secret("grafana"),
        "RETENTION_DAYS": "365",
        "POWERTOOLS_SERVICE_NAME": "database-schema",
        "POWERTOOLS_METRICS_NAMESPACE": "ConnectAnalytics",
    }

    def start_function(**changes: str) -> ModuleType:
        for name, value in (variables | changes).items():
            monkeypatch.setenv(name, value)
        sys.modules.pop("database_schema", None)
        return importlib.import_module("database_schema")

    return start_function


class CloudFormation(HTTPServer):
    """Takes what a custom resource answers with."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.answers: list[dict[str, Any]] = []

    def request(self, type_: str) -> dict[str, Any]:
        return {
            "RequestType": type_,
            "ResponseURL": f"http://127.0.0.1:{self.server_port}/answer?signature=x",
            "StackId": "stack",
            "RequestId": "request",
            "LogicalResourceId": "DatabaseSchema",
        }


class _Answer(BaseHTTPRequestHandler):
    server: CloudFormation

    def do_PUT(self) -> None:
        # The address is signed without a content type: any other than none is refused.
        status = 403 if self.headers.get("Content-Type") else 200
        self.server.answers.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def cloudformation() -> Iterator[CloudFormation]:
    with _running(CloudFormation()) as server:
        yield server


@contextmanager
def _running(server: CloudFormation) -> Iterator[CloudFormation]:
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def tables(cluster: ClusterUnderTest) -> set[str]:
    sql = "SELECT relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
    return {name for (name,) in cluster.rows(f"{sql} WHERE nspname = '{SCHEMA}' AND relkind = 'p'")}


def test_the_nightly_call_makes_the_six_tables_and_a_second_one_makes_less(
    start: Callable[..., ModuleType], cluster: ClusterUnderTest
) -> None:
    function = start()
    first = function.handler({}, Context())["statements"]
    assert tables(cluster) == set(TABLES)
    assert function.handler({}, Context())["statements"] < first / 2


def test_cloudformation_hears_that_the_tables_are_there_under_the_schemas_name(
    start: Callable[..., ModuleType], cluster: ClusterUnderTest, cloudformation: CloudFormation
) -> None:
    start().handler(cloudformation.request("Create"), Context())
    assert cloudformation.answers == [
        {
            "Status": "SUCCESS",
            "Reason": "",
            "PhysicalResourceId": SCHEMA,
            "StackId": "stack",
            "RequestId": "request",
            "LogicalResourceId": "DatabaseSchema",
        }
    ]
    assert tables(cluster) == set(TABLES)


def test_cloudformation_hears_why_the_tables_could_not_be_made(
    start: Callable[..., ModuleType], cloudformation: CloudFormation
) -> None:
    start(POSTGRESQL_SCHEMA="x" * 64).handler(cloudformation.request("Update"), Context())
    [answer] = cloudformation.answers
    assert answer["Status"] == "FAILED"
    assert "Shorten DatabaseName" in answer["Reason"]


def test_a_nightly_call_that_fails_raises_so_that_its_alarm_goes_off(
    start: Callable[..., ModuleType], cluster: ClusterUnderTest
) -> None:
    function = start()
    cluster.server.faults.add("deny:ExecuteStatement:1")
    with pytest.raises(Exception, match="not authorized"):
        function.handler({}, Context())


def test_deleting_the_stack_leaves_the_tables_to_the_cluster(
    start: Callable[..., ModuleType], cluster: ClusterUnderTest, cloudformation: CloudFormation
) -> None:
    function = start()
    function.handler({}, Context())
    function.handler(cloudformation.request("Delete"), Context())
    assert cloudformation.answers[0]["Status"] == "SUCCESS"
    assert tables(cluster) == set(TABLES)


class Context:
    function_name = "function"
    memory_limit_in_mb = 256
    invoked_function_arn = "arn:aws:lambda:eu-west-2:123456789012:function:function"
    aws_request_id = "request"
