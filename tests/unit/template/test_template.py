"""The template as a whole: what it holds, what linters say, and that two stacks fit into one account."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.support.sam_template import FUNCTIONS, PATH, RESOURCES

PARTS = {
    "HasStore",
    "HasPostgreSQL",
    "HasPipeline",
    "GrafanaComesFromOutside",
    "InstanceIsAssociated",
    "StreamIsNew",
    "WritesToTimestream",
}
FOR_BOTH_PARTS = {"AlarmTopic", "AlarmTopicPolicy", "AlarmEmailSubscription"}


def test_nothing_is_missing_and_nothing_has_crept_in() -> None:
    assert Counter(resource["Type"] for resource in RESOURCES.values()) == {
        "AWS::CloudWatch::Alarm": 37,
        "AWS::Connect::InstanceStorageConfig": 1,
        "AWS::DynamoDB::Table": 1,
        "AWS::EC2::InternetGateway": 1,
        "AWS::EC2::Route": 1,
        "AWS::EC2::RouteTable": 1,
        "AWS::EC2::SecurityGroup": 1,
        "AWS::EC2::Subnet": 2,
        "AWS::EC2::SubnetRouteTableAssociation": 2,
        "AWS::EC2::VPC": 1,
        "AWS::EC2::VPCGatewayAttachment": 1,
        "AWS::Events::Rule": 1,
        "AWS::IAM::ManagedPolicy": 3,
        "AWS::IAM::Role": 5,
        "AWS::Kinesis::Stream": 1,
        "AWS::Logs::LogGroup": 4,
        "AWS::RDS::DBCluster": 1,
        "AWS::RDS::DBClusterParameterGroup": 1,
        "AWS::RDS::DBInstance": 1,
        "AWS::RDS::DBSubnetGroup": 1,
        "AWS::S3::Bucket": 2,
        "AWS::S3::BucketPolicy": 2,
        "AWS::SNS::Subscription": 1,
        "AWS::SNS::Topic": 1,
        "AWS::SNS::TopicPolicy": 1,
        "AWS::SQS::Queue": 5,
        "AWS::SQS::QueuePolicy": 5,
        "AWS::SSM::Parameter": 3,
        "AWS::Scheduler::ScheduleGroup": 1,
        "AWS::SecretsManager::Secret": 3,
        "AWS::SecretsManager::SecretTargetAttachment": 3,
        "AWS::Serverless::Function": 4,
        "AWS::Serverless::LayerVersion": 1,
        "AWS::Timestream::Database": 1,
        "AWS::Timestream::Table": 6,
        "Custom::DatabaseSchema": 1,
    }


@pytest.mark.parametrize("name", RESOURCES)
def test_every_resource_belongs_to_a_part(name: str) -> None:
    if name in FOR_BOTH_PARTS:
        assert RESOURCES[name].get("Condition") in (None, "AlarmsGoToEmail")
    else:
        assert RESOURCES[name]["Condition"] in PARTS


def test_only_the_store_needs_timestream_and_only_an_association_needs_connect() -> None:
    for resource in RESOURCES.values():
        if resource["Type"].startswith("AWS::Timestream::"):
            assert resource["Condition"] == "HasStore"
        if resource["Type"].startswith("AWS::Connect::"):
            assert resource["Condition"] == "InstanceIsAssociated"


# What the resource types here call the name that a resource has in the account.
NAMES = {
    "AlarmName",
    "BucketName",
    "FunctionName",
    "GroupName",
    "LayerName",
    "LogGroupName",
    "ManagedPolicyName",
    "Name",
    "QueueName",
    "RoleName",
    "TableName",
    "TopicName",
}


def test_two_stacks_fit_into_one_account() -> None:
    named = {
        name: resource["Properties"][key]
        for name, resource in RESOURCES.items()
        if not resource["Type"].startswith("AWS::Timestream::")
        for key in NAMES & set(resource.get("Properties", {}))
    }
    assert set(named) == {
        "SharedLayer",
        "AgentEventsLogGroup",
        "ContactEventsLogGroup",
        "DatabaseSchemaLogGroup",
        "InstanceDataLogGroup",
    }
    assert all("${AWS::StackName}" in name["Fn::Sub"] for name in named.values())
    schedules = [
        schedule
        for function in ("InstanceDataFunction", "DatabaseSchemaFunction")
        for schedule in FUNCTIONS[function]["Events"].values()
    ]
    assert all(schedule["Properties"]["OmitName"] is True for schedule in schedules)


@pytest.mark.parametrize("region", ["eu-west-1", "eu-west-2", "us-east-1"])
def test_the_linter_is_content_in_every_region(region: str) -> None:
    linter = Path(sys.executable).with_name("cfn-lint")
    command = [str(linter), "--template", str(PATH), "--regions", region]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.stdout, result.stderr, result.returncode) == ("", "", 0)


def test_the_linter_overlooks_only_regions_a_service_in_maintenance_and_globals_of_both_engines() -> None:
    overlooked = {
        (resource["Type"], rule)
        for resource in RESOURCES.values()
        for rule in resource.get("Metadata", {}).get("cfn-lint", {}).get("config", {}).get("ignore_checks", [])
    }
    assert overlooked == {
        ("AWS::Timestream::Database", "E3006"),
        ("AWS::Timestream::Database", "W3697"),
        ("AWS::Timestream::Table", "E3006"),
        ("AWS::Timestream::Table", "W3697"),
        ("AWS::Connect::InstanceStorageConfig", "E3006"),
        ("AWS::Serverless::Function", "W1028"),
    }
