"""The demo's queries are those of the page on the data model."""

from local.stack.environment import ROOT
from local.stack.sample_queries import TIMESTREAM_QUERIES
from tests.support.documented_queries import documented_queries


def test_the_page_has_the_queries_that_the_demo_runs() -> None:
    assert documented_queries(ROOT / "docs" / "data-model.md") == [*TIMESTREAM_QUERIES]
