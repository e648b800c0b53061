"""How long the preview takes to show each board, in seconds, from the address to the last panel drawn, in the machine's
own Chromium, over so many agents and hours that are made up.

The stand-in and the preview run in processes of their own, as they do in the demo. The best of three.

`python -m benchmarks.preview [--agents N] [--hours N]`
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks._report import Figure, report
from local.preview.browser import NoBrowserError, browser, wait_until_drawn
from local.stack.environment import ROOT, isolated
from local.stack.processes import HOST, Process, free_port
from tests.support.generated_rows import generated_rows, now_ms
from tests.support.ministack import ministack
from tests.support.timestream_tables import write_rows

BOARDS = ROOT / "grafana-dashboards"


@contextmanager
def running(module: str, folder: Path, *options: str) -> Iterator[str]:
    """The address of a server in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", module, "--port", str(port), *options]
    process = Process(module, command, environment=isolated(), log=folder / f"{module}.log", folder=ROOT)
    url = f"http://{HOST}:{port}"
    try:
        process.wait_until_ready(url)
        yield url
    finally:
        process.end()


def seconds(opened: Browser, url: str) -> float:
    with opened.new_context(viewport={"width": 1920, "height": 1080}) as context:
        page = context.new_page()
        began = time.perf_counter()
        page.goto(url)
        wait_until_drawn(page, 120)
        return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.preview", description=__doc__)
    parser.add_argument("--agents", type=int, default=1000, help="default %(default)s")
    parser.add_argument("--hours", type=float, default=24, help="default %(default)s")
    arguments = parser.parse_args()
    uids = [json.loads(file.read_text())["uid"] for file in sorted(BOARDS.glob("*.json"))]
    with (
        tempfile.TemporaryDirectory() as name,
        browser() as opened,
        ministack(Path(name)) as cloudwatch,
        running("local.timestream", Path(name), "--memory") as timestream,
        running("local.preview", Path(name), "--timestream", timestream, "--cloudwatch", cloudwatch) as preview,
    ):
        write_rows(timestream, generated_rows(arguments.agents, arguments.hours, now_ms()))
        address = f"{preview}/d/{{}}?from=now-{arguments.hours:g}h&to=now"
        report(
            f"Boards of {arguments.agents} agents and {arguments.hours:g} hours",
            (
                Figure(f"preview: {uid}", min(seconds(opened, address.format(uid)) for _ in range(3)), "s", "≤ 3 s")
                for uid in uids
            ),
        )


if __name__ == "__main__":
    try:
        main()
    except NoBrowserError as error:
        print(error, file=sys.stderr)
