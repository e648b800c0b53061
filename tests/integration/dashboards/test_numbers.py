"""The boards' numbers over the half hour, against what a person counts in half_hour.py.

Each test names its panel. The service level is 20 seconds, its target 80 %, an abandon is short below 5 seconds.
"""

from typing import Any

import pytest

from tests.integration.dashboards.answers import Grafana
from tests.integration.dashboards.half_hour import NOW
from tests.unit.functions.factories import at

WALLBOARD, AGENTS, CONTACTS, QUEUES, PIPELINE = (
    "connect-wallboard",
    "connect-agent-events",
    "connect-contact-events",
    "connect-queues",
    "connect-pipeline-health",
)

# Judged: c1 c4 c7 c8 c10 c11 k1 in time; c3 c5 c6 k2 g1 late. Not judged: c9 moved on, c12 is a callback, n1 was never
# queued. Before the half hour: c2.
SERVICE_LEVEL = 100 * 7 / 12
ANSWER_TIME = (15 + 30 + 10 + 15 + 10 + 10 + 30) / 7  # c1 c6 c7 c8 c10 k1 k2
ABANDONMENT_RATE = 100 * 2 / 14  # c4 and c5 of all but n1

AGENTS_NOW = {
    "Online": 5,  # all but Dinesh, who is silent, and Greta, who has logged out
    "Available": 2,  # Amara, Carys
    "On contact": 1,  # Bruno
    "After call work": 0,
    "Not productive": 1,  # Elena
    "Missed or error": 1,  # Femi
}


def test_wallboard_waiting_now(grafana: Grafana) -> None:
    """c3 waits since 09:49:30, and the last snapshot is of 09:59:47."""
    assert grafana.numbers(WALLBOARD, "Waiting now") == {"In queue": 1, "Longest wait": 617, "Callbacks": 1}


def test_wallboard_service_level(grafana: Grafana) -> None:
    assert grafana.numbers(WALLBOARD, "Service level") == {
        "Last 30 minutes": pytest.approx(SERVICE_LEVEL),
        "Against target": pytest.approx(SERVICE_LEVEL - 80),
        "Today": pytest.approx(SERVICE_LEVEL),
    }


def test_wallboard_service_level_with_other_seconds_and_another_target(grafana: Grafana) -> None:
    chosen = {"service_level_seconds": ["12"], "service_level_target": ["50"]}
    numbers = grafana.numbers(WALLBOARD, "Service level", **chosen)
    level = 100 * 4 / 12  # c4 c7 c10 k1
    assert numbers["Today"] == pytest.approx(level)
    assert numbers["Against target"] == pytest.approx(level - 50)


def test_wallboard_agents_now(grafana: Grafana) -> None:
    assert grafana.numbers(WALLBOARD, "Agents now") == AGENTS_NOW


def test_wallboard_today(grafana: Grafana) -> None:
    assert grafana.numbers(WALLBOARD, "Today") == {
        "Queued": 14,
        "Answered": 7,
        "Abandoned": 1,  # c5
        "Abandoned at once": 1,  # c4
        "Abandonment rate": pytest.approx(ABANDONMENT_RATE),
        "Answer time": pytest.approx(ANSWER_TIME),
    }


def test_wallboard_today_with_a_longer_minimum_for_an_abandon(grafana: Grafana) -> None:
    numbers = grafana.numbers(WALLBOARD, "Today", short_abandon_seconds=["120"])
    assert (numbers["Abandoned"], numbers["Abandoned at once"]) == (0, 2)


def test_wallboard_agents_by_state(grafana: Grafana) -> None:
    assert grafana.numbers(WALLBOARD, "Agents by state") == {"Available": 2, "On Call": 1, "Missed": 1, "Break": 1}


def test_wallboard_waiting_by_queue(grafana: Grafana) -> None:
    rows = grafana.rows(WALLBOARD, "Waiting by queue")
    assert [tuple(row.values()) for row in rows] == [
        ("Claims", 1), ("Billing", 0), ("Complaints", 0), ("Sales", 0), ("Support", 0),
    ]  # fmt: skip


