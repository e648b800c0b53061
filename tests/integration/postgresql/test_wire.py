"""The Data API's wire: shapes, limits, errors and time-outs, by unmodified boto3 and without an SDK."""

import http.client
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.model import ListShape, StructureShape
from botocore.validate import ParamValidator

from local.postgresql import errors
from local.postgresql.database import Database
from local.postgresql.server import DataApiServer
from local.postgresql.wire import MOST_BYTES
from tests.support.data_api import MASTER, REGION, ClusterUnderTest, InMemoryAccount, data_api_client, new_cluster

MODEL = botocore.session.get_session().get_service_model("rds-data")


def post(url: str, path: str, body: bytes) -> tuple[int, dict[str, str], Any]:
    """The status, the headers and the body of an answer, without an SDK."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"))
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    return response.status, dict(response.headers), json.loads(response.read())


def unknown_members(shape: Any, value: Any) -> Iterator[str]:
    """Members of an answer that the service's model does not have."""
    if isinstance(shape, StructureShape):
        for name, member in value.items():
            if name in shape.members:
                yield from unknown_members(shape.members[name], member)
            else:
                yield name
    elif isinstance(shape, ListShape):
        for item in value:
            yield from unknown_members(shape.member, item)


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("ExecuteStatement", {"sql": "SELECT 1, 'x', ARRAY[1], true, 1.5::float8, NULL, decode('00', 'hex')"}),
        ("ExecuteStatement", {"sql": "SELECT 1 AS n", "includeResultMetadata": True}),
        ("ExecuteStatement", {"sql": "SELECT 1 AS n", "formatRecordsAs": "JSON"}),
        ("ExecuteStatement", {"sql": "CREATE TABLE t (id int)"}),
        ("BatchExecuteStatement", {"sql": "SELECT 1", "parameterSets": [[], []]}),
    ],
)
def test_an_answer_is_as_the_service_s_model_has_it(
    cluster: ClusterUnderTest, operation: str, members: dict[str, Any]
) -> None:
    described = MODEL.operation_model(operation)
    output: Any = described.output_shape
    named = {"resourceArn": cluster.arn, "secretArn": cluster.owner, "database": cluster.name}
    status, headers, answer = post(
        cluster.server.url, described.http["requestUri"], json.dumps(named | members).encode()
    )
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert headers["x-amzn-RequestId"]
    assert list(unknown_members(output, answer)) == []
    assert not ParamValidator().validate(answer, output).has_errors()


@pytest.mark.parametrize(
    "shape", sorted({error.name for error in MODEL.operation_model("ExecuteStatement").error_shapes})
)
def test_errors_that_the_stand_in_has_are_answered_with_the_model_s_codes(shape: str) -> None:
    own = getattr(errors, shape, None)
    if own is not None:
        assert own.http_status == MODEL.shape_for(shape).metadata["error"]["httpStatusCode"]


def test_an_error_is_named_in_the_header_and_has_its_message_in_the_body(cluster: ClusterUnderTest) -> None:
    request = {"resourceArn": cluster.arn, "secretArn": cluster.owner, "database": cluster.name, "sql": "SELECT"[:3]}
    status, headers, answer = post(cluster.server.url, "/Execute", json.dumps(request).encode())
    assert (status, headers["x-amzn-ErrorType"]) == (400, "DatabaseErrorException")
    assert answer == {"message": 'ERROR: syntax error at or near "SEL"; Position: 1; SQLState: 42601'}


@pytest.mark.parametrize(
    ("sql", "state"),
    [
        ("SELECT * FROM nowhere", "42P01"),
        ("SELECT 1 / 0", "22012"),
        ("SELECT 'x'::int", "22P02"),
        ("""SELECT '{"a": "\\u0000"}'::jsonb""", "22P05"),
        ("SELECT '{\"a\": NaN}'::jsonb", "22P02"),
        ("SELECT 99999999999999999999::bigint", "22003"),
        ("INSERT INTO parts VALUES (5)", "23514"),
        ("INSERT INTO parts VALUES (NULL)", "23514"),
    ],
)
def test_postgresql_s_errors_end_with_their_sqlstate(cluster: ClusterUnderTest, sql: str, state: str) -> None:
    cluster.execute("CREATE TABLE parts (id int) PARTITION BY RANGE (id)")
    status, code, message = cluster.error(sql)
    assert (status, code) == (400, "DatabaseErrorException")
    assert message.startswith("ERROR: ")
    assert message.endswith(f"; SQLState: {state}")


