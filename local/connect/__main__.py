"""`python -m local.connect`: answers Connect's API for the small centre until it is told to end."""

import argparse
import signal
import sys
import threading

from local.connect.server import ConnectServer, PortTakenError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m local.connect", description=__doc__)
    parser.add_argument("--port", type=int, default=8087, help="where it listens on 127.0.0.1 (default %(default)s)")
    arguments = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        server = ConnectServer(arguments.port)
    except PortTakenError as error:
        print(error, file=sys.stderr)
        return 2
    with server:
        print(f"Amazon Connect stand-in at {server.url}, instance {server.centre.instance_arn}", flush=True)
        ended.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
