"""Pipeline health: can we trust the numbers?

Metrics are asked one by one, by the names of what the template deploys: no search, no arithmetic.
"""

from collections.abc import Iterator, Mapping

from grafana_foundation_sdk.builders.cloudwatch import MetricsQuery

from dashboards import common
from dashboards.boards import Board
from dashboards.cloudwatch import dimension, metric
from dashboards.colours import PALETTE
from dashboards.engine import Query
from dashboards.fields import column, series_colours
from dashboards.panels import Table, TimeSeries
from dashboards.variables import INSTANCE, chosen_source

COLOURS = {"agent-events": PALETTE["sky"], "contact-events": PALETTE["mint"], "instance-data": PALETTE["sand"]}
FUNCTIONS = {
    "agent-events": {"FunctionName": "$agent_events_function"},
    "contact-events": {"FunctionName": "$contact_events_function"},
    "instance-data": {"FunctionName": "$instance_data_function"},
}
SERVICES = {service: {"service": service} for service in FUNCTIONS}
OF_EVENTS = {service: SERVICES[service] for service in ("agent-events", "contact-events")}
DEAD_LETTERS = {
    "contact-events": {"QueueName": "$contact_events_dead_letters"},
    "contact-events rule": {"QueueName": "$contact_events_rule_dead_letters"},
    "instance-data": {"QueueName": "$instance_data_dead_letters"},
}

VARIABLES = [
    dimension(
        "agent_events_function", "Agent events", "AWS/Lambda", "Invocations", "FunctionName", "AgentEventsFunction"
    ),
    dimension(
        "contact_events_function",
        "Contact events",
        "AWS/Lambda",
        "Invocations",
        "FunctionName",
        "ContactEventsFunction",
    ),
    dimension(
        "instance_data_function", "Instance data", "AWS/Lambda", "Invocations", "FunctionName", "InstanceDataFunction"
    ),
    dimension("agent_event_stream", "Stream", "AWS/Kinesis", "IncomingRecords", "StreamName", "AgentEventStream"),
    *(
        dimension(name, label, "AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", logical_id)
        for name, label, logical_id in (
            ("contact_events_queue", "Contact events' queue", "ContactEventsQueue"),
            ("contact_events_dead_letters", "Contact events' dead letters", "ContactEventsDeadLetters"),
            ("contact_events_rule_dead_letters", "The rule's dead letters", "ContactEventsRuleDeadLetters"),
            ("instance_data_dead_letters", "Instance data's dead letters", "InstanceDataDeadLetters"),
        )
    ),
]


def metrics(
    namespace: str, name: str, statistic: str, labelled: Mapping[str, Mapping[str, str]]
) -> Iterator[MetricsQuery]:
    """One metric for each set of dimensions, by its label."""
    for place, (label, dimensions) in enumerate(labelled.items()):
        yield metric(namespace, name, statistic, dimensions, ref_id=chr(ord("A") + place), label=label)


class Happened(TimeSeries):
    """Bars of how often something happened."""

    def __init__(self, title: str, description: str, *targets: MetricsQuery) -> None:
        super().__init__(title, description, *targets)
        self.stacked_bars().count().min(0).no_value("none")
        self.overrides(series_colours(COLOURS))


ROWS = (
    Table(
        "Newest rows",
        "What was stored last of each kind, within twelve hours, and how many rows within one. Agent events are as "
        "new as their last heartbeat. Users come every quarter of an hour, unless the stack says otherwise.",
        Query("pipeline-health/rows"),
    )
    .count()
    .no_value("none for 12 h")
    .overrides([column("Newest", unit="dateTimeAsIso")])
)

EVENT_AGE = (
    TimeSeries(
        "Age of events",
        "From an event's own time until its function had it, the oldest of each batch (EventAge). What is sent again "
        "after an outage is old by nature.",
        *metrics("ConnectAnalytics", "EventAge", "Maximum", OF_EVENTS),
    )
    .unit("ms")
    .min(0)
    .overrides(series_colours(COLOURS))
)

WAITING = (
    TimeSeries(
        "Waiting to be read",
        "How long the oldest agent event has waited in the stream (IteratorAge; there is an alarm above a minute), "
        "and the oldest contact event in its queue (ApproximateAgeOfOldestMessage; above five minutes).",
        *[
            metric("AWS/Lambda", "IteratorAge", "Maximum", FUNCTIONS["agent-events"], ref_id="A", label="agent-events"),
            metric(
                "AWS/SQS",
                "ApproximateAgeOfOldestMessage",
                "Maximum",
                {"QueueName": "$contact_events_queue"},
                ref_id="B",
                label="contact-events",
            ),
        ],
    )
    .unit("ms")
    .min(0)
    .overrides([*series_colours(COLOURS), column("contact-events", unit="s")])
)

