"""The HTTP server: both APIs on one port, and a page at `/`."""

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from local.faults import ConnectionDroppedError, Faults
from local.http_server import Handler, LocalServer
from local.timestream.caller import Caller
from local.timestream.faults import KINDS, with_faults
from local.timestream.metering import Metering
from local.timestream.query_api import QueryApi
from local.timestream.scheduled_queries import ScheduledQueryApi
from local.timestream.store.store import Store
from local.timestream.tag_api import TagApi
from local.timestream.wire import CONTENT_TYPE, HttpResponse, Operation, Wire
from local.timestream.write_api import WriteApi

STORE_FILE = "timestream.duckdb"
PAGE = Path(__file__).with_name("page.html")
# The service accepts requests of up to 1 MB.
MAX_BYTES = 1_000_000


class TimestreamServer(LocalServer):
    """The stand-in, which runs in threads of this process from its construction on.

    `port` 0 takes a free one. `data_dir` None keeps everything in memory. `clock` returns the current time in
    nanoseconds since the epoch. With `empty_first_page` the first page of every query has no rows.
    """

    def __init__(
        self,
        port: int = 0,
        data_dir: Path | None = None,
        clock: Callable[[], int] = time.time_ns,
        empty_first_page: bool = False,
    ) -> None:
        super().__init__(port)
        try:
            self.store = Store(data_dir / STORE_FILE if data_dir else None)
        except BaseException:
            super().close()
            raise
        self.metering = Metering()
        self.faults = Faults(KINDS)
        self._query = QueryApi(self.store, self.metering, clock, empty_first_page)
        write = WriteApi(self.store, self.metering, clock)
        scheduled = ScheduledQueryApi(self.store, write, self._query, clock)
        operations = _operations(write, self._query, scheduled, TagApi(self.store))
        self.wire = Wire({name: with_faults(self.faults, name, call) for name, call in operations.items()})
        self.serve(partial(_Handler, self), "timestream")

    def close(self) -> None:
        """Stops the server and closes its connections."""
        super().close()
        self._query.close()
        self.store.close()

    def status(self) -> dict[str, Any]:
        """The content of the page: databases, tables with their columns, metering, faults and error reports."""
        catalog = self.store.catalog
        return {
            "databases": [
                {
                    "name": name,
                    "tables": [
                        {
                            "name": table.name,
                            "rows": self.store.rows(table),
                            "columns": [asdict(column) for column in table.ordered_columns()],
                        }
                        for table in catalog.tables_of(name)
                    ],
                }
                for name in sorted(catalog.databases)
            ],
            "metered": self.metering.totals(),
            "faults": [asdict(fault) for fault in self.faults.listed()],
            "reports": self.store.reports.written,
        }


def _operations(write: WriteApi, query: QueryApi, scheduled: ScheduledQueryApi, tags: TagApi) -> dict[str, Operation]:
    return {
        "DescribeEndpoints": _describe_endpoints,
        "CreateDatabase": write.create_database,
        "DescribeDatabase": write.describe_database,
        "ListDatabases": write.list_databases,
        "UpdateDatabase": write.update_database,
        "DeleteDatabase": write.delete_database,
        "CreateTable": write.create_table,
        "DescribeTable": write.describe_table,
        "ListTables": write.list_tables,
        "UpdateTable": write.update_table,
        "DeleteTable": write.delete_table,
        "WriteRecords": write.write_records,
        "Query": query.query,
        "CancelQuery": query.cancel_query,
        "PrepareQuery": query.prepare_query,
        "CreateScheduledQuery": scheduled.create_scheduled_query,
        "DescribeScheduledQuery": scheduled.describe_scheduled_query,
        "ListScheduledQueries": scheduled.list_scheduled_queries,
        "UpdateScheduledQuery": scheduled.update_scheduled_query,
        "DeleteScheduledQuery": scheduled.delete_scheduled_query,
        "ExecuteScheduledQuery": scheduled.execute_scheduled_query,
        "ListTagsForResource": tags.list_tags_for_resource,
        "TagResource": tags.tag_resource,
        "UntagResource": tags.untag_resource,
    }


def _describe_endpoints(_: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """The address of this server with its scheme: without one, clients would use https."""
    return {"Endpoints": [{"Address": caller.address, "CachePeriodInMinutes": 1440}]}


class _Handler(Handler):
    def __init__(self, stand_in: TimestreamServer, *arguments: Any) -> None:
        self._stand_in = stand_in
        super().__init__(*arguments)

    def do_POST(self) -> None:
        size = self.headers.get("Content-Length", "0")
        if not size.isdecimal() or int(size) > MAX_BYTES:
            self.close_connection = True
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        body = self.rfile.read(int(size))
        if self.path == "/faults":
            self._add_faults(body)
            return
        caller = Caller.of(self.headers.get("Authorization", ""), f"http://{self.headers.get('Host')}")
        try:
            response = self._stand_in.wire.respond(self.headers.get("X-Amz-Target", ""), body, caller)
        except ConnectionDroppedError:
            self.close_connection = True
            return
        self._send(response, CONTENT_TYPE)

    def do_GET(self) -> None:
        if self.path == "/":
            self._send(HttpResponse(200, PAGE.read_bytes()), "text/html; charset=utf-8")
        elif self.path == "/status":
            self._send(HttpResponse(200, json.dumps(self._stand_in.status()).encode()), "application/json")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def do_DELETE(self) -> None:
        if self.path == "/faults":
            self._stand_in.faults.clear()
            self._send(HttpResponse(204, b""), "text/plain")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _add_faults(self, body: bytes) -> None:
        try:
            for line in body.decode().split():
                self._stand_in.faults.add(line)
        except ValueError as error:
            self._send(HttpResponse(400, f"{error}\n".encode()), "text/plain")
        else:
            self._send(HttpResponse(204, b""), "text/plain")

    def _send(self, response: HttpResponse, content_type: str) -> None:
        self.send(response.status, content_type, response.body, {"x-amzn-RequestId": uuid.uuid4().hex.upper()})
