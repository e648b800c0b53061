"""The numbers of Queues and Pipeline health over half an hour, against rows counted by hand."""

import pytest

from tests.support.event_factories import at
from tests.support.grafana_client import PIPELINE_HEALTH, QUEUES, Grafana, summed
from tests.support.hand_counted_rows import NOW


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
    rows = {row["Data"]: row for row in grafana.rows(PIPELINE_HEALTH, "Newest rows")}
    assert rows["Agent events"]["Newest"] == NOW - 20_000
    assert rows["Queue snapshots"]["Newest"] == NOW - 13_000
    assert rows["Queue snapshots"]["Rows of the last hour"] == 5 * 4 * 45  # since 09:15
    assert rows["User snapshots"]["Rows of the last hour"] == 7 * 3
