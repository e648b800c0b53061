"""Keeps what cannot become rows: whole, with the reason, in the quarantine bucket.

An object's name is made from its content, so keeping the same thing twice keeps one object.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from connect_analytics.telemetry import logger

_CLIENT = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4})


@dataclass(frozen=True, slots=True)
class QuarantinedRecord:
    """A record as it came in, or a row as the store refused it, and where in the batch it comes from."""

    payload: dict[str, Any]
    reason: str
    positions: tuple[int, ...]


class Quarantine:
    """The bucket's `quarantine/<service>/` folder."""

    def __init__(self, bucket: str, service: str) -> None:
        self._bucket = bucket
        self._service = service
        self._s3: Any = boto3.client("s3", config=_CLIENT)

    def keep(self, letters: Sequence[QuarantinedRecord]) -> list[QuarantinedRecord]:
        """Stores each letter as one JSON object. Gives back those that S3 could not take now."""
        for kept, letter in enumerate(letters):
            try:
                self._put(letter)
            except (ClientError, BotoCoreError):
                logger.exception("The quarantine bucket did not take a record; it will be read again")
                return list(letters[kept:])
            logger.warning("Quarantined", reason=letter.reason, positions=letter.positions)
        return []

    def _put(self, letter: QuarantinedRecord) -> None:
        content = json.dumps(letter.payload, sort_keys=True)
        name = hashlib.sha256(content.encode()).hexdigest()
        body = {"service": self._service, "reason": letter.reason, "payload": letter.payload}
        self._s3.put_object(
            Bucket=self._bucket,
            Key=f"quarantine/{self._service}/{name}.json",
            Body=json.dumps(body, indent=1).encode(),
            ContentType="application/json",
        )
