"""Timestream's SQL with Grafana's macros as PostgreSQL's. That both give the same rows is tested on the engines."""

import re
from pathlib import Path

import pytest

from dashboards import queries
from dashboards.translation import TranslationError, translate

FILES = sorted((Path(queries.__file__).parent / "sql").rglob("*.sql"))
QUERIES = [f"{file.parent.name}/{file.stem}" for file in FILES if file.parent.name != "definitions"]

EXPRESSIONS = {
    # Times and spans.
    "time > ago(12h)": "time > now() - INTERVAL '12 hours'",
    "time + 1h": "time + INTERVAL '1 hour'",
    "time - 90s": "time - INTERVAL '90 seconds'",
    "time - 5m": "time - INTERVAL '5 minutes'",
    "time - 250ms": "time - INTERVAL '250 milliseconds'",
    "time - 5us": "time - INTERVAL '5 microseconds'",
    "ago(1d)": "now() - INTERVAL '24 hours'",
    "ago(2w)": "now() - INTERVAL '336 hours'",
    "at - ago(1h)": "at - (now() - INTERVAL '1 hour')",
    "bin(time, 5m)": "date_bin(INTERVAL '5 minutes', time, TIMESTAMPTZ 'epoch')",
    "hour(at)": "trunc(extract(hour FROM at AT TIME ZONE 'UTC'))::bigint",
    "minute(at + 1h)": "trunc(extract(minute FROM (at + INTERVAL '1 hour') AT TIME ZONE 'UTC'))::bigint",
    "second(now())": "trunc(extract(second FROM now() AT TIME ZONE 'UTC'))::bigint",
    "day_of_week(at)": "trunc(extract(isodow FROM at AT TIME ZONE 'UTC'))::bigint",
    "to_milliseconds(max(time))": "(date_part('epoch', max(time)) * 1000)::bigint",
    "from_milliseconds(begins)": "to_timestamp(begins::double precision / 1000)",
    "from_milliseconds(ends - 1)": "to_timestamp((ends - 1)::double precision / 1000)",
    # Macros.
    "$__timeFilter": "$__timeFilter(time)",
    "from_milliseconds($__timeFrom) - 12h": "$__timeFrom()::timestamptz - INTERVAL '12 hours'",
    "from_milliseconds($__timeTo)": "$__timeTo()::timestamptz",
    "begins < $__timeFrom": "begins < $__unixEpochNanoFrom() / 1000000",
    "$__timeTo - begins": "($__unixEpochNanoTo() / 1000000) - begins",
    "bin(time, $__interval)": "date_bin($__interval_ms * INTERVAL '1 millisecond', time, TIMESTAMPTZ 'epoch')",
    "time + $__interval": "time + ($__interval_ms * INTERVAL '1 millisecond')",
    # Variables.
    "queue_id IN (${queue:sqlstring})": "queue_id IN (${queue:sqlstring})",
    "waited - ${service_level_target}": "waited - ${service_level_target}",
    # Aggregates.
    "count_if(state = 'Missed') > 0": "count(*) FILTER (WHERE state = 'Missed') > 0",
    "Count_If(open)": "count(*) FILTER (WHERE open)",
    "max_by(name, time)": "(array_agg(name ORDER BY time DESC) FILTER (WHERE time IS NOT NULL))[1]",
    "min_by(a, b + c)": "(array_agg(a ORDER BY b + c) FILTER (WHERE (b + c) IS NOT NULL))[1]",
    "approx_percentile(waited, 0.9)": "percentile_disc(0.9) WITHIN GROUP (ORDER BY waited)",
    "count(DISTINCT agent_id)": "count(DISTINCT agent_id)",
    "bool_or(abandoned)": "bool_or(abandoned)",
    # Numbers and texts.
    "CAST(round(duration * 1000) AS bigint)": "CAST(trunc(duration * 1000 + 0.5 * sign(duration * 1000)) AS bigint)",
    "IF(open, duration, 0.0)": "CASE WHEN open THEN duration ELSE 0.0 END",
    "alias || '|' || instance_id": "alias || '|' || instance_id",
    "'it''s -- no comment, count_if(x)'": "'it''s -- no comment, count_if(x)'",
    # Divisions.
    "(to_milliseconds(a) - 1) / 1000": "((date_part('epoch', a) * 1000)::bigint - 1) / 1000",
    "sum(a) / 1000.0": "sum(a) / 1000.0",
    "100.0 * sum(a) / nullif(sum(b), 0)": "100.0 * sum(a) / nullif(sum(b), 0)",
    # Nested.
    "count_if(a > ago(1h) AND bin(b, 1m) = bin(c, 1m))": (
        "count(*) FILTER (WHERE a > now() - INTERVAL '1 hour'"
        " AND date_bin(INTERVAL '1 minute', b, TIMESTAMPTZ 'epoch')"
        " = date_bin(INTERVAL '1 minute', c, TIMESTAMPTZ 'epoch'))"
    ),
}

