"""What can be deployed where, and with what sentence anything else is refused."""

import re
import tomllib
from typing import Any

import pytest

from tests.support.sam_template import PARAMETERS, RESOURCES, ROOT, named_in
from tests.support.template_rules import fits, refusals

SAMCONFIG = tomllib.loads((ROOT / "samconfig.toml").read_text())
ENVIRONMENTS = [name for name in SAMCONFIG if name != "version"]


def instance_in(region: str) -> str:
    return f"arn:aws:connect:{region}:123456789012:instance/7d0f2c1e-5a55-4f0e-9a53-2f8a4bb3c001"


@pytest.mark.parametrize(
    ("region", "parameters"),
    [
        ("us-east-1", {"InstanceArn": instance_in("us-east-1")}),
        ("eu-central-1", {"InstanceArn": instance_in("eu-central-1"), "TimestreamRegion": "eu-central-1"}),
        ("us-gov-west-1", {"InstanceArn": instance_in("us-gov-west-1").replace("arn:aws", "arn:aws-us-gov")}),
        ("eu-west-1", {"Part": "Store"}),
        ("ap-south-1", {"Part": "Store", "TimestreamRegion": "ap-south-1"}),
        (
            "eu-west-2",
            {"Part": "Pipeline", "InstanceArn": instance_in("eu-west-2"), "TimestreamRegion": "eu-west-1"},
        ),
        ("us-west-2", {"Part": "Pipeline", "InstanceArn": instance_in("us-west-2"), "AssociateInstance": "true"}),
        ("eu-west-2", {"Engine": "PostgreSQL", "InstanceArn": instance_in("eu-west-2")}),
        (
            "af-south-1",
            {
                "Engine": "PostgreSQL",
                "InstanceArn": instance_in("af-south-1"),
                "GrafanaCidr": "203.0.113.0/28",
                "MinCapacity": "8",
                "MaxCapacity": "8",
                "RetentionDays": "90",
                "DeletionProtection": "false",
            },
        ),
        (
            "us-east-1",
            {
                "InstanceArn": instance_in("us-east-1"),
                "ExistingAgentEventStreamArn": "arn:aws:kinesis:us-east-1:123456789012:stream/agent-events",
                "AgentEventStreamKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd",
                "ContactEventSources": "aws.connect,my.tests",
                "AlarmEmail": "supervisors@example.com",
                "AgentEventStreamShards": "0",
            },
        ),
    ],
)
def test_what_can_work_is_not_refused(region: str, parameters: dict[str, str]) -> None:
    assert refusals(region, **parameters) == []


@pytest.mark.parametrize(
    ("region", "parameters", "says"),
    [
        ("us-east-1", {}, "set InstanceArn to its ARN"),
        ("eu-west-2", {"Part": "Pipeline", "TimestreamRegion": "eu-west-1"}, "set InstanceArn to its ARN"),
        (
            "eu-west-2",
            {"InstanceArn": instance_in("eu-west-2")},
            "Deploy Part=Store in one that has it, for example eu-west-1, and Part=Pipeline here",
        ),
        ("eu-west-2", {"Part": "Store"}, "This Region has no Timestream for LiveAnalytics"),
        (
            "eu-west-2",
            {"Part": "Pipeline", "InstanceArn": instance_in("eu-west-2")},
            "with TimestreamRegion set to that one",
        ),
        (
            "eu-west-1",
            {"InstanceArn": instance_in("eu-west-2")},
            "Deploy Part=Store here, and Part=Pipeline in the instance's Region",
        ),
        ("us-east-2", {"InstanceArn": instance_in("us-east-1")}, "This Region has no Amazon Connect"),
        (
            "us-east-1",
            {"InstanceArn": instance_in("us-east-1"), "TimestreamRegion": "eu-west-1"},
            "deploy Part=Store there and Part=Pipeline here",
        ),
        ("eu-west-1", {"Part": "Store", "TimestreamRegion": "us-east-1"}, "leave TimestreamRegion empty"),
        (
            "eu-west-1",
            {"Part": "Store", "AssociateInstance": "true"},
            "set AssociateInstance=true where Part=Pipeline is deployed",
        ),
        ("eu-west-2", {"Engine": "PostgreSQL"}, "set InstanceArn to its ARN"),
        (
            "eu-west-2",
            {"Engine": "PostgreSQL", "Part": "Pipeline", "InstanceArn": instance_in("eu-west-2")},
            "set Part=Everything",
        ),
        ("eu-west-1", {"Engine": "PostgreSQL", "Part": "Store"}, "set Part=Everything"),
        (
            "eu-west-1",
            {"Engine": "PostgreSQL", "InstanceArn": instance_in("eu-west-2")},
            "This Region has no Amazon Connect",
        ),
        (
            "us-gov-west-1",
            {
                "Engine": "PostgreSQL",
                "InstanceArn": instance_in("us-gov-west-1").replace("arn:aws", "arn:aws-us-gov"),
            },
            "no RDS Data API",
        ),
        (
            "us-east-1",
            {"Engine": "PostgreSQL", "InstanceArn": instance_in("us-east-1"), "TimestreamRegion": "us-east-1"},
            "Leave TimestreamRegion empty",
        ),
        *(
            (
                "eu-west-2",
                {"Engine": "PostgreSQL", "InstanceArn": instance_in("eu-west-2"), "GrafanaCidr": everybody},
                "the whole internet",
            )
            for everybody in ("0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1")
        ),
        (
            "us-east-1",
            {"InstanceArn": instance_in("us-east-1"), "GrafanaCidr": "203.0.113.7/32"},
            "set Engine=PostgreSQL",
        ),
        *(
            (
                "eu-west-2",
                {
                    "Engine": "PostgreSQL",
                    "InstanceArn": instance_in("eu-west-2"),
                    "MinCapacity": least,
                    "MaxCapacity": most,
                },
                "MaxCapacity is below MinCapacity",
            )
            for least, most in (("2", "1"), ("4", "2"), ("4", "1"), ("8", "4"), ("8", "1"))
        ),
    ],
)
def test_what_cannot_work_is_refused_with_what_to_do(region: str, parameters: dict[str, str], says: str) -> None:
    sentences = refusals(region, **parameters)
    assert len(sentences) == 1
    assert says in sentences[0]


