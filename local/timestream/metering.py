"""Metering: writes in units of 1 KiB per request, queries in bytes with a minimum."""

import math
import threading
from dataclasses import asdict, dataclass

WRITE_UNIT = 1024
MIN_QUERY_BYTES = 10_000_000


@dataclass
class Metering:
    """Totals since the server started. `write_kib` counts metered units of 1 KiB, `*_bytes` are plain sums."""

    write_requests: int = 0
    records: int = 0
    records_rejected: int = 0
    magnetic_store_rejected_records: int = 0
    write_bytes: int = 0
    write_kib: int = 0
    queries: int = 0
    query_bytes_metered: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def write(self, records: int, rejected: int, reported: int, size: int) -> None:
        with self._lock:
            self.write_requests += 1
            self.records += records
            self.records_rejected += rejected
            self.magnetic_store_rejected_records += reported
            self.write_bytes += size
            self.write_kib += max(1, math.ceil(size / WRITE_UNIT))

    def query(self, metered: int) -> None:
        with self._lock:
            self.queries += 1
            self.query_bytes_metered += metered

    def totals(self) -> dict[str, int]:
        return asdict(self)
