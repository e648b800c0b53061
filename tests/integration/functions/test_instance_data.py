"""InstanceDataFunction end to end, against the stand-in for Connect's API."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from connect_analytics.schema import TABLES
from local.connect.centre import small_centre
from local.connect.live_state import LiveState
from local.connect.server import ConnectServer
from tests.integration.functions.conftest import ON_BOTH_ENGINES, Context, everything, golden_rows, query, rows_of
from tests.support.client_faults import ClientFaults
from tests.support.event_factories import at
from tests.support.golden import golden, payload, payloads, write_golden
from tests.support.small_live_state import small_live_state

type Start = Callable[[str], ModuleType]

NOON = at("12:00:20")


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Iterator[ConnectServer]:
    """The small centre, where it is always twenty seconds past noon, asked for one snapshot a minute."""
    with ConnectServer(small_centre(), small_noon) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_CONNECT", server.url)
        yield server


def small_noon() -> LiveState:
    return small_live_state(small_centre(), NOON)


@pytest.fixture
def function(connect: ConnectServer, monkeypatch: pytest.MonkeyPatch, start: Start) -> ModuleType:
    monkeypatch.setenv("SNAPSHOTS_PER_MINUTE", "1")
    return start("instance_data")


@ON_BOTH_ENGINES
@pytest.mark.parametrize("name", payloads("instance-data"))
def test_a_payload_becomes_its_golden_rows(
    name: str, function: ModuleType, context: Context, update_golden: bool, mocker: Any
) -> None:
    mocker.patch("instance_data._now", return_value=NOON)
    answer = function.handler(payload(name), context)
    rows = golden_rows()
    if update_golden:
        write_golden(name, {"rows": rows, "quarantined": [], "skipped": 0})
    assert rows == golden(name)["rows"]
    assert answer == {name.rpartition("/")[2]: len(rows)}


def test_a_queue_with_nothing_to_report_has_a_row_of_zeros(function: ModuleType, context: Context) -> None:
    function.handler({"collect": ["queues"]}, context)
    answer = function._CONNECT._client.get_current_metric_data(
        InstanceId=small_centre().instance_id,
        Filters={"Queues": [queue.queue_id for queue in small_centre().queues]},
        Groupings=["QUEUE"],
        CurrentMetrics=[{"Name": "CONTACTS_IN_QUEUE", "Unit": "COUNT"}],
    )
    assert len(answer["MetricResults"]) < len(small_centre().queues)
    assert len(everything()["Queue"]) == len(small_centre().queues)


def test_the_longest_wait_is_in_seconds(function: ModuleType, context: Context) -> None:
    function.handler({"collect": ["queues"]}, context)
    waits = query("""SELECT oldest_contact_age FROM {}."Queue" WHERE queue_name = 'Claims'""")
    assert waits == [["55.0"]]


def test_several_things_are_collected_in_one_call(function: ModuleType, context: Context) -> None:
    assert function.handler({"collect": ["instance", "users"]}, context) == {"instance": 1, "users": 7}


def test_the_snapshots_of_a_minute_are_evenly_spread(
    connect: ConnectServer, start: Start, context: Context, mocker: Any
) -> None:
    now = 1000.0
    waits = []

    def sleep(seconds: float) -> None:
        nonlocal now
        waits.append(seconds)
        now += seconds

    function = start("instance_data")
    mocker.patch("instance_data.time", SimpleNamespace(monotonic=lambda: now, sleep=sleep, time=time.time))
    assert function.handler({"collect": ["queues"]}, context) == {"queues": 16}
    assert waits == [0, 15, 15, 15]


def test_snapshots_that_a_slow_answer_moves_out_of_the_minute_are_left_out(
    connect: ConnectServer, start: Start, context: Context, mocker: Any
) -> None:
    now = 1000.0

    def slow_clock() -> float:
        nonlocal now
        now += 21
        return now

    function = start("instance_data")
    mocker.patch("instance_data.time", SimpleNamespace(monotonic=slow_clock, sleep=lambda _: None, time=time.time))
    assert function.handler({"collect": ["queues"]}, context) == {"queues": 8}


def test_every_table_has_all_its_columns_from_the_first_snapshot_on(function: ModuleType, context: Context) -> None:
    function.handler({"collect": ["instance"]}, context)
    for table in TABLES.values():
        described = rows_of(f'DESCRIBE {{}}."{table.name}"')
        assert {row["Column"] for row in described} == {*table.dimensions, "measure_name", "time", *table.columns}
        # Nobody sees the row itself who asks for a day, or for a kind of row.
        assert query(f'SELECT count(*) FROM {{}}."{table.name}" WHERE time > ago(24h)') == [
            ["1" if table.name == "Instance" else "0"]
        ]


def test_the_columns_are_made_once_in_the_life_of_a_process(function: ModuleType, context: Context) -> None:
    for _ in range(2):
        function.handler({"collect": ["instance"]}, context)
    assert query("""SELECT count(*) FROM {}."User" WHERE measure_name = 'columns'""") == [["1"]]


@pytest.mark.parametrize("event", [{}, {"collect": []}, {"collect": ["weather"]}, {"collect": "queues"}])
def test_what_cannot_be_collected_is_refused_with_what_can(
    event: dict[str, Any], function: ModuleType, context: Context
) -> None:
    with pytest.raises(ValueError, match="any of instance, queues, users"):
        function.handler(event, context)


def test_a_snapshot_that_timestream_does_not_take_fails_the_call(function: ModuleType, context: Context) -> None:
    ClientFaults(function._STORE._client, "WriteRecords").error(500, "InternalServerException")
    with pytest.raises(function.InstanceDataNotStored, match="The next follows as scheduled"):
        function.handler({"collect": ["users"]}, context)
    assert everything() == {}


def test_when_connect_fails_for_good_so_does_the_call(function: ModuleType, context: Context) -> None:
    ClientFaults(function._CONNECT._client, "SearchUsers").error(429, "TooManyRequestsException")
    with pytest.raises(ClientError, match="TooManyRequestsException"):
        function.handler({"collect": ["users"]}, context)


def test_a_throttled_call_is_made_again(function: ModuleType, context: Context) -> None:
    faults = ClientFaults(function._CONNECT._client, "SearchUsers").error(429, "TooManyRequestsException", times=2)
    assert function.handler({"collect": ["users"]}, context) == {"users": 7}
    assert faults.calls == 3


def test_names_of_people_are_left_out_where_they_must_not_be_stored(
    connect: ConnectServer, start: Start, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENT_NAMES", "false")
    start("instance_data").handler({"collect": ["users"]}, context)
    assert "Amara" not in str(everything())
    assert "amara.obi" not in str(everything())


def test_the_time_of_a_row_of_users_is_the_time_of_the_snapshot(function: ModuleType, context: Context) -> None:
    before = datetime.now().astimezone()
    function.handler({"collect": ["users"]}, context)
    times = {row["time"] or "" for row in everything()["User"]}
    assert len(times) == 1
    taken = datetime.fromisoformat(f"{times.pop()[:26]}+00:00")
    assert abs((taken - before).total_seconds()) < 60
