"""Panels with CloudWatch's metrics, asked of MiniStack's CloudWatch."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from local.clients import local_client
from local.preview.cloudwatch import CloudWatch
from local.preview.errors import QueryError
from local.preview.time_range import TimeRange
from tests.integration.preview.conftest import NOBODY
from tests.support.ministack import ministack

NOW = int(datetime.now(UTC).timestamp()) // 60 * 60
OVER = TimeRange((NOW - 600) * 1000, NOW * 1000)


@pytest.fixture(scope="module")
def cloudwatch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudWatch]:
    """With Errors and Invocations of two functions, each minute of the last three."""
    with ministack(tmp_path_factory.mktemp("ministack")) as url:
        client = local_client("cloudwatch", "eu-west-2", url)
        for ago in (180, 120, 60):
            client.put_metric_data(
                Namespace="AWS/Lambda",
                MetricData=[
                    {
                        "MetricName": name,
                        "Value": value,
                        "Timestamp": datetime.fromtimestamp(NOW - ago, UTC),
                        "Dimensions": [{"Name": "FunctionName", "Value": function}],
                    }
                    for name, function, value in (
                        ("Errors", "AgentEvents", 1),
                        ("Errors", "AgentEvents", 2),
                        ("Errors", "ContactEvents", 4),
                        ("Invocations", "AgentEvents", 9),
                    )
                ],
            )
        yield CloudWatch(url)


def target(**more: Any) -> dict[str, Any]:
    return {
        "refId": "A",
        "namespace": "AWS/Lambda",
        "metricName": "Errors",
        "statistic": "Sum",
        "dimensions": {"FunctionName": "AgentEvents"},
        **more,
    }


def told(cloudwatch: CloudWatch, asked: dict[str, Any], **variables: Any) -> list[tuple[str | None, list[float]]]:
    """Each series' name and values."""
    frames = cloudwatch.frames(asked, OVER, variables)
    return [(frame.fields[1].display_name, frame.fields[1].values) for frame in frames]


def test_a_statistic_of_each_minute(cloudwatch: CloudWatch) -> None:
    (frame,) = cloudwatch.frames(target(), OVER, {})
    times, values = frame.fields
    assert times.values == [(NOW - ago) * 1000 for ago in (180, 120, 60)]
    assert (values.values, values.labels) == ([3, 3, 3], {"FunctionName": "AgentEvents"})
    assert told(cloudwatch, target(statistic="Maximum")) == [("Errors", [2, 2, 2])]


def test_a_star_is_every_value_and_a_variable_may_be_several(cloudwatch: CloudWatch) -> None:
    everyone = [("AgentEvents", [3, 3, 3]), ("ContactEvents", [4, 4, 4])]
    assert told(cloudwatch, target(dimensions={"FunctionName": "*"})) == everyone
    several = target(dimensions={"FunctionName": "$function"})
    assert told(cloudwatch, several, function=["AgentEvents", "ContactEvents"]) == everyone
    assert told(cloudwatch, several, function="ContactEvents") == [("Errors", [4, 4, 4])]


def test_a_label_may_name_dimensions(cloudwatch: CloudWatch) -> None:
    labelled = target(label="${PROP('Dim.FunctionName')} ${PROP('MetricName')}")
    assert told(cloudwatch, labelled) == [("AgentEvents Errors", [3, 3, 3])]


def test_a_variable_without_a_value_has_no_metric(cloudwatch: CloudWatch) -> None:
    assert told(cloudwatch, target(dimensions={"FunctionName": "$function"}), function="") == []


def test_a_period_may_be_set(cloudwatch: CloudWatch) -> None:
    ((_, values),) = told(cloudwatch, target(period="3600"))
    assert sum(values) == 9


def test_a_variables_options_are_a_dimensions_values(cloudwatch: CloudWatch) -> None:
    query = {"queryType": "dimensionValues", "namespace": "AWS/Lambda", "metricName": "Errors"}
    assert cloudwatch.texts({**query, "dimensionKey": "FunctionName"}, {}) == ["AgentEvents", "ContactEvents"]


def test_what_the_preview_does_not_know_it_says(cloudwatch: CloudWatch) -> None:
    for unknown in ({"expression": "SUM(SEARCH(''))"}, {"queryMode": "Logs"}, {"metricEditorMode": 1}):
        with pytest.raises(ValueError, match="no code, no logs"):
            cloudwatch.frames(target(**unknown), OVER, {})
    with pytest.raises(ValueError, match="dimension values only"):
        cloudwatch.texts("dimension_values(eu-west-2)", {})


def test_where_cloudwatch_does_not_answer_that_is_said() -> None:
    with pytest.raises(QueryError, match="CloudWatch does not answer") as raised:
        CloudWatch(NOBODY).frames(target(), OVER, {})
    assert raised.value.unreachable
