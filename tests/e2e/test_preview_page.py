"""The preview's page in a real browser, with a board that has a panel of every type."""

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from connect_analytics.rows import Row
from connect_analytics.schema import QUEUE
from local.preview.browser import wait_until_drawn
from local.preview.server import PreviewServer
from local.preview.timestream import Timestream
from local.stack.environment import ROOT, isolated
from local.stack.processes import HOST, Process, free_port
from local.timestream.server import TimestreamServer
from tests.support.generated_rows import INSTANCE_ID, generated_rows, now_ms, queue_id
from tests.support.preview_page import (
    NOBODY,
    SIZES,
    THEMES,
    Theme,
    open_preview,
    overflow,
    panel,
    problems,
    refreshed,
    states,
)
from tests.support.timestream_tables import write_rows

BOARDS = Path(__file__).with_name("boards")


@dataclass(frozen=True)
class Shown:
    """A preview, and its data source."""

    preview: PreviewServer
    timestream: TimestreamServer

    @property
    def url(self) -> str:
        return f"{self.preview.url}/d/every-panel"


@pytest.fixture(scope="module")
def shown() -> Iterator[Shown]:
    with TimestreamServer() as timestream, PreviewServer(BOARDS, Timestream(timestream.url), NOBODY) as preview:
        write_rows(timestream.url, generated_rows(agents=8, hours=3, now=now_ms()))
        yield Shown(preview, timestream)


@pytest.fixture
def page(browser: Browser, shown: Shown) -> Iterator[Page]:
    with open_preview(browser, shown.url) as opened:
        yield opened


def snapshot(timestream_url: str, waiting: int) -> None:
    """A new snapshot of the queue Sales."""
    measures: dict[str, Any] = {"queue_name": "Sales", "contacts_in_queue": waiting}
    row = Row(QUEUE, now_ms(), 1, {"instance_id": INSTANCE_ID, "queue_id": queue_id(0)}, measures)
    write_rows(timestream_url, [row])


def number(page: Page, title: str) -> str:
    return panel(page, title).locator(".number").first.inner_text()


def test_every_panel_is_drawn_or_shows_why_not(page: Page) -> None:
    without_data = {"Nothing": "empty", "Broken": "error", "Unknown": "unknown", "Unknown transformation": "error"}
    found = states(page)
    assert {title: state for title, state in found.items() if state != "drawn"} == without_data
    assert len(found) == 18
    assert problems(page) == {
        "Broken": "ValidationException: line 1:8: Column 'colour' does not exist",
        "Unknown transformation": "The preview does not support the transformation 'groupToNestedTable' of this panel.",
    }
    expect(panel(page, "Nothing")).to_contain_text("No data")
    expect(panel(page, "Unknown")).to_contain_text("The preview does not support panels of the type “heatmap”.")


def test_values_have_their_mappings_units_and_thresholds(page: Page) -> None:
    assert number(page, "State of the centre") == "Open"
    expect(panel(page, "Queues").get_by_role("cell", name=re.compile(r"\d (mins|s)$")).first).to_be_visible()
    waiting = panel(page, "Queues").locator("tbody td:nth-child(2)")
    assert [int(text) for text in waiting.all_inner_texts()] == sorted(
        map(int, waiting.all_inner_texts()), reverse=True
    )
    colours = waiting.evaluate_all("cells => cells.map((cell) => [Number(cell.textContent), cell.style.background])")
    by_step = {(value >= 5) + (value >= 10): colour for value, colour in colours}
    assert len(set(by_step.values())) == len(by_step) > 1


def test_overrides_name_and_colour_what_they_match(page: Page) -> None:
    entry = panel(page, "Waiting through time").get_by_role("button", name="Sales only")
    assert entry.locator("i").evaluate("mark => mark.style.background") == "rgb(172, 2, 26)"


def test_charts_are_not_blank(page: Page) -> None:
    for title in ("Waiting through time", "Stacked", "States", "Two units"):
        colours = (
            panel(page, title)
            .locator("canvas")
            .first.evaluate(
                """(canvas) => new Set(new Uint32Array(
                canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size"""
            )
        )
        assert colours > 5, title
    assert panel(page, "States").locator(".body").get_attribute("data-lines") == "8"


