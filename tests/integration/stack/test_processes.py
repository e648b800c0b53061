"""Programs are started, waited for and ended with their child processes."""

import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.stack.environment import isolated
from local.stack.processes import HOST, Process, StackError, check_port, free_port


@pytest.fixture
def started() -> Iterator[list[Process]]:
    processes: list[Process] = []
    yield processes
    for process in processes:
        process.end()


def start(started: list[Process], folder: Path, code: str) -> Process:
    process = Process(
        "The program",
        [sys.executable, "-c", code],
        environment=isolated(),
        log=folder / "logs" / "program.log",
        folder=folder,
    )
    started.append(process)
    return process


def test_a_server_is_ready_when_it_answers(started: list[Process], tmp_path: Path) -> None:
    port = free_port()
    code = f"from http.server import *; HTTPServer(('{HOST}', {port}), SimpleHTTPRequestHandler).serve_forever()"
    process = start(started, tmp_path, code)
    process.wait_until_ready(f"http://{HOST}:{port}/")
    with pytest.raises(StackError, match=f"Port {port} is taken: .* choose another with --some-port"):
        check_port(port, "--some-port")
    process.end()
    check_port(port, "--some-port")


def test_a_program_that_ends_before_it_is_ready_is_an_error_with_the_end_of_its_log(
    started: list[Process], tmp_path: Path
) -> None:
    process = start(started, tmp_path, "raise SystemExit('I have no bananas')")
    with pytest.raises(StackError, match=r"(?s)has ended before it was ready.*no bananas.*program\.log"):
        process.wait_until_ready(f"http://{HOST}:{free_port()}/")


def test_a_program_that_is_never_ready_is_an_error(started: list[Process], tmp_path: Path) -> None:
    process = start(started, tmp_path, "import time; time.sleep(60)")
    with pytest.raises(StackError, match="was not ready after 0 seconds"):
        process.wait_until_ready(f"http://{HOST}:{free_port()}/", seconds=0.2)


def test_a_command_that_succeeds_reports_its_output(started: list[Process], tmp_path: Path) -> None:
    lines: list[str] = []
    code = "import time; print('half way', flush=True); time.sleep(0.5)"
    start(started, tmp_path, code).wait_until_done(30, lines.append)
    assert "half way" in lines


def test_a_command_that_fails_is_an_error_with_the_end_of_its_log(started: list[Process], tmp_path: Path) -> None:
    process = start(started, tmp_path, "print('half done'); raise SystemExit(3)")
    with pytest.raises(StackError, match=r"(?s)The program has failed.*half done"):
        process.wait_until_done(30, str)


def test_ending_a_program_also_ends_a_child_that_ignores_sigterm(started: list[Process], tmp_path: Path) -> None:
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(99)"
    )
    code = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {stubborn!r}], stdout=subprocess.PIPE)
child.stdout.readline()
open("pid", "w").write(str(child.pid))
child.wait()
"""
    process = start(started, tmp_path, code)
    pid = tmp_path / "pid"
    wait_until(lambda: pid.exists() and pid.read_text() != "")
    process.end(patience=0.5)
    wait_until(lambda: not is_running(int(pid.read_text())))


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """A zombie does not run."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_free_port_can_be_listened_on() -> None:
    with socket.socket() as listener:
        listener.bind((HOST, free_port()))
