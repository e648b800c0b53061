"""The preview's page in a browser: opens it, reads its panels, and fails on errors in its console."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, Locator, Page, expect

from local.preview.browser import wait_until_drawn

type Theme = Literal["light", "dark"]

SIZES = {"desk": (1280, 800), "wall": (1920, 1080), "phone": (390, 844)}
THEMES: tuple[Theme, ...] = ("light", "dark")
# A port where nothing listens: that of the discard protocol.
NOBODY = "http://127.0.0.1:9"
# The states of a panel without errors: it shows its data, or that there is none.
OK_STATES = {"drawn", "empty"}


@contextmanager
def open_preview(browser: Browser, url: str, size: str = "desk", theme: Theme = "light") -> Iterator[Page]:
    """The page at `url` when it is drawn. Fails at the end if its console had an error."""
    width, height = SIZES[size]
    with browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme) as context:
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(url)
        wait_until_drawn(page)
        yield page
        # The browser itself logs a server that does not answer: that is no error of the page.
        assert [text for text in errors if "net::ERR_CONNECTION_REFUSED" not in text] == []


def states(page: Page) -> dict[str, str]:
    """The state of each panel, by its title."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".panel")]
            .map((panel) => [panel.querySelector("h3").textContent, panel.dataset.state]))"""
    )
    return found


def problems(page: Page) -> dict[str, str]:
    """The errors and notices that panels show, by their titles."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".panel > .problem:not([hidden])")]
            .map((problem) => [problem.parentElement.querySelector("h3").textContent, problem.textContent]))"""
    )
    return found


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider


def panel(page: Page, title: str) -> Locator:
    return page.locator(".panel", has=page.get_by_role("heading", name=title, exact=True))


def refreshed(page: Page, action: Callable[[], object]) -> None:
    """Does something that makes the page load its data again, and returns when all panels are drawn."""
    before = page.locator("main").get_attribute("data-refreshed")
    action()
    expect(page.locator("main")).not_to_have_attribute("data-refreshed", before or "", timeout=30_000)
    wait_until_drawn(page)
