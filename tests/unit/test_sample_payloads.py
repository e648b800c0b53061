"""The events in the payloads of `events/`, taken out and moved to another time."""

import json
from pathlib import Path
from typing import Any

from local.stack.environment import ROOT
from tests.support.sample_payloads import SamplePayloads, StreamRecord, read_sample_payloads

SAMPLES = read_sample_payloads(ROOT / "events")


def agent_events(samples: SamplePayloads) -> list[dict[str, Any]]:
    return [json.loads(record.data) for record in samples.records if record.data.endswith("}")]


def test_the_stream_gets_everything_in_the_order_of_arrival() -> None:
    times = [event["EventTimestamp"] for event in agent_events(SAMPLES) if "EventTimestamp" in event]
    assert times == sorted(times)
    payloads = [json.loads(file.read_text()) for file in (ROOT / "events").glob("agent-events/*.json")]
    assert len(SAMPLES.records) == sum(len(payload["Records"]) for payload in payloads)


def test_the_bus_gets_single_events_and_those_in_a_queues_messages() -> None:
    assert all(event["source"] == "aws.connect" for event in SAMPLES.contact_events)
    payloads = [json.loads(file.read_text()) for file in (ROOT / "events").glob("contact-events/*.json")]
    assert len(SAMPLES.contact_events) == sum(len(payload.get("Records", [0])) for payload in payloads)


def test_a_shift_moves_every_time_and_nothing_else() -> None:
    later = SAMPLES.shifted(90_061_000)
    assert later.ends_at() == SAMPLES.ends_at() + 90_061_000
    assert later.shifted(-90_061_000).records == SAMPLES.records
    assert [record.partition_key for record in later.records] == [record.partition_key for record in SAMPLES.records]


def test_a_shift_keeps_each_times_precision_and_the_sentinel_for_no_time() -> None:
    samples = SamplePayloads(
        (StreamRecord("a", '["2026-11-20T23:59:59.999Z", "2026-11-20T09:00:00Z", "1970-01-01T00:00:00.001Z"]'),), ()
    )
    (record,) = samples.shifted(1000).records
    assert json.loads(record.data) == ["2026-11-21T00:00:00.999Z", "2026-11-20T09:00:01Z", "1970-01-01T00:00:00.001Z"]


def test_an_empty_folder_has_no_events(tmp_path: Path) -> None:
    assert read_sample_payloads(tmp_path) == SamplePayloads((), ())