RECORDS_READ = Happened(
    "Records read",
    "Records that the functions read (RecordsRead).",
    *metrics("ConnectAnalytics", "RecordsRead", "Sum", OF_EVENTS),
)

ROWS_WRITTEN = Happened(
    "Rows written",
    "Rows that were stored (RowsWritten). None of instance data for five minutes: queue snapshots have stopped.",
    *metrics("ConnectAnalytics", "RowsWritten", "Sum", SERVICES),
)

QUARANTINED = Happened(
    "Quarantined records",
    "Records that are not what they should be (RecordsQuarantined): they lie whole in the quarantine bucket.",
    *metrics("ConnectAnalytics", "RecordsQuarantined", "Sum", OF_EVENTS),
)

REJECTED = Happened(
    "Rejected rows",
    "Rows that can never be stored (RowsRejected): they lie in the quarantine bucket with the reason.",
    *metrics("ConnectAnalytics", "RowsRejected", "Sum", SERVICES),
)

FAILED = Happened(
    "Batches to be read again",
    "Batches of which not all rows could be stored just now (BatchesFailed): Lambda reads them again.",
    *metrics("ConnectAnalytics", "BatchesFailed", "Sum", SERVICES),
)

ERRORS = Happened(
    "Function errors",
    "Invocations that ended in an error, or ran out of time or memory (Errors).",
    *metrics("AWS/Lambda", "Errors", "Sum", FUNCTIONS),
)

THROTTLES = Happened(
    "Throttled invocations",
    "Invocations for which Lambda had no room (Throttles).",
    *metrics("AWS/Lambda", "Throttles", "Sum", FUNCTIONS),
)

DURATION = (
    TimeSeries(
        "Duration of invocations",
        "What ninety-nine of a hundred invocations stay below. Agent events may take 60 seconds, contact events 30, "
        "snapshots 90, of which the queues' take up to 60 by design.",
        *metrics("AWS/Lambda", "Duration", "p99", FUNCTIONS),
    )
    .unit("ms")
    .min(0)
    .overrides(series_colours(COLOURS))
)

IN_DEAD_LETTER_QUEUES = Happened(
    "Dead letters",
    "Messages in the dead-letter queues: contact events that failed twenty times, those that EventBridge could not "
    "deliver, and calls for snapshots that failed.",
    *metrics("AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", DEAD_LETTERS),
).overrides(series_colours({**COLOURS, "contact-events rule": PALETTE["violet"]}))

STREAM_FULL = Happened(
    "Stream turned away",
    "Writes and reads that the stream of agent events refused, since it had too few shards. Such writes are probably "
    "lost, such reads are tried again.",
    *[
        metric("AWS/Kinesis", name, "Sum", {"StreamName": "$agent_event_stream"}, ref_id=ref_id, label=label)
        for ref_id, label, name in (
            ("A", "writes", "WriteProvisionedThroughputExceeded"),
            ("B", "reads", "ReadProvisionedThroughputExceeded"),
        )
    ],
).overrides(series_colours({"writes": PALETTE["red"], "reads": PALETTE["sand"]}))

LATE = Happened(
    "Late and unknown",
    "Agent events older than the last one of their agent (LateEvents), which leave its states alone; agent events that "
    "have no snapshot (EventsWithoutSnapshot), as a new agent's first login may; and contact states that Connect did "
    "not have when this was written (UnknownContactStates), which are passed by.",
    *[
        metric("ConnectAnalytics", name, "Sum", SERVICES["agent-events"], ref_id=ref_id, label=label)
        for ref_id, label, name in (
            ("A", "late events", "LateEvents"),
            ("B", "unknown contact states", "UnknownContactStates"),
            ("C", "events without a snapshot", "EventsWithoutSnapshot"),
        )
    ],
).overrides(
    series_colours(
        {
            "late events": PALETTE["sky"],
            "unknown contact states": PALETTE["plum"],
            "events without a snapshot": PALETTE["sand"],
        }
    )
)

BOARD = Board(
    common.PIPELINE_HEALTH,
    "Pipeline health",
    "Can we trust the numbers?",
    [
        "How new the data is",
        (7, [(8, common.DATA_AGE), (16, ROWS)]),
        (7, [(12, EVENT_AGE), (12, WAITING)]),
        (7, [(12, RECORDS_READ), (12, ROWS_WRITTEN)]),
        "What went wrong",
        (7, [(8, QUARANTINED), (8, REJECTED), (8, IN_DEAD_LETTER_QUEUES)]),
        (7, [(8, FAILED), (8, STREAM_FULL), (8, LATE)]),
        "Functions",
        (7, [(8, ERRORS), (8, THROTTLES), (8, DURATION)]),
    ],
    variables=[chosen_source("cloudwatch", "CloudWatch", "cloudwatch"), INSTANCE, *VARIABLES],
)
