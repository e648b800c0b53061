"""Holds what the simulated contact centre sends against what Amazon Connect is known to send.

Written from Connect's documentation and from what real events have been seen to be, and not from the simulator.
The two JSON Schemas here say what one event has; the modules beside them what holds from event to event.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs

from tests.support.connect_schema.agent_sequence import check_agent_events
from tests.support.connect_schema.contact_sequence import check_chains, check_contact_events
from tests.support.connect_schema.timestamps import milliseconds

type Event = dict[str, Any]

_FOLDER = Path(__file__).parent
_AGENT_EVENT = jsonschema_rs.validator_for(json.loads((_FOLDER / "agent_event.json").read_text()))
_CONTACT_EVENT = jsonschema_rs.validator_for(json.loads((_FOLDER / "contact_event.json").read_text()))


def violations(agent_events: Iterable[Event], contact_events: Iterable[Event]) -> list[str]:
    """What Connect would not have sent, a sentence for each.

    The agent events are in the order of the stream, the contact events (whole, with EventBridge's envelope) in any.
    An agent or a contact with an event that breaks its schema is not looked at further.
    """
    found: list[str] = []
    agents: dict[Any, list[Event]] = defaultdict(list)
    contacts: dict[Any, list[Event]] = defaultdict(list)
    broken = set()
    for event in agent_events:
        agents[event.get("AgentARN")].append(event)
        for sentence in agent_event_violations(event):
            broken.add(event.get("AgentARN"))
            found.append(sentence)
    for event in contact_events:
        contact_id = event.get("detail", {}).get("contactId")
        contacts[contact_id].append(event)
        for sentence in contact_event_violations(event):
            broken.add(contact_id)
            found.append(sentence)
    whole_agents = [events for agent, events in agents.items() if agent not in broken]
    whole_contacts = {contact_id: events for contact_id, events in contacts.items() if contact_id not in broken}
    for events in whole_agents:
        found += check_agent_events(events)
    for events in whole_contacts.values():
        found += check_contact_events(events)
    found += check_chains(whole_contacts)
    found += _check_queue_times(whole_agents, whole_contacts)
    return found


def agent_event_violations(event: Event) -> list[str]:
    """What is wrong with one event of the agent event stream, by itself."""
    name = f"{event.get('EventType')} {event.get('EventId')} of {event.get('AgentARN')}"
    return list(_schema_violations(_AGENT_EVENT, event, name))


def contact_event_violations(event: Event) -> list[str]:
    """What is wrong with one contact event, by itself."""
    detail = event.get("detail", {})
    name = f"{detail.get('eventType')} {event.get('id')} of contact {detail.get('contactId')}"
    return list(_schema_violations(_CONTACT_EVENT, event, name))


def _schema_violations(validator: Any, event: Event, name: str) -> Iterator[str]:
    if validator.is_valid(event):
        return
    for error in validator.iter_errors(event):
        place = ".".join(map(str, error.instance_path)) or "the event"
        forbidden = isinstance(error.kind, jsonschema_rs.ValidationErrorKind.FalseSchema)
        yield f"{name}: {place}: {'must not be there' if forbidden else error.message}."


def _check_queue_times(agents: Iterable[list[Event]], contacts: dict[Any, list[Event]]) -> Iterator[str]:
    """Contact events have a contact in the queue 8 to 43 ms later than the agent event stream has it."""
    on_the_stream = {
        contact["ContactId"]: contact["QueueTimestamp"]
        for events in agents
        for event in events
        if event["CurrentAgentSnapshot"] is not None
        for contact in event["CurrentAgentSnapshot"]["Contacts"]
    }
    for contact_id, events in contacts.items():
        enqueued = next((event["detail"]["queueInfo"] for event in events if "queueInfo" in event["detail"]), None)
        queued = on_the_stream.get(contact_id)
        if enqueued and queued:
            later = milliseconds(enqueued["enqueueTimestamp"]) - milliseconds(queued)
            if not 8 <= later <= 43:
                yield f"Contact {contact_id}: it is in the queue {later} ms later than on the stream, not 8 to 43."
