"""What Grafana makes of a provisioned alert rule: query, reduce, threshold, state. `for` is left out: it only waits."""

from dataclasses import dataclass
from typing import Any

from local.preview.errors import QueryError
from local.preview.frames import Frame
from local.preview.time_range import TimeRange
from tests.support.dashboard_files import SETS
from tests.support.engine_under_test import Source

# The rules of each engine's plugin, by their titles; all engines have the same.
_RULES = {one.plugin: {rule["title"]: rule for rule in one.rules()} for one in SETS.values()}
TITLES = list(_RULES["grafana-timestream-datasource"])
# The default database of Timestream's data source.
_DATABASE = '"connect-analytics"'
# What Grafana gives a rule's query for its interval: the range over at most so many points.
_POINTS = 1024

type Json = dict[str, Any]
# Labels as Grafana's instances of an alert have them, with the state of each.
type States = dict[tuple[tuple[str, str], ...], str]


@dataclass(frozen=True)
class Evaluation:
    """The states of a rule's instances: Normal, Alerting or Error. Without labels where it is the rule's as a whole."""

    states: States

    def alerting(self) -> list[dict[str, str]]:
        """The labels of what fires."""
        return [dict(labels) for labels, state in self.states.items() if state == "Alerting"]


def rule_of(title: str, source: Source) -> Json:
    """The rule of that title for the source's engine."""
    return _RULES[source.plugin][title]


def rule_frames(title: str, source: Source, now_ms: int) -> list[Frame]:
    """What the rule's query gives at `now_ms`. Raises QueryError."""
    query = rule_of(title, source)["data"][0]
    over = query["relativeTimeRange"]
    range_ = TimeRange(now_ms - over["from"] * 1000, now_ms - over["to"] * 1000)
    return source.frames({**query["model"], "database": _DATABASE}, range_, range_.interval_ms(_POINTS), {})


def evaluate(title: str, source: Source, now_ms: int) -> Evaluation:
    """Evaluates the rule of that title for the source's engine, at `now_ms`."""
    rule = rule_of(title, source)
    query, reduce, threshold = rule["data"]
    assert rule["condition"] == threshold["refId"]
    assert threshold["model"]["expression"] == reduce["refId"]
    assert reduce["model"]["expression"] == query["refId"]
    try:
        series = _series(rule_frames(title, source, now_ms))
    except (QueryError, RuleError):
        return _as_a_whole(rule["execErrState"])
    states: States = {}
    for labels, values in series:
        value = _reduced(values, reduce["model"])
        if value is not None:
            states[labels] = "Alerting" if _beyond(value, threshold["model"]) else "Normal"
    return Evaluation(states) if states else _as_a_whole(rule["noDataState"])


def _as_a_whole(state: str) -> Evaluation:
    return Evaluation({(): "Normal" if state == "OK" else state})


class RuleError(Exception):
    """What Grafana takes for an error of the rule, though its query has an answer."""


def _series(frames: list[Frame]) -> list[tuple[tuple[tuple[str, str], ...], list[Any]]]:
    """The labels and values of each series. Raises RuleError for what is not wide, or not unique."""
    series = []
    for frame in frames:
        if not frame.fields:
            continue
        types = [one.type for one in frame.fields]
        if types != ["time", *["number"] * (len(types) - 1)]:
            raise RuleError("input data must be a wide series but got type long")
        series += [(tuple(one.labels.items()), one.values) for one in frame.fields[1:]]
    if len({frozenset(labels) for labels, _ in series}) < len(series):
        raise RuleError("frame cannot uniquely be identified by its labels: has duplicate results")
    return series


def _reduced(values: list[Any], model: Json) -> Any:
    assert (model["reducer"], model["settings"]) == ("last", {"mode": "dropNN"})
    numbers = [value for value in values if value is not None]
    return numbers[-1] if numbers else None


def _beyond(value: float, model: Json) -> bool:
    [condition] = model["conditions"]
    [limit] = condition["evaluator"]["params"]
    return bool(value > limit if condition["evaluator"]["type"] == "gt" else value < limit)
