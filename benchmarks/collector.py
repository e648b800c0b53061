"""The collector against Connect's real quotas: 1,000 queues and 10,000 users, over HTTP, in real time.

A JSON line for each figure, and a table for people. It takes a minute for the queues, as it would on Lambda, and
then collects the users. Connect's API, with its token buckets, answers from a thread of this process.
"""

import importlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO

from benchmarks._report import Figure, report
from benchmarks.functions import Context, cpu_of, servers
from local.connect.live_state import LiveState
from local.connect.metric_data import current_metric_data
from local.connect.real_time_metrics import METRICS
from local.connect.server import ConnectServer
from tests.support.large_centre import busy_live_state, large_centre

SNAPSHOTS = 4
CENTRE = large_centre(queues=1_000, agents=10_000)
BUSY = busy_live_state(CENTRE, round(time.time() * 1000))


def now() -> LiveState:
    return replace(BUSY, at=round(time.time() * 1000))


def cpu_of_metrics() -> float:
    """The seconds of CPU that the stand-in takes for the metrics of a hundred queues."""
    request = {
        "Filters": {"Queues": [queue.queue_id for queue in CENTRE.queues[:100]]},
        "Groupings": ["QUEUE"],
        "CurrentMetrics": [{"Name": name} for name in METRICS],
    }
    return min(cpu_of(lambda: current_metric_data(CENTRE, BUSY, request)) for _ in range(5))


def figures(connect: ConnectServer) -> Iterator[Figure]:
    yield Figure(
        "100 queues' metrics over 10,000 agents, of the stand-in's CPU", cpu_of_metrics() * 1000, "ms", "≤ 100"
    )
    collect = _collector()
    for what, rows, snapshots, most in (("queues", 4_000, SNAPSHOTS, 11), ("users", 10_000, 1, 25)):
        calls, throttled = connect.quotas.calls.total(), connect.quotas.throttled.total()
        seconds = collect(what, rows)
        calls, throttled = connect.quotas.calls.total() - calls, connect.quotas.throttled.total() - throttled
        yield Figure(f"{what}: calls of Connect's API a snapshot", calls / snapshots, "", f"≤ {most}")
        yield Figure(f"{what}: calls throttled", throttled, "", "0")
        yield Figure(f"{what}: seconds until {rows:,} rows are stored", seconds, "s", "≤ 60")


def _collector() -> Callable[[str, int], float]:
    function = importlib.import_module("instance_data")

    def collect(what: str, rows: int) -> float:
        started = time.perf_counter()
        with redirect_stdout(StringIO()):
            answer = function.handler({"collect": [what]}, Context())
        if answer != {what: rows}:
            raise RuntimeError(f"There should be {rows} rows of {what}: {json.dumps(answer)}.")
        return time.perf_counter() - started

    return collect


def main() -> None:
    with servers(), ConnectServer(centre=CENTRE, live_state=now) as connect:
        os.environ |= {
            "AWS_ENDPOINT_URL_CONNECT": connect.url,
            "INSTANCE_ARN": CENTRE.instance_arn,
            "SNAPSHOTS_PER_MINUTE": str(SNAPSHOTS),
        }
        report("Collector", figures(connect))


if __name__ == "__main__":
    main()
