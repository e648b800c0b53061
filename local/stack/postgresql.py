"""PostgreSQL as the stack's engine: a real server, the Data API before it, and queries as Grafana's own user."""

import json
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import psycopg

from local.stack.engine import Row
from local.stack.environment import REGION, ROOT
from local.stack.processes import HOST, Process
from local.stack.sample_queries import POSTGRESQL_QUERIES

if TYPE_CHECKING:
    from local.stack.stack import LocalStack, Ports

# As the template names them.
_DATABASE = "connect_analytics"
_USER = "connect_analytics_grafana"


class PostgresqlEngine:
    name = "PostgreSQL"
    config_environment = "local-postgresql"
    dashboards: Path = ROOT / "grafana-dashboards" / "postgresql"
    sample_queries = POSTGRESQL_QUERIES

    def ports(self, ports: "Ports") -> dict[str, int]:
        return {"--data-api-port": ports.data_api, "--postgresql-port": ports.postgresql}

    def endpoints(self, ports: "Ports", host: str) -> dict[str, str]:
        return {"AWS_ENDPOINT_URL_RDS_DATA": f"http://{host}:{ports.data_api}"}

    def start(self, stack: "LocalStack") -> list[tuple[Process, str]]:
        folder = stack.folder / "postgresql"
        if not stack.keep_data:
            folder = Path(stack.exits.enter_context(TemporaryDirectory(prefix="postgresql-")))
        process = stack.start(
            "PostgreSQL",
            "local.postgresql",
            *("--port", str(stack.ports.data_api), "--postgresql-port", str(stack.ports.postgresql)),
            *("--data-dir", str(folder), "--aws-url", stack.endpoints()["AWS_ENDPOINT_URL"], "--region", REGION),
        )
        return [(process, f"http://{HOST}:{stack.ports.data_api}/")]

    def prepare(self, _stack: "LocalStack") -> None:
        """The template's own function makes the tables."""

    def preview_options(self, stack: "LocalStack") -> tuple[list[str], dict[str, str]]:
        return ["--postgresql", self._uri(stack)], {"PGPASSWORD": self._password(stack)}

    def address(self, stack: "LocalStack") -> str:
        return f"PostgreSQL: {self._uri(stack)}   Password: {self._password(stack)}"

    def rows(self, stack: "LocalStack", sql: str) -> list[Row]:
        with psycopg.connect(self._uri(stack), password=self._password(stack), autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            names = [column.name for column in cursor.description or ()]
            return [
                {name: None if value is None else str(value) for name, value in zip(names, row, strict=True)}
                for row in cursor
            ]

    def row_counts(self, stack: "LocalStack") -> dict[str, int]:
        counts = {}
        for table in stack.tables:
            (row,) = self.rows(stack, f'SELECT count(*) AS "rows" FROM "{stack.database}"."{table}"')
            counts[table] = int(row["rows"] or 0)
        return counts

    def newest_event(self, stack: "LocalStack") -> datetime | None:
        (row,) = self.rows(stack, f'SELECT max(last_event_at) AS "at" FROM "{stack.database}"."AgentEvent"')
        return datetime.fromisoformat(row["at"]) if row["at"] else None

    def _uri(self, stack: "LocalStack") -> str:
        return f"postgresql://{_USER}@{HOST}:{stack.ports.postgresql}/{_DATABASE}"

    def _password(self, stack: "LocalStack") -> str:
        secret = stack.client("secretsmanager").get_secret_value(SecretId=stack.resources["GrafanaSecret"])
        return str(json.loads(secret["SecretString"])["password"])
