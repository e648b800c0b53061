"""Every failure raises an alarm, and its runbook says what to do."""

import re
from typing import Any

import pytest

from tests.support.sam_template import ALARMS, RESOURCES, ROOT, of_type

RUNBOOK = (ROOT / "docs" / "operations.md").read_text()
ANCHORS = {
    re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
    for heading in re.findall(r"^#### (.+)$", RUNBOOK, re.MULTILINE)
}

every_alarm = pytest.mark.parametrize("name", ALARMS)


def anchor_of(name: str) -> str:
    """`AgentEventsBehindAlarm` is in the runbook under agent-events-behind."""
    words = re.findall(r"[A-Z][a-z]*", name.removesuffix("Alarm"))
    return "-".join(words).lower()


@every_alarm
def test_an_alarm_says_what_is_wrong_and_where_to_read_what_to_do(name: str) -> None:
    assert ALARMS[name]["AlarmDescription"].endswith(f". Runbook: docs/operations.md#{anchor_of(name)}")
    assert anchor_of(name) in ANCHORS


def test_the_runbook_speaks_of_no_other_alarms() -> None:
    assert {anchor_of(name) for name in ALARMS} == ANCHORS


def test_every_link_within_the_runbook_leads_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", RUNBOOK, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([\w-]+)\)", RUNBOOK)) - anchors == set()


@every_alarm
def test_an_alarm_is_sent_to_the_topic(name: str) -> None:
    assert ALARMS[name]["AlarmActions"] == [{"Ref": "AlarmTopic"}]


@every_alarm
def test_missing_figures_are_no_alarm_but_where_figures_are_due_every_minute(name: str) -> None:
    expected = "breaching" if name == "QueueSnapshotsStoppedAlarm" else "notBreaching"
    assert ALARMS[name]["TreatMissingData"] == expected


def watched(namespace: str, metric: str) -> list[Any]:
    """What the alarms on a metric look at: the value of each one's only dimension."""
    return [
        alarm["Dimensions"][0]["Value"]
        for alarm in ALARMS.values()
        if (alarm.get("Namespace"), alarm.get("MetricName")) == (namespace, metric)
    ]


def test_every_dead_letter_queue_has_an_alarm() -> None:
    dead_letter_queues = [name for name in of_type("AWS::SQS::Queue") if name.endswith("DeadLetters")]
    assert len(dead_letter_queues) == 4
    alarms = watched("AWS/SQS", "ApproximateNumberOfMessagesVisible")
    assert sorted(map(str, alarms)) == sorted(str({"Fn::GetAtt": [name, "QueueName"]}) for name in dead_letter_queues)


@pytest.mark.parametrize("metric", ["OnFailureDestinationDeliveredEventCount", "DroppedEventCount"])
def test_agent_events_that_lambda_gives_up_have_an_alarm_on_the_mapping_that_sam_creates(metric: str) -> None:
    assert watched("AWS/Lambda", metric) == [{"Ref": "AgentEventsFunctionStream"}]
    stream = RESOURCES["AgentEventsFunction"]["Properties"]["Events"]["Stream"]["Properties"]
    assert stream["MetricsConfig"] == {"Metrics": ["EventCount"]}


@pytest.mark.parametrize(
    ("namespace", "metric"),
    [
        ("AWS/Lambda", "IteratorAge"),
        ("AWS/SQS", "ApproximateAgeOfOldestMessage"),
        ("AWS/Kinesis", "WriteProvisionedThroughputExceeded"),
        ("AWS/Kinesis", "ReadProvisionedThroughputExceeded"),
        ("AWS/Events", "FailedInvocations"),
        ("AWS/Events", "InvocationsFailedToBeSentToDlq"),
        ("AWS/Scheduler", "TargetErrorCount"),
    ],
)
def test_falling_behind_and_not_being_called_have_alarms(namespace: str, metric: str) -> None:
    assert len(watched(namespace, metric)) == 1


@pytest.mark.parametrize("metric", ["MagneticStoreRejectedRecordCount", "MagneticStoreRejectedUploadUserFailures"])
def test_late_rows_that_timestream_rejects_have_an_alarm_for_the_whole_database(metric: str) -> None:
    [query] = [
        alarm["Metrics"][0]["Expression"]["Fn::Sub"] for alarm in ALARMS.values() if metric in str(alarm.get("Metrics"))
    ]
    assert query == (
        f"SELECT SUM({metric}) "
        'FROM SCHEMA("AWS/Timestream", DatabaseName, TableName, Operation) '
        "WHERE DatabaseName = '${DatabaseName}'"
    )
