"""The Data API's HTTP server."""

import json
import uuid
from dataclasses import asdict
from functools import partial
from typing import Any

from local.faults import ConnectionDroppedError, Faults
from local.http_server import Handler, LocalServer
from local.postgresql.api import SECONDS, DataApi
from local.postgresql.cluster import Account, Connections
from local.postgresql.database import Database
from local.postgresql.faults import KINDS, with_faults
from local.postgresql.wire import Answer, Wire


class DataApiServer(LocalServer):
    """The stand-in, answering as soon as it is made, in threads of this process.

    It speaks to `database`, and asks `account` what a call's cluster and secret are. `port` 0 takes a free one.
    `seconds` is how long a statement may take.
    """

    def __init__(self, database: Database, account: Account, port: int = 0, seconds: float = SECONDS) -> None:
        super().__init__(port)
        self.faults = Faults(KINDS)
        self._database = database
        self._connections = Connections(database, account)
        self._api = DataApi(self._connections, seconds)
        operations = {
            "ExecuteStatement": self._api.execute_statement,
            "BatchExecuteStatement": self._api.batch_execute_statement,
        }
        self.wire = Wire({name: with_faults(self.faults, name, call) for name, call in operations.items()})
        self.serve(partial(_Handler, self), "rds-data")

    def close(self) -> None:
        """Ends the server and the connections to it, but not the database."""
        super().close()
        self._api.close()
        self._connections.close()

    def status(self) -> dict[str, Any]:
        return {
            "postgresql_port": self._database.port,
            "faults": [asdict(fault) for fault in self.faults.listed()],
        }


class _Handler(Handler):
    def __init__(self, stand_in: DataApiServer, *arguments: Any) -> None:
        self._stand_in = stand_in
        super().__init__(*arguments)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/faults":
            self._add_faults(body)
            return
        try:
            answer = self._stand_in.wire.answer(self.path, len(self.headers.as_bytes()), body)
        except ConnectionDroppedError:
            self.close_connection = True
            return
        self._send(answer)

    def do_GET(self) -> None:
        self._send(Answer(200, json.dumps(self._stand_in.status()).encode()))

    def do_DELETE(self) -> None:
        self._stand_in.faults.clear()
        self._send(Answer(204, b""))

    def _add_faults(self, body: bytes) -> None:
        try:
            for line in body.decode().split():
                self._stand_in.faults.add(line)
        except ValueError as error:
            self._send(Answer(400, json.dumps({"message": str(error)}).encode()))
        else:
            self._send(Answer(204, b""))

    def _send(self, answer: Answer) -> None:
        headers = {"x-amzn-RequestId": str(uuid.uuid4())}
        if answer.error:
            headers["x-amzn-ErrorType"] = answer.error
        self.send(answer.status, "application/json", answer.body, headers)
