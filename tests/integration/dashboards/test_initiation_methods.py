"""What becomes of a contact that left its queue without an agent, by how it began: only who waited has abandoned it."""

import re
from collections.abc import Iterator

import pytest

from connect_analytics.rows import Row
from contact_row import contact_row
from local.stack.environment import ROOT
from tests.support.engine_under_test import EngineUnderTest, Source, ask
from tests.support.grafana_client import CONTACT_EVENTS, QUEUES, WALLBOARD, Grafana
from tests.support.hand_counted_rows import AMARA, CLAIMS, NOW, contact

# Queued at 09:50:00 and over a minute later: the status on the boards, by docs/data-model.md.
OVER = {
    "INBOUND": "Abandoned",
    "API": "Abandoned",
    "WEBRTC_API": "Abandoned",
    "TRANSFER": "Abandoned",
    "QUEUE_TRANSFER": "Abandoned",
    "DISCONNECT": "Abandoned",
    "CALLBACK": "Not reached",
    "CAMPAIGN_PREVIEW": "Not reached",
    "OUTBOUND": "Not reached",
    "EXTERNAL_OUTBOUND": "Not reached",
    "AGENT_REPLY": "Not reached",
    "FLOW": "Not reached",
    "MONITOR": "Not reached",
}
ABANDONED = {method for method, status in OVER.items() if status == "Abandoned"}


def rows() -> Iterator[Row]:
    """A contact of each method that no agent had, and one that an agent answered after half a minute."""
    for method in OVER:
        for event in contact(f"{method}-lost", CLAIMS, "09:50:00", ends="09:51:00", initiation_method=method):
            yield contact_row(event, 0)
        answered = contact(
            f"{method}-answered",
            CLAIMS,
            "09:50:00",
            AMARA,
            "09:50:30",
            "09:51:00",
            "09:51:10",
            initiation_method=method,
        )
        for event in answered:
            yield contact_row(event, 0)


@pytest.fixture(scope="module")
def source(engine: EngineUnderTest) -> Iterator[Source]:
    with engine.stored(list(rows()), NOW) as stored:
        yield stored


@pytest.fixture(scope="module")
def grafana(source: Source) -> Grafana:
    return Grafana(source, NOW)


@pytest.mark.parametrize("method", OVER)
def test_a_contact_without_an_agent(grafana: Grafana, method: str) -> None:
    shown = {row["Contact"]: row for row in grafana.rows(CONTACT_EVENTS, "Contacts of the time range")}
    lost, answered = shown[f"{method}-lost"], shown[f"{method}-answered"]
    waits = method in ABANDONED
    assert (lost["Status"], lost["Waited"], lost["Service level"]) == (
        (OVER[method], 60, "missed") if waits else (OVER[method], None, "")
    )
    assert (answered["Status"], answered["Waited"]) == ("Handled", 30 if waits else None)


def test_counts_have_as_abandoned_what_the_rows_have(grafana: Grafana) -> None:
    assert grafana.numbers(CONTACT_EVENTS, "Contacts")["Abandoned"] == len(ABANDONED)
    assert grafana.numbers(WALLBOARD, "Today")["Abandoned"] == len(ABANDONED)
    [queue] = grafana.rows(CONTACT_EVENTS, "By queue")
    assert queue["Abandoned"] == len(ABANDONED)
    chosen = grafana.rows(CONTACT_EVENTS, "Contacts of the time range", contact_status=["Abandoned"])
    assert {row["Contact"] for row in chosen} == {f"{method}-lost" for method in ABANDONED}
    assert sum(row["Abandoned"] for row in grafana.rows(QUEUES, "Queued, answered, abandoned")) == len(ABANDONED)


def test_only_those_wait_now_whom_a_customer_waits_for(engine: EngineUnderTest) -> None:
    waiting = [
        contact_row(event, 0)
        for method in OVER
        for event in contact(method, CLAIMS, "09:55:00", initiation_method=method)
    ]
    with engine.stored(waiting, NOW) as source:
        shown = {row["Contact"] for row in Grafana(source, NOW).rows(CONTACT_EVENTS, "Waiting now")}
    assert shown == ABANDONED


@pytest.mark.parametrize(
    ("section", "value"),
    [("Service level", 0), ("Abandonment rate", 50), ("Average queue answer time", 30)],
)
def test_the_queries_of_the_documentation(source: Source, section: str, value: float) -> None:
    page = (ROOT / "docs/metrics.md").read_text()
    query = re.search(rf"## {section}\n.*?```sql\n(.*?)```", page, re.DOTALL)
    assert query
    [answer] = ask(source, query[1])
    assert [field.values for field in answer.fields] == [[value]]
