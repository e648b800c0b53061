"""What the translation says of Timestream's SQL, tried on both engines: the same values."""

from collections.abc import Iterator

import pytest

from tests.support.engine_under_test import EngineUnderTest, Source, ask
from tests.support.event_factories import at
from tests.support.grafana_client import alike

NOW = at("10:00:00")  # on a Friday

# A few rows: a number, a text, a moment, a boolean; each has nulls.
ROWS = """
  FROM (VALUES
    (1, 2.5, 'b', from_milliseconds(1792000000500), true),
    (2, -2.5, 'a', from_milliseconds(1792000059999), false),
    (3, 0.5, 'Z', from_milliseconds(1792003600000), NULL),
    (4, NULL, 'é', from_milliseconds(1761962399999), true),
    (5, 1.5, NULL, from_milliseconds(1), false),
    (NULL, -1.5, 'a', NULL, true)
  ) AS t(n, x, text, at, yes)
"""

# Each of one row.
VALUES = [
    "count_if(yes)",
    "count_if(NOT yes)",
    "count(yes)",
    "count(DISTINCT text)",
    "sum(n)",
    "sum(x)",
    "avg(n)",
    "avg(x)",
    "min(text)",
    "max(text)",
    "max(at)",
    "bool_or(yes)",
    "bool_and(yes)",
    "max_by(text, n)",
    "max_by(x, n)",
    "max_by(text, x)",
    "min_by(text, n)",
    "min_by(n, at)",
    "max_by(text, CASE WHEN n > 9 THEN n END)",
    "approx_percentile(x, 0.5)",
    "approx_percentile(n, 0.9)",
    "approx_percentile(CASE WHEN n > 9 THEN n END, 0.9)",
    "100.0 * count_if(yes) / nullif(count(*), 0)",
    "1.0 * sum(n) / 4",
    "sum(n) / 2.0",
    "coalesce(max(CASE WHEN n > 9 THEN n END), 7)",
    "now()",
    "ago(1d)",
    "now() - 90m",
    "to_milliseconds(ago(2w))",
    "hour(now())",
    "minute(now() + 59m)",
    "second(now() - 1ms)",
    "day_of_week(now())",
    "bin(now() - 1ms, 5m)",
]

# Each of every row.
COLUMNS = [
    "abs(x)",
    "CAST(round(x) AS bigint)",
    "CAST(round(x * 1000) AS bigint)",
    "round(x)",
    "n + x",
    "n * -2",
    "- x",
    "x / 3.0",
    "100.0 * n / nullif(n - 3, 0)",
    "(to_milliseconds(at) - 1) / 1000",
    "to_milliseconds(at)",
    "from_milliseconds(to_milliseconds(at))",
    "bin(at, 1m)",
    "bin(at, 1h)",
    "bin(at, 7h)",
    "bin(at, 1d)",
    "bin(at, 2w)",
    "hour(at)",
    "minute(at)",
    "second(at)",
    "day_of_week(at)",
    "hour(at + 30m)",
    "at + 1d",
    "at + 1w",
    "at BETWEEN from_milliseconds(0) AND now()",
    "text || '|' || 'é'",
    "length(text)",
    "replace(text, 'a', '''')",
    "strpos(text, 'a')",
    "nullif(text, 'a')",
    "coalesce(text, 'none')",
    "IF(yes, n, 0)",
    "CASE WHEN yes THEN 'yes' WHEN NOT yes THEN 'no' END",
    "CASE yes WHEN true THEN 1 ELSE 0 END",
    "text IN ('a', 'b')",
    "text NOT IN ('a', 'b')",
    "yes AND n > 1",
    "yes OR n > 1",
    "x IS NULL",
    "x <> 2.5",
    "text < 'b'",
]

ORDERS = ["n", "n DESC", "x DESC", "text", "text DESC", "text DESC NULLS FIRST", "at DESC", "yes DESC, n"]

QUERIES = {
    "a sequence": "SELECT t FROM UNNEST(sequence(ago(1d), now(), 7h)) AS s(t)",
    "a sequence over a change of the clocks": (
        "SELECT hour(t), t "
        "FROM UNNEST(sequence(from_milliseconds(1775228400000), from_milliseconds(1775401200000), 1d)) AS s(t)"
    ),
    "an array": "SELECT e FROM UNNEST(ARRAY['b', 'a', NULL]) AS s(e) ORDER BY e DESC",
    "sets": "SELECT 1 AS a UNION SELECT 1 UNION ALL SELECT 2 ORDER BY 1 DESC",
    "joins": (
        "SELECT a.n, b.n AS m FROM (VALUES (1), (2), (NULL)) AS a(n) FULL OUTER JOIN (VALUES (2), (3), (NULL)) AS b(n) "
        "ON a.n = b.n ORDER BY 1, 2 DESC"
    ),
}


@pytest.fixture(scope="module")
def source(engines: dict[str, EngineUnderTest]) -> Iterator[dict[str, Source]]:
    with engines["timestream"].stored([], NOW) as one, engines["postgresql"].stored([], NOW) as other:
        yield {"timestream": one, "postgresql": other}


def assert_same(sources: dict[str, Source], sql: str) -> None:
    one, other = ([field.values for field in ask(source, sql)[0].fields] for source in sources.values())
    assert one
    assert alike(one, other), f"{one} is not {other}"


@pytest.mark.parametrize("expression", VALUES)
def test_a_value_of_all_rows(source: dict[str, Source], expression: str) -> None:
    assert_same(source, f"SELECT {expression} AS v {ROWS}")


@pytest.mark.parametrize("expression", COLUMNS)
def test_a_value_of_each_row(source: dict[str, Source], expression: str) -> None:
    assert_same(source, f"SELECT n, {expression} AS v {ROWS} ORDER BY n")


@pytest.mark.parametrize("order", ORDERS)
def test_an_order(source: dict[str, Source], order: str) -> None:
    assert_same(source, f"SELECT n, x, text {ROWS} ORDER BY {order}, n, x")


@pytest.mark.parametrize("name", QUERIES)
def test_rows(source: dict[str, Source], name: str) -> None:
    assert_same(source, QUERIES[name])
