"""A real PostgreSQL as the preview's data source: the frames that Grafana's plugin would make."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from local.postgresql.database import ADMINISTRATOR, Database
from local.preview.errors import QueryError
from local.preview.frames import FormatError, Frame
from local.preview.postgresql import Postgresql
from local.preview.time_range import TimeRange
from local.preview.variable_formats import Option

OVER = TimeRange(1_767_323_045_678, 1_767_326_645_000)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with Database(tmp_path_factory.mktemp("postgresql")) as running:
        yield running


@pytest.fixture(scope="module")
def postgresql(database: Database) -> Postgresql:
    with database.connect() as connection:
        password = connection.info.password
    return Postgresql(f"postgresql://{ADMINISTRATOR}:{password}@127.0.0.1:{database.port}/postgres")


def frame(postgresql: Postgresql, sql: str, format_: str = "table", **variables: Any) -> Frame:
    [one] = postgresql.frames({"rawSql": sql, "format": format_, "refId": "B"}, OVER, 60_000, variables)
    assert one.ref_id == "B"
    return one


COLUMNS = {
    "1::int2": ("number", 1),
    "2::int4": ("number", 2),
    "3::int8": ("number", 3),
    "1.5::float4": ("number", 1.5),
    "2.5::float8": ("number", 2.5),
    "3.25::numeric": ("number", 3.25),
    "true": ("boolean", True),
    "'2026-01-02 03:04:05.678+01'::timestamptz": ("time", 1_767_319_445_678),
    "'2026-01-02 03:04:05.678'::timestamp": ("time", 1_767_323_045_678),
    "'2026-01-02'::date": ("time", 1_767_312_000_000),
    "'a''b'::text": ("string", "a'b"),
    "'1 hour'::interval": ("string", "01:00:00"),
    "ARRAY[1, 2]": ("string", "{1,2}"),
    "'{\"a\": 1}'::jsonb": ("string", '{"a": 1}'),
}


@pytest.mark.parametrize("expression", COLUMNS)
def test_a_column_has_the_type_that_grafana_knows(postgresql: Postgresql, expression: str) -> None:
    known, null = frame(postgresql, f"SELECT {expression} AS x UNION ALL SELECT NULL").fields[0], None
    assert (known.name, known.type, known.values) == ("x", COLUMNS[expression][0], [COLUMNS[expression][1], null])


@pytest.mark.parametrize(
    "number", ["1767323045.678", "1767323045678", "1767323045678000000::bigint", "1767323045678::float8"]
)
def test_a_number_called_time_is_a_time(postgresql: Postgresql, number: str) -> None:
    for name in ("time", "timeend"):
        [field] = frame(postgresql, f"SELECT {number} AS {name}").fields
        assert (field.type, field.values) == ("time", [1_767_323_045_678])
    assert frame(postgresql, f"SELECT {number} AS at").fields[0].type == "number"


def test_macros_and_variables_are_put_in(postgresql: Postgresql) -> None:
    sql = """SELECT $__timeFrom()::timestamptz, $__unixEpochNanoTo() / 1000000, $__interval_ms, '${one}', $many"""
    values = [field.values for field in frame(postgresql, sql, one="it's", many=["o'clock"]).fields]
    assert values == [[OVER.from_ms], [OVER.to_ms], [60_000], ["it's"], ["o'clock"]]


def test_no_rows_are_a_frame_without_fields(postgresql: Postgresql) -> None:
    assert frame(postgresql, "SELECT 1 AS x WHERE false").fields == []
    assert frame(postgresql, "SELECT now() AS time, 1 AS x WHERE false", "time_series").fields == []


def test_long_rows_become_a_series_for_each_combination_of_texts(postgresql: Postgresql) -> None:
    sql = """SELECT to_timestamp(at) AS time, queue, waiting, waiting > 1 AS many
    FROM (VALUES (1, 'b', 3), (1, 'a', 1), (2, 'a', 2)) AS t(at, queue, waiting) ORDER BY at"""
    wide = frame(postgresql, sql, "time_series")
    assert [(field.name, field.labels, field.values) for field in wide.fields] == [
        ("Time", {}, [1000, 2000]),
        ("many", {"queue": "a"}, [0.0, 1.0]),
        ("many", {"queue": "b"}, [1.0, None]),
        ("waiting", {"queue": "a"}, [1.0, 2.0]),
        ("waiting", {"queue": "b"}, [3.0, None]),
    ]


def test_the_label_metric_alone_names_the_series(postgresql: Postgresql) -> None:
    wide = frame(postgresql, "SELECT now() AS time, 'Sales' AS metric, 3 AS waiting", "time_series")
    assert [(field.name, field.labels) for field in wide.fields] == [("Time", {}), ("Sales", {})]


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT now() AS at, 1 AS x", "time column is missing"),
        ("SELECT to_timestamp(-n) AS time, 'a' AS a, n FROM generate_series(1, 2) AS g(n)", "not sorted in ascending"),
        ("SELECT NULL::timestamptz AS time, 'a' AS a, 1 AS n", "null time values"),
    ],
)
def test_rows_that_are_no_time_series_are_an_error(postgresql: Postgresql, sql: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        frame(postgresql, sql, "time_series")


def test_a_query_without_sql_has_no_frames(postgresql: Postgresql) -> None:
    assert postgresql.frames({"rawSql": "", "format": "table"}, OVER, 1, {}) == []


def test_a_variable_has_every_value_of_every_column(postgresql: Postgresql) -> None:
    sql = "SELECT n, 'x' || n FROM generate_series(1, 2) AS g(n) UNION ALL SELECT NULL, 'y'"
    assert postgresql.variable_values(sql, OVER, {}) == ["1", "2", "x1", "x2", "y"]


def test_a_variables_columns_text_and_value_are_options(postgresql: Postgresql) -> None:
    values = postgresql.variable_values("SELECT 'Anna' AS __text, 1 AS __value, 'x' AS other", OVER, {})
    assert [(value, isinstance(value, Option) and value.text) for value in values] == [("1", "Anna")]


def test_several_statements_append_their_rows(postgresql: Postgresql) -> None:
    sql = "SET LOCAL timezone = 'UTC'; SELECT 1 AS n, 'a' AS t; SELECT 2 AS n, NULL AS t;"
    assert [field.values for field in frame(postgresql, sql).fields] == [[1, 2], ["a", None]]
    with pytest.raises(FormatError, match="different columns"):
        frame(postgresql, "SELECT 1 AS n; SELECT 1 AS m")


def test_what_postgresql_says_is_the_error(postgresql: Postgresql) -> None:
    with pytest.raises(QueryError, match='relation "nowhere" does not exist') as raised:
        frame(postgresql, "SELECT * FROM nowhere")
    assert not raised.value.unreachable


def test_nothing_is_written(postgresql: Postgresql, database: Database) -> None:
    with pytest.raises(QueryError, match="read-only transaction"):
        frame(postgresql, "CREATE TABLE t (x int)")
    with database.connect() as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT * FROM t")


def test_a_database_that_does_not_answer_is_unreachable() -> None:
    with pytest.raises(QueryError, match="does not answer") as raised:
        frame(Postgresql("postgresql://nobody@127.0.0.1:1/none"), "SELECT 1")
    assert raised.value.unreachable


def test_a_connection_is_kept_for_the_next_query_and_replaced_when_it_is_gone(
    postgresql: Postgresql, database: Database
) -> None:
    def backend() -> float:
        pid: float = frame(postgresql, "SELECT pg_backend_pid()").fields[0].values[0]
        return pid

    first = backend()
    assert backend() == first
    with database.connect() as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 10000)", [first])
    assert backend() != first
