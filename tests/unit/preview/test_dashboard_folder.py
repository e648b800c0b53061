"""Which dashboards of a folder the preview takes."""

import json
from pathlib import Path

import pytest

from local.preview.dashboard_folder import DashboardFolder


@pytest.mark.parametrize("other", ["a/queues.json", "a/b/queues.json", "z/queues.json"])
def test_of_two_with_the_same_uid_the_outermost_counts(tmp_path: Path, other: str) -> None:
    for name, title in {"queues.json": "Of Timestream", other: "Of another engine"}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"uid": "queues", "title": title, "panels": []}))
    folder = DashboardFolder(tmp_path)
    assert folder.dashboard("queues")["title"] == "Of Timestream"
    assert [summary["title"] for summary in folder.summaries()] == ["Of Timestream"]