NOT_TRANSLATED = {
    "SELECT regexp_like(a, 'b') FROM t": "The function regexp_like has no translation",
    "SELECT greatest(a, b) FROM t": "greatest passes over nulls",
    "SELECT least(a, 1) FROM t": "least passes over nulls",
    "SELECT max_by(a, b, 3) FROM t": "max_by has no translation for 3 arguments",
    "SELECT max(a, 3) FROM t": "max has no translation for 2 arguments",
    "SELECT sequence(a, b, 1h) FROM t": "sequence is translated in UNNEST only",
    "SELECT x FROM t CROSS JOIN UNNEST(a) AS u(x)": r"UNNEST is translated for ARRAY\[…\] and sequence",
    "SELECT a FROM t WHERE time > ago(1month)": "An interval of a MONTH",
    "SELECT a FROM t WHERE time > ago(5ns)": "An interval of a NANOSECOND",
    "SELECT measure_value::double FROM t": "single-measure records",
    "SELECT a / b FROM t": "may divide by zero",
    "SELECT 1.0 * a / nullif(b, 1) FROM t": "may divide by zero",
    "SELECT 1.0 * a / 0 FROM t": "may divide by zero",
    "SELECT sum(a) / nullif(b, 0) FROM t": "a division of whole numbers or not",
    "SELECT a / 60 FROM t": "a division of whole numbers or not",
    "SELECT CAST(a AS bigint) FROM t": "only CAST",
    "SELECT CAST(round(a) AS varchar) FROM t": "only CAST",
    "SELECT TRY_CAST(a AS bigint) FROM t": "TryCast",
    "SELECT a FROM t WHERE a LIKE 'b%'": "Like",
    "SELECT rank() OVER (ORDER BY a) FROM t": "Window",
    "SELECT a FROM t WHERE b > $__now_ms": r"\$__now_ms has no translation",
    "SELECT a FROM $__database.t": r"\$__database has no translation",
    'SELECT a FROM "x"."${table}"': "only values and the database may be variables",
    "SELECT a AS ${name} FROM t": "only values and the database may be variables",
    "SELECT a FROM t WHERE b = '${queue}'": "has a variable in quotes",
    "SELECT a FROM": "cannot be read",
    "SELECT 'a": "cannot be read",
    "SELECT max_by(a, -- the newest\n b) FROM t": "comment between a function's arguments",
    "SELECT a, CREATE_TIME_SERIES(time, b) AS x FROM t": "with a name and GROUP BY",
    "SELECT a, CREATE_TIME_SERIES(time, b) FROM t GROUP BY a": "with a name and GROUP BY",
    "SELECT x FROM (SELECT a, CREATE_TIME_SERIES(time, b) AS x FROM t GROUP BY a)": "outermost SELECT",
    "SELECT a, CREATE_TIME_SERIES(time, b) AS x, CREATE_TIME_SERIES(time, c) AS y FROM t GROUP BY a": "one column",
    "SELECT CREATE_TIME_SERIES(time, b) AS x FROM t GROUP BY 1": "needs a label",
    "SELECT a, CREATE_TIME_SERIES(time, b) AS x FROM t GROUP BY a HAVING count(*) > 1": "put them into a subquery",
    "SELECT a, CREATE_TIME_SERIES(time, b) AS x FROM t GROUP BY a LIMIT 3": "put them into a subquery",
    "SELECT a, CREATE_TIME_SERIES(time, b) AS x FROM t GROUP BY a, coalesce(c, d)": "Select what the time series",
    "SELECT name, CREATE_TIME_SERIES(time, b) AS x FROM t GROUP BY name, t.queue_id": "Select what the time series",
}  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression(expression: str) -> None:
    assert translate(f"SELECT {expression} FROM t").sql == f"SELECT {EXPRESSIONS[expression]} FROM t"


