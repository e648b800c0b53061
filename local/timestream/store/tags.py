"""Tags of databases, tables and scheduled queries, by ARN."""

from local.timestream.errors import ResourceNotFoundException, ServiceQuotaExceededException
from local.timestream.store.catalog import Catalog

KIND = "tags"
MAX_TAGS = 200

type Tag = dict[str, str]


class Tags:
    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._tags: dict[str, dict[str, str]] = dict(catalog.documents(KIND))

    def get(self, arn: str) -> list[Tag]:
        """The tags of a resource. Raises ResourceNotFoundException for an unknown ARN."""
        if arn not in self._tags:
            raise ResourceNotFoundException(f"The resource {arn} does not exist.")
        return [{"Key": key, "Value": value} for key, value in self._tags[arn].items()]

    def add(self, arn: str, tags: list[Tag]) -> None:
        """Registers the resource if it is new, and sets its tags."""
        changed = self._tags.get(arn, {}) | {tag["Key"]: tag["Value"] for tag in tags}
        if len(changed) > MAX_TAGS:
            raise ServiceQuotaExceededException(f"A resource can have at most {MAX_TAGS} tags.")
        self._save(arn, changed)

    def remove(self, arn: str, keys: list[str]) -> None:
        self._save(arn, {key: value for key, value in self._tags[arn].items() if key not in keys})

    def delete(self, arn: str) -> None:
        self._tags.pop(arn, None)
        self._catalog.delete(KIND, arn)

    def _save(self, arn: str, tags: dict[str, str]) -> None:
        self._tags[arn] = tags
        self._catalog.save(KIND, arn, tags)
