"""`python -m local.postgresql`: runs PostgreSQL, and the Data API before it, until it gets SIGTERM or SIGINT."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from local.clients import local_client
from local.faults import add_option
from local.http_server import PortTakenError
from local.postgresql.cluster import AwsAccount
from local.postgresql.database import Database, DatabaseError
from local.postgresql.faults import KINDS
from local.postgresql.server import DataApiServer


def main() -> int:
    arguments = _parser().parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    account = AwsAccount(
        local_client("rds", arguments.region, arguments.aws_url),
        local_client("secretsmanager", arguments.region, arguments.aws_url),
    )
    try:
        with (
            Database(arguments.data_dir, arguments.postgresql_port) as database,
            DataApiServer(database, account, arguments.port) as server,
        ):
            for fault in arguments.fault:
                server.faults.add(fault)
            print(f"PostgreSQL at 127.0.0.1:{database.port}, RDS Data API stand-in at {server.url}", flush=True)
            ended.wait()
    except (PortTakenError, DatabaseError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.postgresql", description=__doc__)
    parser.add_argument("--port", type=int, default=8088, help="the Data API's (default %(default)s, 0: a free one)")
    parser.add_argument(
        "--postgresql-port", type=int, default=5433, help="PostgreSQL's own (default %(default)s, 0: a free one)"
    )
    parser.add_argument(
        "--data-dir", type=Path, default=Path(".local/postgresql"), help="of the data (default %(default)s)"
    )
    parser.add_argument(
        "--aws-url",
        default="http://127.0.0.1:4566",
        help="who answers for RDS and Secrets Manager (default %(default)s)",
    )
    parser.add_argument("--region", default="eu-west-2", help="of the cluster and the secrets (default %(default)s)")
    add_option(parser, KINDS, "resume:ExecuteStatement:3, late-drop:ExecuteStatement:20%%, delay=500:ExecuteStatement")
    return parser


if __name__ == "__main__":
    sys.exit(main())
