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
)

STATUSES = [("Available", "ROUTABLE"), ("Lunch", "CUSTOM"), ("Offline", "OFFLINE")]
STATES = ["CONNECTING", "CONNECTED", "CONNECTED_ONHOLD", "ENDED", "MISSED", "ERROR", "PAUSED", "SUMMARISING"]
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
    """Events of two agents in the order of their times, from milliseconds to many hours apart."""
    now = at("06:00:00")
    events = []
    last: dict[str, Shape] = {}
    started: dict[tuple[str, int], int] = {}
    for _ in range(draw(st.integers(1, 14))):
        now += draw(st.sampled_from([0, 1, 40, 1_000, 60_000, 3_600_000, 11 * 3_600_000]))
        agent = draw(st.sampled_from([AGENT, OTHER_AGENT]))
        contacts = []
        for number in range(draw(st.integers(0, 3))):
            # A contact's states follow each other: none begins before the one before it.
            began = max(now - draw(AGO), started.get((agent, number), 0))
            started[agent, number] = began
            state = draw(st.sampled_from(STATES))
            contacts.append(contact(state, "00:00:00", f"c-{number}", state_started_at=began))
        name, kind = draw(st.sampled_from(STATUSES))
        current = snapshot(contacts, status=name, status_type=kind, since=now - draw(AGO))
        event_type = draw(st.sampled_from(EVENT_TYPES))
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
        times = [each.at for each in history if each.agent_id == agent]
        silences = {earlier: later for earlier, later in pairwise(times) if later - earlier > LONGEST_SILENCE}
        rows = stored.agent_states(agent)
        for row, following in pairwise(rows):
            if row.measures["open"]:  # the last before a silence, after which nothing is known of it
                assert following.time >= silences[end_of(row)] - LONGEST_STRETCH
            else:
                assert end_of(row) == following.time
        assert rows[-1].measures["open"] is True
        assert end_of(rows[-1]) == times[-1]
        assert all(0 <= end_of(row) - row.time <= LONGEST_STRETCH for row in rows)


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
    """Rows of a whole batch are stored, then only the events before the trouble are remembered."""
    whole = tables_of(history).contents()
    for checkpoint in range(len(history)):
        stored, memories = Stored(), dict[str, AgentMemory]()
        stored.write(fold(memories, history).rows)
        memories |= fold(memories, history[:checkpoint]).memories
        deliver(stored, memories, history[checkpoint:])
        assert stored.contents() == whole
