"""Answers of Connect's API become rows of Instance, Queue and User."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from connect_analytics.schema import HIERARCHY_LEVELS
from local.connect.api import ConnectApi
from local.connect.centre import small_centre
from local.connect.live_state import LiveState
from snapshot_rows import QUEUE_METRICS, instance_row, queue_rows, user_rows

NOW = datetime(2026, 11, 20, 9, 0, 0, 250_000, UTC)
AT = 1_795_165_200_250


def page(*results: tuple[str, dict[str, float | None]], taken: datetime = NOW) -> dict[str, Any]:
    return {
        "DataSnapshotTime": taken,
        "MetricResults": [
            {
                "Dimensions": {"Queue": {"Id": queue, "Arn": f"instance/i/queue/{queue}"}},
                "Collections": [
                    {"Metric": {"Name": name, "Unit": "COUNT"}}
                    if value is None
                    else {"Metric": {"Name": name, "Unit": "COUNT"}, "Value": value}
                    for name, value in values.items()
                ],
            }
            for queue, values in results
        ],
    }


QUEUES = [{"QueueId": "q-1", "Name": "Support", "Status": "ENABLED"}, {"QueueId": "q-2", "Name": "Sales"}]


def test_every_metric_fills_its_column_in_its_type() -> None:
    values = {name: float(number) for number, name in enumerate(QUEUE_METRICS, start=1)}
    row, _ = queue_rows("i-1", QUEUES, [page(("q-1", {**values, "OLDEST_CONTACT_AGE": 93.0}))])
    assert row.time == row.version == AT
    assert row.dimensions == {"instance_id": "i-1", "queue_id": "q-1"}
    assert row.measures == {
        "queue_name": "Support",
        "status": "ENABLED",
        **{column: int(values[name]) for name, column in QUEUE_METRICS.items()},
        "oldest_contact_age": 93.0,
    }
    assert all(isinstance(row.measures[name], int) for name in ("agents_online", "contacts_in_queue"))


def test_a_queue_with_nothing_to_report_has_zeros() -> None:
    _, row = queue_rows("i-1", QUEUES, [page(("q-1", {"AGENTS_ONLINE": 2}))])
    assert row.measures == {"queue_name": "Sales", "status": None, **dict.fromkeys(QUEUE_METRICS.values(), 0)}


def test_a_metric_without_a_value_is_not_made_up() -> None:
    row, _ = queue_rows("i-1", QUEUES, [page(("q-1", {"AGENTS_ONLINE": 2, "OLDEST_CONTACT_AGE": None}))])
    assert row.measures == {"queue_name": "Support", "status": "ENABLED", "agents_online": 2}


def test_the_pages_of_one_answer_are_one_snapshot() -> None:
    earlier = datetime(2026, 11, 20, 8, 59, 55, tzinfo=UTC)
    pages = [page(("q-1", {"AGENTS_ONLINE": 1}), taken=earlier), page(("q-2", {"AGENTS_ONLINE": 3}))]
    assert [(row.time, row.measures["agents_online"]) for row in queue_rows("i-1", QUEUES, pages)] == [
        (AT, 1),
        (AT, 3),
    ]


USER = {
    "Id": "u-1",
    "Username": "ada.okafor",
    "IdentityInfo": {"FirstName": "Ada", "LastName": "Okafor"},
    "RoutingProfileId": "rp-1",
    "HierarchyGroupId": "hg-2",
    "PhoneConfig": {"PhoneType": "SOFT_PHONE", "AutoAccept": False, "AfterContactWorkTimeLimit": 90_000},
}
PROFILES = [{"Id": "rp-1", "Name": "Voice"}]
GROUPS = [
    {
        "Id": "hg-2",
        "Name": "London",
        "HierarchyPath": {
            "LevelOne": {"Id": "hg-1", "Name": "Europe"},
            "LevelTwo": {"Id": "hg-2", "Name": "London"},
        },
    }
]


def test_a_users_row_names_profile_and_hierarchy() -> None:
    (row,) = user_rows("i-1", [USER], PROFILES, GROUPS, at=AT, names=True)
    assert (row.time, row.version, row.dimensions) == (AT, AT, {"instance_id": "i-1", "user_id": "u-1"})
    assert row.measures == {
        "username": "ada.okafor",
        "first_name": "Ada",
        "last_name": "Okafor",
        "routing_profile_id": "rp-1",
        "routing_profile": "Voice",
        "hierarchy_group_id": "hg-2",
        "hierarchy_level_1": "Europe",
        "hierarchy_level_2": "London",
        "phone_type": "SOFT_PHONE",
        "auto_accept": False,
        "after_contact_work_limit": 90,
    }


@pytest.mark.parametrize(("phone", "seconds"), [({}, None), ({"AfterContactWorkTimeLimit": 0}, 0)])
def test_a_limit_of_zero_is_none_at_all_and_one_that_is_not_given_is_not_known(
    phone: dict[str, int], seconds: int | None
) -> None:
    (row,) = user_rows("i-1", [{"Id": "u-2", "PhoneConfig": phone}], PROFILES, GROUPS, at=AT, names=True)
    assert row.measures["after_contact_work_limit"] == seconds


def test_the_local_connect_has_the_limit_of_after_contact_work_in_the_same_unit() -> None:
    amara, *_ = small_centre().agents
    centre = replace(small_centre(), agents=(replace(amara, after_contact_work_limit=120),))
    api = ConnectApi(centre, lambda: LiveState(AT, {}, ()), lambda: 0.0)
    users = api.operations()["SearchUsers"]({"InstanceId": centre.instance_id})["Users"]
    (row,) = user_rows(centre.instance_id, users, [], [], at=AT, names=True)
    assert row.measures["after_contact_work_limit"] == 120


def test_a_user_in_no_hierarchy_and_of_an_unknown_profile_has_neither() -> None:
    lone = {"Id": "u-2", "Username": "sam", "RoutingProfileId": "gone"}
    (row,) = user_rows("i-1", [lone], PROFILES, GROUPS, at=AT, names=True)
    assert row.measures["routing_profile"] is None
    assert not set(HIERARCHY_LEVELS) & set(row.measures)


def test_names_of_people_are_left_out_where_they_must_not_be_stored() -> None:
    (row,) = user_rows("i-1", [USER], PROFILES, GROUPS, at=AT, names=False)
    assert not {"username", "first_name", "last_name"} & set(row.measures)
    assert row.measures["routing_profile"] == "Voice"


def test_an_instances_row_counts_its_queues_and_users() -> None:
    instance = {
        "Id": "i-1",
        "InstanceAlias": "acme",
        "InstanceStatus": "ACTIVE",
        "IdentityManagementType": "CONNECT_MANAGED",
        "InboundCallsEnabled": True,
        "OutboundCallsEnabled": False,
        "InstanceAccessUrl": "https://acme.my.connect.aws",
        "CreatedTime": NOW,
    }
    row = instance_row(instance, queues=4, users=8, at=AT + 1000)
    assert (row.time, row.dimensions) == (AT + 1000, {"instance_id": "i-1"})
    assert row.measures == {
        "alias": "acme",
        "status": "ACTIVE",
        "identity_management_type": "CONNECT_MANAGED",
        "inbound_calls_enabled": True,
        "outbound_calls_enabled": False,
        "access_url": "https://acme.my.connect.aws",
        "created_at": AT,
        "queues": 4,
        "users": 8,
    }


def test_an_instance_of_which_little_is_known_has_a_row_of_that() -> None:
    row = instance_row({"Id": "i-1"}, queues=0, users=0, at=AT)
    assert {name for name, value in row.measures.items() if value is not None} == {"queues", "users"}
