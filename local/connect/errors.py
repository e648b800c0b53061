"""The errors that Connect's API answers with: name, HTTP code and text."""


class ConnectError(Exception):
    """One of Connect's own errors, as a client sees it. The class's name is the error's code."""

    http_status = 400


class InvalidParameterException(ConnectError):
    """A parameter has a value that Connect, or this stand-in, does not take."""


class InvalidRequestException(ConnectError):
    """The request is not one of Connect's."""


class ResourceNotFoundException(ConnectError):
    http_status = 404


class ThrottlingException(ConnectError):
    http_status = 429


class InternalServiceException(ConnectError):
    http_status = 500
