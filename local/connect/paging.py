"""Pages of a list: MaxResults and NextToken."""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from local.connect.errors import InvalidParameterException

_REAL_TIME_TOKEN_LIFETIME = 300.0  # seconds


def page[Item](
    request: dict[str, Any], items: Sequence[Item], default: int = 100, snapshot: int = 0
) -> tuple[Sequence[Item], dict[str, str]]:
    """One page of `items`, and the NextToken member of the answer: empty on the last page.

    A token continues the request that it was given for, with all its other parameters, and no other. `snapshot`
    goes with it. Raises InvalidParameterException for one that does not.
    """
    mark = _mark(request)
    start = _read(request["NextToken"], mark)[0] if request.get("NextToken") else 0
    end = start + request.get("MaxResults", default)
    if end >= len(items):
        return items[start:], {}
    token = base64.urlsafe_b64encode(f"{mark}:{end}:{snapshot}".encode()).decode()
    return items[start:end], {"NextToken": token}


class Snapshots[Thing]:
    """Keeps what a first page was made of, so that all pages are of the same instant. `clock` is in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: dict[int, tuple[float, Thing]] = {}

    def keep(self, snapshot: int, thing: Thing) -> None:
        now = self._clock()
        for each, (since, _) in list(self._kept.items()):
            if now - since > _REAL_TIME_TOKEN_LIFETIME:
                self._kept.pop(each, None)
        self._kept[snapshot] = (now, thing)

    def of(self, request: dict[str, Any]) -> Thing | None:
        """What the request's token goes on with, or None if it has none.

        Raises InvalidParameterException for a token older than five minutes.
        """
        if not request.get("NextToken"):
            return None
        _, snapshot = _read(request["NextToken"], _mark(request))
        since, thing = self._kept.get(snapshot, (0.0, None))
        if thing is None or self._clock() - since > _REAL_TIME_TOKEN_LIFETIME:
            raise InvalidParameterException("NextToken is older than five minutes: ask for the first page again.")
        return thing


def _mark(request: dict[str, Any]) -> str:
    asked = {name: value for name, value in request.items() if name != "NextToken"}
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]


def _read(token: str, mark: str) -> tuple[int, int]:
    """The position and the snapshot in a token."""
    try:
        for_mark, position, snapshot = base64.urlsafe_b64decode(token.encode()).decode().split(":")
        if for_mark == mark:
            return int(position), int(snapshot)
    except ValueError:
        pass
    raise InvalidParameterException("NextToken is not one that this request, with these parameters, was given.")
