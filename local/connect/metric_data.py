"""GetCurrentMetricData: results for filters and groupings."""

from itertools import product
from typing import Any

from local.connect import shapes
from local.connect.centre import Centre
from local.connect.errors import InvalidParameterException, ResourceNotFoundException
from local.connect.live_state import LiveState
from local.connect.real_time_metrics import METRICS, Slice, Snapshot

_MOST_PER_FILTER = 100
_CHANNELS = ("VOICE", "CHAT", "TASK", "EMAIL")
# Connect groups metrics of contacts in queues by routing profile only when the request filters by routing profiles.
_OF_CONTACTS = ("CONTACTS_IN_QUEUE", "CONTACTS_SCHEDULED", "OLDEST_CONTACT_AGE")


def current_metric_data(centre: Centre, live_state: LiveState, request: dict[str, Any]) -> list[dict[str, Any]]:
    """The MetricResults of a request: one for each group that has anything to report.

    Raises InvalidParameterException and ResourceNotFoundException.
    """
    groupings = request.get("Groupings", [])
    filters = _filters(centre, request["Filters"])
    metrics = request["CurrentMetrics"]
    _check(groupings, filters, metrics)
    groups = {
        "QUEUE": filters.get("Queues", [queue.queue_id for queue in centre.queues]),
        "CHANNEL": filters.get("Channels", _CHANNELS),
        "ROUTING_PROFILE": filters.get("RoutingProfiles", [profile.profile_id for profile in centre.profiles]),
    }
    snapshot = Snapshot(centre, live_state)
    results = []
    for keys in product(*(groups[grouping] for grouping in groupings)):
        group = dict(zip(groupings, keys, strict=True))
        measured = snapshot.measure(_slice(filters, group))
        if not any(measured[metric["Name"]] for metric in metrics):
            continue
        if groupings:
            # The one metric whose unit depends: milliseconds without groupings, seconds with them.
            measured["OLDEST_CONTACT_AGE"] //= 1000
        results.append((group, measured))
    _sort(results, request.get("SortCriteria"))
    return [
        {
            "Dimensions": _dimensions(centre, group),
            "Collections": [{"Metric": metric, "Value": measured[metric["Name"]]} for metric in metrics],
        }
        for group, measured in results
    ]


def _sort(results: list[tuple[dict[str, str], dict[str, float]]], criteria: list[dict[str, str]] | None) -> None:
    """By agents online, the most first, unless the request says otherwise."""
    by = {"SortByMetric": "AGENTS_ONLINE", "SortOrder": "DESCENDING"} | (criteria[0] if criteria else {})
    metric = by["SortByMetric"]
    if metric not in METRICS or metric in ("SLOTS_ACTIVE", "SLOTS_AVAILABLE"):
        raise InvalidParameterException(f"Results are not sorted by {metric}.")
    results.sort(key=lambda result: result[1][metric], reverse=by["SortOrder"] == "DESCENDING")


def _filters(centre: Centre, filters: dict[str, Any]) -> dict[str, list[str]]:
    """The filters that are given, by plain ids; Connect takes ARNs as well."""
    for name in filters.keys() - {"Queues", "RoutingProfiles", "Channels"}:
        raise InvalidParameterException(f"The stand-in does not filter by {name}: leave it out.")
    known = {
        "Queues": {queue.queue_id for queue in centre.queues},
        "RoutingProfiles": {profile.profile_id for profile in centre.profiles},
        "Channels": set(_CHANNELS),
    }
    given = {}
    for name, values in filters.items():
        if not values:
            continue
        if len(values) > _MOST_PER_FILTER:
            raise InvalidParameterException(f"Filters.{name} must not have more than {_MOST_PER_FILTER} members.")
        given[name] = [value.rpartition("/")[2] for value in values]
        for value in given[name]:
            if value not in known[name]:
                raise ResourceNotFoundException(f"Filters.{name} has {value}, which this instance does not have.")
    return given


def _check(groupings: list[str], filters: dict[str, list[str]], metrics: list[dict[str, str]]) -> None:
    if ("Queues" in filters) == ("RoutingProfiles" in filters):
        raise InvalidParameterException("Filter by queues or by routing profiles: by one of them, and not by both.")
    for grouping in groupings:
        if grouping not in ("QUEUE", "CHANNEL", "ROUTING_PROFILE"):
            raise InvalidParameterException(f"The stand-in does not group by {grouping}.")
    for metric in metrics:
        name = metric.get("Name", "")
        if name not in METRICS:
            raise InvalidParameterException(f"The stand-in does not measure {name or 'a metric without a name'}.")
        if name in _OF_CONTACTS and "ROUTING_PROFILE" in groupings and "RoutingProfiles" not in filters:
            raise InvalidParameterException(f"To group {name} by routing profile, filter by routing profiles.")


def _slice(filters: dict[str, list[str]], group: dict[str, str]) -> Slice:
    def ids(name: str, grouping: str) -> frozenset[str] | None:
        if grouping in group:
            return frozenset({group[grouping]})
        return frozenset(filters[name]) if name in filters else None

    return Slice(
        queues=ids("Queues", "QUEUE"),
        channels=ids("Channels", "CHANNEL"),
        profiles=ids("RoutingProfiles", "ROUTING_PROFILE"),
    )


def _dimensions(centre: Centre, group: dict[str, str]) -> dict[str, Any]:
    dimensions: dict[str, Any] = {}
    for grouping, identifier in group.items():
        match grouping:
            case "QUEUE":
                dimensions["Queue"] = {
                    "Id": identifier,
                    "Arn": shapes.arn(centre.instance_arn, "queue", identifier),
                }
            case "ROUTING_PROFILE":
                arn = shapes.arn(centre.instance_arn, "routing-profile", identifier)
                dimensions["RoutingProfile"] = {"Id": identifier, "Arn": arn}
            case _:
                dimensions["Channel"] = identifier
    return dimensions
