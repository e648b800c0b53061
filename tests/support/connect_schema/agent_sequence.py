"""What holds between one agent's events, and within an event in ways that a schema cannot say.

Figures that the documentation does not give are those of real events: the least and the most that were seen.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from tests.support.connect_schema.timestamps import milliseconds

type Shape = dict[str, Any]

# An event comes at most so many milliseconds after what it reports.
_LAG = 100
_HEARTBEAT = 120_000
_HEARTBEATS_AFTER_LOGOUT = 3_600_000
# A CONNECTED without the time of the connection is followed by one with it after so many milliseconds at most.
_COMPLETION = 56

_DIALLED = ("OUTBOUND", "EXTERNAL_OUTBOUND", "CALLBACK", "CAMPAIGN_PREVIEW")
_GONE = "gone"
# What may follow each state of a contact; there is no state for "cleared".
_NEXT = {
    _GONE: {"INCOMING", "PENDING", "CONNECTING"},
    "INCOMING": {"PENDING", "CONNECTING", "MISSED", "REJECTED", "ERROR", _GONE},
    "PENDING": {"INCOMING", "CONNECTING", "CONNECTED", "MISSED", "REJECTED", "ERROR", _GONE},
    "CONNECTING": {"CONNECTED", "MISSED", "REJECTED", "ERROR", _GONE},
    "CONNECTED": {"CONNECTED_ONHOLD", "PAUSED", "ENDED", "ERROR"},
    "CONNECTED_ONHOLD": {"CONNECTED", "ENDED", "ERROR"},
    "PAUSED": {"CONNECTED", "ENDED", "ERROR"},
    "MISSED": {_GONE},
    "REJECTED": {_GONE},
    "ERROR": {_GONE},
    "ENDED": {_GONE},
}
# The contact of a preview campaign is looked at before it is dialled, and goes if it is discarded or not answered.
_NEXT_OF_PREVIEW = {
    **_NEXT,
    _GONE: {"INCOMING"},
    "INCOMING": {"PENDING", "MISSED", "REJECTED", "ERROR", _GONE},
    "PENDING": {"CONNECTING", "ERROR", _GONE},
}
_NEVER_CHANGES = ("Channel", "InitialContactId", "InitiationMethod", "Queue", "QueueTimestamp")


def check_agent_events(events: Iterable[Shape]) -> list[str]:
    """What Connect would not have sent in one agent's events, given in the order of the stream; a sentence for each."""
    found: list[str] = []
    by_id: dict[str, Shape] = {}
    last: Shape | None = None
    last_change: Shape | None = None
    logged_out_at: int | None = None
    for event in events:
        name = f"{event['EventType']} {event['EventId']} at {event['EventTimestamp']} of {event['AgentARN']}"
        first = by_id.setdefault(event["EventId"], event)
        if first is not event:
            found += [] if first == event else [f"{name}: it is not what came before with the same EventId."]
            continue
        kind = event["EventType"]
        if kind == "LOGOUT":
            logged_out_at = milliseconds(event["EventTimestamp"])
        elif kind == "LOGIN":
            logged_out_at = None
        sentences = list(_in_time(event, last, logged_out_at))
        if event["CurrentAgentSnapshot"] is not None:
            sentences += [*_owned(event), *_chained(event, last_change), *_slots(event["CurrentAgentSnapshot"])]
            if kind != "HEART_BEAT":
                sentences += [*_status(event), *_contacts(event)]
                last_change = event
        found += [f"{name}: {sentence}" for sentence in sentences]
        last = event
    return found


def _owned(event: Shape) -> Iterator[str]:
    """Everything belongs to the event's instance, and an agent's own queue to the agent."""
    instance = event["InstanceARN"]
    profile = event["CurrentAgentSnapshot"]["Configuration"]["RoutingProfile"]
    queues = [*profile["InboundQueues"], profile["DefaultOutboundQueue"]]
    if instance.split(":")[4] != event["AWSAccountId"]:
        yield "AWSAccountId is not that of InstanceARN."
    for arn in (event["AgentARN"], profile["ARN"], *(queue["ARN"] for queue in queues)):
        if not arn.startswith(f"{instance}/"):
            yield f"{arn} is of another instance."
    agent_id = event["AgentARN"].rpartition("/")[2]
    for queue in queues:
        if "/queue/agent/" in queue["ARN"] and not queue["ARN"].endswith(agent_id):
            yield f"{queue['ARN']} is another agent's own queue."


