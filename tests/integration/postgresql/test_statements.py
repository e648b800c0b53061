"""Statements through the Data API: parameters, results, and what is counted."""

from typing import Any

import pytest

from tests.support.data_api import ClusterUnderTest


def parameter(name: str, value: dict[str, Any], hint: str | None = None) -> dict[str, Any]:
    return {"name": name, "value": value} | ({"typeHint": hint} if hint else {})


def text(name: str, value: str, hint: str | None = None) -> dict[str, Any]:
    return parameter(name, {"stringValue": value}, hint)


@pytest.mark.parametrize(
    ("field", "type_name"),
    [
        ({"longValue": 5}, "bigint"),
        ({"longValue": -(2**63)}, "bigint"),
        ({"doubleValue": 1.5}, "double precision"),
        ({"doubleValue": 2.0}, "double precision"),
        ({"booleanValue": True}, "boolean"),
        ({"booleanValue": False}, "boolean"),
        ({"stringValue": "Zoë 日本"}, "text"),
        ({"stringValue": ""}, "text"),
        ({"blobValue": b"\x00\xff"}, "bytea"),
    ],
)
def test_a_parameter_has_the_type_of_its_field(
    cluster: ClusterUnderTest, field: dict[str, Any], type_name: str
) -> None:
    found = cluster.execute("SELECT :p AS value, pg_typeof(:p)::text", [parameter("p", field)])["records"]
    assert found == [[field, {"stringValue": type_name}]]


def test_null_has_no_type(cluster: ClusterUnderTest) -> None:
    found = cluster.execute("SELECT CAST(:p AS int)", [parameter("p", {"isNull": True})])["records"]
    assert found == [[{"isNull": True}]]


@pytest.mark.parametrize(
    ("column", "value"),
    [("timestamptz", "2026-03-10 11:49:00Z"), ("uuid", "8c2b0c80-7c3c-4ad7-9d17-6b2f1b1f0c55"), ("jsonb", "{}")],
)
def test_a_string_is_text_and_another_type_needs_a_cast(cluster: ClusterUnderTest, column: str, value: str) -> None:
    cluster.execute(f"CREATE TABLE t (value {column})")
    status, code, message = cluster.error("INSERT INTO t VALUES (:p)", [text("p", value)])
    assert (status, code) == (400, "DatabaseErrorException")
    assert 'column "value" is of type' in message
    assert "but expression is of type text" in message
    assert message.endswith("; SQLState: 42804")
    assert "; Hint: You will need to rewrite or cast the expression.; " in message
    cluster.execute(f"INSERT INTO t VALUES (CAST(:p AS {column}))", [text("p", value)])


@pytest.mark.parametrize(
    ("hint", "value", "type_name"),
    [
        ("DATE", "2026-03-10", "date"),
        ("TIME", "11:49:00.123", "time without time zone"),
        ("TIMESTAMP", "2026-03-10 11:49:00.123", "timestamp without time zone"),
        ("DECIMAL", "123456.7890", "numeric"),
        ("UUID", "8c2b0c80-7c3c-4ad7-9d17-6b2f1b1f0c55", "uuid"),
        ("JSON", '{"a": 1}', "jsonb"),
    ],
)
def test_a_hint_gives_a_string_its_type(cluster: ClusterUnderTest, hint: str, value: str, type_name: str) -> None:
    found = cluster.execute("SELECT :p, pg_typeof(:p)::text", [text("p", value, hint)])["records"]
    assert found == [[{"stringValue": value}, {"stringValue": type_name}]]


