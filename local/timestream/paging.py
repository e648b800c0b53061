"""Pagination of the List operations: MaxResults and NextToken."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any

from local.timestream.errors import ValidationException


def page[Item](
    request: dict[str, Any], items: Sequence[Item], member: str, shown: Callable[[Item], Any]
) -> dict[str, Any]:
    """One page of `items` as the response member `member`, with a NextToken if there are more. `shown` gives the
    response for an item.

    Raises ValidationException for an invalid token.
    """
    start = _position(request["NextToken"]) if request.get("NextToken") else 0
    end = start + request.get("MaxResults", 20)
    response: dict[str, Any] = {member: [shown(item) for item in items[start:end]]}
    if end < len(items):
        response["NextToken"] = base64.urlsafe_b64encode(str(end).encode()).decode()
    return response


def _position(token: str) -> int:
    try:
        position = int(base64.urlsafe_b64decode(token.encode()))
    except (binascii.Error, ValueError) as error:
        raise ValidationException("Invalid pagination token.") from error
    return max(0, position)
