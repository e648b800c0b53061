"""DatabaseSchemaFunction: makes and keeps the tables, their partitions and the users of the database.

CloudFormation calls it at each deployment that changes something, and a schedule each night.
"""

import json
import time
from datetime import UTC, datetime
from typing import Any

import boto3

from connect_analytics import settings
from connect_analytics.schema import TABLES
from connect_analytics.telemetry import logger, metrics, tracer
from custom_resource import respond
from owner import Owner
from schema_statements import User, statements

_SETTINGS = settings.load(settings.DatabaseSchemaSettings)
_STORE = _SETTINGS.store
_OWNER = Owner(_STORE.postgresql_cluster_arn, _SETTINGS.owner_secret_arn, _STORE.postgresql_database)
_SECRETS: Any = boto3.client("secretsmanager")

# Of the function's fifteen minutes, so that CloudFormation hears why.
_PATIENCE = 13 * 60  # seconds


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def handler(event: dict[str, Any], _context: object) -> dict[str, int]:
    """Takes a custom resource's request, or anything else for a nightly run. Answers with the number of statements."""
    if "RequestType" not in event:
        return {"statements": _update()}
    done = 0
    reason = None
    try:
        if event["RequestType"] != "Delete":  # the tables go with the cluster, if at all
            done = _update()
    except Exception as error:  # CloudFormation must hear of it, or it waits for a quarter of an hour
        logger.exception("The tables could not be made")
        reason = f"The tables could not be made. {type(error).__name__}: {error}"
    respond(event, _STORE.postgresql_schema, reason)
    return {"statements": done}


def _update() -> int:
    deadline = time.monotonic() + _PATIENCE
    existing = _OWNER.existing(_STORE.postgresql_schema, deadline)
    wanted = statements(
        _STORE.postgresql_schema,
        TABLES.values(),
        existing,
        database=_STORE.postgresql_database,
        writer=_user(_SETTINGS.writer_secret_arn),
        grafana=_user(_SETTINGS.grafana_secret_arn),
        today=datetime.now(UTC).date(),
        retention_days=_SETTINGS.retention_days,
    )
    for statement in wanted:
        _OWNER.execute(statement, deadline)
    logger.info("The database is as it should be", statements=len(wanted))
    return len(wanted)


def _user(secret_arn: str) -> User:
    secret = json.loads(_SECRETS.get_secret_value(SecretId=secret_arn)["SecretString"])
    return User(secret["username"], secret["password"])
