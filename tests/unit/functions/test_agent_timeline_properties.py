"""What holds for every history of agents, however it is delivered."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent_snapshot import AgentEvent
from agent_timeline import LONGEST_SILENCE, LONGEST_STRETCH, AgentMemory, fold
from connect_analytics.rows import Row, latest
from tests.support.event_factories import (
    AGENT,
    OTHER_AGENT,
    Shape,
    at,
    contact,
    decoded,
    event,
    snapshot,
    without_snapshot,
)

STATUSES = [("Available", "ROUTABLE"), ("Lunch", "CUSTOM"), ("Offline", "OFFLINE")]
WORDS = {
    "CONNECTING": "Incoming",
    "CONNECTED": "On Call",
    "CONNECTED_ONHOLD": "On Hold",
    "ENDED": "After Call Work",
    "MISSED": "Missed",
    "ERROR": "Error",
    "PAUSED": "Paused",
    "SUMMARISING": "SUMMARISING",
}
STATES = list(WORDS)
EVENT_TYPES = ["STATE_CHANGE", "STATE_CHANGE", "HEART_BEAT", "LOGIN", "LOGOUT"]


@dataclass
class Stored:
    """A table as Timestream keeps it: of each row the highest version; an equal one changes nothing."""

    rows: dict[Any, Row] = field(default_factory=dict)

    def write(self, rows: list[Row]) -> None:
        for row in latest(rows):
            stored = self.rows.get(row.identity)
            if stored is None or row.version > stored.version:
                self.rows[row.identity] = row

    def contents(self) -> dict[Any, Any]:
        return {identity: (row.version, row.measures) for identity, row in self.rows.items()}

    def agent_states(self, agent: str) -> list[Row]:
        return sorted(
            (
                row
                for row in self.rows.values()
                if row.table.name == "AgentEvent" and row.dimensions["agent_id"] == agent
            ),
            key=lambda row: row.time,
        )


AGO = st.sampled_from([-5, 0, 1, 40, 30_000, 3_000_000])


@st.composite
def histories(draw: st.DrawFn) -> list[AgentEvent]:
    """Events of two agents in the order of their times, from milliseconds to many hours apart.

    Some come without a snapshot, and some change a contact's state and leave its StateStartTimestamp.
    """
    now = at("06:00:00")
    events = []
    last: dict[str, Shape] = {}
    timestamps: dict[tuple[str, int], int] = {}
    changed: dict[tuple[str, int], int] = {}
    for _ in range(draw(st.integers(1, 14))):
        now += draw(st.sampled_from([0, 1, 40, 1_000, 60_000, 3_600_000, 11 * 3_600_000]))
        agent = draw(st.sampled_from([AGENT, OTHER_AGENT]))
        event_type = draw(st.sampled_from(EVENT_TYPES))
        if draw(st.integers(0, 4)) == 0:
            events.append(without_snapshot(now, event_type, agent=agent))
            continue
        contacts = []
        for number in range(draw(st.integers(0, 3))):
            key = agent, number
            # A contact's states follow each other: none begins before the one before it.
            timestamp = max(now - draw(AGO), changed.get(key, 0))
            if draw(st.booleans()):
                timestamp = timestamps.get(key, timestamp)
            changed[key] = timestamp if timestamp != timestamps.get(key) else max(now, timestamp)
            timestamps[key] = timestamp
            state = draw(st.sampled_from(STATES))
            contacts.append(contact(state, "00:00:00", f"c-{number}", state_started_at=timestamps[key]))
        name, kind = draw(st.sampled_from(STATUSES))
        current = snapshot(contacts, status=name, status_type=kind, since=now - draw(AGO))
        events.append(event(now, current, previous=last.get(agent), event_type=event_type, agent=agent))
        last[agent] = current
    return decoded(*events)


def deliver(stored: Stored, memories: dict[str, AgentMemory], batch: list[AgentEvent]) -> None:
    timeline = fold(memories, batch)
    assert timeline.failed == []
    stored.write(timeline.rows)
    memories |= timeline.memories


def end_of(row: Row) -> int:
    duration = row.measures["duration"]
    assert isinstance(duration, float)
    return row.time + round(duration * 1000)


def tables_of(*batches: list[AgentEvent]) -> Stored:
    stored, memories = Stored(), dict[str, AgentMemory]()
    for batch in batches:
        deliver(stored, memories, batch)
    return stored


@given(histories())
def test_stretches_of_an_agent_leave_no_gap_do_not_overlap_and_add_up_to_the_time_covered(
    history: list[AgentEvent],
) -> None:
    stored = tables_of(history)
    for agent in {each.agent_id for each in history}:
        events = [each for each in history if each.agent_id == agent]
        # Where the agent's state is known; a logout without a snapshot leaves it unknown until the next event.
        logouts = {each.at for each in events if each.current is None and each.event_type in ("LOGIN", "LOGOUT")}
        times = [each.at for each in events if each.current or each.at in logouts]
        silences = {earlier: later for earlier, later in pairwise(times) if later - earlier > LONGEST_SILENCE}
        rows = stored.agent_states(agent)
        for row, following in pairwise(rows):
            if row.measures["open"]:  # the last before a silence, after which nothing is known of it
                assert following.time >= silences[end_of(row)] - LONGEST_STRETCH
            else:
                assert end_of(row) == following.time or (end_of(row) in logouts and end_of(row) < following.time)
        if rows and rows[-1].measures["open"]:
            assert end_of(rows[-1]) == max(each.at for each in events if each.current)
        assert all(0 <= end_of(row) - row.time <= LONGEST_STRETCH for row in rows)
        assert bool(rows) == any(each.current for each in events)


@given(histories(), st.data())
def test_any_split_of_a_batch_gives_the_same_tables(history: list[AgentEvent], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(history)), max_size=4)))
    pieces = [history[start:end] for start, end in zip([0, *cuts], [*cuts, len(history)], strict=True)]
    assert tables_of(*pieces).contents() == tables_of(history).contents()


@given(histories(), st.data())
def test_delivering_any_part_again_changes_nothing(history: list[AgentEvent], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(history)))
    end = data.draw(st.integers(start, len(history)))
    assert tables_of(history, history[start:end]).contents() == tables_of(history).contents()


@given(histories(), st.data())
def test_an_older_batch_after_a_newer_one_never_makes_a_stored_row_worse(
    history: list[AgentEvent], data: st.DataObject
) -> None:
    instant = data.draw(st.sampled_from([each.at for each in history]))
    older = [each for each in history if each.at < instant]
    newer = [each for each in history if each.at >= instant]
    both = tables_of(newer, older).contents()
    assert {identity: both[identity] for identity in tables_of(newer).rows} == tables_of(newer).contents()


@given(histories())
def test_retrying_from_any_event_after_a_failure_gives_the_same_tables(history: list[AgentEvent]) -> None:
    """Rows of a whole batch are stored, then only the events before the failure are remembered."""
    whole = tables_of(history).contents()
    for checkpoint in range(len(history)):
        stored, memories = Stored(), dict[str, AgentMemory]()
        stored.write(fold(memories, history).rows)
        memories |= fold(memories, history[:checkpoint]).memories
        deliver(stored, memories, history[checkpoint:])
        assert stored.contents() == whole


@dataclass
class Life:
    """What happens to a contact with an agent: each state with its true start, and the end of each stay."""

    states: list[tuple[str, int, int]] = field(default_factory=list)  # state, start, end
    timestamps: list[int] = field(default_factory=list)
    is_there: bool = False

    def become(self, state: str, start: int, timestamp: int, now: int) -> None:
        if self.is_there:
            last_state, last_start, _ = self.states[-1]
            self.states[-1] = (last_state, last_start, start)
        self.states.append((state, start, now))
        self.timestamps.append(timestamp)
        self.is_there = True

    def stay(self, now: int) -> None:
        state, start, _ = self.states[-1]
        self.states[-1] = (state, start, now)


@st.composite
def lives(draw: st.DrawFn, contacts: int) -> tuple[list[AgentEvent], list[Life]]:
    """An agent's events, none lost, and the true lives of its contacts. Timestamps are true or an earlier state's."""
    now = at("09:00:00")
    events = [event(now, snapshot(since=now))]
    contacts_lives = [Life() for _ in range(contacts)]
    last = snapshot(since=at("09:00:00"))
    for _ in range(draw(st.integers(1, 10))):
        before, now = now, now + draw(st.sampled_from([1, 40, 60_000]))
        for life in contacts_lives:
            does = draw(st.sampled_from(["stay", "change", "change, not the timestamp", "go"]))
            state = draw(st.sampled_from([each for each in STATES if not life.is_there or each != life.states[-1][0]]))
            if does == "change" or (does == "change, not the timestamp" and not life.is_there):
                start = draw(st.integers(before + 1, now))
                life.become(state, start, start, now)
            elif life.is_there:
                life.stay(now)
                if does == "change, not the timestamp":
                    life.become(state, now, draw(st.sampled_from(life.timestamps)), now)
                life.is_there = does != "go"
        shapes = [
            contact(life.states[-1][0], "00:00:00", f"c-{number}", state_started_at=life.timestamps[-1])
            for number, life in enumerate(contacts_lives)
            if life.is_there
        ]
        current = snapshot(shapes, since=at("09:00:00"))
        events.append(event(now, current, previous=last))
        last = current
    return decoded(*events), contacts_lives


@given(lives(contacts=3), st.data())
def test_contacts_have_rows_of_the_states_that_they_were_in(
    history: tuple[list[AgentEvent], list[Life]], data: st.DataObject
) -> None:
    events, contacts = history
    cut = data.draw(st.integers(0, len(events)))
    again = data.draw(st.integers(0, cut))
    stored = tables_of(events[:cut], events[again:cut], events[cut:])
    for number, life in enumerate(contacts):
        rows = [row for row in stored.rows.values() if row.dimensions.get("contact_id") == f"c-{number}"]
        # Of two states that began together, the second is the one that lasted.
        expected = {start: (WORDS[state], end) for state, start, end in life.states}
        assert {row.time: (row.measures["state"], end_of(row)) for row in rows} == expected


@given(lives(contacts=1))
def test_an_agent_with_one_contact_at_most_is_in_its_state(history: tuple[list[AgentEvent], list[Life]]) -> None:
    events, (life,) = history
    rows = tables_of(events).agent_states(AGENT)
    for state, start, end in life.states:
        if state != "SUMMARISING" and start < end:
            assert [WORDS[state]] == [row.measures["state"] for row in rows if row.time <= start and end <= end_of(row)]
