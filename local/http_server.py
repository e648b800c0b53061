"""A local HTTP server: it listens on 127.0.0.1 only and runs in threads of the current process."""

import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

HOST = "127.0.0.1"


class PortTakenError(Exception):
    """Another process listens on the port."""


class LocalServer:
    """Binds its port in the constructor and answers requests after `serve`. `port` 0 takes a free one."""

    def __init__(self, port: int) -> None:
        try:
            self._http = _HttpServer((HOST, port), BaseHTTPRequestHandler)
        except OSError as error:
            raise PortTakenError(
                f"Port {port} is taken; stop what listens there, or choose another with --port."
            ) from error
        self._thread: threading.Thread | None = None

    def serve(self, handler: Callable[..., BaseHTTPRequestHandler], name: str) -> None:
        """Starts the server thread, called `name`. `handler` creates the handler of each connection."""
        self._http.RequestHandlerClass = handler
        serve = partial(self._http.serve_forever, poll_interval=0.05)
        self._thread = threading.Thread(target=serve, name=name, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def close(self) -> None:
        """Stops the server and closes its connections."""
        if self._thread:
            self._http.shutdown()
        self._http.server_close()
        if self._thread:
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Handler(BaseHTTPRequestHandler):
    """Handles one connection, which is kept open between requests."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def send(self, status: int, content_type: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Logs nothing: there may be thousands of requests a second."""


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    # A second server on the port must fail, not share it.
    allow_reuse_port = False

    def __init__(self, *arguments: Any) -> None:
        self._connections: dict[threading.Thread, socket.socket] = {}
        super().__init__(*arguments)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        self._connections[threading.current_thread()] = request
        try:
            super().process_request_thread(request, client_address)
        finally:
            del self._connections[threading.current_thread()]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignores clients that disconnect in the middle of a response."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        """Takes no more requests on open connections, and waits up to a second for each running one."""
        super().server_close()
        for thread, connection in list(self._connections.items()):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)
            thread.join(timeout=1)
