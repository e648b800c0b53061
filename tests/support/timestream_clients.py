"""boto3 clients of the stand-in, and helpers for requests that many tests send."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

CREDENTIALS = {"region_name": "eu-west-1", "aws_access_key_id": "key", "aws_secret_access_key": "secret"}
NO_RETRIES = Config(retries={"max_attempts": 0})
# boto3's clients have no types.
client: Any = boto3.client
NOW = int(time.time() * 1000)

type Record = dict[str, Any]


@dataclass
class Clock:
    """A clock that tests set, in milliseconds since the epoch."""

    now: int = 1_700_000_000_000

    def __call__(self) -> int:
        return self.now * 1_000_000


@dataclass(frozen=True)
class Account:
    """The two clients, and the database of the test."""

    write_client: Any
    query_client: Any
    database: str = ""

    def with_database(self, name: str) -> "Account":
        return replace(self, database=name)

    def create_table(self, name: str, **properties: Any) -> dict[str, Any]:
        table: dict[str, Any] = self.write_client.create_table(
            DatabaseName=self.database, TableName=name, **properties
        )["Table"]
        return table

    def drop_database(self) -> None:
        """Deletes the database and its tables, unless the test has."""
        with suppress(self.write_client.exceptions.ResourceNotFoundException):
            for table in self.write_client.list_tables(DatabaseName=self.database)["Tables"]:
                self.write_client.delete_table(DatabaseName=self.database, TableName=table["TableName"])
            self.write_client.delete_database(DatabaseName=self.database)

    def store(self, *records: Record, table: str = "Readings", **common: Any) -> dict[str, Any]:
        """Writes records; `common` are the common attributes. Returns the RecordsIngested."""
        request = self._write_request(table, records, common)
        ingested: dict[str, Any] = self.write_client.write_records(**request)["RecordsIngested"]
        return ingested

    def write_error(self, *records: Record, table: str = "Readings", **common: Any) -> str:
        """The message of the ValidationException that a write must fail with."""
        request = self._write_request(table, records, common)
        return error_of(self.write_client.write_records, "ValidationException", **request)

    def rejected(self, *records: Record, table: str = "Readings", **common: Any) -> list[dict[str, Any]]:
        """The RejectedRecords of a write that must fail."""
        with pytest.raises(ClientError) as raised:
            self.store(*records, table=table, **common)
        response: Any = raised.value.response
        assert response["Error"]["Code"] == "RejectedRecordsException"
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 419
        rejected: list[dict[str, Any]] = response["RejectedRecords"]
        return rejected

    def _write_request(self, table: str, records: Sequence[Record], common: Record) -> dict[str, Any]:
        request: dict[str, Any] = {"DatabaseName": self.database, "TableName": table, "Records": list(records)}
        return {**request, "CommonAttributes": common} if common else request

    def query(self, sql: str, **parameters: Any) -> dict[str, Any]:
        """The first page. `{db}` in the query is replaced by the test's database, in quotes."""
        page: dict[str, Any] = self.query_client.query(QueryString=self.sql(sql), **parameters)
        return page

    def sql(self, query: str) -> str:
        return query.replace("{db}", f'"{self.database}"')

    def rows(self, sql: str) -> list[list[Any]]:
        """All rows as Python values (see `python_value`)."""
        request, found = {"QueryString": self.sql(sql)}, []
        while True:
            page = self.query_client.query(**request)
            found += [[python_value(datum) for datum in row["Data"]] for row in page["Rows"]]
            if "NextToken" not in page:
                return found
            request["NextToken"] = page["NextToken"]

    def value(self, expression: str) -> Any:
        """The value of an expression, as text."""
        [[value]] = self.rows(f"SELECT {expression}")
        return value

    def type(self, expression: str) -> Any:
        """The type of an expression as in ColumnInfo; the name of a scalar type."""
        type_ = self.query(f"SELECT {expression}")["ColumnInfo"][0]["Type"]
        return type_.get("ScalarType", type_)

    def validation_error(self, sql: str) -> str:
        """The message of the ValidationException that the query must fail with."""
        return error_of(self.query_client.query, "ValidationException", QueryString=self.sql(sql))

    def execution_error(self, sql: str) -> str:
        """The message of the QueryExecutionException that the query must fail with."""
        return error_of(self.query_client.query, "QueryExecutionException", QueryString=self.sql(sql))


def error_of(call: Any, code: str, status: int = 400, **parameters: Any) -> str:
    """The message of the error that the call must fail with, which must have this code and HTTP status."""
    with pytest.raises(ClientError) as raised:
        call(**parameters)
    response: Any = raised.value.response
    assert (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
    return str(response["Error"]["Message"])


def unchecked(checked: Any) -> Any:
    """The same client without botocore's validation of parameters; other SDKs validate less."""
    config = Config(retries={"max_attempts": 0}, parameter_validation=False)
    service = checked.meta.service_model.service_name
    return client(service, endpoint_url=checked.meta.endpoint_url, config=config, **CREDENTIALS)


def clients(url: str, config: Config = NO_RETRIES) -> Account:
    write = client("timestream-write", endpoint_url=url, config=config, **CREDENTIALS)
    return Account(write, client("timestream-query", endpoint_url=url, config=config, **CREDENTIALS))


@contextmanager
def environment_clients(url: str) -> Iterator[Account]:
    """Clients with endpoints from the environment: they call DescribeEndpoints first."""
    variables = {"AWS_ENDPOINT_URL_TIMESTREAM_WRITE": url, "AWS_ENDPOINT_URL_TIMESTREAM_QUERY": url}
    with mock.patch.dict(os.environ, variables):
        write = client("timestream-write", config=NO_RETRIES, **CREDENTIALS)
        yield Account(write, client("timestream-query", config=NO_RETRIES, **CREDENTIALS))


def single(value: str = "1.5", name: str = "load", host: str = "a", at: int = NOW, **others: Any) -> Record:
    """A record with a single measure. `at` is in milliseconds."""
    dimensions = [{"Name": "host", "Value": host}]
    return {"Dimensions": dimensions, "MeasureName": name, "MeasureValue": value, "Time": str(at), **others}


def multi(measures: dict[str, tuple[str, str]], host: str = "a", at: int = NOW, **others: Any) -> Record:
    """A multi-measure record; `measures` are type and value by name."""
    return {
        "Dimensions": [{"Name": "host", "Value": host}],
        "MeasureName": "reading",
        "MeasureValueType": "MULTI",
        "MeasureValues": [{"Name": name, "Type": type_, "Value": value} for name, (type_, value) in measures.items()],
        "Time": str(at),
        **others,
    }


def python_value(datum: dict[str, Any]) -> Any:
    """A Datum as a Python value: text for a scalar, None for null, a list for an array or a row, and a list of
    (time, value) for a time series."""
    if "ScalarValue" in datum:
        return datum["ScalarValue"]
    if "ArrayValue" in datum:
        return [python_value(element) for element in datum["ArrayValue"]]
    if "RowValue" in datum:
        return [python_value(part) for part in datum["RowValue"]["Data"]]
    if "TimeSeriesValue" in datum:
        return [(point["Time"], python_value(point["Value"])) for point in datum["TimeSeriesValue"]]
    assert datum == {"NullValue": True}
    return None
