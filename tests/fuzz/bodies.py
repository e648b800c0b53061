"""Generates request bodies: requests of every operation with one change, random JSON, random bytes."""

import copy
import json
from dataclasses import dataclass
from random import Random
from typing import Any

import botocore.session
from botocore.model import ListShape, OperationModel, Shape, StructureShape

from tests.fuzz.queries import DATABASE, SOURCE, TABLE

SCRATCH = "scratch"
ARN = f"arn:aws:timestream:us-east-1:000000000000:database/{DATABASE}"
SCHEDULED = "arn:aws:timestream:us-east-1:000000000000:scheduled-query/hourly"
TEXTS = [
    "",
    "x",
    "\x00",
    "\ud800",
    "Größe 🎧",
    "time",
    "measure_name",
    "ts_x",
    "NaN",
    "1e400",
    "-1",
    "99999999999999999999",
]
TEXTS += [
    "x" * 61,
    "x" * 300,
    "x" * 5000,
    "a'b\"c",
    "{}",
    "%s",
    "@scheduled_runtime",
    "rate(1 minute)",
    DATABASE,
    TABLE,
]
NUMBERS = [0, 1, -1, 100, 1001, 2**31, 2**63, 10**40, 0.5, -1e300, float("inf"), float("nan")]
ANY_JSON: list[Any] = [None, True, [], {}, [None], {"": {}}, *TEXTS, *NUMBERS]


def operations() -> dict[str, OperationModel]:
    """The operations of both services by name."""
    session = botocore.session.get_session()
    models = [session.get_service_model(service) for service in ("timestream-write", "timestream-query")]
    return {name: model.operation_model(name) for model in models for name in model.operation_names}


@dataclass(frozen=True)
class Member:
    """One member of a request: its container and key, its shape in the model, and whether it is required."""

    parent: Any
    key: Any
    shape: Shape
    required: bool


