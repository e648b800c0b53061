"""Wallboard: are we fine right now? To be read across a room."""

from source.boards import board
from source.colours import AGENT_STATES, BAD, GOOD, NEUTRAL, OWN_STATUS, WARNING
from source.panels import at_least, bargauge, column, link, query, series_colours, stat, steps, up_to
from source.variables import INSTANCE, QUEUE, SERVICE_LEVEL_SECONDS, SERVICE_LEVEL_TARGET, SHORT_ABANDON_SECONDS, SOURCE

TO_QUEUES = link("All queues", "/d/connect-queues?${__url_time_range}&${__all_variables}")
TO_AGENTS = link("All agents", "/d/connect-agent-events?${__url_time_range}&${__all_variables}")
TO_CONTACTS = link("All contacts", "/d/connect-contact-events?${__url_time_range}&${__all_variables}")

WAITING = stat(
    "Waiting now",
    "Contacts in queue, and how long the first of them has waited, as Amazon Connect's real-time metrics "
    "CONTACTS_IN_QUEUE and OLDEST_CONTACT_AGE said in the last snapshot. Callbacks wait for an agent, but nobody is on "
    "the line: CONTACTS_SCHEDULED.",
    query("wallboard/waiting"),
    unit="short",
    decimals=0,
    noValue="no snapshot for 5 min",
    links=[TO_QUEUES],
    overrides=[
        column("In queue", thresholds=up_to(5, 10)),
        column("Longest wait", unit="s", thresholds=up_to(60, 120)),
        column("Callbacks", thresholds=steps(NEUTRAL)),
    ],
)

SERVICE_LEVEL = stat(
    "Service level",
    "Contacts that left their queue within the service level's seconds, in per cent of those queued: answered, "
    "abandoned, or exchanged for a callback. Unlike Connect, contacts that still wait are counted only when they have "
    "missed it, those that a flow moved to another queue are judged in that one, and callbacks themselves are not.",
    query("wallboard/service_level"),
    unit="percent",
    decimals=0,
    min=0,
    max=100,
    noValue="no contacts",
    links=[TO_CONTACTS],
    overrides=[
        column("Last 30 minutes", thresholds=at_least(70, 80)),
        column("Against target", unit="suffix: points", min=-100, thresholds=steps(BAD, (-10, WARNING), (0, GOOD))),
        column("Today", thresholds=at_least(70, 80)),
    ],
)

AGENTS = stat(
    "Agents now",
    "Online: not offline. Available: routable and without any contact. On contact: with one connected, on hold, paused, "
    "in after call work or dialled. After call work counts agents, where Connect's metric of that name counts contacts. "
    "Not productive: in a status of the centre's own. Missed or error: until the agent clears it.",
    query("wallboard/agents"),
    unit="short",
    decimals=0,
    links=[TO_AGENTS],
    overrides=[
        column("Available", thresholds=at_least(1, 2)),
        column("Missed or error", thresholds=up_to(1, 3)),
    ],
)

TODAY = stat(
    "Today",
    "Of the contacts queued in the time range: all, those that reached an agent, and those that ended in the queue "
    "without one, not counting callbacks and contacts that a flow moved on. Abandons sooner than the minimum are shown "
    "apart; the rate holds both. Answer time is the average wait of those answered.",
    query("wallboard/today"),
    unit="short",
    decimals=0,
    links=[TO_CONTACTS],
    overrides=[
        column("Abandonment rate", unit="percent", decimals=1, thresholds=up_to(5, 8)),
        column("Answer time", unit="s", thresholds=up_to(20, 60)),
    ],
)

AGENTS_BY_STATE = bargauge(
    "Agents by state",
    "How many agents are in each state now, but for those offline. The state is what the agent does, which the status "
    "does not tell: an agent on a call has the status Available.",
    query("wallboard/agents_by_state", as_series=True),
    unit="short",
    decimals=0,
    min=0,
    thresholds=steps(OWN_STATUS),
    links=[TO_AGENTS],
    overrides=series_colours(AGENT_STATES),
)

WAITING_BY_QUEUE = bargauge(
    "Waiting by queue",
    "CONTACTS_IN_QUEUE of Connect's real-time metrics in the last snapshot, the twelve longest queues.",
    query("wallboard/waiting_by_queue"),
    unit="short",
    decimals=0,
    min=0,
    noValue="no snapshot for 5 min",
    thresholds=up_to(5, 10),
    links=[TO_QUEUES],
)

SERVICE_LEVEL_BY_QUEUE = bargauge(
    "Service level by queue",
    "As the service level above, of each queue's contacts in the time range; the twelve lowest.",
    query("wallboard/service_level_by_queue"),
    unit="percent",
    decimals=0,
    min=0,
    max=100,
    noValue="no contacts",
    thresholds=at_least(70, 80),
    links=[TO_QUEUES],
)

DATA_AGE = stat(
    "Age of the data",
    "Time since the last agent event, heartbeats included, and since the last snapshot of the queues. Old data makes "
    "all other numbers here old.",
    query("shared/data_age"),
    unit="s",
    decimals=0,
    noValue="none for 12 h",
    links=[link("Pipeline health", "/d/connect-pipeline-health?${__url_time_range}&${__all_variables}")],
    overrides=[
        column("Last agent event", thresholds=up_to(150, 300)),
        column("Last queue snapshot", thresholds=up_to(60, 300)),
    ],
)

BOARD = board(
    "connect-wallboard",
    "Wallboard",
    "Are we fine right now?",
    [
        (7, [(9, WAITING), (9, SERVICE_LEVEL), (6, DATA_AGE)]),
        (6, [(24, AGENTS)]),
        (6, [(24, TODAY)]),
        (9, [(8, WAITING_BY_QUEUE), (8, SERVICE_LEVEL_BY_QUEUE), (8, AGENTS_BY_STATE)]),
    ],
    variables=[*SOURCE, INSTANCE, QUEUE, SERVICE_LEVEL_SECONDS, SERVICE_LEVEL_TARGET, SHORT_ABANDON_SECONDS],
    refresh="30s",
    since="now/d",
)