def test_wallboard_service_level_by_queue(grafana: Grafana) -> None:
    """Billing had no contacts: it has no service level, which is not one of nought."""
    rows = grafana.rows(WALLBOARD, "Service level by queue")
    assert {row["queue"]: row["service_level"] for row in rows} == {
        "Claims": pytest.approx(100 / 3),  # c1 of c1 c3 g1
        "Sales": 100,  # c7 c11; c9 moved on, c12 is a callback
        "Support": 50,  # c10 k1 of c6 c10 k1 k2
        "Complaints": pytest.approx(200 / 3),  # c4 c8 of c4 c5 c8
    }


def test_wallboard_age_of_the_data(grafana: Grafana) -> None:
    assert grafana.numbers(WALLBOARD, "Age of the data") == {"Last agent event": 20, "Last queue snapshot": 13}


def test_wallboard_of_one_queue(grafana: Grafana) -> None:
    [sales] = [
        option["value"] for option in grafana.choices(WALLBOARD)["queue"]["options"] if option["text"] == "Sales"
    ]
    numbers = grafana.numbers(WALLBOARD, "Today", queue=[sales])
    assert (numbers["Queued"], numbers["Answered"], numbers["Answer time"]) == (4, 1, 10)


def test_agent_events_agents_now(grafana: Grafana) -> None:
    assert grafana.numbers(AGENTS, "Agents now") == AGENTS_NOW


def test_agent_events_agents_now_of_a_routing_profile_a_group_and_a_status(grafana: Grafana) -> None:
    assert grafana.numbers(AGENTS, "Agents now", routing_profile=["Phones"])["Online"] == 2  # Amara, Femi
    assert grafana.numbers(AGENTS, "Agents now", hierarchy=["Leeds"])["Online"] == 2  # Amara, Carys
    assert grafana.numbers(AGENTS, "Agents now", hierarchy=["Europe"])["Online"] == 5
    assert grafana.numbers(AGENTS, "Agents now", agent_status=["Break"])["Online"] == 1


def test_agent_events_free_slots_now(grafana: Grafana) -> None:
    """Amara has 1 call and 2 tasks free, Carys 1 call and 3 chats, Bruno 2 chats beside the one that he has."""
    assert grafana.numbers(AGENTS, "Free slots now") == {"VOICE": 2, "CHAT": 5, "TASK": 2, "EMAIL": 0}


def test_agent_events_by_state_and_by_status(grafana: Grafana) -> None:
    by_state = {"Available": 2, "On Call": 1, "Missed": 1, "Break": 1, "Offline": 1}
    assert grafana.numbers(AGENTS, "Agents by state") == by_state
    assert grafana.numbers(AGENTS, "Agents by status") == {"Available": 4, "Break": 1, "Offline": 1}


def test_agent_events_agents(grafana: Grafana) -> None:
    rows = {row["Agent"]: row for row in grafana.rows(AGENTS, "Agents")}
    assert {name: (row["State"], row["For"], row["Attention"], row["On contact"]) for name, row in rows.items()} == {
        "femi.adeyemi": ("Missed", 580, "Too long", "no"),
        "amara.obi": ("Available", 915, "", "no"),
        "carys.morgan": ("Available", 830, "", "no"),
        "elena.costa": ("Break", 900, "", "no"),
        "greta.lindqvist": ("Offline", 1500, "", "no"),
        "bruno.teixeira": ("On Call", 1200, "", "yes"),
    }
    assert next(iter(rows)) == "femi.adeyemi", "first who needs somebody"
    bruno = rows["bruno.teixeira"]
    assert (bruno["Status"], bruno["Channel"], bruno["Queue"], bruno["Contact"]) == (
        "Available",
        "CHAT",
        "Support",
        "k2",
    )
    assert (bruno["Routing profile"], bruno["Level 1"], bruno["Level 2"]) == ("Phones and chat", "Europe", "Porto")
    assert (bruno["Contacts"], bruno["Voice"], bruno["Chat"], bruno["Last event"]) == (1, 0, 2, at("09:59:10"))


