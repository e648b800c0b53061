"""What CloudFormation hears from the custom resource, at the address that it gave."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from custom_resource import respond


class Address(BaseHTTPRequestHandler):
    """Where CloudFormation waits for answers."""

    answers: list[tuple[str, str | None, dict[str, Any]]]

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.answers.append((self.path, self.headers["Content-Type"], body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Prints nothing."""


@pytest.fixture
def answers() -> Iterator[tuple[dict[str, Any], list[Any]]]:
    """An event of CloudFormation, and the answers to it."""
    Address.answers = []
    with HTTPServer(("127.0.0.1", 0), Address) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        event = {
            "ResponseURL": f"http://127.0.0.1:{server.server_port}/answer?signature=x",
            "StackId": "stack",
            "RequestId": "request",
            "LogicalResourceId": "Schema",
        }
        yield event, Address.answers
        server.shutdown()


def test_success_names_the_request_and_the_resource(answers: Any) -> None:
    event, received = answers
    respond(event, "schema-1")
    assert received == [
        (
            "/answer?signature=x",
            "",
            {
                "Status": "SUCCESS",
                "Reason": "",
                "PhysicalResourceId": "schema-1",
                "StackId": "stack",
                "RequestId": "request",
                "LogicalResourceId": "Schema",
            },
        )
    ]


def test_failure_has_its_reason_no_longer_than_cloudformation_takes(answers: Any) -> None:
    event, received = answers
    respond(event, "schema-1", reason="no such table" + "." * 5000)
    [(_, _, body)] = received
    assert body["Status"] == "FAILED"
    assert body["Reason"].startswith("no such table")
    assert len(json.dumps(body)) < 4096
