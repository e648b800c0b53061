"""The template, deployed once to the local stack, and a browser."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from local.connect.centre import small_centre
from local.connect.server import ConnectServer
from local.preview.browser import NoBrowserError
from local.preview.browser import browser as open_browser
from local.stack.containers import gateway
from local.stack.stack import LocalStack, Ports
from tests.support.deployed_stack import empty
from tests.support.small_live_state import small_live_state


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """The local stack, with whatever is in its tables."""
    with LocalStack(
        tmp_path_factory.mktemp("stack"),
        Ports.free(),
        _no_progress,
        keep_data=False,
        containers_reach_it_at=gateway(),
    ) as stack:
        yield stack


@pytest.fixture(scope="module")
def small_centre_answers(deployed: LocalStack) -> Iterator[None]:
    """The small centre of events/ answers Connect's API."""
    centre = small_centre()
    with ConnectServer(centre, lambda: small_live_state(centre, round(time.time() * 1000)), deployed.ports.connect):
        yield


@pytest.fixture
def stack(deployed: LocalStack) -> LocalStack:
    """The local stack with empty tables, no agent remembered, and nothing in quarantine."""
    empty(deployed)
    return deployed


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    try:
        with open_browser() as opened:
            yield opened
    except NoBrowserError as error:
        pytest.skip(str(error))


@contextmanager
def _no_progress(_step: str) -> Iterator[Callable[[str], object]]:
    yield str
