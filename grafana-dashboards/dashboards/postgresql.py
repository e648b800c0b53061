"""PostgreSQL, as Grafana's own data source `grafana-postgresql-datasource` asks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models.common import DataSourceRef
from grafana_foundation_sdk.models.dashboard import DataTransformerConfig

from dashboards import queries
from dashboards.engine import Query, data_source, with_values
from dashboards.translation import Translation, translate
from dashboards.variables import DATABASE_NAME


class Format(StrEnum):
    """What the plugin makes of the rows."""

    TABLE = "table"
    TIME_SERIES = "time_series"


@dataclass(frozen=True)
class PostgresqlQuery(Dataquery):
    """The plugin's query, in the shape of Grafana's library, which does not have it."""

    ref_id: str
    raw_sql: str
    format: Format = Format.TABLE
    data_source: DataSourceRef | None = None

    def to_json(self) -> dict[str, object]:
        return {
            "refId": self.ref_id,
            **({"datasource": self.data_source} if self.data_source else {}),
            "rawSql": self.raw_sql,
            "rawQuery": True,
            "editorMode": "code",
            "format": self.format,
        }


class Postgresql:
    """The engine whose SQL is translated from that in `sql/`."""

    plugin = "grafana-postgresql-datasource"
    folder = "postgresql"
    alert_source = "postgresql"

    def sql(self, name: str) -> str:
        return translate(queries.sql(name)).sql

    def query(self, query: Query) -> PostgresqlQuery:
        format_ = Format.TIME_SERIES if query.as_series else Format.TABLE
        return PostgresqlQuery(query.ref_id, self._translation(query).sql, format_, data_source(self))

    def transformations(self, query: Query) -> list[DataTransformerConfig]:
        """The plugin makes time series of numbers only. Of a table of texts, Grafana itself makes a frame for each of
        the series that Timestream would give."""
        labels = self._translation(query).labels
        if query.as_series or not labels:
            return []
        options = {"fields": list(labels), "keepFields": False, "naming": {"asLabels": True}}
        return [DataTransformerConfig("partitionByValues", options=options)]

    def alert_query(self, name: str, ref_id: str, values: Mapping[str, str]) -> PostgresqlQuery:
        text = with_values(self.sql(f"alerts/{name}"), {"database": DATABASE_NAME, **values})
        return PostgresqlQuery(ref_id, text + "\n", Format.TIME_SERIES)

    def _translation(self, query: Query) -> Translation:
        return translate(queries.sql(query.name), by_time=query.as_series)