def test_a_selected_queue_is_in_the_address_the_titles_and_the_data(page: Page) -> None:
    queue = page.locator("[data-variable=queue]")
    queue.locator("summary").click()
    queue.get_by_label("Sales", exact=True).check()
    queue.get_by_label("Support", exact=True).check()
    refreshed(page, lambda: page.keyboard.press("Escape"))
    assert page.url.endswith("?var-queue=Sales&var-queue=Support")
    expect(page.get_by_role("heading", name="Waiting in Sales + Support")).to_be_visible()
    assert panel(page, "Gauges").locator(".name").all_inner_texts() == ["Sales", "Support"]
    refreshed(page, page.go_back)
    assert len(panel(page, "Gauges").locator(".name").all_inner_texts()) == 6


def test_a_typed_value_is_in_the_address(page: Page) -> None:
    page.get_by_label("Target, %").fill("90")
    refreshed(page, lambda: page.keyboard.press("Enter"))
    assert "var-target=90" in page.url
    page.reload()
    expect(page.get_by_label("Target, %")).to_have_value("90")


def test_the_time_range_is_a_quick_one_or_an_absolute_one(page: Page) -> None:
    at_first = number(page, "Waiting in All")
    page.locator(".range summary").click()
    refreshed(page, lambda: page.get_by_role("button", name="Last 15 minutes").click())
    assert page.url.endswith("?from=now-15m&to=now")
    expect(page.locator(".range summary")).to_have_text("Last 15 minutes")
    assert number(page, "Waiting in All") == at_first
    page.locator(".range summary").click()
    page.get_by_label("From", exact=True).fill("2020-01-01T08:00")
    page.get_by_label("To", exact=True).fill("2020-01-01T09:00")
    refreshed(page, lambda: page.get_by_role("button", name="Show").click())
    assert re.search(r"from=\d{13}&to=\d{13}$", page.url)
    assert states(page)["Gauges"] == "empty"
    assert number(page, "Waiting in All") == "nobody"


def test_a_selection_on_a_chart_becomes_the_time_range(page: Page) -> None:
    box = panel(page, "Waiting through time").locator(".u-over").bounding_box()
    assert box
    page.mouse.move(box["x"] + 50, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 250, box["y"] + 20, steps=4)
    refreshed(page, page.mouse.up)
    assert re.search(r"from=\d{13}&to=\d{13}$", page.url)


def test_a_refresh_brings_new_data(shown: Shown, page: Page) -> None:
    sales = panel(page, "Gauges").locator(".gauge", has_text="Sales").locator(".value")
    snapshot(shown.timestream.url, waiting=41)
    refreshed(page, lambda: page.get_by_label("Refresh now").click())
    expect(sales).to_have_text("41")
    refreshed(page, lambda: page.get_by_label("Refresh every").select_option("5s"))
    snapshot(shown.timestream.url, waiting=43)
    expect(sales).to_have_text("43", timeout=15_000)


def test_a_link_of_a_row_leads_to_another_board_with_its_values(page: Page) -> None:
    link = panel(page, "Queues").get_by_role("link", name="Sales", exact=True)
    refreshed(page, link.click)
    assert f"/d/second?var-id={queue_id(0)}&var-queue=%24__all&from=now-3h&to=now" in page.url
    expect(page.get_by_role("heading", name=f"Queue {queue_id(0)}")).to_be_visible()
    assert int(number(page, f"Queue {queue_id(0)}")) > 100


def test_the_boards_lead_to_each_other_with_time_range_and_variables(page: Page) -> None:
    page.goto(f"{page.url}?from=now-2h&to=now&var-queue=Sales")
    wait_until_drawn(page)
    refreshed(page, page.get_by_role("link", name="Second").click)
    assert page.url.endswith("/d/second?from=now-2h&to=now&var-queue=Sales")
    expect(page.get_by_role("link", name="Second")).to_have_attribute("aria-current", "page")


def test_a_table_stays_sorted_by_the_column_that_was_clicked(page: Page) -> None:
    queues = panel(page, "Queues")
    queues.get_by_role("button", name="Queue", exact=True).press("Enter")
    expect(queues.get_by_role("columnheader", name="Queue")).to_have_attribute("aria-sort", "ascending")
    names = queues.locator("tbody td:first-child").all_inner_texts()
    assert names == sorted(names)
    refreshed(page, lambda: page.get_by_label("Refresh now").click())
    assert queues.locator("tbody td:first-child").all_inner_texts() == names


