"""Every query of panels, variables and alert rules gives the same rows on both engines, after the simulated hour."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from local.stack.environment import ROOT
from tests.support.alert_evaluation import TITLES, rule_frames
from tests.support.documented_queries import documented_queries
from tests.support.engine_under_test import EngineUnderTest, ask
from tests.support.grafana_client import Grafana, Json, alike, boards, table_panels, table_variables
from tests.support.simulated_centre import START
from tests.support.simulated_hour import DELIVERIES, END, simulated_hour

PANELS = [
    pytest.param(uid, panel["title"], id=f"{uid}: {panel['title']}")
    for uid, board in boards().items()
    for panel in table_panels(board)
]

type Pair = tuple[Grafana, Grafana]


@pytest.fixture(scope="module", params=DELIVERIES)
def both(request: pytest.FixtureRequest, engines: dict[str, EngineUnderTest]) -> Iterator[Pair]:
    """Grafana over each engine, with the same rows."""
    _, rows = simulated_hour(request.param)
    with ExitStack() as stack:
        one, other = (
            Grafana(stack.enter_context(engine.stored(rows, END)), END, str(START), str(END))
            for engine in engines.values()
        )
        yield one, other


def content(frames: list[Json]) -> list[tuple[Any, ...]]:
    """What frames say, in whatever form and order: the points of series, or the rows of a table."""
    rows: list[tuple[Any, ...]] = []
    for fields in (frame["fields"] for frame in frames):
        if any(field.get("labels") for field in fields):
            [times, *series] = fields
            for field in series:
                labels = tuple(sorted(field["labels"].items()))
                points = zip(times["values"], field["values"], strict=True)
                rows += [(field["name"], labels, at, value) for at, value in points if value is not None]
        elif fields:
            names = tuple(field["name"] for field in fields)
            rows += [(names, row) for row in zip(*(field["values"] for field in fields), strict=True)]
    return sorted(rows, key=_key)


def _key(value: Any) -> str:
    """A text to sort by, the same for a whole number and for one with a point."""
    if isinstance(value, tuple):
        return " ".join(map(_key, value))
    return f"{value:.6g}" if isinstance(value, int | float) else str(value)


@pytest.mark.parametrize(("uid", "title"), PANELS)
def test_a_panel_shows_the_same(both: Pair, uid: str, title: str) -> None:
    contact = both[0].rows("connect-contact-events", "Contacts of the time range")[0]["Contact"]
    one, other = (content(grafana.frames(uid, title, contact=[contact])) for grafana in both)
    assert alike(one, other)


@pytest.mark.parametrize(("uid", "name"), table_variables())
def test_a_variable_offers_the_same(both: Pair, uid: str, name: str) -> None:
    one, other = (grafana.choices(uid)[name] for grafana in both)
    assert one["error"] is None
    assert one == other


@pytest.mark.parametrize("title", TITLES)
def test_a_rule_judges_the_same(both: Pair, title: str) -> None:
    one, other = (content([frame.as_json() for frame in rule_frames(title, each.source, END)]) for each in both)
    assert alike(one, other)
    assert one or title == "Agent in a state for too long"


@pytest.mark.parametrize("query", documented_queries(ROOT / "docs" / "metrics.md"))
def test_a_documented_metric_is_the_same(both: Pair, query: str) -> None:
    one, other = ([field.values for field in ask(grafana.source, query)[0].fields] for grafana in both)
    assert one[0][0] is not None
    assert alike(one, other)
