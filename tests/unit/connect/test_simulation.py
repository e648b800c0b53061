"""The simulated centre: always the same for a seed, in Connect's shapes, and at one with its own ledger."""

import json
import re
from collections import Counter
from typing import Any

import pytest

from local.connect.generated_centre import generated_centre
from local.connect.real_time_metrics import Slice, Snapshot
from local.connect.simulation.delivery import Arrival
from local.connect.simulation.delivery_faults import DeliveryFaults
from local.connect.simulation.simulation import Simulation
from local.stack.environment import ROOT
from tests.support.connect_schema import violations
from tests.support.ledger_comparison import (
    Comparison,
    compare_abandonments,
    compare_agent_states,
    compare_contact_events,
    compare_contact_states,
    compare_contact_times,
    gaps_and_overlaps,
)
from tests.support.simulated_centre import ALL_DELIVERY_FAULTS, HOUR, START, arrivals_until, processed, simulation


def events(arrivals: list[Arrival], where: str) -> list[dict[str, Any]]:
    return [json.loads(arrival.data) for arrival in arrivals if arrival.where == where]


def ledger_of(simulated: Simulation) -> list[dict[str, object]]:
    return [contact.record() for contact in simulated.ledger.contacts]


@pytest.fixture(scope="module")
def day() -> tuple[Simulation, list[Arrival]]:
    """Nine hours of sixty agents, without delivery faults."""
    simulated = simulation(seed=3, agents=60, delivery_faults=DeliveryFaults.none())
    return simulated, arrivals_until(simulated, START + 9 * HOUR)


def test_the_same_seed_gives_the_same_bytes() -> None:
    once, again = (arrivals_until(simulation(seed=5), START + HOUR) for _ in range(2))
    assert once == again


def test_another_seed_gives_another_centre_and_another_day() -> None:
    one, other = simulation(seed=5), simulation(seed=6)
    assert {agent.agent_id for agent in one.centre.agents}.isdisjoint(agent.agent_id for agent in other.centre.agents)
    assert arrivals_until(one, START + HOUR) != arrivals_until(other, START + HOUR)


