"""Agent Events' numbers over half an hour, against rows counted by hand."""

import pytest

from tests.support.event_factories import at
from tests.support.grafana_client import AGENT_EVENTS, QUEUES, Grafana
from tests.support.hand_counted_rows import AGENTS_NOW


def test_agent_events_agents_now(grafana: Grafana) -> None:
    assert grafana.numbers(AGENT_EVENTS, "Agents now") == AGENTS_NOW


def test_agent_events_agents_now_of_a_routing_profile_a_group_and_a_status(grafana: Grafana) -> None:
    assert grafana.numbers(AGENT_EVENTS, "Agents now", routing_profile=["Phones"])["Online"] == 2  # Amara, Femi
    assert grafana.numbers(AGENT_EVENTS, "Agents now", hierarchy=["Leeds"])["Online"] == 2  # Amara, Carys
    assert grafana.numbers(AGENT_EVENTS, "Agents now", hierarchy=["Europe"])["Online"] == 5
    assert grafana.numbers(AGENT_EVENTS, "Agents now", agent_status=["Break"])["Online"] == 1


def test_agent_events_free_slots_now(grafana: Grafana) -> None:
    """Amara has 1 call and 2 tasks free, Carys 1 call and 3 chats, Bruno 2 chats beside the one that he has."""
    assert grafana.numbers(AGENT_EVENTS, "Free slots now") == {"VOICE": 2, "CHAT": 5, "TASK": 2, "EMAIL": 0}


def test_agent_events_by_state_and_by_status(grafana: Grafana) -> None:
    by_state = {"Available": 2, "On Call": 1, "Missed": 1, "Break": 1, "Offline": 1}
    assert grafana.numbers(AGENT_EVENTS, "Agents by state") == by_state
    assert grafana.numbers(AGENT_EVENTS, "Agents by status") == {"Available": 4, "Break": 1, "Offline": 1}


def test_agent_events_agents(grafana: Grafana) -> None:
    rows = {row["Agent"]: row for row in grafana.rows(AGENT_EVENTS, "Agents")}
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
    for frame in grafana.frames(AGENT_EVENTS, "State timeline"):
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
    [row] = [row for row in grafana.rows(AGENT_EVENTS, "Time in state") if row["Agent"] == agent]
    assert row.pop("Agent") == agent
    assert row.pop("Occupancy") == pytest.approx(occupancy)
    assert {state: seconds for state, seconds in row.items() if seconds is not None} == states
    [bar] = [row for row in grafana.rows(AGENT_EVENTS, "Occupancy") if row["agent"] == agent]
    assert bar["occupancy"] == pytest.approx(occupancy)


def test_agent_events_time_by_state_of_all_agents(grafana: Grafana) -> None:
    assert grafana.numbers(AGENT_EVENTS, "Time by state, all agents") == {
        "Available": 1100 + 595 + 1610 + 765 + 1200 + 290,
        "Incoming": 10 + 5 + 10 + 5 + 20,
        "On Call": 540 + 1200 + 170 + 600 + 130,
        "On Hold": 60,
        "After Call Work": 90 + 10,
        "Missed": 580,
        "Break": 900,
    }


def test_agent_events_agents_through_time(grafana: Grafana) -> None:
    rows = {row["time"]: tuple(row.values())[1:] for row in grafana.rows(AGENT_EVENTS, "Agents through time")}
    # On contact, available, ringing or missed, not productive.
    assert rows[at("09:32:00")] == (2, 5, 0, 0)  # Amara and Dinesh
    assert rows[at("09:43:00")] == (2, 3, 0, 0)  # Amara, Bruno; Dinesh is silent, Greta gone
    assert rows[at("09:52:00")] == (1, 2, 1, 1)  # Bruno; Femi has missed, Elena has a break
    assert list(rows) == sorted(rows)


def test_agent_events_free_slots_through_time(grafana: Grafana) -> None:
    rows = {row["time"]: row for row in grafana.rows(AGENT_EVENTS, "Free slots through time")}
    assert rows[at("09:52:00")]["VOICE"] == 2
    assert rows[at("09:52:00")]["CHAT"] == 5


def test_agent_events_contacts_by_agent(grafana: Grafana) -> None:
    rows = {row["Agent"]: row for row in grafana.rows(AGENT_EVENTS, "Contacts by agent")}
    columns = ("Answered", "Handled", "Handle time", "After call work", "Hold", "Missed")
    assert {name: tuple(row[column] for column in columns) for name, row in rows.items()} == {
        "amara.obi": (2, 2, (360 + 330) / 2, (60 + 30) / 2, 60, 0),  # c1 c8
        "bruno.teixeira": (2, 1, 660, 60, None, 0),  # k1; k2 goes on
        "carys.morgan": (2, 2, (120 + 60) / 2, (10 + 0) / 2, None, 0),  # c6 c10
        "elena.costa": (1, 1, 130, 0, None, 0),  # c7
        "femi.adeyemi": (0, 0, None, None, None, 1),  # c3
    }


def test_agent_events_leaders_and_misses(grafana: Grafana) -> None:
    answered = grafana.rows(AGENT_EVENTS, "Most answered")
    assert [tuple(row.values()) for row in answered] == [
        ("amara.obi", 2), ("bruno.teixeira", 2), ("carys.morgan", 2), ("elena.costa", 1),
    ]  # fmt: skip
    assert grafana.rows(AGENT_EVENTS, "Most missed") == [{"agent": "femi.adeyemi", "missed": 1}]
    assert grafana.rows(AGENT_EVENTS, "Missed by queue") == [{"queue": "Claims", "missed": 1}]
    assert grafana.rows(QUEUES, "Missed offers") == [{"queue": "Claims", "missed": 1}]


def test_agent_events_logins_and_logouts(grafana: Grafana) -> None:
    [row] = grafana.rows(AGENT_EVENTS, "Logins and logouts")
    assert (row["Agent"], row["Logins"], row["Logouts"], row["Last logout"]) == (
        "greta.lindqvist",
        0,
        1,
        at("09:35:00"),
    )
