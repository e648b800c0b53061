"""Every answer of the local Connect has the members, types, values and times of the service's own model."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from local.connect.api import ConnectApi
from local.connect.generated_centre import generated_centre
from local.connect.real_time_metrics import METRICS
from tests.support.large_centre import busy_live_state

CONNECT: Any = botocore.session.get_session().get_service_model("connect")
AT = 1_795_165_200_250
CENTRE = generated_centre(1, 60)
LIVE_STATE = busy_live_state(CENTRE, AT)
OPERATIONS = ConnectApi(CENTRE, lambda: LIVE_STATE, lambda: 0.0).operations()

QUEUE_IDS = [queue.queue_id for queue in CENTRE.queues]
REQUESTS: dict[str, dict[str, Any]] = {
    "DescribeUserHierarchyGroup": {"HierarchyGroupId": CENTRE.groups[-1].group_id},
    "GetCurrentMetricData": {
        "Filters": {"Queues": QUEUE_IDS},
        "Groupings": ["QUEUE"],
        "CurrentMetrics": [{"Name": name} for name in METRICS],
    },
    "GetCurrentUserData": {"Filters": {"Queues": QUEUE_IDS}},
}


def answer_of(operation: str) -> dict[str, Any]:
    of_instance = {} if operation == "ListInstances" else {"InstanceId": CENTRE.instance_id}
    return OPERATIONS[operation]({**of_instance, **REQUESTS.get(operation, {})})


def scalars(shape: Any, value: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """The values in an answer that are no structure, each with its path and shape."""
    match shape.type_name:
        case "structure":
            for name, inner in value.items():
                yield from scalars(shape.members[name], inner, f"{path}.{name}")
        case "list":
            for each in value:
                yield from scalars(shape.member, each, path)
        case "map":
            for key, inner in value.items():
                yield f"{path} key", shape.key, key
                yield from scalars(shape.value, inner, path)
        case _:
            yield path, shape, value


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_answer_has_the_models_members_types_and_values(operation: str) -> None:
    answer, shape = answer_of(operation), CONNECT.operation_model(operation).output_shape
    report = ParamValidator().validate(answer, shape)
    assert not report.has_errors(), report.generate_report()
    for path, scalar, value in scalars(shape, answer, operation):
        assert not getattr(scalar, "enum", None) or value in scalar.enum, (path, value)
        assert value != "" or path.endswith("DeskPhoneNumber"), path


@pytest.mark.parametrize("operation", OPERATIONS)
def test_times_are_seconds_of_the_years_that_are_simulated(operation: str) -> None:
    for path, shape, value in scalars(CONNECT.operation_model(operation).output_shape, answer_of(operation), operation):
        if shape.type_name == "timestamp":
            assert datetime.fromtimestamp(value, UTC).year in (2025, 2026), path


def test_times_and_the_limit_of_after_contact_work_are_served() -> None:
    """So that the tests above have something to look at; the limit in milliseconds, as the reference has it."""
    paths = {
        path: value
        for operation in OPERATIONS
        for path, _, value in scalars(CONNECT.operation_model(operation).output_shape, answer_of(operation), operation)
    }
    assert paths.keys() >= {
        "DescribeInstance.Instance.CreatedTime",
        "GetCurrentMetricData.DataSnapshotTime",
        "GetCurrentUserData.UserDataList.Contacts.ConnectedToAgentTimestamp",
        "GetCurrentUserData.UserDataList.Contacts.StateStartTimestamp",
        "GetCurrentUserData.UserDataList.Status.StatusStartTimestamp",
    }
    assert paths["SearchUsers.Users.PhoneConfig.AfterContactWorkTimeLimit"] == 120_000
