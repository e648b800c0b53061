"""Generated rows of a contact centre, the same for the same seed.

They fill the boards. No test compares values with them: the simulated contact centre is there for that.
"""

import random
import time
from collections.abc import Iterator

from connect_analytics.rows import Row, Value
from connect_analytics.schema import AGENT_EVENT, AGENT_EVENT_CONTACT, CONTACT_EVENT, INSTANCE, QUEUE, USER

INSTANCE_ID = "5b0e1a52-6e0c-4b3a-9c3e-0f6a3c1d2e4f"
QUEUES = ("Sales", "Support", "Billing", "Returns", "Technical help", "New customers")
PROFILES = ("Generalist", "Sales and billing", "Technical")
FIRST_NAMES = ("Amara", "Ben", "Chloé", "Dylan", "Esi", "Farid", "Grace", "Hana", "Ivan", "Jo", "Kofi", "Lena", "Mo")
LAST_NAMES = ("Okafor", "Smith", "Dubois", "Evans", "Mensah", "Haddad", "Lee", "Sato", "Petrov", "Khan", "O'Neill")
# A state, how long it lasts on average, in seconds, and what may follow it.
STATES = {
    "Available": (150, ("Incoming", "Incoming", "Incoming", "Incoming", "Lunch", "Training")),
    "Incoming": (8, ("On Call", "On Call", "On Call", "On Call", "On Call", "On Call", "Missed")),
    "On Call": (260, ("After Call Work", "After Call Work", "On Hold")),
    "On Hold": (40, ("On Call",)),
    "After Call Work": (55, ("Available",)),
    "Missed": (25, ("Available",)),
    "Lunch": (1500, ("Available",)),
    "Training": (1200, ("Available",)),
}


def generated_rows(agents: int, hours: float, now: int, seed: int = 1) -> Iterator[Row]:
    """Rows of all six tables for the `hours` before `now`, in milliseconds."""
    draw = random.Random(seed)
    start = now - round(hours * 3_600_000)
    yield from _agents(draw, agents, start, now)
    yield from _contacts(draw, round(agents * hours * 4), start, now)
    yield from _queues(draw, start, now)
    yield Row(INSTANCE, now, 1, {"instance_id": INSTANCE_ID}, {"alias": "example", "status": "ACTIVE", "queues": 6})


def now_ms() -> int:
    return time.time_ns() // 10**6


def _agents(draw: random.Random, agents: int, start: int, now: int) -> Iterator[Row]:
    for number in range(agents):
        agent_id = _id(draw)
        name = f"{draw.choice(FIRST_NAMES)} {draw.choice(LAST_NAMES)} {number + 1}"
        profile = draw.choice(PROFILES)
        identity = {"instance_id": INSTANCE_ID, "agent_id": agent_id}
        known = {"username": f"agent{number + 1}", "agent_name": name, "routing_profile": profile}
        first, last, _ = name.split()
        user: dict[str, Value] = {
            "username": known["username"],
            "routing_profile": profile,
            "first_name": first,
            "last_name": last,
        }
        yield Row(USER, now, 1, {"instance_id": INSTANCE_ID, "user_id": agent_id}, user)
        yield from _stretches(draw, identity, known, start, now)


def _stretches(
    draw: random.Random, identity: dict[str, str], known: dict[str, str], start: int, now: int
) -> Iterator[Row]:
    state, begins = "Available", start + round(draw.random() * 600_000)
    contact, queue = _id(draw), draw.randrange(len(QUEUES))
    while begins < now:
        lasts, following = STATES[state]
        ends = begins + round(draw.expovariate(1 / lasts) * 1000) + 1000
        is_open = ends >= now
        measured: dict[str, Value] = {
            "duration": (min(ends, now) - begins) / 1000,
            "open": is_open,
            "last_event_at": min(ends, now),
        }
        with_contact = state in {"Incoming", "On Call", "On Hold", "After Call Work", "Missed"}
        own = "Available" if with_contact else state
        row: dict[str, Value] = {
            **known,
            **measured,
            "state": state,
            "event_type": "STATE_CHANGE",
            "status": own,
            "status_type": "ROUTABLE" if own == "Available" else "CUSTOM",
            "contacts": int(with_contact),
            "slots_active": int(with_contact),
            "slots_available": int(state == "Available"),
            "slots_available_voice": int(state == "Available"),
        }
        if with_contact:
            of_contact: dict[str, Value] = {"channel": "VOICE", "queue_name": QUEUES[queue]}
            row |= {**of_contact, "contact_id": contact}
            yield Row(
                AGENT_EVENT_CONTACT,
                begins,
                ends,
                {**identity, "contact_id": contact},
                {**of_contact, **measured, "state": state, "queue_id": queue_id(queue)},
            )
        else:
            contact, queue = _id(draw), draw.randrange(len(QUEUES))
        yield Row(AGENT_EVENT, begins, ends, identity, row)
        state, begins = draw.choice(following), ends


