"""Metrics in CloudWatch's embedded metric format."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from aws_lambda_powertools import Metrics

from connect_analytics import telemetry
from connect_analytics.telemetry import count, event_age

type Sent = Callable[[], dict[str, Any]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Sent:
    """Gives what CloudWatch gets of all that was added."""
    metrics = Metrics(namespace="ConnectAnalytics", service="agent-events")
    metrics.clear_metrics()
    monkeypatch.setattr(telemetry, "metrics", metrics)

    def flushed() -> dict[str, Any]:
        metrics.flush_metrics()
        printed: dict[str, Any] = json.loads(capsys.readouterr().out)
        return printed

    return flushed


def units(metrics: dict[str, Any]) -> dict[str, str]:
    return {each["Name"]: each["Unit"] for each in metrics["_aws"]["CloudWatchMetrics"][0]["Metrics"]}


def test_counts_are_counted_each_under_its_name_and_add_up(sent: Sent) -> None:
    count(RecordsRead=100, LateEvents=0)
    count(RecordsRead=20)
    metrics = sent()
    assert (metrics["RecordsRead"], metrics["LateEvents"]) == ([100.0, 20.0], [0.0])
    assert units(metrics) == {"RecordsRead": "Count", "LateEvents": "Count"}


def test_the_age_of_an_event_is_in_milliseconds(sent: Sent) -> None:
    event_age(1500)
    metrics = sent()
    assert metrics["EventAge"] == [1500.0]
    assert units(metrics) == {"EventAge": "Milliseconds"}
