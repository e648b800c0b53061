"""The wire protocol, metering, partition keys and tags: sections 1.6 to 1.9 of docs/timestream-stand-in.md."""

import http.client
import json
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from botocore.config import Config

from local.timestream.server import TimestreamServer
from tests.support.timestream_clients import (
    NOW,
    Account,
    clients,
    environment_clients,
    error_of,
    multi,
    single,
)

QUERY = "Timestream_20181101.Query"


def post(url: str, target: str, body: bytes, path: str = "/") -> tuple[int, Any]:
    """Sends a request without an SDK. Returns the status and body of the response."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"))
    connection.request("POST", path, body, {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.0"})
    response = connection.getresponse()
    return response.status, json.loads(response.read() or b"{}")


def test_both_apis_are_on_one_port(server: TimestreamServer) -> None:
    """1.6.1"""
    status, answer = post(server.url, QUERY, b'{"QueryString": "SELECT 1"}')
    assert (status, answer["Rows"]) == (200, [{"Data": [{"ScalarValue": "1"}]}])
    status, answer = post(server.url, "Timestream_20181101.ListDatabases", b"{}")
    assert (status, "Databases" in answer) == (200, True)


def test_a_response_has_the_content_type_and_a_request_id(account: Account) -> None:
    """1.6.1"""
    headers = account.query("SELECT 1")["ResponseMetadata"]["HTTPHeaders"]
    assert headers["content-type"] == "application/x-amz-json-1.0"
    assert headers["x-amzn-requestid"]


def test_endpoints_are_this_server_with_its_scheme(account: Account, server: TimestreamServer) -> None:
    """1.6.2"""
    endpoints = [{"Address": server.url, "CachePeriodInMinutes": 1440}]
    assert account.write_client.describe_endpoints()["Endpoints"] == endpoints
    assert account.query_client.describe_endpoints()["Endpoints"] == endpoints


def test_a_client_with_an_endpoint_from_the_environment_discovers_it_first(server: TimestreamServer) -> None:
    """1.6.3"""
    calls = []
    with environment_clients(server.url) as account:
        account.query_client.meta.events.register(
            "before-send.*.*", lambda request, **_: calls.append(request.headers["X-Amz-Target"])
        )
        account.query_client.query(QueryString="SELECT 1")
    assert calls == [b"Timestream_20181101.DescribeEndpoints", QUERY.encode()]
    calls.clear()
    account = clients(server.url)
    account.query_client.meta.events.register(
        "before-send.*.*", lambda request, **_: calls.append(request.headers["X-Amz-Target"])
    )
    account.query_client.query(QueryString="SELECT 1")
    assert calls == [QUERY.encode()]


def test_errors_have_their_http_codes(account: Account, server: TimestreamServer) -> None:
    """1.6.4"""
    error_of(account.query_client.query, "ValidationException", 400, QueryString="SELECT")
    error_of(account.query_client.query, "QueryExecutionException", 400, QueryString="SELECT 1/0")
    error_of(account.write_client.describe_database, "ResourceNotFoundException", 404, DatabaseName="nothing")
    error_of(account.write_client.create_database, "ConflictException", 409, DatabaseName=account.database)
    server.faults.add("throttle:Query:1")
    error_of(account.query_client.query, "ThrottlingException", 429, QueryString="SELECT 1")
    server.faults.add("fail:Query:1")
    error_of(account.query_client.query, "InternalServerException", 500, QueryString="SELECT 1")
    server.faults.clear()


def test_the_body_of_an_error_has_its_type(account: Account, server: TimestreamServer) -> None:
    """1.6.5"""
    assert post(server.url, QUERY, b'{"QueryString": "SELECT nothing"}') == (
        400,
        {
            "__type": "com.amazonaws.timestream.v20181101#ValidationException",
            "Message": "line 1:8: Column 'nothing' does not exist",
        },
    )
    account.store(single("1", Version=3))
    request = {"DatabaseName": account.database, "TableName": "Readings", "Records": [single("2", Version=2)]}
    status, answer = post(server.url, "Timestream_20181101.WriteRecords", json.dumps(request).encode())
    assert status == 419
    assert answer["__type"] == "com.amazonaws.timestream.v20181101#RejectedRecordsException"
    assert [record["ExistingVersion"] for record in answer["RejectedRecords"]] == [3]


@pytest.mark.parametrize("kind", ["throttle", "fail"])
def test_an_sdk_retries_throttling_and_internal_errors(server: TimestreamServer, kind: str) -> None:
    """1.6.6"""
    server.faults.add(f"{kind}:Query:2")
    account = clients(server.url, Config(retries={"mode": "standard", "max_attempts": 3}))
    with mock.patch("time.sleep"):
        answer = account.query_client.query(QueryString="SELECT 1")
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2
    server.faults.clear()


def test_an_sdk_does_not_retry_rejected_records(account: Account, server: TimestreamServer) -> None:
    """1.6.6"""
    account.store(single("1"))
    before = server.metering.totals()["write_requests"]
    retrying = clients(server.url, Config(retries={"max_attempts": 3})).with_database(account.database)
    assert len(retrying.rejected(single("2"))) == 1
    assert server.metering.totals()["write_requests"] == before + 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[]",
        b'"text"',
        b'{"QueryString": 1}',
        b'{"QueryString": ["SELECT 1"]}',
        b"\xff",
        b"[" * 100_000,
        b'{"QueryString": "SELECT 1", "MaxRows": NaN}',
        b'{"QueryString": "SELECT \\ud800"}',
        b'{"QueryString": "SELECT \xed\xa0\x80"}',
        '{"QueryString": "SELECT 1"}'.encode("utf-16"),
    ],
)
def test_an_invalid_body_is_a_serialization_or_validation_error(server: TimestreamServer, body: bytes) -> None:
    """1.6.7"""
    status, answer = post(server.url, QUERY, body)
    assert status == 400
    assert answer["__type"].split("#")[1] in ("SerializationException", "ValidationException")


@pytest.mark.parametrize(
    "target", ["", "Query", "Timestream_20181101.Nothing", "Timestream_20181101.CreateBatchLoadTask"]
)
def test_an_unknown_operation_is_refused(server: TimestreamServer, target: str) -> None:
    """1.6.7"""
    status, answer = post(server.url, target, b"{}")
    assert (status, answer["__type"].split("#")[1]) == (400, "UnknownOperationException")


def test_unknown_members_are_ignored(server: TimestreamServer) -> None:
    """1.6.8"""
    assert post(server.url, QUERY, b'{"QueryString": "SELECT 1", "Other": {"a": [1]}}')[0] == 200


def test_unknown_members_are_not_returned(account: Account, server: TimestreamServer) -> None:
    """1.6.8"""
    properties = {"EnableMagneticStoreWrites": True, "Other": 1, "MagneticStoreRejectedDataLocation": None}
    table = {"DatabaseName": account.database, "TableName": "Other", "MagneticStoreWriteProperties": properties}
    status, answer = post(server.url, "Timestream_20181101.CreateTable", json.dumps(table).encode())
    assert (status, answer["Table"]["MagneticStoreWriteProperties"]) == (200, {"EnableMagneticStoreWrites": True})


def test_every_violation_of_the_model_is_listed(server: TimestreamServer) -> None:
    """1.4.5"""
    request: dict[str, Any] = {
        "DatabaseName": "d",
        "Records": [{"Dimensions": [{"Name": "", "Value": "x"}], "MeasureValue": ""}],
    }
    _, answer = post(server.url, "Timestream_20181101.WriteRecords", json.dumps(request).encode())
    assert answer["Message"].startswith("3 validation errors detected: Value null at 'tableName' failed to satisfy")
    assert "Value '' at 'records.1.member.dimensions.1.member.name' failed to satisfy constraint" in answer["Message"]
    assert "Value '' at 'records.1.member.measureValue' failed to satisfy constraint" in answer["Message"]


@pytest.fixture
def metered() -> Iterator[tuple[Account, TimestreamServer]]:
    with TimestreamServer() as server:
        account = clients(server.url).with_database("metered")
        account.write_client.create_database(DatabaseName="metered")
        account.create_table("Readings")
        yield account, server


def test_writes_are_metered_by_the_kibibyte(metered: tuple[Account, TimestreamServer]) -> None:
    """1.7.1"""
    account, server = metered
    # 8 for the time, 5 for host and a, 7 for reading, and 1 + 8, 1 + 8, 1 + 1, 1 + 3, 1 + 8 for the measures.
    measures = {
        "a": ("BIGINT", "1"),
        "b": ("DOUBLE", "1"),
        "c": ("BOOLEAN", "true"),
        "d": ("VARCHAR", "é1"),
        "e": ("TIMESTAMP", "1"),
    }
    account.store(multi(measures))
    assert server.metering.totals()["write_bytes"] == 8 + 5 + 7 + 9 + 9 + 2 + 4 + 9
    assert server.metering.totals()["write_kib"] == 1
    account.store(*[multi(measures, at=NOW - number) for number in range(1, 41)])
    assert server.metering.totals()["write_kib"] == 1 + 3


def test_common_attributes_count_once(metered: tuple[Account, TimestreamServer]) -> None:
    """1.7.1"""
    account, server = metered
    common: dict[str, Any] = {"Dimensions": [{"Name": "host", "Value": "x" * 96}], "MeasureName": "m" * 100}
    account.store(*[{"MeasureValue": "1", "Time": str(NOW - number)} for number in range(10)], **common)
    assert server.metering.totals()["write_bytes"] == 100 + 100 + 10 * (8 + 8)


def test_queries_are_metered_with_at_least_10_megabytes(account: Account) -> None:
    """1.7.2"""
    assert account.query("SELECT 1")["QueryStatus"]["CumulativeBytesMetered"] == 10_000_000
    for statement in ("SHOW DATABASES", "DESCRIBE {db}.Readings"):
        assert account.query(statement)["QueryStatus"]["CumulativeBytesMetered"] == 0


def test_a_database_has_its_kms_key_or_the_default(account: Account) -> None:
    """1.7.3"""
    database = account.write_client.describe_database(DatabaseName=account.database)["Database"]
    assert database["KmsKeyId"].endswith("key/alias/aws/timestream")
    other = account.with_database(f"{account.database}-2")
    given = other.write_client.create_database(DatabaseName=other.database, KmsKeyId="alias/mine")["Database"]
    assert given["KmsKeyId"] == "alias/mine"
    other.drop_database()


def key(enforcement: str = "REQUIRED", name: str = "host") -> dict[str, Any]:
    return {"CompositePartitionKey": [{"Type": "DIMENSION", "Name": name, "EnforcementInRecord": enforcement}]}


def test_a_table_has_one_partition_key(account: Account) -> None:
    """1.8.1"""
    assert account.create_table("Keyed", Schema=key())["Schema"] == key()
    assert account.create_table("Plain")["Schema"] == {"CompositePartitionKey": [{"Type": "MEASURE"}]}
    measure = {"CompositePartitionKey": [{"Type": "MEASURE"}]}
    assert account.create_table("ByMeasure", Schema=measure)["Schema"] == measure


@pytest.mark.parametrize(
    "keys",
    [
        [{"Type": "DIMENSION"}],
        [{"Type": "MEASURE", "Name": "load"}],
        [{"Type": "DIMENSION", "Name": "host"}, {"Type": "DIMENSION", "Name": "site"}],
        [{"Type": "OTHER"}],
    ],
)
def test_an_invalid_partition_key_is_refused(account: Account, keys: list[dict[str, str]]) -> None:
    """1.8.1"""
    error_of(
        account.write_client.create_table,
        "ValidationException",
        DatabaseName=account.database,
        TableName="Keyed",
        Schema={"CompositePartitionKey": keys},
    )


def test_a_record_without_a_required_key_is_rejected(account: Account) -> None:
    """1.8.2"""
    account.create_table("Keyed", Schema=key())
    without = single(Dimensions=[{"Name": "site", "Value": "north"}])
    [rejected] = account.rejected(single(), without, table="Keyed")
    assert rejected["RecordIndex"] == 1
    assert "'host', the required partition key" in rejected["Reason"]


def test_a_record_without_an_optional_key_is_accepted(account: Account) -> None:
    """1.8.3"""
    account.create_table("Keyed", Schema=key("OPTIONAL"))
    account.store(single(Dimensions=[{"Name": "site", "Value": "north"}]), table="Keyed")


def test_only_the_enforcement_of_a_key_can_be_updated(account: Account) -> None:
    """1.8.4"""
    account.create_table("Keyed", Schema=key())
    names: dict[str, Any] = {"DatabaseName": account.database, "TableName": "Keyed"}
    assert account.write_client.update_table(**names, Schema=key("OPTIONAL"))["Table"]["Schema"] == key("OPTIONAL")
    account.store(single(Dimensions=[{"Name": "site", "Value": "north"}]), table="Keyed")
    for other in (key(name="site"), {"CompositePartitionKey": [{"Type": "MEASURE"}]}):
        message = error_of(account.write_client.update_table, "ValidationException", **names, Schema=other)
        assert "can not be changed" in message


def test_databases_and_tables_have_tags(account: Account) -> None:
    """1.9.1"""
    tags = [{"Key": "team", "Value": "north"}, {"Key": "stage", "Value": ""}]
    arn = account.create_table("Tagged", Tags=tags)["Arn"]
    assert account.write_client.list_tags_for_resource(ResourceARN=arn)["Tags"] == tags
    account.write_client.tag_resource(
        ResourceARN=arn, Tags=[{"Key": "stage", "Value": "test"}, {"Key": "new", "Value": "1"}]
    )
    account.write_client.untag_resource(ResourceARN=arn, TagKeys=["team", "unknown"])
    assert account.query_client.list_tags_for_resource(ResourceARN=arn)["Tags"] == [
        {"Key": "stage", "Value": "test"},
        {"Key": "new", "Value": "1"},
    ]
    account.write_client.delete_table(DatabaseName=account.database, TableName="Tagged")
    error_of(account.write_client.list_tags_for_resource, "ResourceNotFoundException", 404, ResourceARN=arn)
