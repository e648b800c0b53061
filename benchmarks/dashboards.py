"""How long each board's queries take over a day of a large contact centre: one JSON line for each board and panel.

A thousand agents with forty contacts each within 24 hours, in twenty queues with a snapshot every 15 seconds, in the
Timestream stand-in and in PostgreSQL. Each panel is asked as the preview does, over the whole day: variables, macros,
all pages, frames.

`python -m benchmarks.dashboards [--engine NAME] [--agents N] [--contacts N] [--times N] [--hours N]`
"""

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from connect_analytics.rows import Row, Value
from connect_analytics.schema import AGENT_EVENT, AGENT_EVENT_CONTACT, CONTACT_EVENT, INSTANCE, QUEUE, USER
from local.preview.postgresql import Postgresql
from local.preview.timestream import Timestream
from local.stack.environment import isolated
from local.timestream.server import TimestreamServer
from tests.support.engine_under_test import Source
from tests.support.grafana_client import Grafana, boards, table_panels
from tests.support.postgresql_tables import postgresql_tables
from tests.support.timestream_tables import write_rows

DAY = 24 * 3_600_000
QUEUES = 20
INSTANCE_ID = "7d0f2c1e-5a55-4f0e-9a53-2f8a4bb3c001"


def contact_centre(agents: int, contacts: int, now: int) -> Iterator[Row]:
    """A day that ends `now`: each agent's day is contacts one after the other, with a little rest between."""
    draw = random.Random(1)
    numbers = count()
    for agent in range(agents):
        agent_id = f"2d96f8b1-4e3c-4c19-a7d4-{agent:012d}"
        yield _user(agent_id, agent, now)
        at = now - DAY + draw.randrange(60_000)
        for _ in range(contacts):
            queue = draw.randrange(QUEUES)
            contact_id = f"c0ffee00-0000-4000-8000-{next(numbers):012d}"
            waits, rings, talks, works = (draw.randrange(1000, top) for top in (60_000, 12_000, 500_000, 90_000))
            answers = at + DAY // contacts - talks - works - draw.randrange(60_000)
            yield from _contact(contact_id, queue, agent_id, answers, waits, talks, works)
            states = [
                ("Available", at, answers - rings),
                ("Incoming", answers - rings, answers),
                ("On Call", answers, answers + talks),
                ("After Call Work", answers + talks, answers + talks + works),
            ]
            for state, begins, ends in states:
                yield _stretch(agent_id, agent, state, begins, ends, is_open=False)
                if state != "Available":
                    yield _contact_stretch(agent_id, agent, contact_id, queue, state, begins, ends)
            at = answers + talks + works
        yield _stretch(agent_id, agent, "Available", at, now - draw.randrange(120_000), is_open=True)
    yield from _snapshots(now)


def _contact(
    contact_id: str, queue: int, agent_id: str, answers: int, waits: int, talks: int, works: int
) -> Iterator[Row]:
    ended, initiated = answers + talks, answers - waits - 9000
    known: dict[str, Value] = {"channel": "VOICE", "initiation_method": "INBOUND", "initiated_at": initiated}
    events: list[tuple[str, int, dict[str, Value]]] = [
        ("INITIATED", initiated, {}),
        ("CONNECTED_TO_SYSTEM", initiated + 1000, {"connected_to_system_at": initiated + 1000}),
        ("QUEUED", answers - waits, {"queue_id": f"queue-{queue}", "queued_at": answers - waits}),
        (
            "CONNECTED_TO_AGENT",
            answers,
            {"agent_id": agent_id, "connected_to_agent_at": answers, "queue_time": waits / 1000},
        ),
        ("DISCONNECTED", ended, {"disconnected_at": ended, "abandoned": False}),
        (
            "COMPLETED",
            ended + works,
            {"handle_time": (talks + works) / 1000, "after_call_work_time": works / 1000},
        ),
    ]
    for event_type, at, news in events:
        known = known | news
        dimensions = {"instance_id": INSTANCE_ID, "contact_id": contact_id, "event_type": event_type}
        yield Row(CONTACT_EVENT, at, at, dimensions, known)


def _stretch(agent_id: str, agent: int, state: str, begins: int, ends: int, *, is_open: bool) -> Row:
    measures: dict[str, Value] = {
        "state": state,
        "duration": (ends - begins) / 1000,
        "open": is_open,
        "last_event_at": ends,
        "event_type": "STATE_CHANGE",
        "status": "Available",
        "status_type": "ROUTABLE",
        "username": f"agent.{agent}",
        "routing_profile": f"Profile {agent % 5}",
        "hierarchy_level_1": "Europe",
        "contacts": int(state != "Available"),
        "slots_active": int(state in {"On Call", "After Call Work"}),
        "slots_available_voice": int(state == "Available"),
    }
    return Row(AGENT_EVENT, begins, ends, {"instance_id": INSTANCE_ID, "agent_id": agent_id}, measures)


