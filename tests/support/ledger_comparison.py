"""Compares rows of the tables with a simulation's ledger of what happened.

The rows are as golden files have them (tests.support.golden.stored, tests.support.golden.readable).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from local.connect.centre import Centre
from local.connect.real_time_metrics import Slice, Snapshot
from local.connect.simulation.contact import Contact
from local.connect.simulation.ledger import Ledger, Stretch

# An agent event comes up to 67 ms after the state began, twice that for two states in one millisecond.
TOLERANCE = 0.2

type Row = dict[str, Any]

CONTACT_STATES = {
    "CONNECTED": "On Call",
    "CONNECTED_ONHOLD": "On Hold",
    "PAUSED": "Paused",
    "ENDED": "After Call Work",
    "MISSED": "Missed",
    "REJECTED": "Rejected",
    "ERROR": "Error",
    "INCOMING": "Incoming",
}


@dataclass
class Comparison:
    """One thing that was compared: how many there are by the ledger, and in what the tables differ from it."""

    what: str
    expected: int
    found: int
    worst: float = 0.0
    differences: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.differences and self.expected == self.found


def milliseconds(timestamp: str) -> int:
    return round(datetime.fromisoformat(timestamp).timestamp() * 1000)


def compare_agent_states(ledger: Ledger, rows: Iterable[Row]) -> Comparison:
    """AgentEvent against the agents' stretches: each state, when it began and, if it is over, how long it was."""
    truth = {
        agent_id: [(each.state, each.began_at, each.ended_at) for each in shown_stretches(ledger, agent_id)]
        for agent_id in ledger.stretches
    }
    return _compare_stretches("stretches of agents' states", truth, rows, lambda row: row["agent_id"])


def shown_stretches(ledger: Ledger, agent_id: str) -> list[Stretch]:
    """An agent's stretches as events show them.

    A LOGIN without a snapshot does not say what the agent is in: the state of the next event counts from the LOGIN on.
    """
    shown: list[Stretch] = []
    began_at: int | None = None
    for each in ledger.stretches[agent_id]:
        if (agent_id, each.began_at) in ledger.logins_without_snapshot:
            began_at = each.began_at
        else:
            shown.append(each if began_at is None else replace(each, began_at=began_at))
            began_at = None
    return shown


def compare_contact_states(ledger: Ledger, rows: Iterable[Row]) -> Comparison:
    """AgentEvent_Contact against the contacts' stretches with each agent."""
    truth: dict[tuple[str, str], list[tuple[str, int, int | None]]] = defaultdict(list)
    for each in ledger.contact_stretches:
        dialled = each.state == "CONNECTING" and each.contact.initiation_method in (
            "OUTBOUND",
            "CALLBACK",
            "CAMPAIGN_PREVIEW",
        )
        state = "Calling" if dialled else CONTACT_STATES.get(each.state, "Incoming")
        truth[each.agent_id, each.contact.contact_id].append((state, each.began_at, each.ended_at))
    return _compare_stretches(
        "stretches of contacts' states", truth, rows, lambda row: (row["agent_id"], row["contact_id"])
    )


def _compare_stretches[K](
    what: str, truth: dict[K, list[tuple[str, int, int | None]]], rows: Iterable[Row], key: Callable[[Row], K]
) -> Comparison:
    stored: dict[K, list[Row]] = defaultdict(list)
    for row in rows:
        stored[key(row)].append(row)
    comparison = Comparison(what, sum(map(len, truth.values())), sum(map(len, stored.values())))
    for whose in truth.keys() | stored.keys():
        expected, found = truth.get(whose, []), sorted(stored[whose], key=lambda row: str(row["time"]))
        if [state for state, _, _ in expected] != [row["state"] for row in found]:
            comparison.differences.append(f"{whose} was {expected}, and is {found}")
            continue
        for (state, began_at, ended_at), row in zip(expected, found, strict=True):
            off = abs(milliseconds(row["time"]) - began_at) / 1000
            if ended_at is not None and not row["open"]:
                off = max(off, abs(row["duration"] - (ended_at - began_at) / 1000))
            comparison.worst = max(comparison.worst, off)
            if off > TOLERANCE or (ended_at is None) != row["open"]:
                comparison.differences.append(f"{whose} {state} from {began_at} to {ended_at} is {row}")
    return comparison


def gaps_and_overlaps(rows: Iterable[Row]) -> list[str]:
    """Where an agent's stretch does not end in the millisecond in which the next one begins."""
    of_agent = defaultdict(list)
    for row in rows:
        of_agent[row["agent_id"]].append(row)
    return [
        f"{before} is not followed by {after}"
        for stretches in of_agent.values()
        for before, after in pairwise(sorted(stretches, key=lambda row: str(row["time"])))
        if milliseconds(before["time"]) + round(before["duration"] * 1000) != milliseconds(after["time"])
    ]


