"""Contact Events: how do contacts flow?"""

from grafana_foundation_sdk.models.common import BigValueColorMode

from dashboards import common
from dashboards.boards import Board
from dashboards.colours import AGENT_STATES, BAD, CHANNELS, CONTACT_STATUSES, GOOD, NEUTRAL, OUTCOMES, PALETTE, WARNING
from dashboards.engine import Query
from dashboards.fields import column, named_colours, series_colours, steps, up_to
from dashboards.panels import BarGauge, PieChart, Stat, Table, Text, TimeSeries
from dashboards.variables import (
    CHANNEL,
    CONTACT,
    CONTACT_STATUS,
    INITIATION_METHOD,
    INSTANCE,
    QUEUE,
    SERVICE_LEVEL_SECONDS,
    SERVICE_LEVEL_TARGET,
    SHORT_ABANDON_SECONDS,
)

COUNTS = (
    Stat(
        "Contacts",
        f"The contacts of the time range by what became of them. {common.BELONGS} {common.ABANDONED} Transferred: "
        "went on as another contact, by an agent or by a flow. Not queued: ended, or is still, in a flow. Unlike "
        "Connect, a contact whose first agent is done is handled, though the customer be still there after a "
        "transfer.",
        Query("contact-events/counts"),
    )
    .color_mode(BigValueColorMode.NONE)
    .count()
)

SERVICE_LEVEL = (
    Stat(
        "Service level",
        f"{common.SERVICE_LEVEL} {common.ANSWER_TIME} The rate and the time to abandon hold abandons of any length.",
        Query("contact-events/service_level"),
    )
    .count()
    .no_value("–")
    .overrides(
        [
            column("Service level", unit="percent", thresholds=common.SERVICE_LEVEL_COLOURS),
            column("Against target", unit="suffix:points", thresholds=steps(BAD, (-10, WARNING), (0, GOOD))),
            column("Waiting too long", thresholds=up_to(1, 5)),
            column("Abandonment rate", unit="percent", decimals=1, thresholds=up_to(5, 8)),
            column("Answer time", unit="dthms", thresholds=common.ANSWER_TIME_COLOURS),
            column("Time to abandon", unit="dthms"),
        ]
    )
)

WAITING_NOW = (
    Table(
        "Waiting now",
        "Customers in queue, the longest wait first: queued, and neither answered, ended nor moved on. What nobody "
        "waits for, such as a callback, is not among them. A contact whose end was lost is left out once the last "
        "snapshot's oldest contact of its queue is more than a minute younger, or after 12 hours.",
        Query("contact-events/waiting_now"),
    )
    .unit("locale")
    .no_value("")
    .overrides(
        [
            column(
                "Waiting",
                unit="dthms",
                cell="color-background",
                thresholds=common.WAIT_COLOURS,
            ),
            column("Queued", unit="dateTimeAsIso"),
            column("Contact", links=[common.TO_CONTACT]),
        ]
    )
)

FLOW = {
    "Queued": PALETTE["sky"],
    "Answered": PALETTE["mint"],
    "Abandoned": CONTACT_STATUSES["Abandoned"],
    "Transferred": CONTACT_STATUSES["Moved"],
}

THROUGH_TIME = (
    TimeSeries(
        "Offered, answered, abandoned, transferred",
        f"{common.BELONGS} So of each interval's contacts, those answered or abandoned later are among these as well.",
        Query("contact-events/through_time"),
    )
    .count()
    .by_interval("1m", 60)
    .overrides(series_colours(FLOW))
)

OUTCOMES_THROUGH_TIME = (
    TimeSeries(
        "Service level outcomes",
        "What became of the contacts queued in each interval, judged by the service level's seconds; short abandons "
        "apart. Abandons in time meet the service level, as with Connect.",
        Query("contact-events/outcomes_through_time"),
    )
    .stacked_bars()
    .count()
    .by_interval("1m", 60)
    .overrides(series_colours(OUTCOMES))
)

STATUSES_THROUGH_TIME = (
    TimeSeries(
        "Contacts by status",
        f"The status that each interval's contacts have now. {common.BELONGS}",
        Query("contact-events/statuses_through_time", as_series=True),
    )
    .stacked_bars()
    .count()
    .by_interval("1m", 60)
    .overrides(series_colours(CONTACT_STATUSES))
)

QUEUE_TIME = (
    TimeSeries(
        "Queue time",
        "Time in queue of the contacts queued in each interval, so far or in all: the average, what nine of ten stay "
        "below, and the longest. Nobody waits for a callback.",
        Query("contact-events/queue_time"),
    )
    .by_interval("1m", 60)
    .unit("s")
)

HANDLE_TIME = (
    TimeSeries(
        "Handle time and after call work",
        f"{common.HANDLE_TIME} Of each interval's contacts; nine of ten stay below the 90 %.",
        Query("contact-events/handle_time"),
    )
    .by_interval("1m", 60)
    .unit("s")
)

