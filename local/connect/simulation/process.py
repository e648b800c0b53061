"""What SimPy runs: a generator of the events that it waits for."""

from collections.abc import Generator
from typing import Any

from simpy import Event

type Process = Generator[Event, Any]
