"""awswrangler (AWS SDK for pandas) as an independent client: sections 1 and 2 of docs/timestream-stand-in.md."""

import datetime
from collections.abc import Iterator
from typing import Any

import awswrangler
import boto3
import pandas
import pytest
from botocore.exceptions import ClientError

from local.timestream.server import TimestreamServer
from tests.support.timestream_clients import CREDENTIALS, NOW, Account

# awswrangler has no types.
wr: Any = awswrangler
new_session: Any = boto3.Session
TABLE = "Readings"
START = datetime.datetime.fromtimestamp(NOW / 1000, datetime.UTC).replace(tzinfo=None)


@pytest.fixture
def session(server: TimestreamServer) -> Iterator[Any]:
    """A session for awswrangler with the stand-in as its endpoint."""
    for name in ("timestream_write_endpoint_url", "timestream_query_endpoint_url"):
        setattr(wr.config, name, server.url)
    yield new_session(**CREDENTIALS)
    for name in ("timestream_write_endpoint_url", "timestream_query_endpoint_url"):
        wr.config.reset(name)


def frame(**columns: list[Any]) -> pandas.DataFrame:
    """A row per second, alternating between hosts a and b."""
    rows = len(next(iter(columns.values())))
    times = [START - datetime.timedelta(seconds=number) for number in range(rows)]
    return pandas.DataFrame({"time": times, "host": ["ab"[number % 2] for number in range(rows)], **columns})


def write(session: Any, account: Account, data: pandas.DataFrame, **options: Any) -> Any:
    """The rejected records."""
    return wr.timestream.write(
        df=data,
        database=account.database,
        table=TABLE,
        time_col="time",
        dimensions_cols=["host"],
        boto3_session=session,
        **options,
    )


def query(session: Any, account: Account, sql: str, **options: Any) -> pandas.DataFrame:
    found: pandas.DataFrame = wr.timestream.query(account.sql(sql), boto3_session=session, **options)
    return found


def test_databases_and_tables_are_created_listed_and_deleted(session: Any, account: Account) -> None:
    """1.1.21, 1.1.22, 1.1.23"""
    other = f"{account.database}-wr"
    assert wr.timestream.create_database(other, boto3_session=session).endswith(f"database/{other}")
    arn = wr.timestream.create_table(
        other,
        "Second",
        memory_retention_hours=2,
        magnetic_retention_days=3,
        timestream_additional_kwargs={"MagneticStoreWriteProperties": {"EnableMagneticStoreWrites": True}},
        boto3_session=session,
    )
    assert arn.endswith(f"database/{other}/table/Second")
    table = account.write_client.describe_table(DatabaseName=other, TableName="Second")["Table"]
    assert table["RetentionProperties"] == {
        "MemoryStoreRetentionPeriodInHours": 2,
        "MagneticStoreRetentionPeriodInDays": 3,
    }
    assert {other, account.database} <= set(wr.timestream.list_databases(boto3_session=session))
    assert wr.timestream.list_tables(database=other, boto3_session=session) == ["Second"]
    wr.timestream.delete_table(other, "Second", boto3_session=session)
    wr.timestream.delete_database(other, boto3_session=session)
    assert other not in wr.timestream.list_databases(boto3_session=session)


def test_a_single_measure_is_written_and_read(session: Any, account: Account) -> None:
    """1.1.16, 1.2.3, 2.1.9"""
    assert write(session, account, frame(load=[1.5, 2.5, 3.5]), measure_col="load") == []
    sql = "SELECT host, measure_name, measure_value::double AS load FROM {db}.Readings ORDER BY time DESC"
    found = query(session, account, sql)
    assert found["load"].tolist() == [1.5, 2.5, 3.5]
    assert found["host"].tolist() == ["a", "b", "a"]
    assert set(found["measure_name"]) == {"load"}


