"""Which times a table takes: the window of its memory store, and with magnetic writes that of both stores.

The width is what real rejections show: the retention and forty minutes. Where the present sits in it is not
documented but for the fifteen minutes that a record may be ahead.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from local.timestream.store.catalog import Table

AHEAD = timedelta(minutes=15)
SLACK = timedelta(minutes=40)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Window:
    """Times in nanoseconds since the epoch: `low` <= time < `high` is taken, from `memory_low` on by the memory store.
    What is older than `expiry` is gone."""

    expiry: int
    low: int
    memory_low: int
    high: int
    store: str

    def rejection(self, time: int) -> str | None:
        """Why a record of that time is rejected, in the service's words; None where it is taken."""
        if self.low <= time < self.high:
            return None
        return (
            f"The record timestamp is outside the time range [{_iso(self.low)}, {_iso(self.high)}) of the {self.store}."
        )


def window(table: Table, now: int) -> Window:
    high = now + _nanoseconds(AHEAD)
    memory = timedelta(hours=table.retention["MemoryStoreRetentionPeriodInHours"])
    memory_low = high - _nanoseconds(memory + SLACK)
    magnetic = timedelta(days=table.retention["MagneticStoreRetentionPeriodInDays"])
    expiry = max(0, memory_low - _nanoseconds(magnetic))
    if not table.magnetic.get("EnableMagneticStoreWrites"):
        return Window(expiry, memory_low, memory_low, high, "memory store")
    return Window(expiry, expiry, memory_low, high, "data ingestion window")


def _nanoseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1) * 1000


def _iso(time: int) -> str:
    """ISO 8601 in UTC with milliseconds."""
    moment = EPOCH + timedelta(microseconds=time // 1000)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
