"""The last step of a function: what the store says of rows becomes counts, quarantined records and positions."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from pytest_mock import MockerFixture

from connect_analytics import write
from connect_analytics.quarantine import Quarantine, QuarantinedRecord
from connect_analytics.rows import Row
from connect_analytics.schema import AGENT_EVENT, Table
from connect_analytics.store import RejectedRow, StoreError, Written


def row(key: str, *positions: int, version: int = 1) -> Row:
    return Row(AGENT_EVENT, 1, version, {"instance_id": "i", "agent_id": key}, {"state": "x"}, positions)


class FakeStore:
    """Says of the rows what it was made with, and keeps them."""

    def __init__(self, written: Written) -> None:
        self.written = written
        self.rows: Sequence[Row] = ()

    def write(self, rows: Sequence[Row]) -> Written:
        self.rows = rows
        return self.written

    def prepare(self, _tables: Iterable[Table]) -> Written:
        return self.written


class FakeQuarantine(Quarantine):
    """Keeps records up to a number of them."""

    def __init__(self, room: int = 100) -> None:
        self.kept: list[QuarantinedRecord] = []
        self._room = room

    def keep(self, records: Sequence[QuarantinedRecord]) -> list[QuarantinedRecord]:
        self.kept += records[: self._room]
        return list(records[self._room :])


@pytest.fixture
def counts(mocker: MockerFixture) -> dict[str, int]:
    counted: dict[str, int] = {}
    mocker.patch.object(write, "count", counted.update)
    return counted


@pytest.fixture
def logged(mocker: MockerFixture) -> Any:
    return mocker.patch.object(write, "logger")


def test_two_versions_of_a_row_are_never_in_one_request(counts: dict[str, int]) -> None:
    store = FakeStore(Written(rows=1))
    assert write.write_rows(store, FakeQuarantine(), [row("a", 0), row("a", 1, version=2)]) == set()
    assert [(each.version, set(each.positions)) for each in store.rows] == [(2, {0, 1})]


def test_what_became_of_the_rows_is_counted(counts: dict[str, int]) -> None:
    rejected = RejectedRow(row("a", 0), "too old")
    write.write_rows(FakeStore(Written(rows=5, superseded=2, rejected=[rejected])), FakeQuarantine(), [])
    assert counts == {"RowsWritten": 5, "RowsSuperseded": 2, "RowsRejected": 1}


def test_a_rejected_row_is_kept_whole_with_its_reason(
    counts: dict[str, int],
) -> None:
    quarantine = FakeQuarantine()
    broken = QuarantinedRecord({"data": "?"}, "not JSON", (4,))
    written = Written(rejected=[RejectedRow(row("a", 7), "too old")])
    assert write.write_rows(FakeStore(written), quarantine, [], [broken]) == set()
    payload = {
        "table": "AgentEvent",
        "time": 1,
        "version": 1,
        "dimensions": {"instance_id": "i", "agent_id": "a"},
        "measures": {"state": "x"},
    }
    assert quarantine.kept == [broken, QuarantinedRecord(payload, "too old", (7,))]


def test_the_records_of_unwritten_rows_and_of_what_the_quarantine_did_not_take_are_read_again(
    counts: dict[str, int], logged: Any
) -> None:
    written = Written(unwritten=[row("a", 2, 5), row("b", 3)], error=StoreError("slow down", retryable=True))
    broken = [QuarantinedRecord({}, "broken", (0,)), QuarantinedRecord({}, "broken", (1,))]
    assert write.write_rows(FakeStore(written), FakeQuarantine(room=1), [], broken) == {1, 2, 3, 5}


@pytest.mark.parametrize(("retryable", "counted"), [(True, "StoreUnavailable"), (False, "StoreMisconfigured")])
def test_what_passes_is_counted_apart_from_what_somebody_must_mend(
    counts: dict[str, int], logged: Any, retryable: bool, counted: str
) -> None:
    written = Written(unwritten=[row("a", 0)], error=StoreError("the reason", retryable))
    write.write_rows(FakeStore(written), FakeQuarantine(), [])
    assert {name for name in counts if name.startswith("Store")} == {counted}
    logged.error.assert_called_once()
    assert logged.error.call_args.kwargs == {"reason": "the reason"}


def test_without_an_error_none_is_counted(counts: dict[str, int], logged: Any) -> None:
    write.write_rows(FakeStore(Written(rows=1)), FakeQuarantine(), [row("a", 0)])
    assert not any(name.startswith("Store") for name in counts)
    logged.error.assert_not_called()
