"""The stand-in in this process, and boto3 clients: with `endpoint_url=`, and with endpoints from the environment."""

import uuid
from collections.abc import Iterator

import pytest

from local.timestream.server import TimestreamServer
from tests.support.timestream_clients import NOW, Account, clients, environment_clients, multi


@pytest.fixture(scope="session")
def server() -> Iterator[TimestreamServer]:
    with TimestreamServer() as running:
        yield running
        # A server has at most 500 databases, fewer than there are tests: each test deletes its own.
        assert not running.store.catalog.databases


@pytest.fixture(scope="session", params=["endpoint_url", "environment"])
def shared_account(server: TimestreamServer, request: pytest.FixtureRequest) -> Iterator[Account]:
    """Both clients, without a database."""
    if request.param == "endpoint_url":
        yield clients(server.url)
    else:
        with environment_clients(server.url) as account:
            yield account


@pytest.fixture
def account(shared_account: Account) -> Iterator[Account]:
    """Both clients, and a new database with an empty table `Readings`."""
    account = shared_account.with_database(f"database-{uuid.uuid4().hex[:8]}")
    account.write_client.create_database(DatabaseName=account.database)
    account.create_table("Readings")
    yield account
    account.drop_database()


@pytest.fixture
def filled(account: Account) -> Account:
    """`Readings` with hosts a, b and c at four times, a minute apart; `Places` with the places of a, b and x."""
    account.store(
        *[
            multi(
                {
                    "level": ("BIGINT", str(number)),
                    "load": ("DOUBLE", str(number / 4)),
                    "state": ("VARCHAR", ("idle", "busy")[number % 2]),
                    "open": ("BOOLEAN", str(number > 5).lower()),
                    "since": ("TIMESTAMP", str(NOW - 60_000 * number)),
                },
                host="abc"[number % 3],
                at=NOW - 60_000 * (number // 3),
            )
            for number in range(12)
        ]
    )
    account.create_table("Places")
    account.store(
        *[
            multi({"place": ("VARCHAR", place)}, host=host)
            for host, place in (("a", "north"), ("b", "south"), ("x", "nowhere"))
        ],
        table="Places",
    )
    return account
