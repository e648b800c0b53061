"""The story of events/, taken out of the payloads and told at another time."""

import json
from pathlib import Path
from typing import Any

from local.stack.environment import ROOT
from tests.support.sample_payloads import SamplePayloads, StreamRecord, read_sample_payloads

TOLD = read_sample_payloads(ROOT / "events")


def agent_events(story: SamplePayloads) -> list[dict[str, Any]]:
    return [json.loads(record.data) for record in story.records if record.data.endswith("}")]


def test_the_stream_gets_everything_in_the_order_of_arrival() -> None:
    times = [event["EventTimestamp"] for event in agent_events(TOLD) if "EventTimestamp" in event]
    assert times == sorted(times)
    payloads = [json.loads(file.read_text()) for file in (ROOT / "events").glob("agent-events/*.json")]
    assert len(TOLD.records) == sum(len(payload["Records"]) for payload in payloads)


def test_the_bus_gets_single_events_and_those_in_a_queues_messages() -> None:
    assert all(event["source"] == "aws.connect" for event in TOLD.contact_events)
    payloads = [json.loads(file.read_text()) for file in (ROOT / "events").glob("contact-events/*.json")]
    assert len(TOLD.contact_events) == sum(len(payload.get("Records", [0])) for payload in payloads)


def test_a_shift_moves_every_time_and_nothing_else() -> None:
    later = TOLD.shifted(90_061_000)
    assert later.ends_at() == TOLD.ends_at() + 90_061_000
    assert later.shifted(-90_061_000).records == TOLD.records
    assert [record.partition_key for record in later.records] == [record.partition_key for record in TOLD.records]


def test_a_shift_keeps_each_times_precision_and_the_sentinel_for_no_time() -> None:
    story = SamplePayloads(
        (StreamRecord("a", '["2026-11-20T23:59:59.999Z", "2026-11-20T09:00:00Z", "1970-01-01T00:00:00.001Z"]'),), ()
    )
    (record,) = story.shifted(1000).records
    assert json.loads(record.data) == ["2026-11-21T00:00:00.999Z", "2026-11-20T09:00:01Z", "1970-01-01T00:00:00.001Z"]


def test_an_empty_folder_tells_nothing(tmp_path: Path) -> None:
    assert read_sample_payloads(tmp_path) == SamplePayloads((), ())
