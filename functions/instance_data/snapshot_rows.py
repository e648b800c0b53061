"""What Connect's API returns becomes rows of Instance, Queue and User.

The answers are those of DescribeInstance, SearchQueues, GetCurrentMetricData, SearchUsers, ListRoutingProfiles
and SearchUserHierarchyGroups, as boto3 gives them. docs/data-model.md defines the rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from connect_analytics.rows import Row, Value
from connect_analytics.schema import HIERARCHY_LEVELS, INSTANCE, QUEUE, USER

# Connect's real-time metrics, each with the column it fills. The names are Connect's; note that its
# AGENTS_AFTER_CONTACT_WORK counts contacts.
QUEUE_METRICS = {
    "AGENTS_ONLINE": "agents_online",
    "AGENTS_AVAILABLE": "agents_available",
    "AGENTS_STAFFED": "agents_staffed",
    "AGENTS_ON_CONTACT": "agents_on_contact",
    "AGENTS_AFTER_CONTACT_WORK": "agents_after_contact_work",
    "AGENTS_NON_PRODUCTIVE": "agents_non_productive",
    "AGENTS_ERROR": "agents_error",
    "CONTACTS_IN_QUEUE": "contacts_in_queue",
    "CONTACTS_SCHEDULED": "contacts_scheduled",
    # Seconds, when results are grouped by queue as ours are. Without groupings it would be milliseconds.
    "OLDEST_CONTACT_AGE": "oldest_contact_age",
    "SLOTS_ACTIVE": "slots_active",
    "SLOTS_AVAILABLE": "slots_available",
}

_LEVELS = ("LevelOne", "LevelTwo", "LevelThree", "LevelFour", "LevelFive")


def instance_row(instance: Mapping[str, Any], *, queues: int, users: int, at: int) -> Row:
    """The row of an instance that has so many queues and users at `at`, in milliseconds since 1970."""
    return Row(
        table=INSTANCE,
        time=at,
        version=at,
        dimensions={"instance_id": instance["Id"]},
        measures={
            "alias": instance.get("InstanceAlias"),
            "status": instance.get("InstanceStatus"),
            "identity_management_type": instance.get("IdentityManagementType"),
            "inbound_calls_enabled": instance.get("InboundCallsEnabled"),
            "outbound_calls_enabled": instance.get("OutboundCallsEnabled"),
            "access_url": instance.get("InstanceAccessUrl"),
            "created_at": _milliseconds(instance["CreatedTime"]) if "CreatedTime" in instance else None,
            "queues": queues,
            "users": users,
        },
    )


def queue_rows(instance_id: str, queues: Sequence[Mapping[str, Any]], pages: Iterable[Mapping[str, Any]]) -> list[Row]:
    """A row for each of `queues`, from the pages of one GetCurrentMetricData grouped by queue.

    Connect leaves out a queue that has nothing to report: its row has zeros.
    """
    values: dict[str, dict[str, Value]] = {}
    at = 0
    for page in pages:
        at = max(at, _milliseconds(page["DataSnapshotTime"]))
        for result in page["MetricResults"]:
            values[result["Dimensions"]["Queue"]["Id"]] = _metrics(result["Collections"])
    nothing: dict[str, Value] = dict.fromkeys(QUEUE_METRICS.values(), 0)
    return [
        Row(
            table=QUEUE,
            time=at,
            version=at,
            dimensions={"instance_id": instance_id, "queue_id": queue["QueueId"]},
            measures={
                "queue_name": queue.get("Name"),
                "status": queue.get("Status"),
                **values.get(queue["QueueId"], nothing),
            },
        )
        for queue in queues
    ]


def _metrics(collections: Iterable[Mapping[str, Any]]) -> dict[str, Value]:
    """Metrics by column. Connect gives no value where it has too little data for one."""
    metrics: dict[str, Value] = {}
    for collection in collections:
        column = QUEUE_METRICS[collection["Metric"]["Name"]]
        value = collection.get("Value")
        if value is not None:
            metrics[column] = value if QUEUE.columns[column] == "double" else round(value)
    return metrics


def user_rows(
    instance_id: str,
    users: Iterable[Mapping[str, Any]],
    routing_profiles: Iterable[Mapping[str, Any]],
    hierarchy_groups: Iterable[Mapping[str, Any]],
    *,
    at: int,
    names: bool,
) -> list[Row]:
    """A row for each user at `at`, in milliseconds since 1970; without the names of people if not `names`."""
    profiles = {profile["Id"]: profile["Name"] for profile in routing_profiles}
    hierarchies = {group["Id"]: _hierarchy(group) for group in hierarchy_groups}
    return [
        Row(
            table=USER,
            time=at,
            version=at,
            dimensions={"instance_id": instance_id, "user_id": user["Id"]},
            measures={
                **(_names(user) if names else {}),
                "routing_profile_id": user.get("RoutingProfileId"),
                "routing_profile": profiles.get(user.get("RoutingProfileId")),
                "hierarchy_group_id": user.get("HierarchyGroupId"),
                **hierarchies.get(user.get("HierarchyGroupId"), {}),
                **_phone(user.get("PhoneConfig", {})),
            },
        )
        for user in users
    ]


def _names(user: Mapping[str, Any]) -> dict[str, Value]:
    identity = user.get("IdentityInfo", {})
    return {
        "username": user.get("Username"),
        "first_name": identity.get("FirstName"),
        "last_name": identity.get("LastName"),
    }


def _phone(phone: Mapping[str, Any]) -> dict[str, Value]:
    # SearchUsers returns this one in milliseconds, and DescribeUser in seconds.
    limit = phone.get("AfterContactWorkTimeLimit")
    return {
        "phone_type": phone.get("PhoneType"),
        "auto_accept": phone.get("AutoAccept"),
        "after_contact_work_limit": None if limit is None else limit // 1000,
    }


def _hierarchy(group: Mapping[str, Any]) -> dict[str, Value]:
    """The names of a hierarchy group and of those above it, by column."""
    path = group.get("HierarchyPath", {})
    return {
        column: path[level]["Name"] for column, level in zip(HIERARCHY_LEVELS, _LEVELS, strict=True) if level in path
    }


def _milliseconds(time: datetime) -> int:
    return round(time.timestamp() * 1000)
