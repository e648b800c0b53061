"""The clients that talk to the local stack."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from local.stack.engine import Engine
from local.stack.environment import REGION, ROOT
from local.stack.postgresql import PostgresqlEngine
from local.stack.stack import STACK_NAME, LocalStack, Ports
from local.stack.timestream import TimestreamEngine


@contextmanager
def step(_text: str) -> Iterator[Any]:
    yield print


@pytest.fixture
def stack(tmp_path: Path) -> LocalStack:
    return LocalStack(tmp_path, Ports(4001, 4002, 4003, 4004), step, keep_data=False)


@pytest.mark.parametrize(
    ("service", "url", "region"),
    [
        ("kinesis", "http://127.0.0.1:4001", "eu-west-2"),
        ("timestream-write", "http://127.0.0.1:4002", "eu-west-1"),
        ("timestream-query", "http://127.0.0.1:4002", "eu-west-1"),
        ("connect", "http://127.0.0.1:4003", "eu-west-2"),
    ],
)
def test_a_client_talks_to_its_own_server_whatever_the_user_has_set(
    stack: LocalStack, service: str, url: str, region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://user.example")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "the user's own")
    client = stack.client(service)
    assert client.meta.endpoint_url == url
    assert client.meta.region_name == region
    assert client._request_signer._credentials.access_key == "local"


def test_every_table_of_the_template_is_the_stacks(stack: LocalStack) -> None:
    assert stack.database == "connect-analytics"
    assert len(stack.tables) == 6


@pytest.mark.parametrize(
    ("engine", "endpoints", "ports"),
    [
        (
            TimestreamEngine(),
            {
                "AWS_ENDPOINT_URL_TIMESTREAM_QUERY": "http://10.0.0.1:4002",
                "AWS_ENDPOINT_URL_TIMESTREAM_WRITE": "http://10.0.0.1:4002",
            },
            {"--timestream-port": 4002},
        ),
        (
            PostgresqlEngine(),
            {"AWS_ENDPOINT_URL_RDS_DATA": "http://10.0.0.1:4005"},
            {"--data-api-port": 4005, "--postgresql-port": 4006},
        ),
    ],
    ids=["timestream", "postgresql"],
)
def test_an_engine_has_its_own_servers(
    tmp_path: Path, engine: Engine, endpoints: dict[str, str], ports: dict[str, int]
) -> None:
    stack = LocalStack(tmp_path, Ports(4001, 4002, 4003, 4004, 4005, 4006), step, keep_data=False, engine=engine)
    common = {"AWS_ENDPOINT_URL": "http://10.0.0.1:4001", "AWS_ENDPOINT_URL_CONNECT": "http://10.0.0.1:4003"}
    assert stack.endpoints("10.0.0.1") == common | endpoints
    assert engine.ports(stack.ports) == ports
    assert len(engine.sample_queries) == 3
    assert (engine.dashboards / "wallboard.json").exists()


@pytest.mark.parametrize("engine", [TimestreamEngine(), PostgresqlEngine()], ids=["timestream", "postgresql"])
def test_an_engine_is_deployed_by_an_environment_of_its_own(engine: Engine) -> None:
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())[engine.config_environment]
    overrides = config["deploy"]["parameters"]["parameter_overrides"]
    chosen = dict(override.split("=", 1) for override in overrides).get("Engine", "Timestream")
    assert chosen == engine.name
    assert config["global"]["parameters"] == {"stack_name": STACK_NAME, "region": REGION}
