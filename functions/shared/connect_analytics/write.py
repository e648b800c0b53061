"""The last step of every function: rows into the store, and into quarantine what will never become rows."""

from collections.abc import Iterable, Sequence

from connect_analytics.quarantine import Quarantine, QuarantinedRecord
from connect_analytics.rows import Row, latest
from connect_analytics.store import RejectedRow, Store, StoreError, Written
from connect_analytics.telemetry import count, logger


def write_rows(
    store: Store, quarantine: Quarantine, rows: Iterable[Row], quarantined: Sequence[QuarantinedRecord] = ()
) -> set[int]:
    """Writes rows, keeps `quarantined` records and rejected rows, and counts what became of all of them.

    Returns the positions of the records that are not safe yet, because the infrastructure fails: read them again.
    """
    return keep(quarantine, store.write(latest(rows)), quarantined)


def keep(quarantine: Quarantine, written: Written, quarantined: Sequence[QuarantinedRecord] = ()) -> set[int]:
    """Does the same with what has been `written` already."""
    if written.error:
        _report(written.error)
    unkept = quarantine.keep([*quarantined, *map(_rejected_record, written.rejected)])
    count(
        RowsWritten=written.rows,
        RowsSuperseded=written.superseded,
        RowsRejected=len(written.rejected),
    )
    unwritten = {position for row in written.unwritten for position in row.positions}
    return unwritten | {position for record in unkept for position in record.positions}


def _report(error: StoreError) -> None:
    """Logs and counts what passes by itself apart from what somebody must mend."""
    if error.retryable:
        count(StoreUnavailable=1)
        logger.error("The store did not take all rows; their records will be read again", reason=error.message)
    else:
        count(StoreMisconfigured=1)
        logger.error(
            "The store refuses rows until the deployment is mended; their records will be read again",
            reason=error.message,
        )


def _rejected_record(rejected: RejectedRow) -> QuarantinedRecord:
    row = rejected.row
    payload = {
        "table": row.table.name,
        "time": row.time,
        "version": row.version,
        "dimensions": row.dimensions,
        "measures": row.measures,
    }
    return QuarantinedRecord(payload, rejected.reason, row.positions)
