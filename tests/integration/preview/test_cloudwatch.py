"""CloudWatch queries of panels, against MiniStack's CloudWatch."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from local.clients import local_client
from local.preview.cloudwatch import CloudWatch
from local.preview.errors import QueryError
from local.preview.time_range import TimeRange
from tests.support.ministack import ministack
from tests.support.preview_page import NOBODY

NOW = int(datetime.now(UTC).timestamp()) // 60 * 60
TIME_RANGE = TimeRange((NOW - 600) * 1000, NOW * 1000)


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


def series(cloudwatch: CloudWatch, query: dict[str, Any], **variables: Any) -> list[tuple[str | None, list[float]]]:
    """Each series' name and values."""
    frames = cloudwatch.frames(query, TIME_RANGE, variables)
    return [(frame.fields[1].display_name, frame.fields[1].values) for frame in frames]


def test_a_statistic_of_each_minute(cloudwatch: CloudWatch) -> None:
    (frame,) = cloudwatch.frames(target(), TIME_RANGE, {})
    times, values = frame.fields
    assert times.values == [(NOW - ago) * 1000 for ago in (180, 120, 60)]
    assert (values.values, values.labels) == ([3, 3, 3], {"FunctionName": "AgentEvents"})
    assert series(cloudwatch, target(statistic="Maximum")) == [("Errors", [2, 2, 2])]


def test_a_star_matches_every_value_and_a_variable_may_have_several(cloudwatch: CloudWatch) -> None:
    everyone = [("AgentEvents", [3, 3, 3]), ("ContactEvents", [4, 4, 4])]
    assert series(cloudwatch, target(dimensions={"FunctionName": "*"})) == everyone
    several = target(dimensions={"FunctionName": "$function"})
    assert series(cloudwatch, several, function=["AgentEvents", "ContactEvents"]) == everyone
    assert series(cloudwatch, several, function="ContactEvents") == [("Errors", [4, 4, 4])]


def test_a_label_may_name_dimensions(cloudwatch: CloudWatch) -> None:
    labelled = target(label="${PROP('Dim.FunctionName')} ${PROP('MetricName')}")
    assert series(cloudwatch, labelled) == [("AgentEvents Errors", [3, 3, 3])]


def test_a_variable_without_a_value_has_no_metric(cloudwatch: CloudWatch) -> None:
    assert series(cloudwatch, target(dimensions={"FunctionName": "$function"}), function="") == []


def test_a_period_may_be_set(cloudwatch: CloudWatch) -> None:
    ((_, values),) = series(cloudwatch, target(period="3600"))
    assert sum(values) == 9


def test_a_variables_options_are_a_dimensions_values(cloudwatch: CloudWatch) -> None:
    query = {"queryType": "dimensionValues", "namespace": "AWS/Lambda", "metricName": "Errors"}
    assert cloudwatch.variable_values({**query, "dimensionKey": "FunctionName"}, {}) == ["AgentEvents", "ContactEvents"]


def test_an_unsupported_query_is_an_error(cloudwatch: CloudWatch) -> None:
    for unknown in ({"expression": "SUM(SEARCH(''))"}, {"queryMode": "Logs"}, {"metricEditorMode": 1}):
        with pytest.raises(ValueError, match="no code, no logs"):
            cloudwatch.frames(target(**unknown), TIME_RANGE, {})
    with pytest.raises(ValueError, match="dimension values only"):
        cloudwatch.variable_values("dimension_values(eu-west-2)", {})


def test_an_unreachable_cloudwatch_is_an_error() -> None:
    with pytest.raises(QueryError, match="CloudWatch does not answer") as raised:
        CloudWatch(NOBODY).frames(target(), TIME_RANGE, {})
    assert raised.value.unreachable
