"""What holds between the events of one contact and of a chain of them, and within an event beyond its schema.

Contact events come in any order, twice, or not at all: nothing is concluded from the order, nor from a missing one.
Figures that the documentation does not give are those of real events: the least and the most that were seen.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from tests.support.connect_schema.timestamps import milliseconds

type Shape = dict[str, Any]

# Stands for "not set".
_NOT_SET = "1970-01-01T00:00:00.001Z"

# What is the same in every event of a contact that has it.
_FACTS = (
    "channel",
    "instanceArn",
    "initiationMethod",
    "initialContactId",
    "previousContactId",
    "relatedContactId",
    "initiationTimestamp",
    "connectedToSystemTimestamp",
    "disconnectTimestamp",
    "scheduledTimestamp",
    "queueInfo",
    "systemEndpoint",
    "campaign",
    "answeringMachineDetectionStatus",
)
_AGENT_FACTS = (
    "agentArn",
    "connectedToAgentTimestamp",
    "acceptedByAgentTimestamp",
    "previewEndTimestamp",
    "agentInitiatedHoldDuration",
    "afterContactWorkStartTimestamp",
    "afterContactWorkEndTimestamp",
    "afterContactWorkDuration",
)
# What an event of each type makes known to those that follow it.
_KNOWN_AFTER = {
    "CONNECTED_TO_SYSTEM": (
        "connectedToSystemTimestamp",
        ("QUEUED", "CONNECTED_TO_AGENT", "DISCONNECTED", "COMPLETED"),
    ),
    "QUEUED": ("queueInfo", ("CONNECTED_TO_AGENT", "DISCONNECTED", "COMPLETED")),
    "CONNECTED_TO_AGENT": ("agentInfo", ("DISCONNECTED", "COMPLETED")),
}
_MAY_COME_AGAIN = ("CONTACT_DATA_UPDATED", "PAUSED", "RESUMED")


def check_contact_events(events: Iterable[Shape]) -> list[str]:
    """What Connect would not have sent in one contact's events, whole and in any order; a sentence for each."""
    events = list(events)
    found: list[str] = []
    for event in events:
        detail = event["detail"]
        name = f"{detail['eventType']} {event['id']} of contact {detail['contactId']}"
        sentences = (*_owned(event), *_in_order(detail), *_delivered(event), *_after_contact_work(event))
        found += [f"{name}: {sentence}" for sentence in sentences]
    contact = f"Contact {events[0]['detail']['contactId']}" if events else ""
    sentences = (*_consistent(events), *_repeated(events), *_cumulative([event["detail"] for event in events]))
    return found + [f"{contact}: {sentence}" for sentence in sentences]


def check_chains(contacts: Mapping[str, list[Shape]]) -> list[str]:
    """What is wrong between contacts and those that they were transferred from, given the events of each by its id."""
    found = []
    for contact_id, events in contacts.items():
        detail = events[0]["detail"]
        previous_id = detail.get("previousContactId")
        if previous_id is None:
            continue
        if contact_id in (previous_id, detail["initialContactId"]):
            found.append(f"Contact {contact_id} comes from itself.")
        elif previous_id in contacts:
            previous = contacts[previous_id][0]["detail"]
            found += [f"Contact {contact_id}: {sentence}" for sentence in _follows(detail, previous)]
    return found


def _follows(detail: Shape, previous: Shape) -> Iterator[str]:
    if detail["initialContactId"] != previous.get("initialContactId", previous["contactId"]):
        yield f"initialContactId is not the first of the chain that {previous['contactId']} is in."
    if detail["initiationTimestamp"] <= previous["initiationTimestamp"]:
        yield f"it began no later than {previous['contactId']}, which it comes from."
    if detail["channel"] != previous["channel"]:
        yield f"it has another channel than {previous['contactId']}, which it comes from."


def _owned(event: Shape) -> Iterator[str]:
    """The envelope is about the contact, and everything belongs to its instance."""
    detail = event["detail"]
    instance = detail["instanceArn"]
    region, account = instance.split(":")[3:5]
    if event["resources"] != [instance, f"{instance}/contact/{detail['contactId']}"]:
        yield "resources are not its instance and itself."
    if (event["region"], event["account"]) != (region, account):
        yield "region and account are not those of its instance."
    tags = detail["tags"]
    if tags["aws:connect:instanceId"] != instance.rpartition("/")[2]:
        yield "the tag aws:connect:instanceId is of another instance."
    if tags.get("aws:connect:systemEndpoint") != detail.get("systemEndpoint", {}).get("address"):
        yield "the tag aws:connect:systemEndpoint is not the address of systemEndpoint."
    for arn in (detail.get("queueInfo", {}).get("queueArn"), detail.get("agentInfo", {}).get("agentArn")):
        if arn and not arn.startswith(f"{instance}/"):
            yield f"{arn} is of another instance."


