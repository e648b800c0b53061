"""Measures writes and queries of the Timestream stand-in: one JSON line for each figure.

Rows per second: four clients send full requests of 100 rows of the AgentEvent table, as the functions write them, to a
server on one core; per second of wall time, and per second of the server's CPU time, which depends less on the load of
the machine. Queries: the 95th percentile of the three queries in docs/data-model.md, over a million rows in each table,
first page over HTTP.

`make bench` runs it; alone it needs `functions/shared` on the PYTHONPATH. Options: [--rows N] [--seconds S] [--times N]
"""

import argparse
import http.client
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from connect_analytics.schema import AGENT_EVENT, CONTACT_EVENT, QUEUE, Table
from connect_analytics.store.timestream import MEASURE_TYPES

DATABASE = "connect-analytics"
RECORDS = 100
CLIENTS = 4
HOUR = 3_600_000
# Columns that most agents' rows do not have.
UNSET = {"next_status", "hierarchy_level_4", "hierarchy_level_5"}
QUERIES = {
    "agent_states_of_an_hour": (
        'SELECT agent_id, state, duration FROM "connect-analytics"."AgentEvent" '
        "WHERE time BETWEEN ago(1h) AND now() ORDER BY time DESC"
    ),
    "contact_times_of_a_day": (
        'SELECT contact_id, queue_time, handle_time, after_call_work_time FROM "connect-analytics"."ContactEvent" '
        "WHERE time BETWEEN ago(24h) AND now()"
    ),
    "queues_of_four_hours": (
        'SELECT queue_name, agents_available, contacts_in_queue FROM "connect-analytics"."Queue" '
        "WHERE time BETWEEN ago(4h) AND now() ORDER BY time DESC"
    ),
}


class Client:
    """Sends requests over one connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)

    def call(self, operation: str, body: bytes) -> bytes:
        """The body of the response. Raises RuntimeError for an error."""
        headers = {"X-Amz-Target": f"Timestream_20181101.{operation}", "Content-Type": "application/x-amz-json-1.0"}
        self._connection.request("POST", "/", body, headers)
        response = self._connection.getresponse()
        content = response.read()
        if response.status != 200:
            raise RuntimeError(f"{operation} failed: {content.decode()}")
        return content


def bodies(table: Table, rows: int, span: int, seed: int) -> Iterator[bytes]:
    """WriteRecords requests with `rows` rows of a table, spread evenly over the last `span` milliseconds."""
    draw = random.Random(seed)
    now = int(time.time() * 1000)
    texts = [str(uuid.UUID(int=draw.getrandbits(128))) if number % 2 else f"Team {number}" for number in range(1000)]
    for start in range(0, rows, RECORDS):
        records = []
        for number in range(start, min(start + RECORDS, rows)):
            records.append(
                {
                    "Dimensions": [
                        {"Name": name, "Value": texts[(number + place) % 1000]}
                        for place, name in enumerate(table.dimensions)
                    ],
                    "Time": str(now - span + span * number // rows),
                    "MeasureValues": [
                        {"Name": name, "Type": type_, "Value": _value(type_, draw, texts, now)}
                        for name, type_ in ((name, MEASURE_TYPES[each]) for name, each in table.columns.items())
                        if name not in UNSET
                    ],
                }
            )
        common = {"MeasureName": table.measure_name, "MeasureValueType": "MULTI", "Version": now}
        yield json.dumps(
            {"DatabaseName": DATABASE, "TableName": table.name, "CommonAttributes": common, "Records": records}
        ).encode()


def _value(type_: str, draw: random.Random, texts: list[str], now: int) -> str:
    match type_:
        case "VARCHAR":
            return texts[int(draw.random() * 1000)]
        case "DOUBLE":
            return f"{draw.random() * 600:.3f}"
        case "BIGINT":
            return str(int(draw.random() * 10))
        case "BOOLEAN":
            return "true"
        case _:
            return str(now)


def create_tables(client: Client) -> None:
    client.call("CreateDatabase", json.dumps({"DatabaseName": DATABASE}).encode())
    retention = {"MemoryStoreRetentionPeriodInHours": 25, "MagneticStoreRetentionPeriodInDays": 365}
    for table in (AGENT_EVENT, CONTACT_EVENT, QUEUE):
        request = {"DatabaseName": DATABASE, "TableName": table.name, "RetentionProperties": retention}
        client.call("CreateTable", json.dumps(request).encode())


def store(port: int, server: int, seconds: float) -> None:
    """Reports the rows per second while several clients send prepared requests concurrently."""
    prepared = list(bodies(AGENT_EVENT, 60_000, HOUR, seed=1))
    Client(port).call("WriteRecords", prepared.pop())
    began, cpu_began = time.perf_counter(), cpu_seconds(server)

    def send(some: list[bytes]) -> int:
        client, sent = Client(port), 0
        for body in some:
            client.call("WriteRecords", body)
            sent += RECORDS
            if time.perf_counter() - began > seconds:
                break
        return sent

    with ThreadPoolExecutor(CLIENTS) as pool:
        sent = sum(pool.map(send, [prepared[first::CLIENTS] for first in range(CLIENTS)]))
    report("rows stored over HTTP on one core", sent / (time.perf_counter() - began), "rows/s")
    report("rows stored over HTTP in a second of CPU", sent / (cpu_seconds(server) - cpu_began), "rows/s")


def cpu_seconds(pid: int) -> float:
    """The CPU time of a process in seconds (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def fill(client: Client, rows: int) -> None:
    """Writes `rows` rows to each table, over the last day."""
    for seed, table in enumerate((AGENT_EVENT, CONTACT_EVENT, QUEUE), start=2):
        for done, body in enumerate(bodies(table, rows, 24 * HOUR, seed)):
            client.call("WriteRecords", body)
            if done % 1000 == 0:
                print(f"{table.name}: {done * RECORDS} of {rows} rows", file=sys.stderr)


def p95(client: Client, query: str, times: int) -> float:
    """The 95th percentile of the milliseconds until the first page."""
    body = json.dumps({"QueryString": query}).encode()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        client.call("Query", body)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(took, n=20)[-1]


def report(figure: str, value: float, unit: str) -> None:
    print(json.dumps({"benchmark": "timestream_stand_in", "figure": figure, "value": round(value, 1), "unit": unit}))


def start(folder: str) -> tuple[subprocess.Popen[str], int]:
    """A server in its own process, with its port. It has a core to itself if there are several."""
    server = subprocess.Popen(
        [sys.executable, "-m", "local.timestream", "--port", "0", "--data-dir", folder],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    port = int(server.stdout.readline().rsplit(":", 1)[1])
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(server.pid, cores[:1])
        os.sched_setaffinity(0, cores[1:])
    return server, port


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="in each table, for the queries")
    parser.add_argument("--seconds", type=float, default=5.0, help="maximum duration of the writes")
    parser.add_argument("--times", type=int, default=40, help="runs of each query")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server, port = start(str(Path(folder) / "timestream"))
        try:
            client = Client(port)
            create_tables(client)
            store(port, server.pid, arguments.seconds)
            fill(client, arguments.rows)
            for name, query in QUERIES.items():
                report(f"{name} over {arguments.rows} rows, p95", p95(client, query, arguments.times), "ms")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


if __name__ == "__main__":
    main()
