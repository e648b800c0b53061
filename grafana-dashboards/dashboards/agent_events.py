"""Agent Events: who is doing what, for how long?"""

from grafana_foundation_sdk.models.common import BigValueColorMode

from dashboards import common
from dashboards.boards import Board
from dashboards.colours import AGENT_STATES, BAD, CHANNELS, GOOD, NEUTRAL, OWN_STATUS, PALETTE, WARNING
from dashboards.engine import Query
from dashboards.fields import at_least, column, named_colours, series_colours, steps, up_to
from dashboards.panels import BarGauge, PieChart, Stat, StateTimeline, Table, TimeSeries
from dashboards.variables import AGENT, AGENT_STATUS, HIERARCHY, INSTANCE, ROUTING_PROFILE

# Where no event came there is no state, and no colour.
NO_EVENTS = {"No events": "transparent"}
STATES = named_colours(AGENT_STATES)
STATUSES = {"Available": AGENT_STATES["Available"], "Offline": AGENT_STATES["Offline"]}

AGENTS = (
    Stat("Agents now", common.AGENTS, Query("agent-events/agents"))
    .count()
    .overrides(
        [
            column("Available", thresholds=at_least(1, 2)),
            column("Missed or error", thresholds=up_to(1, 3)),
        ]
    )
)

FREE_SLOTS = (
    Stat(
        "Free slots now",
        "Contacts of each channel that agents could still be offered, as their last events said "
        "(CurrentAvailableSlots).",
        Query("agent-events/free_slots"),
    )
    .color_mode(BigValueColorMode.NONE)
    .count()
)

BY_STATE = (
    PieChart(
        "Agents by state",
        "How many agents are in each state now. The state is what the agent does: an agent on a call is On Call, "
        "where the status is still Available. All statuses of the centre's own have one colour.",
        Query("agent-events/by_state", as_series=True),
    )
    .count()
    .colours_by_thresholds()
    .thresholds(steps(OWN_STATUS))
    .overrides(series_colours(AGENT_STATES))
)

BY_STATUS = (
    PieChart(
        "Agents by status",
        "How many agents have set each status now, whatever they do.",
        Query("agent-events/by_status", as_series=True),
    )
    .count()
    .colours_by_thresholds()
    .thresholds(steps(OWN_STATUS))
    .overrides(series_colours(STATUSES))
)

IN_DETAIL = (
    Table(
        "Agents",
        "Every agent of whom an event or heartbeat has come within five minutes, those first who need somebody: too "
        "long is five minutes of after call work or hold and one of a missed, rejected or failed contact, long is "
        "three, two and a half a minute. Free slots are those of each channel. After a logoff, heartbeats go on for "
        "up to an hour.",
        Query("agent-events/agents_in_detail"),
    )
    .unit("locale")
    .no_value("")
    .overrides(
        [
            column("Agent", width=170, links=[common.TO_AGENT]),
            column("State", width=150, cell="color-background", mappings=STATES, thresholds=steps(OWN_STATUS)),
            column("For", unit="dthms"),
            column(
                "Attention",
                cell="color-background",
                mappings=named_colours({"Too long": BAD, "Long": WARNING}),
            ),
            column("Last event", unit="dateTimeAsIso", width=170),
            column("Contact", links=[common.TO_CONTACT]),
            column("Agent id", hidden=True),
        ]
    )
)

TIMELINE = (
    StateTimeline(
        "State timeline",
        "What each agent did in the time range, the first forty by name: filter to see others. A gap means that no "
        "event came; a silent agent's line ends with the last one.",
        Query("agent-events/timeline"),
    )
    .mappings(named_colours(AGENT_STATES | NO_EVENTS))
    .thresholds(steps(OWN_STATUS))
    .display_name("${__field.labels.agent}")
)

ACTIVITY = {
    "On contact": PALETTE["sky"],
    "Available": PALETTE["mint"],
    "Ringing, missed or error": PALETTE["yellow"],
    "Not productive": OWN_STATUS,
}

THROUGH_TIME = (
    TimeSeries(
        "Agents through time",
        "How many agents were online at each full interval, by what they did. On contact and available as above; the "
        "third are routable agents whom a contact is offered to, or who have missed one.",
        Query("agent-events/through_time"),
    )
    .stacked_bars()
    .count()
    .by_interval("1m", 60)
    .overrides(series_colours(ACTIVITY))
)

FREE_SLOTS_THROUGH_TIME = (
    TimeSeries(
        "Free slots through time",
        "Contacts of each channel that agents could have been offered at each full interval. Each stretch counts with "
        "the slots of its last event.",
        Query("agent-events/free_slots_through_time"),
    )
    .count()
    .by_interval("1m", 60)
    .overrides(series_colours(CHANNELS))
)

