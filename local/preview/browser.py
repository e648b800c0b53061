"""The browser that the machine has, driven by Playwright: none is ever downloaded."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ON_A_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
_OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoBrowserError(Exception):
    """The machine has no Chromium and no Chrome."""


def find_browser() -> str:
    """The program. Raises NoBrowserError."""
    found = next(filter(None, map(shutil.which, _NAMES)), None) or (str(_ON_A_MAC) if _ON_A_MAC.exists() else None)
    if not found:
        raise NoBrowserError("There is no Chromium and no Chrome here: install one (on Debian, apt install chromium).")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """Raises NoBrowserError."""
    program = find_browser()
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=program, args=_OPTIONS) as opened:
        yield opened


def wait_until_drawn(page: Page, seconds: float = 30) -> None:
    """Returns when the dashboard has been drawn with all its panels. Raises Playwright's TimeoutError."""
    page.wait_for_selector("main[aria-busy='false']", timeout=seconds * 1000)
    # Charts are complete after two animation frames.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
