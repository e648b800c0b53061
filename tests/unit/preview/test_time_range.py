"""Time ranges and intervals are Grafana's."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from local.preview.time_range import TimeRange, TimeRangeError, duration_ms, parse_time_range

NOW = datetime(2026, 3, 29, 10, 20, 30, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    return round(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("start", "timestamp"),
    [
        ("now-6h", at(2026, 3, 29, 4, 20, 30)),
        ("now-90s", at(2026, 3, 29, 10, 19)),
        ("now-1d", at(2026, 3, 28, 10, 20, 30)),
        ("now-1w", at(2026, 3, 22, 10, 20, 30)),
        ("now-1M", at(2026, 2, 28, 10, 20, 30)),
        ("now-1y", at(2025, 3, 29, 10, 20, 30)),
        ("now/d", at(2026, 3, 29)),
        ("now/h", at(2026, 3, 29, 10)),
        ("now/w", at(2026, 3, 23)),
        ("now/M", at(2026, 3, 1)),
        ("now-1d/d", at(2026, 3, 28)),
        ("now-1d+6h", at(2026, 3, 28, 16, 20, 30)),
        ("1700000000000", 1_700_000_000_000),
        ("2026-03-28T08:15:00.000Z", at(2026, 3, 28, 8, 15)),
        ("2026-03-28T08:15:00+02:00", at(2026, 3, 28, 6, 15)),
        ("2026-03-28 08:15", at(2026, 3, 28, 8, 15)),
        ("2026-03-28", at(2026, 3, 28)),
    ],
)
def test_a_beginning(start: str, timestamp: int) -> None:
    assert parse_time_range(start, "now", NOW).from_ms == timestamp


def test_a_whole_day_ends_with_its_last_millisecond() -> None:
    assert parse_time_range("now-1d/d", "now-1d/d", NOW) == TimeRange(at(2026, 3, 28), at(2026, 3, 29) - 1)


def test_days_begin_in_the_readers_time_zone() -> None:
    summer = datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert parse_time_range("now/d", "now", summer, LONDON).from_ms == at(2026, 6, 30, 23)
    assert parse_time_range("2026-06-01 01:00", "now", summer, LONDON).from_ms == at(2026, 6, 1)
    # On this day the clocks went forward; hours are hours all the same.
    assert parse_time_range("now/d", "now", NOW, LONDON).from_ms == at(2026, 3, 29)
    assert parse_time_range("now-12h", "now", NOW, LONDON).from_ms == at(2026, 3, 28, 22, 20, 30)


@pytest.mark.parametrize("text", ["yesterday", "now-", "now-6", "now - 6h", "", "-5"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(TimeRangeError, match="is no time"):
        parse_time_range(text, "now", NOW)


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(TimeRangeError, match="ends before it begins"):
        parse_time_range("now", "now-1h", NOW)


@pytest.mark.parametrize(
    ("hours", "points", "interval_ms"),
    [(1, 800, 5_000), (6, 800, 30_000), (24, 800, 120_000), (24, 100, 900_000), (24 * 7, 800, 900_000), (0, 100, 1)],
)
def test_an_interval_gives_at_most_so_many_points(hours: int, points: int, interval_ms: int) -> None:
    assert TimeRange(0, hours * 3_600_000).interval_ms(points) == interval_ms


def test_an_interval_is_no_less_than_the_panels_minimum() -> None:
    assert TimeRange(0, 3_600_000).interval_ms(800, at_least_ms=60_000) == 60_000


def test_durations() -> None:
    assert [duration_ms(text) for text in ("500ms", "30s", ">1m", "12h", "1d")] == [
        500,
        30_000,
        60_000,
        43_200_000,
        86_400_000,
    ]
    with pytest.raises(TimeRangeError, match="is no duration"):
        duration_ms("soon")
