"""Makes calls of boto3 clients fail as services and networks do."""

import urllib.request
from collections.abc import Iterator
from io import BytesIO
from random import Random
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError


def _error_answer(client: Any, url: str, status: int, code: str) -> AWSResponse:
    """The answer of a service that fails: S3's is XML, all others are JSON."""
    headers = HTTPHeaders()
    headers["x-amzn-errortype"] = code
    body = f'{{"__type": "{code}", "message": "made by a test"}}'
    if client.meta.service_model.protocol == "rest-xml":
        body = f"<Error><Code>{code}</Code><Message>made by a test</Message></Error>"
    return AWSResponse(url, status, headers, _Body(body.encode()))


class ClientFaults:
    """Makes calls of a boto3 client fail, some or all of them."""

    def __init__(self, client: Any, operation: str) -> None:
        self._event = f"before-send.{client.meta.service_model.service_id.hyphenize()}.{operation}"
        self._client = client
        self.calls = 0

    def error(self, status: int, code: str, *, skip: int = 0, times: int = 1_000_000) -> "ClientFaults":
        """Answers with an error of the service, after `skip` calls that go through, `times` times."""

        def answer(request: Any, **_: Any) -> AWSResponse | None:
            self.calls += 1
            if not skip < self.calls <= skip + times:
                return None
            return _error_answer(self._client, request.url, status, code)

        self._client.meta.events.register_first(self._event, answer)
        return self

    def dropped_connection(self, *, times: int) -> "ClientFaults":
        """Lets the call through, and drops the connection before its answer."""

        def drop(request: Any, **_: Any) -> None:
            self.calls += 1
            if self.calls <= times:
                sent = urllib.request.Request(request.url, request.body, dict(request.headers), method="POST")
                urllib.request.urlopen(sent).close()
                raise ConnectionClosedError(endpoint_url=request.url)

        self._client.meta.events.register_first(self._event, drop)
        return self


class FaultStorm:
    """Makes any call of clients fail by chance, in bursts, until it is over."""

    ERRORS = ((429, "ThrottlingException"), (500, "InternalServerException"), (503, "SlowDown"))

    def __init__(self, random: Random) -> None:
        self._random = random
        self._burst = 0
        self.over = False

    def strike(self, client: Any) -> None:
        """From now on, calls of this client may fail."""

        def answer(request: Any, **_: Any) -> AWSResponse | None:
            return _error_answer(client, request.url, *self._random.choice(self.ERRORS)) if self._fails() else None

        client.meta.events.register_first(f"before-send.{client.meta.service_model.service_id.hyphenize()}", answer)

    def _fails(self) -> bool:
        if not self.over and not self._burst and self._random.random() < 0.25:
            # Up to twice as many errors as the SDK has patience for.
            self._burst = self._random.randint(1, 10)
        if self.over or not self._burst:
            return False
        self._burst -= 1
        return True


class _Body(BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()
