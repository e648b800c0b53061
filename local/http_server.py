"""What the HTTP servers of this machine have in common: they listen on 127.0.0.1 only, in threads of their process."""

import threading
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

HOST = "127.0.0.1"


class PortTakenError(Exception):
    """Something else listens on the port."""


class LocalServer:
    """Answers as soon as it is made. `port` 0 takes a free one; `handler` makes a handler for each connection."""

    def __init__(self, port: int, handler: Callable[..., BaseHTTPRequestHandler], name: str) -> None:
        try:
            self._http = _HttpServer((HOST, port), handler)
        except OSError as error:
            raise PortTakenError(
                f"Port {port} is taken; stop what listens there, or choose another with --port."
            ) from error
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
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Handler(BaseHTTPRequestHandler):
    """A connection that stays open from one request to the next."""

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
        """Requests are not logged: there may be thousands a second."""


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    # A second server on the port must fail, not share it.
    allow_reuse_port = False
