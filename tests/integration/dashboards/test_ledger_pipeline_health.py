"""What Pipeline health asks Timestream, of the simulated hour, against the ledger."""

import pytest

from tests.support.expected_agents import SECONDS_OFF, ExpectedAgents
from tests.support.expected_contacts import event_times
from tests.support.grafana_client import PIPELINE_HEALTH
from tests.support.simulated_centre import START
from tests.support.simulated_hour import SNAPSHOTS, USER_SNAPSHOTS, Panel, SimulatedHour, compares


@compares((PIPELINE_HEALTH, "Newest rows"))
def test_the_newest_of_each_kind_and_how_many_there_are(panel: Panel, hour: SimulatedHour) -> None:
    """An agent's stretch is a row, and so is each contact event, however often it comes."""
    ledger = ExpectedAgents(hour)
    times = [at for contact in hour.all_contacts for at in event_times(contact).values()]
    off = SECONDS_OFF * 1000
    assert panel.rows() == [
        {
            "Data": "Agent events",
            "Newest": pytest.approx(max(map(ledger.last_event_at, hour.ledger.stretches)), abs=off),
            "Rows of the last hour": sum(spent.begins > START for spent in ledger.spent),
        },
        {
            "Data": "Contact events",
            "Newest": pytest.approx(max(times), abs=off),
            "Rows of the last hour": sum(hour.ledger.delivered.values()) - times.count(START),
        },
        {
            "Data": "Queue snapshots",
            "Newest": SNAPSHOTS[-1],
            "Rows of the last hour": len(SNAPSHOTS) * len(hour.centre.queues),
        },
        {
            "Data": "User snapshots",
            "Newest": USER_SNAPSHOTS[-1],
            "Rows of the last hour": len(USER_SNAPSHOTS) * len(hour.centre.agents),
        },
    ]
