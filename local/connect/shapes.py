"""The exact shapes of what Amazon Connect sends: agent events and contact events.

Field by field as Connect's administrator guide and real events have them: agent events in PascalCase with null
for what is not set, contact events in camelCase without it. All times are milliseconds since 1970.
"""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import NAMESPACE_URL, uuid5

type Shape = dict[str, Any]


def timestamp(milliseconds: int | None) -> str | None:
    """As Connect writes it: 2026-11-20T09:00:00.123Z. None stays None."""
    if milliseconds is None:
        return None
    seconds, rest = divmod(milliseconds, 1000)
    return f"{_second(seconds)}.{rest:03d}Z"


@lru_cache(maxsize=4096)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def arn(instance_arn: str, kind: str, identifier: str) -> str:
    """The ARN of a thing of the instance, for example kind `queue`, `agent`, `contact` or `routing-profile`."""
    return f"{instance_arn}/{kind}/{identifier}"


@lru_cache(maxsize=4096)
def agent_state_arn(instance_arn: str, status: str) -> str:
    """The ARN of an agent status, by its name."""
    return arn(instance_arn, "agent-state", str(uuid5(NAMESPACE_URL, f"{instance_arn}/agent-state/{status}")))


def queue(instance_arn: str, queue_id: str, name: str | None, channels: list[str]) -> Shape:
    """A queue as a routing profile names it. An agent's own queue has the id `agent/<agent id>` and no name."""
    return {"ARN": arn(instance_arn, "queue", queue_id), "Channels": channels, "Name": name}


def routing_profile(
    instance_arn: str,
    profile_id: str,
    name: str,
    queues: list[Shape],
    slots: dict[str, tuple[int, int, int]],
) -> Shape:
    """A routing profile. `slots` has for each channel its maximum, available and currently available slots."""
    return {
        "ARN": arn(instance_arn, "routing-profile", profile_id),
        "Concurrency": [
            {
                "AvailableSlots": available,
                "Channel": channel,
                "CurrentAvailableSlots": currently,
                "MaximumSlots": maximum,
            }
            for channel, (maximum, available, currently) in slots.items()
        ],
        "DefaultOutboundQueue": queues[0],
        "InboundQueues": queues,
        "Name": name,
    }


def hierarchy_groups(instance_arn: str, levels: list[tuple[str, str]]) -> Shape | None:
    """The hierarchy groups of an agent from the top: ids and names. None for an agent in none."""
    if not levels:
        return None
    groups: Shape = {f"Level{level}": None for level in range(1, 6)}
    for level, (group_id, name) in enumerate(levels, start=1):
        groups[f"Level{level}"] = {"ARN": arn(instance_arn, "agent-group", group_id), "Name": name}
    return groups


def configuration(
    *,
    first_name: str,
    last_name: str,
    username: str,
    profile: Shape,
    hierarchy: Shape | None,
    skills: Mapping[str, float] = MappingProxyType({}),
) -> Shape:
    """An agent's configuration, with the keys that real events carry and the guide does not name.

    `skills` are levels by language.
    """
    return {
        "AgentHierarchyGroups": hierarchy,
        "AutoAccept": False,
        "FirstName": first_name,
        "LanguageCode": "",
        "LastName": last_name,
        "Proficiencies": [
            {"Name": "Language", "ProficiencyLevel": level, "Value": skill} for skill, level in skills.items()
        ],
        "RoutingProfile": profile,
        "SipAddress": "",
        "Username": username,
    }


def contact(
    instance_arn: str,
    *,
    contact_id: str,
    state: str,
    state_started_at: int,
    channel: str,
    initiation_method: str,
    queue_id: str | None,
    queue_name: str | None,
    queued_at: int | None,
    connected_to_agent_at: int | None = None,
    initial_contact_id: str | None = None,
) -> Shape:
    """A contact in an agent's snapshot. The first contact of a chain is its own initial contact."""
    return {
        "Channel": channel,
        "ConnectedToAgentTimestamp": timestamp(connected_to_agent_at),
        "ContactId": contact_id,
        "InitialContactId": initial_contact_id or contact_id,
        "InitiationMethod": initiation_method,
        "Queue": {"ARN": arn(instance_arn, "queue", queue_id), "Name": queue_name} if queue_id else None,
        "QueueTimestamp": timestamp(queued_at),
        "State": state,
        "StateStartTimestamp": timestamp(state_started_at),
    }


def snapshot(
    instance_arn: str,
    *,
    status: str,
    status_type: str,
    status_started_at: int,
    agent_configuration: Shape,
    contacts: list[Shape],
    next_status: tuple[str, int] | None = None,
) -> Shape:
    """An agent at one instant. `next_status` is the name of the status to come and when it was asked for."""
    return {
        "AgentStatus": {
            "ARN": agent_state_arn(instance_arn, status),
            "Name": status,
            "StartTimestamp": timestamp(status_started_at),
            "Type": status_type,
        },
        "Configuration": agent_configuration,
        "Contacts": contacts,
        "NextAgentStatus": next_status
        and {
            "ARN": agent_state_arn(instance_arn, next_status[0]),
            "EnqueuedTimestamp": timestamp(next_status[1]),
            "Name": next_status[0],
        },
    }


