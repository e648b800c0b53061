"""A browser that looks at the preview, and what it must never see."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, Locator, Page, expect

from local.preview.browser import wait_until_drawn

type Theme = Literal["light", "dark"]

SIZES = {"desk": (1280, 800), "wall": (1920, 1080), "phone": (390, 844)}
THEMES: tuple[Theme, ...] = ("light", "dark")
# How a panel ends: it shows its data, or says that there is none.
WELL = {"drawn", "empty"}


@contextmanager
def looking(browser: Browser, url: str, size: str = "desk", theme: Theme = "light") -> Iterator[Page]:
    """The page at `url` when it is drawn. Fails afterwards when its console had an error."""
    width, height = SIZES[size]
    with browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme) as context:
        page = context.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
        page.goto(url)
        wait_until_drawn(page)
        yield page
        # What the browser itself says of a server that is away is no fault of the page.
        assert [text for text in troubles if "net::ERR_CONNECTION_REFUSED" not in text] == []


def states(page: Page) -> dict[str, str]:
    """How each panel ended, by its title."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".panel")]
            .map((panel) => [panel.querySelector("h3").textContent, panel.dataset.state]))"""
    )
    return found


def problems(page: Page) -> dict[str, str]:
    """What panels say is wrong, by their titles."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".panel > .problem:not([hidden])")]
            .map((said) => [said.parentElement.querySelector("h3").textContent, said.textContent]))"""
    )
    return found


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider


def panel(page: Page, title: str) -> Locator:
    return page.locator(".panel", has=page.get_by_role("heading", name=title, exact=True))


def refreshed(page: Page, action: Callable[[], object]) -> None:
    """Does something that asks for the data anew, and returns when all of it has come."""
    before = page.locator("main").get_attribute("data-refreshed")
    action()
    expect(page.locator("main")).not_to_have_attribute("data-refreshed", before or "", timeout=30_000)
    wait_until_drawn(page)
