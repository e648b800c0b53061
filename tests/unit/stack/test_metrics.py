"""The metrics in the lines of a function's log."""

import json
from typing import Any

from local.stack.metrics import embedded_metrics, invocation_metrics

LINE: dict[str, Any] = {
    "_aws": {
        "Timestamp": 1_700_000_000_500,
        "CloudWatchMetrics": [
            {
                "Namespace": "ConnectAnalytics",
                "Dimensions": [["service"]],
                "Metrics": [{"Name": "RowsWritten", "Unit": "Count"}, {"Name": "EventAge", "Unit": "Milliseconds"}],
            }
        ],
    },
    "service": "agent-events",
    "RowsWritten": [12.0, 3.0],
    "EventAge": 850,
}


def test_each_metric_has_its_values_unit_time_and_dimensions() -> None:
    rows, age = embedded_metrics(json.dumps(LINE))
    assert rows == (
        "ConnectAnalytics",
        {
            "MetricName": "RowsWritten",
            "Unit": "Count",
            "Values": [12.0, 3.0],
            "Timestamp": 1_700_000_000.5,
            "Dimensions": [{"Name": "service", "Value": "agent-events"}],
        },
    )
    assert (age[1]["MetricName"], age[1]["Unit"], age[1]["Values"]) == ("EventAge", "Milliseconds", [850])


def test_a_metric_counts_once_for_each_set_of_dimensions() -> None:
    directive = {**LINE["_aws"]["CloudWatchMetrics"][0], "Dimensions": [["service"], []]}
    line = {**LINE, "_aws": {"Timestamp": 1, "CloudWatchMetrics": [directive]}}
    assert [len(datum["Dimensions"]) for _, datum in embedded_metrics(json.dumps(line))] == [1, 1, 0, 0]


def test_other_lines_have_no_metrics() -> None:
    for message in ("REPORT RequestId: 1", '{"level": "INFO"}', 'a text with "_aws" in it', ""):
        assert embedded_metrics(message) == []


def test_invocations_are_counted_with_their_durations_and_failures() -> None:
    messages = [
        "START RequestId: 1 Version: $LATEST",
        "REPORT RequestId: 1\tDuration: 12 ms\tBilled Duration: 12 ms",
        "Traceback (most recent call last):",
        "REPORT RequestId: 2\tDuration: 30.5 ms\tBilled Duration: 31 ms",
        '{"message": "Traceback (most recent call last) in what a function logs itself"}',
    ]
    data = invocation_metrics("AgentEvents", messages)
    assert [(one["MetricName"], one["Value"]) for one in data] == [
        ("Invocations", 2),
        ("Errors", 1),
        ("Duration", 12.0),
        ("Duration", 30.5),
    ]
    assert all(one["Dimensions"] == [{"Name": "FunctionName", "Value": "AgentEvents"}] for one in data)


def test_without_invocations_there_are_no_metrics() -> None:
    assert invocation_metrics("AgentEvents", []) == []
