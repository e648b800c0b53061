"""Other people's boards in the page: each is drawn, with its errors in its panels and controls."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from local.preview.server import PreviewServer
from local.preview.timestream import Timestream
from local.timestream.server import TimestreamServer
from tests.support.older_boards import BOARDS, TITLES
from tests.support.preview_page import NOBODY, open_preview, panel, states


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("boards")
    for title, board in zip(TITLES, BOARDS, strict=True):
        (folder / f"{title}.json").write_text(json.dumps(board))
    with TimestreamServer() as timestream, PreviewServer(folder, Timestream(timestream.url), NOBODY) as preview:
        yield f"{preview.url}/d"


@pytest.mark.parametrize("title", TITLES)
def test_a_board_is_drawn_with_its_working_panel(browser: Browser, url: str, title: str) -> None:
    with open_preview(browser, f"{url}/{title}") as page:
        expect(page.locator("#title")).to_have_text(title)
        expect(panel(page, "Works").locator(".number").first).to_have_text("7")
        assert page.locator("#banner").is_hidden()


def test_broken_panels_show_their_errors(browser: Browser, url: str) -> None:
    with open_preview(browser, f"{url}/Broken queries") as page:
        found = states(page)
        assert found.pop("Works") == "drawn"
        assert found.pop("Not a list") == "empty"
        assert set(found.values()) == {"error", "unknown"}
        expect(panel(page, "Library")).to_contain_text("does not support panels of the type “library panel”")
