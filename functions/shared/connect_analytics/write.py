"""The last step of every function: rows to Timestream, and to quarantine what will never become rows."""

from collections.abc import Iterable, Sequence

from connect_analytics.quarantine import Quarantine, QuarantinedRecord
from connect_analytics.rows import Row, latest
from connect_analytics.telemetry import count, logger
from connect_analytics.timestream import RejectedRow, Writer


def write_rows(
    writer: Writer, quarantine: Quarantine, rows: Iterable[Row], dead_letters: Sequence[QuarantinedRecord]
) -> set[int]:
    """Writes rows and keeps dead letters, those of rejected rows among them, and counts what became of them.

    Returns the positions of the records that are not safe yet, because the infrastructure is in trouble: read
    them again.
    """
    written = writer.write(latest(rows))
    if written.trouble:
        logger.error("Timestream did not take all rows; their records will be read again", reason=written.trouble)
    unkept = quarantine.keep([*dead_letters, *map(_dead_letter, written.rejected)])
    count(
        RowsWritten=written.rows,
        RowsSuperseded=written.superseded,
        RowsRejected=len(written.rejected),
    )
    unwritten = {position for row in written.unwritten for position in row.positions}
    return unwritten | {position for letter in unkept for position in letter.positions}


def _dead_letter(rejected: RejectedRow) -> QuarantinedRecord:
    row = rejected.row
    payload = {
        "table": row.table.name,
        "time": row.time,
        "version": row.version,
        "dimensions": row.dimensions,
        "measures": row.measures,
    }
    return QuarantinedRecord(payload, rejected.reason, row.positions)
