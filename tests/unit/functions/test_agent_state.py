"""The agent's effective state: every contact state, alone and in every pair."""

from itertools import combinations_with_replacement
from typing import Any

import botocore.session
import pytest

from agent_snapshot import Contact, Snapshot
from agent_state import active_contacts, contact_state, effective_state
from tests.support.event_factories import contact, decoded_snapshot, snapshot

# Connect's contact states with what each means for the agent, strongest first, as docs/data-model.md lists them.
STATES = [
    ("ERROR", "INBOUND", "Error"),
    ("MISSED", "INBOUND", "Missed"),
    ("REJECTED", "INBOUND", "Rejected"),
    ("CONNECTED", "MONITOR", "Monitoring"),
    ("CONNECTED", "INBOUND", "On Call"),
    ("CONNECTED_ONHOLD", "INBOUND", "On Hold"),
    ("PAUSED", "API", "Paused"),
    ("ENDED", "INBOUND", "After Call Work"),
    ("CONNECTING", "OUTBOUND", "Calling"),
    ("CONNECTING", "EXTERNAL_OUTBOUND", "Calling"),
    ("CONNECTING", "CALLBACK", "Calling"),
    ("CONNECTING", "CAMPAIGN_PREVIEW", "Calling"),
    ("CONNECTING", "INBOUND", "Incoming"),
    ("INCOMING", "CALLBACK", "Incoming"),
    ("PENDING", "CALLBACK", "Incoming"),
]

# Every initiation method of Connect's agent event stream, and what a contact of it is called in each contact state.
CONTACT_STATES = (
    *("INCOMING", "PENDING", "CONNECTING"),
    *("CONNECTED", "CONNECTED_ONHOLD", "PAUSED", "MISSED", "REJECTED", "ERROR", "ENDED"),
)
INCOMING = ("Incoming", "Incoming", "Incoming")  # offered to the agent: it rings
CALLING = ("Incoming", "Incoming", "Calling")  # offered or previewed, then the customer is dialled
WITH_AGENT = ("On Call", "On Hold", "Paused", "Missed", "Rejected", "Error", "After Call Work")
WORDS = {
    "INBOUND": INCOMING + WITH_AGENT,
    "TRANSFER": INCOMING + WITH_AGENT,
    "QUEUE_TRANSFER": INCOMING + WITH_AGENT,
    "DISCONNECT": INCOMING + WITH_AGENT,
    "API": INCOMING + WITH_AGENT,
    "WEBRTC_API": INCOMING + WITH_AGENT,
    "FLOW": INCOMING + WITH_AGENT,
    # An agent writes to a customer: nobody is dialled.
    "AGENT_REPLY": INCOMING + WITH_AGENT,
    # A supervisor listens to another agent's contact. For its agent the state is Monitoring while it is CONNECTED.
    "MONITOR": INCOMING + WITH_AGENT,
    "OUTBOUND": CALLING + WITH_AGENT,
    "EXTERNAL_OUTBOUND": CALLING + WITH_AGENT,
    "CALLBACK": CALLING + WITH_AGENT,
    "CAMPAIGN_PREVIEW": CALLING + WITH_AGENT,
}
PAIRS = [
    (method, state, word) for method, words in WORDS.items() for state, word in zip(CONTACT_STATES, words, strict=True)
]


def snapshot_of(*contacts: tuple[str, str, str], status: str = "Available") -> Snapshot:
    shapes = [
        contact(state, started, f"c-{number}", initiation_method=method)
        for number, (state, method, started) in enumerate(contacts)
    ]
    return decoded_snapshot(snapshot(shapes, status=status))


@pytest.mark.parametrize(("state", "method", "expected"), STATES)
def test_a_contact_alone_decides_the_state_of_its_agent(state: str, method: str, expected: str) -> None:
    found, deciding = effective_state(snapshot_of((state, method, "09:00:00")))
    assert found == expected
    assert deciding is not None
    assert deciding.contact_id == "c-0"


@pytest.mark.parametrize(("method", "state", "word"), PAIRS)
def test_a_contact_of_every_initiation_method_has_a_word_in_every_state(method: str, state: str, word: str) -> None:
    read = snapshot_of((state, method, "09:00:00"))
    assert contact_state(read.contacts[0]) == word
    agent_state, _ = effective_state(read)
    assert agent_state == ("Monitoring" if (method, state) == ("MONITOR", "CONNECTED") else word)


def test_the_table_has_every_initiation_method_and_state_of_the_service_model() -> None:
    connect: Any = botocore.session.get_session().get_service_model("connect")
    assert set(connect.shape_for("ContactInitiationMethod").enum) <= set(WORDS)
    assert set(connect.shape_for("ContactState").enum) <= set(CONTACT_STATES)


@pytest.mark.parametrize(("first", "second"), [*combinations_with_replacement(range(len(STATES)), 2)])
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_contacts_the_stronger_state_decides(first: int, second: int, turned: bool) -> None:
    pair = [(*STATES[first][:2], "09:00:00"), (*STATES[second][:2], "09:30:00")]
    found, _ = effective_state(snapshot_of(*(reversed(pair) if turned else pair)))
    assert found == STATES[first][2]


@pytest.mark.parametrize("status", ["Available", "Offline", "Lunch"])
def test_without_contacts_the_state_is_the_name_of_the_status(status: str) -> None:
    assert effective_state(snapshot_of(status=status)) == (status, None)


def test_of_contacts_in_one_state_the_one_longest_in_it_decides() -> None:
    chats = snapshot_of(("CONNECTED", "API", "09:40:00"), ("CONNECTED", "API", "09:20:00"))
    found, deciding = effective_state(chats)
    assert (found, deciding and deciding.contact_id) == ("On Call", "c-1")


def test_a_contact_state_that_connect_adds_later_is_passed_by() -> None:
    assert effective_state(snapshot_of(("SUMMARISING", "INBOUND", "09:00:00"))) == ("Available", None)
    found, _ = effective_state(snapshot_of(("SUMMARISING", "INBOUND", "09:00:00"), ("ENDED", "INBOUND", "09:10:00")))
    assert found == "After Call Work"


def test_ringing_inbound_missed_and_unknown_contacts_take_no_active_slot() -> None:
    taken = [(state, method) for state, method, _ in STATES]
    active = {
        (state, method) for state, method in taken if active_contacts(snapshot_of((state, method, "09:00:00"))) == 1
    }
    assert active == {
        ("CONNECTED", "MONITOR"),
        ("CONNECTED", "INBOUND"),
        ("CONNECTED_ONHOLD", "INBOUND"),
        ("PAUSED", "API"),
        ("ENDED", "INBOUND"),
        ("CONNECTING", "OUTBOUND"),
        ("CONNECTING", "EXTERNAL_OUTBOUND"),
        ("CONNECTING", "CALLBACK"),
        ("CONNECTING", "CAMPAIGN_PREVIEW"),
    }
    assert active_contacts(snapshot_of(("SUMMARISING", "INBOUND", "09:00:00"))) == 0


def test_a_supervisor_who_listens_and_takes_a_call_is_monitoring() -> None:
    both = snapshot_of(("CONNECTED", "INBOUND", "09:00:00"), ("CONNECTED", "MONITOR", "09:10:00"))
    found, deciding = effective_state(both)
    assert found == "Monitoring"
    assert isinstance(deciding, Contact)
    assert deciding.initiation_method == "MONITOR"
