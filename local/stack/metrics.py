"""Publishes to CloudWatch the metrics that AWS publishes by itself and MiniStack does not.

- The functions' own metrics, which stand in their logs in CloudWatch's embedded metric format.
- A function's invocations, their durations and errors, as its log has them. MiniStack publishes those of direct
  invocations only, which are counted twice.
- A queue's visible messages and messages in flight, and how long it has not been empty, in place of the age of its
  oldest message.
- A stream's incoming records.

The age of a stream's iterator is not known here.

python -m local.stack.metrics --function NAME --queue URL --stream NAME
"""

import argparse
import json
import re
import sys
import time
import traceback
from collections.abc import Iterator
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

_SECONDS_BETWEEN_UPDATES = 10
_MAX_DATA_PER_REQUEST = 500
_OVERLAP_MS = 60_000

_REPORT = re.compile(r"REPORT RequestId: \S+\s+Duration: ([\d.]+) ms")

# A metric's value, as PutMetricData takes it.
type Datum = dict[str, Any]


class Metrics:
    """Publishes the metrics of functions, queues (by URL) and streams since the last update."""

    def __init__(self, aws: Any, functions: list[str], queues: list[str], streams: list[str]) -> None:
        """`aws` is a session of boto3."""
        self._cloudwatch = aws.client("cloudwatch")
        self._logs = aws.client("logs")
        self._sqs = aws.client("sqs")
        self._kinesis = aws.client("kinesis")
        configuration = aws.client("lambda").get_function_configuration
        self._log_groups = {name: configuration(FunctionName=name)["LoggingConfig"]["LogGroup"] for name in functions}
        self._queues = queues
        self._streams = streams
        # For each log group, the time of the last event read, and the events within the overlap.
        self._read_until: dict[str, int] = {}
        self._seen: dict[str, set[tuple[str, int, str]]] = {}
        # For each shard, the iterator to go on with.
        self._iterators: dict[tuple[str, str], str] = {}
        self._not_empty_since: dict[str, float] = {}

    def update(self, now: float) -> None:
        """Publishes all metrics since the last update. `now` is in seconds since the epoch."""
        for function, group in self._log_groups.items():
            found: dict[str, list[Datum]] = {}
            messages = list(self._new_messages(group))
            for message in messages:
                for namespace, datum in embedded_metrics(message):
                    found.setdefault(namespace, []).append(datum)
            for namespace, data in found.items():
                self._put(namespace, data)
            self._put("AWS/Lambda", invocation_metrics(function, messages))
        self._put("AWS/SQS", [datum for url in self._queues for datum in self._queue_metrics(url, now)])
        self._put("AWS/Kinesis", [self._incoming_records(stream) for stream in self._streams])

    def _put(self, namespace: str, data: list[Datum]) -> None:
        for start in range(0, len(data), _MAX_DATA_PER_REQUEST):
            self._cloudwatch.put_metric_data(
                Namespace=namespace, MetricData=data[start : start + _MAX_DATA_PER_REQUEST]
            )

    def _new_messages(self, group: str) -> Iterator[str]:
        """The log messages since the last update. Log streams may be written at different times, so updates overlap."""
        since = self._read_until.get(group, 0) - _OVERLAP_MS
        seen = self._seen.setdefault(group, set())
        for page in self._logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=max(since, 0)):
            for event in page["events"]:
                # MiniStack gives events no ids. Each invocation has a stream of its own.
                key = (event["logStreamName"], event["timestamp"], event["message"])
                if key not in seen:
                    seen.add(key)
                    yield event["message"]
        self._read_until[group] = max((at for _, at, _ in seen), default=0)
        self._seen[group] = {key for key in seen if key[1] >= since}

    def _queue_metrics(self, url: str, now: float) -> list[Datum]:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        attributes = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        visible, in_flight = (int(attributes[name]) for name in names)
        if not visible + in_flight:
            self._not_empty_since.pop(url, None)
        age = now - self._not_empty_since.setdefault(url, now) if visible + in_flight else 0
        dimensions = [{"Name": "QueueName", "Value": url.rsplit("/", 1)[1]}]
        return [
            {"MetricName": name, "Value": value, "Unit": unit, "Dimensions": dimensions}
            for name, value, unit in (
                ("ApproximateNumberOfMessagesVisible", visible, "Count"),
                ("ApproximateNumberOfMessagesNotVisible", in_flight, "Count"),
                ("ApproximateAgeOfOldestMessage", age, "Seconds"),
            )
        ]

    def _incoming_records(self, stream: str) -> Datum:
        count = 0
        for shard in self._kinesis.list_shards(StreamName=stream)["Shards"]:
            count += self._new_records(stream, shard["ShardId"])
        dimensions = [{"Name": "StreamName", "Value": stream}]
        return {"MetricName": "IncomingRecords", "Value": count, "Unit": "Count", "Dimensions": dimensions}

    def _new_records(self, stream: str, shard: str) -> int:
        iterator = self._iterators.get((stream, shard)) or self._first_iterator(stream, shard)
        count = 0
        while iterator:
            response = self._kinesis.get_records(ShardIterator=iterator)
            iterator = self._iterators[stream, shard] = response.get("NextShardIterator", "")
            count += len(response["Records"])
            if not response["Records"]:
                break
        return count

    def _first_iterator(self, stream: str, shard: str) -> str:
        return str(
            self._kinesis.get_shard_iterator(StreamName=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON")[
                "ShardIterator"
            ]
        )


