"""What PostgreSQL is sent, and what its errors mean: without a server."""

import json
from typing import Any

import boto3
import pytest

from connect_analytics.rows import Row, Value
from connect_analytics.schema import AGENT_EVENT, INSTANCE, TABLES, USER, Table
from connect_analytics.store.postgresql import (
    chunks,
    insert_statement,
    is_bad_data,
    is_retryable,
    quoted,
    rows_parameter,
    sqlstate,
)

# Of the Data API: a whole request with its headers, and its statement.
MOST_BYTES = 4 * 1024 * 1024
MOST_CHARACTERS = 65_536


def row(table: Table = AGENT_EVENT, key: str = "a-1", **measures: Value) -> Row:
    return Row(table, 1_764_000_000_123, 7, dict.fromkeys(table.dimensions, key), measures)


def test_a_statement_writes_each_row_where_it_is_new_or_newer() -> None:
    assert insert_statement("connect-analytics", INSTANCE) == (
        'INSERT INTO "connect-analytics"."Instance" AS old '
        '("instance_id", "time", "measure_name", "version", "alias", "status", "identity_management_type", '
        '"access_url", "queues", "users", "inbound_calls_enabled", "outbound_calls_enabled", "created_at") '
        'SELECT "instance_id", to_timestamp("time" / 1000.0), "measure_name", "version", "alias", "status", '
        '"identity_management_type", "access_url", "queues", "users", "inbound_calls_enabled", '
        '"outbound_calls_enabled", to_timestamp("created_at" / 1000.0) '
        "FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS new "
        '("instance_id" text, "time" bigint, "measure_name" text, "version" bigint, "alias" text, "status" text, '
        '"identity_management_type" text, "access_url" text, "queues" bigint, "users" bigint, '
        '"inbound_calls_enabled" boolean, "outbound_calls_enabled" boolean, "created_at" bigint) '
        'ORDER BY "instance_id", "time", "measure_name" '
        'ON CONFLICT ("instance_id", "time", "measure_name") DO UPDATE SET "version" = EXCLUDED."version", '
        '"alias" = EXCLUDED."alias", "status" = EXCLUDED."status", '
        '"identity_management_type" = EXCLUDED."identity_management_type", '
        '"access_url" = EXCLUDED."access_url", "queues" = EXCLUDED."queues", "users" = EXCLUDED."users", '
        '"inbound_calls_enabled" = EXCLUDED."inbound_calls_enabled", '
        '"outbound_calls_enabled" = EXCLUDED."outbound_calls_enabled", "created_at" = EXCLUDED."created_at" '
        "WHERE old.version < EXCLUDED.version"
    )


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_statement_fits_into_the_data_api(table: Table) -> None:
    statement = insert_statement("s" * 63, table)
    assert len(statement) <= MOST_CHARACTERS
    assert statement.count(":") == 1
    assert "RETURNING" not in statement


def test_a_name_with_a_quote_stays_a_name() -> None:
    assert quoted('a"; DROP TABLE "b') == '"a""; DROP TABLE ""b"'


def test_rows_are_one_json_text_without_what_has_no_value() -> None:
    sent = [
        row(state="On Call", duration=1.5, open=False, contacts=0, last_event_at=1_764_000_000_456),
        row(key="Zoë", status=None, username=""),
    ]
    text = rows_parameter(sent)
    assert text.isascii()
    fixed = {"time": 1_764_000_000_123, "measure_name": "agent_state", "version": 7}
    assert json.loads(text) == [
        {
            **{"instance_id": "a-1", "agent_id": "a-1"},
            **fixed,
            **{"state": "On Call", "duration": 1.5, "open": False, "contacts": 0, "last_event_at": 1_764_000_000_456},
        },
        {"instance_id": "Zoë", "agent_id": "Zoë", **fixed},
    ]


def test_a_text_that_is_not_unicode_leaves_the_json_whole() -> None:
    assert rows_parameter([row(state="\ud800\0")]).endswith('"state":"\\ud800\\u0000"}]')


def test_chunks_have_every_row_in_order_and_a_thousand_at_the_most() -> None:
    rows = [row(key=f"a-{number}") for number in range(2_500)]
    found = list(chunks(rows))
    assert [len(chunk) for chunk in found] == [1_000, 1_000, 500]
    assert [each for chunk in found for each in chunk] == rows
    assert list(chunks([])) == []


