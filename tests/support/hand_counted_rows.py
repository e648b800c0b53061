"""Half an hour at Halden Insurance, 09:30 to 10:00: Connect's events, and the rows that the functions make of them.

It is small enough to be counted by hand, and has what boards get wrong: stretches that began before the half hour, an
agent who never logged out, one who fell silent, one whose heartbeats go on after the logoff, a contact transferred
twice, one that a flow moved on, one exchanged for a callback, abandons short and long, ends that were lost, and a queue
with no traffic. The service level is 20 seconds, an abandon is short below 5.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

from agent_snapshot import AgentEvent, decode
from agent_timeline import fold
from connect_analytics.rows import Row, latest
from contact_row import contact_row
from local.connect import shapes
from local.connect.agent_stream import AgentStream
from local.connect.centre import Queue, small_centre
from snapshot_rows import QUEUE_METRICS, instance_row, queue_rows, user_rows
from tests.support.event_factories import at

CENTRE = small_centre()
CLAIMS, SALES, SUPPORT, COMPLAINTS = CENTRE.queues
BILLING = Queue("5c1a7e40-6f0d-4b8e-9a51-0d2b6f3e1005", "Billing", ("VOICE",))
AMARA, BRUNO, CARYS, DINESH, ELENA, FEMI, GRETA = CENTRE.agents

NOW = at("10:00:00")
NAMES = {agent.agent_id: agent.username for agent in CENTRE.agents}

type Shape = dict[str, Any]

# Judged: c1 c4 c7 c8 c10 c11 k1 in time; c3 c5 c6 k2 g1 late. Not judged: c9 moved on, c12 is a callback, n1 was never
# queued. Before the half hour: c2.
SERVICE_LEVEL = 100 * 7 / 12
ANSWER_TIME = (15 + 30 + 10 + 15 + 10 + 10 + 30) / 7  # c1 c6 c7 c8 c10 k1 k2
ABANDONMENT_RATE = 100 * 2 / 14  # c4 and c5 of all but n1

AGENTS_NOW = {
    "Online": 5,  # all but Dinesh, who is silent, and Greta, who has logged out
    "Available": 2,  # Amara, Carys
    "On contact": 1,  # Bruno
    "After call work": 0,
    "Not productive": 1,  # Elena
    "Missed or error": 1,  # Femi
}


def rows() -> list[Row]:
    """Every row of the half hour, of all six tables."""
    return latest([*fold({}, _agent_events()).rows, *_contact_rows(), *_snapshots()])


def _agent_events() -> list[AgentEvent]:
    numbers = count()

    def new_event_id() -> str:
        return f"event-{next(numbers)}"

    sent = []
    for agent, day in zip(CENTRE.agents, (_amaras, _brunos, _carys, _dineshs, _elenas, _femis, _gretas), strict=True):
        stream = AgentStream(CENTRE, agent, offline_since=at("18:00:00", day=18), new_event_id=new_event_id)
        sent += list(day(stream))
    decoded = [
        decode(shapes.agent_event_record(event, sequence=position, arrived_at=NOW), position, names=True)
        for position, event in enumerate(sent)
    ]
    return [event for event in decoded if event]


def _begin_work(stream: AgentStream, clock: str, day: int = 20) -> Iterator[Shape]:
    yield stream.login(at(clock, day))
    yield stream.set_status(at(clock, day) + 10_000, "Available")


def _call(
    stream: AgentStream, contact_id: str, queue: Queue, rings: str, connects: str, **more: Any
) -> Iterator[Shape]:
    yield stream.offer(at(rings), contact_id, queue=queue, queued_at=at(rings) - 10_000, **more)
    yield stream.move(at(connects), contact_id, "CONNECTED")


def _amaras(stream: AgentStream) -> Iterator[Shape]:
    """Available since long before; a call with hold and after call work, and the last of a chain of transfers."""
    yield from _begin_work(stream, "08:00:00")
    yield from _call(stream, "c1", CLAIMS, "09:31:00", "09:31:05")
    yield stream.move(at("09:33:05"), "c1", "CONNECTED_ONHOLD")
    yield stream.move(at("09:34:05"), "c1", "CONNECTED")
    yield stream.move(at("09:36:05"), "c1", "ENDED")
    yield stream.clear(at("09:37:05"), "c1")
    yield from _call(stream, "c8", COMPLAINTS, "09:39:10", "09:39:15", initial_contact_id="c6")
    yield stream.move(at("09:44:15"), "c8", "ENDED")
    yield stream.clear(at("09:44:45"), "c8")
    yield stream.heartbeat(at("09:59:00"))


def _brunos(stream: AgentStream) -> Iterator[Shape]:
    """Two chats at once, of which one is over."""
    yield from _begin_work(stream, "09:00:00")
    yield from _call(stream, "k1", SUPPORT, "09:39:55", "09:40:00", channel="CHAT", initiation_method="API")
    yield from _call(stream, "k2", SUPPORT, "09:41:55", "09:42:00", channel="CHAT", initiation_method="API")
    yield stream.move(at("09:50:00"), "k1", "ENDED")
    yield stream.clear(at("09:51:00"), "k1")
    yield stream.heartbeat(at("09:59:10"))


def _carys(stream: AgentStream) -> Iterator[Shape]:
    """Never logged out since yesterday evening."""
    yield from _begin_work(stream, "20:00:00", day=19)
    for clock, day in (("23:00:00", 19), ("03:00:00", 20), ("08:05:00", 20)):
        yield stream.heartbeat(at(clock, day))
    yield from _call(stream, "c6", SUPPORT, "09:35:25", "09:35:30")
    yield stream.move(at("09:37:20"), "c6", "ENDED")
    yield stream.clear(at("09:37:30"), "c6")
    yield from _call(stream, "c10", SUPPORT, "09:45:05", "09:45:10", initial_contact_id="c9")
    yield stream.clear(at("09:46:10"), "c10")
    yield stream.heartbeat(at("09:59:20"))


def _dineshs(stream: AgentStream) -> Iterator[Shape]:
    """Falls silent in the middle of a call: nothing is heard after 09:40."""
    yield from _begin_work(stream, "08:45:00")
    yield from _call(stream, "c2", CLAIMS, "09:19:55", "09:20:00")
    yield stream.heartbeat(at("09:40:00"))


def _elenas(stream: AgentStream) -> Iterator[Shape]:
    """A call that came by transfer and goes on by transfer, then a break."""
    yield from _begin_work(stream, "09:00:00")
    yield from _call(stream, "c7", SALES, "09:37:05", "09:37:10", initial_contact_id="c6")
    yield stream.clear(at("09:39:20"), "c7")
    yield stream.set_status(at("09:45:00"), "Break")
    yield stream.heartbeat(at("09:59:30"))


def _femis(stream: AgentStream) -> Iterator[Shape]:
    """Misses a call, and does not clear it."""
    yield from _begin_work(stream, "09:15:00")
    yield stream.offer(at("09:50:00"), "c3", queue=CLAIMS, queued_at=at("09:49:30"))
    yield stream.move(at("09:50:20"), "c3", "MISSED")
    yield stream.heartbeat(at("09:59:40"))


def _gretas(stream: AgentStream) -> Iterator[Shape]:
    """Logs out at 09:35, and the heartbeats go on."""
    yield from _begin_work(stream, "08:30:00")
    yield stream.set_status(at("09:34:50"), "Offline")
    yield stream.logout(at("09:35:00"))
    for minute in range(37, 60, 2):
        yield stream.heartbeat(at(f"09:{minute}:00"))


def _contact_rows() -> Iterator[Row]:
    for position, event in enumerate(_contact_events()):
        yield contact_row(event, position)


def _contact_events() -> Iterator[Shape]:
    yield from contact("c1", CLAIMS, "09:30:50", AMARA, "09:31:05", "09:36:05", "09:37:05")
    yield from contact("c2", CLAIMS, "09:19:30", DINESH, "09:20:00")
    yield from contact("c3", CLAIMS, "09:49:30")
    yield from contact("c4", COMPLAINTS, "09:40:00", ends="09:40:03")
    yield from contact("c5", COMPLAINTS, "09:41:00", ends="09:42:30", lost=("DISCONNECTED",))
    # A chain of two transfers: the customer is there until 09:44:15, each agent only for a while.
    chain: Shape = {"initial_contact_id": "c6", "initiation_method": "TRANSFER"}
    yield from contact("c6", SUPPORT, "09:35:00", CARYS, "09:35:30", "09:44:15", "09:37:30", work_begins="09:37:20")
    yield from contact(
        "c7", SALES, "09:37:00", ELENA, "09:37:10", "09:44:15", "09:39:20",
        work_begins="09:39:20", previous_contact_id="c6", **chain,
    )  # fmt: skip
    yield from contact(
        "c8", COMPLAINTS, "09:39:00", AMARA, "09:39:15", "09:44:15", "09:44:45", previous_contact_id="c7", **chain
    )
    # A flow moves a waiting contact to another queue, where it is answered.
    yield from contact("c9", SALES, "09:44:00", ends="09:45:00")
    yield from contact(
        "c10", SUPPORT, "09:45:00", CARYS, "09:45:10", "09:46:10",
        initial_contact_id="c9", previous_contact_id="c9", initiation_method="QUEUE_TRANSFER",
    )  # fmt: skip
    # A customer asks for a callback, which is not dialled yet.
    yield from contact("c11", SALES, "09:47:00", ends="09:47:15")
    yield from contact(
        "c12", SALES, "09:47:15",
        initial_contact_id="c11", previous_contact_id="c11", initiation_method="CALLBACK",
    )  # fmt: skip
    chat: Shape = {"channel": "CHAT", "initiation_method": "API", "subtype": "connect:Chat"}
    yield from contact("k1", SUPPORT, "09:39:50", BRUNO, "09:40:00", "09:50:00", "09:51:00", **chat)
    yield from contact("k2", SUPPORT, "09:41:30", BRUNO, "09:42:00", **chat)
    # The customer has hung up long ago, but neither DISCONNECTED nor COMPLETED has come.
    yield from contact("g1", CLAIMS, "09:32:00", ends="09:33:00", lost=("DISCONNECTED", "COMPLETED"))
    # One that heard the opening hours and hung up.
    yield from contact("n1", None, "09:55:10", ends="09:55:30", disconnectReason="CONTACT_FLOW_DISCONNECT")


def contact(
    contact_id: str,
    queue: Queue | None,
    queued: str,
    agent: Any = None,
    connects: str = "",
    ends: str = "",
    work_ends: str = "",
    *,
    work_begins: str = "",
    lost: tuple[str, ...] = (),
    **more: Any,
) -> Iterator[Shape]:
    """A contact's events, initiated ten seconds before it is queued, as far as they have come by now."""
    known: Shape = {
        "contact_id": contact_id,
        "channel": "VOICE",
        "initiation_method": "INBOUND",
        "initiated_at": at(queued) - 10_000,
        **more,
    }
    later: list[tuple[str, int, Shape]] = [("INITIATED", at(queued) - 10_000, {})]
    if queue:
        later.append(("QUEUED", at(queued), {"queue_id": queue.queue_id, "queued_at": at(queued)}))
    if connects:
        connected = {"agent_id": agent.agent_id, "connected_to_agent_at": at(connects)}
        later.append(("CONNECTED_TO_AGENT", at(connects), connected))
    if ends:
        gone = {"disconnected_at": at(ends)}
        work = {"after_contact_work": (at(work_begins or ends), at(work_ends))} if work_ends else {}
        completed = ("COMPLETED", at(work_ends or ends), work)
        disconnected = ("DISCONNECTED", at(ends), gone)
        later += sorted((disconnected, completed), key=lambda event: event[1])
    for event_type, when, news in later:
        known |= news
        if event_type not in lost:
            yield shapes.contact_event(
                CENTRE.instance_arn,
                envelope_id=f"{contact_id}-{event_type}",
                delivered_at=when + 400,
                event_type=event_type,
                **known,
            )


