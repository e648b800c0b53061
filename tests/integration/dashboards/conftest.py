"""The engines, each with the half hour in its tables, at ten o'clock, with no rows, and with the simulated hour in each
delivery."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache

import pytest

from tests.support import hand_counted_rows
from tests.support.engine_under_test import EngineUnderTest, Source, postgresql, timestream
from tests.support.grafana_client import Grafana
from tests.support.postgresql_tables import postgresql_tables
from tests.support.simulated_centre import START
from tests.support.simulated_hour import DELIVERIES, END, Panel, SimulatedHour, simulated_hour

# What happens is the same in all engines.
_simulated_once = cache(simulated_hour)


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, EngineUnderTest]]:
    day = datetime.fromtimestamp(hand_counted_rows.NOW / 1000, UTC).date()
    with postgresql_tables(tmp_path_factory.mktemp("postgresql"), day) as tables:
        yield {"timestream": timestream(), "postgresql": postgresql(tables)}


@pytest.fixture(scope="session", params=["timestream", "postgresql"])
def engine(request: pytest.FixtureRequest, engines: dict[str, EngineUnderTest]) -> EngineUnderTest:
    """Each engine that may hold the tables."""
    return engines[request.param]


@pytest.fixture(scope="session")
def hand_counted(engine: EngineUnderTest) -> Iterator[Source]:
    with engine.stored(hand_counted_rows.rows(), hand_counted_rows.NOW) as source:
        yield source


@pytest.fixture(scope="session")
def grafana(hand_counted: Source) -> Grafana:
    """Grafana over the half hour."""
    return Grafana(hand_counted, hand_counted_rows.NOW)


@pytest.fixture(scope="session")
def empty(engine: EngineUnderTest) -> Iterator[Grafana]:
    """Grafana over tables that have columns and no rows."""
    with engine.stored([], hand_counted_rows.NOW) as source:
        yield Grafana(source, hand_counted_rows.NOW)


@pytest.fixture(scope="session")
def yesterday(grafana: Grafana) -> Grafana:
    """Grafana with the half hour stored, over an hour in which nothing was."""
    return grafana.over("now-30h", "now-29h")


@pytest.fixture(scope="session")
def hours(engine: EngineUnderTest) -> Iterator[Callable[[str], SimulatedHour]]:
    """Gives the simulated hour with one of DELIVERIES."""
    with ExitStack() as stack:

        def hour_with(delivery: str) -> SimulatedHour:
            simulated, rows = _simulated_once(delivery)
            source = stack.enter_context(engine.stored(rows, END))
            return SimulatedHour(simulated, Grafana(source, END, str(START), str(END)))

        yield cache(hour_with)


@pytest.fixture(scope="session", params=DELIVERIES)
def hour(request: pytest.FixtureRequest, hours: Callable[[str], SimulatedHour]) -> SimulatedHour:
    """The simulated hour, in each delivery."""
    return hours(request.param)


@pytest.fixture
def panel(request: pytest.FixtureRequest, hour: SimulatedHour) -> Panel:
    """A panel that looks at the simulated hour; `compares` says which."""
    return Panel(hour.grafana, *request.param)
