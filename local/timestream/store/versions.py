"""The rules of record versions (upserts)."""

from dataclasses import dataclass
from typing import NamedTuple

SAME_VERSION = (
    "A record already exists with the same time, dimensions, measure name, and record version. A higher record "
    "version must be specified in order to update the measure value. Specifying record version is supported by "
    "the latest SDKs."
)


class Stored(NamedTuple):
    """An entry of the index of versions: the version of a stored record, and its row in DuckDB."""

    version: int
    row: int


@dataclass(frozen=True)
class Rejection:
    """The reason why a record is not stored."""

    reason: str
    existing_version: int | None = None


def rejection(version: int, stored: int, same: bool) -> Rejection | None:
    """The rejection of a record of `version` over a record of version `stored`; None if it is accepted. `same` says
    whether both have the same measures: then the same version is accepted and changes nothing."""
    if version < stored:
        return Rejection(
            f"The record version {version} is lower than the existing version {stored}. A higher version is "
            "required to update the measure value.",
            stored,
        )
    return Rejection(SAME_VERSION) if version == stored and not same else None
