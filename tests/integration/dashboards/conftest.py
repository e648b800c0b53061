"""The stand-in with the half hour in it, at ten o'clock, an empty one, and the simulated hour in each delivery."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

import pytest

from connect_analytics.rows import Row
from connect_analytics.schema import TABLES
from connect_analytics.store.timestream import PARTITION_KEYS, TimestreamStore, column_rows
from local.clients import local_client
from local.timestream.server import TimestreamServer
from tests.support import hand_counted_rows
from tests.support.grafana_client import Grafana
from tests.support.simulated_centre import START
from tests.support.simulated_hour import DELIVERIES, END, Panel, SimulatedHour, simulated_hour

DATABASE = "connect-analytics"
RETENTION = {"MemoryStoreRetentionPeriodInHours": 48, "MagneticStoreRetentionPeriodInDays": 7}


@contextmanager
def stand_in(rows: list[Row], now_ms: int, *, all_columns: bool = True) -> Iterator[str]:
    """The address of a Timestream that has these rows, where it is `now_ms`; with `all_columns`, every column as well,
    as InstanceDataFunction brings them into being."""
    with TimestreamServer(clock=lambda: now_ms * 1_000_000) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL_TIMESTREAM_WRITE", server.url)
        write = local_client("timestream-write", "eu-west-1", server.url)
        write.create_database(DatabaseName=DATABASE)
        for table in TABLES.values():
            key = {"Type": "DIMENSION", "Name": PARTITION_KEYS[table.name], "EnforcementInRecord": "REQUIRED"}
            write.create_table(
                DatabaseName=DATABASE,
                TableName=table.name,
                RetentionProperties=RETENTION,
                Schema={"CompositePartitionKey": [key]},
            )
        writer = TimestreamStore("eu-west-1", DATABASE)
        columns = column_rows(TABLES.values(), now_ms) if all_columns else []
        for some in (columns, rows):
            written = writer.write(some)
            assert written.rows == len(some), written
        yield server.url


@pytest.fixture(scope="session")
def hand_counted_timestream() -> Iterator[str]:
    with stand_in(hand_counted_rows.rows(), hand_counted_rows.NOW) as url:
        yield url


@pytest.fixture(scope="session")
def grafana(hand_counted_timestream: str) -> Grafana:
    """Grafana over the half hour."""
    return Grafana(hand_counted_timestream, hand_counted_rows.NOW)


@pytest.fixture(scope="session")
def empty() -> Iterator[Grafana]:
    """Grafana over tables that have columns and no rows."""
    with stand_in([], hand_counted_rows.NOW) as url:
        yield Grafana(url, hand_counted_rows.NOW)


@pytest.fixture(scope="session")
def yesterday(grafana: Grafana) -> Grafana:
    """Grafana with the half hour stored, over an hour in which nothing was."""
    return grafana.over("now-30h", "now-29h")


@pytest.fixture(scope="session")
def hours() -> Iterator[Callable[[str], SimulatedHour]]:
    """Gives the simulated hour with one of DELIVERIES."""
    with ExitStack() as stack:

        @cache
        def hour_with(delivery: str) -> SimulatedHour:
            simulated, rows = simulated_hour(delivery)
            url = stack.enter_context(stand_in(rows, END))
            return SimulatedHour(simulated, Grafana(url, END, str(START), str(END)))

        yield hour_with


@pytest.fixture(scope="session", params=DELIVERIES)
def hour(request: pytest.FixtureRequest, hours: Callable[[str], SimulatedHour]) -> SimulatedHour:
    """The simulated hour, in each delivery."""
    return hours(request.param)


@pytest.fixture
def panel(request: pytest.FixtureRequest, hour: SimulatedHour) -> Panel:
    """A panel that looks at the simulated hour; `compares` says which."""
    return Panel(hour.grafana, *request.param)
