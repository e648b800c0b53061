"""No panel is without a test that compares its numbers with the ledger: what the panels ask the tables here, and what
they ask CloudWatch where there is one."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from local.preview.dashboard_folder import panels
from tests.e2e import test_simulated_hour
from tests.support.grafana_client import boards


def modules() -> Iterator[ModuleType]:
    yield test_simulated_hour
    for path in Path(__file__).parent.glob("test_ledger_*.py"):
        yield import_module(f"{__package__}.{path.stem}")


def compared() -> set[tuple[str, str]]:
    """The panels that tests name by `compares`."""
    return {
        panel
        for module in modules()
        for test in vars(module).values()
        for mark in getattr(test, "pytestmark", [])
        if mark.args and mark.args[0] == "panel"
        for panel in mark.args[1]
    }


def test_every_panel_is_compared_with_the_ledger() -> None:
    there_are = {
        (uid, panel["title"]) for uid, board in boards().items() for panel in panels(board) if panel.get("targets")
    }
    assert compared() == there_are
