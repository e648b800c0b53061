"""What a board asks, whatever engine holds the tables; and what an engine makes of it.

Boards are written once. Each panel, variable and alert rule names a file in `sql/`; an engine gives its text in its own
SQL, and Grafana's data source for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models.common import DataSourceRef
from grafana_foundation_sdk.models.dashboard import DataTransformerConfig


@dataclass(frozen=True)
class Query(Dataquery, Builder["Query"]):
    """The query in `sql/<name>.sql`. `as_series`: its rows are times, texts and numbers, which Grafana makes a series
    of each text; otherwise Grafana shows the rows as they are."""

    name: str
    as_series: bool = False
    ref_id: str = "A"

    def build(self) -> "Query":
        return self


class Engine(Protocol):
    """An engine that holds the tables, as Grafana asks it."""

    @property
    def plugin(self) -> str:
        """Grafana's id of the data source plugin."""

    @property
    def folder(self) -> str:
        """Where its boards and alert rules are written, within `grafana-dashboards/`."""

    @property
    def alert_source(self) -> str:
        """The uid of the provisioned data source that the alert rules ask."""

    def sql(self, name: str) -> str:
        """The text of `sql/<name>.sql`, with Grafana's variables and the plugin's macros."""

    def query(self, query: Query) -> Dataquery:
        """A panel's query."""

    def transformations(self, query: Query, /) -> list[DataTransformerConfig]:
        """What Grafana is to make of the query's result before the panel shows it."""

    def alert_query(self, name: str, ref_id: str, values: Mapping[str, str]) -> Dataquery:
        """The query of an alert rule, which knows no variables of boards: `values` has the text for each."""


def data_source(engine: Engine) -> DataSourceRef:
    """The data source that a reader has chosen at the top of a board."""
    return DataSourceRef(type_val=engine.plugin, uid="${datasource}")


def with_values(sql: str, values: Mapping[str, str]) -> str:
    """The SQL with each `${name}` of `values` written out."""
    for name, value in values.items():
        sql = sql.replace(f"${{{name}}}", value)
    return sql
