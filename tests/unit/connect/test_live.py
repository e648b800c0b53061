"""A simulation that goes with a clock: through its history first, then at the clock's own pace."""

from collections.abc import Iterable
from threading import Event

import pytest

from local.connect.live import LiveCentre
from local.connect.simulation.delivery import Arrival
from tests.support.simulated_centre import HOUR, START, arrivals_until, simulation

MINUTE = 60_000


class Clock:
    """Stands still until it is moved, in milliseconds since 1970."""

    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


class Moving(Event):
    """A wait moves the clock; the run ends when it comes to `until`."""

    def __init__(self, clock: Clock, until: int) -> None:
        super().__init__()
        self._clock = clock
        self._until = until

    def wait(self, timeout: float | None = None) -> bool:
        self._clock.at += round((timeout or 0) * 1000)
        if self._clock.at >= self._until:
            self.set()
        return self.is_set()


def test_the_history_is_sent_at_once_and_the_present_as_it_comes() -> None:
    simulated, clock = simulation(), Clock(START + HOUR)
    sent_at: list[tuple[int, int]] = []

    def send(arrivals: Iterable[Arrival]) -> None:
        sent_at.extend((clock.at, arrival.at) for arrival in arrivals)

    live = LiveCentre(simulated, send, clock=clock)
    assert live.status() == {"now": START, "history_sent": 0}
    live.run(Moving(clock, START + HOUR + 2 * MINUTE))
    assert live.status()["history_sent"] == 1
    assert simulated.now == START + HOUR + 2 * MINUTE - 200
    history = [at for at, _ in sent_at if at == START + HOUR]
    assert len(history) > 1000
    # Nothing is sent ahead of the clock, and nothing more than a tick behind it.
    waits = [at - arrived for at, arrived in sent_at if at > START + HOUR]
    assert waits
    assert 0 <= min(waits) <= max(waits) <= 200


def test_the_history_goes_by_at_the_speed_that_is_asked_for() -> None:
    simulated, clock = simulation(), Clock(START + HOUR)
    live = LiveCentre(simulated, lambda _: None, speed=60, clock=clock)
    live.run(Moving(clock, START + HOUR + MINUTE // 2))
    assert simulated.now == pytest.approx(START + HOUR // 2, abs=60 * 200)
    live.run(Moving(clock, START + HOUR + 3 * MINUTE))
    assert simulated.now == pytest.approx(START + HOUR + 3 * MINUTE, abs=200)


def test_it_can_be_run_to_an_instant_and_has_sent_what_arrived_until_then() -> None:
    simulated, sent = simulation(), list[Arrival]()
    LiveCentre(simulated, sent.extend, clock=Clock(START + 2 * HOUR)).run(Event(), until=START + HOUR)
    assert simulated.now == START + HOUR
    assert [*sent, *simulated.rest()] == arrivals_until(simulation(), START + HOUR)


def test_what_goes_wrong_with_sending_ends_it() -> None:
    def fail(_: Iterable[Arrival]) -> None:
        raise RuntimeError("The stream did not take 3 of 500.")

    with pytest.raises(RuntimeError, match="did not take"):
        LiveCentre(simulation(), fail, clock=Clock(START + HOUR)).run(Event())
