"""Queues: which queue needs help?"""

from dashboards import common
from dashboards.boards import Board
from dashboards.colours import BAD, CONTACT_STATUSES, OUTCOMES, PALETTE, WARNING
from dashboards.engine import Query
from dashboards.fields import column, series_colours, steps, up_to
from dashboards.panels import BarGauge, Table, TimeSeries
from dashboards.variables import (
    INSTANCE,
    QUEUE,
    SERVICE_LEVEL_SECONDS,
    SERVICE_LEVEL_TARGET,
    SHORT_ABANDON_SECONDS,
)

ALL = (
    Table(
        "Queues",
        "In queue, longest wait, callbacks (CONTACTS_SCHEDULED) and agents are Connect's real-time metrics of the "
        "last snapshot; an agent who serves several queues is in each. The other columns are of the contacts queued "
        f"in the time range. {common.SERVICE_LEVEL} {common.ABANDONED} {common.ANSWER_TIME} {common.HANDLE_TIME}",
        Query("queues/queues"),
    )
    .count()
    .no_value("")
    .overrides(
        [
            column("Queue", width=180, links=[common.TO_QUEUE]),
            column("In queue", cell="color-background", thresholds=steps("transparent", (5, WARNING), (10, BAD))),
            column("Longest wait", unit="dthms", cell="color-background", thresholds=common.WAIT_COLOURS),
            column("Available", cell="color-background", thresholds=steps(WARNING, (1, "transparent"))),
            column(
                "Service level", unit="percent", min=0, max=100, cell="gauge", thresholds=common.SERVICE_LEVEL_COLOURS
            ),
            column("Answer time", unit="dthms", cell="color-background", thresholds=common.ANSWER_TIME_COLOURS),
            column("Handle time", unit="dthms"),
            column("Queue id", hidden=True),
        ]
    )
)

WAITING = (
    TimeSeries(
        "In queue",
        "CONTACTS_IN_QUEUE and CONTACTS_SCHEDULED of the chosen queues, added up in each snapshot; of each interval, "
        "the highest.",
        Query("queues/waiting"),
    )
    .count()
    .by_interval("15s", 240)
    .overrides(series_colours({"In queue": CONTACT_STATUSES["In queue"], "Callbacks": CONTACT_STATUSES["Scheduled"]}))
)

LONGEST_WAIT = (
    TimeSeries(
        "Longest wait",
        "OLDEST_CONTACT_AGE of the chosen queues; of each interval, the highest.",
        Query("queues/longest_wait"),
    )
    .by_interval("15s", 240)
    .unit("s")
    .overrides(series_colours({"Longest wait": PALETTE["clay"]}))
)

AGENTS = (
    TimeSeries(
        "Available agents by queue",
        "AGENTS_AVAILABLE; of each interval, the highest. Agents of several queues are counted in each, so queues are "
        "not added up. Of the chosen queues, the ten with most contacts in queue.",
        Query("queues/agents", as_series=True),
    )
    .count()
    .by_interval("1m", 120)
)

SERVICE_LEVEL = (
    TimeSeries(
        "Service level through time",
        f"{common.SERVICE_LEVEL} Of the contacts queued in each interval, with its target.",
        Query("queues/service_level"),
    )
    .by_interval("5m", 48)
    .unit("percent")
    .max(100)
    .overrides(series_colours({"Service level": PALETTE["sky"], "Target": PALETTE["grey"]}))
)

CONTACTS = (
    TimeSeries("Queued, answered, abandoned", f"{common.BELONGS} {common.ABANDONED}", Query("queues/contacts"))
    .count()
    .by_interval("1m", 60)
    .overrides(
        series_colours(
            {
                "Queued": PALETTE["sky"],
                "Answered": PALETTE["mint"],
                "Abandoned": CONTACT_STATUSES["Abandoned"],
                "Abandoned at once": OUTCOMES["Abandoned at once"],
            }
        )
    )
)

MISSED = (
    BarGauge(
        "Missed offers",
        "Offers that no agent answered in the time range, by the contact's queue.",
        Query("queues/missed"),
    )
    .count()
    .min(0)
    .no_value("none")
    .thresholds(up_to(1, 3))
)

BOARD = Board(
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
    variables=[INSTANCE, QUEUE, SERVICE_LEVEL_SECONDS, SERVICE_LEVEL_TARGET, SHORT_ABANDON_SECONDS],
)
