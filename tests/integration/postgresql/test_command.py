"""`python -m local.postgresql`, with MiniStack for the account."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from local.clients import local_client
from local.http_server import HOST
from local.stack.environment import ROOT, isolated
from tests.support.data_api import REGION
from tests.support.ministack import ministack

OWNER = {"username": "analytics_owner", "password": "of the owner"}


@pytest.fixture(scope="module")
def aws_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ministack(tmp_path_factory.mktemp("ministack")) as url:
        yield url


@pytest.fixture(scope="module")
def named(aws_url: str) -> dict[str, str]:
    """The cluster, secret and database of a call, as CloudFormation would have made them."""
    secret: Any = local_client("secretsmanager", REGION, aws_url).create_secret(
        Name="owner", SecretString=json.dumps(OWNER)
    )
    cluster: Any = local_client("rds", REGION, aws_url).create_db_cluster(
        DBClusterIdentifier="analytics",
        Engine="aurora-postgresql",
        MasterUsername=OWNER["username"],
        MasterUserPassword=OWNER["password"],
        DatabaseName="analytics",
        EnableHttpEndpoint=True,
    )
    return {
        "resourceArn": cluster["DBCluster"]["DBClusterArn"],
        "secretArn": secret["ARN"],
        "database": "analytics",
    }


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "local.postgresql", "--region", REGION, *options]


@contextmanager
def running(*options: str) -> Iterator[Any]:
    """A client of the command, which is asked to end in the end, and ends well."""
    process = subprocess.Popen(
        command("--port", "0", "--postgresql-port", "0", *options),
        cwd=ROOT,
        env=isolated(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout:
        url = process.stdout.readline().split()[-1]
        try:
            yield local_client("rds-data", REGION, url)
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0


def test_it_asks_rds_and_secrets_manager_and_keeps_its_data(
    aws_url: str, named: dict[str, str], tmp_path: Path
) -> None:
    options = ("--aws-url", aws_url, "--data-dir", str(tmp_path / "data"))
    with running(*options) as client:
        client.execute_statement(**named, sql="CREATE TABLE kept AS SELECT current_user::text AS owner")
    with running(*options) as client:
        answer = client.execute_statement(**named, sql="SELECT owner FROM kept")
    assert answer["records"] == [[{"stringValue": OWNER["username"]}]]


def test_a_cluster_or_secret_that_the_account_does_not_have_is_an_error(
    aws_url: str, named: dict[str, str], tmp_path: Path
) -> None:
    with running("--aws-url", aws_url, "--data-dir", str(tmp_path / "data")) as client:
        with pytest.raises(client.exceptions.HttpEndpointNotEnabledException):
            client.execute_statement(**named | {"resourceArn": named["resourceArn"] + "x"}, sql="SELECT 1")
        with pytest.raises(client.exceptions.SecretsErrorException):
            client.execute_statement(**named | {"secretArn": named["secretArn"] + "x"}, sql="SELECT 1")


@pytest.mark.parametrize("option", ["--port", "--postgresql-port"])
def test_a_port_that_is_taken_is_one_sentence(option: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ports = {"--port": "0", "--postgresql-port": "0"} | {option: port}
        options = [word for pair in ports.items() for word in pair]
        ended = subprocess.run(
            command(*options, "--data-dir", str(tmp_path / "data")),
            cwd=ROOT,
            env=isolated(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert ended.returncode == 2
    assert ended.stderr == f"Port {port} is taken; stop what listens there, or choose another with {option}.\n"
