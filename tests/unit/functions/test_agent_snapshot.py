"""Decoding of the stream: what is an agent event, what only shares the stream, and what is broken."""

import base64
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_snapshot import decode
from connect_analytics.fields import InvalidRecord
from tests.support.event_factories import (
    AGENT,
    INSTANCE,
    INSTANCE_ID,
    Shape,
    at,
    contact,
    decoded,
    decoded_snapshot,
    event,
    record,
    snapshot,
    without_snapshot,
)


def test_an_agent_event_is_read_with_its_identities_and_time() -> None:
    (read,) = decoded(event("09:00:00.123", event_type="LOGIN", event_id="e-1"))
    assert (read.instance_id, read.agent_id, read.event_id) == (INSTANCE_ID, AGENT, "e-1")
    assert (read.event_type, read.at, read.position) == ("LOGIN", at("09:00:00.123"), 0)
    assert read.agent == f"{INSTANCE_ID}/{AGENT}"


def damaged(*path: str, value: Any) -> dict[str, Any]:
    shape = event("09:00:00", snapshot([contact("CONNECTED", "09:00:00")]))
    inner: Any = shape
    for name in path[:-1]:
        inner = inner[int(name) if name.isdigit() else name]
    inner[path[-1]] = value
    return shape


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (["AgentARN"], None, "AgentARN is missing"),
        (["AgentARN"], "instance/x/agent/", "AgentARN is missing"),
        (["InstanceARN"], 7, "InstanceARN is not a string"),
        (["EventId"], "", "EventId is missing"),
        (["EventType"], None, "EventType is missing"),
        (["EventTimestamp"], "yesterday", "EventTimestamp is not a timestamp"),
        (["EventTimestamp"], "1970-01-01T00:00:00.001Z", "EventTimestamp is missing"),
        (["CurrentAgentSnapshot"], [], "CurrentAgentSnapshot is not an object"),
        (["CurrentAgentSnapshot", "AgentStatus"], "Available", "AgentStatus is not an object"),
        (["CurrentAgentSnapshot", "AgentStatus", "Name"], 1, "Name is not a string"),
        (["CurrentAgentSnapshot", "Contacts"], {}, "Contacts is not a list"),
        (["CurrentAgentSnapshot", "Contacts"], [None], "Contacts is not a list of objects"),
        (["CurrentAgentSnapshot", "Contacts"], [{}] * 1001, "Contacts has more than 1000 entries"),
        (["CurrentAgentSnapshot", "Contacts", "0", "StateStartTimestamp"], None, "StateStartTimestamp is missing"),
        (["CurrentAgentSnapshot", "Contacts", "0", "ContactId"], None, "ContactId is missing"),
        (["CurrentAgentSnapshot", "Configuration", "FirstName"], ["A"], "FirstName is not a string"),
        (["CurrentAgentSnapshot", "Configuration", "RoutingProfile"], "rp", "RoutingProfile is not an object"),
        (
            [
                "CurrentAgentSnapshot",
                "Configuration",
                "RoutingProfile",
                "Concurrency",
                "0",
                "CurrentAvailableSlots",
            ],
            -1,
            "CurrentAvailableSlots is not a count",
        ),
    ],
)
def test_a_damaged_event_is_refused_with_its_reason(path: list[str], value: Any, reason: str) -> None:
    with pytest.raises(InvalidRecord, match=reason):
        decode(record(damaged(*path, value=value)), 0, names=True)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b'{"AgentARN": NaN}', "not JSON: NaN is not a JSON number"),
        (b"[" * 100_000, "not JSON"),
        (b'{"n": ' + b"1" * 5000 + b"}", "not JSON"),
        (b"{}" + b" " * 300_000, "larger than 256 KiB"),
        (b'{"hello": "world"}', "InstanceARN is missing"),
    ],
)
def test_what_is_no_agent_event_at_all_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(InvalidRecord, match=reason):
        decode(record(data), 0, names=True)


def test_what_is_not_base64_is_refused() -> None:
    broken = record(b"{}")
    broken["kinesis"]["data"] = "%%%"
    with pytest.raises(InvalidRecord, match="not base64"):
        decode(broken, 0, names=True)


def test_an_event_from_the_future_is_refused_before_it_makes_all_later_ones_late() -> None:
    early = record(event("09:00:00"))
    early["kinesis"]["approximateArrivalTimestamp"] = at("08:44:59.999") / 1000
    with pytest.raises(InvalidRecord, match="15 minutes after its arrival"):
        decode(early, 0, names=True)
    early["kinesis"]["approximateArrivalTimestamp"] = at("08:45:00") / 1000
    assert decode(early, 0, names=True) is not None