def _snapshots() -> Iterator[Row]:
    """Queues four times a minute, users every quarter of an hour, the instance once an hour."""
    instance = {"Id": CENTRE.instance_id, "InstanceAlias": CENTRE.alias, "InstanceStatus": "ACTIVE"}
    for when in (at("09:00:05"), at("09:59:05")):
        yield instance_row(instance, queues=5, users=7, at=when)
    for when in range(at("09:15:10"), NOW, 15 * 60_000):
        yield from user_rows(
            CENTRE.instance_id,
            [
                {
                    "Id": agent.agent_id,
                    "Username": agent.username,
                    "RoutingProfileId": agent.profile.profile_id,
                    "HierarchyGroupId": agent.group.group_id if agent.group else None,
                }
                for agent in CENTRE.agents
            ],
            [{"Id": profile.profile_id, "Name": profile.name} for profile in CENTRE.profiles],
            [
                {
                    "Id": group.group_id,
                    "HierarchyPath": {
                        level: {"Name": member.name}
                        for level, member in zip(("LevelOne", "LevelTwo"), (*group.path, group), strict=False)
                    },
                }
                for group in CENTRE.groups
            ],
            at=when,
            names=True,
        )
    queues = [
        {"QueueId": queue.queue_id, "Name": queue.name, "Status": "ENABLED"} for queue in (*CENTRE.queues, BILLING)
    ]
    for when in range(at("09:15:02"), NOW, 15_000):
        yield from queue_rows(CENTRE.instance_id, queues, [queue_page(when, _figures(when))])


