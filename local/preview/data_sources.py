"""The data sources that the preview has, by the ids of Grafana's plugins."""

from typing import Any

TIMESTREAM = "grafana-timestream-datasource"
POSTGRESQL = "grafana-postgresql-datasource"
CLOUDWATCH = "cloudwatch"
# The uid of the data source that shows another panel's result.
DASHBOARD = "-- Dashboard --"

# Each type by the names that dashboards have for it.
KNOWN = {TIMESTREAM: TIMESTREAM, POSTGRESQL: POSTGRESQL, "postgres": POSTGRESQL, CLOUDWATCH: CLOUDWATCH}


def guessed_type(name: str, query: Any) -> str:
    """The type of a data source that a dashboard only names: by its name, else by the query that it is given."""
    for word, type_ in (("timestream", TIMESTREAM), ("postgres", POSTGRESQL), ("cloudwatch", CLOUDWATCH)):
        if word in name.lower():
            return type_
    if isinstance(query, dict) and "namespace" in query:
        return CLOUDWATCH
    if isinstance(query, dict) and "rawSql" in query:
        return POSTGRESQL
    if isinstance(query, str) or (isinstance(query, dict) and "rawQuery" in query):
        return TIMESTREAM
    return name
