"""The template's tables in a Timestream stand-in, and rows in them, written by the functions' own store."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import batched, chain
from typing import Any
from unittest.mock import patch

from connect_analytics.rows import Row
from connect_analytics.schema import TABLES
from connect_analytics.store.timestream import PARTITION_KEYS, TimestreamStore, column_rows
from local.clients import local_client
from local.stack.environment import ROOT, TIMESTREAM_REGION, isolated
from local.stack.tables import create_tables, database_name
from local.stack.template import load
from local.timestream.server import TimestreamServer

DATABASE = "connect-analytics"
_RETENTION = {"MemoryStoreRetentionPeriodInHours": 48, "MagneticStoreRetentionPeriodInDays": 7}
_ROWS_AT_ONCE = 20_000


def create_empty_tables(timestream_write: Any, retention: dict[str, int]) -> None:
    """Creates the database DATABASE with the six tables, each with its partition key."""
    timestream_write.create_database(DatabaseName=DATABASE)
    for table in TABLES.values():
        key = {"Type": "DIMENSION", "Name": PARTITION_KEYS[table.name], "EnforcementInRecord": "REQUIRED"}
        timestream_write.create_table(
            DatabaseName=DATABASE,
            TableName=table.name,
            RetentionProperties=retention,
            Schema={"CompositePartitionKey": [key]},
        )


@contextmanager
def stored_rows(rows: list[Row], now_ms: int, *, all_columns: bool = True) -> Iterator[str]:
    """The address of a stand-in of its own that has these rows, where it is `now_ms`; with `all_columns`, every column
    as well, as InstanceDataFunction brings them into being."""
    with TimestreamServer(clock=lambda: now_ms * 1_000_000) as server:
        write = local_client("timestream-write", TIMESTREAM_REGION, server.url)
        create_empty_tables(write, _RETENTION)
        with patch.dict(os.environ, {"AWS_ENDPOINT_URL_TIMESTREAM_WRITE": server.url}):
            store = TimestreamStore(TIMESTREAM_REGION, DATABASE)
        columns = column_rows(TABLES.values(), now_ms) if all_columns else []
        for some in (columns, rows):
            written = store.write(some)
            assert written.rows == len(some), written
        yield server.url


def write_rows(url: str, rows: Iterable[Row]) -> int:
    """Creates the database and tables at the stand-in's address where they are missing, with all their columns, and
    writes the rows. Returns their number. Raises RuntimeError for rows that are not stored."""
    template = load(ROOT / "template.yaml")
    create_tables(local_client("timestream-write", TIMESTREAM_REGION, url), template)
    with patch.dict(os.environ, isolated(AWS_ENDPOINT_URL_TIMESTREAM_WRITE=url)):
        store = TimestreamStore(TIMESTREAM_REGION, database_name(template))
    count = 0
    results = (store.write(batch) for batch in batched(rows, _ROWS_AT_ONCE))
    for written in chain([store.prepare(TABLES.values())], results):
        if written.error or written.rejected:
            raise RuntimeError(f"Rows were not stored: {written.error or written.rejected[0]}")
        count += written.rows
    return count
