"""The boards' variables. A filter with "All" chosen stands for `'*'` in the queries, not for a list of everything."""

from collections.abc import Sequence
from typing import Any

from dashboards.colours import CONTACT_STATUSES
from dashboards.panels import CLOUDWATCH, TIMESTREAM
from dashboards.queries import sql

type Json = dict[str, Any]


def _data_source(name: str, label: str, kind: str) -> Json:
    return {
        "type": "datasource",
        "name": name,
        "label": label,
        "query": kind,
        "regex": "",
        "refresh": 1,
        "hide": 0,
        "multi": False,
        "includeAll": False,
        "options": [],
        "current": {},
    }


def _typed(name: str, label: str, description: str, value: str) -> Json:
    """A value that the reader types."""
    return {
        "type": "textbox",
        "name": name,
        "label": label,
        "description": description,
        "query": value,
        "hide": 0,
        "options": [{"selected": True, "text": value, "value": value}],
        "current": {"selected": True, "text": value, "value": value},
    }


_EVERYTHING = {"selected": True, "text": ["All"], "value": ["$__all"]}
_FILTER = {"hide": 0, "multi": True, "includeAll": True, "allValue": "'*'", "options": [], "current": _EVERYTHING}


def _filter(name: str, label: str, query: str, *, ids: bool = False) -> Json:
    """A filter with the first column of `sql/variables/<query>.sql`; with `ids` it has `name|id`."""
    return {
        **_FILTER,
        "type": "query",
        "name": name,
        "label": label,
        "datasource": TIMESTREAM,
        "definition": "",
        "query": sql(f"variables/{query}"),
        "regex": "/^(?<text>.*)\\|(?<value>[^|]+)$/" if ids else "",
        "refresh": 2,
        "sort": 5,
    }


def _list(name: str, label: str, values: Sequence[str]) -> Json:
    """A filter with values that are known beforehand."""
    return {
        **_FILTER,
        "type": "custom",
        "name": name,
        "label": label,
        "query": ",".join(values),
    }


def dimension(name: str, label: str, namespace: str, metric: str, key: str, logical_id: str) -> Json:
    """The name that CloudFormation gave a resource, found in a metric's dimension by the resource's logical id."""
    return {
        "type": "query",
        "name": name,
        "label": label,
        "datasource": CLOUDWATCH,
        "definition": "",
        "query": {
            "refId": "CloudWatchVariableQueryEditor-VariableQuery",
            "queryType": "dimensionValues",
            "region": "default",
            "namespace": namespace,
            "metricName": metric,
            "dimensionKey": key,
            "dimensionFilters": {},
        },
        # MiniStack names some of its resources in lower case.
        "regex": f"/{logical_id}-/i",
        "refresh": 1,
        "sort": 5,
        "hide": 0,
        "multi": False,
        "includeAll": False,
        "options": [],
        "current": {},
    }


DATA_SOURCE = _data_source("datasource", "Data source", "grafana-timestream-datasource")
CLOUDWATCH_SOURCE = _data_source("cloudwatch", "CloudWatch", "cloudwatch")
DATABASE = {
    "type": "constant",
    "name": "database",
    "label": "Database",
    "query": "connect-analytics",
    "hide": 2,
    "skipUrlSync": True,
    "options": [],
    "current": {"selected": True, "text": "connect-analytics", "value": "connect-analytics"},
}
SOURCE = (DATA_SOURCE, DATABASE)

INSTANCE = _filter("instance", "Instance", "instances", ids=True)
QUEUE = _filter("queue", "Queue", "queues", ids=True)
AGENT = _filter("agent", "Agent", "agents", ids=True)
ROUTING_PROFILE = _filter("routing_profile", "Routing profile", "routing_profiles")
HIERARCHY = _filter("hierarchy", "Hierarchy group", "hierarchy_groups")
AGENT_STATUS = _filter("agent_status", "Status", "agent_statuses")
CHANNEL = _list("channel", "Channel", ("VOICE", "CHAT", "TASK", "EMAIL"))
INITIATION_METHOD = _list(
    "initiation_method",
    "Initiation method",
    (
        "INBOUND",
        "OUTBOUND",
        "TRANSFER",
        "QUEUE_TRANSFER",
        "CALLBACK",
        "API",
        "DISCONNECT",
        "MONITOR",
        "EXTERNAL_OUTBOUND",
        "WEBRTC_API",
        "AGENT_REPLY",
        "FLOW",
    ),
)
CONTACT_STATUS = _list("contact_status", "Contact status", tuple(CONTACT_STATUSES))

SERVICE_LEVEL_SECONDS = _typed(
    "service_level_seconds", "Service level, s", "A contact is to leave its queue within so many seconds.", "20"
)
SERVICE_LEVEL_TARGET = _typed(
    "service_level_target", "Target, %", "So many per cent of the contacts are to meet the service level.", "80"
)
SHORT_ABANDON_SECONDS = _typed(
    "short_abandon_seconds",
    "Short abandon, s",
    "Customers who hang up sooner are counted apart: they hardly waited.",
    "5",
)
CONTACT = _typed("contact", "Contact", "The id of a contact, whose journey is shown.", "")
