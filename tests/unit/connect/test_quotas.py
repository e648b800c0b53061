"""Connect's quotas as token buckets."""

import pytest

from local.connect.errors import ThrottlingException
from local.connect.quotas import Quotas


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def answered(quotas: Quotas, operation: str, calls: int) -> int:
    """How many of so many calls at once are answered."""
    done = 0
    for _ in range(calls):
        try:
            quotas.charge(operation)
        except ThrottlingException:
            continue
        done += 1
    return done


@pytest.mark.parametrize(("operation", "rate", "burst"), [("SearchUsers", 2, 5), ("GetCurrentMetricData", 5, 8)])
def test_a_burst_is_answered_at_once_and_a_steady_rate_after_it(
    clock: Clock, operation: str, rate: int, burst: int
) -> None:
    quotas = Quotas(clock)
    assert answered(quotas, operation, 20) == burst
    clock.now += 1
    assert answered(quotas, operation, 20) == rate
    clock.now += 60
    assert answered(quotas, operation, 20) == burst


def test_each_operation_has_a_quota_of_its_own(clock: Clock) -> None:
    quotas = Quotas(clock)
    answered(quotas, "ListUsers", 20)
    assert answered(quotas, "ListQueues", 1) == 1


def test_calls_are_counted_answered_or_not(clock: Clock) -> None:
    quotas = Quotas(clock)
    answered(quotas, "ListUsers", 7)
    assert quotas.calls["ListUsers"] == 7
    assert quotas.throttled["ListUsers"] == 2
