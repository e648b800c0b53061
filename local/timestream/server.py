"""The HTTP server: both APIs on one port, and a page at `/`."""

import json
import socket
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from local.timestream.caller import Caller
from local.timestream.faults import ConnectionDroppedError, Faults
from local.timestream.metering import Metering
from local.timestream.query_api import QueryApi
from local.timestream.scheduled_queries import ScheduledQueryApi
from local.timestream.store.store import Store
from local.timestream.tag_api import TagApi
from local.timestream.wire import CONTENT_TYPE, Answer, Operation, Wire
from local.timestream.write_api import WriteApi

HOST = "127.0.0.1"
STORE_FILE = "timestream.duckdb"
PAGE = Path(__file__).with_name("page.html")
# The service takes requests of 1 MB at the most.
MOST_BYTES = 1_000_000


class PortTakenError(Exception):
    """Something else listens on the port."""


class TimestreamServer:
    """The stand-in, answering as soon as it is made, in threads of this process.

    `port` 0 takes a free one. `data_dir` None keeps everything in memory. `clock` gives the present in nanoseconds
    since the epoch. With `empty_first_page` a query's first answer has no rows.
    """

    def __init__(
        self,
        port: int = 0,
        data_dir: Path | None = None,
        clock: Callable[[], int] = time.time_ns,
        empty_first_page: bool = False,
    ) -> None:
        try:
            self._http = _HttpServer((HOST, port), _Handler)
        except OSError as error:
            raise PortTakenError(
                f"Port {port} is taken; stop what listens there, or choose another with --port."
            ) from error
        try:
            self.store = Store(data_dir / STORE_FILE if data_dir else None)
        except BaseException:
            self._http.server_close()
            raise
        self.metering = Metering()
        self.faults = Faults()
        self._query = QueryApi(self.store, self.metering, clock, empty_first_page)
        write = WriteApi(self.store, self.metering, clock)
        scheduled = ScheduledQueryApi(self.store, write, self._query, clock)
        operations = _operations(write, self._query, scheduled, TagApi(self.store))
        self.wire = Wire({name: self.faults.around(name, call) for name, call in operations.items()})
        self._http.stand_in = self
        self._thread = threading.Thread(target=self._http.serve_forever, name="timestream", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def close(self) -> None:
        """Ends the server and the connections to it; what was answered is stored."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        self._query.close()
        self.store.close()

    def __enter__(self) -> "TimestreamServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def status(self) -> dict[str, Any]:
        """What the page shows: databases, tables with their columns, what was metered, faults, error reports."""
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
            "metered": self.metering.figures(),
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
    """The server's own address with its scheme: without one, clients would go on to AWS itself by https."""
    return {"Endpoints": [{"Address": caller.address, "CachePeriodInMinutes": 1440}]}


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    # A second server on the port must fail, not share it.
    allow_reuse_port = False
    stand_in: TimestreamServer

    def __init__(self, *arguments: Any) -> None:
        self._connections: dict[threading.Thread, socket.socket] = {}
        super().__init__(*arguments)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        self._connections[threading.current_thread()] = request
        try:
            super().process_request_thread(request, client_address)
        finally:
            del self._connections[threading.current_thread()]

    def server_close(self) -> None:
        """Takes no more requests on the connections that clients keep open, and gives what is under way a second."""
        super().server_close()
        for thread, connection in list(self._connections.items()):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)
            thread.join(timeout=1)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _HttpServer

    def do_POST(self) -> None:
        size = self.headers.get("Content-Length", "0")
        if not size.isdecimal() or int(size) > MOST_BYTES:
            self.close_connection = True
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        body = self.rfile.read(int(size))
        if self.path == "/faults":
            self._add_faults(body)
            return
        caller = Caller.of(self.headers.get("Authorization", ""), f"http://{self.headers.get('Host')}")
        try:
            answer = self.server.stand_in.wire.answer(self.headers.get("X-Amz-Target", ""), body, caller)
        except ConnectionDroppedError:
            self.close_connection = True
            return
        self._send(answer, CONTENT_TYPE)

    def do_GET(self) -> None:
        if self.path == "/":
            self._send(Answer(200, PAGE.read_bytes()), "text/html; charset=utf-8")
        elif self.path == "/status":
            self._send(Answer(200, json.dumps(self.server.stand_in.status()).encode()), "application/json")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def do_DELETE(self) -> None:
        if self.path == "/faults":
            self.server.stand_in.faults.clear()
            self._send(Answer(204, b""), "text/plain")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _add_faults(self, body: bytes) -> None:
        try:
            for line in body.decode().split():
                self.server.stand_in.faults.add(line)
        except ValueError as error:
            self._send(Answer(400, f"{error}\n".encode()), "text/plain")
        else:
            self._send(Answer(204, b""), "text/plain")

    def _send(self, answer: Answer, content_type: str) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("x-amzn-RequestId", uuid.uuid4().hex.upper())
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not logged: there may be thousands a second."""
