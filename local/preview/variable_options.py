"""A dashboard's variables: what there is to choose, and what is chosen."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from local.preview.dashboards import Model
from local.preview.errors import QueryError
from local.preview.variables import ALL, All, Value, Variables, interpolate

_ALL_OPTION = {"text": "All", "value": ALL}

# Asks a variable's query, with the values of the variables before it, and gives the first column's texts. It may raise
# QueryError and ValueError.
type Ask = Callable[[Model, Variables], list[str]]
type Option = dict[str, str]


@dataclass
class Choice:
    """A variable with its options, what is chosen of them (`$__all` among it), and the value that texts are given."""

    model: Model
    options: list[Option] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    value: Value = ""
    error: str | None = None
    unreachable: bool = False

    def as_json(self) -> dict[str, Any]:
        model = self.model
        return {
            "name": model["name"],
            "label": model.get("label") or model["name"],
            "description": model.get("description", ""),
            "type": model["type"],
            "hide": model.get("hide", 0),
            "multi": bool(model.get("multi")),
            "options": self.options,
            "chosen": self.chosen,
            "value": asdict(self.value) if isinstance(self.value, All) else self.value,
            "error": self.error,
            "unreachable": self.unreachable,
        }


def choices(dashboard: Model, wanted: Mapping[str, Sequence[str]], builtin: Variables, ask: Ask) -> list[Choice]:
    """The variables in the dashboard's order. Each query may use the variables before it.

    `wanted` are values by name, as an address has them; where there are none, or none that are among the options, it is
    what was saved with the dashboard, else the first option. A query that fails is told with its variable.
    """
    values: dict[str, Value] = dict(builtin)
    found = []
    for model in dashboard.get("templating", {}).get("list", []):
        choice = Choice(model)
        try:
            choice.options = _options(model, values, ask)
        except (QueryError, ValueError) as error:
            choice.error = str(error)
            choice.unreachable = isinstance(error, QueryError) and error.unreachable
        _choose(choice, list(wanted.get(model["name"], [])) or _saved(model))
        values[model["name"]] = choice.value
        found.append(choice)
    return found


def value_of(told: Any) -> Value:
    """A value from JSON, as `Choice.as_json` tells it."""
    return All(tuple(told["values"]), told["custom"]) if isinstance(told, dict) else told


def _options(model: Model, values: Variables, ask: Ask) -> list[Option]:
    kind = model["type"]
    if kind == "query":
        options = _sorted(_matching(ask(model, values), model.get("regex", "")), model.get("sort", 0))
    elif kind in {"custom", "interval"}:
        options = [_option(text) for text in _comma_separated(interpolate(model["query"], values, "text"))]
    elif kind == "datasource":
        options = [{"text": "This machine", "value": model["query"]}]
    elif kind in {"textbox", "constant"}:
        options = []
    else:
        raise ValueError(f"The preview does not know variables of the type {kind!r}.")
    return [_ALL_OPTION, *options] if model.get("includeAll") else options


def _choose(choice: Choice, wanted: list[str]) -> None:
    """Sets what is chosen, and the value."""
    model = choice.model
    if model["type"] in {"textbox", "constant"}:
        choice.value = wanted[0] if wanted else ""
        choice.chosen = [choice.value]
        return
    known = [option["value"] for option in choice.options]
    chosen = [value for value in wanted if value in known] or known[:1]
    choice.chosen = chosen if model.get("multi") else chosen[:1]
    if ALL in choice.chosen:
        choice.chosen = [ALL]
        choice.value = All(tuple(known[1:]), model.get("allValue") or "")
    else:
        choice.value = choice.chosen if model.get("multi") else "".join(choice.chosen)


def _saved(model: Model) -> list[str]:
    if model["type"] == "constant":
        return [model["query"]]
    saved = model.get("current", {}).get("value", model["query"] if model["type"] == "textbox" else [])
    return [saved] if isinstance(saved, str) else list(saved)


def _comma_separated(text: str) -> list[str]:
    return [part.replace("\\,", ",").strip() for part in re.split(r"(?<!\\),", text) if part.strip()]


def _option(text: str) -> Option:
    """`text : value`, or a text that is its own value."""
    name, _, value = text.partition(" : ")
    return {"text": name.strip(), "value": (value or name).strip()}


def _matching(texts: list[str], regex: str) -> list[Option]:
    """The texts that match, cut to the expression's first group, or to its groups `text` and `value`, if it has any."""
    if not regex:
        return [{"text": text, "value": text} for text in dict.fromkeys(texts)]
    pattern = _expression(regex)
    options: dict[str, Option] = {}
    for text in texts:
        if found := pattern.search(text):
            named = found.groupdict()
            value = named.get("value") or named.get("text") or (found[1] if found.groups() else text)
            options.setdefault(value, {"text": named.get("text") or value, "value": value})
    return list(options.values())


def _expression(regex: str) -> re.Pattern[str]:
    """An expression of JavaScript's, perhaps as `/…/i`. Raises ValueError where Python does not know its like."""
    parts = re.fullmatch(r"/(.*)/([a-z]*)", regex, re.DOTALL)
    body, flags = parts.groups() if parts else (regex, "")
    try:
        return re.compile(re.sub(r"\(\?<(?=\w)", "(?P<", body), re.IGNORECASE if "i" in flags else 0)
    except re.error as error:
        raise ValueError(f"The expression {regex} cannot be read: {error}") from error


def _sorted(options: list[Option], order: int) -> list[Option]:
    """Grafana's orders: 0 none, 1 and 2 by letters, 3 and 4 by number, 5 and 6 by letters whatever their case."""
    keys: dict[int, Callable[[Option], Any]] = {
        1: lambda option: option["text"],
        3: lambda option: float((re.search(r"-?\d+(\.\d+)?", option["text"]) or ["inf"])[0]),
        5: lambda option: option["text"].casefold(),
    }
    if not order:
        return options
    return sorted(options, key=keys[order - (order % 2 == 0)], reverse=order % 2 == 0)
