"""Wallboard: are we fine right now? To be read across a room."""

from dashboards import common
from dashboards.boards import board
from dashboards.colours import AGENT_STATES, BAD, GOOD, OWN_STATUS, WARNING
from dashboards.panels import at_least, bargauge, column, query, series_colours, stat, steps, up_to
from dashboards.variables import (
    INSTANCE,
    QUEUE,
    SERVICE_LEVEL_SECONDS,
    SERVICE_LEVEL_TARGET,
    SHORT_ABANDON_SECONDS,
    SOURCE,
)

WAITING = stat(
    "Waiting now",
    "Contacts in queue, and how long the first of them has waited, as Amazon Connect's real-time metrics "
    "CONTACTS_IN_QUEUE and OLDEST_CONTACT_AGE said in the last snapshot. Callbacks wait for an agent, but nobody is on "
    "the line: CONTACTS_SCHEDULED.",
    query("wallboard/waiting"),
    unit="locale",
    decimals=0,
    noValue="no snapshot for 5 min",
    links=[common.TO_QUEUES],
    overrides=[
        column("In queue", thresholds=up_to(5, 10)),
        column("Longest wait", unit="dthms", thresholds=up_to(60, 120)),
    ],
)

SERVICE_LEVEL = stat(
    "Service level",
    common.SERVICE_LEVEL,
    query("wallboard/service_level"),
    unit="percent",
    decimals=0,
    min=0,
    max=100,
    noValue="no contacts",
    links=[common.TO_CONTACTS],
    overrides=[
        column("Last 30 minutes", thresholds=at_least(70, 80)),
        column("Against target", unit="suffix: points", min=-100, thresholds=steps(BAD, (-10, WARNING), (0, GOOD))),
        column("Today", thresholds=at_least(70, 80)),
    ],
)

AGENTS = stat(
    "Agents now",
    common.AGENTS,
    query("wallboard/agents"),
    unit="locale",
    decimals=0,
    links=[common.TO_AGENTS],
    overrides=[
        column("Available", thresholds=at_least(1, 2)),
        column("Missed or error", thresholds=up_to(1, 3)),
    ],
)

TODAY = stat(
    "Today",
    f"Of the contacts queued in the time range. {common.ABANDONED} The rate holds both. {common.ANSWER_TIME}",
    query("wallboard/today"),
    unit="locale",
    decimals=0,
    links=[common.TO_CONTACTS],
    overrides=[
        column("Abandonment rate", unit="percent", decimals=1, thresholds=up_to(5, 8)),
        column("Answer time", unit="dthms", thresholds=up_to(20, 60)),
    ],
)

AGENTS_BY_STATE = bargauge(
    "Agents by state",
    "How many agents are in each state now, but for those offline. The state is what the agent does, which the status "
    "does not tell: an agent on a call has the status Available.",
    query("wallboard/agents_by_state", as_series=True),
    by_series=True,
    unit="locale",
    decimals=0,
    min=0,
    thresholds=steps(OWN_STATUS),
    noValue="nobody",
    links=[common.TO_AGENTS],
    overrides=series_colours(AGENT_STATES),
)

WAITING_BY_QUEUE = bargauge(
    "Waiting by queue",
    "CONTACTS_IN_QUEUE of Connect's real-time metrics in the last snapshot, the twelve longest queues.",
    query("wallboard/waiting_by_queue"),
    unit="locale",
    decimals=0,
    min=0,
    noValue="no snapshot for 5 min",
    thresholds=up_to(5, 10),
    links=[common.TO_QUEUES],
)

SERVICE_LEVEL_BY_QUEUE = bargauge(
    "Service level by queue",
    f"{common.SERVICE_LEVEL} The twelve lowest of the time range.",
    query("wallboard/service_level_by_queue"),
    unit="percent",
    decimals=0,
    min=0,
    max=100,
    noValue="no contacts",
    thresholds=at_least(70, 80),
    links=[common.TO_QUEUES],
)

BOARD = board(
    common.WALLBOARD,
    "Wallboard",
    "Are we fine right now?",
    [
        (6, [(9, WAITING), (9, SERVICE_LEVEL), (6, common.DATA_AGE)]),
        (5, [(24, AGENTS)]),
        (5, [(24, TODAY)]),
        (8, [(8, WAITING_BY_QUEUE), (8, SERVICE_LEVEL_BY_QUEUE), (8, AGENTS_BY_STATE)]),
    ],
    variables=[*SOURCE, INSTANCE, QUEUE, SERVICE_LEVEL_SECONDS, SERVICE_LEVEL_TARGET, SHORT_ABANDON_SECONDS],
    refresh="30s",
    since="now/d",
)
