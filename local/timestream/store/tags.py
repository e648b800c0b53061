"""The tags of databases, tables and scheduled queries, by their ARNs."""

from local.timestream.errors import ResourceNotFoundException, ServiceQuotaExceededException
from local.timestream.store.catalog import Catalog

KIND = "tags"
MOST_TAGS = 200

type Tag = dict[str, str]


class Tags:
    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._tags: dict[str, dict[str, str]] = dict(catalog.documents(KIND))

    def of(self, arn: str) -> list[Tag]:
        """Raises ResourceNotFoundException where nothing has that ARN."""
        if arn not in self._tags:
            raise ResourceNotFoundException(f"The resource {arn} does not exist.")
        return [{"Key": key, "Value": value} for key, value in self._tags[arn].items()]

    def add(self, arn: str, tags: list[Tag]) -> None:
        """Makes the resource known, and sets its tags by their keys."""
        changed = self._tags.get(arn, {}) | {tag["Key"]: tag["Value"] for tag in tags}
        if len(changed) > MOST_TAGS:
            raise ServiceQuotaExceededException(f"A resource can have at most {MOST_TAGS} tags.")
        self._keep(arn, changed)

    def remove(self, arn: str, keys: list[str]) -> None:
        self._keep(arn, {key: value for key, value in self._tags[arn].items() if key not in keys})

    def forget(self, arn: str) -> None:
        self._tags.pop(arn, None)
        self._catalog.forget(KIND, arn)

    def _keep(self, arn: str, tags: dict[str, str]) -> None:
        self._tags[arn] = tags
        self._catalog.keep(KIND, arn, tags)
