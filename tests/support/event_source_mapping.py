"""How Lambda reads a Kinesis shard for a function, by the rules of its developer guide.

The template's mapping has ReportBatchItemFailures and BisectBatchOnFunctionError, tries until a record is too old, and
then puts what is left of the batch, whole, where failures go.
"""

from collections.abc import Callable
from itertools import batched
from typing import Any

type Record = dict[str, Any]


class EventSourceMapping:
    """Hands records to `function` in their order. `failed` are those that got too old.

    Time is counted in tries: a batch is given up when `tries` in a row have not moved it on.
    """

    def __init__(self, function: Callable[[dict[str, Any]], Any], *, batch_size: int, tries: int) -> None:
        self._function = function
        self._batch_size = batch_size
        self._tries = tries
        self.failed: list[Record] = []

    def deliver(self, records: list[Record]) -> None:
        """Returns when every record was processed or has failed."""
        for batch in batched(records, self._batch_size):
            self._process(list(batch), self._tries)

    def _process(self, batch: list[Record], tries: int) -> None:
        while batch:
            try:
                answer = self._function({"Records": batch})
            except Exception:  # what the function raises, or its time being up, says nothing of which record it was
                if len(batch) > 1:
                    middle = len(batch) // 2
                    self._process(batch[:middle], tries)
                    self._process(batch[middle:], tries)
                    return
                moved_on = False
            else:
                rest = self._rest(batch, answer)
                moved_on = len(rest) < len(batch)
                batch = rest
            tries = self._tries if moved_on else tries - 1
            if batch and not tries:
                self.failed += batch
                return

    @staticmethod
    def _rest(batch: list[Record], answer: dict[str, Any] | None) -> list[Record]:
        """What is tried again: from the lowest sequence number that the function has named."""
        failures = (answer or {}).get("batchItemFailures") or []
        numbers = [record["kinesis"]["sequenceNumber"] for record in batch]
        named = [numbers.index(failure["itemIdentifier"]) for failure in failures]
        return batch[min(named) :] if named else []
