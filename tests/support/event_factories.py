"""Makes events as Connect sends them, with only what a test is about said in it."""

import json
from itertools import count
from typing import Any

from agent_snapshot import AgentEvent, Snapshot, decode
from agent_timeline import AgentMemory, Timeline, fold
from connect_analytics.rows import Row, Value, latest
from local.connect import shapes

INSTANCE_ID = "7d0f2c1e-5a55-4f0e-9a53-2f8a4bb3c001"
INSTANCE = f"arn:aws:connect:eu-west-2:123456789012:instance/{INSTANCE_ID}"
AGENT = "a1e0c7d2-0000-4000-8000-000000000001"
OTHER_AGENT = "a1e0c7d2-0000-4000-8000-000000000002"
QUEUE = "b2f1d8e3-0000-4000-8000-000000000001"

_sequence = count()

type Shape = dict[str, Any]


def at(clock: str, day: int = 20) -> int:
    """Milliseconds since 1970 of a time of the day, `09:00:00` or `09:00:00.123`, in November 2026."""
    hours, minutes, seconds = clock.split(":")
    midnight = 1_793_491_200_000 + (day - 1) * 86_400_000
    return midnight + int(hours) * 3_600_000 + int(minutes) * 60_000 + round(float(seconds) * 1000)


def contact(state: str, started: str, contact_id: str = "c-1", **changes: Any) -> Shape:
    """A contact in an agent's snapshot: an inbound call unless `changes` says otherwise."""
    return shapes.contact(
        INSTANCE,
        **{
            "contact_id": contact_id,
            "state": state,
            "state_started_at": at(started),
            "channel": "VOICE",
            "initiation_method": "INBOUND",
            "queue_id": QUEUE,
            "queue_name": "Support",
            "queued_at": at("08:59:00"),
            **changes,
        },
    )


def snapshot(
    contacts: list[Shape] | None = None,
    status: str = "Available",
    status_type: str = "ROUTABLE",
    since: int | str = "08:00:00",
    **changes: Any,
) -> Shape:
    """An agent's snapshot. `changes` are those of the agent's configuration, and `next_status`."""
    next_status = changes.pop("next_status", None)
    profile = shapes.routing_profile(
        INSTANCE,
        "rp-1",
        "Voice and chat",
        [shapes.queue(INSTANCE, QUEUE, "Support", ["VOICE", "CHAT"])],
        changes.pop("slots", {"VOICE": (1, 1, 1), "CHAT": (3, 3, 3)}),
    )
    return shapes.snapshot(
        INSTANCE,
        status=status,
        status_type=status_type,
        status_started_at=at(since) if isinstance(since, str) else since,
        agent_configuration=shapes.configuration(
            **{
                "first_name": "Ada",
                "last_name": "Okafor",
                "username": "ada.okafor",
                "profile": profile,
                "hierarchy": shapes.hierarchy_groups(INSTANCE, [("hg-1", "Europe"), ("hg-2", "London")]),
                "skills": {},
                **changes,
            }
        ),
        contacts=contacts or [],
        next_status=next_status,
    )


def event(
    when: str | int,
    current: Shape | None = None,
    *,
    previous: Shape | None = None,
    event_type: str = "STATE_CHANGE",
    agent: str = AGENT,
    event_id: str | None = None,
) -> Shape:
    """An agent event. The previous snapshot is the current one unless given, as in a login."""
    current = current or snapshot()
    milliseconds = at(when) if isinstance(when, str) else when
    return shapes.agent_event(
        INSTANCE,
        agent_id=agent,
        event_id=event_id or f"event-{next(_sequence)}",
        event_type=event_type,
        at=milliseconds,
        current=current,
        previous=previous or current,
    )


def without_snapshot(when: str | int, event_type: str, **changes: Any) -> Shape:
    """An agent event that has no snapshots, as a new agent's first LOGIN may."""
    return event(when, event_type=event_type, **changes) | {
        "CurrentAgentSnapshot": None,
        "PreviousAgentSnapshot": None,
    }


def record(shape: Shape | bytes) -> Shape:
    """A Kinesis record with an agent event, or with any bytes."""
    sequence = next(_sequence)
    if isinstance(shape, bytes):
        return shapes.kinesis_record(shape, partition_key="any", sequence=sequence, arrived_at=at("12:00:00"))
    arrived_at = at("23:59:59", day=30)
    data = json.dumps(shape).encode()
    return shapes.kinesis_record(data, partition_key="any", sequence=sequence, arrived_at=arrived_at)


def decoded(*events: Shape, names: bool = True) -> list[AgentEvent]:
    """Events as the function reads them from the stream."""
    read = [decode(record(shape), position, names=names) for position, shape in enumerate(events)]
    return [agent_event for agent_event in read if agent_event]


def decoded_snapshot(shape: Shape) -> Snapshot:
    """An agent's snapshot as the function reads it."""
    (read,) = decoded(event("09:00:00", shape))
    assert read.current
    return read.current


def folded(*events: Shape, memories: dict[str, AgentMemory] | None = None, names: bool = True) -> Timeline:
    """What the function makes of events."""
    return fold(memories or {}, decoded(*events, names=names))


def rows(timeline: Timeline, table: str) -> list[Row]:
    """A table after a batch: the newest version of each row, in the order of time."""
    return sorted((row for row in latest(timeline.rows) if row.table.name == table), key=lambda row: row.time)


def states(timeline: Timeline) -> list[tuple[Value, ...]]:
    """The agent's stretches: state, seconds, and whether it is still in it."""
    return [
        (row.measures["state"], row.measures["duration"], row.measures["open"]) for row in rows(timeline, "AgentEvent")
    ]


def contact_states(timeline: Timeline) -> list[tuple[Value, ...]]:
    """The contacts' stretches: contact, state, seconds, and whether it still is."""
    return [
        (
            row.dimensions["contact_id"],
            row.measures["state"],
            row.measures["duration"],
            row.measures["open"],
        )
        for row in rows(timeline, "AgentEvent_Contact")
    ]


def contact_event(event_type: str, delivered: str = "09:30:00", **changes: Any) -> Shape:
    """A contact event of an inbound call that was initiated at 09:00:00."""
    return shapes.contact_event(
        INSTANCE,
        **{
            "envelope_id": f"envelope-{next(_sequence)}",
            "delivered_at": at(delivered),
            "event_type": event_type,
            "contact_id": "c-1",
            "channel": "VOICE",
            "initiation_method": "INBOUND",
            "initiated_at": at("09:00:00"),
            **changes,
        },
    )


def handled(event_type: str, **changes: Any) -> Shape:
    """A contact event of a call that waited 30 s, was talked to for 3 min and worked on for 12.9 s."""
    work = {"after_contact_work": (at("09:03:40"), at("09:03:52.900"))} if event_type == "COMPLETED" else {}
    return contact_event(
        event_type,
        **{
            "connected_to_system_at": at("09:00:00.400"),
            "queue_id": QUEUE,
            "queued_at": at("09:00:10"),
            "agent_id": AGENT,
            "connected_to_agent_at": at("09:00:40"),
            "disconnected_at": at("09:03:40.250"),
            **work,
            **changes,
        },
    )
