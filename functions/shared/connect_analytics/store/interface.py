"""What every engine offers: writing rows, and what became of them. No engine is known here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from connect_analytics.rows import Row
from connect_analytics.schema import Table


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that the engine will never take, and its reason."""

    row: Row
    reason: str


@dataclass(frozen=True, slots=True)
class StoreError:
    """Why rows could not be written, in the engine's words.

    `retryable` errors pass by themselves: throttling, time-outs, an engine that fails or restarts. All others are
    faults of the deployment, such as a missing table or permission, and stay until somebody mends it.
    """

    message: str
    retryable: bool


@dataclass(slots=True)
class Written:
    """What became of rows.

    `rows` counts those stored, `superseded` those that a newer version made unnecessary. `unwritten` ones could not
    be written because of `error`, the first that was met: they are good, and are to be written again.
    """

    rows: int = 0
    superseded: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    unwritten: list[Row] = field(default_factory=list)
    error: StoreError | None = None


class Store(Protocol):
    """One engine's tables. Both methods are safe to repeat, and neither raises what Written can say."""

    def write(self, rows: Sequence[Row]) -> Written:
        """Stores rows of any tables. The highest version of a row wins, whatever the order of arrival."""

    def prepare(self, tables: Iterable[Table]) -> Written:
        """Makes every column of the tables known to queries, where the engine has a column only once it has a value."""
