"""Every function has what it needs to run, to be watched, and to lose nothing."""

from dataclasses import fields
from typing import Any

import pytest

from connect_analytics import settings
from tests.support.sam_template import ALARMS, FUNCTIONS, RESOURCES, ROOT, TEMPLATE, environment

GLOBALS: dict[str, Any] = TEMPLATE["Globals"]["Function"]
SETTINGS = {
    "AgentEventsFunction": settings.AgentEventsSettings,
    "ContactEventsFunction": settings.Settings,
    "InstanceDataFunction": settings.InstanceDataSettings,
    "DatabaseSchemaFunction": settings.DatabaseSchemaSettings,
}
POWERTOOLS = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE", "POWERTOOLS_LOG_LEVEL"}

every_function = pytest.mark.parametrize("function", FUNCTIONS)
every_writer = pytest.mark.parametrize("function", [name for name in FUNCTIONS if name != "DatabaseSchemaFunction"])


def test_every_function_has_its_settings() -> None:
    assert set(FUNCTIONS) == set(SETTINGS)


@every_function
def test_a_function_is_where_the_template_says(function: str) -> None:
    module, handler = FUNCTIONS[function]["Handler"].split(".")
    source = (ROOT / FUNCTIONS[function]["CodeUri"] / f"{module}.py").read_text()
    assert f"def {handler}(" in source


@every_function
def test_a_function_gets_exactly_the_settings_that_it_reads(function: str) -> None:
    stores = [field for store in settings.STORES.values() for field in fields(store)]
    reads = {field.name.upper() for field in (*fields(SETTINGS[function]), *stores)}
    assert set(environment(function)) == reads - {"STORE"} | {"ENGINE"} | POWERTOOLS


def test_all_functions_and_the_layer_are_of_one_runtime_and_one_processor() -> None:
    layer = RESOURCES["SharedLayer"]
    assert GLOBALS["Runtime"] == "python3.13"
    assert GLOBALS["Architectures"] == [{"Ref": "Architecture"}]
    assert GLOBALS["Layers"] == [{"Ref": "SharedLayer"}]
    assert GLOBALS["Tracing"] == "Active"
    assert layer["Properties"]["CompatibleRuntimes"] == ["python3.13"]
    assert layer["Properties"]["CompatibleArchitectures"] == [{"Ref": "Architecture"}]
    assert layer["Metadata"] == {"BuildMethod": "python3.13", "BuildArchitecture": {"Ref": "Architecture"}}
    assert (ROOT / layer["Properties"]["ContentUri"] / "requirements.txt").exists()


