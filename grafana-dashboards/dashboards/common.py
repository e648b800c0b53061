"""Panels and links that several boards have."""

from dashboards.engine import Query
from dashboards.fields import DataLink, at_least, column, up_to
from dashboards.panels import Stat
from dashboards.variables import DEFAULTS

WALLBOARD, AGENT_EVENTS, CONTACT_EVENTS, QUEUES, PIPELINE_HEALTH = (
    "connect-wallboard",
    "connect-agent-events",
    "connect-contact-events",
    "connect-queues",
    "connect-pipeline-health",
)

_KEEP = "${__url_time_range}&${__all_variables}"

TO_QUEUES = DataLink("All queues", f"/d/{QUEUES}?{_KEEP}")
TO_AGENTS = DataLink("All agents", f"/d/{AGENT_EVENTS}?{_KEEP}")
TO_CONTACTS = DataLink("All contacts", f"/d/{CONTACT_EVENTS}?{_KEEP}")
TO_PIPELINE_HEALTH = DataLink("Pipeline health", f"/d/{PIPELINE_HEALTH}?{_KEEP}")

# A link that sets a variable cannot keep all of them, or it would have that one twice.
_KEEP_SOURCE = "${__url_time_range}&${datasource:queryparam}&${instance:queryparam}"

TO_CONTACT = DataLink(
    "This contact's journey", f"/d/{CONTACT_EVENTS}?{_KEEP_SOURCE}&var-contact=${{__data.fields.Contact}}"
)
TO_QUEUE = DataLink("This queue's history", f'/d/{QUEUES}?{_KEEP_SOURCE}&var-queue=${{__data.fields["Queue id"]}}')
TO_AGENT = DataLink("This agent only", f'/d/{AGENT_EVENTS}?{_KEEP_SOURCE}&var-agent=${{__data.fields["Agent id"]}}')

# Grafana knows no variables in thresholds, so these go by the variables' defaults.
SERVICE_LEVEL_COLOURS = at_least(70, DEFAULTS["service_level_target"])
ANSWER_TIME_COLOURS = up_to(DEFAULTS["service_level_seconds"], 60)
# Seconds that a contact may wait, and that events or snapshots may keep away.
LONGEST_WAIT, SILENCE = 120, 300
WAIT_COLOURS = up_to(60, LONGEST_WAIT)

SERVICE_LEVEL = (
    "Contacts that left their queue within the service level's seconds, in per cent of those queued: answered, "
    "abandoned, or exchanged for a callback. Unlike Connect's, contacts that still wait count only once they have "
    "missed it, those that a flow moved to another queue are judged there, and where no customer waits, as with "
    "callbacks, nothing is judged."
)
ABANDONED = (
    "Abandoned: ended in the queue without an agent, where a customer waited. Neither callbacks are counted, nor what "
    "agents, flows and preview campaigns began, nor contacts that a flow moved on. Those sooner than the minimum are "
    "shown apart, as abandoned at once."
)
BELONGS = "A contact belongs to the moment when it was queued, or initiated where it never was."
AGENTS = (
    "Online: not offline. Available: routable and without any contact. On contact: with one connected, on hold, "
    "paused, in after call work or dialled. After call work counts agents, where Connect's metric of that name counts "
    "contacts. Not productive: in a status of the centre's own. Missed or error: until the agent clears it."
)
OCCUPANCY = (
    "Occupancy: time with contacts, in per cent of that and idle time, in which the agent was routable; contacts "
    "beside each other count once. Unlike Connect's, an agent with a missed contact beside a connected one is "
    "idle meanwhile."
)
ANSWER_TIME = "Answer time: the average time in queue of the contacts that reached an agent, where a customer waited."
HANDLE_TIME = (
    "Handle time: from the connection to the agent until the end of after call work, hold included, on average. It is "
    "within a second of Connect's sum of interaction, hold and after contact work."
)

DATA_AGE = (
    Stat(
        "Age of the data",
        "Time since the last agent event, heartbeats included, and since the last snapshot of the queues. Old data "
        "makes all numbers of now old.",
        Query("shared/data_age"),
    )
    .unit("s")
    .decimals(0)
    .no_value("none for 12 h")
    .data_links([TO_PIPELINE_HEALTH])
    .overrides(
        [
            column("Last agent event", thresholds=up_to(150, SILENCE)),
            column("Last queue snapshot", thresholds=up_to(60, SILENCE)),
        ]
    )
)