def _in_time(event: Shape, last: Shape | None, logged_out_at: int | None) -> Iterator[str]:
    """Events in their order, a heartbeat two minutes after whatever came last and never less."""
    if last is None:
        return
    at, kind = milliseconds(event["EventTimestamp"]), event["EventType"]
    after = at - milliseconds(last["EventTimestamp"])
    if after < 0:
        yield f"it is {-after} ms older than the event before it."
    if kind == "HEART_BEAT":
        if not _HEARTBEAT <= after <= _HEARTBEAT + _LAG:
            yield f"it comes {after} ms after the event before it, not 120 s."
        if logged_out_at is not None and at - logged_out_at > _HEARTBEATS_AFTER_LOGOUT:
            yield "it comes more than an hour after the logout."
    elif after > _HEARTBEAT + _LAG and logged_out_at is None and kind != "LOGIN":
        yield f"{after} ms have gone by without a heartbeat."


def _chained(event: Shape, last_change: Shape | None) -> Iterator[str]:
    """PreviousAgentSnapshot is the CurrentAgentSnapshot of the event before, heartbeats left out, byte for byte."""
    previous, current = event["PreviousAgentSnapshot"], event["CurrentAgentSnapshot"]
    before = last_change["CurrentAgentSnapshot"] if last_change else None
    match event["EventType"]:
        case "LOGIN":
            if not _same(previous, current):
                yield "a login changes the snapshot."
            if before and before["AgentStatus"] != current["AgentStatus"]:
                yield "a login has another status than there was before it."
        case "HEART_BEAT":
            if before and not _same(before, current):
                yield "a heartbeat has another CurrentAgentSnapshot than the event before it."
            of_before = last_change["PreviousAgentSnapshot"] if last_change else previous
            if not (_same(previous, current) or _same(previous, of_before)):
                yield "a heartbeat's PreviousAgentSnapshot is neither its own nor the one of the event before it."
        case kind:
            if before and not _same(previous, before):
                yield "PreviousAgentSnapshot is not the CurrentAgentSnapshot of the event before it."
            if kind == "STATE_CHANGE" and previous == current:
                yield "nothing has changed."


def _same(one: Shape, other: Shape) -> bool:
    return one == other and json.dumps(one) == json.dumps(other)


def _status(event: Shape) -> Iterator[str]:
    previous, current = event["PreviousAgentSnapshot"], event["CurrentAgentSnapshot"]
    before, status, at = previous["AgentStatus"], current["AgentStatus"], milliseconds(event["EventTimestamp"])
    if before["ARN"] == status["ARN"] and (before["Name"], before["Type"]) != (status["Name"], status["Type"]):
        yield "a status has another name or type than before."
    if before != status:
        lag = at - milliseconds(status["StartTimestamp"])
        # A change of status alone is sent at once; one that waited for a contact to be cleared, with the contact.
        allowed = 1 if previous["Contacts"] == current["Contacts"] else _LAG
        if not 0 <= lag <= allowed:
            yield f"the status begins {lag} ms before the event."
    upcoming = current["NextAgentStatus"]
    if upcoming and upcoming != previous["NextAgentStatus"]:
        lag = at - milliseconds(upcoming["EnqueuedTimestamp"])
        if not 0 <= lag <= _LAG:
            yield f"the next status was asked for {lag} ms before the event."


