"""MiniStack by itself, for tests that need one of AWS's services and nothing deployed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local.stack.environment import ROOT, isolated
from local.stack.processes import HOST, Process, free_port


@contextmanager
def ministack(folder: Path) -> Iterator[str]:
    """Its address. Its log lies in `folder`."""
    port = free_port()
    process = Process(
        "MiniStack",
        [sys.executable, "-m", "ministack"],
        environment=isolated(BIND_HOST=HOST, GATEWAY_PORT=str(port), IOT_MTLS_ENABLED="0"),
        log=folder / "ministack.log",
        folder=ROOT,
    )
    url = f"http://{HOST}:{port}"
    try:
        process.wait_until_ready(f"{url}/_ministack/health")
        yield url
    finally:
        process.end()
