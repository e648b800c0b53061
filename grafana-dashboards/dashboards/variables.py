"""The boards' variables. A filter with "All" chosen stands for `'*'` in the queries, not for a list of everything."""

from collections.abc import Sequence
from dataclasses import dataclass

from grafana_foundation_sdk.models.dashboard import (
    VariableHide,
    VariableModel,
    VariableOption,
    VariableRefresh,
    VariableSort,
    VariableType,
)

from dashboards.colours import CONTACT_STATUSES
from dashboards.engine import Engine, data_source

DATABASE_NAME = "connect-analytics"
_EVERYTHING = VariableOption(selected=True, text=["All"], value=["$__all"])
_ALL = "'*'"


@dataclass(frozen=True)
class Filter:
    """A filter with the first column of `sql/variables/<query>.sql`; with `ids` it has `name|id`."""

    name: str
    label: str
    query: str
    ids: bool = False

    def for_engine(self, engine: Engine) -> VariableModel:
        return VariableModel(
            type_val=VariableType.QUERY,
            name=self.name,
            label=self.label,
            datasource=data_source(engine),
            definition="",
            query=engine.sql(f"variables/{self.query}"),
            regex="/^(?<text>.*)\\|(?<value>[^|]+)$/" if self.ids else "",
            refresh=VariableRefresh.ON_TIME_RANGE_CHANGED,
            sort=VariableSort.ALPHABETICAL_CASE_INSENSITIVE_ASC,
            hide=VariableHide.DONT_HIDE,
            multi=True,
            include_all=True,
            all_value=_ALL,
            options=[],
            current=_EVERYTHING,
        )


def source_variables(engine: Engine) -> list[VariableModel]:
    """Which data source and which database a board asks."""
    database = VariableModel(
        type_val=VariableType.CONSTANT,
        name="database",
        label="Database",
        query=DATABASE_NAME,
        hide=VariableHide.HIDE_VARIABLE,
        skip_url_sync=True,
        options=[],
        current=VariableOption(selected=True, text=DATABASE_NAME, value=DATABASE_NAME),
    )
    return [chosen_source("datasource", "Data source", engine.plugin), database]


def chosen_source(name: str, label: str, plugin: str) -> VariableModel:
    """A choice among the data sources of a plugin."""
    return VariableModel(
        type_val=VariableType.DATASOURCE,
        name=name,
        label=label,
        query=plugin,
        regex="",
        refresh=VariableRefresh.ON_DASHBOARD_LOAD,
        hide=VariableHide.DONT_HIDE,
        options=[],
    )


def _typed(name: str, label: str, description: str, value: str) -> VariableModel:
    """A value that the reader types."""
    chosen = VariableOption(selected=True, text=value, value=value)
    return VariableModel(
        type_val=VariableType.TEXTBOX,
        name=name,
        label=label,
        description=description,
        query=value,
        hide=VariableHide.DONT_HIDE,
        options=[chosen],
        current=chosen,
    )


def _list(name: str, label: str, values: Sequence[str]) -> VariableModel:
    """A filter with values that are known beforehand."""
    return VariableModel(
        type_val=VariableType.CUSTOM,
        name=name,
        label=label,
        query=",".join(values),
        hide=VariableHide.DONT_HIDE,
        multi=True,
        include_all=True,
        all_value=_ALL,
        options=[],
        current=_EVERYTHING,
    )


INSTANCE = Filter("instance", "Instance", "instances", ids=True)
QUEUE = Filter("queue", "Queue", "queues", ids=True)
AGENT = Filter("agent", "Agent", "agents", ids=True)
ROUTING_PROFILE = Filter("routing_profile", "Routing profile", "routing_profiles")
HIERARCHY = Filter("hierarchy", "Hierarchy group", "hierarchy_groups")
AGENT_STATUS = Filter("agent_status", "Status", "agent_statuses")
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
        "CAMPAIGN_PREVIEW",
    ),
)
CONTACT_STATUS = _list("contact_status", "Contact status", tuple(CONTACT_STATUSES))

# What the service level is where nobody says otherwise: the boards' defaults and the alert rules' constants.
DEFAULTS = {"service_level_seconds": 20, "service_level_target": 80, "short_abandon_seconds": 5}

SERVICE_LEVEL_SECONDS = _typed(
    "service_level_seconds",
    "Service level, s",
    "A contact is to leave its queue within so many seconds.",
    str(DEFAULTS["service_level_seconds"]),
)
SERVICE_LEVEL_TARGET = _typed(
    "service_level_target",
    "Target, %",
    "So many per cent of the contacts are to meet the service level.",
    str(DEFAULTS["service_level_target"]),
)
SHORT_ABANDON_SECONDS = _typed(
    "short_abandon_seconds",
    "Short abandon, s",
    "Customers who hang up sooner are counted apart: they hardly waited.",
    str(DEFAULTS["short_abandon_seconds"]),
)
CONTACT = _typed("contact", "Contact", "The id of a contact, whose journey is shown.", "")