def _contacts(draw: random.Random, contacts: int, start: int, now: int) -> Iterator[Row]:
    for _ in range(contacts):
        begins = start + round(draw.random() * (now - start))
        queued = begins + 20_000
        queue_time = draw.expovariate(1 / 35)
        abandoned = draw.random() < 0.06
        talk, after = draw.expovariate(1 / 260) + 10, draw.expovariate(1 / 55) + 2
        known: dict[str, Value] = {
            "channel": draw.choice(("VOICE", "VOICE", "VOICE", "CHAT")),
            "initiation_method": draw.choice(("INBOUND", "INBOUND", "INBOUND", "CALLBACK", "OUTBOUND")),
            "queue_id": queue_id(draw.randrange(len(QUEUES))),
            "queue_type": "STANDARD",
            "initiated_at": begins,
            "queued_at": queued,
        }
        answered = queued + round(queue_time * 1000)
        events: list[tuple[str, int, dict[str, Value]]] = [("INITIATED", begins, {}), ("QUEUED", queued, {})]
        if abandoned:
            events.append(("DISCONNECTED", answered, {"abandoned": True, "queue_time": queue_time}))
        else:
            left = answered + round(talk * 1000)
            ended = left + round(after * 1000)
            connected: dict[str, Value] = {"connected_to_agent_at": answered, "agent_id": _id(draw)}
            times: dict[str, Value] = {
                "queue_time": queue_time,
                "handle_time": talk + after,
                "after_call_work_time": after,
            }
            events += [
                ("CONNECTED_TO_AGENT", answered, {**connected, "queue_time": queue_time}),
                ("DISCONNECTED", left, {**connected, "disconnected_at": left, "abandoned": False}),
                ("COMPLETED", ended, {**connected, **times, "disconnected_at": left, "abandoned": False}),
            ]
        contact_id = _id(draw)
        for event_type, at, more in events:
            if at <= now:
                identity = {"instance_id": INSTANCE_ID, "contact_id": contact_id, "event_type": event_type}
                yield Row(CONTACT_EVENT, at, 1, identity, {**known, **more})


def _queues(draw: random.Random, start: int, now: int) -> Iterator[Row]:
    waiting = [3, 8, 1, 0, 14, 2]
    for at in range(now, start, -60_000):
        for number, name in enumerate(QUEUES):
            waiting[number] = max(0, waiting[number] + draw.choice((-2, -1, 0, 0, 1, 2)))
            measures: dict[str, Value] = {
                "queue_name": name,
                "status": "ENABLED",
                "agents_online": 9 + number,
                "agents_available": draw.randrange(5),
                "agents_staffed": 8 + number,
                "agents_on_contact": 3 + draw.randrange(5),
                "agents_after_contact_work": draw.randrange(3),
                "agents_non_productive": draw.randrange(3),
                "contacts_in_queue": waiting[number],
                "contacts_scheduled": 0,
                "oldest_contact_age": waiting[number] * 14.5,
                "slots_active": 4,
                "slots_available": 6,
            }
            yield Row(QUEUE, at, 1, {"instance_id": INSTANCE_ID, "queue_id": queue_id(number)}, measures)


def queue_id(number: int) -> str:
    return f"0000000{number}-0000-4000-8000-000000000000"


def _id(draw: random.Random) -> str:
    digits = f"{draw.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
