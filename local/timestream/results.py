"""The results of queries, handed out page by page."""

import json
import secrets
import string
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import duckdb

from local.timestream.errors import ConflictException, QueryExecutionException, ValidationException
from local.timestream.metering import QUERY_FLOOR
from local.timestream.sql.error_mapping import service_error
from local.timestream.sql.values import Datum

PAGE_BYTES = 1_000_000
TOKEN_USES = 5
TOKEN_LIFE = 3600 * 10**9
# A result that nobody asks for any more holds DuckDB's snapshot; the oldest make room.
MOST_OPEN = 64

_ALPHABET = string.ascii_uppercase + string.digits

type Page = dict[str, Any]


@dataclass
class Result:
    """A query's result on its way: `rows` are taken as pages are asked for. A token is good for this query text,
    by this principal, until the next token is used."""

    query: str
    principal: str
    columns: list[dict[str, Any]]
    rows: Iterator[list[Datum]]
    connection: duckdb.DuckDBPyConnection | None
    started: int
    metered_floor: int = QUERY_FLOOR
    query_id: str = field(default_factory=lambda: "".join(secrets.choice(_ALPHABET) for _ in range(64)))
    rows_given: int = 0
    bytes_given: int = 0
    cancelled: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)
    _ahead: list[Datum] | None = None
    _token: str | None = None
    _next_token: str | None = None
    _page: Page | None = None
    _uses: int = 0

    def first_page(self, max_rows: int | None, empty: bool) -> Page:
        """The answer to the query itself; without rows where `empty` is wanted, as the service may do."""
        self._ahead = self._take()
        return self._answer([] if empty else self._fill(max_rows), more=empty or self._ahead is not None)

    def page(self, token: str, max_rows: int | None, now: int) -> Page:
        """The page of a token, the same one again where it was asked for before."""
        if now - self.started > TOKEN_LIFE:
            raise _invalid_token()
        if token == self._token and self._page is not None:
            self._uses += 1
            if self._uses > TOKEN_USES:
                raise _invalid_token()
            return self._page
        if token != self._next_token:
            raise _invalid_token()
        self._token, self._uses = token, 1
        self._page = self._answer(self._fill(max_rows), more=self._ahead is not None)
        return self._page

    @property
    def complete(self) -> bool:
        return self._ahead is None

    def cancel(self) -> None:
        """Ends the query; pages that were not asked for are lost."""
        self.cancelled = True
        if self.connection is not None:
            self.connection.interrupt()

    def close(self) -> None:
        with self.lock:
            if self.connection is not None:
                self.connection.close()

    def _answer(self, rows: list[list[Datum]], more: bool) -> Page:
        answer: Page = {
            "QueryId": self.query_id,
            "ColumnInfo": self.columns,
            "Rows": [{"Data": row} for row in rows],
            "QueryStatus": {
                "ProgressPercentage": 100.0 if rows or not more else 0.0,
                "CumulativeBytesScanned": self.bytes_given,
                "CumulativeBytesMetered": max(self.metered_floor, self.bytes_given if self.metered_floor else 0),
            },
        }
        if more:
            self._next_token = answer["NextToken"] = f"{self.query_id}.{secrets.token_urlsafe(32)}"
        return answer

    def _fill(self, max_rows: int | None) -> list[list[Datum]]:
        rows: list[list[Datum]] = []
        size = 0
        while self._ahead is not None and (max_rows is None or len(rows) < max_rows):
            row_size = 12 + sum(map(_size, self._ahead))
            if row_size > PAGE_BYTES:
                raise QueryExecutionException(
                    "Query aborted as max page response size has been exceeded by the output result row"
                )
            if size + row_size > PAGE_BYTES:
                break
            rows.append(self._ahead)
            size += row_size
            self._ahead = self._take()
        self.rows_given += len(rows)
        self.bytes_given += size
        return rows

    def _take(self) -> list[Datum] | None:
        if self.cancelled:
            raise _cancelled()
        try:
            return next(self.rows, None)
        except duckdb.Error as error:
            if self.cancelled:
                raise _cancelled() from error
            raise service_error(error) from error


class OpenResults:
    """The results that have more pages, by their tokens and query ids."""

    def __init__(self) -> None:
        self._results: OrderedDict[str, Result] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, result: Result) -> None:
        with self._lock:
            self._results[result.query_id] = result
            while len(self._results) > MOST_OPEN:
                self._results.popitem(last=False)[1].close()

    def by_id(self, query_id: str) -> Result | None:
        return self._results.get(query_id)

    def by_token(self, token: str, query: str, principal: str) -> Result:
        """Raises ValidationException for a token that was not given for this query to this principal."""
        query_id, _, _ = token.partition(".")
        result = self._results.get(query_id)
        if result is None or result.query != query or result.principal != principal:
            raise _invalid_token()
        return result

    def close(self) -> None:
        with self._lock:
            while self._results:
                self._results.popitem()[1].close()


def _size(datum: Datum) -> int:
    """About as many bytes as the datum has in an answer."""
    text = datum.get("ScalarValue")
    if text is not None:
        return len(text) + 22
    return 22 if "NullValue" in datum else len(json.dumps(datum))


def _cancelled() -> ConflictException:
    return ConflictException("The query was cancelled.")


def _invalid_token() -> ValidationException:
    return ValidationException("Invalid pagination token")
