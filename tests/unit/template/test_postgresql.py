"""The PostgreSQL database of the template: private by default, encrypted, and hard to lose."""

import pytest

from tests.support.sam_template import CONDITIONS, OUTPUTS, PARAMETERS, RESOURCES, TEMPLATE, of_type

[CLUSTER] = of_type("AWS::RDS::DBCluster").values()
[INSTANCE] = of_type("AWS::RDS::DBInstance").values()
[SECURITY_GROUP] = of_type("AWS::EC2::SecurityGroup").values()
SECRETS = of_type("AWS::SecretsManager::Secret")
FUNCTION_ROLES = ("AgentEventsRole", "ContactEventsRole", "InstanceDataRole")


def test_timestream_stays_the_default_and_gets_nothing_of_the_database() -> None:
    assert PARAMETERS["Engine"]["Default"] == "Timestream"
    assert CONDITIONS["HasPostgreSQL"] == {"Fn::Equals": [{"Ref": "Engine"}, "PostgreSQL"]}
    for resource in RESOURCES.values():
        if resource["Type"].startswith(("AWS::RDS::", "AWS::EC2::", "AWS::SecretsManager::", "Custom::")):
            assert resource["Condition"] in ("HasPostgreSQL", "GrafanaComesFromOutside")


def test_postgresql_gets_nothing_of_timestream() -> None:
    assert {"Fn::Equals": [{"Ref": "Engine"}, "Timestream"]} in CONDITIONS["HasStore"]["Fn::And"]
    assert {"Fn::Equals": [{"Ref": "Engine"}, "Timestream"]} in CONDITIONS["WritesToTimestream"]["Fn::And"]
    variables = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
    for name, value in variables.items():
        if name.startswith("TIMESTREAM_"):
            assert value["Fn::If"][0] == "WritesToTimestream"
        if name.startswith("POSTGRESQL_"):
            assert value["Fn::If"][0] == "HasPostgreSQL"


def test_the_database_is_encrypted_backed_up_and_answers_the_data_api() -> None:
    assert CLUSTER["StorageEncrypted"] is True
    assert CLUSTER["BackupRetentionPeriod"] >= 7
    assert CLUSTER["EnableHttpEndpoint"] is True
    assert CLUSTER["Engine"] == INSTANCE["Engine"] == "aurora-postgresql"
    assert INSTANCE["DBInstanceClass"] == "db.serverless"


def test_the_database_never_pauses_and_grows_as_far_as_the_parameters_say() -> None:
    assert CLUSTER["ServerlessV2ScalingConfiguration"] == {
        "MinCapacity": {"Ref": "MinCapacity"},
        "MaxCapacity": {"Ref": "MaxCapacity"},
    }
    assert all(float(value) > 0 for value in PARAMETERS["MinCapacity"]["AllowedValues"])
    assert all(float(value) > 0.5 for value in PARAMETERS["MaxCapacity"]["AllowedValues"])


def test_the_database_cannot_be_deleted_by_mistake_and_leaves_a_snapshot() -> None:
    assert CLUSTER["DeletionProtection"] == {"Fn::If": ["DatabaseIsProtected", True, False]}
    assert PARAMETERS["DeletionProtection"]["Default"] == "true"
    cluster = RESOURCES["DatabaseCluster"]
    assert (cluster["DeletionPolicy"], cluster["UpdateReplacePolicy"]) == ("Snapshot", "Snapshot")


def test_nothing_that_replaces_the_database_depends_on_a_parameter() -> None:
    """By the resource schema of AWS::RDS::DBCluster: what is there can only be set when a cluster is created."""
    for name in ("DatabaseName", "MasterUsername", "StorageEncrypted", "Engine"):
        assert isinstance(CLUSTER[name], str | bool)
    assert not {"DBClusterIdentifier", "AvailabilityZones", "KmsKeyId", "SnapshotIdentifier"} & set(CLUSTER)


def test_the_version_has_the_data_api_and_stays_what_the_template_says() -> None:
    major, minor = map(int, CLUSTER["EngineVersion"].split("."))
    assert (major, minor) >= (17, 4)
    assert INSTANCE["AutoMinorVersionUpgrade"] is False
    [parameters] = of_type("AWS::RDS::DBClusterParameterGroup").values()
    assert parameters["Family"] == f"aurora-postgresql{major}"


