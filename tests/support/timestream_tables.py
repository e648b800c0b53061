"""The template's tables in a Timestream stand-in, and rows in them, written by the functions' own store."""

import os
from collections.abc import Iterable
from itertools import batched, chain
from unittest.mock import patch

from connect_analytics.rows import Row
from connect_analytics.schema import TABLES
from connect_analytics.store.timestream import TimestreamStore
from local.clients import local_client
from local.stack.environment import ROOT, TIMESTREAM_REGION, isolated
from local.stack.tables import create_tables, database_name
from local.stack.template import load

_ROWS_AT_ONCE = 20_000


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