@pytest.mark.parametrize(
    ("parameter", "value", "says"),
    [
        ("InstanceArn", "7d0f2c1e-5a55-4f0e-9a53-2f8a4bb3c001", "not its id or alias"),
        ("InstanceArn", "my-contact-centre", "not its id or alias"),
        ("InstanceArn", instance_in("eu-west-2") + "/queue/1", "must be the whole ARN"),
        ("InstanceArn", "arn:aws:lambda:eu-west-2:123456789012:function:f", "must be the whole ARN"),
        ("TimestreamRegion", "eu-west-2", "a Region that has Timestream for LiveAnalytics"),
        ("ExistingAgentEventStreamArn", "arn:aws:firehose:us-east-1:123456789012:deliverystream/x", "Firehose"),
        ("AgentEventStreamKeyArn", "arn:aws:kms:us-east-1:123456789012:alias/mine", "not an alias"),
        ("MemoryStoreHours", "12", "kept up to date for 12 hours"),
        ("SnapshotsPerMinute", "5", "Connect's quotas"),
        ("ContactEventSources", "aws.connect, my tests", "names of EventBridge sources"),
        ("AlarmEmail", "nobody", "one e-mail address"),
        ("DatabaseName", "a b", "letters, digits"),
        ("Engine", "Postgres", "Timestream or PostgreSQL"),
        ("RetentionDays", "1", "from 7 to 3650"),
        ("MinCapacity", "0", "would lose minutes of snapshots"),
        ("MaxCapacity", "0.5", "must be 1, 2"),
        ("GrafanaCidr", "203.0.113.7", "an IPv4 CIDR"),
        ("GrafanaCidr", "203.0.113.300/32", "an IPv4 CIDR"),
        ("GrafanaCidr", "203.0.113.7/33", "an IPv4 CIDR"),
        ("DeletionProtection", "no", "true or false"),
        ("Part", "Both", "Everything, Store or Pipeline"),
    ],
)
def test_a_wrong_parameter_is_refused_with_what_it_must_be(parameter: str, value: str, says: str) -> None:
    sentences = refusals("eu-west-1", **{"Part": "Store", parameter: value})
    assert len(sentences) == 1
    assert sentences[0].startswith(parameter)
    assert says in sentences[0]


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_default_fits_its_own_constraints(name: str) -> None:
    assert fits(PARAMETERS[name], str(PARAMETERS[name]["Default"]))


def is_taken(checked: str, arn: str) -> bool:
    """Whether a parameter in the store, in a stack in eu-west-2, takes the ARN as its value."""
    pattern = RESOURCES[checked]["Properties"]["AllowedPattern"]["Fn::Sub"]
    return bool(re.search(pattern.replace("${AWS::Partition}", "aws").replace("${AWS::Region}", "eu-west-2"), arn))


def test_an_instance_or_a_stream_of_another_region_ends_the_deployment() -> None:
    stream = "arn:aws:kinesis:eu-west-2:123456789012:stream/agent-events"
    assert is_taken("InstanceInThisRegion", instance_in("eu-west-2"))
    assert is_taken("StreamInThisRegion", stream)
    assert not is_taken("InstanceInThisRegion", instance_in("eu-central-1"))
    assert not is_taken("StreamInThisRegion", stream.replace("eu-west-2", "eu-central-1"))


def test_nothing_reads_an_instance_or_a_stream_that_was_not_checked() -> None:
    assert {name for name, resource in RESOURCES.items() if "ExistingAgentEventStreamArn" in named_in(resource)} == {
        "StreamInThisRegion"
    }
    # The rule's filter and the function's setting only compare and name it.
    assert {name for name, resource in RESOURCES.items() if "InstanceArn" in named_in(resource)} == {
        "InstanceInThisRegion",
        "ContactEventsRule",
        "InstanceDataFunction",
    }


def parameters_of(environment: str) -> dict[str, str]:
    overrides: list[str] = SAMCONFIG[environment]["deploy"]["parameters"]["parameter_overrides"]
    return dict(override.split("=", 1) for override in overrides)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_environment_of_samconfig_can_be_deployed_once_it_knows_the_instance(environment: str) -> None:
    region = SAMCONFIG[environment]["global"]["parameters"]["region"]
    parameters: dict[str, Any] = {"InstanceArn": instance_in(region)} | parameters_of(environment)
    assert refusals(region, **parameters) == []


def test_the_pair_of_environments_speaks_of_the_same_tables() -> None:
    assert parameters_of("store")["Part"] == "Store"
    assert parameters_of("pipeline")["Part"] == "Pipeline"
    assert parameters_of("pipeline")["TimestreamRegion"] == SAMCONFIG["store"]["global"]["parameters"]["region"]


def test_the_local_stack_is_built_and_deployed_for_the_same_processor() -> None:
    assert SAMCONFIG["local"]["build"]["parameters"]["parameter_overrides"] == [
        f"Architecture={parameters_of('local')['Architecture']}"
    ]