def test_how_far_it_is_let_run_at_a_time_changes_nothing() -> None:
    at_once, by_the_second = simulation(), simulation()
    whole = arrivals_until(at_once, START + HOUR // 4)
    parts = [arrival for second in range(900) for arrival in by_the_second.run(START + 1000 * (second + 1))]
    assert [*parts, *by_the_second.rest()] == whole


def test_everything_is_in_connects_shapes_and_order(day: tuple[Simulation, list[Arrival]]) -> None:
    _, arrivals = day
    assert violations(events(arrivals, "stream"), events(arrivals, "bus")) == []


def test_everything_that_happens_in_a_centre_happens(day: tuple[Simulation, list[Arrival]]) -> None:
    simulated, arrivals = day
    ledger = simulated.ledger
    methods = {contact.initiation_method for contact in ledger.contacts}
    assert methods == {
        *("INBOUND", "API", "TRANSFER", "QUEUE_TRANSFER", "CALLBACK", "OUTBOUND", "MONITOR", "CAMPAIGN_PREVIEW")
    }
    assert {contact.channel for contact in ledger.contacts} == {"VOICE", "CHAT", "TASK", "EMAIL"}
    assert {stretch.state for stretches in ledger.stretches.values() for stretch in stretches} == {
        *("Available", "Offline", "Break", "Lunch", "Training", "Coaching", "Monitoring"),
        *("Incoming", "Calling", "On Call", "On Hold", "Paused", "After Call Work", "Missed", "Rejected", "Error"),
    }
    agent_events = events(arrivals, "stream")
    assert {event["EventType"] for event in agent_events} == {"LOGIN", "STATE_CHANGE", "HEART_BEAT", "LOGOUT"}
    assert any(event["CurrentAgentSnapshot"]["NextAgentStatus"] for event in agent_events)
    assert max(len(event["CurrentAgentSnapshot"]["Contacts"]) for event in agent_events) == 3
    # Warm transfers join three people, cold ones do not; somebody is transferred twice.
    assert any(contact.previous and contact.previous.previous for contact in ledger.contacts)
    assert any(contact.related for contact in ledger.contacts)
    assert any(contact.skill for contact in ledger.contacts)
    assert any(contact.abandoned for contact in ledger.contacts)
    assert any(contact.connected_to_agent_at is None and contact.queued_at is None for contact in ledger.contacts)


def test_campaigns_reach_people_machines_and_nobody(day: tuple[Simulation, list[Arrival]]) -> None:
    simulated, _ = day
    of_campaigns = [contact for contact in simulated.ledger.contacts if contact.campaign_id]
    calls = [contact for contact in of_campaigns if not contact.is_preview]
    assert {contact.answering_machine_detection_status for contact in calls} == {
        *("HUMAN_ANSWERED", "VOICEMAIL_BEEP", "VOICEMAIL_NO_BEEP", "AMD_UNANSWERED", "SIT_TONE_INVALID_NUMBER")
    }
    with_agents = {contact.answering_machine_detection_status for contact in calls if contact.agent_id}
    assert with_agents == {"HUMAN_ANSWERED"}
    previews = [contact for contact in of_campaigns if contact.is_preview]
    ways = {(tuple(stretch.state for stretch in each.stretches), each.disconnect_reason) for each in previews}
    assert (("INCOMING", "PENDING"), "OUTBUND_PREVIEW_DISCARDED") in ways
    assert (("INCOMING", "PENDING", "CONNECTING"), None) in ways
    assert (("INCOMING", "PENDING", "CONNECTING", "CONNECTED", "ENDED"), None) in ways
    assert not any(contact.abandoned for contact in previews)


def test_work_after_a_contact_ends_at_the_agents_limit(day: tuple[Simulation, list[Arrival]]) -> None:
    simulated, _ = day
    limit = simulated.centre.agents[0].after_contact_work_limit * 1000
    assert max(contact.time_in("ENDED") for contact in simulated.ledger.contacts) == limit


def test_people_leave_by_logging_out_by_closing_the_window_and_by_falling_silent(
    day: tuple[Simulation, list[Arrival]],
) -> None:
    simulated, arrivals = day
    last: dict[str, Arrival] = {}
    for arrival in arrivals:
        if arrival.where == "stream":
            last[arrival.partition_key.rpartition("/")[2]] = arrival
    ends = START + 9 * HOUR
    ways = Counter(
        (
            json.loads(last[agent_id].data)["CurrentAgentSnapshot"]["AgentStatus"]["Name"],
            ends - last[agent_id].at > HOUR,
        )
        for agent_id in simulated.ledger.statuses
    )
    assert ways["Offline", True] > 0
    # Gone with the window open, whether heartbeats went on for an hour or not.
    assert ways["Break", True] > 0


def test_heartbeats_end_an_hour_after_logoff(day: tuple[Simulation, list[Arrival]]) -> None:
    _, arrivals = day
    logged_out: dict[object, int] = {}
    latest_beat: dict[object, int] = {}
    for arrival in arrivals:
        if arrival.where == "stream":
            event = json.loads(arrival.data)
            if event["EventType"] == "LOGOUT":
                logged_out[event["AgentARN"]] = arrival.at
            elif event["EventType"] == "HEART_BEAT" and event["AgentARN"] in logged_out:
                latest_beat[event["AgentARN"]] = arrival.at
    waits = [at - logged_out[agent] for agent, at in latest_beat.items()]
    assert waits
    assert max(waits) == HOUR


ALWAYS_UNCHANGED_TIMESTAMPS = DeliveryFaults.none().with_share("unchanged_state_timestamps=1")
NO_FIRST_SNAPSHOTS = DeliveryFaults.none().with_share("logins_without_snapshot=1")


@pytest.mark.parametrize(
    ("seed", "faults"),
    [
        (1, ALL_DELIVERY_FAULTS),
        (2, ALL_DELIVERY_FAULTS),
        (3, ALL_DELIVERY_FAULTS),
        (4, ALWAYS_UNCHANGED_TIMESTAMPS),
        (5, NO_FIRST_SNAPSHOTS),
    ],
    ids=["all faults", "all faults 2", "all faults 3", "unchanged timestamps", "logins without snapshots"],
)
def test_the_functions_make_of_its_events_what_really_happened(seed: int, faults: DeliveryFaults) -> None:
    simulated = simulation(seed, delivery_faults=faults)
    outcome = processed(arrivals_until(simulated, START + 2 * HOUR))
    contact_events = outcome.of("ContactEvent")
    comparisons: list[Comparison] = [
        compare_agent_states(simulated.ledger, outcome.of("AgentEvent")),
        compare_contact_states(simulated.ledger, outcome.of("AgentEvent_Contact")),
        compare_contact_events(simulated.ledger, contact_events),
        *compare_contact_times(simulated.ledger, contact_events),
        compare_abandonments(simulated.ledger, contact_events),
    ]
    assert [comparison for comparison in comparisons if not comparison.holds or not comparison.expected] == []
    assert gaps_and_overlaps(outcome.of("AgentEvent")) == []
    assert outcome.quarantined == simulated.ledger.broken_records
    assert (simulated.ledger.broken_records > 0) == (faults == ALL_DELIVERY_FAULTS)


def test_whatever_is_odd_about_their_order_agents_events_are_in_connects_shapes() -> None:
    delivery_faults = DeliveryFaults.none().with_share("connected_twice=1").with_share("logins_without_snapshot=1")
    arrivals = arrivals_until(simulation(seed=7, delivery_faults=delivery_faults), START + 3 * HOUR)
    assert violations(events(arrivals, "stream"), events(arrivals, "bus")) == []


def test_the_ledger_knows_the_state_of_every_instant() -> None:
    simulated = simulation(seed=2)
    states = []
    for number in range(1, 60):
        list(simulated.run(START + 60_000 * number))
        states.append(simulated.live_state())
    for live_state in states:
        now = Snapshot(simulated.centre, live_state)
        then = Snapshot(simulated.centre, simulated.ledger.live_state(live_state.at))
        for queue in simulated.centre.queues:
            part = Slice(queues=frozenset({queue.queue_id}))
            assert then.measure(part) == now.measure(part)
    assert any(live_state.waiting for live_state in states)


def test_delivery_faults_change_what_arrives_and_nothing_else() -> None:
    plain, odd = simulation(delivery_faults=DeliveryFaults.none()), simulation(delivery_faults=ALL_DELIVERY_FAULTS)
    arrivals = [arrivals_until(each, START + HOUR) for each in (plain, odd)]
    assert ledger_of(plain) == ledger_of(odd)
    assert plain.ledger.stretches == odd.ledger.stretches
    assert arrivals[0] != arrivals[1]


def with_only(fault: str) -> tuple[Simulation, list[Arrival]]:
    """Half an hour with one delivery fault, half of the time."""
    simulated = simulation(delivery_faults=DeliveryFaults.none().with_share(f"{fault}=0.5"))
    return simulated, arrivals_until(simulated, START + HOUR // 2)


def test_contact_events_can_come_late() -> None:
    _, arrivals = with_only("late_contact_events")
    seen: set[object] = set()
    early = 0
    for event in events(arrivals, "bus"):
        detail = event["detail"]
        early += detail["eventType"] == "CONNECTED_TO_SYSTEM" and detail["contactId"] not in seen
        seen.add(detail["contactId"])
    assert early > 0


def test_contact_events_can_come_twice_under_other_ids() -> None:
    _, arrivals = with_only("repeated_contact_events")
    details = Counter(json.dumps(event["detail"]) for event in events(arrivals, "bus"))
    assert set(details.values()) == {1, 2}
    ids = [event["id"] for event in events(arrivals, "bus")]
    assert len(set(ids)) == len(ids)


def test_contact_events_can_be_lost_and_the_ledger_knows_which() -> None:
    simulated, arrivals = with_only("lost_contact_events")
    assert simulated.ledger.lost.total() > 0
    assert simulated.ledger.delivered.total() == len(events(arrivals, "bus"))


def test_agent_events_can_come_again_after_newer_ones() -> None:
    _, arrivals = with_only("repeated_agent_events")
    of_agent: dict[str, list[str]] = {}
    for arrival in arrivals:
        if arrival.where == "stream":
            of_agent.setdefault(arrival.partition_key, []).append(json.loads(arrival.data)["EventTimestamp"])
    assert any(times != sorted(times) for times in of_agent.values())


def test_connected_can_come_twice_and_without_its_time_at_first() -> None:
    _, arrivals = with_only("connected_twice")
    contacts = [
        contact
        for event in events(arrivals, "stream")
        for contact in event["CurrentAgentSnapshot"]["Contacts"]
        if contact["State"] == "CONNECTED"
    ]
    without = {contact["ContactId"] for contact in contacts if contact["ConnectedToAgentTimestamp"] is None}
    assert without
    assert without <= {contact["ContactId"] for contact in contacts if contact["ConnectedToAgentTimestamp"]}


def test_a_state_can_change_and_keep_its_timestamp() -> None:
    _, arrivals = with_only("unchanged_state_timestamps")
    states: dict[tuple[str, str], set[str]] = {}
    for event in events(arrivals, "stream"):
        for contact in event["CurrentAgentSnapshot"]["Contacts"]:
            states.setdefault((contact["ContactId"], contact["StateStartTimestamp"]), set()).add(contact["State"])
    kept = {frozenset(each) for each in states.values() if len(each) > 1}
    assert {frozenset({"CONNECTED", "CONNECTED_ONHOLD"}), frozenset({"CONNECTED", "ENDED"})} <= kept


def test_a_first_login_can_come_without_a_snapshot_and_the_ledger_knows_which() -> None:
    simulated, arrivals = with_only("logins_without_snapshot")
    logins = [event for event in events(arrivals, "stream") if event["EventType"] == "LOGIN"]
    without = {event["AgentARN"] for event in logins if event["CurrentAgentSnapshot"] is None}
    assert 0 < len(without) < len(logins)
    assert {arn.rpartition("/")[2] for arn in without} == {each for each, _ in simulated.ledger.logins_without_snapshot}


def test_contact_records_can_share_the_stream() -> None:
    simulated, arrivals = with_only("contact_records")
    records = [event for event in events(arrivals, "stream") if "AWSContactTraceRecordFormatVersion" in event]
    completed = sum(event_type == "COMPLETED" for _, event_type in simulated.ledger.delivered)
    assert 0 < len(records) < completed


def test_records_can_be_broken_besides_the_whole_ones() -> None:
    simulated, arrivals = with_only("broken_records")
    whole = [arrival for arrival in arrivals if arrival.data.endswith("}")]
    assert len(arrivals) - len(whole) == simulated.ledger.broken_records > 0
    assert len(whole) == len(arrivals_until(simulation(delivery_faults=DeliveryFaults.none()), START + HOUR // 2))


def test_a_delivery_fault_that_does_not_exist_or_no_share_is_refused_by_name() -> None:
    for text in ("losses=0.1", "lost_contact_events", "lost_contact_events=2", "lost_contact_events=x"):
        with pytest.raises(ValueError, match=r"is not NAME=SHARE .* late_contact_events"):
            DeliveryFaults().with_share(text)


def test_another_alias_is_another_instance_with_the_same_queues() -> None:
    one, other = generated_centre(1, 50), generated_centre(1, 50, "halden-travel")
    assert (one.alias, other.alias) == ("halden-insurance", "halden-travel")
    assert one.instance_id != other.instance_id
    assert {queue.name for queue in one.queues} == {queue.name for queue in other.queues}
    assert "BasicQueue" in {queue.name for queue in one.queues}
    ids = [
        {each.queue_id for each in centre.queues} | {each.agent_id for each in centre.agents} for centre in (one, other)
    ]
    assert ids[0].isdisjoint(ids[1])


@pytest.mark.parametrize("agents", [5, 50, 10_000])
def test_a_centre_can_be_of_any_size(agents: int) -> None:
    centre = generated_centre(1, agents)
    assert len(centre.agents) == agents
    assert len({agent.agent_id for agent in centre.agents}) == agents
    assert len({agent.username for agent in centre.agents}) == agents
    served = {queue.queue_id for agent in centre.agents for queue in agent.profile.queues if not agent.is_supervisor}
    assert served == {queue.queue_id for queue in centre.queues}


def test_the_documentation_has_every_delivery_fault_with_its_share() -> None:
    page = (ROOT / "docs" / "local-stack.md").read_text()
    documented = dict(re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", page, re.MULTILINE))
    assert {name: float(share) for name, share in documented.items()} == vars(DeliveryFaults())
