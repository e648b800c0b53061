"""`make demo`: the whole application on this machine, from Connect's events to rows and dashboards.

python -m local.demo --minutes 1 --exit
"""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.syntax import Syntax
from rich.table import Table

from local.stack.containers import gateway
from local.stack.engine import Engine
from local.stack.environment import ROOT
from local.stack.postgresql import PostgresqlEngine
from local.stack.processes import HOST, StackError
from local.stack.stack import EVENT_SOURCE, LocalStack, Ports
from local.stack.timestream import TimestreamEngine

_SIGNALS_TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_HISTORY_TIMEOUT = 300
_ROWS_TIMEOUT = 180
_ROWS_SHOWN = 8

_ENGINES: dict[str, Engine] = {"timestream": TimestreamEngine(), "postgresql": PostgresqlEngine()}

INTRODUCTION = (
    "This runs the real template on your machine: [bold]sam build[/], [bold]sam deploy[/], and a simulated contact "
    "centre that sends its events through it. Nothing leaves this machine, and your AWS settings are not used."
)


def main() -> int:
    arguments = _arguments()
    for number in _SIGNALS_TO_END:
        signal.signal(number, _end)
    console = Console()
    engine = _ENGINES[arguments.engine]
    console.print(Panel(INTRODUCTION, title=f"Amazon Connect → {engine.name}", border_style="blue"))
    ports = Ports(**{field.name: getattr(arguments, f"{field.name}_port") for field in fields(Ports)})
    try:
        address = _address_for_containers() if arguments.containers else None
        with LocalStack(
            arguments.folder,
            ports,
            partial(_step, console),
            keep_data=True,
            engine=engine,
            containers_reach_it_at=address,
        ) as stack:
            if arguments.containers:
                _wait_for_invocations(console, stack)
            else:
                _run(console, stack, arguments)
    except StackError as error:
        console.print(f"[bold red]The demo has failed.[/] {error}", soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print("\nEnded. The tables' rows are kept for the next time; make demo-clean removes them.")
        return 0 if not arguments.exit else 130
    console.print("[bold green]The demo has ended, and nothing is left running.[/]")
    return 0


def _end(*_: object) -> None:
    """Ends the demo and every process that it has started. A second signal does not interrupt that."""
    for number in _SIGNALS_TO_END:
        signal.signal(number, signal.SIG_IGN)
    # Not by the console, which may be in the middle of a line. Ending may take a minute on a busy machine.
    os.write(sys.stdout.fileno(), b"\nEnding all processes ...\n")
    raise KeyboardInterrupt


def _address_for_containers() -> str:
    address = gateway()
    if not address:
        raise StackError("No container engine answers: start Docker or podman on Linux, or leave out --containers.")
    return address


def _wait_for_invocations(console: Console, stack: LocalStack) -> None:
    """Sends no events itself: the sample payloads' events would be late after them."""
    stack.start_centre("--hours", "0")
    console.print(f"{stack.engine.address(stack)}   Logs: {stack.folder / 'logs'}", soft_wrap=True)
    console.print("The stack is up for `sam local invoke`, as the README shows it. Ctrl-C ends it.")
    signal.pause()


def _run(console: Console, stack: LocalStack, arguments: argparse.Namespace) -> None:
    """Sends a centre's last hours, waits for the rows, shows them, and goes on with live events."""
    ends_at = time.monotonic() + 60 * arguments.minutes
    kept = stack.row_counts()
    hours = _hours_to_send(stack, arguments.hours)
    stack.start_centre(
        *("--agents", str(arguments.agents), "--hours", str(hours), "--source", EVENT_SOURCE),
        *("--stream", stack.resources["AgentEventStream"]),
    )
    with _step(console, f"Sending the last {hours:.1f} hours of {arguments.agents} agents") as progress:
        _wait_for_history(stack, progress)
    with _step(console, "Taking snapshots of queues, users and instance"):
        _take_snapshots(stack)
    with _step(console, "Waiting until all six tables have rows") as progress:
        _wait_for_rows(stack, kept, progress)
    console.print(_counts_table(stack))
    for sql in stack.engine.sample_queries:
        _show_result(console, stack, sql)
    console.print(f"[bold]Dashboards: http://{HOST}:{stack.ports.preview}/[/]")
    console.print(f"{stack.engine.address(stack)}   Logs: {stack.folder / 'logs'}", soft_wrap=True)
    _go_on(console, stack, ends_at)
    console.print(_counts_table(stack))
    if not arguments.exit:
        console.print("Everything stays up to look around. Ctrl-C ends it.")
        signal.pause()


def _hours_to_send(stack: LocalStack, hours: float) -> float:
    """At most `hours`, but not what an earlier run has sent: an agent has one state at a time."""
    newest = stack.engine.newest_event(stack)
    if newest is None:
        return hours
    return min(hours, max(0, (datetime.now(UTC) - newest).total_seconds() / 3600))


def _wait_for_history(stack: LocalStack, progress: Callable[[str], object]) -> None:
    """Returns when the centre has sent all its history. Raises StackError when that takes too long."""
    deadline = time.monotonic() + _HISTORY_TIMEOUT
    while True:
        with urlopen(f"{stack.centre_url}status", timeout=10) as response:
            status = json.load(response)
        if status["history_sent"] >= 1:
            return
        if time.monotonic() > deadline:
            raise StackError(
                f"The simulated centre has not sent its history after {_HISTORY_TIMEOUT} seconds. Its log is "
                f"{stack.folder / 'logs' / 'local.connect.log'}."
            )
        progress(f"{sum(status['sent'].values()):,} events, {status['history_sent']:.0%}")
        time.sleep(0.2)


def _take_snapshots(stack: LocalStack) -> None:
    """Invokes the function with each schedule's input: the schedules themselves take up to an hour."""
    scheduler, functions = stack.client("scheduler"), stack.client("lambda")
    group, function = stack.resources["ScheduleGroup"], stack.resources["InstanceDataFunction"]
    for schedule in scheduler.list_schedules(GroupName=group)["Schedules"]:
        target = scheduler.get_schedule(GroupName=group, Name=schedule["Name"])["Target"]
        if target["Arn"].endswith(f":{function}"):
            functions.invoke(FunctionName=function, InvocationType="Event", Payload=target["Input"])


def _wait_for_rows(stack: LocalStack, kept: dict[str, int], progress: Callable[[str], object]) -> None:
    """Returns when every table has more rows than were `kept` from earlier runs, and no contact event is in the queue.

    Raises StackError when that takes too long.
    """
    deadline = time.monotonic() + _ROWS_TIMEOUT
    while incomplete := [
        *(table for table, rows in stack.row_counts().items() if rows <= kept[table]),
        *(["ContactEvent (events in the queue)"] if _contact_events_queued(stack) else []),
    ]:
        if time.monotonic() > deadline:
            raise StackError(
                f"{', '.join(incomplete)} are incomplete after {_ROWS_TIMEOUT} seconds. The functions' log is "
                f"{stack.folder / 'logs' / 'ministack.log'}."
            )
        progress(f"not yet in {', '.join(incomplete)}")
        time.sleep(0.5)


def _contact_events_queued(stack: LocalStack) -> bool:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    response = stack.client("sqs").get_queue_attributes(
        QueueUrl=stack.resources["ContactEventsQueue"], AttributeNames=names
    )
    return any(int(response["Attributes"][name]) for name in names)


def _go_on(console: Console, stack: LocalStack, ends_at: float) -> None:
    """Shows the growing tables until `ends_at`, on the monotonic clock."""
    with Live(console=console, auto_refresh=False, transient=True) as live:
        while time.monotonic() < ends_at:
            left = f"The centre goes on for {ends_at - time.monotonic():.0f} s. Ctrl-C ends it."
            live.update(Group(_counts_table(stack), left), refresh=True)
            time.sleep(min(1, max(0, ends_at - time.monotonic())))


def _counts_table(stack: LocalStack) -> Table:
    table = Table(title=f'Database "{stack.database}"')
    table.add_column("Table")
    table.add_column("Rows", justify="right")
    for name, rows in stack.row_counts().items():
        table.add_row(name, f"{rows:,}")
    return table


def _show_result(console: Console, stack: LocalStack, sql: str) -> None:
    """Shows a query and the first rows of its result. Raises StackError when it has none."""
    rows = stack.rows(sql)
    if not rows:
        raise StackError(f"This query has no rows:\n{sql}")
    console.print()
    console.print(Syntax(sql, "sql", background_color="default"))
    table = Table(caption=f"{len(rows):,} rows")
    for column in rows[0]:
        table.add_column(column)
    for row in rows[:_ROWS_SHOWN]:
        table.add_row(*(value or "-" for value in row.values()))
    if len(rows) > _ROWS_SHOWN:
        table.add_row(*("…" for _ in rows[0]))
    console.print(table)


@contextmanager
def _step(console: Console, text: str) -> Iterator[Callable[[str], object]]:
    """Shows a step while it lasts, and then a line with its duration."""
    started = time.monotonic()
    if not console.is_terminal:
        console.print(f"… {text}")
    with console.status(text) as status:
        yield lambda line: status.update(f"{text}  [dim]{line.strip()[:90]}[/]")
    console.print(f"[green]✓[/] {text} [dim]{time.monotonic() - started:.1f} s[/]")


def _arguments() -> Any:
    parser = argparse.ArgumentParser(prog="python -m local.demo", description=__doc__)
    parser.add_argument("--engine", choices=_ENGINES, default="timestream", help="for the tables (default %(default)s)")
    parser.add_argument("--minutes", type=float, default=10, help="how long events go on (default %(default)s)")
    parser.add_argument("--agents", type=int, default=50, help="of the simulated centre (default %(default)s)")
    parser.add_argument("--hours", type=float, default=2, help="of history, sent first (default %(default)s)")
    parser.add_argument("--exit", action="store_true", help="end then; otherwise all stays up until Ctrl-C")
    parser.add_argument("--folder", type=Path, default=ROOT / ".local", help="for its data, builds and logs")
    parser.add_argument(
        "--containers",
        action="store_true",
        help="only start the stack, for the containers of `sam local invoke`",
    )
    for field in fields(Ports):
        option = f"--{field.name.replace('_', '-')}-port"
        parser.add_argument(option, type=int, default=field.default, help="default %(default)s")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
