"""Calls to Connect are paced below its quotas."""

from hypothesis import given
from hypothesis import strategies as st

from connect_api import Pace


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


def test_a_burst_goes_at_once_and_the_rest_at_the_rate() -> None:
    time = Time()
    pace = Pace(rate=2, burst=3, clock=time.clock, sleep=time.sleep)
    called = []
    for _ in range(6):
        pace.wait()
        called.append(time.now - 100)
    assert called == [0, 0, 0, 0.5, 1.0, 1.5]


@given(st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_a_bucket_of_connects_never_runs_dry(pauses: list[float]) -> None:
    """The quota that Connect documents for most calls: 2 a second, 5 at once, for everybody in the Region."""
    time = Time()
    pace = Pace(rate=1.5, burst=4, clock=time.clock, sleep=time.sleep)
    tokens, filled = 5.0, time.now
    for pause in pauses:
        time.now += pause
        pace.wait()
        tokens, filled = min(5.0, tokens + (time.now - filled) * 2), time.now
        tokens -= 1
        assert tokens >= 0
