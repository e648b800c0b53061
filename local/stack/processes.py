"""Starts programs, waits until they are ready, and ends them with their child processes."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

HOST = "127.0.0.1"


class StackError(Exception):
    """The stack cannot start or go on. The message says why, and what to do."""


class Process:
    """A program in a process group of its own, its output in a log file."""

    def __init__(
        self, name: str, command: Sequence[str], *, environment: dict[str, str], log: Path, folder: Path
    ) -> None:
        self.name = name
        self._log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # In its own group, it gets no Ctrl-C, and ending the group also ends its children.
                start_new_session=True,
            )

    def wait_until_ready(self, url: str, seconds: float = 60) -> None:
        """Returns when `url` answers. Raises StackError if the program ends or time is up before."""
        deadline = time.monotonic() + seconds
        while not _answers(url):
            if self._process.poll() is not None:
                raise StackError(f"{self.name} has ended before it was ready: {self._log_tail()}")
            if time.monotonic() > deadline:
                raise StackError(f"{self.name} was not ready after {seconds:.0f} seconds: {self._log_tail()}")
            time.sleep(0.1)

    def wait_until_done(self, seconds: float, on_line: Callable[[str], object]) -> None:
        """Returns when the program has ended well; `on_line` gets its last line so far. Raises StackError."""
        deadline = time.monotonic() + seconds
        while self._process.poll() is None:
            if time.monotonic() > deadline:
                raise StackError(f"{self.name} was not done after {seconds:.0f} seconds: {self._log_tail()}")
            on_line(self._lines()[-1])
            time.sleep(0.1)
        if self._process.returncode:
            raise StackError(f"{self.name} has failed: {self._log_tail()}")

    def end(self, patience: float = 10) -> None:
        """Sends SIGTERM to the group, and SIGKILL when the program has ended or `patience` seconds are over."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _lines(self) -> list[str]:
        lines = self._log.read_text(errors="replace").splitlines()
        return [line for line in lines if line.strip()] or [""]

    def _log_tail(self) -> str:
        return "\n".join(["", *self._lines()[-12:], f"The whole log is in {self._log}."])


def check_port(port: int, option: str) -> None:
    """Raises StackError when something listens on the port already. `option` chooses another."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise StackError(
                f"Port {port} is taken: stop what listens there, or choose another with {option}."
            ) from error


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
