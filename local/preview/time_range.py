"""Time ranges as Grafana writes them, `now-6h`, `now/d`, and the interval that suits a panel's width."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

_RELATIVE = re.compile(r"now(?P<steps>(?:[+-]\d+[smhdwMy])*)(?:/(?P<whole>[smhdwMy]))?")
_STEP = re.compile(r"([+-]\d+)([smhdwMy])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

# Grafana's own steps: an interval below the limit, in milliseconds, is rounded to the value.
_ROUNDED = [
    (10, 1), (15, 10), (35, 20), (75, 50), (150, 100), (350, 200), (750, 500), (1_500, 1_000), (3_500, 2_000),
    (7_500, 5_000), (12_500, 10_000), (17_500, 15_000), (25_000, 20_000), (45_000, 30_000), (90_000, 60_000),
    (210_000, 120_000), (450_000, 300_000), (750_000, 600_000), (1_050_000, 900_000), (1_500_000, 1_200_000),
    (2_700_000, 1_800_000), (5_400_000, 3_600_000), (9_000_000, 7_200_000), (16_200_000, 10_800_000),
    (32_400_000, 21_600_000), (86_400_000, 43_200_000), (604_800_000, 86_400_000), (1_814_400_000, 604_800_000),
    (3_628_800_000, 2_592_000_000),
]  # fmt: skip
_YEAR_MS = 31_536_000_000


class TimeRangeError(ValueError):
    """A text is no time, or a range ends before it begins."""


@dataclass(frozen=True)
class TimeRange:
    """From and to, in milliseconds since the epoch."""

    from_ms: int
    to_ms: int

    def interval_ms(self, points: int, at_least_ms: int = 1) -> int:
        """The time between two points where there is room for so many, rounded as Grafana does."""
        exact = (self.to_ms - self.from_ms) / max(points, 1)
        step = bisect_right([limit for limit, _ in _ROUNDED], exact)
        rounded = _ROUNDED[step][1] if step < len(_ROUNDED) else _YEAR_MS
        return max(rounded, at_least_ms)


def parse_time_range(start: str, end: str, now: datetime, zone: tzinfo = UTC) -> TimeRange:
    """The range between two times, each relative (`now-1d/d`), in milliseconds or in ISO 8601.

    Days begin as they do in `zone`. Raises TimeRangeError.
    """
    time_range = TimeRange(_timestamp(start, now, zone, round_up=False), _timestamp(end, now, zone, round_up=True))
    if time_range.from_ms >= time_range.to_ms:
        raise TimeRangeError(f"The time range from {start} to {end} ends before it begins.")
    return time_range


def duration_ms(text: str) -> int:
    """A duration such as `30s`, `1m`, `12h` or `500ms`, perhaps with `>` before it, in milliseconds."""
    parts = re.fullmatch(r">?(\d+)(ms|[smhdw])", text.strip())
    if not parts:
        raise TimeRangeError(f"{text!r} is no duration: write 30s, 5m, 12h or 1d.")
    if parts[2] == "ms":
        return int(parts[1])
    return round(timedelta(**{_UNITS[parts[2]]: int(parts[1])}) / timedelta(milliseconds=1))


def _timestamp(text: str, now: datetime, zone: tzinfo, *, round_up: bool) -> int:
    if text.isdecimal():
        return int(text)
    parts = _RELATIVE.fullmatch(text)
    if not parts:
        return _absolute(text, zone)
    time = now.astimezone(zone)
    for amount, unit in _STEP.findall(parts["steps"]):
        time = _shifted(time, int(amount), unit)
    if parts["whole"]:
        time = _floor(time, parts["whole"])
        if round_up:
            time = _shifted(time, 1, parts["whole"]) - timedelta(milliseconds=1)
    return round(time.timestamp() * 1000)


def _absolute(text: str, zone: tzinfo) -> int:
    """A time in ISO 8601, in the zone where it names none."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise TimeRangeError(
            f"{text!r} is no time: write now, now-6h, now/d, a time in ISO 8601 or milliseconds since the epoch."
        ) from error
    return round((time if time.tzinfo else time.replace(tzinfo=zone)).timestamp() * 1000)


def _shifted(time: datetime, amount: int, unit: str) -> datetime:
    """Hours and less are spans of time; days and more follow the calendar."""
    if unit in "smh":
        return (time.astimezone(UTC) + timedelta(**{_UNITS[unit]: amount})).astimezone(time.tzinfo)
    if unit in "dw":
        return time + timedelta(**{_UNITS[unit]: amount})
    months = time.year * 12 + time.month - 1 + amount * (12 if unit == "y" else 1)
    first = time.replace(year=months // 12, month=months % 12 + 1, day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return first.replace(day=min(time.day, (following - timedelta(days=1)).day))


def _floor(time: datetime, unit: str) -> datetime:
    if unit == "s":
        return time.replace(microsecond=0)
    if unit == "m":
        return time.replace(second=0, microsecond=0)
    if unit == "h":
        return time.replace(minute=0, second=0, microsecond=0)
    day = time.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "w":
        return day - timedelta(days=day.weekday())
    if unit == "M":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "y" else day
