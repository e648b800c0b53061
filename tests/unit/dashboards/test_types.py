"""What Grafana does not know is refused by the type checker, before it can reach a board."""

import re

import pytest
from mypy import api

from local.stack.environment import ROOT

USES = {
    'Stat("Title", "What it shows.", Query("a/b")).noVallue("none")': 'has no attribute "noVallue"',
    'Stat("Title", "What it shows.", Query("a/b")).decimals("two")': "incompatible type",
    'Stat("Title", "What it shows.", "SELECT 1")': "incompatible type",
    'Table("Title", "What it shows.", Query("a/b")).draw_style(GraphDrawStyle.BARS)': "has no attribute",
    'TimeSeries("Title", "What it shows.").draw_style("steps")': "incompatible type",
    'Query("a/b", as_serie=True)': "Unexpected keyword argument",
    'column("Name", noVallue="none")': "Unexpected keyword argument",
    'column("Name", cell="colour-background")': "incompatible type",
    'VariableModel(name="queue", includeAll=True)': "Unexpected keyword argument",
    'TypeReduce(reducer="newest")': "incompatible type",
    'Rule(exec_err_state="Loud")': "incompatible type",
}
IMPORTS = """
from grafana_foundation_sdk.models.alerting import Rule
from grafana_foundation_sdk.models.common import GraphDrawStyle
from grafana_foundation_sdk.models.dashboard import VariableModel
from grafana_foundation_sdk.models.expr import TypeReduce

from dashboards.engine import Query
from dashboards.fields import column
from dashboards.panels import Stat, Table, TimeSeries
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """What mypy says of each of the uses, by its line."""
    module = tmp_path_factory.mktemp("types") / "uses.py"
    module.write_text("\n".join([*USES, IMPORTS]))
    config, cache = str(ROOT / "pyproject.toml"), str(ROOT / ".mypy_cache")
    report, problems, _ = api.run(["--config-file", config, "--cache-dir", cache, str(module)])
    assert problems == ""
    return {int(line): text for line, text in re.findall(r"uses\.py:(\d+): error: (.*)", report)}


@pytest.mark.parametrize(("line", "use"), list(enumerate(USES, start=1)), ids=str)
def test_a_use_that_grafana_does_not_know_is_refused(found: dict[int, str], line: int, use: str) -> None:
    assert USES[use] in found[line]
