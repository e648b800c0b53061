"""Every field that the snapshots read has the type and the unit that Connect's API reference gives it.

The reference's text is in botocore's service model.
"""

import re
from typing import Any

import botocore.session
import pytest

import connect_api
from connect_analytics.schema import HIERARCHY_LEVELS, INSTANCE, QUEUE, TABLES, USER
from snapshot_rows import QUEUE_METRICS

CONNECT: Any = botocore.session.get_session().get_service_model("connect")

LEVELS = ("LevelOne", "LevelTwo", "LevelThree", "LevelFour", "LevelFive")

# Where each column comes from: an operation and the way through its answer.
SOURCES = {
    ("Instance", "alias"): "DescribeInstance Instance InstanceAlias",
    ("Instance", "status"): "DescribeInstance Instance InstanceStatus",
    ("Instance", "identity_management_type"): "DescribeInstance Instance IdentityManagementType",
    ("Instance", "inbound_calls_enabled"): "DescribeInstance Instance InboundCallsEnabled",
    ("Instance", "outbound_calls_enabled"): "DescribeInstance Instance OutboundCallsEnabled",
    ("Instance", "access_url"): "DescribeInstance Instance InstanceAccessUrl",
    ("Instance", "created_at"): "DescribeInstance Instance CreatedTime",
    ("Instance", "queues"): "SearchQueues ApproximateTotalCount",
    ("Instance", "users"): "SearchUsers ApproximateTotalCount",
    ("Queue", "queue_name"): "SearchQueues Queues Name",
    ("Queue", "status"): "SearchQueues Queues Status",
    ("User", "username"): "SearchUsers Users Username",
    ("User", "first_name"): "SearchUsers Users IdentityInfo FirstName",
    ("User", "last_name"): "SearchUsers Users IdentityInfo LastName",
    ("User", "routing_profile_id"): "SearchUsers Users RoutingProfileId",
    ("User", "routing_profile"): "ListRoutingProfiles RoutingProfileSummaryList Name",
    ("User", "hierarchy_group_id"): "SearchUsers Users HierarchyGroupId",
    ("User", "phone_type"): "SearchUsers Users PhoneConfig PhoneType",
    ("User", "auto_accept"): "SearchUsers Users PhoneConfig AutoAccept",
    ("User", "after_contact_work_limit"): "SearchUsers Users PhoneConfig AfterContactWorkTimeLimit",
} | {
    ("User", column): f"SearchUserHierarchyGroups UserHierarchyGroups HierarchyPath {level} Name"
    for column, level in zip(HIERARCHY_LEVELS, LEVELS, strict=True)
}
TYPES = {
    "string": "text",
    "boolean": "boolean",
    "integer": "integer",
    "long": "integer",
    "timestamp": "timestamp",
}
METRICS_TEXT = CONNECT.operation_model("GetCurrentMetricData").input_shape.members["CurrentMetrics"].documentation
# Each metric's part of the reference, up to the next one's.
METRIC_TEXTS = dict(re.findall(r"<dt>(\w+)</dt>(.*?)(?=<dt>|$)", METRICS_TEXT, re.DOTALL))


def shape_of(source: str) -> Any:
    operation, *way = source.split()
    shape = CONNECT.operation_model(operation).output_shape
    for name in way:
        shape = (shape.member if shape.type_name == "list" else shape).members[name]
    return shape


@pytest.mark.parametrize(("table", "column"), SOURCES)
def test_a_column_has_the_type_of_the_field_that_it_comes_from(table: str, column: str) -> None:
    assert TABLES[table].columns[column] == TYPES[shape_of(SOURCES[table, column]).type_name]


def test_every_column_of_the_snapshots_has_a_source() -> None:
    columns = {(table.name, column) for table in (INSTANCE, QUEUE, USER) for column in table.columns}
    assert columns == SOURCES.keys() | {("Queue", column) for column in QUEUE_METRICS.values()}


def test_times_are_timestamps() -> None:
    assert shape_of("GetCurrentMetricData DataSnapshotTime").type_name == "timestamp"


def test_a_search_has_the_limit_of_after_contact_work_in_milliseconds() -> None:
    text = shape_of("SearchUsers Users PhoneConfig AfterContactWorkTimeLimit").documentation
    assert "timeout setting, in seconds" in text
    assert "returned by a <code>SearchUsers</code> call" in text
    assert "returned in milliseconds" in text


@pytest.mark.parametrize(("metric", "column"), QUEUE_METRICS.items())
def test_a_metric_is_asked_for_in_its_unit_and_stored_in_its_type(metric: str, column: str) -> None:
    assert metric in CONNECT.shape_for("CurrentMetricName").enum
    (unit,) = re.findall(r"Unit: (\w+)", METRIC_TEXTS[metric])
    assert connect_api.UNITS.get(metric, "COUNT") == unit
    assert QUEUE.columns[column] == {"COUNT": "integer", "SECONDS": "double"}[unit]


def test_the_longest_wait_is_in_seconds_when_it_is_grouped_by_queue() -> None:
    text = METRIC_TEXTS["OLDEST_CONTACT_AGE"]
    assert "When you use groupings, Unit says SECONDS and the Value is returned in SECONDS" in text