@pytest.mark.parametrize("value", ["2026-03-10T11:49:00", "2026-03-10 11:49:00Z", "yesterday"])
def test_a_timestamp_hint_takes_neither_t_nor_zone(cluster: ClusterUnderTest, value: str) -> None:
    assert cluster.error("SELECT :p", [text("p", value, "TIMESTAMP")])[1] == "ValidationException"


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("SELECT ':p' || :p", ":px"),
        ("SELECT E'\\':p' || :p", "':px"),
        ('SELECT :p AS ":p"', "x"),
        ("SELECT :p -- not :here\n", "x"),
        ("SELECT /* nor :here */ :p", "x"),
        ("SELECT $tag$ nor :here $tag$ || :p", " nor :here x"),
        ("SELECT :p::text::varchar", "x"),
        ("SELECT cardinality((ARRAY['a', 'b'])[1:2]) || :p", "2x"),
        ("SELECT :p || :p", "xx"),
    ],
)
def test_names_are_found_where_sql_has_a_value_only(cluster: ClusterUnderTest, sql: str, value: str) -> None:
    assert cluster.execute(sql, [text("p", "x")])["records"] == [[{"stringValue": value}]]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"value": {"arrayValue": {"longValues": [1]}}}, "Array parameters are not supported"),
        ({"value": {"longValue": 2**63}}, "larger than a long"),
        ({"value": {}}, "Must set one of the following keys"),
        ({}, "has value with no field set"),
    ],
)
def test_values_that_the_service_refuses(cluster: ClusterUnderTest, given: dict[str, Any], message: str) -> None:
    status, code, said = cluster.error("SELECT :p", [{"name": "p"} | given])
    assert (status, code) == (400, "ValidationException")
    assert message in said


def test_a_name_that_is_not_given_is_refused(cluster: ClusterUnderTest) -> None:
    assert cluster.error("SELECT :p, :q", [text("p", "x")])[1:] == (
        "ValidationException",
        "The statement names the parameter :q, which is not given.",
    )


@pytest.mark.parametrize(
    ("expression", "field"),
    [
        ("5::int2", {"longValue": 5}),
        ("5::int4", {"longValue": 5}),
        ("9223372036854775807::int8", {"longValue": 2**63 - 1}),
        ("1.5::float4", {"doubleValue": 1.5}),
        ("0.1::float8", {"doubleValue": 0.1}),
        ("123456.7890::numeric", {"stringValue": "123456.7890"}),
        ("true", {"booleanValue": True}),
        ("'x'::text", {"stringValue": "x"}),
        ("'x'::varchar(3)", {"stringValue": "x"}),
        ("'x'::char(3)", {"stringValue": "x  "}),
        ("'x'::name", {"stringValue": "x"}),
        ("'8c2b0c80-7c3c-4ad7-9d17-6b2f1b1f0c55'::uuid", {"stringValue": "8c2b0c80-7c3c-4ad7-9d17-6b2f1b1f0c55"}),
        ("""'{"b":1,  "a":2}'::json""", {"stringValue": '{"b":1,  "a":2}'}),
        ("""'{"b":1,  "a":2}'::jsonb""", {"stringValue": '{"a": 2, "b": 1}'}),
        ("'10.0.0.1'::inet", {"stringValue": "10.0.0.1"}),
        ("'2026-03-10'::date", {"stringValue": "2026-03-10"}),
        ("'11:49:00.5'::time", {"stringValue": "11:49:00.5"}),
        ("'2026-03-10 11:49:00.120'::timestamp", {"stringValue": "2026-03-10 11:49:00.12"}),
        ("'2026-03-10 11:49:00+02'::timestamptz", {"stringValue": "2026-03-10 09:49:00"}),
        ("'2026-03-10 11:49:00.123456Z'::timestamptz", {"stringValue": "2026-03-10 11:49:00.123456"}),
        ("decode('00ff', 'hex')", {"blobValue": b"\x00\xff"}),
        ("ARRAY[1, NULL, 3]", {"arrayValue": {"longValues": [1, None, 3]}}),
        ("ARRAY['a', 'b,c']", {"arrayValue": {"stringValues": ["a", "b,c"]}}),
        ("ARRAY[true]", {"arrayValue": {"booleanValues": [True]}}),
        ("ARRAY[1.5::float8]", {"arrayValue": {"doubleValues": [1.5]}}),
        ("'pg_type'::regclass::oid > 0", {"booleanValue": True}),
        ("1247::oid", {"stringValue": "1247"}),
        ("pg_sleep(0)", {"stringValue": ""}),
        ("NULL", {"isNull": True}),
    ],
)
def test_each_type_comes_back_in_its_field(cluster: ClusterUnderTest, expression: str, field: dict[str, Any]) -> None:
    assert cluster.execute(f"SELECT {expression}")["records"] == [[field]]


@pytest.mark.parametrize("expression", ["'5'::money", "point(1, 2)", "int8range(1, 2)", "ARRAY[ARRAY[1]]"])
def test_a_type_that_is_not_returned_is_an_error(cluster: ClusterUnderTest, expression: str) -> None:
    status, code, message = cluster.error(f"SELECT {expression}")
    assert (status, code) == (400, "UnsupportedResultException")
    assert message.startswith("The result contains the unsupported data type ")