@pytest.mark.parametrize("letter", ["x", '"', "\\", "ж", "日", "\n", "😀"])
def test_a_chunk_fills_a_request_as_boto3_writes_it_and_no_more(letter: str) -> None:
    texts = {name: letter * 900 for name, type_ in USER.columns.items() if type_ == "text"}
    found = list(chunks(row(USER, f"u-{number}", **texts) for number in range(990)))
    sizes = [request_size(chunk) for chunk in found]
    assert len(sizes) > 1
    assert max(sizes) <= MOST_BYTES
    # No room is given away: one row more, of 100 KB at the most, would not fit into 4 MiB less the reserve of 128 KiB.
    assert min(sizes[:-1]) > MOST_BYTES - 128 * 1024 - 200_000


def request_size(rows: list[Row]) -> int:
    """Bytes of the request that boto3 would send, headers among it."""
    sizes: list[int] = []

    def measure(request: Any, **_: Any) -> Any:
        sizes.append(len(request.body) + sum(len(name) + len(value) + 4 for name, value in request.headers.items()))
        raise InterruptedError

    client: Any = boto3.client("rds-data", region_name="eu-west-2")
    client.meta.events.register("before-send.rds-data.ExecuteStatement", measure)
    with pytest.raises(InterruptedError):
        client.execute_statement(
            resourceArn="arn:aws:rds:eu-west-2:123456789012:cluster:c",
            secretArn="arn:aws:secretsmanager:eu-west-2:123456789012:secret:s",
            database="connect_analytics",
            sql=insert_statement("connect-analytics", rows[0].table),
            parameters=[{"name": "rows", "value": {"stringValue": rows_parameter(rows)}}],
        )
    return sizes[0]


@pytest.mark.parametrize(
    ("message", "state"),
    [
        ('ERROR: database "USERNAME" does not exist; SQLState: 3D000', "3D000"),
        ('ERROR: relation "leaderboard_agg" does not exist; Position: 13; SQLState: 42P01', "42P01"),
        (
            'ERROR: update or delete on table "a" violates foreign key constraint "b" on table "c"; SQLState: 23503',
            "23503",
        ),
        ('FATAL: password authentication failed for user "x"; SQLState: 28P01', "28P01"),
        ("ERROR: bad; Detail: it says SQLState: 99999; Hint: none; SQLState: 22P02", "22P02"),
        ("ERROR: bad\n  Detail: on lines\n; SQLState: 22021", "22021"),
        ("terminating connection; SQLState: 57P01; and more", "57P01"),
        ("Transaction is still running a query", None),
        ("Communications link failure", None),
        ("", None),
    ],
)
def test_the_sqlstate_is_read_out_of_every_known_form(message: str, state: str | None) -> None:
    assert sqlstate(message) == state


@pytest.mark.parametrize(
    ("state", "bad_data", "retryable"),
    [
        ("22P05", True, True),  # \u0000 in JSON
        ("22003", True, True),  # a number out of range
        ("23514", True, True),  # no partition
        ("54000", True, True),  # longer than an index takes
        ("42P01", False, False),  # no such table
        ("42501", False, False),  # no permission
        ("3D000", False, False),  # no such database
        ("28P01", False, False),  # wrong password
        ("08006", False, True),  # connection lost
        ("25006", False, True),  # the writer has become a reader
        ("40001", False, True),
        ("40P01", False, True),  # deadlock
        ("53300", False, True),  # too many connections
        ("55P03", False, True),
        ("57P01", False, True),  # terminated by a failover
        ("57014", False, True),  # cancelled
        ("XX000", False, True),
    ],
)
def test_a_class_of_sqlstate_says_what_is_at_fault(state: str, bad_data: bool, retryable: bool) -> None:
    message = f"ERROR: something; SQLState: {state}"
    assert is_bad_data(message) == bad_data
    assert is_retryable("DatabaseErrorException", message) == retryable


@pytest.mark.parametrize(
    ("code", "retryable"),
    [
        ("413", False),
        ("AccessDeniedException", False),
        ("ForbiddenException", False),
        ("HttpEndpointNotEnabledException", False),
        ("InvalidSecretException", False),
        ("RequestEntityTooLargeException", False),
        ("ValidationException", False),
        ("BadRequestException", True),
        ("DatabaseErrorException", True),
        ("DatabaseNotFoundException", True),
        ("DatabaseResumingException", True),
        ("DatabaseUnavailableException", True),
        ("InternalServerErrorException", True),
        ("InvalidResourceStateException", True),
        ("SecretsErrorException", True),
        ("ServiceUnavailableError", True),
        ("StatementTimeoutException", True),
        ("ThrottlingException", True),
    ],
)
def test_an_error_of_the_data_api_says_whether_a_retry_can_cure_it(code: str, retryable: bool) -> None:
    assert is_retryable(code, "The text says nothing") == retryable
    assert not is_bad_data("The text says nothing")