def embedded_metrics(message: str) -> list[tuple[str, Datum]]:
    """The metrics in a line of a log, each with its namespace, once for each of its sets of dimensions.

    The format is CloudWatch's: `_aws` says which of the line's members are metrics, and which are dimensions. Other
    lines have no metrics.
    """
    if '"_aws"' not in message:
        return []
    try:
        line = json.loads(message)
    except ValueError:
        return []
    metadata = line["_aws"]
    return [
        (
            directive["Namespace"],
            {
                "MetricName": metric["Name"],
                "Unit": metric.get("Unit", "None"),
                "Values": _values(line[metric["Name"]]),
                "Timestamp": metadata["Timestamp"] / 1000,
                "Dimensions": [{"Name": name, "Value": str(line[name])} for name in names],
            },
        )
        for directive in metadata["CloudWatchMetrics"]
        for names in directive["Dimensions"]
        for metric in directive["Metrics"]
    ]


def invocation_metrics(function: str, messages: list[str]) -> list[Datum]:
    """Invocations, their durations, and errors: a failed invocation leaves its traceback in the log."""
    durations = [float(found[1]) for message in messages if (found := _REPORT.match(message))]
    if not durations:
        return []
    errors = sum(message.startswith("Traceback (most recent call last)") for message in messages)
    dimensions = [{"Name": "FunctionName", "Value": function}]
    counts = {"Invocations": len(durations), "Errors": errors}
    return [
        *(
            {"MetricName": name, "Unit": "Count", "Value": value, "Dimensions": dimensions}
            for name, value in counts.items()
        ),
        *(
            {"MetricName": "Duration", "Unit": "Milliseconds", "Value": duration, "Dimensions": dimensions}
            for duration in durations
        ),
    ]


def _values(value: Any) -> list[float]:
    return value if isinstance(value, list) else [value]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m local.stack.metrics", description=__doc__)
    for option, value in (("--function", "name"), ("--queue", "URL"), ("--stream", "name")):
        parser.add_argument(option, action="append", default=[], help=f"its {value}; may be given more than once")
    arguments = parser.parse_args()
    metrics = Metrics(boto3, arguments.function, arguments.queue, arguments.stream)
    while True:
        try:
            metrics.update(time.time())
        except (ClientError, BotoCoreError):
            # The next update publishes what this one could not.
            traceback.print_exc()
        time.sleep(_SECONDS_BETWEEN_UPDATES)


if __name__ == "__main__":
    sys.exit(main())