def test_options_change_how_numbers_come_back(cluster: ClusterUnderTest) -> None:
    options = {"longReturnType": "STRING", "decimalReturnType": "DOUBLE_OR_LONG"}
    found = cluster.execute("SELECT 5, 1.50, 7::numeric", resultSetOptions=options)["records"]
    assert found == [[{"stringValue": "5"}, {"doubleValue": 1.5}, {"longValue": 7}]]


def test_rows_can_come_as_one_json_text(cluster: ClusterUnderTest) -> None:
    answer = cluster.execute("SELECT 5 AS n, 'x' AS t, NULL AS u", formatRecordsAs="JSON")
    assert answer["formattedRecords"] == '[{"n": 5, "t": "x", "u": null}]'
    assert "records" not in answer
    assert "columnMetadata" not in answer


def test_columns_are_described_when_asked(cluster: ClusterUnderTest) -> None:
    assert "columnMetadata" not in cluster.execute("SELECT 1 AS n")
    described = cluster.execute("SELECT 1 AS n, ARRAY['x'] AS words", includeResultMetadata=True)["columnMetadata"]
    assert [(column["name"], column["typeName"]) for column in described] == [("n", "int4"), ("words", "_text")]


def test_rows_inserted_and_updated_are_counted_and_those_kept_out_are_not(cluster: ClusterUnderTest) -> None:
    cluster.execute("CREATE TABLE t (id int PRIMARY KEY, version int)")
    upsert = """
        INSERT INTO t AS old SELECT * FROM (VALUES (1, {0}), (2, {0}), (3, 5)) AS new (id, version)
        ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version WHERE old.version < EXCLUDED.version
    """
    assert cluster.execute(upsert.format(5))["numberOfRecordsUpdated"] == 3
    assert cluster.execute(upsert.format(6))["numberOfRecordsUpdated"] == 2
    assert cluster.execute(upsert.format(6))["numberOfRecordsUpdated"] == 0


def test_with_returning_the_count_is_0_and_the_rows_are_there(cluster: ClusterUnderTest) -> None:
    cluster.execute("CREATE TABLE t (id int)")
    answer = cluster.execute("INSERT INTO t VALUES (1), (2) RETURNING id")
    assert answer["numberOfRecordsUpdated"] == 0
    assert answer["records"] == [[{"longValue": 1}], [{"longValue": 2}]]


def test_a_statement_without_a_result_has_generated_fields_and_no_records(cluster: ClusterUnderTest) -> None:
    for sql in ("CREATE TABLE t (id int)", "INSERT INTO t VALUES (1)", "DELETE FROM t WHERE false"):
        answer = cluster.execute(sql)
        assert answer["generatedFields"] == []
        assert "records" not in answer


def test_a_batch_runs_each_set_and_counts_nothing(cluster: ClusterUnderTest) -> None:
    cluster.execute("CREATE TABLE t (id bigint PRIMARY KEY)")
    named = {"resourceArn": cluster.arn, "secretArn": cluster.owner, "database": cluster.name}
    sets = [[parameter("id", {"longValue": number})] for number in (1, 2, 3)]
    answer = cluster.client.batch_execute_statement(**named, sql="INSERT INTO t VALUES (:id)", parameterSets=sets)
    assert answer["updateResults"] == [{"generatedFields": []}] * 3
    assert "numberOfRecordsUpdated" not in answer
    assert cluster.rows("SELECT id FROM t ORDER BY id") == [[1], [2], [3]]


@pytest.mark.parametrize(
    "sql", ["SET search_path TO nowhere", "CREATE TEMPORARY TABLE t (id int)", "SELECT pg_advisory_lock(1)"]
)
def test_nothing_is_carried_over_to_the_next_statement(cluster: ClusterUnderTest, sql: str) -> None:
    cluster.execute(sql)
    assert cluster.rows("SHOW search_path") == [['"$user", public']]
    assert cluster.rows("SELECT count(*) FROM pg_class WHERE relname = 't'") == [[0]]
    assert cluster.rows("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [[0]]


def test_a_session_is_used_again_for_any_number_of_statements(cluster: ClusterUnderTest) -> None:
    assert len({pid for _ in range(12) for [pid] in cluster.rows("SELECT pg_backend_pid()")}) == 1
