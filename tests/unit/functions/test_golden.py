"""Each payload in events/ becomes the rows in its golden file, and events/ is what local/sample_events.py makes."""

import json
from typing import Any

import pytest

from agent_snapshot import decode
from agent_timeline import fold
from connect_analytics.fields import InvalidRecord, parse
from connect_analytics.rows import Row, latest
from contact_row import contact_row
from local import sample_events
from tests.support.golden import EVENTS, golden, payload, payloads, readable, write_golden


def agent_events_become(batch: Any) -> dict[str, Any]:
    events, quarantined, skipped = [], [], 0
    for position, record in enumerate(batch["Records"]):
        try:
            event = decode(record, position, names=True)
        except InvalidRecord as error:
            quarantined.append(str(error))
            continue
        if event:
            events.append(event)
        else:
            skipped += 1
    rows = latest(fold({}, events).rows)
    return {"rows": readable(rows), "quarantined": quarantined, "skipped": skipped}


def contact_events_become(sent: Any) -> dict[str, Any]:
    events = [parse(record["body"]) for record in sent["Records"]] if "Records" in sent else [sent]
    rows: list[Row] = []
    quarantined = []
    for position, event in enumerate(events):
        try:
            rows.append(contact_row(event, position))
        except InvalidRecord as error:
            quarantined.append(str(error))
    return {"rows": readable(latest(rows)), "quarantined": quarantined, "skipped": 0}


@pytest.mark.parametrize("name", payloads("agent-events"))
def test_agent_events_become_their_golden_rows(name: str, update_golden: bool) -> None:
    becomes = agent_events_become(payload(name))
    if update_golden:
        write_golden(name, becomes)
    assert becomes == golden(name)


@pytest.mark.parametrize("name", payloads("contact-events"))
def test_contact_events_become_their_golden_rows(name: str, update_golden: bool) -> None:
    becomes = contact_events_become(payload(name))
    if update_golden:
        write_golden(name, becomes)
    assert becomes == golden(name)


def test_the_payloads_are_those_of_sample_events() -> None:
    """`make events` writes them."""
    written = {str(file.relative_to(EVENTS)): json.loads(file.read_text()) for file in EVENTS.glob("*/*.json")}
    assert written == sample_events.payloads()
