"""boto3 clients of the stand-in, and the few things that most tests do with them."""

import os
import time
from collections.abc import Iterator
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
# Typed here, as a client's operations are not.
client: Any = boto3.client
NOW = int(time.time() * 1000)

type Record = dict[str, Any]


@dataclass
class Clock:
    """A clock that stands still, in milliseconds since the epoch."""

    now: int = 1_700_000_000_000

    def __call__(self) -> int:
        return self.now * 1_000_000


@dataclass(frozen=True)
class Account:
    """The two clients, and the database that a test works in."""

    write: Any
    ask: Any
    database: str = ""

    def with_database(self, name: str) -> "Account":
        return replace(self, database=name)

    def create_table(self, name: str, **properties: Any) -> dict[str, Any]:
        table: dict[str, Any] = self.write.create_table(DatabaseName=self.database, TableName=name, **properties)[
            "Table"
        ]
        return table

    def drop_database(self) -> None:
        """Deletes the database with its tables, where the test has not."""
        with suppress(self.write.exceptions.ResourceNotFoundException):
            for table in self.write.list_tables(DatabaseName=self.database)["Tables"]:
                self.write.delete_table(DatabaseName=self.database, TableName=table["TableName"])
            self.write.delete_database(DatabaseName=self.database)

    def store(self, *records: Record, table: str = "Readings", **common: Any) -> dict[str, Any]:
        """Writes records; `common` are the common attributes. Returns the RecordsIngested."""
        request: dict[str, Any] = {"DatabaseName": self.database, "TableName": table, "Records": list(records)}
        if common:
            request["CommonAttributes"] = common
        ingested: dict[str, Any] = self.write.write_records(**request)["RecordsIngested"]
        return ingested

    def rejected(self, *records: Record, table: str = "Readings", **common: Any) -> list[dict[str, Any]]:
        """What a write says was rejected."""
        with pytest.raises(ClientError) as raised:
            self.store(*records, table=table, **common)
        response: Any = raised.value.response
        assert response["Error"]["Code"] == "RejectedRecordsException"
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 419
        rejected: list[dict[str, Any]] = response["RejectedRecords"]
        return rejected

    def query(self, sql: str, **parameters: Any) -> dict[str, Any]:
        """The first page. `{db}` in the query stands for the test's database, in quotes."""
        page: dict[str, Any] = self.ask.query(QueryString=self.sql(sql), **parameters)
        return page

    def sql(self, query: str) -> str:
        return query.replace("{db}", f'"{self.database}"')

    def rows(self, sql: str) -> list[list[Any]]:
        """All rows, of texts; None for null, lists for arrays and rows, (time, value) for points."""
        request, found = {"QueryString": self.sql(sql)}, []
        while True:
            page = self.ask.query(**request)
            found += [[plain(datum) for datum in row["Data"]] for row in page["Rows"]]
            if "NextToken" not in page:
                return found
            request["NextToken"] = page["NextToken"]

    def value(self, expression: str) -> Any:
        """The value of an expression, as text."""
        [[value]] = self.rows(f"SELECT {expression}")
        return value

    def type(self, expression: str) -> Any:
        """The type of an expression, as a ColumnInfo has it; a scalar one by its name."""
        type_ = self.query(f"SELECT {expression}")["ColumnInfo"][0]["Type"]
        return type_.get("ScalarType", type_)

    def refusal(self, sql: str) -> str:
        """The message of the ValidationException that a query is answered with."""
        return error_of(self.ask.query, "ValidationException", QueryString=self.sql(sql))

    def failure(self, sql: str) -> str:
        """The message of the QueryExecutionException that a query is answered with."""
        return error_of(self.ask.query, "QueryExecutionException", QueryString=self.sql(sql))


def error_of(call: Any, code: str, status: int = 400, **parameters: Any) -> str:
    """The message of the error that a call is answered with, which has this code and HTTP status."""
    with pytest.raises(ClientError) as raised:
        call(**parameters)
    response: Any = raised.value.response
    assert (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
    return str(response["Error"]["Message"])


def unchecked(checked: Any) -> Any:
    """The same client without botocore's own checks of parameters; other SDKs have fewer."""
    config = Config(retries={"max_attempts": 0}, parameter_validation=False)
    service = checked.meta.service_model.service_name
    return client(service, endpoint_url=checked.meta.endpoint_url, config=config, **CREDENTIALS)


def clients(url: str, config: Config = NO_RETRIES) -> Account:
    write = client("timestream-write", endpoint_url=url, config=config, **CREDENTIALS)
    return Account(write, client("timestream-query", endpoint_url=url, config=config, **CREDENTIALS))


@contextmanager
def environment_clients(url: str) -> Iterator[Account]:
    """Clients that take their endpoint from the environment; they discover it before their first call."""
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


def plain(datum: dict[str, Any]) -> Any:
    """A Datum as a value of Python's."""
    if "ScalarValue" in datum:
        return datum["ScalarValue"]
    if "ArrayValue" in datum:
        return [plain(element) for element in datum["ArrayValue"]]
    if "RowValue" in datum:
        return [plain(part) for part in datum["RowValue"]["Data"]]
    if "TimeSeriesValue" in datum:
        return [(point["Time"], plain(point["Value"])) for point in datum["TimeSeriesValue"]]
    assert datum == {"NullValue": True}
    return None
