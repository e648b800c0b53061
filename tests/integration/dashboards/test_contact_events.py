"""Contact Events' numbers over half an hour, against rows counted by hand."""

import pytest

from tests.support.event_factories import at
from tests.support.grafana_client import AGENT_EVENTS, CONTACT_EVENTS, Grafana, summed
from tests.support.hand_counted_rows import ABANDONMENT_RATE, ANSWER_TIME, SERVICE_LEVEL


def test_contact_events_contacts(grafana: Grafana) -> None:
    assert grafana.numbers(CONTACT_EVENTS, "Contacts") == {
        "Contacts": 15,
        "Queued": 14,
        "Answered": 7,
        "Abandoned": 1,
        "Abandoned at once": 1,
        "In queue": 2,  # c3, and g1 whose end was lost
        "With agent": 1,  # k2
        "Handled": 6,
        "Transferred": 3,  # c6 c7 by agents, c9 by a flow
        "Callbacks requested": 1,
        "Not queued": 1,
    }


def test_contact_events_service_level(grafana: Grafana) -> None:
    assert grafana.numbers(CONTACT_EVENTS, "Service level") == {
        "Service level": pytest.approx(SERVICE_LEVEL),
        "Against target": pytest.approx(SERVICE_LEVEL - 80),
        "Answered in time": 5,  # c1 c7 c8 c10 k1
        "Answered late": 2,  # c6 k2
        "Waiting too long": 2,  # c3 g1
        "Abandonment rate": pytest.approx(ABANDONMENT_RATE),
        "Answer time": pytest.approx(ANSWER_TIME),
        "Time to abandon": (3 + 90) / 2,
    }


def test_contact_events_waiting_now(grafana: Grafana) -> None:
    """g1 seems to wait for longer than Connect says of anybody in its queue: its end was lost."""
    [row] = grafana.rows(CONTACT_EVENTS, "Waiting now")
    assert (row["Contact"], row["Queue"], row["Waiting"]) == ("c3", "Claims", 630)


def test_contact_events_through_time(grafana: Grafana) -> None:
    rows = grafana.rows(CONTACT_EVENTS, "Offered, answered, abandoned, transferred")
    assert summed(rows) == {"Queued": 14, "Answered": 7, "Abandoned": 2, "Transferred": 3}
    minute = {row["time"]: row for row in rows}[at("09:41:00")]
    assert minute == {"time": at("09:41:00"), "Queued": 2, "Answered": 1, "Abandoned": 1, "Transferred": 0}  # c5 k2


def test_contact_events_service_level_outcomes(grafana: Grafana) -> None:
    assert summed(grafana.rows(CONTACT_EVENTS, "Service level outcomes")) == {
        "Answered in time": 5,
        "Answered late": 2,
        "Callback requested": 1,
        "Waiting": 0,
        "Waiting too long": 2,
        "Abandoned at once": 1,
        "Abandoned in time": 0,
        "Abandoned late": 1,
    }


def test_contact_events_by_status_channel_and_initiation_method(grafana: Grafana) -> None:
    by_status = {
        "Handled": 6, "With agent": 1, "In queue": 2, "Abandoned": 2, "Moved": 1,
        "Callback requested": 1, "Scheduled": 1, "Not queued": 1,
    }  # fmt: skip
    assert grafana.numbers(CONTACT_EVENTS, "By status") == by_status
    assert grafana.numbers(CONTACT_EVENTS, "By channel") == {"VOICE": 13, "CHAT": 2}
    assert grafana.numbers(CONTACT_EVENTS, "By initiation method") == {
        "INBOUND": 9, "API": 2, "TRANSFER": 2, "QUEUE_TRANSFER": 1, "CALLBACK": 1,
    }  # fmt: skip
    through_time: dict[str, int] = {}
    for field in grafana.frames(CONTACT_EVENTS, "Contacts by status")[0]["fields"][1:]:
        through_time[field["labels"]["status"]] = sum(value or 0 for value in field["values"])
    assert through_time == by_status


def test_contact_events_queue_time_and_handle_time(grafana: Grafana) -> None:
    queue_time = {row["time"]: row for row in grafana.rows(CONTACT_EVENTS, "Queue time")}
    assert queue_time[at("09:41:00")]["Average"] == 60  # c5 90 s, k2 30 s
    assert queue_time[at("09:41:00")]["Longest"] == 90
    handle_time = {row["time"]: row for row in grafana.rows(CONTACT_EVENTS, "Handle time and after call work")}
    assert handle_time[at("09:39:00")]["Handle time"] == (330 + 660) / 2  # c8 k1
    assert handle_time[at("09:39:00")]["After call work"] == (30 + 60) / 2


