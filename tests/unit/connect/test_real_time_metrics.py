"""Connect's real-time metrics, by Connect's definitions, from a live_state."""

import pytest

from local.connect.centre import Agent, Centre, Queue, RoutingProfile
from local.connect.live_state import AgentNow, HandledContact, LiveState, WaitingContact
from local.connect.real_time_metrics import METRICS, Slice, Snapshot
from snapshot_rows import QUEUE_METRICS

AT = 1_795_165_200_000
SUPPORT = Queue("q-support", "Support", ("VOICE", "CHAT"))
SALES = Queue("q-sales", "Sales", ("VOICE",))
BOTH = RoutingProfile("rp-both", "Both", (SUPPORT, SALES), {"VOICE": 1, "CHAT": 3})
PHONES = RoutingProfile("rp-phones", "Phones", (SALES,), {"VOICE": 1})


def centre_of(**profiles: RoutingProfile) -> Centre:
    agents = tuple(Agent(name, name, name, "Agent", profile, None) for name, profile in profiles.items())
    return Centre("arn:aws:connect:eu-west-2:1:instance/i-1", "test", 0, (SUPPORT, SALES), (BOTH, PHONES), (), agents)


def metrics(
    now: AgentNow | None = None,
    *,
    profile: RoutingProfile = BOTH,
    waiting: tuple[WaitingContact, ...] = (),
    part: Slice | None = None,
) -> dict[str, float]:
    """The metrics, other than zero, of a centre with one agent."""
    live_state = LiveState(AT, {"ada": now} if now else {}, waiting)
    measured = Snapshot(centre_of(ada=profile), live_state).measure(part or Slice())
    return {name: value for name, value in measured.items() if value}


def call(state: str, queue: Queue = SUPPORT, channel: str = "VOICE", method: str = "INBOUND") -> HandledContact:
    return HandledContact(
        contact_id="contact",
        queue_id=queue.queue_id,
        channel=channel,
        initiation_method=method,
        state=state,
        state_started_at=AT - 5_000,
    )


def test_an_agent_without_a_state_is_offline_and_counts_nowhere() -> None:
    assert metrics() == {}


def test_an_available_agent_is_online_staffed_and_available_with_all_slots_free() -> None:
    assert metrics(AgentNow("Available", AT)) == {
        "AGENTS_ONLINE": 1,
        "AGENTS_STAFFED": 1,
        "AGENTS_AVAILABLE": 1,
        "SLOTS_AVAILABLE": 4,
    }


def test_an_agent_in_a_custom_status_is_online_and_non_productive_but_not_staffed() -> None:
    assert metrics(AgentNow("Lunch", AT)) == {"AGENTS_ONLINE": 1, "AGENTS_NON_PRODUCTIVE": 1}


@pytest.mark.parametrize("state", ["CONNECTED", "CONNECTED_ONHOLD", "PAUSED"])
def test_an_agent_with_a_contact_is_on_contact_and_not_available(state: str) -> None:
    assert metrics(AgentNow("Available", AT, (call(state),)), profile=PHONES) == {
        "AGENTS_ONLINE": 1,
        "AGENTS_STAFFED": 1,
        "AGENTS_ON_CALL": 1,
        "AGENTS_ON_CONTACT": 1,
        "SLOTS_ACTIVE": 1,
    }


def test_after_contact_work_is_on_contact_and_counts_contacts_not_agents() -> None:
    chats = (call("ENDED", channel="CHAT"), call("ENDED", channel="CHAT"))
    measured = metrics(AgentNow("Available", AT, chats))
    assert measured["AGENTS_AFTER_CONTACT_WORK"] == 2
    assert measured["AGENTS_ON_CONTACT"] == 1
    assert measured["SLOTS_ACTIVE"] == 2


@pytest.mark.parametrize("state", ["MISSED", "ERROR", "REJECTED"])
def test_a_missed_or_failed_contact_is_an_error_and_makes_nobody_available(state: str) -> None:
    measured = metrics(AgentNow("Available", AT, (call(state),)), profile=PHONES)
    assert measured == {"AGENTS_ONLINE": 1, "AGENTS_STAFFED": 1, "AGENTS_ERROR": 1}


def test_ringing_is_on_contact_only_when_it_is_dialled() -> None:
    assert "AGENTS_ON_CONTACT" not in metrics(AgentNow("Available", AT, (call("CONNECTING"),)))
    assert metrics(AgentNow("Break", AT, (call("CONNECTING", method="OUTBOUND"),)))["AGENTS_ON_CONTACT"] == 1


def test_a_chat_leaves_the_other_slots_for_chats_free_and_none_for_calls() -> None:
    assert metrics(AgentNow("Available", AT, (call("CONNECTED", channel="CHAT"),)))["SLOTS_AVAILABLE"] == 2


def test_an_agent_counts_in_every_queue_of_the_routing_profile_and_a_contact_in_its_own() -> None:
    now = AgentNow("Available", AT, (call("CONNECTED", SUPPORT),))
    sales = metrics(now, part=Slice(queues=frozenset({SALES.queue_id})))
    support = metrics(now, part=Slice(queues=frozenset({SUPPORT.queue_id})))
    assert sales == {"AGENTS_ONLINE": 1, "AGENTS_STAFFED": 1}
    assert support == {**sales, "AGENTS_ON_CALL": 1, "AGENTS_ON_CONTACT": 1, "SLOTS_ACTIVE": 1}


def test_a_channel_has_the_agents_and_the_slots_that_it_is_given() -> None:
    chat = Slice(channels=frozenset({"CHAT"}))
    assert metrics(AgentNow("Available", AT), part=chat)["SLOTS_AVAILABLE"] == 3
    assert metrics(AgentNow("Available", AT), profile=PHONES, part=chat) == {}


def test_callbacks_to_come_are_scheduled_and_do_not_wait_in_queue() -> None:
    waiting = (
        WaitingContact(SALES.queue_id, "VOICE", AT - 12_500),
        WaitingContact(SALES.queue_id, "VOICE", AT - 42_250),
        WaitingContact(SALES.queue_id, "VOICE", AT - 900_000, scheduled=True),
    )
    assert metrics(waiting=waiting) == {
        "CONTACTS_IN_QUEUE": 2,
        "CONTACTS_SCHEDULED": 1,
        "OLDEST_CONTACT_AGE": 42_250,
    }
    assert metrics(waiting=waiting, part=Slice(queues=frozenset({SUPPORT.queue_id}))) == {}


def test_every_metric_that_the_queues_are_measured_by_is_there() -> None:
    assert set(QUEUE_METRICS) <= set(METRICS)
