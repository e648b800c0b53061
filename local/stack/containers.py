"""Lets functions that `sam local invoke` runs in containers reach the local stack.

The servers listen on 127.0.0.1, which in a container is the container's own. A relay listens on this machine's
address in the containers' network, and nowhere else, and forwards every connection.
"""

import socket
import sys
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from types import TracebackType

import docker
from docker.errors import DockerException

from local.stack.processes import HOST

# Linux: an address may be listened on before it is there. Engines set up their network with the first container.
_IP_FREEBIND = 15


def gateway() -> str | None:
    """This machine's address in the network of its container engine; None where no engine runs.

    Linux only: elsewhere an engine's network is in a virtual machine, where no program of this machine can listen.
    """
    if sys.platform != "linux":
        return None
    try:
        client = docker.from_env()
        address: str = client.networks.get("bridge").attrs["IPAM"]["Config"][0]["Gateway"]
    except DockerException:
        return None
    return address


class Relay:
    """Listens on `address` at each of `ports`, and forwards every connection to 127.0.0.1 at the same port."""

    def __init__(self, address: str, ports: tuple[int, ...]) -> None:
        self._servers = [_Server((address, port), _Handler) for port in ports]

    def __enter__(self) -> "Relay":
        for server in self._servers:
            Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.IPPROTO_IP, _IP_FREEBIND, 1)
        super().server_bind()


class _Handler(BaseRequestHandler):
    def handle(self) -> None:
        with socket.create_connection((HOST, self.request.getsockname()[1])) as onward:
            back = Thread(target=_forward, args=(onward, self.request), daemon=True)
            back.start()
            _forward(self.request, onward)
            back.join()


def _forward(source: socket.socket, target: socket.socket) -> None:
    """Forwards all data and the end of the stream."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # the other side has closed the connection
