"""Results of queries, returned page by page."""

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
from local.timestream.metering import MIN_QUERY_BYTES
from local.timestream.sql.error_mapping import service_error
from local.timestream.sql.values import Datum

PAGE_BYTES = 1_000_000
TOKEN_USES = 5
TOKEN_LIFETIME = 3600 * 10**9
# An unfinished result keeps a snapshot of DuckDB open; beyond this number the oldest are closed.
MAX_OPEN = 64

_ALPHABET = string.ascii_uppercase + string.digits

type Page = dict[str, Any]


@dataclass
class Result:
    """A running query. `rows` are fetched as pages are requested. A token is valid for this query text and
    principal, until the next token is used."""

    query: str
    principal: str
    columns: list[dict[str, Any]]
    rows: Iterator[list[Datum]]
    connection: duckdb.DuckDBPyConnection | None
    started: int
    min_metered: int = MIN_QUERY_BYTES
    query_id: str = field(default_factory=lambda: "".join(secrets.choice(_ALPHABET) for _ in range(64)))
    rows_returned: int = 0
    bytes_returned: int = 0
    cancelled: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)
    _next_row: list[Datum] | None = None
    _token: str | None = None
    _next_token: str | None = None
    _page: Page | None = None
    _uses: int = 0

    def first_page(self, max_rows: int | None, empty: bool) -> Page:
        """The response to the query itself; without rows if `empty`, as the service may do."""
        self._next_row = self._fetch()
        return self._response([] if empty else self._fill(max_rows), more=empty or self._next_row is not None)

    def page(self, token: str, max_rows: int | None, now: int) -> Page:
        """The page of a token; the same page again if the token was used before."""
        if now - self.started > TOKEN_LIFETIME:
            raise _invalid_token()
        if token == self._token and self._page is not None:
            self._uses += 1
            if self._uses > TOKEN_USES:
                raise _invalid_token()
            return self._page
        if token != self._next_token:
            raise _invalid_token()
        self._token, self._uses = token, 1
        self._page = self._response(self._fill(max_rows), more=self._next_row is not None)
        return self._page

    def cancel(self) -> None:
        """Cancels the query; pages not yet requested are lost."""
        self.cancelled = True
        if self.connection is not None:
            self.connection.interrupt()

    def close(self) -> None:
        with self.lock:
            if self.connection is not None:
                self.connection.close()

    def _response(self, rows: list[list[Datum]], more: bool) -> Page:
        response: Page = {
            "QueryId": self.query_id,
            "ColumnInfo": self.columns,
            "Rows": [{"Data": row} for row in rows],
            "QueryStatus": {
                "ProgressPercentage": 100.0 if rows or not more else 0.0,
                "CumulativeBytesScanned": self.bytes_returned,
                "CumulativeBytesMetered": max(self.min_metered, self.bytes_returned if self.min_metered else 0),
            },
        }
        if more:
            self._next_token = response["NextToken"] = f"{self.query_id}.{secrets.token_urlsafe(32)}"
        return response

    def _fill(self, max_rows: int | None) -> list[list[Datum]]:
        rows: list[list[Datum]] = []
        size = 0
        while self._next_row is not None and (max_rows is None or len(rows) < max_rows):
            row_size = 12 + sum(map(_size, self._next_row))
            if row_size > PAGE_BYTES:
                raise QueryExecutionException(
                    "Query aborted as max page response size has been exceeded by the output result row"
                )
            if size + row_size > PAGE_BYTES:
                break
            rows.append(self._next_row)
            size += row_size
            self._next_row = self._fetch()
        self.rows_returned += len(rows)
        self.bytes_returned += size
        return rows

    def _fetch(self) -> list[Datum] | None:
        if self.cancelled:
            raise _cancelled()
        try:
            return next(self.rows, None)
        except duckdb.Error as error:
            if self.cancelled:
                raise _cancelled() from error
            raise service_error(error) from error


class OpenResults:
    """Results with more pages, found by token and by query id."""

    def __init__(self) -> None:
        self._results: OrderedDict[str, Result] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, result: Result) -> None:
        with self._lock:
            self._results[result.query_id] = result
            while len(self._results) > MAX_OPEN:
                self._results.popitem(last=False)[1].close()

    def by_id(self, query_id: str) -> Result | None:
        return self._results.get(query_id)

    def by_token(self, token: str, query: str, principal: str) -> Result:
        """Raises ValidationException for a token of another query or principal."""
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
    """The approximate size of the datum in a response, in bytes."""
    text = datum.get("ScalarValue")
    if text is not None:
        return len(text) + 22
    return 22 if "NullValue" in datum else len(json.dumps(datum))


def _cancelled() -> ConflictException:
    return ConflictException("The query was cancelled.")


def _invalid_token() -> ValidationException:
    return ValidationException("Invalid pagination token")
