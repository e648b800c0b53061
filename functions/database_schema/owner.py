"""The database as its owner sees it, through the RDS Data API."""

import time
from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from connect_analytics.store.postgresql import sqlstate
from connect_analytics.telemetry import logger
from schema_statements import Existing

# A statement may take 45 seconds; the SDK itself repeats what servers and networks fail at.
_CLIENT = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 3})

# A database that was just created, resumes or fails over answers with these, for minutes.
_NOT_READY = {
    "BadRequestException",
    "DatabaseNotFoundException",
    "DatabaseResumingException",
    "DatabaseUnavailableException",
    "HttpEndpointNotEnabledException",
    "InternalServerErrorException",
    "InvalidResourceStateException",
    "ServiceUnavailableError",
    "StatementTimeoutException",
    "ThrottlingException",
}
# Another run at the same time has just made it: schema, table, role, or an entry of the catalogue.
_MADE_MEANWHILE = {"42P06", "42P07", "42710", "23505"}
# Another run or a query is in the way: a deadlock, a lock, "tuple concurrently updated".
_IN_THE_WAY = {"40P01", "55P03", "XX000"}

_EXISTING = """
SELECT 'role', rolname, '' FROM pg_roles
UNION ALL
SELECT 'database', datname, '' FROM pg_database WHERE pg_get_userbyid(datdba) = current_user
UNION ALL
SELECT 'column', c.relname, a.attname
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE n.nspname = :schema AND c.relkind = 'p' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'partition', parent.relname, child.relname
FROM pg_inherits i JOIN pg_class parent ON parent.oid = i.inhparent JOIN pg_class child ON child.oid = i.inhrelid
JOIN pg_namespace n ON n.oid = parent.relnamespace
WHERE n.nspname = :schema AND parent.relkind = 'p' AND child.relkind = 'r'
"""


class Owner:
    """Runs statements as the owner of the tables, with patience for a database that is not ready yet."""

    def __init__(
        self,
        cluster_arn: str,
        secret_arn: str,
        database: str,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._call = {"resourceArn": cluster_arn, "secretArn": secret_arn, "database": database}
        self._client: Any = boto3.client("rds-data", config=_CLIENT)
        self._clock = clock
        self._sleep = sleep

    def existing(self, schema: str, deadline: float) -> Existing:
        """What there is in the schema. Gives up at `deadline`, by the clock, with the database's own error."""
        parameters = [{"name": "schema", "value": {"stringValue": schema}}]
        records = self._run(_EXISTING, deadline, parameters=parameters)["records"]
        found: dict[str, dict[str, set[str]]] = {"role": {}, "database": {}, "column": {}, "partition": {}}
        for record in records:
            kind, owner, name = (field["stringValue"] for field in record)
            found[kind].setdefault(owner, set()).add(name)
        return Existing(
            roles=frozenset(found["role"]),
            columns={table: frozenset(names) for table, names in found["column"].items()},
            partitions={table: frozenset(names) for table, names in found["partition"].items()},
            databases=frozenset(found["database"]),
        )

    def execute(self, statement: str, deadline: float) -> None:
        """Runs a statement that may be repeated. AWS asks for `continueAfterTimeout` where a statement is DDL."""
        try:
            self._run(statement, deadline, continueAfterTimeout=True)
        except ClientError as error:
            if sqlstate(str(error)) not in _MADE_MEANWHILE:
                raise

    def _run(self, sql: str, deadline: float, **more: Any) -> Any:
        wait = 1.0
        while True:
            try:
                return self._client.execute_statement(sql=sql, **self._call, **more)
            except (ClientError, BotoCoreError) as error:
                if not _passes(error) or self._clock() + wait > deadline:
                    raise
                logger.info("The database is not ready; trying again", seconds=wait, error=str(error))
            self._sleep(wait)
            wait = min(wait * 2, 30)


def _passes(error: Exception) -> bool:
    if not isinstance(error, ClientError):
        return True
    response: Any = error.response
    return response["Error"]["Code"] in _NOT_READY or sqlstate(str(error)) in _IN_THE_WAY
