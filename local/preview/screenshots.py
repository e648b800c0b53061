"""`make screenshots`: pictures of the boards of a running preview, for the README: each on a screen, one on a phone."""

import argparse
import json
import sys
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser

from local.preview.browser import NoBrowserError, browser, wait_until_drawn

_DESKTOP = (1920, 1080)
_PHONE = (390, 844)
_PHONE_DASHBOARD = "connect-wallboard"


def main() -> int:
    arguments = _parser().parse_args()
    try:
        with urllib.request.urlopen(f"{arguments.url}/api/boards") as response:
            uids = [board["uid"] for board in json.load(response)]
        with browser() as chromium:
            for uid in uids:
                _take_screenshot(chromium, f"{arguments.url}/d/{uid}", arguments.folder / f"{uid}.png", _DESKTOP)
            _take_screenshot(
                chromium,
                f"{arguments.url}/d/{_PHONE_DASHBOARD}",
                arguments.folder / f"{_PHONE_DASHBOARD}-phone.png",
                _PHONE,
            )
    except urllib.error.URLError as error:
        print(f"{arguments.url} does not answer ({error.reason}). Start make demo, and try again.", file=sys.stderr)
        return 1
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _take_screenshot(chromium: Browser, url: str, file: Path, size: tuple[int, int]) -> None:
    width, height = size
    with chromium.new_context(viewport={"width": width, "height": height}, color_scheme="light") as context:
        page = context.new_page()
        page.goto(url)
        wait_until_drawn(page)
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file)
    print(f"{file} ({file.stat().st_size // 1000} KB)")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.preview.screenshots", description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:3000", help="of the preview (default %(default)s)")
    parser.add_argument(
        "--folder", type=Path, default=Path("docs/screenshots"), help="for the pictures (default %(default)s)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
