"""What holds for every engine, however rows are delivered: the tables hold the highest version of each row."""

import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import batched, pairwise
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connect_analytics.rows import Row, Value, latest
from connect_analytics.schema import AGENT_EVENT, CONTACT_EVENT, QUEUE, TABLES, Table
from connect_analytics.store import Store
from connect_analytics.store.timestream import TimestreamStore
from local.clients import local_client
from local.faults import Faults
from local.timestream.server import TimestreamServer
from tests.support.data_api import running_cluster
from tests.support.database_schema import new_schema
from tests.support.golden import in_order, readable, stored
from tests.support.timestream_tables import DATABASE, create_empty_tables

REGION = "eu-west-1"
HOUR = 3_600_000
NOW = int(time.time()) * 1000
RETENTION = {"MemoryStoreRetentionPeriodInHours": 25, "MagneticStoreRetentionPeriodInDays": 30}
EXAMPLES = settings(max_examples=30)


@dataclass(frozen=True)
class Engine:
    """`rows` gives all rows of an instance as a golden file has them; `lost_answer` is the fault of that kind."""

    store: Callable[[], Store]
    rows: Callable[[str], list[dict[str, Any]]]
    faults: Faults
    operation: str
    lost_answer: str


@pytest.fixture(scope="module")
def timestream() -> Iterator[Engine]:
    with TimestreamServer() as server:
        write = local_client("timestream-write", REGION, server.url)
        query = local_client("timestream-query", REGION, server.url)
        create_empty_tables(write, RETENTION)

        def store() -> Store:
            with mock.patch.dict("os.environ", {"AWS_ENDPOINT_URL_TIMESTREAM_WRITE": server.url}):
                return TimestreamStore(REGION, DATABASE)

        def rows(instance: str) -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = []
            for name in TABLES:
                sql = f"""SELECT * FROM "{DATABASE}"."{name}" WHERE instance_id = '{instance}'"""
                for page in query.get_paginator("query").paginate(QueryString=sql):
                    columns = [column["Name"] for column in page["ColumnInfo"]]
                    values = ([datum.get("ScalarValue") for datum in row["Data"]] for row in page["Rows"])
                    found += stored(name, (dict(zip(columns, row, strict=True)) for row in values))
            return in_order(found)

        prepared = store().prepare(TABLES.values())
        assert prepared.error is None
        yield Engine(store, rows, server.faults, "WriteRecords", "drop")


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with running_cluster(tmp_path_factory.mktemp("postgresql")) as cluster, new_schema(cluster) as schema:

        def rows(instance: str) -> list[dict[str, Any]]:
            return [row for row in schema.golden_rows() if row["instance_id"] == instance]

        yield Engine(schema.store, rows, cluster.server.faults, "ExecuteStatement", "late-drop")


@pytest.fixture(scope="module", params=["timestream", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    found: Engine = request.getfixturevalue(request.param)
    with mock.patch("botocore.endpoint.time"):  # leaves out the waits between retries
        yield found


VALUES: dict[str, st.SearchStrategy[Value]] = {
    "text": st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    "double": st.integers(-(10**9), 10**9).map(lambda number: number / 1000),
    "integer": st.integers(-(2**63), 2**63 - 1),
    "boolean": st.booleans(),
    "timestamp": st.integers(NOW - 30 * 24 * HOUR, NOW + HOUR),
}


@st.composite
def versions(draw: st.DrawFn) -> list[Row]:
    """Some versions of each of some rows: the same version always says the same. The instance is not set yet."""
    rows = []
    for table in (AGENT_EVENT, CONTACT_EVENT, QUEUE):
        for key in draw(st.lists(st.sampled_from("abc"), unique=True)):
            moment = NOW - draw(st.sampled_from([0, 1, HOUR, 20 * HOUR]))
            for version in draw(st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True)):
                rows.append(_version(draw, table, key, moment, version))
    return rows


def _version(draw: st.DrawFn, table: Table, key: str, moment: int, version: int) -> Row:
    columns = draw(st.lists(st.sampled_from(list(table.columns)), min_size=1, max_size=4, unique=True))
    measures = {name: draw(VALUES[table.columns[name]]) for name in columns}
    # A row without any value is none to Timestream.
    measures[next(name for name, type_ in table.columns.items() if type_ == "text")] = f"v{version}"
    return Row(table, moment, version, dict.fromkeys(table.dimensions, key), measures)


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Row], list[list[Row]]]:
    """Versions of rows, and batches that deliver each of them once or more, in any order and cut anywhere."""
    instance = uuid.uuid4().hex
    rows = [replace(row, dimensions=row.dimensions | {"instance_id": instance}) for row in draw(versions())]
    again = draw(st.lists(st.sampled_from(rows), max_size=len(rows))) if rows else []
    delivered = draw(st.permutations(rows + again))
    cuts = sorted(draw(st.lists(st.integers(0, len(delivered)), max_size=4)))
    edges = [0, *cuts, len(delivered)]
    return rows, [delivered[start:end] for start, end in pairwise(edges)]