def test_a_nul_in_a_parameter_is_refused_by_postgresql(cluster: ClusterUnderTest) -> None:
    message = cluster.error("SELECT :p", [{"name": "p", "value": {"stringValue": "a\0b"}}])[2]
    assert message == 'ERROR: invalid byte sequence for encoding "UTF8": 0x00; SQLState: 22021'


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"schema": "public"}, (400, "ValidationException", "The schema parameter isn't supported")),
        ({"sql": "SELECT 1; SELECT 2"}, (400, "ValidationException", "Multistatements aren't supported.")),
        ({"transactionId": "t"}, (404, "TransactionNotFoundException", "Transaction t is not found")),
    ],
)
def test_what_the_service_does_not_take(
    cluster: ClusterUnderTest, members: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    assert cluster.error(**{"sql": "SELECT 1"} | members) == expected


def test_one_statement_may_end_with_a_semicolon(cluster: ClusterUnderTest) -> None:
    assert cluster.rows("SELECT 1;") == [[1]]


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"sql": "SELECT 1"}', b'{"resourceArn": 5, "secretArn": "arn:aws:aaaaa", "sql": "SELECT 1"}'],
)
def test_a_body_that_is_no_request_is_refused(cluster: ClusterUnderTest, body: bytes) -> None:
    status, headers, _ = post(cluster.server.url, "/Execute", body)
    assert (status, headers["x-amzn-ErrorType"]) == (400, "ValidationException")


@pytest.mark.parametrize("path", ["/ExecuteSql", "/BeginTransaction", "/CommitTransaction", "/"])
def test_other_operations_are_not_answered(cluster: ClusterUnderTest, path: str) -> None:
    assert post(cluster.server.url, path, b"{}")[0] == 404


def test_a_request_of_more_than_4_mib_is_refused_and_nothing_done(cluster: ClusterUnderTest) -> None:
    """As boto3 writes it, with all but ASCII escaped."""
    cluster.execute("CREATE TABLE t (value text)")
    fits, too_large = "ж" * (MOST_BYTES // 6 - 2000), "ж" * (MOST_BYTES // 6)
    insert = "INSERT INTO t SELECT left(:p, 1)"
    cluster.execute(insert, [{"name": "p", "value": {"stringValue": fits}}])
    status, code, _ = cluster.error(insert, [{"name": "p", "value": {"stringValue": too_large}}])
    assert (status, code) == (413, "RequestEntityTooLargeException")
    assert cluster.rows("SELECT value FROM t") == [["ж"]]


def test_a_statement_has_65536_characters_at_the_most_and_parameters_are_no_part_of_it(
    cluster: ClusterUnderTest,
) -> None:
    parameters = [{"name": "p", "value": {"stringValue": "x" * 70_000}}]
    longest = "SELECT length(:p)".ljust(65_536)
    assert cluster.execute(longest, parameters)["records"] == [[{"longValue": 70_000}]]
    assert cluster.error(longest + " ", parameters)[:2] == (400, "ValidationException")


def test_a_result_of_more_than_1_mib_or_a_row_of_more_than_64_kb_is_refused(cluster: ClusterUnderTest) -> None:
    row = "SELECT repeat('x', 60000)"
    assert len(cluster.rows(f"{row} FROM generate_series(1, 17)")) == 17
    assert cluster.error(f"{row} FROM generate_series(1, 18)")[1] == "UnsupportedResultException"
    assert cluster.error("SELECT repeat('x', 70000)")[1] == "UnsupportedResultException"


def test_without_a_database_it_is_the_one_of_the_user_s_name(cluster: ClusterUnderTest) -> None:
    expected = f'FATAL: database "{MASTER}" does not exist; SQLState: 3D000'
    assert cluster.error("SELECT 1", database=None) == (400, "DatabaseErrorException", expected)


def test_secrets_and_clusters_that_are_not_what_they_must_be(cluster: ClusterUnderTest) -> None:
    wrong = cluster.account.add_secret("nobody_here", "guessed")
    cluster.account.secrets["arn:aws:secretsmanager:broken"] = '{"user": "x"}'
    refused = 'FATAL: password authentication failed for user "nobody_here"; SQLState: 28P01'
    assert cluster.error("SELECT 1", secretArn=wrong) == (400, "DatabaseErrorException", refused)
    assert cluster.error("SELECT 1", secretArn="arn:aws:secretsmanager:nowhere")[1] == "SecretsErrorException"
    assert cluster.error("SELECT 1", secretArn="arn:aws:secretsmanager:broken")[1] == "InvalidSecretException"
    assert cluster.error("SELECT 1", resourceArn=cluster.arn.upper())[1] == "HttpEndpointNotEnabledException"


def test_a_client_finds_it_by_the_environment(cluster: ClusterUnderTest) -> None:
    with mock.patch.dict("os.environ", {"AWS_ENDPOINT_URL_RDS_DATA": cluster.server.url}):
        client: Any = boto3.client("rds-data", region_name=REGION)
        answer = client.execute_statement(
            resourceArn=cluster.arn, secretArn=cluster.owner, database=cluster.name, sql="SELECT 1"
        )
    assert answer["records"] == [[{"longValue": 1}]]


def test_the_owner_is_no_superuser(cluster: ClusterUnderTest) -> None:
    sql = "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    assert cluster.rows(sql) == [[False, True, True]]


@pytest.fixture(scope="module")
def hasty(database: Database, account: InMemoryAccount) -> Iterator[ClusterUnderTest]:
    """A cluster whose statements may take 0.3 seconds."""
    with (
        DataApiServer(database, account, seconds=0.3) as server,
        new_cluster(server, account, database) as cluster,
    ):
        yield cluster


def test_a_statement_that_takes_too_long_is_cancelled(hasty: ClusterUnderTest) -> None:
    hasty.execute("CREATE TABLE cancelled (id int)")
    sql = "INSERT INTO cancelled SELECT 1 FROM pg_sleep(20)"
    status, code, message = hasty.error(sql)
    assert (status, code, message) == (400, "StatementTimeoutException", "Request timed out")
    wait_until(lambda: hasty.rows("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'INSERT %pg_sleep(20)%'"), 0)
    assert hasty.rows("SELECT id FROM cancelled") == []


def test_a_statement_that_continues_after_its_time_commits(hasty: ClusterUnderTest) -> None:
    hasty.execute("CREATE TABLE continued (id int)")
    sql = "INSERT INTO continued SELECT 1 FROM pg_sleep(0.6)"
    assert hasty.error(sql, continueAfterTimeout=True)[1] == "StatementTimeoutException"
    wait_until(lambda: hasty.rows("SELECT count(*) FROM continued"), 1)


def wait_until(count: Any, expected: int) -> None:
    deadline = time.monotonic() + 30
    while count() != [[expected]]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("throttle", 400, "ThrottlingException"),
        ("fail", 500, "InternalServerErrorException"),
        ("unavailable", 504, "DatabaseUnavailableException"),
        ("resume", 400, "DatabaseResumingException"),
        ("timeout", 400, "StatementTimeoutException"),
        ("failover", 400, "DatabaseErrorException"),
        ("refuse", 400, "InvalidSecretException"),
        ("deny", 403, "AccessDeniedException"),
    ],
)
def test_a_fault_comes_instead_of_the_statement_or_after_it(
    cluster: ClusterUnderTest, fault: str, status: int, code: str
) -> None:
    cluster.execute("CREATE TABLE t (id int)")
    cluster.server.faults.add(f"{fault}:ExecuteStatement:1")
    assert cluster.error("INSERT INTO t VALUES (1)")[:2] == (status, code)
    assert cluster.rows("SELECT id FROM t") == []
    cluster.server.faults.add(f"late-{fault}:ExecuteStatement:1")
    assert cluster.error("INSERT INTO t VALUES (2)")[:2] == (status, code)
    assert cluster.rows("SELECT id FROM t") == [[2]]


