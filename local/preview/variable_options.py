"""A dashboard's variables: their options, and which of them are selected."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from local.preview.dashboard_folder import Model
from local.preview.errors import QueryError
from local.preview.variables import ALL, All, Value, Variables, interpolate

_ALL_OPTION = {"text": "All", "value": ALL}

# Runs a variable's query with the values of the variables before it, and returns the first column of its result. It may
# raise QueryError and ValueError.
type RunQuery = Callable[[Model, Variables], list[str]]
type Option = dict[str, str]


@dataclass
class ResolvedVariable:
    """A variable with its options, those that are selected (or `$__all`), and the value to interpolate."""

    model: Model
    options: list[Option] = field(default_factory=list)
    selected: list[str] = field(default_factory=list)
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
            "selected": self.selected,
            "value": asdict(self.value) if isinstance(self.value, All) else self.value,
            "error": self.error,
            "unreachable": self.unreachable,
        }


def resolve_variables(
    dashboard: Model, requested: Mapping[str, Sequence[str]], builtin: Variables, run_query: RunQuery
) -> list[ResolvedVariable]:
    """The variables in the dashboard's order. Each query may use the variables before it.

    `requested` are values by name, as an address has them. Where it has none, the saved value is selected; where no
    value is among the options, the first option is. The error of a query that fails stands in its variable.
    """
    values: dict[str, Value] = dict(builtin)
    variables = []
    for model in dashboard.get("templating", {}).get("list", []):
        variable = ResolvedVariable(model)
        try:
            variable.options = _options(model, values, run_query)
        except (QueryError, ValueError) as error:
            variable.error = str(error)
            variable.unreachable = isinstance(error, QueryError) and error.unreachable
        _select(variable, list(requested.get(model["name"], [])) or _saved(model))
        values[model["name"]] = variable.value
        variables.append(variable)
    return variables


def value_from_json(value: Any) -> Value:
    """A value as `ResolvedVariable.as_json` writes it."""
    return All(tuple(value["values"]), value["custom"]) if isinstance(value, dict) else value


def _options(model: Model, values: Variables, run_query: RunQuery) -> list[Option]:
    type_ = model["type"]
    if type_ == "query":
        options = _sorted(_matching(run_query(model, values), model.get("regex", "")), model.get("sort", 0))
    elif type_ in {"custom", "interval"}:
        options = [_option(text) for text in _comma_separated(interpolate(model["query"], values, "text"))]
    elif type_ == "datasource":
        options = [{"text": "This machine", "value": model["query"]}]
    elif type_ in {"textbox", "constant"}:
        options = []
    else:
        raise ValueError(f"The preview does not support variables of the type {type_!r}.")
    return [_ALL_OPTION, *options] if model.get("includeAll") else options


def _select(variable: ResolvedVariable, requested: list[str]) -> None:
    """Sets which options are selected, and the value."""
    model = variable.model
    if model["type"] in {"textbox", "constant"}:
        variable.value = requested[0] if requested else ""
        variable.selected = [variable.value]
        return
    known = [option["value"] for option in variable.options]
    selected = [value for value in requested if value in known] or known[:1]
    variable.selected = selected if model.get("multi") else selected[:1]
    if ALL in variable.selected:
        variable.selected = [ALL]
        variable.value = All(tuple(known[1:]), model.get("allValue") or "")
    else:
        variable.value = variable.selected if model.get("multi") else "".join(variable.selected)


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
    """An expression of JavaScript's, perhaps as `/…/i`. Raises ValueError where Python has no equal."""
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
