"""Numbers have the texts of Grafana's own library, which was given each unit, number of decimals and value."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from local.preview.server import PreviewServer
from local.preview.timestream import Timestream
from tests.support.preview_page import NOBODY

CASES = [json.loads(line) for line in Path(__file__).with_name("grafana_texts.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page whose scripts can import the preview's modules, in American English and UTC."""
    folder = tmp_path_factory.mktemp("dashboards")
    with (
        PreviewServer(folder, Timestream(NOBODY), NOBODY) as preview,
        browser.new_context(locale="en-US", timezone_id="UTC") as context,
    ):
        opened = context.new_page()
        opened.goto(preview.url)
        yield opened


def test_a_value_has_grafanas_text_in_each_unit(page: Page) -> None:
    texts = page.evaluate(
        """async (cases) => {
            const { format } = await import("/page/units.js");
            return cases.map(({ value, unit, decimals }) => format(value, unit, decimals));
        }""",
        CASES,
    )
    assert texts == [case["text"] for case in CASES]


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        ("NaN", "s", None, "NaN"),
        ("Infinity", "short", None, "∞"),
        ("-Infinity", "percent", None, "-∞%"),
        (1500, "ns", None, "1.50 µs"),
        (90e9, "ns", 1, "1.5 mins"),
        (1500, "µs", None, "1.50 ms"),
        (0.00002, "s", None, "20 µs"),
        (61, "s", 1, "1.0 mins"),
        (1e12, "Ylem", None, "1000000000000 Ylem"),
        (1500, "count:calls", None, "1.50K calls"),
        (1500, "eps", 1, "1.5K evt/s"),
        (90061, "dtdhms", None, "1 d 01:01:01"),
        (-90061, "dtdhms", None, "1 d 01:01:01 ago"),
        (1_700_000_000_123, "time:D MMM YY, HH:mm:ss.SSS [at] h a", None, "14 Nov 23, 22:13:20.123 at 10 pm"),
        (1_700_000_000_123, "dateTimeAsIso", None, "2023-11-14 22:13:20"),
    ],
)
def test_other_units(page: Page, value: object, unit: str, decimals: int | None, text: str) -> None:
    script = """async ([value, unit, decimals]) => {
        const { format } = await import("/page/units.js");
        return format(Number(value), unit, decimals);
    }"""
    assert page.evaluate(script, [value, unit, decimals]) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "a few seconds ago"),
        (44, "a few seconds ago"),
        (45, "a minute ago"),
        (89, "a minute ago"),
        (90, "2 minutes ago"),
        (44 * 60, "44 minutes ago"),
        (45 * 60, "an hour ago"),
        (21 * 3600, "21 hours ago"),
        (22 * 3600, "a day ago"),
        (25 * 86400, "25 days ago"),
        (26 * 86400, "a month ago"),
        (319 * 86400, "10 months ago"),
        (330 * 86400, "a year ago"),
        (900 * 86400, "2 years ago"),
        (-100, "in 2 minutes"),
    ],
)
def test_a_time_from_now_has_moments_words(page: Page, seconds: int, text: str) -> None:
    script = """async (seconds) => (await import("/page/dates.js")).fromNow(1e12 - 1000 * seconds, 1e12)"""
    assert page.evaluate(script, seconds) == text
