"""`python -m local.connect`: a simulated contact centre that answers Connect's API and sends Connect's events.

It serves the API on one port, and sends to a Kinesis stream and the default event bus at the addresses of the SDK's
own settings (AWS_ENDPOINT_URL and the like). With --out it writes events and ledger to files instead, and ends.
"""

import argparse
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from datetime import time as clock_time
from pathlib import Path

import boto3
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from local.connect.generated_centre import ALIAS, generated_centre
from local.connect.live import LiveCentre
from local.connect.sending import AwsSender, Discard, Sender, write_lines
from local.connect.server import ConnectServer
from local.connect.simulation.delivery_faults import DeliveryFaults
from local.connect.simulation.simulation import Simulation
from local.http_server import PortTakenError

_HOUR = 3_600_000
_MINUTE = 60_000
_FEWEST, _MOST = 5, 10_000

# Where a file's events begin, so that the same seed gives the same file on any day.
_DEFAULT_START = "2026-11-20T09:00:00Z"


def main() -> int:
    arguments = _arguments()
    begins = round(time.time() * 1000 - arguments.hours * _HOUR) if arguments.out is None else arguments.start
    simulation = Simulation(
        generated_centre(arguments.seed, arguments.agents, arguments.alias),
        seed=arguments.seed,
        start=begins,
        time_of_day=arguments.time_of_day,
        delivery_faults=arguments.delivery_faults,
    )
    if arguments.out is not None:
        _write(simulation, begins + round(arguments.hours * _HOUR), arguments.out)
        return 0
    return _serve(simulation, arguments)


def _write(simulation: Simulation, ends: int, out: Path) -> None:
    """Events into the file `out`, the ledger into another beside it."""
    begins, number = simulation.now, 0
    with _progress() as progress, out.open("w") as file:
        task = progress.add_task("Simulating", total=ends - begins, said="")
        while simulation.now < ends:
            number += write_lines(file, simulation.run(min(simulation.now + _MINUTE, ends)))
            progress.update(task, completed=simulation.now - begins, said=f"{number:,} events")
        number += write_lines(file, simulation.rest())
    ledger = out.with_suffix(".ledger.jsonl")
    with ledger.open("w") as file:
        simulation.ledger.write(file)
    print(f"{number:,} events are in {out}, {len(simulation.ledger.contacts):,} contacts in {ledger}.")


def _serve(simulation: Simulation, arguments: argparse.Namespace) -> int:
    """Answers, and sends if there is a stream to send to, until a signal ends it."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    kinesis, eventbridge = boto3.client("kinesis"), boto3.client("events")
    sender = AwsSender(kinesis, eventbridge, arguments.stream, arguments.source) if arguments.stream else Discard()
    live = LiveCentre(simulation, sender.send, speed=arguments.speed)
    try:
        server = ConnectServer(
            simulation.centre,
            live.live_state,
            arguments.port,
            status=lambda: {**live.status(), "sent": dict(sender.sent)},
        )
    except PortTakenError as error:
        print(error, file=sys.stderr)
        return 2
    with server:
        print(f"Amazon Connect stand-in at {server.url}, instance {simulation.centre.instance_arn}", flush=True)
        threading.Thread(target=_show, args=(live, sender, ended), daemon=True).start()
        live.run(ended)
    return 0


def _show(live: LiveCentre, sender: Sender, ended: threading.Event) -> None:
    """Shows how much of the history has been sent, until all of it has."""
    with _progress() as progress:
        task = progress.add_task("Sending the history", total=1.0, said="")
        while not progress.finished and not ended.wait(0.2):
            sent = live.status()["history_sent"]
            progress.update(task, completed=sent, said=f"{sender.sent.total():,} events sent")


def _progress() -> Progress:
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"), TimeElapsedColumn()
    return Progress(*columns)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m local.connect", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--port", type=int, default=8087, help="where it listens on 127.0.0.1 (default %(default)s)")
    add("--seed", type=int, default=1, help="another seed is another centre, with another day (default %(default)s)")
    add("--agents", type=_agents, default=50, help=f"from {_FEWEST} to {_MOST:,} (default %(default)s)")
    add("--alias", default=ALIAS, help="of the instance; another alias has other ids (default %(default)s)")
    add("--hours", type=_hours, default=2, help="of history before it goes on in real time (default %(default)s)")
    add("--speed", type=float, help="how many times the clock's pace the history goes by (default: as fast as it can)")
    add(
        "--time-of-day", type=_time_of_day, default="09:00", metavar="HH:MM", help="in the centre, as it begins (09:00)"
    )
    add("--stream", help="the Kinesis stream for agent events; without it, nothing is sent")
    add("--source", default="local.connect", help="of contact events on the bus (default %(default)s)")
    add(
        "--delivery-fault",
        action="append",
        default=[],
        metavar="NAME=SHARE",
        help="how often, from 0 to 1; more than once",
    )
    add("--no-delivery-faults", action="store_true", help="none but those of --delivery-fault")
    add("--out", type=Path, metavar="FILE", help="write events as JSON lines, and a ledger beside them; send nothing")
    add(
        "--start",
        type=_instant,
        default=_DEFAULT_START,
        metavar="TIME",
        help="of a file's events (default %(default)s)",
    )
    arguments = parser.parse_args()
    delivery_faults = DeliveryFaults.none() if arguments.no_delivery_faults else DeliveryFaults()
    try:
        for text in arguments.delivery_fault:
            delivery_faults = delivery_faults.with_share(text)
    except ValueError as error:
        parser.error(str(error))
    arguments.delivery_faults = delivery_faults
    return arguments


def _agents(text: str) -> int:
    number = int(text)
    if not _FEWEST <= number <= _MOST:
        raise argparse.ArgumentTypeError(f"{number} is not from {_FEWEST} to {_MOST:,}")
    return number


def _hours(text: str) -> float:
    hours = float(text)
    if not 0 <= hours <= 24 * 365:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 8760")
    return hours


def _time_of_day(text: str) -> int:
    """Milliseconds since midnight."""
    try:
        parsed = clock_time.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a time of day like 09:00") from error
    return (parsed.hour * 60 + parsed.minute) * _MINUTE


def _instant(text: str) -> int:
    """Milliseconds since 1970; UTC unless the text has a zone."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a time like {_DEFAULT_START}") from error
    return round((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp() * 1000)


if __name__ == "__main__":
    sys.exit(main())
