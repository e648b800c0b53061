"""Amazon Timestream, as Grafana's plugin `grafana-timestream-datasource` asks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models.common import DataSourceRef
from grafana_foundation_sdk.models.dashboard import DataTransformerConfig

from dashboards.engine import Query, data_source, with_values
from dashboards.queries import sql


class Format(IntEnum):
    """What the plugin makes of the rows."""

    TABLE = 0
    TIME_SERIES = 1


@dataclass(frozen=True)
class TimestreamQuery(Dataquery):
    """The plugin's query, in the shape of Grafana's library, which does not have it."""

    ref_id: str
    raw_query: str
    format: Format = Format.TABLE
    data_source: DataSourceRef | None = None

    def to_json(self) -> dict[str, object]:
        return {
            "refId": self.ref_id,
            **({"datasource": self.data_source} if self.data_source else {}),
            "rawQuery": self.raw_query,
            "format": self.format,
            # All pages of the answer, not the first alone.
            "waitForResult": True,
        }


class Timestream:
    """The engine whose SQL the files in `sql/` are written in."""

    plugin = "grafana-timestream-datasource"
    folder = "."
    alert_source = "timestream"

    def sql(self, name: str) -> str:
        return sql(name)

    def query(self, query: Query) -> TimestreamQuery:
        format_ = Format.TIME_SERIES if query.as_series else Format.TABLE
        return TimestreamQuery(query.ref_id, self.sql(query.name), format_, data_source(self))

    def transformations(self, _: Query) -> list[DataTransformerConfig]:
        return []

    def alert_query(self, name: str, ref_id: str, values: Mapping[str, str]) -> TimestreamQuery:
        # `$__database` is the data source's default database, which has its quotes.
        text = with_values(self.sql(f"alerts/{name}").replace('"${database}"', "$__database"), values)
        return TimestreamQuery(ref_id, text + "\n")
