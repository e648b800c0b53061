"""Connect's quotas: how often each operation may be called, as token buckets.

Quotas hold for each operation by itself, for all callers in the account and Region together ("Amazon Connect
service quotas" in the administrator's guide).
"""

from collections import Counter
from collections.abc import Callable
from threading import Lock

from local.connect.errors import ThrottlingException

# Calls a second, and calls at once.
_DEFAULT = (2.0, 5)
_QUOTAS = {"GetCurrentMetricData": (5.0, 8)}


class TokenBucket:
    """`burst` calls at once, and `rate` a second after that. Time is in seconds."""

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = float(burst)
        self._filled_at = now

    def take(self, now: float) -> bool:
        """Takes a token, if there is one."""
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Quotas:
    """Counts the calls of each operation, answered and throttled, and throttles them. `clock` is in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets: dict[str, TokenBucket] = {}
        self._lock = Lock()
        self.calls: Counter[str] = Counter()
        self.throttled: Counter[str] = Counter()

    def charge(self, operation: str) -> None:
        """Counts a call. Raises ThrottlingException when it is one too many."""
        with self._lock:
            now = self._clock()
            bucket = self._buckets.get(operation)
            if bucket is None:
                rate, burst = _QUOTAS.get(operation, _DEFAULT)
                bucket = self._buckets[operation] = TokenBucket(rate, burst, now)
            self.calls[operation] += 1
            if not bucket.take(now):
                self.throttled[operation] += 1
                raise ThrottlingException("Rate exceeded")
