"""CloudWatch has the metrics that the boards and alarms query."""

import time

from local.stack.environment import ROOT
from local.stack.stack import LocalStack
from tests.support.deployed_stack import wait_until
from tests.support.sample_payloads import read_sample_payloads


def names(stack: LocalStack, namespace: str) -> set[tuple[str, str]]:
    """Each metric with the values of its dimensions."""
    pages = stack.client("cloudwatch").get_paginator("list_metrics").paginate(Namespace=namespace)
    return {
        (metric["MetricName"], " ".join(one["Value"] for one in metric["Dimensions"]))
        for page in pages
        for metric in page["Metrics"]
    }


def test_metrics_that_aws_publishes_by_itself_are_published_here_too(stack: LocalStack) -> None:
    payloads = read_sample_payloads(ROOT / "events")
    payloads = payloads.shifted(round(time.time() * 1000) - payloads.ends_at())
    stream = stack.resources["AgentEventStream"]
    records = [{"Data": record.data, "PartitionKey": record.partition_key} for record in payloads.records]
    stack.client("kinesis").put_records(StreamName=stream, Records=records)

    wait_until("the function's own metrics are there", lambda: names(stack, "ConnectAnalytics"))
    wait_until("its invocations are there", lambda: names(stack, "AWS/Lambda"))
    assert {("RowsWritten", "agent-events"), ("EventAge", "agent-events")} <= names(stack, "ConnectAnalytics")
    assert ("IncomingRecords", stream) in names(stack, "AWS/Kinesis")
    dead_letters = stack.resources["ContactEventsDeadLetters"].rsplit("/", 1)[1]
    assert ("ApproximateNumberOfMessagesVisible", dead_letters) in names(stack, "AWS/SQS")
    assert ("Invocations", stack.resources["AgentEventsFunction"]) in names(stack, "AWS/Lambda")
