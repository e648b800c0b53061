"""InstanceDataFunction: what Connect's API returns becomes rows of Instance, Queue and User."""

import time
from collections.abc import Iterable
from functools import cache
from typing import Any

from connect_analytics import settings
from connect_analytics.quarantine import Quarantine
from connect_analytics.rows import Row
from connect_analytics.schema import TABLES
from connect_analytics.store import open_store
from connect_analytics.telemetry import count, logger, metrics, tracer
from connect_analytics.write import keep, write_rows
from connect_api import ConnectApi
from snapshot_rows import QUEUE_METRICS, instance_row, queue_rows, user_rows

_SETTINGS = settings.load(settings.InstanceDataSettings)
_CONNECT = ConnectApi(_SETTINGS.instance_arn)
_STORE = open_store(_SETTINGS.store)
_QUARANTINE = Quarantine(_SETTINGS.quarantine_bucket, "instance-data")

_MINUTE = 60  # seconds


class InstanceDataNotStored(Exception):
    """A snapshot could not be stored now. The next one will be taken as scheduled."""


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def handler(event: dict[str, Any], _context: object) -> dict[str, int]:
    """Takes `{"collect": [...]}` with any of "instance", "queues" and "users". Answers with the rows of each."""
    wanted = event.get("collect")
    if not isinstance(wanted, list) or not wanted or not all(name in _COLLECTORS for name in wanted):
        raise ValueError(f'Say what to collect: {{"collect": [...]}} with any of {", ".join(_COLLECTORS)}.')
    _prepare_store()
    return {name: _COLLECTORS[name]() for name in wanted}


@cache
def _prepare_store() -> None:
    """Once in the life of this process, so within a minute of a deployment: by the first schedule."""
    _check(keep(_QUARANTINE, _STORE.prepare(TABLES.values())))


def _collect_instance() -> int:
    queues, users = _CONNECT.count("search_queues"), _CONNECT.count("search_users")
    return _write([instance_row(_CONNECT.instance(), queues=queues, users=users, at=_now())])


def _collect_users() -> int:
    rows = user_rows(
        _CONNECT.instance_id,
        _CONNECT.users(),
        _CONNECT.routing_profiles(),
        _CONNECT.hierarchy_groups(),
        at=_now(),
        names=_SETTINGS.agent_names,
    )
    return _write(rows)


def _collect_queues() -> int:
    """Takes a minute's snapshots, evenly spread. Those that a slow answer moves out of the minute are left out."""
    started = time.monotonic()
    queues = _CONNECT.queues()
    written = 0
    for snapshot in range(_SETTINGS.snapshots_per_minute):
        elapsed = time.monotonic() - started
        if elapsed >= _MINUTE:
            break
        time.sleep(max(0, snapshot * _MINUTE / _SETTINGS.snapshots_per_minute - elapsed))
        for some_queues, pages in _CONNECT.queue_metrics(queues, QUEUE_METRICS):
            written += _write(queue_rows(_CONNECT.instance_id, some_queues, pages))
    return written


_COLLECTORS = {"instance": _collect_instance, "queues": _collect_queues, "users": _collect_users}


def _write(rows: Iterable[Row]) -> int:
    rows = list(rows)
    _check(write_rows(_STORE, _QUARANTINE, rows))
    return len(rows)


def _check(unsafe: set[int]) -> None:
    if unsafe:
        count(BatchesFailed=1)
        raise InstanceDataNotStored("A snapshot could not be stored; the log says why. The next follows as scheduled.")


def _now() -> int:
    return round(time.time() * 1000)