@pytest.mark.parametrize(
    ("status_type", "concurrency", "free"),
    [
        ("ROUTABLE", {"AvailableSlots": 1, "CurrentAvailableSlots": 0}, 0),
        ("OFFLINE", {"AvailableSlots": 1, "CurrentAvailableSlots": 0}, 0),
        ("ROUTABLE", {"AvailableSlots": 2}, 2),
        (None, {"AvailableSlots": 2}, 2),
        ("OFFLINE", {"AvailableSlots": 2}, 0),
        ("CUSTOM", {"AvailableSlots": 2}, 0),
    ],
)
def test_free_slots_are_those_of_that_time(status_type: str, concurrency: dict[str, int], free: int) -> None:
    shape = snapshot(status_type=status_type)
    profile = shape["Configuration"]["RoutingProfile"]
    profile["Concurrency"] = [{"Channel": "VOICE", "MaximumSlots": 3, **concurrency}]
    assert decoded_snapshot(shape).available_slots == {"VOICE": free}


@pytest.mark.parametrize(
    "other",
    [
        b'{"AWSContactTraceRecordFormatVersion": "2017-03-10", "ContactId": "c-1", "Agent": null, "Queue": null}',
        b'{"detail-type": "Amazon Connect Contact Event", "source": "aws.connect", "detail": {}}',
    ],
)
def test_contact_records_and_contact_events_in_the_agent_stream_are_passed_by(other: bytes) -> None:
    assert decode(record(other), 0, names=True) is None


@pytest.mark.parametrize("name", ["EnqueuedTimestamp", "EnqueueTimestamp"])
def test_a_next_status_is_null_or_set_and_its_timestamp_has_two_names(name: str) -> None:
    waiting = snapshot()
    waiting["NextAgentStatus"] = {
        "ARN": f"{INSTANCE}/agent-state/x",
        "Name": "Lunch",
        name: "2026-11-20T09:00:00Z",
    }
    assert decoded_snapshot(snapshot()).next_status is None
    assert decoded_snapshot(waiting).next_status == "Lunch"
    assert decoded_snapshot(waiting).status == "Available"


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (None, (None, None, None, None, None)),
        ({"Level1": {"ARN": "x/y", "Name": "Europe"}}, ("Europe", None, None, None, None)),
        ({"Level1": {"ARN": "x/y", "Name": "Europe"}, "Level2": None}, ("Europe", None, None, None, None)),
    ],
)
def test_hierarchy_groups_are_null_or_partial(groups: Shape | None, expected: tuple[str | None, ...]) -> None:
    assert decoded_snapshot(snapshot(hierarchy=groups)).hierarchy == expected


@pytest.mark.parametrize("event_type", ["STATE_CHANGE", "HEART_BEAT", "LOGIN", "LOGOUT"])
@pytest.mark.parametrize(
    "current",
    [
        None,
        {},
        {"AgentStatus": None},
        {"AgentStatus": {}},
        {"AgentStatus": {"Name": None}},
        {"AgentStatus": {"Name": ""}},
    ],
)
def test_an_event_of_each_known_type_may_have_no_snapshot_or_one_without_a_status(
    event_type: str, current: Shape | None
) -> None:
    shape = without_snapshot("09:00:00", event_type) | {"CurrentAgentSnapshot": current}
    for names in (True, False):
        (read,) = decoded(shape, names=names)
        assert (read.event_type, read.at, read.current) == (event_type, at("09:00:00"), None)
        assert read.previous_contacts == ()


@pytest.mark.parametrize("absent", [["CurrentAgentSnapshot"], ["CurrentAgentSnapshot", "PreviousAgentSnapshot"]])
def test_a_snapshot_that_is_absent_is_none_as_well(absent: list[str]) -> None:
    shape = event("09:00:00", event_type="LOGIN")
    for name in absent:
        del shape[name]
    assert decoded(shape)[0].current is None


def test_an_event_of_an_unknown_type_without_a_snapshot_is_refused() -> None:
    with pytest.raises(InvalidRecord, match="Name is missing"):
        decode(record(without_snapshot("09:00:00", "ENABLED")), 0, names=True)


def test_names_are_left_out_where_they_must_not_be_stored() -> None:
    (read,) = decoded(event("09:00:00"), names=False)
    assert read.current
    assert (read.current.username, read.current.agent_name) == (None, None)
    assert read.current.routing_profile == "Voice and chat"


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    inner: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [path, *(deeper for key, item in inner for deeper in paths(item, (*path, key)))]


WHOLE = event("09:00:00", snapshot([contact("CONNECTED", "09:00:00")]), previous=snapshot())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(paths(WHOLE)[1:]), JSON)
def test_no_value_in_any_place_raises_anything_but_a_refusal(path: tuple[Any, ...], value: Any) -> None:
    shape = json.loads(json.dumps(WHOLE))
    inner = shape
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with suppress(InvalidRecord):
        assert decode(record(shape), 0, names=True) is not None


@given(st.binary())
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    broken = record(b"")
    broken["kinesis"]["data"] = base64.b64encode(data).decode()
    with pytest.raises(InvalidRecord):
        decode(broken, 0, names=True)
