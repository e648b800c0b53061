"""The relay by which containers reach servers that listen on 127.0.0.1."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.request import urlopen

import pytest

from local.stack.containers import Relay
from local.stack.processes import HOST

# Another address of the loopback interface stands in for that of a container network.
ADDRESS = "127.0.0.2"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body[::-1])

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with HTTPServer((HOST, 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def post(address: str, port: int, body: bytes) -> bytes:
    with urlopen(f"http://{address}:{port}/", data=body, timeout=10) as answer:
        content: bytes = answer.read()
        return content


def test_a_connection_is_forwarded_both_ways(port: int) -> None:
    body = bytes(range(256)) * 4096
    with Relay(ADDRESS, (port,)):
        assert post(ADDRESS, port, body) == body[::-1]
        assert post(HOST, port, b"direct") == b"tcerid"


def test_nothing_listens_after_the_relay_has_ended(port: int) -> None:
    with Relay(ADDRESS, (port,)):
        pass
    with pytest.raises(OSError, match="refused"):
        post(ADDRESS, port, b"")
