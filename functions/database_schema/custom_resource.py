"""What CloudFormation wants to hear from a custom resource, by "Custom resource response objects" in its user guide."""

import json
import urllib.request
from typing import Any

# CloudFormation takes 4096 bytes of answer in all.
_LONGEST_REASON = 1000


def respond(event: dict[str, Any], physical_id: str, reason: str | None = None) -> None:
    """Tells CloudFormation that its request succeeded or, with a `reason`, that it failed. Raises urllib's URLError."""
    answer = {
        "Status": "FAILED" if reason else "SUCCESS",
        "Reason": (reason or "")[:_LONGEST_REASON],
        "PhysicalResourceId": physical_id,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
    }
    request = urllib.request.Request(
        event["ResponseURL"],
        data=json.dumps(answer).encode(),
        headers={"Content-Type": ""},  # the address is signed for none
        method="PUT",
    )
    with urllib.request.urlopen(request, timeout=30):
        pass
