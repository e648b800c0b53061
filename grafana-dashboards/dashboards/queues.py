"""Queues: which queue needs help?"""

from dashboards import common
from dashboards.boards import board
from dashboards.colours import BAD, CONTACT_STATUSES, OUTCOMES, PALETTE, WARNING
from dashboards.panels import at_least, bargauge, column, query, series_colours, steps, table, timeseries, up_to
from dashboards.variables import (
    INSTANCE,
    QUEUE,
    SERVICE_LEVEL_SECONDS,
    SERVICE_LEVEL_TARGET,
    SHORT_ABANDON_SECONDS,
    SOURCE,
)

ALL = table(
    "Queues",
    "In queue, longest wait, callbacks (CONTACTS_SCHEDULED) and agents are Connect's real-time metrics of the last "
    "snapshot; an agent who serves several queues is in each. The other columns are of the contacts queued in the time "
    f"range. {common.SERVICE_LEVEL} {common.ABANDONED} {common.ANSWER_TIME} {common.HANDLE_TIME}",
    query("queues/queues"),
    unit="locale",
    decimals=0,
    noValue="",
    overrides=[
        column("Queue", width=180, links=[common.TO_QUEUE]),
        column("In queue", cell="color-background", thresholds=steps("transparent", (5, WARNING), (10, BAD))),
        column("Longest wait", unit="dthms", cell="color-background", thresholds=up_to(60, 120)),
        column("Available", cell="color-background", thresholds=steps(WARNING, (1, "transparent"))),
        column("Service level", unit="percent", min=0, max=100, cell="gauge", thresholds=at_least(70, 80)),
        column("Answer time", unit="dthms", cell="color-background", thresholds=up_to(20, 60)),
        column("Handle time", unit="dthms"),
        column("Queue id", hidden=True),
    ],
)

WAITING = timeseries(
    "In queue",
    "CONTACTS_IN_QUEUE and CONTACTS_SCHEDULED of the chosen queues, added up in each snapshot; of each interval, the "
    "highest.",
    query("queues/waiting"),
    unit="locale",
    decimals=0,
    min=0,
    overrides=series_colours({"In queue": CONTACT_STATUSES["In queue"], "Callbacks": CONTACT_STATUSES["Scheduled"]}),
    interval="15s",
    max_points=240,
)

LONGEST_WAIT = timeseries(
    "Longest wait",
    "OLDEST_CONTACT_AGE of the chosen queues; of each interval, the highest.",
    query("queues/longest_wait"),
    unit="s",
    min=0,
    overrides=series_colours({"Longest wait": PALETTE["clay"]}),
    interval="15s",
    max_points=240,
)

AGENTS = timeseries(
    "Available agents by queue",
    "AGENTS_AVAILABLE; of each interval, the highest. Agents of several queues are counted in each, so queues are not "
    "added up. Of the chosen queues, the ten with most contacts in queue.",
    query("queues/agents", as_series=True),
    unit="locale",
    decimals=0,
    min=0,
    interval="1m",
    max_points=120,
)

SERVICE_LEVEL = timeseries(
    "Service level through time",
    f"{common.SERVICE_LEVEL} Of the contacts queued in each interval, with its target.",
    query("queues/service_level"),
    unit="percent",
    min=0,
    max=100,
    overrides=series_colours({"Service level": PALETTE["sky"], "Target": PALETTE["grey"]}),
    interval="5m",
    max_points=48,
)

CONTACTS = timeseries(
    "Queued, answered, abandoned",
    f"{common.BELONGS} {common.ABANDONED}",
    query("queues/contacts"),
    unit="locale",
    decimals=0,
    min=0,
    overrides=series_colours(
        {
            "Queued": PALETTE["sky"],
            "Answered": PALETTE["mint"],
            "Abandoned": CONTACT_STATUSES["Abandoned"],
            "Abandoned at once": OUTCOMES["Abandoned at once"],
        }
    ),
    interval="1m",
    max_points=60,
)

MISSED = bargauge(
    "Missed offers",
    "Offers that no agent answered in the time range, by the contact's queue.",
    query("queues/missed"),
    unit="locale",
    decimals=0,
    min=0,
    noValue="none",
    thresholds=up_to(1, 3),
)

BOARD = board(
    common.QUEUES,
    "Queues",
    "Which queue needs help?",
    [
        (12, [(24, ALL)]),
        "History of the chosen queues",
        (8, [(12, WAITING), (12, LONGEST_WAIT)]),
        (8, [(12, SERVICE_LEVEL), (12, CONTACTS)]),
        (8, [(12, AGENTS), (12, MISSED)]),
    ],
    variables=[*SOURCE, INSTANCE, QUEUE, SERVICE_LEVEL_SECONDS, SERVICE_LEVEL_TARGET, SHORT_ABANDON_SECONDS],
)