def test_a_multi_measure_record_has_every_type(session: Any, account: Account) -> None:
    """1.1.16, 1.1.19, 2.3.1, 2.3.4"""
    data = frame(level=[1, -2], load=[0.25, 1e10], state=["idle", "busy"], open=[True, False])
    data["since"] = data["time"] - datetime.timedelta(days=1)
    columns = ["level", "load", "state", "open", "since"]
    assert write(session, account, data, measure_col=columns, measure_name="reading", version=5) == []
    found = query(session, account, f"SELECT {', '.join(columns)}, time FROM {{db}}.Readings ORDER BY time DESC")
    assert found["level"].tolist() == [1, -2]
    assert found["load"].tolist() == [0.25, 1e10]
    assert found["state"].tolist() == ["idle", "busy"]
    assert found["open"].tolist() == [True, False]
    assert [timestamp.to_pydatetime() for timestamp in found["time"]] == [
        timestamp.to_pydatetime().replace(microsecond=timestamp.microsecond // 1000 * 1000)
        for timestamp in data["time"]
    ]
    assert (found["time"] - found["since"]).tolist() == [datetime.timedelta(days=1)] * 2


def test_common_attributes_and_many_threads_write_hundreds_of_rows(session: Any, account: Account) -> None:
    """1.1.1, 1.2.1, 2.2.1"""
    rows = 550
    rejected = write(
        session,
        account,
        frame(level=list(range(rows))),
        measure_col="level",
        common_attributes={"Dimensions": [{"Name": "site", "Value": "north"}]},
        use_threads=4,
    )
    assert rejected == []
    sql = "SELECT site, measure_value::bigint AS level FROM {db}.Readings ORDER BY 2"
    pages = list(query(session, account, sql, chunked=True, pagination_config={"PageSize": 100}))
    assert [len(page) for page in pages] == [100] * 5 + [50]
    found = pandas.concat(pages)
    assert found["level"].tolist() == list(range(rows))
    assert set(found["site"]) == {"north"}


def test_what_is_rejected_comes_back(session: Any, account: Account) -> None:
    """1.3.3, 1.3.4, 1.3.5, 1.3.6"""
    assert write(session, account, frame(level=[1, 2]), measure_col="level", version=2) == []
    assert write(session, account, frame(level=[1, 2]), measure_col="level", version=2) == []
    [rejected] = write(session, account, frame(level=[1, 7]), measure_col="level", version=2)
    assert rejected["Reason"].startswith("A record already exists with the same time")
    lower = write(session, account, frame(level=[3, 4]), measure_col="level", version=1)
    assert [record["ExistingVersion"] for record in lower] == [2, 2]
    assert write(session, account, frame(level=[5, 6]), measure_col="level", version=3) == []
    assert query(session, account, "SELECT sum(measure_value::bigint) AS s FROM {db}.Readings")["s"].tolist() == [11]


def test_types_and_nulls_come_as_pandas_has_them(session: Any, account: Account) -> None:
    """2.3.1, 2.3.2, 2.3.4, 2.3.5, 2.3.6"""
    found = query(
        session,
        account,
        "SELECT 1 AS one, 3000000000 AS large, 1.5 AS half, 'x' AS text, true AS yes, DATE '2020-08-08' AS day, "
        "TIMESTAMP '2020-08-08 01:00:00.5' AS timestamp, CAST(NULL AS bigint) AS nothing",
    )
    [row] = found.to_dict("records")
    assert (row["one"], row["large"], row["half"], row["text"], row["yes"]) == (1, 3_000_000_000, 1.5, "x", True)
    assert row["day"] == datetime.date(2020, 8, 8)
    assert row["timestamp"] == pandas.Timestamp("2020-08-08 01:00:00.5")
    assert pandas.isna(row["nothing"])


def test_a_query_that_is_wrong_is_a_validation_exception(session: Any, account: Account) -> None:
    """2.2.7"""
    with pytest.raises(ClientError, match="Column 'x' does not exist"):
        query(session, account, "SELECT x")