TIME_IN_STATE = (
    Table(
        "Time in state",
        f"Each agent's time in the range by state, of stretches that began before it only what lies in it. "
        f"{common.OCCUPANCY} Not productive: in a status of the centre's own, without contacts.",
        Query("agent-events/time_in_state"),
    )
    .unit("dthms")
    .decimals(0)
    .no_value("")
    .overrides(
        [
            column("Agent", width=170),
            column(
                "Occupancy",
                unit="percent",
                min=0,
                max=100,
                cell="gauge",
                thresholds=steps(GOOD, (85, WARNING), (95, BAD)),
            ),
        ]
    )
)

TIME_BY_STATE = (
    BarGauge(
        "Time by state, all agents",
        "The agents' time in the range, added up by state, but for offline.",
        Query("agent-events/time_by_state", as_series=True),
    )
    .of_series()
    .unit("dthms")
    .decimals(0)
    .min(0)
    .thresholds(steps(OWN_STATUS))
    .overrides(series_colours(AGENT_STATES))
)

OCCUPANCY = (
    BarGauge("Occupancy", f"{common.OCCUPANCY} The twenty-five highest.", Query("agent-events/occupancy"))
    .unit("percent")
    .decimals(0)
    .min(0)
    .max(100)
    .thresholds(steps(GOOD, (85, WARNING), (95, BAD)))
)

HANDLED = (
    Table(
        "Contacts by agent",
        "Answered: contacts connected to the agent in the time range. Handled: those completed in it. "
        f"{common.HANDLE_TIME} After call work is counted from its start to its end, as zero where there was none. "
        "Hold is the average of single holds. Missed, rejected, errors: offers, so one contact counts as often as it "
        "was offered.",
        Query("agent-events/handled"),
    )
    .count()
    .no_value("")
    .overrides(
        [
            column("Agent", width=170),
            column("Handle time", unit="dthms"),
            column("After call work", unit="dthms"),
            column("Hold", unit="dthms"),
            column("Missed", cell="color-background", thresholds=steps("transparent", (1, WARNING), (3, BAD))),
        ]
    )
)

LOGINS = (
    Table(
        "Logins and logouts",
        "When each agent's contact control panel was opened and closed in the time range, by the events LOGIN and "
        "LOGOUT.",
        Query("agent-events/logins"),
    )
    .unit("locale")
    .no_value("")
    .overrides(
        [
            column("Agent", width=170),
            *(column(name, unit="dateTimeAsIso") for name in ("First login", "Last login", "Last logout")),
        ]
    )
)

MOST_ANSWERED = (
    BarGauge(
        "Most answered",
        "Contacts connected to an agent in the time range, the ten agents with most.",
        Query("agent-events/most_answered"),
    )
    .count()
    .min(0)
    .thresholds(steps(NEUTRAL))
)

MOST_MISSED = (
    BarGauge(
        "Most missed",
        "Offers that an agent did not answer in the time range, the ten agents with most. Connect calls it agent "
        "non-response, and counts a customer who hangs up while it rings as well; here that is no miss.",
        Query("agent-events/most_missed"),
    )
    .count()
    .min(0)
    .no_value("none")
    .thresholds(up_to(1, 3))
)

MISSED_BY_QUEUE = (
    BarGauge(
        "Missed by queue",
        "Offers that no agent answered in the time range, by the contact's queue.",
        Query("agent-events/missed_by_queue"),
    )
    .count()
    .min(0)
    .no_value("none")
    .thresholds(up_to(1, 3))
)

BOARD = Board(
    common.AGENT_EVENTS,
    "Agent Events",
    "Who is doing what, for how long?",
    [
        "Now",
        (5, [(15, AGENTS), (9, FREE_SLOTS)]),
        (8, [(12, BY_STATE), (12, BY_STATUS)]),
        (12, [(24, IN_DETAIL)]),
        "In the time range",
        (14, [(24, TIMELINE)]),
        (8, [(12, THROUGH_TIME), (12, FREE_SLOTS_THROUGH_TIME)]),
        (11, [(24, TIME_IN_STATE)]),
        (10, [(12, TIME_BY_STATE), (12, OCCUPANCY)]),
        (11, [(24, HANDLED)]),
        (9, [(8, MOST_ANSWERED), (8, MOST_MISSED), (8, MISSED_BY_QUEUE)]),
        (9, [(24, LOGINS)]),
    ],
    variables=[INSTANCE, ROUTING_PROFILE, HIERARCHY, AGENT_STATUS, AGENT],
    since="now-4h",
)
