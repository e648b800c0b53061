"""A PostgreSQL, the Data API's stand-in and a cluster for all tests; each finds the cluster empty."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from local.postgresql.database import Database
from local.postgresql.server import DataApiServer
from tests.support.data_api import ClusterUnderTest, InMemoryAccount, new_cluster


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with Database(tmp_path_factory.mktemp("postgresql")) as running:
        yield running


@pytest.fixture(scope="session")
def account() -> InMemoryAccount:
    return InMemoryAccount()


@pytest.fixture(scope="session")
def server(database: Database, account: InMemoryAccount) -> Iterator[DataApiServer]:
    with DataApiServer(database, account) as running:
        yield running


@pytest.fixture(scope="session")
def shared_cluster(server: DataApiServer, account: InMemoryAccount, database: Database) -> Iterator[ClusterUnderTest]:
    with new_cluster(server, account, database) as made:
        yield made


@pytest.fixture
def cluster(shared_cluster: ClusterUnderTest) -> Iterator[ClusterUnderTest]:
    yield replace(shared_cluster)
    shared_cluster.empty()
