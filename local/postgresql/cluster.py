"""What a call names: a cluster and a secret. What they are is asked of the account, through RDS and Secrets Manager."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg
from botocore.exceptions import ClientError
from psycopg import sql

from local.postgresql.database import Database
from local.postgresql.errors import (
    HttpEndpointNotEnabledException,
    InvalidSecretException,
    SecretsErrorException,
)
from local.postgresql.results import register_loaders

_SECONDS_KNOWN = 60.0


@dataclass(frozen=True)
class Cluster:
    """What RDS made: the database, and the user that owns it."""

    master_username: str
    database: str


@dataclass(frozen=True)
class Credentials:
    username: str
    password: str


class Account(Protocol):
    """The AWS account that clusters and secrets are of."""

    def cluster(self, arn: str) -> Cluster | None:
        """The cluster, where it has a Data API."""

    def secret(self, arn: str) -> str | None:
        """The secret's string."""


class AwsAccount:
    """An account that answers RDS and Secrets Manager, with a client of each. What it has said is good for a minute."""

    def __init__(self, rds: Any, secrets_manager: Any) -> None:
        self._rds = rds
        self._secrets_manager = secrets_manager
        self._known: dict[str, tuple[float, Any]] = {}

    def cluster(self, arn: str) -> Cluster | None:
        found: Cluster | None = self._ask(arn, self._find_cluster)
        return found

    def secret(self, arn: str) -> str | None:
        found: str | None = self._ask(arn, self._find_secret)
        return found

    def _ask(self, arn: str, find: Callable[[str], Any]) -> Any:
        good_until, found = self._known.get(arn, (0.0, None))
        if good_until < time.monotonic():
            found = find(arn)
            if found is not None:
                self._known[arn] = time.monotonic() + _SECONDS_KNOWN, found
        return found

    def _find_cluster(self, arn: str) -> Cluster | None:
        for cluster in self._rds.describe_db_clusters()["DBClusters"]:
            if cluster["DBClusterArn"] == arn and cluster.get("HttpEndpointEnabled"):
                return Cluster(cluster["MasterUsername"], cluster["DatabaseName"])
        return None

    def _find_secret(self, arn: str) -> Any:
        try:
            return self._secrets_manager.get_secret_value(SecretId=arn)["SecretString"]
        except ClientError:
            return None


@dataclass(frozen=True)
class Session:
    """A connection to a database as the user of a secret."""

    connection: psycopg.Connection
    credentials: Credentials
    database: str


class Connections:
    """Sessions of PostgreSQL for callers. One that is given back is used again, as the service does, but without
    whatever the statement before has set."""

    def __init__(self, database: Database, account: Account) -> None:
        self._database = database
        self._account = account
        self._idle: list[Session] = []
        self._created: set[tuple[Cluster, Credentials]] = set()
        self._lock = threading.Lock()

    def take(self, resource_arn: str, secret_arn: str, database: str | None) -> Session:
        """A session for the cluster and the secret's user. Without a database it is the one of the user's name.

        Raises a ServiceError, or psycopg.OperationalError where PostgreSQL refuses the user.
        """
        cluster = self._account.cluster(resource_arn)
        if cluster is None:
            raise HttpEndpointNotEnabledException(f"HttpEndpoint isn't enabled for cluster {resource_arn}")
        credentials = self._credentials(secret_arn)
        name = database or credentials.username
        with self._lock:
            self._create(cluster, credentials)
            for session in reversed(self._idle):
                if (session.credentials, session.database) == (credentials, name):
                    self._idle.remove(session)
                    return session
        connection = self._database.connect(name, user=credentials.username, password=credentials.password)
        register_loaders(connection)
        return Session(connection, credentials, name)

    def give_back(self, session: Session) -> None:
        try:
            session.connection.execute("DISCARD ALL", prepare=False)  # or it would discard its own preparation
        except psycopg.Error:
            session.connection.close()
        else:
            with self._lock:
                self._idle.append(session)

    def close(self) -> None:
        for session in self._idle:
            session.connection.close()

    def _credentials(self, secret_arn: str) -> Credentials:
        text = self._account.secret(secret_arn)
        if text is None:
            raise SecretsErrorException(f"Secrets Manager can't find the specified secret: {secret_arn}")
        try:
            secret = json.loads(text)
            return Credentials(secret["username"], secret["password"])
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidSecretException(f"The secret has no username and password: {secret_arn}") from error

    def _create(self, cluster: Cluster, credentials: Credentials) -> None:
        """Does what RDS does when it makes a cluster. It knows the master's password then; here the first secret
        that names the master has it."""
        if credentials.username != cluster.master_username or (cluster, credentials) in self._created:
            return
        master, database = sql.Identifier(cluster.master_username), sql.Identifier(cluster.database)
        with self._database.connect() as administrator:
            known = administrator.execute("SELECT rolname FROM pg_roles WHERE rolname = %s", [cluster.master_username])
            if not known.fetchone():
                administrator.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE").format(master))
            administrator.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(master, sql.Literal(credentials.password))
            )
            there = administrator.execute("SELECT datname FROM pg_database WHERE datname = %s", [cluster.database])
            if not there.fetchone():
                administrator.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, master))
        self._created.add((cluster, credentials))
