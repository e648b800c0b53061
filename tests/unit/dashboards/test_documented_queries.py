"""The documentation has its queries for both engines."""

from dashboards.translation import translate
from local.stack.environment import ROOT
from tests.support.documented_queries import documented_queries

METRICS = ROOT / "docs" / "metrics.md"


def test_each_metric_has_its_query_for_postgresql_too() -> None:
    translated = [translate(query).sql for query in documented_queries(METRICS)]
    assert documented_queries(METRICS, "postgresql") == translated