def test_contact_events_by_queue(grafana: Grafana) -> None:
    rows = {row["Queue"]: row for row in grafana.rows(CONTACT_EVENTS, "By queue")}
    columns = ("Queued", "Answered", "Abandoned", "Abandoned at once", "Service level", "Answer time", "Handle time")
    assert {name: tuple(row[column] for column in columns) for name, row in rows.items()} == {
        "Claims": (3, 1, 0, 0, pytest.approx(100 / 3), 15, 360),
        "Sales": (4, 1, 0, 0, 100, 10, 130),
        "Support": (4, 4, 0, 0, 50, 20, 280),
        "Complaints": (3, 1, 1, 1, pytest.approx(200 / 3), 15, 330),
    }


def test_contact_events_contacts_of_the_time_range(grafana: Grafana) -> None:
    rows = {row["Contact"]: row for row in grafana.rows(CONTACT_EVENTS, "Contacts of the time range")}
    assert len(rows) == 15
    assert "c2" not in rows
    shown = {
        name: (row["Status"], row["Waited"], row["Service level"], row["Went on as"]) for name, row in rows.items()
    }
    assert shown["c1"] == ("Handled", 15, "met", None)
    assert shown["c4"] == ("Abandoned", 3, "met", None)
    assert shown["c5"] == ("Abandoned", 90, "missed", None)
    assert shown["c6"] == ("Handled", 30, "missed", "TRANSFER")
    assert shown["c9"] == ("Moved", 60, "", "QUEUE_TRANSFER")
    assert shown["c11"] == ("Callback requested", 15, "met", "CALLBACK")
    assert shown["c12"] == ("Scheduled", None, "", None)
    assert shown["n1"] == ("Not queued", None, "", None)


def test_contact_events_contacts_of_a_status(grafana: Grafana) -> None:
    rows = grafana.rows(CONTACT_EVENTS, "Contacts of the time range", contact_status=["Abandoned"])
    assert {row["Contact"] for row in rows} == {"c4", "c5"}


def test_contact_events_disconnect_reasons(grafana: Grafana) -> None:
    rows = grafana.rows(CONTACT_EVENTS, "Disconnect reasons")
    assert {row["reason"]: row["contacts"] for row in rows} == {"not given": 9, "CONTACT_FLOW_DISCONNECT": 1}


@pytest.mark.parametrize("contact", ["c6", "c7", "c8"])
def test_contact_events_journey_of_a_contact_that_was_transferred_twice(grafana: Grafana, contact: str) -> None:
    """Whichever contact of the chain is chosen, all of it is shown."""
    events = grafana.rows(CONTACT_EVENTS, "Journey: events", contact=[contact])
    assert [(row["Contact"], row["Event"]) for row in events if row["Event"] == "CONNECTED_TO_AGENT"] == [
        ("c6", "CONNECTED_TO_AGENT"), ("c7", "CONNECTED_TO_AGENT"), ("c8", "CONNECTED_TO_AGENT"),
    ]  # fmt: skip
    assert len(events) == 15
    assert [row["Time"] for row in events] == sorted(row["Time"] for row in events)
    with_agents = grafana.rows(CONTACT_EVENTS, "Journey: with agents", contact=[contact])
    assert [(row["Agent"], row["State"], row["For"]) for row in with_agents] == [
        ("carys.morgan", "Incoming", 5),
        ("carys.morgan", "On Call", 110),
        ("elena.costa", "Incoming", 5),
        ("elena.costa", "On Call", 130),
        ("carys.morgan", "After Call Work", 10),
        ("amara.obi", "Incoming", 5),
        ("amara.obi", "On Call", 300),
        ("amara.obi", "After Call Work", 30),
    ]


def test_a_time_range_in_the_past_tells_what_became_of_its_contacts(grafana: Grafana) -> None:
    """From 09:30 to 09:41:30, as known at ten: k2 was queued in it and answered after it."""
    earlier = grafana.over(str(at("09:30:00")), str(at("09:41:30")))
    numbers = earlier.numbers(CONTACT_EVENTS, "Contacts")
    assert (numbers["Contacts"], numbers["With agent"], numbers["Abandoned"]) == (9, 1, 1)
    assert earlier.numbers(CONTACT_EVENTS, "Service level")["Answered late"] == 2
    [amara] = [row for row in earlier.rows(AGENT_EVENTS, "Time in state") if row["Agent"] == "amara.obi"]
    assert (amara["On Call"], amara["Online"]) == (240 + 135, 690)