def _contacts(event: Shape) -> Iterator[str]:
    previous = {contact["ContactId"]: contact for contact in event["PreviousAgentSnapshot"]["Contacts"]}
    contacts = event["CurrentAgentSnapshot"]["Contacts"]
    current = {contact["ContactId"]: contact for contact in contacts}
    if len(current) != len(contacts):
        yield "a contact is there twice."
    at = milliseconds(event["EventTimestamp"])
    for contact_id, contact in current.items():
        before = previous.get(contact_id)
        if contact != before:
            for sentence in (*_moved(contact, before), *_timed(contact, before, at)):
                yield f"contact {contact_id}: {sentence}"
    for contact_id in previous.keys() - current.keys():
        state = previous[contact_id]["State"]
        if _GONE not in _NEXT[state] and previous[contact_id]["InitiationMethod"] != "MONITOR":
            yield f"contact {contact_id}: it is gone after {state}."


def _moved(contact: Shape, before: Shape | None) -> Iterator[str]:
    """A contact's state follows from the one before it, and all else of it stays."""
    state, was = contact["State"], before["State"] if before else _GONE
    monitored = contact["InitiationMethod"] == "MONITOR" and was == _GONE
    dialled_in_vain = (was, state) == ("CONNECTING", "ENDED") and contact["InitiationMethod"] in _DIALLED
    following = _NEXT_OF_PREVIEW if contact["InitiationMethod"] == "CAMPAIGN_PREVIEW" else _NEXT
    if state != was and state not in following[was] and not monitored and not dialled_in_vain:
        yield f"{state} follows {was}."
    if not before:
        return
    for key in _NEVER_CHANGES:
        if contact[key] != before[key]:
            yield f"{key} has changed."
    if before["ConnectedToAgentTimestamp"] not in (None, contact["ConnectedToAgentTimestamp"]):
        yield "ConnectedToAgentTimestamp has changed."
    started, had_started = contact["StateStartTimestamp"], before["StateStartTimestamp"]
    if state == was and started != had_started:
        yield "StateStartTimestamp has changed without the State."
    if state != was and started <= had_started:
        yield "its State begins no later than the one before it."


def _timed(contact: Shape, before: Shape | None, at: int) -> Iterator[str]:
    """A contact's times, at the event of its change."""
    started = milliseconds(contact["StateStartTimestamp"])
    completed = before is not None and before["State"] == contact["State"] == "CONNECTED"
    lag = at - started
    if not 0 <= lag <= _LAG + (_COMPLETION if completed else 0):
        yield f"its State begins {lag} ms before the event."
    if contact["QueueTimestamp"] and contact["QueueTimestamp"] > contact["StateStartTimestamp"]:
        yield "it was in the queue after its State began."
    if contact["ConnectedToAgentTimestamp"] is None:
        return
    connected = milliseconds(contact["ConnectedToAgentTimestamp"])
    if contact["QueueTimestamp"] and contact["QueueTimestamp"] > contact["ConnectedToAgentTimestamp"]:
        yield "it was connected before it was in the queue."
    if contact["State"] == "CONNECTED" and before and before["ConnectedToAgentTimestamp"] is None:
        earlier = started - connected
        if not 17 <= earlier <= 39:
            yield f"it was connected {earlier} ms before CONNECTED began, not 17 to 39."
    elif connected > started:
        yield "it was connected after its State began."


def _slots(snapshot: Shape) -> Iterator[str]:
    """AvailableSlots are those without a contact; CurrentAvailableSlots, those that are offered contacts now."""
    status_type, contacts = snapshot["AgentStatus"]["Type"], snapshot["Contacts"]
    for slots in snapshot["Configuration"]["RoutingProfile"]["Concurrency"]:
        channel, free, offered = slots["Channel"], slots["AvailableSlots"], slots["CurrentAvailableSlots"]
        here = sum(contact["Channel"] == channel for contact in contacts)
        left = max(0, slots["MaximumSlots"] - here)
        if free > left or (free < left and here == len(contacts)):
            yield f"AvailableSlots of {channel} are {free} of {slots['MaximumSlots']} with {here} contacts."
        if offered > free:
            yield f"CurrentAvailableSlots of {channel} are more than AvailableSlots."
        if status_type == "OFFLINE" and offered:
            yield f"CurrentAvailableSlots of {channel} are {offered} while the agent is offline."
        if status_type == "ROUTABLE" and offered != free:
            yield f"CurrentAvailableSlots of {channel} are {offered} and not the {free} that are available."