def test_a_legend_switches_series_off_and_on(page: Page) -> None:
    entry = panel(page, "Stacked").get_by_role("button", name="waiting Billing")
    entry.click()
    expect(entry).to_have_attribute("aria-pressed", "false")
    entry.click()
    expect(entry).to_have_attribute("aria-pressed", "true")


def test_all_controls_work_by_keyboard(page: Page) -> None:
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText"))
    for control in ("Second", "Last 3 hours", "Refresh now", "Refresh every", "Dark", "All", "Target, %"):
        assert any(control in text for text in reached), (control, reached)
    summary = page.locator("[data-variable=queue] summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("All", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()


def test_a_description_is_a_tooltip(page: Page) -> None:
    panel(page, "Waiting in All").locator(".hint").focus()
    expect(page.get_by_role("tooltip")).to_have_text("Contacts in queue at the end of the time range.")


def test_collapsed_rows_open(page: Page) -> None:
    expect(panel(page, "In the fold")).to_be_hidden()
    page.get_by_role("heading", name="Folded").click()
    expect(panel(page, "In the fold").locator(".number")).to_have_text("5")


def test_the_theme_follows_the_system_until_it_is_switched(browser: Browser, shown: Shown) -> None:
    with open_preview(browser, shown.url, theme="dark") as page:
        background = "getComputedStyle(document.body).backgroundColor"
        dark = page.evaluate(background)
        page.get_by_role("button", name="Light").click()
        light = page.evaluate(background)
        assert dark != light
        page.reload()
        wait_until_drawn(page)
        assert page.evaluate(background) == light


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_wider_than_the_window(browser: Browser, shown: Shown, size: str, theme: Theme) -> None:
    with open_preview(browser, shown.url, size, theme) as page:
        assert overflow(page) == 0
        page.locator("[data-variable=queue] summary").click()
        assert overflow(page) == 0


def test_an_unreachable_timestream_is_one_banner_until_it_answers_again(browser: Browser, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://{HOST}:{port}"
    options = ["--port", str(port), "--data-dir", str(tmp_path / "data")]
    with PreviewServer(BOARDS, Timestream(url), NOBODY) as preview, ExitStack() as ends:
        with running("local.timestream", options, url, tmp_path):
            write_rows(url, generated_rows(agents=2, hours=3, now=now_ms()))
            page = ends.enter_context(open_preview(browser, f"{preview.url}/d/every-panel?refresh=5s"))
            before = number(page, "Waiting in All")
        banner = page.locator("#banner")
        expect(banner).to_contain_text("Timestream does not answer", timeout=15_000)
        assert number(page, "Waiting in All") == before
        assert not any("does not answer" in text for text in problems(page).values())
        with running("local.timestream", options, url, tmp_path):
            snapshot(url, waiting=77)
            expect(banner).to_be_hidden(timeout=30_000)
            sales = panel(page, "Gauges").locator(".gauge", has_text="Sales").locator(".value")
            expect(sales).to_have_text("77", timeout=15_000)


def test_an_unreachable_preview_is_one_banner_until_it_answers_again(
    browser: Browser, shown: Shown, tmp_path: Path
) -> None:
    port = free_port()
    url = f"http://{HOST}:{port}"
    options = ["--port", str(port), "--timestream", shown.timestream.url, "--dashboards", str(BOARDS)]
    with ExitStack() as ends:
        with running("local.preview", options, url, tmp_path):
            page = ends.enter_context(open_preview(browser, f"{url}/d/every-panel?refresh=5s"))
        expect(page.locator("#banner")).to_contain_text("The preview's server does not answer.", timeout=15_000)
        assert states(page)["Gauges"] == "drawn"
        with running("local.preview", options, url, tmp_path):
            expect(page.locator("#banner")).to_be_hidden(timeout=30_000)


@contextmanager
def running(module: str, options: list[str], url: str, folder: Path) -> Iterator[None]:
    """A server in a process of its own, whose connections end with it."""
    command = [sys.executable, "-m", module, *options]
    process = Process(module, command, environment=isolated(), log=folder / f"{module}.log", folder=ROOT)
    try:
        process.wait_until_ready(url)
        yield
    finally:
        process.end()


def test_a_folder_without_boards_has_a_message(browser: Browser, tmp_path: Path) -> None:
    with PreviewServer(tmp_path, Timestream(NOBODY), NOBODY) as preview, browser.new_context() as context:
        page = context.new_page()
        page.goto(preview.url)
        expect(page.locator("#banner")).to_have_text("There are no dashboards in the folder yet.")
