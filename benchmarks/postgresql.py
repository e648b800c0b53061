"""How fast the functions' store writes to PostgreSQL through the Data API's stand-in, and how much room rows take.

The rows are those of a day of a generated centre, in all six tables. Writers are processes of their own, as functions
are. What Aurora does with the same statements is not known here.

`python -m benchmarks.postgresql [--agents N]`
"""

import argparse
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import batched
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._report import Figure, report
from connect_analytics.rows import Row
from connect_analytics.store import Written
from connect_analytics.store.postgresql import PostgresqlStore
from local.stack.environment import isolated
from tests.support.data_api import running_cluster
from tests.support.database_schema import SCHEMA, SchemaUnderTest, endpoint, new_schema
from tests.support.generated_rows import generated_rows, now_ms

WRITERS = 4
ROWS_AT_ONCE = 1000


def figures(schema: SchemaUnderTest, rows: Sequence[Row]) -> Iterator[Figure]:
    cluster = schema.cluster
    with endpoint(cluster), ProcessPoolExecutor(WRITERS, get_context("spawn")) as writers:

        def seconds(some: Sequence[Row], number: int) -> float:
            """How long writers take side by side. Raises RuntimeError where a row is not stored."""
            shares = [some[first::number] for first in range(number)]
            address = (cluster.arn, schema.writer_secret, cluster.name, SCHEMA)
            list(writers.map(write, [address] * WRITERS, [[]] * WRITERS))  # started, and with a client
            began = time.perf_counter()
            for written in writers.map(write, [address] * number, shares):
                if written.error or written.rejected:
                    raise RuntimeError(f"Rows were not stored: {written.error or written.rejected[0]}")
            return time.perf_counter() - began

        half = len(rows) // 2
        yield Figure("rows a second, one writer", half / seconds(rows[:half], 1), "1/s", "")
        yield Figure(f"rows a second, {WRITERS} writers", (len(rows) - half) / seconds(rows[half:], WRITERS), "1/s", "")
        yield Figure("rows a second, all superseded, one writer", half / seconds(rows[:half], 1), "1/s", "")
    ((size,),) = schema.query(
        "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class "
        "WHERE relnamespace = '{}'::regnamespace AND relkind = 'r'"
    )
    yield Figure("rows stored", len(rows), "", "")
    yield Figure("bytes a row, indexes among them", size / len(rows), "bytes", "")


def write(address: tuple[str, str, str, str], rows: Sequence[Row]) -> Written:
    """What a process of its own writes."""
    store = PostgresqlStore(*address)
    all_written = Written()
    for batch in batched(rows, ROWS_AT_ONCE, strict=False):
        written = store.write(batch)
        all_written.rejected += written.rejected
        all_written.error = all_written.error or written.error
    return all_written


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=300, help="of the centre whose day is written")
    arguments = parser.parse_args()
    os.environ |= isolated()
    rows = list(generated_rows(arguments.agents, 24, now_ms()))
    with (
        TemporaryDirectory() as folder,
        running_cluster(Path(folder)) as cluster,
        new_schema(cluster) as schema,
    ):
        report("PostgreSQL", figures(schema, rows))


if __name__ == "__main__":
    main()
