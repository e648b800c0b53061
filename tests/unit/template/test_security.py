"""Least privilege, nothing public, everything encrypted; the exceptions stand here by name."""

from typing import Any

import pytest

from tests.support.sam_template import RESOURCES, of_type

# AWS knows no narrower resource for these: the service authorization reference lists none.
NEEDS_ANY_RESOURCE = {
    "timestream:DescribeEndpoints": "every call of Timestream's SDK begins with it",
    "timestream:SelectValues": "SELECT 1, the test of Grafana's data source",
    "timestream:CancelQuery": "a query has no ARN",
    "timestream:ListDatabases": "Grafana's list to choose from",
    "xray:PutTraceSegments": "traces have no ARN",
    "xray:PutTelemetryRecords": "traces have no ARN",
}

ROLES = of_type("AWS::IAM::Role")


def flat(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements_of(policies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All statements, those under a condition among them."""
    statements = [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]
    return [statement["Fn::If"][1] if "Fn::If" in statement else statement for statement in statements]


ALLOWED = {
    (name, statement["Sid"]): statement
    for name, policies in [
        *((name, role["Policies"]) for name, role in ROLES.items()),
        *((name, [policy]) for name, policy in of_type("AWS::IAM::ManagedPolicy").items()),
    ]
    for statement in statements_of(policies)
}


@pytest.mark.parametrize("key", ALLOWED, ids="-".join)
def test_every_statement_names_its_actions_and_its_resource(key: tuple[str, str]) -> None:
    statement = ALLOWED[key]
    assert statement["Effect"] == "Allow"
    assert not any("*" in action for action in flat(statement["Action"]))
    if statement["Resource"] == "*":
        assert set(flat(statement["Action"])) <= set(NEEDS_ANY_RESOURCE)
    else:
        assert "*" not in flat(statement["Resource"])
        assert not set(flat(statement["Action"])) & set(NEEDS_ANY_RESOURCE)


def test_the_exceptions_are_all_used() -> None:
    used = {action for statement in ALLOWED.values() for action in flat(statement["Action"])}
    assert set(NEEDS_ANY_RESOURCE) <= used


def test_no_two_statements_of_a_policy_have_one_name() -> None:
    policies = [role["Policies"] for role in ROLES.values()]
    policies += [[policy] for policy in of_type("AWS::IAM::ManagedPolicy").values()]
    assert len(ALLOWED) == sum(len(statements_of(some)) for some in policies)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_can_be_taken_by_its_service_alone(role: str) -> None:
    [statement] = ROLES[role]["AssumeRolePolicyDocument"]["Statement"]
    service = "scheduler.amazonaws.com" if role == "ScheduleRole" else "lambda.amazonaws.com"
    assert statement["Principal"] == {"Service": service}


def test_roles_take_no_managed_policy_of_aws() -> None:
    attached = [policy for role in ROLES.values() for policy in role.get("ManagedPolicyArns", [])]
    own = {"Ref": "FunctionsPolicy"}, {"Fn::If": ["HasPostgreSQL", {"Ref": "WriterPolicy"}, {"Ref": "AWS::NoValue"}]}
    assert all(policy in own for policy in attached)


BUCKETS = of_type("AWS::S3::Bucket")


@pytest.mark.parametrize("bucket", BUCKETS)
def test_a_bucket_is_private_and_encrypted_and_keeps_personal_data_for_a_limited_time(bucket: str) -> None:
    properties = BUCKETS[bucket]
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(properties["PublicAccessBlockConfiguration"]) == 4
    assert properties["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    [encryption] = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    [rule] = properties["LifecycleConfiguration"]["Rules"]
    assert rule["Status"] == "Enabled"
    assert rule["ExpirationInDays"] == 90


QUEUES = of_type("AWS::SQS::Queue")


@pytest.mark.parametrize("queue", QUEUES)
def test_a_queue_is_encrypted_and_keeps_messages_as_long_as_sqs_can(queue: str) -> None:
    assert QUEUES[queue]["SqsManagedSseEnabled"] is True
    assert QUEUES[queue]["MessageRetentionPeriod"] == 14 * 24 * 60 * 60


def resource_policies() -> dict[str, list[dict[str, Any]]]:
    """The statements about each bucket, queue and topic, by the resource's logical id."""
    of_buckets = {p["Bucket"]["Ref"]: p for p in of_type("AWS::S3::BucketPolicy").values()}
    of_queues = {p["Queues"][0]["Ref"]: p for p in of_type("AWS::SQS::QueuePolicy").values()}
    of_topics = {p["Topics"][0]["Ref"]: p for p in of_type("AWS::SNS::TopicPolicy").values()}
    policies = of_buckets | of_queues | of_topics
    return {name: policy["PolicyDocument"]["Statement"] for name, policy in policies.items()}


@pytest.mark.parametrize("name", [*BUCKETS, *QUEUES, *of_type("AWS::SNS::Topic")])
def test_buckets_queues_and_topics_are_reached_over_tls_only(name: str) -> None:
    [statement] = [s for s in resource_policies()[name] if s["Effect"] == "Deny"]
    assert statement["Principal"] == "*"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_whoever_else_may_use_a_resource_is_a_service_on_behalf_of_this_account() -> None:
    guests = {
        (name, statement["Principal"]["Service"]): statement["Condition"]
        for name, statements in resource_policies().items()
        for statement in statements
        if statement["Effect"] == "Allow"
    }
    rule = {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["ContactEventsRule", "Arn"]}}}
    assert set(guests) == {
        ("RejectedDataBucket", "timestream.amazonaws.com"),
        ("ContactEventsQueue", "events.amazonaws.com"),
        ("ContactEventsRuleDeadLetters", "events.amazonaws.com"),
        ("AlarmTopic", "cloudwatch.amazonaws.com"),
    }
    assert guests["ContactEventsQueue", "events.amazonaws.com"] == rule
    assert guests["ContactEventsRuleDeadLetters", "events.amazonaws.com"] == rule
    assert guests["RejectedDataBucket", "timestream.amazonaws.com"] == {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    }
    assert set(guests["AlarmTopic", "cloudwatch.amazonaws.com"]) == {"ArnLike"}


def test_the_agent_memory_is_encrypted_restorable_and_forgets() -> None:
    memory = RESOURCES["AgentMemory"]["Properties"]
    assert memory["SSESpecification"] == {"SSEEnabled": True}
    assert memory["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert memory["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert memory["KeySchema"] == [{"AttributeName": "agent", "KeyType": "HASH"}]
    assert memory["BillingMode"] == "PAY_PER_REQUEST"


def test_the_stream_has_no_key_but_the_one_that_is_given() -> None:
    encryption = RESOURCES["AgentEventStream"]["Properties"]["StreamEncryption"]
    assert encryption["Fn::If"] == [
        "StreamIsEncrypted",
        {"EncryptionType": "KMS", "KeyId": {"Ref": "AgentEventStreamKeyArn"}},
        {"Ref": "AWS::NoValue"},
    ]