def agent_event(
    instance_arn: str,
    *,
    agent_id: str,
    event_id: str,
    event_type: str,
    at: int,
    current: Shape,
    previous: Shape,
) -> Shape:
    """One event of the agent event stream."""
    return {
        "AWSAccountId": instance_arn.split(":")[4],
        "AgentARN": arn(instance_arn, "agent", agent_id),
        "CurrentAgentSnapshot": current,
        "EventId": event_id,
        "EventTimestamp": timestamp(at),
        "EventType": event_type,
        "InstanceARN": instance_arn,
        "PreviousAgentSnapshot": previous,
        "Version": "2017-10-01",
    }


def kinesis_record(data: bytes, *, partition_key: str, sequence: int, arrived_at: int) -> Shape:
    """A record of a Kinesis stream as Lambda hands it to a function."""
    sequence_number = f"{49_600_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000 + sequence:d}"
    stream = "arn:aws:kinesis:eu-west-2:123456789012:stream/agent-events"
    return {
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": partition_key,
            "sequenceNumber": sequence_number,
            "data": base64.b64encode(data).decode(),
            "approximateArrivalTimestamp": arrived_at / 1000,
        },
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": f"shardId-000000000000:{sequence_number}",
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": "arn:aws:iam::123456789012:role/agent-events",
        "awsRegion": "eu-west-2",
        "eventSourceARN": stream,
    }


def agent_event_record(event: Shape, *, sequence: int, arrived_at: int) -> Shape:
    """An agent event on a Kinesis stream: compact JSON, with the agent as the partition key."""
    data = json.dumps(event, separators=(",", ":")).encode()
    return kinesis_record(data, partition_key=event["AgentARN"], sequence=sequence, arrived_at=arrived_at)


def contact_event(
    instance_arn: str,
    *,
    envelope_id: str,
    delivered_at: int,
    event_type: str,
    contact_id: str,
    channel: str,
    initiation_method: str,
    initiated_at: int,
    connected_to_system_at: int | None = None,
    queue_id: str | None = None,
    queued_at: int | None = None,
    agent_id: str | None = None,
    connected_to_agent_at: int | None = None,
    accepted_by_agent_at: int | None = None,
    preview_ended_at: int | None = None,
    hold_seconds: int | None = None,
    after_contact_work: tuple[int, int] | None = None,
    disconnected_at: int | None = None,
    initial_contact_id: str | None = None,
    previous_contact_id: str | None = None,
    related_contact_id: str | None = None,
    system_number: str | None = None,
    subtype: str = "connect:Telephony",
    **more: Any,
) -> Shape:
    """A contact event as EventBridge delivers it. What is not given is absent, never null.

    `after_contact_work` is its start and end; `system_number` is the telephone number of ours that was called, or that
    calls. `more` are further keys of the detail.
    """
    region, account = instance_arn.split(":")[3:5]
    detail: Shape = {
        "eventType": event_type,
        "contactId": contact_id,
        "initialContactId": initial_contact_id,
        "previousContactId": previous_contact_id,
        "relatedContactId": related_contact_id,
        "channel": channel,
        "instanceArn": instance_arn,
        "initiationMethod": initiation_method,
        "initiationTimestamp": timestamp(initiated_at),
        "connectedToSystemTimestamp": timestamp(connected_to_system_at),
        "disconnectTimestamp": timestamp(disconnected_at),
        "queueInfo": queue_id
        and {
            "queueArn": arn(instance_arn, "queue", queue_id),
            "queueType": "STANDARD",
            "enqueueTimestamp": timestamp(queued_at),
        },
        "agentInfo": agent_id
        and _set(
            {
                "agentArn": arn(instance_arn, "agent", agent_id),
                "connectedToAgentTimestamp": timestamp(connected_to_agent_at),
                "acceptedByAgentTimestamp": timestamp(accepted_by_agent_at),
                "previewEndTimestamp": timestamp(preview_ended_at),
                "agentInitiatedHoldDuration": hold_seconds,
                **_after_contact_work(after_contact_work),
            }
        ),
        "systemEndpoint": system_number and {"type": "TELEPHONE_NUMBER", "address": system_number},
        "segmentAttributes": {"connect:Subtype": {"valueString": subtype}},
        "tags": _set(
            {
                "aws:connect:instanceId": instance_arn.rpartition("/")[2],
                "aws:connect:systemEndpoint": system_number,
            }
        ),
        "contactDetails": {},
        **more,
    }
    return {
        "version": "0",
        "id": envelope_id,
        "detail-type": "Amazon Connect Contact Event",
        "source": "aws.connect",
        "account": account,
        # EventBridge's own time is in whole seconds.
        "time": f"{_second(delivered_at // 1000)}Z",
        "region": region,
        "resources": [instance_arn, arn(instance_arn, "contact", contact_id)],
        "detail": _set(detail),
    }


def _after_contact_work(work: tuple[int, int] | None) -> Shape:
    if work is None:
        return {}
    start, end = work
    return {
        "afterContactWorkStartTimestamp": timestamp(start),
        "afterContactWorkEndTimestamp": timestamp(end),
        "afterContactWorkDuration": (end - start) // 1000,
    }


def _set(shape: Shape) -> Shape:
    return {name: value for name, value in shape.items() if value is not None}
