"""Errors of queries to data sources."""

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as UnconnectedError

# What reading a dashboard raises whose JSON is not as Grafana saves it.
MALFORMED = (KeyError, TypeError, AttributeError, IndexError)


class QueryError(Exception):
    """A query has failed. The message is the service's own. `unreachable`: the service did not answer at all."""

    def __init__(self, message: str, *, unreachable: bool = False) -> None:
        super().__init__(message)
        self.unreachable = unreachable

    @classmethod
    def of(cls, error: ClientError | BotoCoreError, service: str) -> "QueryError":
        if isinstance(error, ClientError):
            details = error.response["Error"]
            return cls(f"{details['Code']}: {details['Message']}")
        if isinstance(error, HTTPClientError | UnconnectedError):
            return cls(f"{service} does not answer: {error}", unreachable=True)
        return cls(str(error))
