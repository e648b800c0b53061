"""How long a day of a centre with 1,000 agents takes to simulate, on one core, with every event as JSON."""

import time
from collections.abc import Iterator

from benchmarks._report import Figure, report
from local.connect.generated_centre import generated_centre
from local.connect.simulation.simulation import Simulation

AGENTS = 1_000
MINUTE = 60_000
START = 1_795_219_200_000


def figures() -> Iterator[Figure]:
    simulated = Simulation(generated_centre(1, AGENTS), seed=1, start=START)
    began, events = time.process_time(), 0
    for minute in range(24 * 60):
        events += sum(1 for _ in simulated.run(START + MINUTE * (minute + 1)))
    seconds = time.process_time() - began
    yield Figure(f"a day of {AGENTS:,} agents, simulated", seconds, "s", "≤ 300")
    yield Figure("events of that day", events, "", "")
    yield Figure("contacts of that day", len(simulated.ledger.contacts), "", "")


if __name__ == "__main__":
    report("Simulation", figures())
