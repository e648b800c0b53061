"""A contact event as EventBridge delivers it becomes one row of ContactEvent.

The fields are those of "Contact events" in Connect's administrator guide; docs/data-model.md defines the row.
"""

import re
from functools import lru_cache
from typing import Any

from connect_analytics.fields import (
    Fields,
    InvalidRecord,
    identifier,
    json_object,
    milliseconds,
    required_identifier,
    required_milliseconds,
    required_text,
    text,
)
from connect_analytics.rows import Row, Value
from connect_analytics.schema import CONTACT_EVENT

# Connect's guide prints the second name in one of its samples.
_DETAIL_TYPES = ("Amazon Connect Contact Event", "Connect Customer Contact Event")

# The time at which each type of event happened: the first of these that is set. Other types have EventBridge's time.
_OWN_TIME = {
    "INITIATED": ("initiated_at",),
    "CONNECTED_TO_SYSTEM": ("connected_to_system_at",),
    "QUEUED": ("queued_at",),
    "CONNECTED_TO_AGENT": ("connected_to_agent_at",),
    "DISCONNECTED": ("disconnected_at",),
    "COMPLETED": ("after_call_work_ended_at", "disconnected_at"),
}

# The initiation methods of contacts for which no customer waits while they are queued: those that agents, supervisors,
# flows and preview campaigns begin, and callbacks, whose place in the queue Connect keeps. docs/data-model.md has all.
NOBODY_WAITS = frozenset(
    {"AGENT_REPLY", "CALLBACK", "CAMPAIGN_PREVIEW", "EXTERNAL_OUTBOUND", "FLOW", "MONITOR", "OUTBOUND"}
)

_CAPITALS = re.compile("[A-Z]+")

type Times = dict[str, int | None]


def contact_row(event: dict[str, Any], position: int) -> Row:
    """The row of an EventBridge event. Raises InvalidRecord for what is not a contact event.

    `position` is that of the event in its batch.
    """
    if event.get("detail-type") not in _DETAIL_TYPES:
        raise InvalidRecord(f'detail-type is not "{_DETAIL_TYPES[0]}"')
    delivered_at = required_milliseconds(event, "time")
    detail = _object(event, "detail")
    event_type = required_text(detail, "eventType")
    queue, agent = _object(detail, "queueInfo"), _object(detail, "agentInfo")
    times = _times(detail, queue, agent)
    measures = {**_attributes(detail, queue, agent), **times, **_durations(event_type, detail, times)}
    own_times = (times[name] for name in _OWN_TIME.get(event_type, ()))
    return Row(
        table=CONTACT_EVENT,
        time=next(filter(None, own_times), delivered_at),
        # EventBridge's time is in whole seconds: of two deliveries within one, the fuller wins.
        version=delivered_at * 1000 + sum(value is not None for value in measures.values()),
        dimensions={
            "instance_id": required_identifier(detail, "instanceArn"),
            "contact_id": required_text(detail, "contactId"),
            "event_type": event_type,
        },
        measures=measures,
        positions=(position,),
    )


def _object(fields: Fields, name: str) -> Fields:
    """The JSON object under `name`, with those of its fields that are set, named in camelCase.

    Real events are in camelCase. Connect's guide has printed PascalCase, and mixtures of both; the first events of 2021
    had names like InstanceARN.
    """
    return {_camel_case(each): value for each, value in json_object(fields, name).items() if value is not None}


@lru_cache(maxsize=1024)
def _camel_case(name: str) -> str:
    """`instanceArn` for InstanceArn, InstanceARN and instanceARN."""
    words = _CAPITALS.sub(lambda run: run[0].capitalize(), name)
    return words[:1].lower() + words[1:]


def _attributes(detail: Fields, queue: Fields, agent: Fields) -> dict[str, Value]:
    subtype = _object(_object(detail, "segmentAttributes"), "connect:Subtype")
    channel = text(detail, "channel")
    return {
        "channel": channel.upper() if channel else None,
        "subtype": text(subtype, "valueString"),
        "initiation_method": text(detail, "initiationMethod"),
        "queue_id": identifier(queue, "queueArn"),
        "queue_type": text(queue, "queueType"),
        "agent_id": identifier(agent, "agentArn"),
        "initial_contact_id": text(detail, "initialContactId"),
        "previous_contact_id": text(detail, "previousContactId"),
        "related_contact_id": text(detail, "relatedContactId"),
        "disconnect_reason": text(detail, "disconnectReason"),
        "answering_machine_detection_status": text(detail, "answeringMachineDetectionStatus"),
        "campaign_id": text(_object(detail, "campaign"), "campaignId"),
    }


def _times(detail: Fields, queue: Fields, agent: Fields) -> Times:
    return {
        "initiated_at": milliseconds(detail, "initiationTimestamp"),
        "connected_to_system_at": milliseconds(detail, "connectedToSystemTimestamp"),
        "queued_at": milliseconds(queue, "enqueueTimestamp"),
        "connected_to_agent_at": milliseconds(agent, "connectedToAgentTimestamp"),
        "disconnected_at": milliseconds(detail, "disconnectTimestamp"),
        "after_call_work_started_at": milliseconds(agent, "afterContactWorkStartTimestamp"),
        "after_call_work_ended_at": milliseconds(agent, "afterContactWorkEndTimestamp"),
    }


def _durations(event_type: str, detail: Fields, times: Times) -> dict[str, Value]:
    """What follows from the event's own times, each from the type of event on at which it is known."""
    queued, connected = times["queued_at"], times["connected_to_agent_at"]
    disconnected, work_ended = times["disconnected_at"], times["after_call_work_ended_at"]
    durations: dict[str, Value] = {}
    if event_type in ("CONNECTED_TO_AGENT", "DISCONNECTED", "COMPLETED"):
        durations["queue_time"] = _seconds(queued, connected)
        durations["connect_time"] = _seconds(times["initiated_at"], connected)
    if event_type in ("DISCONNECTED", "COMPLETED"):
        durations["contact_time"] = _seconds(times["initiated_at"], disconnected)
        somebody_waits = text(detail, "initiationMethod") not in NOBODY_WAITS
        durations["abandoned"] = queued is not None and connected is None and somebody_waits
        if durations["abandoned"]:
            durations["queue_time"] = _seconds(queued, disconnected)
    if event_type == "COMPLETED":
        durations["handle_time"] = _seconds(connected, work_ended or disconnected)
        durations["after_call_work_time"] = _seconds(times["after_call_work_started_at"], work_ended)
    return durations


def _seconds(start: int | None, end: int | None) -> float | None:
    """From `start` to `end`; None where one is not known, or they are not of the same wait."""
    return (end - start) / 1000 if start is not None and end is not None and end >= start else None
