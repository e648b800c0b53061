"""The clients that talk to the local stack."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from local.stack.stack import LocalStack, Ports


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
