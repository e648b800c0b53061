"""Metrics of CloudWatch: asked one by one, by the names of what the template deploys; no search, no arithmetic."""

from collections.abc import Mapping

from grafana_foundation_sdk.builders.cloudwatch import MetricsQuery
from grafana_foundation_sdk.models.cloudwatch import MetricEditorMode, MetricQueryType, QueryMode
from grafana_foundation_sdk.models.common import DataSourceRef
from grafana_foundation_sdk.models.dashboard import (
    VariableHide,
    VariableModel,
    VariableRefresh,
    VariableSort,
    VariableType,
)

SOURCE = DataSourceRef(type_val="cloudwatch", uid="${cloudwatch}")


def metric(
    namespace: str, name: str, statistic: str, dimensions: Mapping[str, str], *, ref_id: str, label: str
) -> MetricsQuery:
    """A metric with exactly these dimensions."""
    return (
        MetricsQuery()
        .ref_id(ref_id)
        .datasource(SOURCE)
        .query_mode(QueryMode.METRICS)
        .metric_query_type(MetricQueryType.SEARCH)
        .metric_editor_mode(MetricEditorMode.BUILDER)
        .region("default")
        .namespace(namespace)
        .metric_name(name)
        .dimensions({**dimensions})
        .match_exact(True)
        .statistic(statistic)
        .period("")
        .expression("")
        .label(label)
    )


def dimension(name: str, label: str, namespace: str, metric: str, key: str, logical_id: str) -> VariableModel:
    """The name that CloudFormation gave a resource, found in a metric's dimension by the resource's logical id."""
    return VariableModel(
        type_val=VariableType.QUERY,
        name=name,
        label=label,
        datasource=SOURCE,
        definition="",
        query={
            "refId": "CloudWatchVariableQueryEditor-VariableQuery",
            "queryType": "dimensionValues",
            "region": "default",
            "namespace": namespace,
            "metricName": metric,
            "dimensionKey": key,
            "dimensionFilters": {},
        },
        # MiniStack names some of its resources in lower case.
        regex=f"/{logical_id}-/i",
        refresh=VariableRefresh.ON_DASHBOARD_LOAD,
        sort=VariableSort.ALPHABETICAL_CASE_INSENSITIVE_ASC,
        hide=VariableHide.DONT_HIDE,
        options=[],
    )
