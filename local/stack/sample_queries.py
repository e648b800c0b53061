"""What is asked of the tables: how many rows each has, and the queries that docs/data-model.md begins with."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from local.stack.environment import ROOT

DATA_MODEL = ROOT / "docs" / "data-model.md"

type Row = dict[str, str | None]


def rows_of(timestream_query: Any, sql: str) -> list[Row]:
    """The answer to a query: a row for each, columns by name, values as Timestream writes them."""
    return [
        {
            column["Name"]: datum.get("ScalarValue")
            for column, datum in zip(page["ColumnInfo"], row["Data"], strict=True)
        }
        for page in timestream_query.get_paginator("query").paginate(QueryString=sql)
        for row in page["Rows"]
    ]


def row_counts(timestream_query: Any, database: str, tables: Iterable[str]) -> dict[str, int]:
    """How many rows each of the tables has, but for those that are there for their columns."""
    counts = {}
    for table in tables:
        sql = f"""SELECT count(*) AS "rows" FROM "{database}"."{table}" WHERE measure_name <> 'columns'"""
        (row,) = rows_of(timestream_query, sql)
        counts[table] = int(row["rows"] or 0)
    return counts


def sample_queries(page: Path = DATA_MODEL) -> list[str]:
    """The queries of the page that must run as they stand. Blank lines part them."""
    blocks = re.findall(r"```sql\n(.*?)```", page.read_text(), re.DOTALL)
    return [query.strip() for block in blocks for query in block.split("\n\n")]
