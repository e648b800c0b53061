"""`python -m local.timestream`: runs the stand-in until SIGTERM or SIGINT."""

import argparse
import gc
import signal
import sys
import threading
from pathlib import Path

from local.faults import add_option
from local.http_server import PortTakenError
from local.timestream.faults import KINDS
from local.timestream.server import TimestreamServer
from local.timestream.store.store import FolderInUseError


def main() -> int:
    arguments = _parser().parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        server = TimestreamServer(
            arguments.port,
            None if arguments.memory else arguments.data_dir,
            empty_first_page=arguments.empty_first_page,
        )
    except (PortTakenError, FolderInUseError) as error:
        print(error, file=sys.stderr)
        return 2
    for fault in arguments.fault:
        server.faults.add(fault)
    # Objects of a request die with it. The indexes of stored rows grow, and collecting them often costs a tenth.
    gc.set_threshold(200_000, 50, 100)
    with server:
        print(f"Timestream stand-in at {server.url}", flush=True)
        ended.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.timestream", description=__doc__)
    parser.add_argument("--port", type=int, default=8086, help="on 127.0.0.1 (default %(default)s, 0: a free one)")
    parser.add_argument(
        "--data-dir", type=Path, default=Path(".local/timestream"), help="of the data (default %(default)s)"
    )
    parser.add_argument("--memory", action="store_true", help="keep everything in memory")
    parser.add_argument(
        "--empty-first-page", action="store_true", help="answer queries first without rows, as the service may"
    )
    add_option(
        parser,
        KINDS,
        "throttle:WriteRecords:3, fail:Query:20%%, delay=500:Query, drop:WriteRecords:1, reject:WriteRecords:1",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
