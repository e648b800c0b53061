"""Which version of which record is stored: an index from a record's identity to what is kept of it."""

from dataclasses import dataclass
from typing import NamedTuple

from local.timestream.store.records import Record

SAME_VERSION = (
    "A record already exists with the same time, dimensions, measure name, and record version. A higher record "
    "version must be specified in order to update the measure value. Specifying record version is supported by the "
    "latest SDKs."
)


class Stored(NamedTuple):
    """The stored record of an identity: its version, the digest of its measures, its row."""

    version: int
    content: bytes
    row: int


@dataclass(frozen=True)
class Refusal:
    """Why a record is not stored."""

    reason: str
    existing_version: int | None = None


def refusal(record: Record, stored: Stored) -> Refusal | None:
    """What speaks against writing `record` over `stored`; None where it may, or where it changes nothing."""
    if record.version < stored.version:
        return Refusal(
            f"The record version {record.version} is lower than the existing version {stored.version}. A higher "
            "version is required to update the measure value.",
            stored.version,
        )
    if record.version == stored.version and record.content != stored.content:
        return Refusal(SAME_VERSION, stored.version)
    return None
