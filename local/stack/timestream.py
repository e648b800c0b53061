"""Timestream as the stack's engine: the stand-in, its tables, and queries to them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from local.stack.engine import Row
from local.stack.environment import ROOT
from local.stack.processes import HOST, Process
from local.stack.sample_queries import TIMESTREAM_QUERIES
from local.stack.tables import create_tables

if TYPE_CHECKING:
    from local.stack.stack import LocalStack, Ports


class TimestreamEngine:
    name = "Timestream"
    config_environment = "local"
    dashboards: Path = ROOT / "grafana-dashboards"
    sample_queries = TIMESTREAM_QUERIES

    def ports(self, ports: "Ports") -> dict[str, int]:
        return {"--timestream-port": ports.timestream}

    def endpoints(self, ports: "Ports", host: str) -> dict[str, str]:
        url = f"http://{host}:{ports.timestream}"
        return {"AWS_ENDPOINT_URL_TIMESTREAM_WRITE": url, "AWS_ENDPOINT_URL_TIMESTREAM_QUERY": url}

    def start(self, stack: "LocalStack") -> list[tuple[Process, str]]:
        data = ["--data-dir", str(stack.folder / "timestream")] if stack.keep_data else ["--memory"]
        port = str(stack.ports.timestream)
        process = stack.start("The Timestream stand-in", "local.timestream", "--port", port, *data)
        return [(process, self._url(stack))]

    def prepare(self, stack: "LocalStack") -> None:
        create_tables(stack.client("timestream-write"), stack.template)

    def preview_options(self, stack: "LocalStack") -> tuple[list[str], dict[str, str]]:
        return ["--timestream", self._url(stack)], {}

    def address(self, stack: "LocalStack") -> str:
        return f"Timestream stand-in: {self._url(stack)}"

    def rows(self, stack: "LocalStack", sql: str) -> list[Row]:
        return rows_of(stack.client("timestream-query"), sql)

    def row_counts(self, stack: "LocalStack") -> dict[str, int]:
        """Without the row that only brings all columns."""
        counts = {}
        for table in stack.tables:
            sql = f"""SELECT count(*) AS "rows" FROM "{stack.database}"."{table}" WHERE measure_name <> 'columns'"""
            (row,) = self.rows(stack, sql)
            counts[table] = int(row["rows"] or 0)
        return counts

    def newest_event(self, stack: "LocalStack") -> datetime | None:
        table = f'"{stack.database}"."AgentEvent"'
        sql = f"""SELECT max(last_event_at) AS "at" FROM {table} WHERE measure_name <> 'columns'"""
        try:
            (row,) = self.rows(stack, sql)
        except ClientError:  # there is no such column before the first event
            return None
        return datetime.fromisoformat(row["at"][:26]).replace(tzinfo=UTC) if row["at"] else None

    def _url(self, stack: "LocalStack") -> str:
        return f"http://{HOST}:{stack.ports.timestream}/"


def rows_of(timestream_query: Any, sql: str) -> list[Row]:
    """The rows of a query's result, as Timestream writes their values."""
    return [
        {
            column["Name"]: datum.get("ScalarValue")
            for column, datum in zip(page["ColumnInfo"], row["Data"], strict=True)
        }
        for page in timestream_query.get_paginator("query").paginate(QueryString=sql)
        for row in page["Rows"]
    ]
