"""The HTTP server of Connect's API, and a page at `/`."""

import json
import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from local.connect.api import ConnectApi
from local.connect.centre import Centre
from local.connect.live_state import LiveState
from local.connect.quotas import Quotas
from local.connect.wire import Answer, Wire
from local.http_server import Handler, LocalServer


class ConnectServer(LocalServer):
    """The stand-in, answering as soon as it is made, in threads of this process.

    `live_state` gives the centre's present state. `port` 0 takes a free one. `clock` is in seconds, for the quotas
    and for how long tokens are good. `status` gives what `GET /status` shows, as JSON.
    """

    def __init__(
        self,
        centre: Centre,
        live_state: Callable[[], LiveState],
        port: int = 0,
        *,
        clock: Callable[[], float] = time.monotonic,
        status: Callable[[], dict[str, Any]] = dict,
    ) -> None:
        super().__init__(port)
        self.quotas = Quotas(clock)
        api = ConnectApi(centre, live_state, clock)
        self.serve(partial(_Handler, Wire(api.operations(), self.quotas.charge), status), "connect")


class _Handler(Handler):
    def __init__(self, wire: Wire, status: Callable[[], dict[str, Any]], *arguments: Any) -> None:
        self._wire = wire
        self._status = status
        super().__init__(*arguments)

    def do_GET(self) -> None:
        if self.path == "/":
            self._send(Answer(200, b'"Amazon Connect stand-in"'))
        elif self.path == "/status":
            self._send(Answer(200, json.dumps(self._status()).encode()))
        else:
            self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._send(self._wire.answer(self.command, self.path, body))

    def _send(self, answer: Answer) -> None:
        headers = {"x-amzn-RequestId": str(uuid.uuid4())}
        if answer.error:
            headers["x-amzn-ErrorType"] = answer.error
        self.send(answer.status, "application/json", answer.body, headers)