def test_botocore_repeats_what_was_dropped_though_it_was_committed(cluster: ClusterUnderTest) -> None:
    cluster.execute("CREATE TABLE t (id int)")
    cluster.client = data_api_client(cluster.server, Config(retries={"mode": "standard", "total_max_attempts": 2}))
    cluster.server.faults.add("drop:ExecuteStatement:1")
    cluster.execute("INSERT INTO t VALUES (1)")
    cluster.server.faults.add("late-drop:ExecuteStatement:1")
    cluster.execute("INSERT INTO t VALUES (2)")
    assert cluster.rows("SELECT id FROM t ORDER BY id") == [[1], [2], [2]]


def test_a_session_that_the_database_has_ended_fails_one_statement_and_is_not_used_again(
    cluster: ClusterUnderTest,
) -> None:
    """As after a failover."""
    cluster.rows("SELECT 1")
    with cluster.database.connect() as administrator:
        ended = administrator.execute(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{cluster.name}'"
        ).fetchall()
    for _ in ended:
        status, code, message = cluster.error("SELECT 1")
        assert (status, code) == (400, "DatabaseErrorException")
        assert message.endswith(("; SQLState: 57P01", "; SQLState: 08006"))
    assert cluster.rows("SELECT 1") == [[1]]


def test_faults_are_switched_over_http(cluster: ClusterUnderTest) -> None:
    connection = http.client.HTTPConnection(cluster.server.url.removeprefix("http://"))
    for method, body, status in (
        ("POST", b"resume:ExecuteStatement delay=10:ExecuteStatement:3", 204),
        ("POST", b"break:Everything", 400),
        ("DELETE", b"", 204),
    ):
        connection.request(method, "/faults", body)
        response = connection.getresponse()
        response.read()
        assert response.status == status
        assert len(cluster.server.faults.listed()) == (0 if method == "DELETE" else 2)
    assert cluster.rows("SELECT 1") == [[1]]


def test_statements_run_side_by_side(cluster: ClusterUnderTest) -> None:
    cluster.execute("CREATE TABLE t (id int)")
    wait_for_a_row = """
        DO $$ BEGIN
            WHILE NOT EXISTS (SELECT FROM t) LOOP PERFORM pg_sleep(0.01); END LOOP;
        END $$
    """
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(cluster.execute, wait_for_a_row)
        cluster.execute("INSERT INTO t VALUES (1)")
        waiting.result(30)
