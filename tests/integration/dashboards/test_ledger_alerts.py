"""The alert rules after the simulated hour, against the live_state of its last snapshot."""

import pytest

from local.connect.real_time_metrics import Slice, Snapshot
from tests.support.alert_evaluation import TITLES, evaluate, rule_frames
from tests.support.simulated_hour import END, SNAPSHOTS, SimulatedHour


def last_metrics(hour: SimulatedHour) -> dict[str, dict[str, float]]:
    """Connect's metrics of each queue by its name, by the ledger, in the last snapshot."""
    snapshot = Snapshot(hour.centre, hour.live_states[SNAPSHOTS[-1]])
    return {queue.name: snapshot.measure(Slice(queues=frozenset({queue.queue_id}))) for queue in hour.centre.queues}


def firing(hour: SimulatedHour, title: str) -> set[str]:
    """The queues for which a rule fires."""
    return {labels["queue"] for labels in evaluate(title, hour.grafana.source, END).alerting()}


@pytest.mark.parametrize("title", TITLES)
def test_a_rules_query_has_an_answer_after_the_hour(hour: SimulatedHour, title: str) -> None:
    # A query that fails is a QueryError here; the rule would take it for its execErrState.
    rule_frames(title, hour.grafana.source, END)


def test_the_rule_of_the_longest_wait_fires_for_the_queues_where_somebody_waits_too_long(
    hour: SimulatedHour,
) -> None:
    # In milliseconds, as without groupings; the snapshot's own figure is in whole seconds.
    too_long = {name for name, metrics in last_metrics(hour).items() if metrics["OLDEST_CONTACT_AGE"] // 1000 > 120}
    assert firing(hour, "Longest wait over its target") == too_long


def test_the_rule_of_no_agent_fires_for_the_queues_in_which_somebody_waits_for_nobody(hour: SimulatedHour) -> None:
    without = {
        name
        for name, metrics in last_metrics(hour).items()
        if metrics["CONTACTS_IN_QUEUE"] > 0 and metrics["AGENTS_AVAILABLE"] == 0
    }
    assert firing(hour, "No agent available while contacts wait") == without


def test_events_and_snapshots_have_not_stopped(hour: SimulatedHour) -> None:
    for title in ("No agent events", "Queue snapshots stopped"):
        assert evaluate(title, hour.grafana.source, END).alerting() == []
