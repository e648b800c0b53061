"""The HTTP server of Connect's API, and a page at `/`."""

import json
import threading
import time
import uuid
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from local.connect.api import ConnectApi
from local.connect.centre import Centre
from local.connect.quotas import Quotas
from local.connect.situation import Situation
from local.connect.wire import Answer, Wire

HOST = "127.0.0.1"


class PortTakenError(Exception):
    """Something else listens on the port."""


class ConnectServer:
    """The stand-in, answering as soon as it is made, in threads of this process.

    `situation` gives what goes on in the centre now. `port` 0 takes a free one. `clock` is in seconds, for the quotas
    and for how long tokens are good. `status` gives what `GET /status` shows, as JSON.
    """

    def __init__(
        self,
        centre: Centre,
        situation: Callable[[], Situation],
        port: int = 0,
        *,
        clock: Callable[[], float] = time.monotonic,
        status: Callable[[], dict[str, Any]] = dict,
    ) -> None:
        try:
            self._http = _HttpServer((HOST, port), _Handler)
        except OSError as error:
            raise PortTakenError(
                f"Port {port} is taken; stop what listens there, or choose another with --port."
            ) from error
        self.quotas = Quotas(clock)
        self._http.status = status
        api = ConnectApi(centre, situation, clock)
        self._http.wire = Wire(api.operations(), self.quotas.charge)
        serve = partial(self._http.serve_forever, poll_interval=0.05)
        self._thread = threading.Thread(target=serve, name="connect", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._http.server_address[1]}"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> "ConnectServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    wire: Wire
    status: Callable[[], dict[str, Any]]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _HttpServer

    def do_GET(self) -> None:
        if self.path == "/":
            self._send(Answer(200, b'"Amazon Connect stand-in"'))
        elif self.path == "/status":
            self._send(Answer(200, json.dumps(self.server.status()).encode()))
        else:
            self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._send(self.server.wire.answer(self.command, self.path, body))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("x-amzn-RequestId", str(uuid.uuid4()))
        if answer.error:
            self.send_header("x-amzn-ErrorType", answer.error)
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not logged."""
