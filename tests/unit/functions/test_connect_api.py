"""The collector stays below Connect's quotas, and within its minute, for 1,000 queues and 10,000 users.

All of it in simulated time: the collector's pace, the minute's snapshots, and the quotas' token buckets.
"""

import importlib
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connect_api import ConnectApi, Pace
from local.connect import api
from local.connect.errors import ThrottlingException
from local.connect.quotas import Quotas
from tests.support.large_centre import busy_live_state, large_centre

type Calls = list[tuple[float, str]]

CENTRE = large_centre()
LIVE_STATE = busy_live_state(CENTRE, 1_795_165_200_000)
# How long Connect takes to answer, in seconds. The faster, the closer the calls come to the quotas.
LATENCIES = [0.0, 0.25]


class Time:
    """A clock, in seconds, that moves when somebody sleeps or waits for an answer."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.now += seconds


def test_a_burst_goes_at_once_and_the_rest_at_the_rate() -> None:
    time = Time()
    pace = Pace(rate=2, burst=3, clock=time.monotonic, sleep=time.sleep)
    called = []
    for _ in range(6):
        pace.wait()
        called.append(time.now)
    assert called == [0, 0, 0, 0.5, 1.0, 1.5]


@given(st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_a_bucket_of_connects_never_runs_dry(pauses: list[float]) -> None:
    """The quota that Connect documents for most calls: 2 a second, 5 at once, for everybody in the Region."""
    time = Time()
    pace = Pace(rate=1.5, burst=4, clock=time.monotonic, sleep=time.sleep)
    tokens, filled = 5.0, time.now
    for pause in pauses:
        time.now += pause
        pace.wait()
        tokens, filled = min(5.0, tokens + (time.now - filled) * 2), time.now
        tokens -= 1
        assert tokens >= 0


class Client:
    """boto3's client for the stand-in, without HTTP. It writes down every call and when it was made."""

    def __init__(self, time: Time, latency: float) -> None:
        self._operations = api.ConnectApi(CENTRE, lambda: LIVE_STATE, time.monotonic).operations()
        self._time = time
        self._latency = latency
        self.calls: Calls = []

    def __getattr__(self, method: str) -> Callable[..., dict[str, Any]]:
        operation = "".join(word.title() for word in method.split("_"))

        def call(**request: Any) -> dict[str, Any]:
            self.calls.append((self._time.now, operation))
            self._time.now += self._latency
            return _with_times(self._operations[operation](request))

        return call


def _with_times(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer with its times as boto3 gives them."""

    def value_of(name: str, value: Any) -> Any:
        if name in ("DataSnapshotTime", "CreatedTime"):
            return datetime.fromtimestamp(value, UTC)
        return _with_times(value) if isinstance(value, dict) else value

    return {name: value_of(name, value) for name, value in answer.items()}


@pytest.fixture
def function(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The function as after a cold start, which is when its pace lets most calls through."""
    for name, value in {
        "INSTANCE_ARN": CENTRE.instance_arn,
        "SNAPSHOTS_PER_MINUTE": "4",
        "AGENT_NAMES": "true",
        "ENGINE": "Timestream",
        "TIMESTREAM_REGION": "eu-west-1",
        "TIMESTREAM_DATABASE": "connect-analytics",
        "QUARANTINE_BUCKET": "quarantine",
        "POWERTOOLS_SERVICE_NAME": "tests",
        "POWERTOOLS_METRICS_NAMESPACE": "ConnectAnalytics",
    }.items():
        monkeypatch.setenv(name, value)
    sys.modules.pop("instance_data", None)
    return importlib.import_module("instance_data")


type Collect = Callable[[str, float], tuple[int, float, Calls]]


@pytest.fixture
def collect(function: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Collect:
    """Collects one thing, and gives the rows that come of it, the seconds that it takes, and the calls."""

    @cache
    def collected(what: str, latency: float) -> tuple[int, float, Calls]:
        time = Time()
        client = Client(time, latency)
        monkeypatch.setattr("connect_api.boto3.client", lambda *_, **__: client)
        connect = ConnectApi(CENTRE.instance_arn, clock=time.monotonic, sleep=time.sleep)
        monkeypatch.setattr(function, "_CONNECT", connect)
        monkeypatch.setattr(function, "time", time)
        monkeypatch.setattr(function, "_now", lambda: LIVE_STATE.at)
        monkeypatch.setattr(function, "_write", lambda rows: len(list(rows)))
        return function._COLLECTORS[what](), time.now, client.calls

    return collected


def throttled(calls: Calls) -> Calls:
    """Those of the calls that Connect would have throttled."""
    at = 0.0
    quotas = Quotas(lambda: at)
    refused = []
    for at, operation in sorted(calls):
        try:
            quotas.charge(operation)
        except ThrottlingException:
            refused.append((at, operation))
    return refused


def later(calls: Calls, seconds: float) -> Calls:
    return [(at + seconds, operation) for at, operation in calls]


@pytest.mark.parametrize("latency", LATENCIES)
def test_four_snapshots_of_a_thousand_queues_take_their_minute_and_eleven_calls_each(
    collect: Collect, latency: float
) -> None:
    rows, seconds, calls = collect("queues", latency)
    assert rows == 4 * 1_000
    assert len(calls) <= 4 * 11
    assert seconds < 60
    assert throttled(calls) == []


@pytest.mark.parametrize("latency", LATENCIES)
def test_ten_thousand_users_take_less_than_their_minute_and_25_calls(collect: Collect, latency: float) -> None:
    rows, seconds, calls = collect("users", latency)
    assert rows == 10_000
    assert len(calls) <= 25
    assert seconds < 60
    assert throttled(calls) == []


@pytest.mark.parametrize("latency", LATENCIES)
def test_nothing_is_throttled_when_all_is_collected_at_once(collect: Collect, latency: float) -> None:
    """Quotas hold for all containers of the function together, each with a pace of its own."""
    queues, users, instance = (collect(what, latency)[2] for what in ("queues", "users", "instance"))
    assert throttled([*queues, *later(queues, 60), *later(queues, 120), *users, *instance]) == []


def test_a_pace_above_the_quota_would_be_throttled(collect: Collect) -> None:
    _, _, calls = collect("users", 0.0)
    assert throttled([(0.0, operation) for _, operation in calls]) != []
