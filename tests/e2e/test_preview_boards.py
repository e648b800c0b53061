"""The boards of `grafana-dashboards/` in the preview: each on every size of screen, in light and dark."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from local.preview.server import PreviewServer
from local.preview.timestream import Timestream
from local.stack.environment import ROOT
from local.timestream.server import TimestreamServer
from tests.support.generated_rows import generated_rows, now_ms
from tests.support.ministack import ministack
from tests.support.preview_page import OK_STATES, SIZES, THEMES, Theme, open_preview, overflow, problems, states
from tests.support.timestream_tables import write_rows

BOARDS = ROOT / "grafana-dashboards"
UIDS = [json.loads(file.read_text())["uid"] for file in sorted(BOARDS.glob("*.json"))]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A preview of the boards over generated rows, and a CloudWatch without metrics."""
    with (
        ministack(tmp_path_factory.mktemp("ministack")) as cloudwatch,
        TimestreamServer() as timestream,
        PreviewServer(BOARDS, Timestream(timestream.url), cloudwatch) as preview,
    ):
        write_rows(timestream.url, generated_rows(agents=12, hours=2, now=now_ms()))
        yield preview.url


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("uid", UIDS)
def test_every_panel_is_drawn_without_an_error(browser: Browser, url: str, uid: str, size: str, theme: Theme) -> None:
    with open_preview(browser, f"{url}/d/{uid}", size, theme) as page:
        assert problems(page) == {}
        found = states(page)
        assert {title: state for title, state in found.items() if state not in OK_STATES} == {}
        assert "drawn" in found.values()
        assert overflow(page) == 0
        assert page.locator("#banner").is_hidden()
