"""Wallboard: are we fine right now? To be read across a room."""

from dashboards import common
from dashboards.boards import Board
from dashboards.colours import AGENT_STATES, BAD, GOOD, OWN_STATUS, WARNING
from dashboards.engine import Query
from dashboards.fields import at_least, column, series_colours, steps, up_to
from dashboards.panels import BarGauge, Stat
from dashboards.variables import (
    INSTANCE,
    QUEUE,
    SERVICE_LEVEL_SECONDS,
    SERVICE_LEVEL_TARGET,
    SHORT_ABANDON_SECONDS,
)

WAITING = (
    Stat(
        "Waiting now",
        "Contacts in queue, and how long the first of them has waited, as Amazon Connect's real-time metrics "
        "CONTACTS_IN_QUEUE and OLDEST_CONTACT_AGE said in the last snapshot. Callbacks wait for an agent, but nobody "
        "is on the line: CONTACTS_SCHEDULED.",
        Query("wallboard/waiting"),
    )
    .count()
    .no_value("no snapshot for 5 min")
    .data_links([common.TO_QUEUES])
    .overrides(
        [
            column("In queue", thresholds=up_to(5, 10)),
            column("Longest wait", unit="dthms", thresholds=common.WAIT_COLOURS),
        ]
    )
)

SERVICE_LEVEL = (
    Stat("Service level", common.SERVICE_LEVEL, Query("wallboard/service_level"))
    .unit("percent")
    .decimals(0)
    .min(0)
    .max(100)
    .no_value("no contacts")
    .data_links([common.TO_CONTACTS])
    .overrides(
        [
            column("Last 30 minutes", thresholds=common.SERVICE_LEVEL_COLOURS),
            column("Against target", unit="suffix:points", min=-100, thresholds=steps(BAD, (-10, WARNING), (0, GOOD))),
            column("Today", thresholds=common.SERVICE_LEVEL_COLOURS),
        ]
    )
)

AGENTS = (
    Stat("Agents now", common.AGENTS, Query("wallboard/agents"))
    .count()
    .data_links([common.TO_AGENTS])
    .overrides(
        [
            column("Available", thresholds=at_least(1, 2)),
            column("Missed or error", thresholds=up_to(1, 3)),
        ]
    )
)

TODAY = (
    Stat(
        "Today",
        f"Of the contacts queued in the time range. {common.ABANDONED} The rate holds both. {common.ANSWER_TIME}",
        Query("wallboard/today"),
    )
    .count()
    .data_links([common.TO_CONTACTS])
    .overrides(
        [
            column("Abandonment rate", unit="percent", decimals=1, thresholds=up_to(5, 8)),
            column("Answer time", unit="dthms", thresholds=common.ANSWER_TIME_COLOURS),
        ]
    )
)

AGENTS_BY_STATE = (
    BarGauge(
        "Agents by state",
        "How many agents are in each state now, but for those offline. The state is what the agent does, which the "
        "status does not show: an agent on a call has the status Available.",
        Query("wallboard/agents_by_state", as_series=True),
    )
    .of_series()
    .count()
    .min(0)
    .thresholds(steps(OWN_STATUS))
    .no_value("nobody")
    .data_links([common.TO_AGENTS])
    .overrides(series_colours(AGENT_STATES))
)

WAITING_BY_QUEUE = (
    BarGauge(
        "Waiting by queue",
        "CONTACTS_IN_QUEUE of Connect's real-time metrics in the last snapshot, the twelve longest queues.",
        Query("wallboard/waiting_by_queue"),
    )
    .count()
    .min(0)
    .no_value("no snapshot for 5 min")
    .thresholds(up_to(5, 10))
    .data_links([common.TO_QUEUES])
)

SERVICE_LEVEL_BY_QUEUE = (
    BarGauge(
        "Service level by queue",
        f"{common.SERVICE_LEVEL} The twelve lowest of the time range.",
        Query("wallboard/service_level_by_queue"),
    )
    .unit("percent")
    .decimals(0)
    .min(0)
    .max(100)
    .no_value("no contacts")
    .thresholds(common.SERVICE_LEVEL_COLOURS)
    .data_links([common.TO_QUEUES])
)

BOARD = Board(
    common.WALLBOARD,
    "Wallboard",
    "Are we fine right now?",
    [
        (6, [(9, WAITING), (9, SERVICE_LEVEL), (6, common.DATA_AGE)]),
        (5, [(24, AGENTS)]),
        (5, [(24, TODAY)]),
        (8, [(8, WAITING_BY_QUEUE), (8, SERVICE_LEVEL_BY_QUEUE), (8, AGENTS_BY_STATE)]),
    ],
    variables=[INSTANCE, QUEUE, SERVICE_LEVEL_SECONDS, SERVICE_LEVEL_TARGET, SHORT_ABANDON_SECONDS],
    refresh="30s",
    since="now/d",
)
