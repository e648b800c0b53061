"""Pages of a list: MaxResults and NextToken."""

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from local.connect.errors import InvalidParameterException


def page[Item](request: dict[str, Any], items: Sequence[Item], default: int = 100) -> tuple[list[Item], dict[str, str]]:
    """One page of `items`, and the NextToken member of the answer: empty on the last page.

    A token continues the request that it was given for, with all its other parameters, and no other. Raises
    InvalidParameterException for one that does not.
    """
    asked = {name: value for name, value in request.items() if name != "NextToken"}
    mark = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]
    start = _position(request["NextToken"], mark) if request.get("NextToken") else 0
    end = start + request.get("MaxResults", default)
    if end >= len(items):
        return list(items[start:]), {}
    token = base64.urlsafe_b64encode(f"{mark}:{end}".encode()).decode()
    return list(items[start:end]), {"NextToken": token}


def _position(token: str, mark: str) -> int:
    try:
        for_mark, position = base64.urlsafe_b64decode(token.encode()).decode().split(":")
        if for_mark == mark:
            return int(position)
    except ValueError:
        pass
    raise InvalidParameterException("NextToken is not one that this request, with these parameters, was given.")
