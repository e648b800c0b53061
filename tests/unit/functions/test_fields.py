"""Fields of what Connect sends, in their types and within their bounds."""

import time
from collections.abc import Iterator

import pytest

from connect_analytics.fields import InvalidRecord, count, identifier, milliseconds, parse, text


@pytest.fixture
def far_from_utc() -> Iterator[None]:
    """A machine whose clock is set to New York's time."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("far_from_utc")
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-11-20T09:00:00.123Z", 1_795_165_200_123),
        ("2026-11-20T09:00:00Z", 1_795_165_200_000),
        ("2026-11-20T09:00:00.123", 1_795_165_200_123),  # no zone is UTC, whatever the machine's own is
        ("2026-11-20T10:00:00.123+01:00", 1_795_165_200_123),
        ("1970-01-01T00:00:00.001Z", None),
        ("1970-01-01T00:00:01Z", 1000),
        ("", None),
        (None, None),
    ],
)
def test_a_timestamp_is_in_milliseconds_since_1970(written: str | None, expected: int | None) -> None:
    assert milliseconds({"at": written}, "at") == expected


@pytest.mark.parametrize("written", ["noon", 7, [], True, "2026-13-01T00:00:00Z"])
def test_what_is_no_timestamp_is_refused(written: object) -> None:
    with pytest.raises(InvalidRecord, match="at is not a timestamp"):
        milliseconds({"at": written}, "at")


@pytest.mark.parametrize(
    ("arn", "expected"),
    [("arn:aws:connect:r:1:instance/i/agent/a-1", "a-1"), ("a-1", "a-1"), ("instance/i/", None), ("", None)],
)
def test_an_identifier_is_the_last_part_of_an_arn(arn: str, expected: str | None) -> None:
    assert identifier({"arn": arn}, "arn") == expected


def test_texts_and_records_may_be_as_large_as_their_bounds_and_no_larger() -> None:
    assert text({"name": "x" * 1024}, "name") == "x" * 1024
    with pytest.raises(InvalidRecord, match="name is longer than 1024 characters"):
        text({"name": "x" * 1025}, "name")
    largest = b"{}".ljust(256 * 1024)
    assert parse(largest) == {}
    with pytest.raises(InvalidRecord, match="larger than 256 KiB"):
        parse(largest + b" ")


def test_a_count_is_a_whole_number_of_things() -> None:
    assert [count({"n": value}, "n") for value in (None, 0, 1_000_000)] == [None, 0, 1_000_000]
    for wrong in (-1, 1_000_001, True, 1.5, "1"):
        with pytest.raises(InvalidRecord, match="n is not a count"):
            count({"n": wrong}, "n")
