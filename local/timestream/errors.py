"""The errors that the service answers with: name, HTTP code and text."""

from typing import Any


class ServiceError(Exception):
    """One of the service's own errors, as a client sees it.

    `fields` are members of the error's body besides its message.
    """

    http_status = 400
    namespace = "com.amazonaws.timestream.v20181101"

    def __init__(self, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields

    @property
    def code(self) -> str:
        return type(self).__name__


class ValidationException(ServiceError):
    """The request or its SQL is invalid."""


class SerializationException(ServiceError):
    """The body is not JSON, or a member has a different JSON type from its shape."""

    namespace = "com.amazon.coral.service"


class UnknownOperationException(ServiceError):
    """X-Amz-Target is not an operation of either API."""

    namespace = "com.amazon.coral.service"


class QueryExecutionException(ServiceError):
    """A valid query failed on the data."""


class ResourceNotFoundException(ServiceError):
    http_status = 404


class ConflictException(ServiceError):
    http_status = 409


class ServiceQuotaExceededException(ServiceError):
    http_status = 402


class ThrottlingException(ServiceError):
    http_status = 429


class RejectedRecordsException(ServiceError):
    """Some records of a WriteRecords call were not stored; the others were."""

    http_status = 419

    def __init__(self, rejected: list[dict[str, Any]]) -> None:
        super().__init__(
            "One or more records have been rejected. See RejectedRecords for details.", RejectedRecords=rejected
        )


class InternalServerException(ServiceError):
    http_status = 500