def _figures(when: int) -> dict[str, dict[str, float]]:
    """Connect's real-time metrics by queue, of those that have anything to report."""
    waited = (when - at("09:49:30")) / 1000  # c3 is the only one that waits
    return {
        CLAIMS.queue_id: {
            "AGENTS_ONLINE": 3,
            "AGENTS_AVAILABLE": 1 if when >= at("09:44:45") else 0,
            "AGENTS_ON_CONTACT": 1,
            "CONTACTS_IN_QUEUE": 1 if waited >= 0 else 0,
            "OLDEST_CONTACT_AGE": max(waited, 0),
        },
        SALES.queue_id: {
            "AGENTS_ONLINE": 3,
            "AGENTS_AVAILABLE": 1,
            "AGENTS_ON_CONTACT": 1,
            "CONTACTS_SCHEDULED": 1 if when >= at("09:47:15") else 0,
        },
    }


def queue_page(when: int, figures: dict[str, dict[str, float]]) -> Shape:
    """What GetCurrentMetricData says at `when`: queues with nothing to report are not in it."""
    return {
        "DataSnapshotTime": datetime.fromtimestamp(when / 1000, UTC),
        "MetricResults": [
            {
                "Dimensions": {"Queue": {"Id": queue_id}},
                "Collections": [{"Metric": {"Name": name}, "Value": values.get(name, 0)} for name in QUEUE_METRICS],
            }
            for queue_id, values in figures.items()
        ],
    }