def test_agent_events_state_timeline(grafana: Grafana) -> None:
    lines = {}
    for frame in grafana.frames(AGENTS, "State timeline"):
        times, values = frame["fields"]
        lines[values["labels"]["agent"]] = list(zip(times["values"], values["values"], strict=True))
    assert lines["amara.obi"] == [
        (at("09:30:00"), "Available"),  # since 08:00:10
        (at("09:31:00"), "Incoming"),
        (at("09:31:05"), "On Call"),
        (at("09:33:05"), "On Hold"),
        (at("09:34:05"), "On Call"),
        (at("09:36:05"), "After Call Work"),
        (at("09:37:05"), "Available"),
        (at("09:39:10"), "Incoming"),
        (at("09:39:15"), "On Call"),
        (at("09:44:15"), "After Call Work"),
        (at("09:44:45"), "Available"),
    ]
    assert lines["carys.morgan"][0] == (at("09:30:00"), "Available"), "never logged out since yesterday"
    assert lines["dinesh.rao"] == [(at("09:30:00"), "On Call"), (at("09:40:00"), "No events")]
    assert lines["greta.lindqvist"][1:] == [(at("09:34:50"), "Offline"), (at("09:35:00"), "Offline")]


@pytest.mark.parametrize(
    ("agent", "states", "occupancy"),
    [
        (
            "amara.obi",
            {"Online": 1800, "Available": 1100, "Incoming": 10, "On Call": 540, "On Hold": 60, "After Call Work": 90},
            100 * 690 / 1800,
        ),
        ("bruno.teixeira", {"Online": 1800, "Available": 595, "Incoming": 5, "On Call": 1200}, 100 * 1200 / 1800),
        (
            "carys.morgan",
            {"Online": 1800, "Available": 1610, "Incoming": 10, "On Call": 170, "After Call Work": 10},
            100 * 180 / 1800,
        ),
        ("dinesh.rao", {"Online": 600, "On Call": 600}, 100),
        (
            "elena.costa",
            {"Online": 1800, "Available": 765, "Incoming": 5, "On Call": 130, "Not productive": 900},
            100 * 130 / 900,
        ),
        ("femi.adeyemi", {"Online": 1800, "Available": 1200, "Incoming": 20, "Missed or error": 580}, 0),
        ("greta.lindqvist", {"Online": 290, "Available": 290}, 0),
    ],
)
def test_agent_events_time_in_state_and_occupancy(
    grafana: Grafana, agent: str, states: dict[str, float], occupancy: float
) -> None:
    [row] = [row for row in grafana.rows(AGENTS, "Time in state") if row["Agent"] == agent]
    assert row.pop("Agent") == agent
    assert row.pop("Occupancy") == pytest.approx(occupancy)
    assert {state: seconds for state, seconds in row.items() if seconds is not None} == states
    [bar] = [row for row in grafana.rows(AGENTS, "Occupancy") if row["agent"] == agent]
    assert bar["occupancy"] == pytest.approx(occupancy)


def test_agent_events_time_by_state_of_all_agents(grafana: Grafana) -> None:
    assert grafana.numbers(AGENTS, "Time by state, all agents") == {
        "Available": 1100 + 595 + 1610 + 765 + 1200 + 290,
        "Incoming": 10 + 5 + 10 + 5 + 20,
        "On Call": 540 + 1200 + 170 + 600 + 130,
        "On Hold": 60,
        "After Call Work": 90 + 10,
        "Missed": 580,
        "Break": 900,
    }


def test_agent_events_agents_through_time(grafana: Grafana) -> None:
    rows = {row["time"]: tuple(row.values())[1:] for row in grafana.rows(AGENTS, "Agents through time")}
    # On contact, available, ringing or missed, not productive.
    assert rows[at("09:32:00")] == (2, 5, 0, 0)  # Amara and Dinesh
    assert rows[at("09:43:00")] == (2, 3, 0, 0)  # Amara, Bruno; Dinesh is silent, Greta gone
    assert rows[at("09:52:00")] == (1, 2, 1, 1)  # Bruno; Femi has missed, Elena has a break
    assert list(rows) == sorted(rows)