def _contact_stretch(agent_id: str, agent: int, contact_id: str, queue: int, state: str, begins: int, ends: int) -> Row:
    measures: dict[str, Value] = {
        "state": "Missed" if begins % 50 == 0 else state,
        "duration": (ends - begins) / 1000,
        "open": False,
        "last_event_at": ends,
        "channel": "VOICE",
        "queue_id": f"queue-{queue}",
        "queue_name": f"Queue {queue}",
        "initial_contact_id": contact_id,
        "username": f"agent.{agent}",
    }
    dimensions = {"instance_id": INSTANCE_ID, "agent_id": agent_id, "contact_id": contact_id}
    return Row(AGENT_EVENT_CONTACT, begins, ends, dimensions, measures)


def _user(agent_id: str, agent: int, now: int) -> Row:
    measures: dict[str, Value] = {"username": f"agent.{agent}", "routing_profile": f"Profile {agent % 5}"}
    return Row(USER, now - 600_000, now, {"instance_id": INSTANCE_ID, "user_id": agent_id}, measures)


def _snapshots(now: int) -> Iterator[Row]:
    yield Row(INSTANCE, now - 600_000, now, {"instance_id": INSTANCE_ID}, {"alias": "large"})
    figures = [name for name in QUEUE.columns if name not in {"queue_name", "status"}]
    for at in range(now - DAY, now, 15_000):
        for queue in range(QUEUES):
            measures: dict[str, Value] = {"queue_name": f"Queue {queue}", **dict.fromkeys(figures, queue % 3)}
            yield Row(QUEUE, at, at, {"instance_id": INSTANCE_ID, "queue_id": f"queue-{queue}"}, measures)


@contextmanager
def timestream(rows: Iterator[Row]) -> Iterator[Source]:
    """The stand-in with these rows."""
    with TimestreamServer() as server:
        report("timestream: stored", write_rows(server.url, rows), "rows")
        yield Timestream(server.url)


@contextmanager
def postgresql(rows: Iterator[Row]) -> Iterator[Source]:
    """A server with these rows, in the state in which PostgreSQL's own upkeep has it after a while."""
    with (
        patch.dict(os.environ, isolated()),
        TemporaryDirectory() as folder,
        postgresql_tables(Path(folder), datetime.now(UTC).date()) as tables,
        tables.stored(rows) as address,
    ):
        with tables.template.cluster.database.connect(address.rpartition("/")[2]) as administrator:
            administrator.execute("VACUUM ANALYZE")
            [(stored, size)] = administrator.execute(STORED).fetchall()
        report("postgresql: stored", stored, "rows")
        report("postgresql: a row, with its indexes", size / stored, "bytes")
        yield Postgresql(address)


ENGINES = {"timestream": timestream, "postgresql": postgresql}
STORED = """
SELECT sum(reltuples)::bigint, sum(pg_total_relation_size(pg_class.oid))::bigint
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = 'connect-analytics' AND relkind = 'r' AND reltuples > 0
"""


def measure(engine: str, grafana: Grafana, times: int) -> None:
    """Reports the median of each panel, and the 95th percentile of all."""
    every = []
    for uid, board in boards().items():
        began = time.perf_counter()
        grafana.choices(uid)
        report(f"{engine}: {uid}: variables", (time.perf_counter() - began) * 1000, "ms")
        of_board = []
        for panel in table_panels(board):
            took = []
            for _ in range(times):
                began = time.perf_counter()
                grafana.frames(uid, panel["title"])
                took.append((time.perf_counter() - began) * 1000)
            of_board.append(statistics.median(took))
            every += took
            report(f"{engine}: {uid}: {panel['title']}", of_board[-1], "ms")
        report(f"{engine}: {uid}: all panels, one after the other", sum(of_board), "ms")
    report(f"{engine}: every panel, p95", statistics.quantiles(every, n=20)[-1], "ms")


def report(figure: str, value: float, unit: str) -> None:
    print(json.dumps({"benchmark": "dashboards", "figure": figure, "value": round(value, 1), "unit": unit}), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, help="one of them, not all")
    parser.add_argument("--agents", type=int, default=1000)
    parser.add_argument("--contacts", type=int, default=40, help="of each agent in 24 hours")
    parser.add_argument("--times", type=int, default=5, help="each panel is asked")
    parser.add_argument("--hours", type=int, default=24, help="the time range")
    arguments = parser.parse_args()
    for engine in [arguments.engine] if arguments.engine else ENGINES:
        now = int(time.time() * 1000)
        with ENGINES[engine](contact_centre(arguments.agents, arguments.contacts, now)) as source:
            measure(engine, Grafana(source, now, f"now-{arguments.hours}h"), arguments.times)


if __name__ == "__main__":
    main()
