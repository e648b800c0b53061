"""Contact events whose names are spelled in other ways than those of real events, each as somebody has met it."""

import json
from typing import Any

import pytest

from contact_row import contact_row
from tests.support.event_factories import Shape, contact_event, handled

# Every field that is read, each with all its spellings.
FULL = handled(
    "COMPLETED",
    initial_contact_id="c-0",
    previous_contact_id="c-0",
    relatedContactId="c-9",
    disconnectReason="EXPIRED",
    answeringMachineDetectionStatus="HUMAN_ANSWERED",
    campaign={"campaignId": "campaign-1"},
)
FIELDS = [
    *((name,) for name in FULL["detail"]),
    *((outer, name) for outer in ("queueInfo", "agentInfo", "campaign") for name in FULL["detail"][outer]),
    ("segmentAttributes", "connect:Subtype", "valueString"),
]


def respelled(event: Shape, path: tuple[str, ...], spelling: str) -> Shape:
    """A copy of an event with the last name of a path in its detail in another spelling."""
    copy: Shape = json.loads(json.dumps(event))
    place = copy["detail"]
    for name in path[:-1]:
        place = place[name]
    place[spelling] = place.pop(path[-1])
    return copy


def pascal_case(name: str) -> str:
    return name[:1].upper() + name[1:]


@pytest.mark.parametrize("path", FIELDS, ids="/".join)
def test_each_name_at_each_level_may_be_in_pascal_case_by_itself(path: tuple[str, ...]) -> None:
    assert contact_row(respelled(FULL, path, pascal_case(path[-1])), 0) == contact_row(FULL, 0)


@pytest.mark.parametrize(
    ("path", "spelling"),
    [
        (("instanceArn",), "InstanceARN"),
        (("instanceArn",), "instanceARN"),
        (("contactId",), "ContactID"),
        (("agentInfo", "agentArn"), "AgentARN"),
        (("queueInfo", "queueArn"), "QueueARN"),
    ],
)
def test_names_may_be_spelled_as_in_the_first_events(path: tuple[str, ...], spelling: str) -> None:
    assert contact_row(respelled(FULL, path, spelling), 0) == contact_row(FULL, 0)


def test_all_names_may_be_in_pascal_case_and_the_channel_too() -> None:
    def pascal(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {pascal_case(key): pascal(item) for key, item in value.items()}

    printed = {**FULL, "detail": pascal(FULL["detail"]) | {"Channel": "Voice"}}
    assert "ContactId" in printed["detail"]
    assert contact_row(printed, 0) == contact_row(FULL, 0)


def test_an_answered_call_with_its_agent_in_another_spelling_is_not_abandoned() -> None:
    call = handled("DISCONNECTED")
    agent = call["detail"].pop("agentInfo")
    call["detail"]["AgentInfo"] = {pascal_case(name): value for name, value in agent.items()}
    assert contact_row(call, 0) == contact_row(handled("DISCONNECTED"), 0)
    assert contact_row(call, 0).measures["abandoned"] is False


@pytest.mark.parametrize(("unset", "is_set"), [("channel", "Channel"), ("Channel", "channel")])
def test_a_name_that_is_not_set_does_not_hide_its_other_spelling(unset: str, is_set: str) -> None:
    event = contact_event("INITIATED")
    del event["detail"]["channel"]
    event["detail"] |= {is_set: "TASK", unset: None}
    assert contact_row(event, 0).measures["channel"] == "TASK"
