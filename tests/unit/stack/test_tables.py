"""The local stack's tables are those that the template declares."""

import pytest

from connect_analytics.schema import TABLES
from connect_analytics.store.timestream import PARTITION_KEYS
from local.stack import template
from local.stack.environment import ROOT
from local.stack.tables import database_name, table_requests

TEMPLATE = template.load(ROOT / "template.yaml")


def test_every_table_of_the_data_model_is_created_in_its_database() -> None:
    assert database_name(TEMPLATE) == "connect-analytics"
    assert {request["TableName"] for request in table_requests(TEMPLATE)} == set(TABLES)
    assert {request["DatabaseName"] for request in table_requests(TEMPLATE)} == {"connect-analytics"}


@pytest.mark.parametrize("request_", table_requests(TEMPLATE), ids=lambda request: str(request["TableName"]))
def test_a_table_has_its_retention_magnetic_writes_and_partition_key(request_: dict[str, object]) -> None:
    table = TABLES[str(request_["TableName"])]
    assert request_["RetentionProperties"] == {
        "MemoryStoreRetentionPeriodInHours": 25,
        "MagneticStoreRetentionPeriodInDays": 365,
    }
    assert request_["MagneticStoreWriteProperties"] == {
        "EnableMagneticStoreWrites": True,
        "MagneticStoreRejectedDataLocation": {
            "S3Configuration": {"BucketName": "rejecteddatabucket", "EncryptionOption": "SSE_S3"}
        },
    }
    key = {"Type": "DIMENSION", "Name": PARTITION_KEYS[table.name], "EnforcementInRecord": "REQUIRED"}
    assert request_["Schema"] == {"CompositePartitionKey": [key]}
