"""A simulation that goes with the clock: first through its history, then on in real time."""

import time
from collections.abc import Callable, Iterable
from threading import Event, Lock
from typing import Any

from local.connect.live_state import LiveState
from local.connect.simulation.delivery import Arrival
from local.connect.simulation.simulation import Simulation

# How far it goes at a time, in milliseconds, while it catches up; and how often it looks at the clock afterwards.
_STEP = 60_000
_TICK = 0.2


class LiveCentre:
    """Runs `simulation`, which begins in the past, up to the present, and then with the clock.

    `send` takes what arrives. The history goes by at `speed` times the clock's pace; without it, as fast as `send`
    takes it. `clock` gives the present in milliseconds since 1970.
    """

    def __init__(
        self,
        simulation: Simulation,
        send: Callable[[Iterable[Arrival]], object],
        *,
        speed: float | None = None,
        clock: Callable[[], float] = lambda: time.time() * 1000,
    ) -> None:
        self._simulation = simulation
        self._send = send
        self._speed = speed
        self._clock = clock
        self._lock = Lock()
        self._started_at = clock()
        self._begins = simulation.now
        self._history = clock() - self._begins

    def live_state(self) -> LiveState:
        """The centre's present state."""
        with self._lock:
            return self._simulation.live_state()

    def status(self) -> dict[str, Any]:
        """Its present in milliseconds since 1970, and the share of its history that has been sent, from 0 to 1."""
        now = self._simulation.now
        sent = 1.0 if self._history <= 0 else min(1.0, (now - self._begins) / self._history)
        return {"now": now, "history_sent": sent}

    def run(self, stop: Event, until: int | None = None) -> None:
        """Runs until `stop` is set, or to `until`, in milliseconds since 1970. Raises what `send` raises."""
        while not stop.is_set() and (until is None or self._simulation.now < until):
            before = self._simulation.now
            target = self._target(before) if until is None else min(self._target(before), until)
            if target > before:
                with self._lock:
                    arrivals = list(self._simulation.run(target))
                self._send(arrivals)
            if target < before + _STEP:
                stop.wait(_TICK)

    def _target(self, now: int) -> int:
        """How far the simulation should run by now."""
        present = self._clock()
        if self._speed is not None:
            present = min(present, self._begins + (present - self._started_at) * self._speed)
        return int(min(present, now + _STEP))
