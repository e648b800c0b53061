"""The tag operations, which both APIs have."""

from typing import Any

from local.timestream.caller import Caller
from local.timestream.paging import page
from local.timestream.store.store import Store

type Request = dict[str, Any]
type Response = dict[str, Any]


class TagApi:
    def __init__(self, store: Store) -> None:
        self._store = store

    def list_tags_for_resource(self, request: Request, _: Caller) -> Response:
        tags = self._store.tags.get(request["ResourceARN"])
        return page({"MaxResults": 200, **request}, tags, "Tags", lambda tag: tag)

    def tag_resource(self, request: Request, _: Caller) -> Response:
        with self._store.lock:
            self._store.tags.get(request["ResourceARN"])
            self._store.tags.add(request["ResourceARN"], request["Tags"])
        return {}

    def untag_resource(self, request: Request, _: Caller) -> Response:
        with self._store.lock:
            self._store.tags.get(request["ResourceARN"])
            self._store.tags.remove(request["ResourceARN"], request["TagKeys"])
        return {}
