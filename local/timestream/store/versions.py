"""Which version of which record is stored: an index from a record's identity to what is kept of it."""

from dataclasses import dataclass
from typing import NamedTuple

SAME_VERSION = (
    "A record already exists with the same time, dimensions, measure name, and record version. A higher record "
    "version must be specified in order to update the measure value. Specifying record version is supported by "
    "the latest SDKs."
)


class Stored(NamedTuple):
    """The stored record of an identity: its version, and its row in DuckDB."""

    version: int
    row: int


@dataclass(frozen=True)
class Refusal:
    """Why a record is not stored."""

    reason: str
    existing_version: int | None = None


def refusal(version: int, stored: int, same: bool) -> Refusal | None:
    """What speaks against writing a record of `version` where one of version `stored` is; None where it may be
    written, or where it changes nothing. `same` says whether the two have the same measures."""
    if version < stored:
        return Refusal(
            f"The record version {version} is lower than the existing version {stored}. A higher version is "
            "required to update the measure value.",
            stored,
        )
    return Refusal(SAME_VERSION) if version == stored and not same else None