def compare_contact_events(ledger: Ledger, rows: Iterable[Row]) -> Comparison:
    """ContactEvent against the events that Connect sent: nothing missing, nothing extra."""
    # The time of these is that of their delivery, and MiniStack gives each delivery its own.
    repeated = ("PAUSED", "RESUMED", "CONTACT_DATA_UPDATED")
    expected = {event for event, number in ledger.delivered.items() if number > 0}
    counts = Counter((row["contact_id"], row["event_type"]) for row in rows)
    comparison = Comparison("contact events", len(expected), len(counts))
    for event in expected.symmetric_difference(counts):
        comparison.differences.append(f"{event} is {'missing' if event in expected else 'extra'}")
    for (contact_id, event_type), number in counts.items():
        if number > 1 and event_type not in repeated:
            comparison.differences.append(f"{contact_id} has {number} rows of {event_type}")
    return comparison


def compare_contact_times(ledger: Ledger, rows: Iterable[Row]) -> list[Comparison]:
    """The durations of ContactEvent against those of the contacts, of all whose event was not lost."""
    by_event = {(row["contact_id"], row["event_type"]): row for row in rows}
    durations: list[tuple[str, str, Callable[[Contact], int | None]]] = [
        ("queue_time", "CONNECTED_TO_AGENT", lambda contact: contact.queue_time),
        ("queue_time", "DISCONNECTED", _reported_queue_time),
        ("contact_time", "DISCONNECTED", lambda contact: (contact.disconnected_at or 0) - contact.initiated_at),
        ("handle_time", "COMPLETED", lambda contact: contact.handle_time),
        ("after_call_work_time", "COMPLETED", lambda contact: contact.time_in("ENDED") or None),
    ]
    comparisons = []
    for column, event_type, of_contact in durations:
        truth = {
            contact.contact_id: of_contact(contact)
            for contact in ledger.contacts
            if (contact.contact_id, event_type) in ledger.delivered
        }
        expected = {contact_id: value for contact_id, value in truth.items() if value is not None}
        found = {
            contact_id: by_event[contact_id, event_type][column]
            for contact_id in truth
            if column in by_event.get((contact_id, event_type), {})
        }
        comparison = Comparison(f"{column} of {event_type}", len(expected), len(found))
        for contact_id in expected.keys() | found.keys():
            if contact_id not in expected or contact_id not in found:
                comparison.differences.append(f"{contact_id} has {expected.get(contact_id)}, {found.get(contact_id)}")
                continue
            off = abs(found[contact_id] - expected[contact_id] / 1000)
            comparison.worst = max(comparison.worst, off)
            if off > TOLERANCE:
                comparison.differences.append(f"{contact_id} has {expected[contact_id]} ms and {found[contact_id]} s")
        comparisons.append(comparison)
    return comparisons


def _reported_queue_time(contact: Contact) -> int | None:
    """No event says when an agent took a callback or a preview whose customer did not answer."""
    return contact.queue_time if contact.customer_waits or contact.connected_to_agent_at is not None else None


def compare_abandonments(ledger: Ledger, rows: Iterable[Row]) -> Comparison:
    """Contacts that were abandoned by Connect's rule: with no other contact that came from them."""
    rows = list(rows)
    went_on = {row.get("previous_contact_id") for row in rows}
    found = {row["contact_id"] for row in rows if row.get("abandoned") and row["contact_id"] not in went_on}
    expected = {
        contact.contact_id
        for contact in ledger.contacts
        if contact.abandoned
        and (
            (contact.contact_id, "DISCONNECTED") in ledger.delivered
            or (contact.contact_id, "COMPLETED") in ledger.delivered
        )
    }
    comparison = Comparison("abandoned contacts", len(expected), len(found))
    comparison.differences = [f"{contact_id} is wrong" for contact_id in expected.symmetric_difference(found)]
    return comparison


def compare_queues(centre: Centre, ledger: Ledger, rows: Iterable[Row]) -> Comparison:
    """Every snapshot of a queue against the ledger's state of the centre at the same instant: exactly."""
    rows = list(rows)
    comparison = Comparison("snapshots of queues", len(rows), len(rows))
    for at in sorted({row["time"] for row in rows}):
        snapshot = Snapshot(centre, ledger.live_state(milliseconds(at)))
        for row in (row for row in rows if row["time"] == at):
            measured = snapshot.measure(Slice(queues=frozenset({row["queue_id"]})))
            measured["OLDEST_CONTACT_AGE"] //= 1000
            truth = {name.lower(): value for name, value in measured.items() if name != "AGENTS_ON_CALL"}
            wrong = {name: (value, row[name]) for name, value in truth.items() if row[name] != value}
            if wrong:
                comparison.differences.append(f"{row['queue_name']} at {at}: {wrong}")
    return comparison
