"""The ingestion window of a table: that of its memory store, or with magnetic writes that of both stores.

Its width comes from the service's rejections: the retention and forty minutes. Only its upper end is documented: a
record may be fifteen minutes ahead of the current time.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from local.timestream.store.catalog import Table

AHEAD = timedelta(minutes=15)
SLACK = timedelta(minutes=40)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class IngestionWindow:
    """Times in nanoseconds since the epoch: `low` <= time < `high` is accepted, from `memory_low` on by the memory
    store. Rows before `expiry` are deleted."""

    expiry: int
    low: int
    memory_low: int
    high: int
    store: str

    def rejection(self, time: int) -> str | None:
        """Why a record of that time is rejected, as the service words it; None if it is accepted."""
        if self.low <= time < self.high:
            return None
        return (
            f"The record timestamp is outside the time range [{_iso(self.low)}, {_iso(self.high)}) of the {self.store}."
        )


def ingestion_window(table: Table, now: int) -> IngestionWindow:
    high = now + _nanoseconds(AHEAD)
    memory = timedelta(hours=table.retention["MemoryStoreRetentionPeriodInHours"])
    memory_low = high - _nanoseconds(memory + SLACK)
    magnetic = timedelta(days=table.retention["MagneticStoreRetentionPeriodInDays"])
    expiry = max(0, memory_low - _nanoseconds(magnetic))
    if not table.magnetic.get("EnableMagneticStoreWrites"):
        return IngestionWindow(expiry, memory_low, memory_low, high, "memory store")
    return IngestionWindow(expiry, expiry, memory_low, high, "data ingestion window")


def _nanoseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1) * 1000


def _iso(time: int) -> str:
    """ISO 8601 in UTC with milliseconds."""
    timestamp = EPOCH + timedelta(microseconds=time // 1000)
    return timestamp.isoformat(timespec="milliseconds").replace("+00:00", "Z")
