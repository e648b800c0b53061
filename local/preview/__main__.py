"""`python -m local.preview`: shows the dashboards in a browser until SIGTERM or SIGINT."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from local.http_server import PortTakenError
from local.preview.data_sources import POSTGRESQL, TIMESTREAM
from local.preview.postgresql import Postgresql
from local.preview.server import PreviewServer
from local.preview.timestream import Timestream

_DASHBOARDS = {TIMESTREAM: Path("grafana-dashboards"), POSTGRESQL: Path("grafana-dashboards/postgresql")}


def main() -> int:
    arguments = _parser().parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    tables = Postgresql(arguments.postgresql) if arguments.postgresql else Timestream(arguments.timestream)
    dashboards = arguments.dashboards or _DASHBOARDS[tables.plugin]
    if not dashboards.is_dir():
        print(f"There is no folder {dashboards}; name one with --dashboards.", file=sys.stderr)
        return 2
    try:
        server = PreviewServer(dashboards, tables, arguments.cloudwatch, arguments.port)
    except PortTakenError as error:
        print(error, file=sys.stderr)
        return 2
    with server:
        print(f"Dashboards at {server.url}/", flush=True)
        ended.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.preview", description=__doc__)
    parser.add_argument("--port", type=int, default=3000, help="on 127.0.0.1 (default %(default)s, 0: a free one)")
    parser.add_argument(
        "--timestream", default="http://127.0.0.1:8086", metavar="URL", help="where it is (default %(default)s)"
    )
    parser.add_argument(
        "--cloudwatch", default="http://127.0.0.1:4566", metavar="URL", help="where it is (default %(default)s)"
    )
    parser.add_argument(
        "--postgresql",
        metavar="URI",
        help="in place of Timestream: postgresql://USER@HOST:PORT/DATABASE; PGPASSWORD has the password",
    )
    parser.add_argument(
        "--dashboards",
        type=Path,
        metavar="FOLDER",
        help="with the dashboards' JSON files (default: this repository's for the tables' engine)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