BY_STATUS = (
    PieChart(
        "By status",
        f"The time range's contacts by their status now. {common.BELONGS}",
        Query("contact-events/by_status", as_series=True),
    )
    .count()
    .overrides(series_colours(CONTACT_STATUSES))
)

BY_CHANNEL = (
    PieChart(
        "By channel",
        f"The time range's contacts by channel. {common.BELONGS}",
        Query("contact-events/by_channel", as_series=True),
    )
    .count()
    .overrides(series_colours(CHANNELS))
)

BY_INITIATION_METHOD = PieChart(
    "By initiation method",
    f"The time range's contacts by how they began. {common.BELONGS}",
    Query("contact-events/by_initiation_method", as_series=True),
).count()

DISPOSITIONS = (
    BarGauge(
        "Disconnect reasons",
        "Contacts disconnected in the time range by the reason that their events give. Connect gives it in contact "
        "events for outbound campaigns and failures only; for ordinary contacts it stands in contact records.",
        Query("contact-events/dispositions"),
    )
    .count()
    .min(0)
    .thresholds(steps(NEUTRAL))
)

BY_QUEUE = (
    Table(
        "By queue",
        f"{common.SERVICE_LEVEL} {common.ABANDONED} {common.ANSWER_TIME} {common.HANDLE_TIME}",
        Query("contact-events/by_queue"),
    )
    .count()
    .no_value("")
    .overrides(
        [
            column("Queue", width=180, links=[common.TO_QUEUE]),
            column(
                "Service level", unit="percent", min=0, max=100, cell="gauge", thresholds=common.SERVICE_LEVEL_COLOURS
            ),
            column("Answer time", unit="dthms", cell="color-background", thresholds=common.ANSWER_TIME_COLOURS),
            column("Handle time", unit="dthms"),
            column("Queue id", hidden=True),
        ]
    )
)

CONTACTS = (
    Table(
        "Contacts of the time range",
        f"The last five hundred. {common.BELONGS} Waited: seconds in queue, so far or in all.",
        Query("contact-events/contacts"),
    )
    .unit("locale")
    .no_value("")
    .overrides(
        [
            column("Time", unit="dateTimeAsIso", width=170),
            column("Contact", links=[common.TO_CONTACT]),
            column("Status", width=160, cell="color-background", mappings=named_colours(CONTACT_STATUSES)),
            column("Waited", unit="dthms"),
            column("Service level", cell="color-background", mappings=named_colours({"met": GOOD, "missed": BAD})),
            column("Handle time", unit="dthms"),
            column("After call work", unit="dthms"),
            column("Agent id", links=[common.TO_AGENT]),
        ]
    )
)

JOURNEY_HELP = Text(
    "A contact's journey",
    "How the two tables beside it are used.",
    "Type a contact's id into **Contact** at the top, or click one in any table. All contacts of its chain of "
    "transfers are shown, from Connect's events and from its agents', of the last two days.",
)

JOURNEY = (
    Table(
        "Journey: events",
        "Every contact event of the contact in the variable Contact and of all others of its chain, in order.",
        Query("contact-events/journey"),
    )
    .unit("locale")
    .no_value("")
    .overrides(
        [
            column("Time", unit="dateTimeAsIso", width=170),
            column("Event", width=180),
            column("Agent id", links=[common.TO_AGENT]),
        ]
    )
)

JOURNEY_WITH_AGENTS = (
    Table(
        "Journey: with agents",
        "Each state that contacts of the chain were in with an agent, and for how long; so far, where it goes on.",
        Query("contact-events/journey_with_agents"),
    )
    .unit("locale")
    .no_value("")
    .overrides(
        [
            column("Time", unit="dateTimeAsIso", width=170),
            column("State", cell="color-background", mappings=named_colours(AGENT_STATES)),
            column("For", unit="dthms"),
        ]
    )
)

BOARD = Board(
    common.CONTACT_EVENTS,
    "Contact Events",
    "How do contacts flow?",
    [
        (5, [(24, COUNTS)]),
        (5, [(24, SERVICE_LEVEL)]),
        (9, [(24, WAITING_NOW)]),
        "Through time",
        (8, [(12, THROUGH_TIME), (12, OUTCOMES_THROUGH_TIME)]),
        (8, [(12, QUEUE_TIME), (12, HANDLE_TIME)]),
        (8, [(24, STATUSES_THROUGH_TIME)]),
        "By what they are",
        (8, [(6, BY_STATUS), (6, BY_CHANNEL), (6, BY_INITIATION_METHOD), (6, DISPOSITIONS)]),
        (9, [(24, BY_QUEUE)]),
        (12, [(24, CONTACTS)]),
        "One contact",
        (10, [(4, JOURNEY_HELP), (11, JOURNEY), (9, JOURNEY_WITH_AGENTS)]),
    ],
    variables=[
        INSTANCE,
        QUEUE,
        CHANNEL,
        INITIATION_METHOD,
        CONTACT_STATUS,
        SERVICE_LEVEL_SECONDS,
        SERVICE_LEVEL_TARGET,
        SHORT_ABANDON_SECONDS,
        CONTACT,
    ],
)
