"""`make demo`, as it runs right after the repository is cloned."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from local.connect.centre import small_centre
from local.connect.server import ConnectServer
from local.stack.environment import ROOT
from local.stack.processes import HOST, check_port
from local.stack.stack import Ports
from tests.support.deployed_stack import wait_until
from tests.support.preview_page import OK_STATES, open_preview, problems, states
from tests.support.small_live_state import small_live_state

UIDS = [json.loads(file.read_text())["uid"] for file in sorted((ROOT / "grafana-dashboards").glob("*.json"))]


@pytest.fixture
def ports() -> Ports:
    return Ports.free()


def options(ports: Ports) -> list[str]:
    return [f"--{name.replace('_', '-')}-port={port}" for name, port in vars(ports).items()]


@pytest.fixture(params=["timestream", "postgresql"])
def demo(request: pytest.FixtureRequest, ports: Ports, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The demo with each engine, running until somebody ends it. Its output goes into a file."""
    command = [
        *(sys.executable, "-m", "local.demo", "--engine", request.param),
        *("--minutes", "0", "--folder", str(tmp_path / "local")),
    ]
    with (tmp_path / "output").open("wb") as output:
        process = subprocess.Popen([*command, *options(ports)], cwd=ROOT, stdout=output, stderr=output)
        yield process
        process.terminate()
        process.wait(timeout=180)


def test_it_fills_the_tables_answers_the_queries_and_draws_the_boards(
    demo: subprocess.Popen[bytes], ports: Ports, tmp_path: Path, browser: Browser
) -> None:
    output = tmp_path / "output"
    wait_until("the demo is done", lambda: "Ctrl-C ends it" in output.read_text() or demo.poll() is not None, 400)
    text = output.read_text()
    assert demo.poll() is None, text
    for uid in UIDS:
        with open_preview(browser, f"http://{HOST}:{ports.preview}/d/{uid}") as page:
            assert problems(page) == {}, uid
            assert set(states(page).values()) <= OK_STATES
            assert "drawn" in states(page).values()
    demo.send_signal(signal.SIGINT)
    assert demo.wait(timeout=180) == 0, text
    counts = dict(
        re.findall(r"│ (AgentEvent|AgentEvent_Contact|ContactEvent|Instance|Queue|User) +│ +([\d,]+) │", text)
    )
    assert len(counts) == 6
    assert "0" not in counts.values()
    assert text.count("SELECT") == 3
    for port in vars(ports).values():
        check_port(port, "")


def test_a_taken_port_is_one_clear_sentence(ports: Ports, tmp_path: Path) -> None:
    with ConnectServer(small_centre(), lambda: small_live_state(small_centre(), 0), ports.connect):
        done = subprocess.run(
            [sys.executable, "-m", "local.demo", "--exit", "--folder", str(tmp_path), *options(ports)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    sentence = f"Port {ports.connect} is taken: stop what listens there, or choose another with --connect-port."
    assert sentence in done.stdout
