"""The tables that the template creates are those of the schema, and each function may write its own."""

from typing import Any

import pytest

from connect_analytics.schema import TABLES, Table
from connect_analytics.store.timestream import PARTITION_KEYS
from tests.support.sam_template import PARAMETERS, RESOURCES, of_type

CREATED = {properties["TableName"]: properties for properties in of_type("AWS::Timestream::Table").values()}


def test_the_six_tables_are_created() -> None:
    assert set(CREATED) == set(TABLES)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_table_is_partitioned_by_the_identity_most_queried(table: Table) -> None:
    assert CREATED[table.name]["Schema"]["CompositePartitionKey"] == [
        {"Type": "DIMENSION", "Name": PARTITION_KEYS[table.name], "EnforcementInRecord": "REQUIRED"}
    ]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_keeps_its_rows_as_long_as_the_parameters_say(name: str) -> None:
    assert CREATED[name]["DatabaseName"] == {"Ref": "Database"}
    assert CREATED[name]["RetentionProperties"] == {
        "MemoryStoreRetentionPeriodInHours": {"Ref": "MemoryStoreHours"},
        "MagneticStoreRetentionPeriodInDays": {"Ref": "MagneticStoreDays"},
    }
    assert (PARAMETERS["MemoryStoreHours"]["Default"], PARAMETERS["MagneticStoreDays"]["Default"]) == (25, 365)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_takes_late_rows_and_reports_those_it_could_not_store(name: str) -> None:
    assert CREATED[name]["MagneticStoreWriteProperties"] == {
        "EnableMagneticStoreWrites": True,
        "MagneticStoreRejectedDataLocation": {
            "S3Configuration": {"BucketName": {"Ref": "RejectedDataBucket"}, "EncryptionOption": "SSE_S3"}
        },
    }


def test_tables_are_created_one_after_the_other_and_outlive_the_stack() -> None:
    tables = [resource for resource in RESOURCES.values() if resource["Type"] == "AWS::Timestream::Table"]
    assert len({resource["DependsOn"] for resource in tables}) == len(tables)
    for resource in [RESOURCES["Database"], *tables]:
        assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
        assert resource["UpdateReplacePolicy"] == "Retain"


def tables_written(role: str) -> set[str]:
    statements: list[dict[str, Any]] = RESOURCES[role]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    either = [s["Fn::If"][1] if "Fn::If" in s else s for s in statements]
    [resources] = [s["Resource"] for s in either if s["Action"] == "timestream:WriteRecords"]
    arns = [arn["Fn::Sub"] for arn in (resources if isinstance(resources, list) else [resources])]
    assert all(arn.startswith("${TablesInTheirRegion.Value}/") for arn in arns)
    return {arn.rpartition("/")[2] for arn in arns}


def test_each_function_may_write_its_own_tables_and_no_others() -> None:
    assert tables_written("AgentEventsRole") == {"AgentEvent", "AgentEvent_Contact"}
    assert tables_written("ContactEventsRole") == {"ContactEvent"}
    # It brings the columns of all tables into being.
    assert tables_written("InstanceDataRole") == set(TABLES)


def test_the_tables_that_functions_write_are_in_the_region_and_database_that_the_parameters_say() -> None:
    assert RESOURCES["TablesInTheirRegion"]["Properties"]["Value"]["Fn::Sub"] == [
        "arn:${AWS::Partition}:timestream:${Region}:${AWS::AccountId}:database/${DatabaseName}/table",
        {"Region": {"Fn::If": ["TablesAreHere", {"Ref": "AWS::Region"}, {"Ref": "TimestreamRegion"}]}},
    ]