@pytest.mark.parametrize("query", NOT_TRANSLATED)
def test_what_may_not_mean_the_same_is_an_error_by_name(query: str) -> None:
    with pytest.raises(TranslationError, match=NOT_TRANSLATED[query]):
        translate(query)


@pytest.mark.parametrize(
    ("order", "translated"),
    [
        ("ORDER BY a, b DESC", "ORDER BY a, b DESC NULLS LAST"),
        ("ORDER BY a DESC, b", "ORDER BY a DESC NULLS LAST, b"),
        ("ORDER BY a DESC NULLS FIRST", "ORDER BY a DESC NULLS FIRST"),
        ("ORDER BY a DESC NULLS LAST", "ORDER BY a DESC NULLS LAST"),
        ("ORDER BY a DESC LIMIT 10", "ORDER BY a DESC NULLS LAST LIMIT 10"),
    ],
)
def test_nulls_come_last_in_either_order(order: str, translated: str) -> None:
    assert translate(f"SELECT a, b FROM t {order}").sql == f"SELECT a, b FROM t {translated}"


def test_rows_of_a_sequence() -> None:
    sql = translate("SELECT at FROM t CROSS JOIN UNNEST(\n  sequence(begins, ends, 1m)\n) AS ticks(at)").sql
    assert sql == "SELECT at FROM t CROSS JOIN generate_series(begins, ends, INTERVAL '1 minute') AS ticks(at)"


def test_rows_of_an_array_stay_as_they_are() -> None:
    query = "SELECT level FROM t CROSS JOIN UNNEST(ARRAY[level_1, level_2]) AS levels(level)"
    assert translate(query).sql == query


def test_names_of_tables_and_of_the_database_stay_as_they_are() -> None:
    query = 'SELECT "Time" FROM "${database}"."AgentEvent" AS events'
    assert translate(query).sql == query


def test_layout_and_comments_stay_as_they_are() -> None:
    query = """-- now: `count_if(x)` and $__interval in a comment are no code – nor is 'this
SELECT
  a,   -- it's the first
  -- The number of those that are open.
  {}
FROM t  -- the end"""
    assert translate(query.format("count_if(open) AS n")).sql == query.format("count(*) FILTER (WHERE open) AS n")


def test_comments_in_brackets_stay_as_they_are() -> None:
    query = "SELECT a /* $__interval, ${x} isn't\n used */ FROM t /* by */"
    assert translate(query).sql == query


def test_time_series_of_groups_become_rows_with_labels_in_the_order_of_time() -> None:
    translation = translate(
        """WITH t AS (SELECT a FROM u GROUP BY a ORDER BY a)
SELECT a AS agent, CREATE_TIME_SERIES(from_milliseconds(begins), state) AS "Value"
FROM t
GROUP BY a
ORDER BY agent"""
    )
    assert (
        translation.sql
        == """WITH t AS (SELECT a FROM u GROUP BY a ORDER BY a)
SELECT a AS agent, to_timestamp(begins::double precision / 1000) AS time, state AS "Value"
FROM t
ORDER BY time, agent"""
    )
    assert translation.labels == ("agent",)


def test_time_series_in_the_querys_own_order() -> None:
    query = "SELECT a, b, CREATE_TIME_SERIES(time, c) AS c FROM t GROUP BY b, a ORDER BY a DESC"
    translation = translate(query, by_time=False)
    assert translation.sql == "SELECT a, b, time, c AS c FROM t ORDER BY a DESC NULLS LAST, time"
    assert translation.labels == ("a", "b")


def test_time_series_of_a_column_called_time_without_an_order() -> None:
    translation = translate("SELECT 'events' AS source, CREATE_TIME_SERIES(time, n) AS n FROM t\nGROUP BY 1")
    assert translation.sql == "SELECT 'events' AS source, time, n AS n FROM t\nORDER BY time"
    assert translation.labels == ("source",)


def test_a_query_without_time_series_has_no_labels() -> None:
    assert translate("SELECT a FROM t").labels == ()


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_of_the_boards_is_translated_with_its_comments(name: str) -> None:
    query = queries.sql(name)
    translated = translate(query).sql
    comments = re.compile(r"--.*")
    assert comments.findall(translated) == comments.findall(query)
    assert re.findall(r"\$\{[^}]*\}", translated) == re.findall(r"\$\{[^}]*\}", query)
