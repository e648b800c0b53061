"""Speed and cost of the functions that read events: a JSON line for each figure, and a table for people.

The handlers run in this process, against the Timestream stand-in and MiniStack on loopback. CPU time is this
process's own, so what the stand-ins take does not count.
"""

import base64
import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from itertools import batched, count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import boto3
from rich.console import Console
from rich.progress import track

from benchmarks._report import Figure, report
from connect_analytics.schema import TABLES
from local.connect import shapes
from local.connect.agent_stream import AgentStream
from local.connect.centre import small_centre
from local.connect.shapes import Shape
from local.stack.environment import ACCOUNT, REGION, TIMESTREAM_REGION, isolated
from local.stack.processes import HOST, Process, free_port

EVENTS = 10_000
DATABASE = "connect-analytics"


class Context:
    """What Lambda tells a function of its invocation."""

    function_name = "benchmark"
    memory_limit_in_mb = 512
    invoked_function_arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:benchmark"
    aws_request_id = "benchmark"


def agent_events(number: int) -> list[Shape]:
    """Calls of the small centre's agents, one after the other until now, as Lambda hands them over in records."""
    centre = small_centre()
    ids = count(1)
    start = round(time.time() * 1000) - number * 1000
    streams = [
        AgentStream(centre, agent, offline_since=start - 3_600_000, new_event_id=lambda: f"event-{next(ids)}")
        for agent in centre.agents
    ]
    events = [stream.set_status(start, "Available") for stream in streams]
    at = start
    for call in count(1):
        stream, queue, contact = streams[call % len(streams)], centre.queues[call % 4], f"contact-{call}"
        at += 5_000
        events += [
            stream.offer(at, contact, queue=queue, queued_at=at - 4_000),
            stream.move(at + 800, contact, "CONNECTED"),
            stream.move(at + 2_000, contact, "CONNECTED_ONHOLD"),
            stream.move(at + 3_000, contact, "CONNECTED"),
            stream.move(at + 4_000, contact, "ENDED"),
            stream.clear(at + 4_500, contact),
            stream.heartbeat(at + 4_800),
        ]
        if len(events) >= number:
            break
    return [
        shapes.agent_event_record(event, sequence=sequence, arrived_at=at)
        for sequence, event in enumerate(events[:number])
    ]


def contact_events(number: int) -> list[Shape]:
    """Messages of the queue, each with the end of a call."""
    centre = small_centre()
    now = round(time.time() * 1000)
    messages = []
    for call in range(number):
        ended = now - (number - call) * 1000
        event = shapes.contact_event(
            centre.instance_arn,
            envelope_id=f"envelope-{call}",
            delivered_at=ended + 2_000,
            event_type="COMPLETED",
            contact_id=f"contact-{call}",
            channel="VOICE",
            initiation_method="INBOUND",
            initiated_at=ended - 200_000,
            connected_to_system_at=ended - 199_600,
            queue_id=centre.queues[call % 4].queue_id,
            queued_at=ended - 190_000,
            agent_id=centre.agents[call % 7].agent_id,
            connected_to_agent_at=ended - 170_000,
            disconnected_at=ended - 30_000,
            after_contact_work=(ended - 30_000, ended),
        )
        messages.append({"messageId": f"message-{call}", "body": json.dumps(event), "eventSource": "aws:sqs"})
    return messages


