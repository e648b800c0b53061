"""A cluster of a test's own behind the Data API's stand-in, and unmodified boto3 clients for it."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from local.clients import local_client
from local.postgresql.cluster import Cluster
from local.postgresql.database import Database
from local.postgresql.server import DataApiServer

REGION = "eu-west-2"
MASTER = "analytics_owner"
PASSWORD = "of the owner"
# One attempt and no more: a test sees what is answered. The functions' own clients are set up by the functions.
ONE_ATTEMPT = Config(retries={"total_max_attempts": 1}, parameter_validation=False)

type Fields = dict[str, Any]


@dataclass
class InMemoryAccount:
    """Clusters and secrets by ARN."""

    clusters: dict[str, Cluster] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def cluster(self, arn: str) -> Cluster | None:
        return self.clusters.get(arn)

    def secret(self, arn: str) -> str | None:
        return self.secrets.get(arn)

    def add_secret(self, username: str, password: str) -> str:
        """The new secret's ARN."""
        arn = f"arn:aws:secretsmanager:{REGION}:123456789012:secret:{username}-{uuid.uuid4().hex[:6]}"
        self.secrets[arn] = json.dumps({"username": username, "password": password})
        return arn


@dataclass
class ClusterUnderTest:
    """A cluster with its owner's secret, and a client that makes one attempt."""

    server: DataApiServer
    account: InMemoryAccount
    database: Database
    arn: str
    name: str
    owner: str
    client: Any

    def execute(self, sql: str, parameters: list[Fields] | None = None, **members: Any) -> Any:
        """The answer to ExecuteStatement. `members` are its others, those given here among them."""
        request = {
            "resourceArn": self.arn,
            "secretArn": self.owner,
            "database": self.name,
            "sql": sql,
            "parameters": parameters or [],
        }
        return self.client.execute_statement(**request | members)

    def rows(self, sql: str, **members: Any) -> list[list[Any]]:
        """The rows of a SELECT, as plain values."""
        return [[None if "isNull" in f else next(iter(f.values())) for f in row] for row in self.records(sql, members)]

    def records(self, sql: str, members: Fields | None = None) -> list[list[Fields]]:
        records: list[list[Fields]] = self.execute(sql, **members or {})["records"]
        return records

    def error(self, sql: str, parameters: list[Fields] | None = None, **members: Any) -> tuple[int, str, str]:
        """The HTTP code, name and text of the error that ExecuteStatement answers with."""
        with pytest.raises(ClientError) as caught:
            self.execute(sql, parameters, **members)
        response: Any = caught.value.response
        return (
            response["ResponseMetadata"]["HTTPStatusCode"],
            response["Error"]["Code"],
            response["Error"].get("Message", ""),
        )

    def empty(self) -> None:
        """Drops all that the owner has made, and ends all faults."""
        self.server.faults.clear()
        with self.database.connect(self.name) as administrator:
            administrator.execute(f"DROP OWNED BY {MASTER}")


@contextmanager
def new_cluster(server: DataApiServer, account: InMemoryAccount, database: Database) -> Iterator[ClusterUnderTest]:
    """A cluster with a database of its own, which is dropped in the end."""
    name = f"analytics_{uuid.uuid4().hex[:12]}"
    arn = f"arn:aws:rds:{REGION}:123456789012:cluster:{name}"
    account.clusters[arn] = Cluster(MASTER, name)
    owner = account.add_secret(MASTER, PASSWORD)
    cluster = ClusterUnderTest(server, account, database, arn, name, owner, data_api_client(server))
    cluster.rows("SELECT 1")
    yield cluster
    with database.connect() as administrator:
        administrator.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def data_api_client(server: DataApiServer, config: Config = ONE_ATTEMPT) -> Any:
    return _client(server.url, config)


@cache
def _client(url: str, config: Config) -> Any:
    """Kept: making one takes longer than most tests."""
    return local_client("rds-data", REGION, url, config)


@contextmanager
def running_cluster(folder: Path) -> Iterator[ClusterUnderTest]:
    """A PostgreSQL whose data are in `folder`, the Data API's stand-in, and a cluster."""
    account = InMemoryAccount()
    with (
        Database(folder) as database,
        DataApiServer(database, account) as server,
        new_cluster(server, account, database) as cluster,
    ):
        yield cluster
