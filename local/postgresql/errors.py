"""The errors that the Data API answers with: name, HTTP code and text."""

from typing import Any


class ServiceError(Exception):
    """One of the service's own errors, as a client sees it. The class's name is the error's code.

    `fields` are members of the error's body besides its message.
    """

    http_status = 400

    def __init__(self, message: str = "", **fields: Any) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields


class AccessDeniedException(ServiceError):
    http_status = 403


class DatabaseErrorException(ServiceError):
    """PostgreSQL's own error, with its SQLSTATE at the end of the text."""


class DatabaseResumingException(ServiceError):
    """The cluster has paused, and wakes up."""


class DatabaseUnavailableException(ServiceError):
    """The cluster has no writer at this moment."""

    http_status = 504


class HttpEndpointNotEnabledException(ServiceError):
    """No cluster of this ARN has a Data API."""


class InternalServerErrorException(ServiceError):
    http_status = 500


class InvalidSecretException(ServiceError):
    """The secret has no user name or no password."""


class RequestEntityTooLargeException(ServiceError):
    """The request is larger than 4 MiB. What the service calls this is not documented."""

    http_status = 413


class SecretsErrorException(ServiceError):
    """The secret can not be read."""


class StatementTimeoutException(ServiceError):
    """The statement took more than 45 seconds."""


class ThrottlingException(ServiceError):
    """Not in the service's model, but seen."""


class TransactionNotFoundException(ServiceError):
    http_status = 404


class UnknownOperationException(ServiceError):
    """The path is that of no operation that is answered."""

    http_status = 404


class UnsupportedResultException(ServiceError):
    """A column of the result has a type that the Data API does not return, or the result is too large."""


class ValidationException(ServiceError):
    """Not in the service's model, but documented: arrays, schema, several statements in one call."""
