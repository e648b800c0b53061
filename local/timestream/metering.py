"""What the service would charge for: writes in units of 1 KiB a request, queries by bytes with a floor."""

import math
import threading
from dataclasses import asdict, dataclass

WRITE_UNIT = 1024
QUERY_FLOOR = 10_000_000


@dataclass
class Metering:
    """Counted since the server started. `write_kib` are metered units of 1 KiB, `*_bytes` plain sums."""

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

    def figures(self) -> dict[str, int]:
        return asdict(self)