def test_no_connection_goes_without_tls() -> None:
    [parameters] = of_type("AWS::RDS::DBClusterParameterGroup").values()
    assert parameters["Parameters"] == {"rds.force_ssl": "1"}
    assert CLUSTER["DBClusterParameterGroupName"] == {"Ref": "DatabaseParameters"}
    assert '"sslmode": "require"' in str(OUTPUTS["GrafanaPostgreSQLDataSource"]["Value"])


def test_nobody_comes_in_but_grafana_and_the_database_calls_nobody() -> None:
    condition, [rule], otherwise = SECURITY_GROUP["SecurityGroupIngress"]["Fn::If"]
    assert condition == "GrafanaComesFromOutside"
    assert otherwise == {"Ref": "AWS::NoValue"}
    assert (rule["FromPort"], rule["ToPort"], rule["CidrIp"]) == (5432, 5432, {"Ref": "GrafanaCidr"})
    [out] = SECURITY_GROUP["SecurityGroupEgress"]
    assert out["CidrIp"] == "127.0.0.1/32"


def test_without_a_cidr_there_is_no_way_in_from_the_internet() -> None:
    assert PARAMETERS["GrafanaCidr"]["Default"] == ""
    assert INSTANCE["PubliclyAccessible"] == {"Fn::If": ["GrafanaComesFromOutside", True, False]}
    for kind in ("InternetGateway", "VPCGatewayAttachment", "Route", "RouteTable", "SubnetRouteTableAssociation"):
        ways = [resource for resource in RESOURCES.values() if resource["Type"] == f"AWS::EC2::{kind}"]
        assert ways
        assert {way["Condition"] for way in ways} == {"GrafanaComesFromOutside"}


def test_the_subnets_are_in_two_availability_zones_and_do_not_overlap() -> None:
    subnets = of_type("AWS::EC2::Subnet").values()
    zones = [subnet["AvailabilityZone"]["Fn::Select"][0] for subnet in subnets]
    assert sorted(zones) == [0, 1]
    assert len({subnet["CidrBlock"] for subnet in subnets}) == 2


@pytest.mark.parametrize("secret", SECRETS)
def test_a_password_is_made_by_aws_and_its_secret_knows_the_database(secret: str) -> None:
    made = SECRETS[secret]["GenerateSecretString"]
    assert made["GenerateStringKey"] == "password"
    assert made["PasswordLength"] >= 32
    attachments = of_type("AWS::SecretsManager::SecretTargetAttachment").values()
    assert [each["TargetId"] for each in attachments if each["SecretId"] == {"Ref": secret}] == [
        {"Ref": "DatabaseCluster"}
    ]


def test_each_secret_has_a_user_of_its_own_and_the_owner_is_the_clusters() -> None:
    users = {name: secret["GenerateSecretString"]["SecretStringTemplate"] for name, secret in SECRETS.items()}
    assert len(set(users.values())) == 3
    assert users["OwnerSecret"] == f'{{"username": "{CLUSTER["MasterUsername"]}"}}'
    assert "${OwnerSecret}" in str(CLUSTER["MasterUserPassword"])


def test_the_functions_run_statements_on_this_cluster_as_the_writer_and_nothing_else() -> None:
    statements = RESOURCES["WriterPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert [(s["Action"], s["Resource"]) for s in statements] == [
        ("rds-data:ExecuteStatement", {"Fn::GetAtt": ["DatabaseCluster", "DBClusterArn"]}),
        ("secretsmanager:GetSecretValue", {"Ref": "WriterSecret"}),
    ]
    writer = {"Fn::If": ["HasPostgreSQL", {"Ref": "WriterPolicy"}, {"Ref": "AWS::NoValue"}]}
    holders = {name for name, role in of_type("AWS::IAM::Role").items() if writer in role.get("ManagedPolicyArns", [])}
    assert holders == set(FUNCTION_ROLES)


def test_no_function_that_writes_exists_before_its_tables() -> None:
    variables = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["POSTGRESQL_SCHEMA"]["Fn::If"][1] == {"Ref": "DatabaseSchema"}
    assert RESOURCES["DatabaseSchema"]["Properties"]["Instance"] == {"Ref": "DatabaseInstance"}


def test_the_tables_are_made_again_when_schema_retention_or_secrets_change() -> None:
    properties = RESOURCES["DatabaseSchema"]["Properties"]
    assert properties["Layer"] == {"Ref": "SharedLayer"}
    assert properties["RetentionDays"] == {"Ref": "RetentionDays"}
    assert properties["Secrets"] == [{"Ref": name} for name in SECRETS]
    assert properties["ServiceTimeout"] > RESOURCES["DatabaseSchemaFunction"]["Properties"]["Timeout"]
