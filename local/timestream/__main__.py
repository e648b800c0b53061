"""`python -m local.timestream`: runs the stand-in until it is told to end."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from local.timestream.server import PortTakenError, TimestreamServer
from local.timestream.store.store import FolderInUseError


def main() -> int:
    arguments = _parser().parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        server = TimestreamServer(arguments.port, None if arguments.memory else arguments.data_dir)
    except (PortTakenError, FolderInUseError) as error:
        print(error, file=sys.stderr)
        return 2
    with server:
        print(f"Timestream stand-in at {server.url}", flush=True)
        ended.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.timestream", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=8086, help="where it listens on 127.0.0.1 (default %(default)s)"
    )
    parser.add_argument(
        "--data-dir",
        type=Path,
        default=Path(".local/timestream"),
        help="where the data lies (default %(default)s)",
    )
    parser.add_argument("--memory", action="store_true", help="keep everything in memory")
    return parser


if __name__ == "__main__":
    sys.exit(main())