@every_function
def test_a_function_logs_to_its_own_group_for_a_limited_time(function: str) -> None:
    group = FUNCTIONS[function]["LoggingConfig"]["LogGroup"]["Ref"]
    assert group == function.replace("Function", "LogGroup")
    assert RESOURCES[group]["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@every_function
def test_a_function_has_a_role_of_its_own(function: str) -> None:
    assert FUNCTIONS[function]["Role"] == {"Fn::GetAtt": [function.replace("Function", "Role"), "Arn"]}


def watching(metric: str, function: str) -> list[dict[str, Any]]:
    """The alarms on a metric of Lambda or of the application that speak of a function."""
    dimensions = (
        [{"Name": "FunctionName", "Value": {"Ref": function}}],
        [{"Name": "service", "Value": environment(function)["POWERTOOLS_SERVICE_NAME"]}],
    )
    return [a for a in ALARMS.values() if a.get("MetricName") == metric and a["Dimensions"] in dimensions]


def test_the_schema_function_is_watched_for_errors_and_has_time_to_wait_for_a_new_database() -> None:
    assert len(watching("Errors", "DatabaseSchemaFunction")) == 1
    assert FUNCTIONS["DatabaseSchemaFunction"]["Timeout"] == 900


@every_writer
@pytest.mark.parametrize("metric", ["Errors", "Throttles", "Duration", "RowsRejected", "StoreMisconfigured"])
def test_a_function_that_writes_is_watched(function: str, metric: str) -> None:
    assert len(watching(metric, function)) == 1


@pytest.mark.parametrize("function", ["AgentEventsFunction", "ContactEventsFunction"])
@pytest.mark.parametrize("metric", ["BatchesFailed", "RecordsQuarantined"])
def test_a_function_that_reads_records_is_watched_for_those_it_cannot_take(function: str, metric: str) -> None:
    assert len(watching(metric, function)) == 1


@every_writer
def test_a_function_is_slow_at_four_fifths_of_its_time_limit(function: str) -> None:
    [alarm] = watching("Duration", function)
    assert alarm["ExtendedStatistic"] == "p99"
    assert alarm["Threshold"] == FUNCTIONS[function]["Timeout"] * 1000 * 0.8


def test_the_stream_is_read_from_its_beginning_until_records_are_six_hours_old_and_then_they_are_kept() -> None:
    stream = FUNCTIONS["AgentEventsFunction"]["Events"]["Stream"]["Properties"]
    assert stream["StartingPosition"] == "TRIM_HORIZON"
    assert stream["MaximumRecordAgeInSeconds"] == 6 * 60 * 60
    assert stream["MaximumRetryAttempts"] == -1
    assert stream["BisectBatchOnFunctionError"] is True
    assert stream["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert stream["DestinationConfig"] == {"OnFailure": {"Destination": {"Fn::GetAtt": ["QuarantineBucket", "Arn"]}}}
    assert "FilterCriteria" not in stream


def test_a_batch_of_the_largest_agent_events_seen_fits_into_one_call() -> None:
    stream = FUNCTIONS["AgentEventsFunction"]["Events"]["Stream"]["Properties"]
    largest, as_base64, limit = 4.3, 4 / 3, 6 * 1024  # KiB
    assert stream["BatchSize"] * largest * as_base64 < limit


def test_the_queue_hides_a_message_for_six_times_as_long_as_the_function_may_take() -> None:
    queue = FUNCTIONS["ContactEventsFunction"]["Events"]["Queue"]["Properties"]
    hidden = RESOURCES["ContactEventsQueue"]["Properties"]["VisibilityTimeout"]
    assert queue["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert hidden >= 6 * FUNCTIONS["ContactEventsFunction"]["Timeout"] + queue["MaximumBatchingWindowInSeconds"]


def test_the_queue_gives_what_fails_to_a_dead_letter_queue() -> None:
    redrive = RESOURCES["ContactEventsQueue"]["Properties"]["RedrivePolicy"]
    assert redrive["deadLetterTargetArn"] == {"Fn::GetAtt": ["ContactEventsDeadLetters", "Arn"]}
    assert redrive["maxReceiveCount"] >= 5


def test_the_rule_takes_the_contact_events_of_this_instance_alone_and_keeps_what_it_cannot_deliver() -> None:
    rule = RESOURCES["ContactEventsRule"]["Properties"]
    assert rule["EventPattern"] == {
        "source": {"Ref": "ContactEventSources"},
        "detail-type": ["Amazon Connect Contact Event", "Connect Customer Contact Event"],
        "detail": {"instanceArn": [{"Ref": "InstanceArn"}]},
    }
    [target] = rule["Targets"]
    assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["ContactEventsRuleDeadLetters", "Arn"]}}


SCHEDULES = FUNCTIONS["InstanceDataFunction"]["Events"]


@pytest.mark.parametrize(
    ("schedule", "rate", "collects"),
    [
        ("Queues", "rate(1 minute)", "queues"),
        ("Users", {"Fn::Sub": "rate(${UsersEveryMinutes} minutes)"}, "users"),
        ("Instance", {"Fn::Sub": "rate(${InstanceEveryMinutes} minutes)"}, "instance"),
    ],
)
def test_a_schedule_collects_one_kind_and_keeps_the_calls_it_cannot_make(
    schedule: str, rate: object, collects: str
) -> None:
    properties = SCHEDULES[schedule]["Properties"]
    assert properties["ScheduleExpression"] == rate
    assert properties["Input"] == f'{{"collect": ["{collects}"]}}'
    assert properties["GroupName"] == {"Ref": "ScheduleGroup"}
    assert properties["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["InstanceDataDeadLetters", "Arn"]}}
    assert properties["RetryPolicy"]["MaximumRetryAttempts"] <= 2


def test_there_are_three_schedules() -> None:
    assert set(SCHEDULES) == {"Queues", "Users", "Instance"}


def test_a_call_for_a_snapshot_that_fails_is_tried_again_once_and_then_reported() -> None:
    function = FUNCTIONS["InstanceDataFunction"]
    on_failure = function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]
    assert function["EventInvokeConfig"]["MaximumRetryAttempts"] == 1
    assert on_failure == {"Type": "SQS", "Destination": {"Fn::GetAtt": ["InstanceDataDeadLetters", "Arn"]}}


def test_the_minute_of_queue_snapshots_ends_before_the_time_limit() -> None:
    assert FUNCTIONS["InstanceDataFunction"]["Timeout"] >= 90
