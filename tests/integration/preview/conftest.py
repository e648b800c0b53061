"""The preview over the Timestream stand-in, with generated rows."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from local.preview.server import PreviewServer
from local.preview.timestream import Timestream
from local.timestream.server import TimestreamServer
from tests.support.generated_rows import generated_rows, now_ms
from tests.support.preview_page import NOBODY
from tests.support.timestream_tables import write_rows

BOARDS = Path(__file__).parents[2] / "e2e" / "boards"


@dataclass(frozen=True)
class Preview:
    """A running preview and the requests that its page sends. `now` is the time of the newest rows, in milliseconds."""

    url: str
    now: int

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path) as response:
            return json.load(response)

    def board(self, uid: str = "every-panel", /, **query: Sequence[str]) -> Any:
        return self.get(f"/api/boards/{uid}?{urlencode({'now': self.now, **query}, doseq=True)}")

    def data(self, panel: int, start: str = "now-3h", uid: str = "every-panel", /, **query: Sequence[str]) -> Any:
        """A panel's data, for the values that the board's variables have."""
        board = self.board(uid, **{"from": start, **query})
        values = {variable["name"]: variable["value"] for variable in board["variables"]}
        query_json = {"from": start, "to": "now", "now": self.now, "values": values, "maxDataPoints": 200}
        request = urllib.request.Request(f"{self.url}/api/boards/{uid}/panels/{panel}", json.dumps(query_json).encode())
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    def refusal(self, path: str) -> tuple[int, str]:
        """The status and the error that a path is answered with."""
        with pytest.raises(urllib.error.HTTPError) as raised:
            self.get(path)
        return raised.value.code, json.load(raised.value)["error"]


@pytest.fixture(scope="session")
def preview() -> Iterator[Preview]:
    now = now_ms()
    with TimestreamServer() as timestream, PreviewServer(BOARDS, Timestream(timestream.url), NOBODY) as server:
        write_rows(timestream.url, generated_rows(agents=3, hours=2, now=now))
        yield Preview(server.url, now)