@contextmanager
def servers() -> Iterator[None]:
    """The stand-ins with empty tables, and this process set up as the template sets up a function."""
    timestream, ministack = free_port(), free_port()
    os.environ |= isolated(
        AWS_ENDPOINT_URL=f"http://{HOST}:{ministack}",
        AWS_ENDPOINT_URL_TIMESTREAM_WRITE=f"http://{HOST}:{timestream}",
        ENGINE="Timestream",
        TIMESTREAM_REGION=TIMESTREAM_REGION,
        TIMESTREAM_DATABASE=DATABASE,
        QUARANTINE_BUCKET="quarantine",
        AGENT_MEMORY_TABLE="memory",
        AGENT_NAMES="true",
        POWERTOOLS_SERVICE_NAME="benchmark",
        POWERTOOLS_METRICS_NAMESPACE="ConnectAnalytics",
    )
    with TemporaryDirectory() as name:
        folder = Path(name)
        started = [
            Process(
                module,
                [sys.executable, "-m", module, *options],
                environment=isolated(BIND_HOST=HOST, GATEWAY_PORT=str(ministack), IOT_MTLS_ENABLED="0"),
                log=folder / f"{module}.log",
                folder=folder,
            )
            for module, options in (
                ("local.timestream", ["--memory", "--port", str(timestream)]),
                ("ministack", []),
            )
        ]
        try:
            started[0].wait_until_ready(f"http://{HOST}:{timestream}/")
            started[1].wait_until_ready(f"http://{HOST}:{ministack}/_ministack/health")
            _create_tables()
            yield
        finally:
            for process in started:
                process.end()


def _create_tables() -> None:
    timestream: Any = boto3.client("timestream-write", region_name=TIMESTREAM_REGION)
    timestream.create_database(DatabaseName=DATABASE)
    for table in TABLES.values():
        timestream.create_table(
            DatabaseName=DATABASE,
            TableName=table.name,
            RetentionProperties={"MemoryStoreRetentionPeriodInHours": 25, "MagneticStoreRetentionPeriodInDays": 365},
            MagneticStoreWriteProperties={"EnableMagneticStoreWrites": True},
        )
    dynamodb: Any = boto3.client("dynamodb")
    dynamodb.create_table(
        TableName="memory",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "agent", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "agent", "KeyType": "HASH"}],
    )


def cpu_of(work: Callable[[], object]) -> float:
    """Seconds of this process's CPU that `work` takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def cpu_of_handler(name: str, records: list[Shape], size: int) -> float:
    """Seconds of CPU that a function takes for all records, in batches of `size`."""
    function = importlib.import_module(name)
    with redirect_stdout(StringIO()):  # connections and endpoints, as a warm function has them
        function.handler({"Records": records[:1]}, Context())

    def work() -> None:
        for batch in track([*batched(records, size)], description=name, console=Console(stderr=True), transient=True):
            with redirect_stdout(StringIO()):
                answer = function.handler({"Records": list(batch)}, Context())
            if answer["batchItemFailures"]:
                raise RuntimeError(f"{name} has failed: {answer}")

    return cpu_of(work)


def cpu_of_start(code: str) -> float:
    """The least CPU of five processes that run `code`, in seconds. They believe that they are on Lambda."""
    measure = f"import time\n{code}\nprint(time.process_time())"
    environment = os.environ | {"LAMBDA_TASK_ROOT": str(Path.cwd()), "PYTHONPATH": os.pathsep.join(sys.path)}
    runs = [
        subprocess.run([sys.executable, "-c", measure], env=environment, stdout=subprocess.PIPE, text=True, check=True)
        for _ in range(5)
    ]
    return min(float(run.stdout.splitlines()[-1]) for run in runs)


def figures() -> Iterator[Figure]:
    records = agent_events(EVENTS)
    parsing = cpu_of(lambda: [json.loads(base64.b64decode(each["kinesis"]["data"])) for each in records])
    agent = cpu_of_handler("agent_events", records, 500)
    yield Figure("agent events: CPU of the handler / CPU of base64 and json.loads", agent / parsing, "", "≤ 6")
    yield Figure("agent events a second on one core", EVENTS / agent, "1/s", "≥ 4,000")
    contact = cpu_of_handler("contact_events", contact_events(EVENTS), 100)
    yield Figure("contact events a second on one core", EVENTS / contact, "1/s", "≥ 4,000")
    plain = cpu_of_start("import boto3\nboto3.client('timestream-write', region_name='eu-west-1')")
    for name in ("agent_events", "contact_events"):
        yield Figure(
            f"start of {name}: CPU / CPU of boto3 and one client", cpu_of_start(f"import {name}") / plain, "", "≤ 1.5"
        )


def main() -> None:
    with servers():
        report("Functions", figures())


if __name__ == "__main__":
    main()
