"""Queries to the Timestream tables of the stack."""

from collections.abc import Iterable
from typing import Any

type Row = dict[str, str | None]


def rows_of(timestream_query: Any, sql: str) -> list[Row]:
    """The rows of a query's result: values by column name, as Timestream writes them."""
    return [
        {
            column["Name"]: datum.get("ScalarValue")
            for column, datum in zip(page["ColumnInfo"], row["Data"], strict=True)
        }
        for page in timestream_query.get_paginator("query").paginate(QueryString=sql)
        for row in page["Rows"]
    ]


def row_counts(timestream_query: Any, database: str, tables: Iterable[str]) -> dict[str, int]:
    """The number of rows in each table, without the one that only brings all columns."""
    counts = {}
    for table in tables:
        sql = f"""SELECT count(*) AS "rows" FROM "{database}"."{table}" WHERE measure_name <> 'columns'"""
        (row,) = rows_of(timestream_query, sql)
        counts[table] = int(row["rows"] or 0)
    return counts
