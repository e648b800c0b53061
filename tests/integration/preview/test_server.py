"""The preview's server answers its page: boards, variables, frames."""

import urllib.error
import urllib.request
from pathlib import Path

import pytest

from local.preview.server import PreviewServer
from local.preview.timestream import Timestream
from tests.integration.preview.conftest import BOARDS, Preview
from tests.support.generated_rows import QUEUES
from tests.support.preview_page import NOBODY


def variable(board: dict[str, list[dict[str, object]]], name: str) -> dict[str, object]:
    return next(one for one in board["variables"] if one["name"] == name)


def test_the_boards_of_the_folder_are_listed_by_title(preview: Preview) -> None:
    assert [board["title"] for board in preview.get("/api/boards")] == ["Every panel", "Second"]


def test_a_boards_variables_have_their_options_from_timestream(preview: Preview) -> None:
    queue = variable(preview.board(), "queue")
    everyone = {"text": "All", "value": "$__all"}
    assert queue["options"] == [everyone, *({"text": name, "value": name} for name in sorted(QUEUES))]
    assert queue["selected"] == ["$__all"]


def test_the_address_selects_values_and_time_range(preview: Preview) -> None:
    board = preview.board("every-panel", **{"var-queue": ["Sales", "Support"], "from": "now-1h", "to": "now"})
    assert variable(board, "queue")["value"] == ["Sales", "Support"]
    assert board["time"] == {"from": "now-1h", "to": "now"}
    assert board["panels"][0]["title"] == "Waiting in Sales + Support"
    assert preview.board()["time"] == {"from": "now-3h", "to": "now"}


def test_links_have_variables_interpolated_and_leave_the_rows_values(preview: Preview) -> None:
    board = preview.board("every-panel", **{"var-queue": ["Sales", "New customers"], "from": "now-1h"})
    (link,) = board["panels"][5]["fieldConfig"]["overrides"][0]["properties"][0]["value"]
    assert link["url"] == (
        "/d/second?var-id=${__data.fields.queue_id}&var-queue=Sales&var-queue=New%20customers&from=now-1h&to=now"
    )


def test_text_panels_are_rendered_without_the_authors_html(preview: Preview) -> None:
    text = next(panel for panel in preview.board()["panels"] if panel["type"] == "text")
    assert "<h1>A board of all kinds</h1>" in text["html"]
    assert "<strong>All</strong>" in text["html"]
    assert "<script>" not in text["html"]


def test_a_panel_has_frames_for_the_chosen_queues(preview: Preview) -> None:
    (frame,) = preview.data(2)["frames"]
    assert frame["fields"][0] == {"name": "queue_name", "type": "string", "values": sorted(QUEUES)}
    (frame,) = preview.data(2, **{"var-queue": ["Sales"]})["frames"]
    assert frame["fields"][0]["values"] == ["Sales"]


def test_series_are_wide_in_intervals_that_suit_the_panels_width(preview: Preview) -> None:
    (frame,) = preview.data(4)["frames"]
    times, *numbers = frame["fields"]
    assert set(map(int.__sub__, times["values"][1:], times["values"][:-1])) == {60_000}
    assert [number["labels"] for number in numbers] == [{"queue_name": name} for name in sorted(QUEUES)]


def test_states_are_a_frame_for_each_agent(preview: Preview) -> None:
    frames = preview.data(7)["frames"]
    assert [frame["fields"][1]["labels"] for frame in frames] == [{"username": f"agent{n}"} for n in (1, 2, 3)]
    assert "On Call" in frames[0]["fields"][1]["values"]


def test_rows_are_sorted_as_the_panel_wants_them(preview: Preview) -> None:
    (frame,) = preview.data(6)["frames"]
    waiting = next(field["values"] for field in frame["fields"] if field["name"] == "Waiting")
    assert waiting == sorted(waiting, reverse=True)


def test_the_dashboard_data_source_shows_another_panels_result(preview: Preview) -> None:
    assert preview.data(12)["frames"] == preview.data(1)["frames"]


def test_a_failed_query_has_the_services_own_message(preview: Preview) -> None:
    broken = preview.data(14)
    assert (broken["error"], broken["unreachable"]) == (
        "ValidationException: line 1:8: Column 'colour' does not exist",
        False,
    )


def test_an_unsupported_transformation_is_named(preview: Preview) -> None:
    assert "'groupToNestedTable'" in preview.data(16)["error"]


def test_an_unreachable_timestream_is_an_error() -> None:
    with PreviewServer(BOARDS, Timestream(NOBODY), NOBODY) as server:
        preview = Preview(server.url, 1_700_000_000_000)
        data = preview.data(1)
        assert data["unreachable"]
        assert data["error"].startswith("Timestream does not answer: ")
        assert "does not answer" in str(variable(preview.board(), "queue")["error"])


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/api/boards/none?now=1", 404, "There is no dashboard 'none'"),
        ("/api/boards/every-panel/panels/77", 400, "values"),
        ("/api/colours", 404, "There is nothing at /api/colours."),
        ("/api/boards/every-panel?now=1700000000000&from=tomorrow", 400, "'tomorrow' is no time"),
        ("/api/boards/every-panel?now=1700000000000&from=now&to=now-1h", 400, "ends before it begins"),
    ],
)
def test_a_bad_request_is_refused(preview: Preview, path: str, status: int, sentence: str) -> None:
    code, error = preview.refusal(path)
    assert code == status
    assert sentence in error


def test_the_page_has_all_its_files_and_loads_nothing_from_other_hosts(preview: Preview) -> None:
    for path in ("/", "/d/every-panel", "/page/app.js", "/page/uplot.js", "/page/uplot.css", "/page/panels/stat.js"):
        with urllib.request.urlopen(preview.url + path) as response:
            assert response.read()
            assert response.headers["Content-Security-Policy"].startswith("default-src 'self';")


@pytest.mark.parametrize("path", ["/page/../server.py", "/page/%2e%2e/server.py", "/page/none.js", "/else"])
def test_no_other_file_is_served(preview: Preview, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(preview.url + path)


def test_a_changed_file_is_read_again_and_a_broken_one_is_named(tmp_path: Path) -> None:
    file = tmp_path / "board.json"
    file.write_text('{"uid": "a", "title": "First", "panels": []}')
    with PreviewServer(tmp_path, Timestream(NOBODY), NOBODY) as server:
        preview = Preview(server.url, 0)
        assert preview.get("/api/boards")[0]["title"] == "First"
        file.write_text('{"uid": "a", "title": "Second title", "panels": []}')
        assert preview.get("/api/boards")[0]["title"] == "Second title"
        (tmp_path / "other.json").write_text("{")
        assert [board["title"] for board in preview.get("/api/boards")] == ["Second title", "other (not JSON)"]
        code, error = preview.refusal("/api/boards/other?now=0")
        assert (code, error.partition(":")[0]) == (404, f"{tmp_path / 'other.json'} is not JSON")
        assert preview.board("a")["title"] == "Second title"
