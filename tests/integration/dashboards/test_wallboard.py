"""The Wallboard's numbers over half an hour, against rows counted by hand."""

import pytest

from tests.support.grafana_client import WALLBOARD, Grafana
from tests.support.hand_counted_rows import ABANDONMENT_RATE, AGENTS_NOW, ANSWER_TIME, SERVICE_LEVEL


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
