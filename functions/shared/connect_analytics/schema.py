"""The data model: the six tables, their dimensions and their columns.

This is the one place that names them. Each engine's module maps the types to its own, and the tests hold the
template, the dashboards and the documentation against it. docs/data-model.md says what each column means.
"""

from dataclasses import dataclass
from typing import Literal

type ColumnType = Literal["text", "double", "integer", "boolean", "timestamp"]

_TYPES: tuple[ColumnType, ...] = ("text", "double", "integer", "boolean", "timestamp")

HIERARCHY_LEVELS = tuple(f"hierarchy_level_{level}" for level in range(1, 6))


@dataclass(frozen=True)
class Table:
    """One table, whose rows all have the same `measure_name`.

    `dimensions` are identities only: with the time they tell rows apart. `columns` maps each measure to its type.
    """

    name: str
    measure_name: str
    dimensions: tuple[str, ...]
    columns: dict[str, ColumnType]


def _columns(**names: tuple[str, ...]) -> dict[str, ColumnType]:
    """Columns by name from names by type: `text=("state",)` is `{"state": "text"}`."""
    return {name: type_ for type_ in _TYPES for name in names.get(type_, ())}


AGENT_EVENT = Table(
    name="AgentEvent",
    measure_name="agent_state",
    dimensions=("instance_id", "agent_id"),
    columns=_columns(
        text=(
            "state",
            "event_type",
            "status",
            "status_type",
            "next_status",
            "username",
            "agent_name",
            "routing_profile",
            *HIERARCHY_LEVELS,
            "channel",
            "queue_name",
            "contact_id",
        ),
        double=("duration",),
        integer=(
            "contacts",
            "slots_active",
            "slots_available",
            "slots_available_voice",
            "slots_available_chat",
            "slots_available_task",
            "slots_available_email",
        ),
        boolean=("open",),
        timestamp=("last_event_at",),
    ),
)

AGENT_EVENT_CONTACT = Table(
    name="AgentEvent_Contact",
    measure_name="agent_contact",
    dimensions=("instance_id", "agent_id", "contact_id"),
    columns=_columns(
        text=(
            "state",
            "channel",
            "queue_id",
            "queue_name",
            "initiation_method",
            "initial_contact_id",
            "username",
        ),
        double=("duration",),
        boolean=("open",),
        timestamp=("last_event_at", "queued_at", "connected_to_agent_at"),
    ),
)

CONTACT_EVENT = Table(
    name="ContactEvent",
    measure_name="contact_event",
    dimensions=("instance_id", "contact_id", "event_type"),
    columns=_columns(
        text=(
            "channel",
            "subtype",
            "initiation_method",
            "queue_id",
            "queue_type",
            "agent_id",
            "initial_contact_id",
            "previous_contact_id",
            "related_contact_id",
            "disconnect_reason",
            "answering_machine_detection_status",
            "campaign_id",
        ),
        double=("queue_time", "connect_time", "handle_time", "after_call_work_time", "contact_time"),
        boolean=("abandoned",),
        timestamp=(
            "initiated_at",
            "connected_to_system_at",
            "queued_at",
            "connected_to_agent_at",
            "disconnected_at",
            "after_call_work_started_at",
            "after_call_work_ended_at",
        ),
    ),
)

INSTANCE = Table(
    name="Instance",
    measure_name="instance",
    dimensions=("instance_id",),
    columns=_columns(
        text=("alias", "status", "identity_management_type", "access_url"),
        integer=("queues", "users"),
        boolean=("inbound_calls_enabled", "outbound_calls_enabled"),
        timestamp=("created_at",),
    ),
)

QUEUE = Table(
    name="Queue",
    measure_name="queue",
    dimensions=("instance_id", "queue_id"),
    columns=_columns(
        text=("queue_name", "status"),
        double=("oldest_contact_age",),
        integer=(
            "agents_online",
            "agents_available",
            "agents_staffed",
            "agents_on_contact",
            "agents_after_contact_work",
            "agents_non_productive",
            "agents_error",
            "contacts_in_queue",
            "contacts_scheduled",
            "slots_active",
            "slots_available",
        ),
    ),
)

USER = Table(
    name="User",
    measure_name="user",
    dimensions=("instance_id", "user_id"),
    columns=_columns(
        text=(
            "username",
            "first_name",
            "last_name",
            "routing_profile_id",
            "routing_profile",
            "hierarchy_group_id",
            *HIERARCHY_LEVELS,
            "phone_type",
        ),
        integer=("after_contact_work_limit",),
        boolean=("auto_accept",),
    ),
)

TABLES = {table.name: table for table in (AGENT_EVENT, AGENT_EVENT_CONTACT, CONTACT_EVENT, INSTANCE, QUEUE, USER)}
