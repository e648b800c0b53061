"""Other people's boards are shown, and what cannot be is an error of its panel or variable alone."""

import json
from collections.abc import Iterator

import pytest

from local.preview.server import PreviewServer
from local.preview.timestream import Timestream
from local.timestream.server import TimestreamServer
from tests.integration.preview.conftest import Preview
from tests.support.older_boards import BOARDS, TITLES
from tests.support.preview_page import NOBODY


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    folder = tmp_path_factory.mktemp("boards")
    for number, board in enumerate(BOARDS):
        (folder / f"{number}.json").write_text(json.dumps(board))
    (folder / "no-board.json").write_text("[]")
    with TimestreamServer() as timestream, PreviewServer(folder, Timestream(timestream.url), NOBODY) as server:
        yield Preview(server.url, 1_700_000_000_000)


def errors(preview: Preview, title: str) -> dict[str, str | None]:
    """The error of each of a board's panels, by the panel's title, in the board's own time range."""
    (uid,) = (one["uid"] for one in preview.get("/api/boards") if one["title"] == title)
    board = preview.board(uid)
    return {
        panel.get("title", ""): preview.data(panel["id"], board["time"]["from"], uid)["error"]
        for panel in board["panels"]
        if panel["type"] != "row"
    }


def test_every_board_is_listed(older: Preview) -> None:
    assert [board["title"] for board in older.get("/api/boards")] == sorted(TITLES)


@pytest.mark.parametrize("title", TITLES)
def test_the_panel_that_works_does_so_on_every_board(older: Preview, title: str) -> None:
    assert errors(older, title)["Works"] is None


def test_a_query_that_cannot_be_read_is_an_error_of_its_panel(older: Preview) -> None:
    found = {title: error for title, error in errors(older, "Broken queries").items() if error}
    assert found == {
        "Elsewhere": "query is incompatible with current structure, please rebuild it",
        "Text format": "query is incompatible with current structure, please rebuild it",
        "Prometheus": "The preview has no data source of the type 'prom'.",
        "No metric": "The preview cannot read this query of the dashboard: KeyError('metricName')",
        "Bad interval": "'often' is no duration: write 30s, 5m, 12h or 1d.",
    }


def test_a_variable_that_cannot_be_read_is_an_error_of_its_own(older: Preview) -> None:
    (uid,) = (one["uid"] for one in older.get("/api/boards") if one["title"] == "Broken variables")
    board = older.board(uid, **{"from": "2021-04-01", "to": "2021-04-02"})
    found = {variable["name"]: variable["error"] for variable in board["variables"]}
    assert found.pop("d") is None
    assert found.keys() == {"a", "b", "c", "e"}
    assert all(found.values())
    assert board["panels"][1]["title"] == "For  of 2021"