def deliver(store: Store, rows: Sequence[Row]) -> None:
    """Writes a batch as the functions do, and again what was not written."""
    waiting = latest(rows)
    for _ in range(20):
        written = store.write(waiting)
        assert written.rejected == []
        waiting = written.unwritten
        if not waiting:
            return
    raise AssertionError(f"Not written in the end: {written.error}")


def newest(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """What the tables hold then, as a golden file has it."""
    return readable(
        replace(row, measures={name: value for name, value in row.measures.items() if value != ""})
        for row in latest(sorted(rows, key=lambda row: row.version))
    )


def instance_of(rows: Sequence[Row]) -> str:
    return rows[0].dimensions["instance_id"] if rows else ""


@EXAMPLES
@given(delivered=deliveries())
def test_any_order_any_replay_and_any_cut_leave_the_highest_versions(
    engine: Engine, delivered: tuple[list[Row], list[list[Row]]]
) -> None:
    rows, batches = delivered
    store = engine.store()
    for batch in batches:
        deliver(store, batch)
    assert engine.rows(instance_of(rows)) == newest(rows)


@EXAMPLES
@given(delivered=deliveries(), data=st.data())
def test_faults_at_any_point_change_nothing(
    engine: Engine, delivered: tuple[list[Row], list[list[Row]]], data: st.DataObject
) -> None:
    """An answer that is lost comes after its rows were stored; throttling and a failing service before."""
    rows, batches = delivered
    store = engine.store()
    for batch in batches:
        for kind in data.draw(st.lists(st.sampled_from(["throttle", "fail", engine.lost_answer]), max_size=2)):
            engine.faults.add(f"{kind}:{engine.operation}:{data.draw(st.integers(1, 7))}")
        deliver(store, batch)
        engine.faults.clear()
    assert engine.rows(instance_of(rows)) == newest(rows)


@EXAMPLES
@given(delivered=deliveries())
def test_two_writers_at_once_leave_the_highest_versions(
    engine: Engine, delivered: tuple[list[Row], list[list[Row]]]
) -> None:
    """Each delivers all batches, one from the first on, the other from the last."""
    rows, batches = delivered

    def write(mine: list[list[Row]]) -> None:
        store = engine.store()
        for batch in mine:
            deliver(store, batch)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write, batches), pool.submit(write, batches[::-1])]:
            done.result()
    assert engine.rows(instance_of(rows)) == newest(rows)


def test_full_statements_of_two_writers_meet_and_lose_nothing(engine: Engine) -> None:
    instance = uuid.uuid4().hex
    keys = [f"q-{number:04}" for number in range(1500)]

    def write(version: int) -> None:
        ordered = keys if version % 2 else keys[::-1]
        rows = [
            Row(QUEUE, NOW, version, {"instance_id": instance, "queue_id": key}, {"contacts_in_queue": version})
            for key in ordered
        ]
        store = engine.store()
        for batch in batched(rows, 700, strict=False):
            deliver(store, batch)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, (1, 2, 3, 4)))
    assert [(row["queue_id"], row["contacts_in_queue"]) for row in engine.rows(instance)] == [(key, 4) for key in keys]
