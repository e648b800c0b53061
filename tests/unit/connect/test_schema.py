"""The check of what is sent: it takes the payloads in `events/`, and compares both kinds of events."""

from itertools import count

from local.connect.agent_stream import AgentStream
from local.connect.centre import small_centre
from tests.support.connect_schema import violations
from tests.support.golden import payloads
from tests.support.payload_events import CALL, INBOUND, OTHER, agent_events, changed, contact_events

CENTRE = small_centre()


def test_what_is_in_the_payloads_is_what_connect_sends() -> None:
    agents = [event for name in payloads("agent-events") for event in agent_events(name.rpartition("/")[2])]
    contacts = [event for name in payloads("contact-events") for event in contact_events(name.rpartition("/")[2])]
    assert (len(agents), len(contacts)) == (58, 36)
    assert violations(agents, contacts) == []


def test_a_contact_that_the_stream_has_in_the_queue_at_another_time_is_found() -> None:
    later = "2026-11-20T09:04:12.298Z"
    events = changed(list(INBOUND.values()), "3/detail/queueInfo/enqueueTimestamp", later)[3:4]
    (found,) = violations(CALL, events)
    assert "it is in the queue 44 ms later than on the stream" in found


def test_what_is_odd_and_yet_connects_is_taken() -> None:
    """CONNECTED twice, an offer made again, a status kept over a logout, 1970 for a time that is not set."""
    ids = count(1)
    stream = AgentStream(
        CENTRE,
        CENTRE.agents[0],
        offline_since=1_795_000_000_000,
        new_event_id=lambda: f"00000000-0000-4000-8000-{next(ids):012d}",
    )
    at = 1_795_165_200_000
    queue = CENTRE.queues[0]
    events = [
        stream.set_status(at, "Available"),
        stream.offer(at + 5_000, OTHER, queue=queue, queued_at=at + 4_000),
        stream.clear(at + 5_500, OTHER),
        stream.offer(at + 5_700, OTHER, queue=queue, queued_at=at + 4_000),
        stream.move(at + 9_000, OTHER, "CONNECTED"),
    ]
    without_time = changed(events[-1], "CurrentAgentSnapshot/Contacts/0/ConnectedToAgentTimestamp", None)
    with_time = events[-1] | {
        "EventId": OTHER,
        "EventTimestamp": "2026-11-20T09:00:09.080Z",
        "PreviousAgentSnapshot": without_time["CurrentAgentSnapshot"],
    }
    not_set = changed(INBOUND["CONNECTED_TO_SYSTEM"], "detail/connectedToSystemTimestamp", "1970-01-01T00:00:00.001Z")
    assert violations([*events[:-1], without_time, with_time, stream.logout(at + 9_500)], [not_set, not_set]) == []
    again = stream.login(at + 9_000_000)
    assert violations([*events, again], []) == []
