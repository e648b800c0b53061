"""A dashboard's variables: their options, and which of them are selected."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from local.preview.dashboard_folder import Model
from local.preview.errors import MALFORMED, QueryError
from local.preview.variable_formats import Option
from local.preview.variables import ALL, All, Value, Variables, interpolate

# An option as the page has it: `{"text": …, "value": …}`.
type OptionJson = dict[str, str]
# Runs a variable's query with the values of the variables before it, and returns the first column of its result. It may
# raise QueryError and ValueError.
type RunQuery = Callable[[Model, Variables], Sequence[str]]

_ALL_OPTION = {"text": "All", "value": ALL}


@dataclass
class ResolvedVariable:
    """A variable with its options, those that are selected (or `$__all`), and the value to interpolate."""

    model: Model
    options: list[OptionJson] = field(default_factory=list)
    selected: list[str] = field(default_factory=list)
    value: Value = ""
    error: str | None = None
    unreachable: bool = False

    def as_json(self) -> dict[str, Any]:
        model = self.model
        return {
            "name": model["name"],
            "label": model.get("label") or model["name"],
            "description": model.get("description") or "",
            "type": model["type"],
            "hide": model.get("hide", 0),
            "multi": bool(model.get("multi")),
            "options": self.options,
            "selected": self.selected,
            "value": _value_json(self.value),
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
    for model in dashboard["templating"]["list"]:
        variable = ResolvedVariable(model)
        try:
            variable.options = _options(model, values, run_query)
        except (QueryError, ValueError) as error:
            variable.error = str(error)
            variable.unreachable = isinstance(error, QueryError) and error.unreachable
        except MALFORMED as error:
            variable.error = f"The preview cannot read this variable of the dashboard: {error!r}"
        _select(variable, list(requested.get(model["name"], [])) or _saved(model))
        values[model["name"]] = variable.value
        variables.append(variable)
    return variables


def value_from_json(value: Any) -> Value:
    """A value as `ResolvedVariable.as_json` writes it."""
    if isinstance(value, list):
        return [_option_from_json(one) for one in value]
    if isinstance(value, dict) and "values" in value:
        return All(tuple(_option_from_json(one) for one in value["values"]), value["custom"])
    return _option_from_json(value)


def _value_json(value: Value) -> Any:
    if isinstance(value, All):
        return {"values": [_value_json(one) for one in value.values], "custom": value.custom}
    if isinstance(value, Option):
        return {"value": str(value), "text": value.text}
    return value if isinstance(value, str) else [_value_json(one) for one in value]


def _option_from_json(value: Any) -> str:
    return Option(value["value"], value["text"]) if isinstance(value, dict) else str(value)


def _options(model: Model, values: Variables, run_query: RunQuery) -> list[OptionJson]:
    type_ = model["type"]
    if type_ == "query":
        options = _sorted(_matching(run_query(model, values), model.get("regex") or ""), model.get("sort") or 0)
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
    values = {option["value"]: _value(option) for option in variable.options}
    selected = [value for value in requested if value in values] or [*values][:1]
    variable.selected = selected if model.get("multi") else selected[:1]
    if ALL in variable.selected:
        variable.selected = [ALL]
        variable.value = All(tuple(values[value] for value in values if value != ALL), model.get("allValue") or "")
    elif model.get("multi"):
        variable.value = [values[value] for value in variable.selected]
    else:
        variable.value = values[variable.selected[0]] if variable.selected else ""


def _value(option: OptionJson) -> str:
    """A text of its own goes with the value into titles."""
    text, value = option["text"], option["value"]
    return value if text == value else Option(value, text)


def _saved(model: Model) -> list[str]:
    if model["type"] == "constant":
        return [str(model.get("query") or "")]
    default = (model.get("query") or "") if model["type"] == "textbox" else None
    saved = (model.get("current") or {}).get("value", default)
    return [str(value) for value in (saved if isinstance(saved, list) else [saved]) if value is not None]


def _comma_separated(text: str) -> list[str]:
    return [part.replace("\\,", ",").strip() for part in re.split(r"(?<!\\),", text) if part.strip()]


def _option(text: str) -> OptionJson:
    """`text : value`, or a text that is its own value."""
    name, _, value = text.partition(" : ")
    return {"text": name.strip(), "value": (value or name).strip()}


def _matching(texts: Sequence[str], regex: str) -> list[OptionJson]:
    """The texts that match, cut to the expression's first group, or to its groups `text` and `value`, if it has any."""
    pattern = _expression(regex)
    options: dict[str, OptionJson] = {}
    for text in texts:
        if match := pattern.search(text):
            groups = match.groupdict()
            value = groups.get("value") or groups.get("text") or (match[1] if match.groups() else str(text))
            own_text = text.text if isinstance(text, Option) and not match.groups() else value
            options.setdefault(value, {"text": groups.get("text") or own_text, "value": value})
    return list(options.values())


def _expression(regex: str) -> re.Pattern[str]:
    """An expression of JavaScript's, perhaps as `/…/i`. Raises ValueError where Python has no equal."""
    parts = re.fullmatch(r"/(.*)/([a-z]*)", regex, re.DOTALL)
    body, flags = parts.groups() if parts else (regex, "")
    try:
        return re.compile(re.sub(r"\(\?<(?=\w)", "(?P<", body), re.IGNORECASE if "i" in flags else 0)
    except re.error as error:
        raise ValueError(f"The expression {regex} cannot be read: {error}") from error


def _sorted(options: list[OptionJson], order: int) -> list[OptionJson]:
    """Grafana's orders; each even one is the one before it backwards. An order that it does not have is none."""
    key = _SORT_KEYS.get(order - (order % 2 == 0))
    return sorted(options, key=lambda option: key(option["text"]), reverse=order % 2 == 0) if key else options


def _first_number(text: str) -> float:
    return float((re.search(r"-?\d+(\.\d+)?", text) or ["inf"])[0])


def _natural(text: str) -> list[tuple[bool, int | str]]:
    """Numbers within the text count by their size, letters whatever their case."""
    parts = re.findall(r"\d+|\D+", text.casefold())
    return [(not part.isdecimal(), int(part) if part.isdecimal() else part) for part in parts]


_SORT_KEYS: dict[int, Callable[[str], Any]] = {1: str, 3: _first_number, 5: str.casefold, 7: _natural}