def test_agent_events_free_slots_through_time(grafana: Grafana) -> None:
    rows = {row["time"]: row for row in grafana.rows(AGENTS, "Free slots through time")}
    assert rows[at("09:52:00")]["VOICE"] == 2
    assert rows[at("09:52:00")]["CHAT"] == 5


def test_agent_events_contacts_by_agent(grafana: Grafana) -> None:
    rows = {row["Agent"]: row for row in grafana.rows(AGENTS, "Contacts by agent")}
    columns = ("Answered", "Handled", "Handle time", "After call work", "Hold", "Missed")
    assert {name: tuple(row[column] for column in columns) for name, row in rows.items()} == {
        "amara.obi": (2, 2, (360 + 330) / 2, (60 + 30) / 2, 60, 0),  # c1 c8
        "bruno.teixeira": (2, 1, 660, 60, None, 0),  # k1; k2 goes on
        "carys.morgan": (2, 2, (120 + 60) / 2, (10 + 0) / 2, None, 0),  # c6 c10
        "elena.costa": (1, 1, 130, 0, None, 0),  # c7
        "femi.adeyemi": (0, 0, None, None, None, 1),  # c3
    }


def test_agent_events_leaders_and_misses(grafana: Grafana) -> None:
    answered = grafana.rows(AGENTS, "Most answered")
    assert [tuple(row.values()) for row in answered] == [
        ("amara.obi", 2), ("bruno.teixeira", 2), ("carys.morgan", 2), ("elena.costa", 1),
    ]  # fmt: skip
    assert grafana.rows(AGENTS, "Most missed") == [{"agent": "femi.adeyemi", "missed": 1}]
    assert grafana.rows(AGENTS, "Missed by queue") == [{"queue": "Claims", "missed": 1}]
    assert grafana.rows(QUEUES, "Missed offers") == [{"queue": "Claims", "missed": 1}]


def test_agent_events_logins_and_logouts(grafana: Grafana) -> None:
    [row] = grafana.rows(AGENTS, "Logins and logouts")
    assert (row["Agent"], row["Logins"], row["Logouts"], row["Last logout"]) == (
        "greta.lindqvist",
        0,
        1,
        at("09:35:00"),
    )


