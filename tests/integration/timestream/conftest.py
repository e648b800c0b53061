"""The stand-in in this process, and unmodified boto3 clients for it: once by `endpoint_url=`, once by environment."""

import uuid
from collections.abc import Iterator

import pytest

from local.timestream.server import TimestreamServer
from tests.support.timestream_clients import Account, clients, environment_clients


@pytest.fixture(scope="session")
def server() -> Iterator[TimestreamServer]:
    with TimestreamServer() as running:
        yield running
        # A server takes 500 databases, and there are more tests than that: each one drops what it makes.
        assert not running.store.catalog.databases


@pytest.fixture(scope="session", params=["endpoint_url", "environment"])
def shared_account(server: TimestreamServer, request: pytest.FixtureRequest) -> Iterator[Account]:
    """Both clients, made either way."""
    if request.param == "endpoint_url":
        yield clients(server.url)
    else:
        with environment_clients(server.url) as account:
            yield account


@pytest.fixture
def account(shared_account: Account) -> Iterator[Account]:
    """Both clients, with a database of the test's own that has a table `Readings`."""
    account = shared_account.with_database(f"database-{uuid.uuid4().hex[:8]}")
    account.write.create_database(DatabaseName=account.database)
    account.create_table("Readings")
    yield account
    account.drop_database()
