"""The HTTP server: the page, its files, and the data that it requests as JSON.

GET  /, /d/UID                      the page; its address keeps from, to and the variables
GET  /api/boards                    the dashboards of the folder
GET  /api/boards/UID?from&to&var-…  a dashboard with its variables
POST /api/boards/UID/panels/ID      a panel's data
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from local.http_server import Handler, LocalServer
from local.preview.cloudwatch import CloudWatch
from local.preview.dashboard_folder import DashboardFolder, DashboardNotFoundError
from local.preview.dashboard_viewer import DashboardViewer, View
from local.preview.postgresql import Postgresql
from local.preview.timestream import Timestream
from local.preview.variable_options import value_from_json

_PAGE = Path(__file__).with_name("page")
_CONTENT_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_LIBRARY = {"uplot.js": "youplot/vendor/uplot.iife.min.js", "uplot.css": "youplot/vendor/uplot.min.css"}
_MAX_REQUEST_BYTES = 4_000_000
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
}


class PreviewServer(LocalServer):
    """The preview of the dashboards in `folder`, answering as soon as it is made. `port` 0 takes a free one."""

    def __init__(self, folder: Path, tables: Timestream | Postgresql, cloudwatch_url: str, port: int = 0) -> None:
        viewer = DashboardViewer(DashboardFolder(folder), tables, CloudWatch(cloudwatch_url))
        super().__init__(port)
        self.serve(partial(_Handler, viewer), "preview")


def library_file(name: str) -> Path:
    """`uplot.js` or `uplot.css`, where Python's packages are installed."""
    return Path(str(distribution("youplot").locate_file(_LIBRARY[name])))


class _Handler(Handler):
    def __init__(self, viewer: DashboardViewer, *arguments: Any) -> None:
        self._viewer = viewer
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/" or path.startswith("/d/"):
            self._send_file(_PAGE / "index.html")
        elif path.startswith("/page/"):
            self._send_page_file(path.removeprefix("/page/"))
        elif path.startswith("/api/"):
            self._send_api(b"{}")
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        size = self.headers.get("Content-Length", "0")
        if not size.isdecimal() or int(size) > _MAX_REQUEST_BYTES:
            self.close_connection = True
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        self._send_api(self.rfile.read(int(size)))

    def _send_api(self, body: bytes) -> None:
        address = urlsplit(self.path)
        try:
            content = self._content(address.path, parse_qs(address.query, keep_blank_values=True), body)
        except DashboardNotFoundError as error:
            self._send_json(HTTPStatus.NOT_FOUND, {"error": str(error)})
        except (ValueError, KeyError) as error:
            self._send_json(HTTPStatus.BAD_REQUEST, {"error": str(error)})
        else:
            self._send_json(HTTPStatus.OK, content)

    def _content(self, path: str, query: dict[str, list[str]], body: bytes) -> Any:
        match [unquote(part) for part in path.removeprefix("/api/").split("/")]:
            case ["boards"]:
                return self._viewer.folder.summaries()
            case ["boards", uid]:
                return self._dashboard(uid, query)
            case ["boards", uid, "panels", panel]:
                return self._panel_data(uid, int(panel), json.loads(body))
        raise DashboardNotFoundError(f"There is nothing at {path}.")

    def _dashboard(self, uid: str, query: dict[str, list[str]]) -> Any:
        saved = self._viewer.folder.dashboard(uid)["time"]
        view = _view(saved | {name: values[-1] for name, values in query.items()})
        requested = {name.removeprefix("var-"): values for name, values in query.items() if name.startswith("var-")}
        return {**self._viewer.dashboard(uid, view, requested), "time": {"from": view.start, "to": view.end}}

    def _panel_data(self, uid: str, panel: int, request: dict[str, Any]) -> Any:
        values = {name: value_from_json(value) for name, value in request["values"].items()}
        return self._viewer.panel_data(uid, panel, _view(request), values, int(request["maxDataPoints"]))

    def _send_page_file(self, name: str) -> None:
        path = library_file(name) if name in _LIBRARY else (_PAGE / name).resolve()
        if name not in _LIBRARY and not (path.is_relative_to(_PAGE) and path.is_file()):
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            self._send_file(path)

    def _send_file(self, path: Path) -> None:
        self.send(HTTPStatus.OK, f"{_CONTENT_TYPES[path.suffix]}; charset=utf-8", path.read_bytes(), _HEADERS)

    def _send_json(self, status: HTTPStatus, content: Any) -> None:
        self.send(status, "application/json", json.dumps(content, separators=(",", ":")).encode(), _HEADERS)


def _view(parameters: Mapping[str, Any]) -> View:
    """From `from`, `to`, `now` (milliseconds since the epoch) and `zone`."""
    now = datetime.fromtimestamp(int(parameters["now"]) / 1000, UTC)
    return View(str(parameters["from"]), str(parameters["to"]), now, str(parameters.get("zone", "UTC")))