def test_contact_events_contacts(grafana: Grafana) -> None:
    assert grafana.numbers(CONTACTS, "Contacts") == {
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
    assert grafana.numbers(CONTACTS, "Service level") == {
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
    [row] = grafana.rows(CONTACTS, "Waiting now")
    assert (row["Contact"], row["Queue"], row["Waiting"]) == ("c3", "Claims", 630)


def summed(rows: list[dict[str, Any]]) -> dict[str, int]:
    names = [name for name in rows[0] if name != "time"]
    return {name: sum(row[name] for row in rows) for name in names}


def test_contact_events_through_time(grafana: Grafana) -> None:
    rows = grafana.rows(CONTACTS, "Offered, answered, abandoned, transferred")
    assert summed(rows) == {"Queued": 14, "Answered": 7, "Abandoned": 2, "Transferred": 3}
    minute = {row["time"]: row for row in rows}[at("09:41:00")]
    assert minute == {"time": at("09:41:00"), "Queued": 2, "Answered": 1, "Abandoned": 1, "Transferred": 0}  # c5 k2


def test_contact_events_service_level_outcomes(grafana: Grafana) -> None:
    assert summed(grafana.rows(CONTACTS, "Service level outcomes")) == {
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
    assert grafana.numbers(CONTACTS, "By status") == by_status
    assert grafana.numbers(CONTACTS, "By channel") == {"VOICE": 13, "CHAT": 2}
    assert grafana.numbers(CONTACTS, "By initiation method") == {
        "INBOUND": 9, "API": 2, "TRANSFER": 2, "QUEUE_TRANSFER": 1, "CALLBACK": 1,
    }  # fmt: skip
    through_time: dict[str, int] = {}
    for field in grafana.frames(CONTACTS, "Contacts by status")[0]["fields"][1:]:
        through_time[field["labels"]["status"]] = sum(value or 0 for value in field["values"])
    assert through_time == by_status


def test_contact_events_queue_time_and_handle_time(grafana: Grafana) -> None:
    queue_time = {row["time"]: row for row in grafana.rows(CONTACTS, "Queue time")}
    assert queue_time[at("09:41:00")]["Average"] == 60  # c5 90 s, k2 30 s
    assert queue_time[at("09:41:00")]["Longest"] == 90
    handle_time = {row["time"]: row for row in grafana.rows(CONTACTS, "Handle time and after call work")}
    assert handle_time[at("09:39:00")]["Handle time"] == (330 + 660) / 2  # c8 k1
    assert handle_time[at("09:39:00")]["After call work"] == (30 + 60) / 2


def test_contact_events_by_queue(grafana: Grafana) -> None:
    rows = {row["Queue"]: row for row in grafana.rows(CONTACTS, "By queue")}
    columns = ("Queued", "Answered", "Abandoned", "Abandoned at once", "Service level", "Answer time", "Handle time")
    assert {name: tuple(row[column] for column in columns) for name, row in rows.items()} == {
        "Claims": (3, 1, 0, 0, pytest.approx(100 / 3), 15, 360),
        "Sales": (4, 1, 0, 0, 100, 10, 130),
        "Support": (4, 4, 0, 0, 50, 20, 280),
        "Complaints": (3, 1, 1, 1, pytest.approx(200 / 3), 15, 330),
    }


def test_contact_events_contacts_of_the_time_range(grafana: Grafana) -> None:
    rows = {row["Contact"]: row for row in grafana.rows(CONTACTS, "Contacts of the time range")}
    assert len(rows) == 15
    assert "c2" not in rows
    told = {name: (row["Status"], row["Waited"], row["Service level"], row["Went on as"]) for name, row in rows.items()}
    assert told["c1"] == ("Handled", 15, "met", None)
    assert told["c4"] == ("Abandoned", 3, "met", None)
    assert told["c5"] == ("Abandoned", 90, "missed", None)
    assert told["c6"] == ("Handled", 30, "missed", "TRANSFER")
    assert told["c9"] == ("Moved", 60, "", "QUEUE_TRANSFER")
    assert told["c11"] == ("Callback requested", 15, "met", "CALLBACK")
    assert told["c12"] == ("Scheduled", None, "", None)
    assert told["n1"] == ("Not queued", None, "", None)


def test_contact_events_contacts_of_a_status(grafana: Grafana) -> None:
    rows = grafana.rows(CONTACTS, "Contacts of the time range", contact_status=["Abandoned"])
    assert {row["Contact"] for row in rows} == {"c4", "c5"}


def test_contact_events_disconnect_reasons(grafana: Grafana) -> None:
    rows = grafana.rows(CONTACTS, "Disconnect reasons")
    assert {row["reason"]: row["contacts"] for row in rows} == {"not given": 9, "CONTACT_FLOW_DISCONNECT": 1}


@pytest.mark.parametrize("contact", ["c6", "c7", "c8"])
def test_contact_events_journey_of_a_contact_that_was_transferred_twice(grafana: Grafana, contact: str) -> None:
    """Whichever contact of the chain is chosen, all of it is shown."""
    events = grafana.rows(CONTACTS, "Journey: events", contact=[contact])
    assert [(row["Contact"], row["Event"]) for row in events if row["Event"] == "CONNECTED_TO_AGENT"] == [
        ("c6", "CONNECTED_TO_AGENT"), ("c7", "CONNECTED_TO_AGENT"), ("c8", "CONNECTED_TO_AGENT"),
    ]  # fmt: skip
    assert len(events) == 15
    assert [row["Time"] for row in events] == sorted(row["Time"] for row in events)
    with_agents = grafana.rows(CONTACTS, "Journey: with agents", contact=[contact])
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


def test_queues_queues(grafana: Grafana) -> None:
    rows = {row["Queue"]: row for row in grafana.rows(QUEUES, "Queues")}
    assert list(rows) == ["Claims", "Billing", "Complaints", "Sales", "Support"], "first where somebody waits"
    columns = ("In queue", "Longest wait", "Callbacks", "Online", "Available", "Queued", "Abandoned", "Service level")
    assert {name: tuple(row[column] for column in columns) for name, row in rows.items()} == {
        "Claims": (1, 617, 0, 3, 1, 3, 0, pytest.approx(100 / 3)),
        "Billing": (0, None, 0, 0, 0, 0, 0, None),
        "Complaints": (0, None, 0, 0, 0, 3, 1, pytest.approx(200 / 3)),
        "Sales": (0, None, 1, 3, 1, 4, 0, 100),
        "Support": (0, None, 0, 0, 0, 4, 0, 50),
    }


def test_queues_histories(grafana: Grafana) -> None:
    waiting = {row["time"]: row for row in grafana.rows(QUEUES, "In queue")}
    assert (waiting[at("09:49:00")]["In queue"], waiting[at("09:50:00")]["In queue"]) == (0, 1)
    assert (waiting[at("09:46:00")]["Callbacks"], waiting[at("09:48:00")]["Callbacks"]) == (0, 1)
    longest = {row["time"]: row["Longest wait"] for row in grafana.rows(QUEUES, "Longest wait")}
    assert longest[at("09:55:00")] == 332  # the snapshot of 09:55:02
    [frame] = grafana.frames(QUEUES, "Available agents by queue")
    assert {field["labels"]["queue"]: field["values"][-1] for field in frame["fields"][1:]} == {
        "Billing": 0, "Claims": 1, "Complaints": 0, "Sales": 1, "Support": 0,
    }  # fmt: skip


def test_queues_service_level_through_time(grafana: Grafana) -> None:
    rows = {row["time"]: row for row in grafana.rows(QUEUES, "Service level through time")}
    assert rows[at("09:30:00")]["Service level"] == 50  # c1 of c1 g1
    assert rows[at("09:35:00")]["Service level"] == 75  # c7 c8 k1 of these and c6
    assert {row["Target"] for row in rows.values()} == {80}


def test_queues_contacts_through_time(grafana: Grafana) -> None:
    assert summed(grafana.rows(QUEUES, "Queued, answered, abandoned")) == {
        "Queued": 14,
        "Answered": 7,
        "Abandoned": 1,
        "Abandoned at once": 1,
    }


def test_pipeline_health_newest_rows(grafana: Grafana) -> None:
    rows = {row["Data"]: row for row in grafana.rows(PIPELINE, "Newest rows")}
    assert rows["Agent events"]["Newest"] == NOW - 20_000
    assert rows["Queue snapshots"]["Newest"] == NOW - 13_000
    assert rows["Queue snapshots"]["Rows of the last hour"] == 5 * 4 * 45  # since 09:15
    assert rows["User snapshots"]["Rows of the last hour"] == 7 * 3


def test_a_time_range_in_the_past_tells_what_became_of_its_contacts(grafana: Grafana) -> None:
    """From 09:30 to 09:41:30, as known at ten: k2 was queued in it and answered after it."""
    earlier = grafana.looking_at(str(at("09:30:00")), str(at("09:41:30")))
    numbers = earlier.numbers(CONTACTS, "Contacts")
    assert (numbers["Contacts"], numbers["With agent"], numbers["Abandoned"]) == (9, 1, 1)
    assert earlier.numbers(CONTACTS, "Service level")["Answered late"] == 2
    [amara] = [row for row in earlier.rows(AGENTS, "Time in state") if row["Agent"] == "amara.obi"]
    assert (amara["On Call"], amara["Online"]) == (240 + 135, 690)