class Bodies:
    """Generates requests. `now` is the current time in milliseconds."""

    def __init__(self, random: Random, now: int) -> None:
        self._random = random
        self._now = now
        self._operations = operations()

    def valid(self) -> tuple[str, dict[str, Any]]:
        """An operation and a valid request for it."""
        requests = self._requests()
        name = self._random.choice([*requests, "WriteRecords", "WriteRecords", "WriteRecords", "WriteRecords"])
        return name, requests[name]

    def changed(self, name: str, request: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """The request with one member changed, and whether the model forbids the change."""
        changed = copy.deepcopy(request)
        shape = self._operations[name].input_shape
        members = list(_members_of(shape, changed)) if shape else []
        if not members:
            return {"Other": self._random.choice(ANY_JSON)}, False
        member = self._random.choice(members)
        change = self._random.randrange(6)
        if change == 0:
            del member.parent[member.key]
            return changed, member.required
        if change == 1:
            member.parent[member.key] = other = self._random.choice(ANY_JSON)
            return changed, not _is_of(member.shape, other) and (other is not None or member.required)
        value = member.parent[member.key]
        if isinstance(value, list) and value:
            member.parent[member.key] = value * self._random.choice((2, 101, 300))
        elif isinstance(value, dict):
            value[self._random.choice(TEXTS)] = self._random.choice(ANY_JSON)
        elif isinstance(value, str):
            member.parent[member.key] = self._random.choice(
                (self._random.choice(TEXTS), value + "x", value[1:], value.upper())
            )
        elif not isinstance(value, bool):
            member.parent[member.key] = self._random.choice((0, 1, value + 1, -value, 10**18, 9e15))
        return changed, False

    def json(self, depth: int = 4) -> Any:
        """Random JSON with member names of real requests."""
        if depth == 0 or self._random.random() < 0.3:
            return self._random.choice(ANY_JSON)
        parts = [self.json(depth - 1) for _ in range(self._random.randrange(4))]
        if self._random.random() < 0.3:
            return parts
        return {self._random.choice(MEMBERS): part for part in parts}

    def broken(self, body: bytes) -> bytes:
        """The body truncated, with changed bytes, deeply nested, or random bytes."""
        place = self._random.randrange(len(body) + 1)
        change = self._random.randrange(5)
        if change == 0:
            return body[:place]
        if change == 1:
            return body[:place] + self._random.randbytes(self._random.randint(1, 4)) + body[place + 1 :]
        if change == 2:
            return body[:place] + self._random.choice((b"[", b'{"a":', b"1e9", b"\\u")) * 2000 + body[place:]
        if change == 3:
            return body.replace(b'"', self._random.choice((b"'", b'\\"', b"")), self._random.randint(1, 5))
        return self._random.randbytes(self._random.randrange(200))

    def _requests(self) -> dict[str, dict[str, Any]]:
        table = {"DatabaseName": SCRATCH, "TableName": "Scratch"}
        query = self._random.choice(("SELECT 1", f"SELECT host, level FROM {SOURCE} ORDER BY 2", "SHOW DATABASES"))
        tags = [{"Key": "team", "Value": "north"}]
        insights = {"Mode": self._random.choice(("DISABLED", "ENABLED_WITH_RATE_CONTROL"))}
        return {
            "DescribeEndpoints": {},
            "CreateDatabase": {"DatabaseName": SCRATCH, "KmsKeyId": "alias/mine", "Tags": tags},
            "DescribeDatabase": {"DatabaseName": DATABASE},
            "ListDatabases": {"MaxResults": 10},
            "UpdateDatabase": {"DatabaseName": SCRATCH, "KmsKeyId": "alias/other"},
            "DeleteDatabase": {"DatabaseName": SCRATCH},
            "CreateTable": {**table, **self._properties(), "Tags": tags},
            "DescribeTable": {"DatabaseName": DATABASE, "TableName": TABLE},
            "ListTables": {"DatabaseName": DATABASE, "MaxResults": 10},
            "UpdateTable": {**table, **self._properties()},
            "DeleteTable": dict(table),
            "WriteRecords": self._records(),
            "Query": {"QueryString": query, "MaxRows": 5, "ClientToken": "x" * 32, "QueryInsights": insights},
            "CancelQuery": {"QueryId": "ABC123"},
            "PrepareQuery": {"QueryString": query, "ValidateOnly": True},
            "CreateScheduledQuery": self._scheduled(),
            "DescribeScheduledQuery": {"ScheduledQueryArn": SCHEDULED},
            "ListScheduledQueries": {"MaxResults": 5},
            "UpdateScheduledQuery": {"ScheduledQueryArn": SCHEDULED, "State": "DISABLED"},
            "DeleteScheduledQuery": {"ScheduledQueryArn": SCHEDULED},
            "ExecuteScheduledQuery": {"ScheduledQueryArn": SCHEDULED, "InvocationTime": self._now / 1000},
            "ListTagsForResource": {"ResourceARN": ARN, "MaxResults": 10},
            "TagResource": {"ResourceARN": ARN, "Tags": tags},
            "UntagResource": {"ResourceARN": ARN, "TagKeys": ["team"]},
        }

    def _properties(self) -> dict[str, Any]:
        key = {
            "Type": "DIMENSION",
            "Name": "host",
            "EnforcementInRecord": self._random.choice(("REQUIRED", "OPTIONAL")),
        }
        reports = {"BucketName": "late-data", "ObjectKeyPrefix": "rejects", "EncryptionOption": "SSE_S3"}
        return {
            "RetentionProperties": {"MemoryStoreRetentionPeriodInHours": 24, "MagneticStoreRetentionPeriodInDays": 7},
            "MagneticStoreWriteProperties": {
                "EnableMagneticStoreWrites": True,
                "MagneticStoreRejectedDataLocation": {"S3Configuration": reports},
            },
            "Schema": {"CompositePartitionKey": [key]},
        }

    def _records(self) -> dict[str, Any]:
        single = {"MeasureName": "load", "MeasureValue": "1.5", "MeasureValueType": "DOUBLE", "Version": 2}
        measures = [("level", "BIGINT", "7"), ("state", "VARCHAR", "busy"), ("since", "TIMESTAMP", str(self._now))]
        multi = {
            "MeasureName": "reading",
            "MeasureValueType": "MULTI",
            "MeasureValues": [{"Name": name, "Type": type_, "Value": value} for name, type_, value in measures],
        }
        records = [
            {
                "Dimensions": [{"Name": "host", "Value": self._random.choice("abc"), "DimensionValueType": "VARCHAR"}],
                "Time": str(self._now - self._random.randrange(3_600_000)),
                "TimeUnit": "MILLISECONDS",
                **self._random.choice((single, multi)),
            }
            for _ in range(self._random.randint(1, 3))
        ]
        common = {"Dimensions": [{"Name": "site", "Value": "north"}], "Version": 3}
        return {"DatabaseName": DATABASE, "TableName": "Written", "CommonAttributes": common, "Records": records}

    def _scheduled(self) -> dict[str, Any]:
        attributes = [{"SourceColumn": "level", "TargetMultiMeasureAttributeName": "l", "MeasureValueType": "BIGINT"}]
        return {
            "Name": "hourly",
            "QueryString": f"SELECT host, @scheduled_runtime AS t, max(level) AS level FROM {SOURCE} GROUP BY host",
            "ScheduleConfiguration": {"ScheduleExpression": "rate(1 hour)"},
            "NotificationConfiguration": {"SnsConfiguration": {"TopicArn": "arn:aws:sns:us-east-1:000000000000:t"}},
            "TargetConfiguration": {
                "TimestreamConfiguration": {
                    "DatabaseName": DATABASE,
                    "TableName": "Written",
                    "TimeColumn": "t",
                    "DimensionMappings": [{"Name": "host", "DimensionValueType": "VARCHAR"}],
                    "MultiMeasureMappings": {
                        "TargetMultiMeasureName": "hourly",
                        "MultiMeasureAttributeMappings": attributes,
                    },
                }
            },
            "ClientToken": "y" * 32,
            "ScheduledQueryExecutionRoleArn": "arn:aws:iam::000000000000:role/scheduled",
            "ErrorReportConfiguration": {"S3Configuration": {"BucketName": "errors"}},
        }


def _members(shape: Shape | None) -> set[str]:
    if isinstance(shape, ListShape):
        return _members(shape.member)
    if not isinstance(shape, StructureShape):
        return set()
    return set(shape.members).union(*map(_members, shape.members.values()))


MEMBERS = sorted(set().union(*(_members(model.input_shape) for model in operations().values())))


def _members_of(shape: Shape, value: Any) -> list[Member]:
    """All members of a request, recursively."""
    found: list[Member] = []
    if isinstance(shape, StructureShape):
        for name in value.keys() & shape.members.keys():
            found.append(Member(value, name, shape.members[name], name in shape.required_members))
            found += _members_of(shape.members[name], value[name])
    elif isinstance(shape, ListShape):
        for number, item in enumerate(value):
            found += _members_of(shape.member, item) or [Member(value, number, shape.member, False)]
    return sorted(found, key=lambda member: str(member.key))


def _is_of(shape: Shape, value: Any) -> bool:
    """Whether the value has the shape's JSON type; any number counts as a number."""
    types: dict[str, type | tuple[type, ...]] = {"structure": dict, "list": list, "string": str, "boolean": bool}
    return isinstance(value, types.get(shape.type_name, (int, float)))


def encoded(request: Any) -> bytes:
    return json.dumps(request).encode()
