"""The HTTP server: both APIs on one port, and a page at `/`."""

import threading
import time
import uuid
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from local.timestream.caller import Caller
from local.timestream.metering import Metering
from local.timestream.query_api import QueryApi
from local.timestream.store.store import Store
from local.timestream.wire import CONTENT_TYPE, Answer, Operation, Wire
from local.timestream.write_api import WriteApi

HOST = "127.0.0.1"
STORE_FILE = "timestream.duckdb"


class PortTakenError(Exception):
    """Something else listens on the port."""


class TimestreamServer:
    """The stand-in, answering as soon as it is made, in threads of this process.

    `port` 0 takes a free one. `data_dir` None keeps everything in memory. `clock` gives the present in nanoseconds
    since the epoch.
    """

    def __init__(
        self, port: int = 0, data_dir: Path | None = None, clock: Callable[[], int] = time.time_ns
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
        self._http.wire = Wire(_operations(self.store, self.metering, clock))
        self._thread = threading.Thread(target=self._http.serve_forever, name="timestream", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self._http.server_address[1]

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def close(self) -> None:
        """Ends the server; what was answered is stored."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        self.store.close()

    def __enter__(self) -> "TimestreamServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _operations(store: Store, metering: Metering, clock: Callable[[], int]) -> dict[str, Operation]:
    write, query = WriteApi(store, metering, clock), QueryApi(store, metering, clock)
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
    }


def _describe_endpoints(_: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """The server's own address with its scheme: without one, clients would go on to AWS itself by https."""
    return {"Endpoints": [{"Address": caller.address, "CachePeriodInMinutes": 1440}]}


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    wire: Wire


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _HttpServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        caller = Caller.of(self.headers.get("Authorization", ""), f"http://{self.headers.get('Host')}")
        self._send(self.server.wire.answer(self.headers.get("X-Amz-Target", ""), body, caller), CONTENT_TYPE)

    def do_GET(self) -> None:
        self._send(Answer(200, b"Timestream stand-in\n"), "text/plain")

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
