"""Frames are those of Grafana's own Timestream plugin, whose backend was given the same queries over the stand-in.

A line of grafana_plugin_frames.jsonl is a query, its format (0 table, 1 time series), and the frames that the plugin
made or its error. `frame` is a field's type in Go, which the preview does not have.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.preview.frames import FormatError
from local.preview.time_range import TimeRange
from local.preview.timestream import Timestream
from local.timestream.server import TimestreamServer
from tests.support.generated_rows import generated_rows, now_ms
from tests.support.timestream_tables import write_rows

LINES = Path(__file__).with_name("grafana_plugin_frames.jsonl").read_text().splitlines()
CASES = [json.loads(line) for line in LINES]


@pytest.fixture(scope="module")
def timestream() -> Iterator[Timestream]:
    with TimestreamServer() as server:
        write_rows(server.url, generated_rows(agents=1, hours=1, now=now_ms()))
        yield Timestream(server.url)


def plugin_frames(timestream: Timestream, case: dict[str, Any]) -> list[dict[str, Any]]:
    target = {"rawQuery": case["sql"], "format": case["format"]}
    frames = timestream.frames(target, TimeRange(0, 3_600_000), 60_000, {})
    return [frame.as_json() | {"notices": frame.notices} for frame in frames]


def expected(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The plugin's frames as the preview writes them: values and entities in their fields."""
    return [
        {
            "refId": "A",
            "length": len(frame["values"][0]),
            "notices": frame.get("notices", []),
            "fields": [
                {"name": field["name"], "type": field["type"], "values": values}
                | ({"labels": field["labels"]} if field.get("labels") else {})
                | ({"entities": entities} if entities else {})
                for field, values, entities in zip(
                    frame["fields"],
                    frame["values"],
                    frame.get("entities", [None] * len(frame["fields"])),
                    strict=True,
                )
            ],
        }
        for frame in case["frames"]
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["sql"] for case in CASES])
def test_a_query_has_the_plugins_frames_or_its_error(timestream: Timestream, case: dict[str, Any]) -> None:
    if "error" in case:
        itself = "plugin itself fails on a ROW"
        with pytest.raises(FormatError, match=itself if itself in case["error"] else re.escape(case["error"])):
            plugin_frames(timestream, case)
    elif case["sql"].startswith("DESCRIBE"):
        # The columns are the schema's of today.
        names = ["Column", "Type", "Timestream attribute type"]
        assert [field["name"] for field in plugin_frames(timestream, case)[0]["fields"]] == names
    else:
        assert plugin_frames(timestream, case) == expected(case)