def _times(detail: Shape) -> dict[str, str]:
    """The times that are set, by key, in the order in which they come about: those of an agent after the queue's."""
    places = {
        "initiationTimestamp": detail,
        "connectedToSystemTimestamp": detail,
        "enqueueTimestamp": detail.get("queueInfo", {}),
        "acceptedByAgentTimestamp": detail.get("agentInfo", {}),
        "previewEndTimestamp": detail.get("agentInfo", {}),
        "connectedToAgentTimestamp": detail.get("agentInfo", {}),
        "afterContactWorkStartTimestamp": detail.get("agentInfo", {}),
        "afterContactWorkEndTimestamp": detail.get("agentInfo", {}),
    }
    return {key: place[key] for key, place in places.items() if place.get(key, _NOT_SET) != _NOT_SET}


def _in_order(detail: Shape) -> Iterator[str]:
    """Causes come before what they cause. A customer may leave before or after the agent's work begins, or ends."""
    times = _times(detail)
    if detail["initiationMethod"] != "INBOUND":
        # What is dialled may be connected to the agent first, and a callback waits before it is dialled.
        times.pop("connectedToSystemTimestamp", None)
    for (earlier, then), (later, now) in pairwise(times.items()):
        if then > now:
            yield f"{later} is before {earlier}."
    left = detail.get("disconnectTimestamp")
    for key in ("initiationTimestamp", "enqueueTimestamp", "connectedToAgentTimestamp"):
        if left and key in times and times[key] > left:
            yield f"disconnectTimestamp is before {key}."


def _delivered(event: Shape) -> Iterator[str]:
    """An event is not older than anything in it, but for the envelope's whole seconds."""
    detail, sent = event["detail"], event["time"].removesuffix("Z")
    for key, time in (_times(detail) | {"disconnectTimestamp": detail.get("disconnectTimestamp", "")}).items():
        if time[:19] > sent:
            yield f"it was sent before its {key}."
    if detail["eventType"] == "COMPLETED":
        yield from _completed(detail, milliseconds(event["time"]))


def _completed(detail: Shape, sent: int) -> Iterator[str]:
    """COMPLETED comes 2 to 7 s after the agent was done, or at once after the end where there was no agent."""
    done = detail.get("agentInfo", {}).get("afterContactWorkEndTimestamp")
    if done and not 1_000 < sent - milliseconds(done) <= 7_000:
        yield "COMPLETED does not come 2 to 7 s after the agent was done."
    if "agentInfo" not in detail:
        if "disconnectTimestamp" not in detail:
            yield "without an agent, COMPLETED has disconnectTimestamp."
        elif sent - milliseconds(detail["disconnectTimestamp"]) > 2_000:
            yield "without an agent, COMPLETED comes at once after the end."


def _after_contact_work(event: Shape) -> Iterator[str]:
    agent = event["detail"].get("agentInfo", {})
    if "afterContactWorkDuration" not in agent:
        return
    start, end = agent["afterContactWorkStartTimestamp"], agent["afterContactWorkEndTimestamp"]
    # Whole seconds, cut off and not rounded.
    if agent["afterContactWorkDuration"] != (milliseconds(end) - milliseconds(start)) // 1000:
        yield "afterContactWorkDuration is not the time from its start to its end, in whole seconds."


def _consistent(events: Iterable[Shape]) -> Iterator[str]:
    """What one event says, all later ones say."""
    known: dict[str, Any] = {}
    for detail in (event["detail"] for event in events):
        agent = detail.get("agentInfo", {})
        facts = {key: detail[key] for key in _FACTS if key in detail} | {
            f"agentInfo.{key}": agent[key] for key in _AGENT_FACTS if key in agent
        }
        for key, value in facts.items():
            if value != _NOT_SET and known.setdefault(key, value) != value:
                yield f"{key} is {known[key]} in one event and {value} in another."


def _repeated(events: Iterable[Shape]) -> Iterator[str]:
    """An event that comes again says the same; only its envelope may differ."""
    details: dict[str, Shape] = {}
    envelopes: dict[str, Shape] = {}
    for event in events:
        detail = event["detail"]
        event_type = detail["eventType"]
        if event_type not in _MAY_COME_AGAIN and details.setdefault(event_type, detail) != detail:
            yield f"{event_type} comes twice and is not the same."
        if envelopes.setdefault(event["id"], event) != event:
            yield f"two events have the id {event['id']}."


def _cumulative(details: Iterable[Shape]) -> Iterator[str]:
    """What is known stays in all later events, and the two last events know the same."""
    by_type = {detail["eventType"]: detail for detail in details}
    for event_type, (key, later) in _KNOWN_AFTER.items():
        for each in later:
            if event_type in by_type and each in by_type and key not in by_type[each]:
                yield f"there is {event_type}, and {each} has no {key}."
    disconnected, completed = by_type.get("DISCONNECTED"), by_type.get("COMPLETED")
    if not disconnected or not completed:
        return
    for key in ("queueInfo", "agentInfo", "connectedToSystemTimestamp"):
        if (key in disconnected) != (key in completed):
            yield f"only one of DISCONNECTED and COMPLETED has {key}."
    agent = completed.get("agentInfo", {})
    done = agent.get("afterContactWorkEndTimestamp")
    if "disconnectTimestamp" not in completed and done and disconnected["disconnectTimestamp"] < done:
        yield "COMPLETED has no disconnectTimestamp, and the customer had left before the agent was done."
