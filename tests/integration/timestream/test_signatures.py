"""Every signature in local/timestream/sql/functions.txt has a test of its own.

Its call is then the outermost expression, or it is compared or rounded.
"""

from collections.abc import Iterator
from itertools import chain

import pytest
from sqlglot import exp

from local.timestream.sql.functions import Signature, signatures
from local.timestream.sql.translate import translate
from local.timestream.store.catalog import Table
from tests.integration.timestream import test_functions, test_select, test_time_series, test_timestamps

EXPRESSIONS = [
    *(test_functions.NUMBERS + test_functions.TEXTS + test_functions.ARRAYS),
    *(test_timestamps.BINS + test_timestamps.TIMES + test_timestamps.UNITS),
]
SERIES = [
    *(test_time_series.INTERPOLATIONS + test_time_series.INTERPOLATIONS_AT_ONE_TIME),
    *(test_time_series.DERIVED_SERIES + test_time_series.SERIES_VALUES),
]
QUERIES = [
    *(f"SELECT {expression}" for expression, _ in EXPRESSIONS),
    *(test_functions.aggregated(aggregate) for aggregate, _ in test_functions.AGGREGATES),
    *(test_select.windowed(window) for window, _ in test_select.WINDOW_FUNCTIONS),
    *(test_time_series.with_points(projection) for projection, _ in SERIES),
]


def no_tables(database: str, name: str) -> Table:
    raise LookupError(f"{database}.{name}")


def calls_under_test(query: str) -> Iterator[Signature]:
    [projection] = translate(query, no_tables, now=0).projections
    node = projection.unalias()
    while isinstance(node, exp.Window | exp.Filter | exp.EQ | exp.Between):
        node = node.this
    if "signature" in node.meta:
        yield node.meta["signature"]
    if node.name == "round" and "signature" in node.expressions[0].meta:
        yield node.expressions[0].meta["signature"]


@pytest.fixture(scope="module")
def tested() -> set[Signature]:
    return set(chain.from_iterable(map(calls_under_test, QUERIES)))


@pytest.mark.parametrize("signature", list(chain.from_iterable(signatures().values())), ids=str)
def test_a_signature_has_a_test(signature: Signature, tested: set[Signature]) -> None:
    assert signature in tested
