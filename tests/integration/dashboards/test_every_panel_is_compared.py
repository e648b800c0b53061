"""No panel that asks Timestream is without a test that compares its numbers with the ledger."""

from importlib import import_module
from pathlib import Path

from tests.integration.dashboards.answers import boards, timestream_panels


def compared() -> set[tuple[str, str]]:
    """The panels that tests name by `compares`."""
    return {
        panel
        for path in Path(__file__).parent.glob("test_ledger_*.py")
        for test in vars(import_module(f"{__package__}.{path.stem}")).values()
        for mark in getattr(test, "pytestmark", [])
        if mark.args and mark.args[0] == "panel"
        for panel in mark.args[1]
    }


def test_every_panel_that_asks_timestream_is_compared_with_the_ledger() -> None:
    there_are = {(uid, panel["title"]) for uid, board in boards().items() for panel in timestream_panels(board)}
    assert compared() == there_are
