"""Error reports. The service writes them to an S3 bucket; here they are stored under the same bucket and key."""

import uuid
from datetime import UTC, datetime
from threading import RLock
from typing import Any

from local.timestream.store.catalog import Catalog, Table
from local.timestream.store.versions import Rejection

KIND = "report"


class Reports:
    """`written` has the reports by `bucket/key`."""

    def __init__(self, catalog: Catalog, lock: RLock) -> None:
        self._catalog = catalog
        self._lock = lock
        self.written: dict[str, dict[str, Any]] = dict(catalog.documents(KIND))

    def magnetic(
        self, table: Table, rejected: list[tuple[dict[str, Any], Rejection]], common: dict[str, Any], now: int
    ) -> None:
        """Reports late records with a losing version, if the table has a location for reports."""
        location = (table.magnetic.get("MagneticStoreRejectedDataLocation") or {}).get("S3Configuration") or {}
        if location.get("BucketName"):
            self.write(location, f"{table.database}/{table.name}", rejected, common, now)

    def write(
        self,
        location: dict[str, Any],
        folder: str,
        rejected: list[tuple[dict[str, Any], Rejection]],
        common: dict[str, Any],
        now: int,
    ) -> str:
        """Writes a report and returns its key. Records with the same reason are listed together."""
        report_id = uuid.uuid4().hex.upper()
        day = datetime.fromtimestamp(now / 1e9, UTC).date().isoformat()
        prefix = location.get("ObjectKeyPrefix")
        key = "/".join(part for part in (prefix, folder, day, f"{report_id}.json") if part)
        by_reason: dict[str, list[dict[str, Any]]] = {}
        for record, rejection in rejected:
            by_reason.setdefault(rejection.reason, []).append(_reported({**common, **record}, record, common))
        errors = [{"reason": reason, "records": records} for reason, records in by_reason.items()]
        report = {"reportId": report_id, "errors": errors}
        with self._lock:
            self.written[f"{location['BucketName']}/{key}"] = report
            self._catalog.save(KIND, f"{location['BucketName']}/{key}", report)
        return key


def _reported(merged: dict[str, Any], record: dict[str, Any], common: dict[str, Any]) -> dict[str, Any]:
    dimensions = [*(common.get("Dimensions") or ()), *(record.get("Dimensions") or ())]
    return {
        "dimensions": [
            {
                "name": dimension["Name"],
                "value": dimension["Value"],
                "dimensionValueType": dimension.get("DimensionValueType"),
            }
            for dimension in dimensions
        ],
        "measureName": merged.get("MeasureName"),
        "measureValue": merged.get("MeasureValue"),
        "measureValues": merged.get("MeasureValues"),
        "measureValueType": merged.get("MeasureValueType"),
        "time": merged.get("Time"),
        "timeUnit": merged.get("TimeUnit"),
        "version": merged.get("Version"),
    }
