"""The options of a dashboard's variables, and which of them are selected."""

from typing import Any

import pytest

from local.preview.variable_formats import Option
from local.preview.variable_options import ResolvedVariable, resolve_variables, value_from_json
from local.preview.variables import All, Variables, interpolate

QUEUES = {"Sales": ["Anna|1", "Ben|2"], "Billing": ["Chloé|3"]}


def run_query(model: dict[str, Any], values: Variables) -> list[str]:
    query = interpolate(model["query"], values, "glob")
    if query == "queues":
        return ["Sales", "Billing", "Sales"]
    if query in QUEUES:
        return QUEUES[query]
    raise ValueError(f"Column '{query}' does not exist")


def query_variable(name: str, query: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "query", "query": query, **more}


def resolved(*variables: dict[str, Any], **requested: list[str]) -> dict[str, ResolvedVariable]:
    found = resolve_variables({"templating": {"list": list(variables)}}, requested, {}, run_query)
    return {variable.model["name"]: variable for variable in found}


def test_options_are_the_distinct_values_of_a_querys_first_column() -> None:
    queue = resolved(query_variable("queue", "queues"))["queue"]
    assert [option["text"] for option in queue.options] == ["Sales", "Billing"]
    assert (queue.selected, queue.value) == (["Sales"], "Sales")


def test_a_query_may_use_the_variables_before_it() -> None:
    variables = (query_variable("queue", "queues", sort=1), query_variable("agent", "$queue"))
    assert resolved(*variables)["agent"].value == "Chloé|3"
    assert resolved(*variables, queue=["Sales"])["agent"].value == "Anna|1"


def test_named_groups_of_a_regex_separate_text_from_value() -> None:
    regex = r"/^(?<text>.*)\|(?<value>[^|]+)$/"
    agent = resolved(query_variable("agent", "Sales", regex=regex), agent=["2"])["agent"]
    assert agent.options == [{"text": "Anna", "value": "1"}, {"text": "Ben", "value": "2"}]
    assert agent.value == "2"


@pytest.mark.parametrize(
    ("regex", "values"),
    [
        ("/n/", ["Anna|1", "Ben|2"]),
        ("/ANNA/i", ["Anna|1"]),
        ("/(?<!n)n[|]/", ["Ben|2"]),
        ("/^(B\\w+)/", ["Ben"]),
        ("Ben", ["Ben|2"]),
    ],
)
def test_a_regex_filters_options_and_keeps_its_first_group(regex: str, values: list[str]) -> None:
    agent = resolved(query_variable("agent", "Sales", regex=regex))["agent"]
    assert [option["value"] for option in agent.options] == values


def test_all_is_the_first_option_and_stands_for_every_other() -> None:
    queue = resolved(query_variable("queue", "queues", includeAll=True, multi=True))["queue"]
    assert (queue.selected, queue.value) == (["$__all"], All(("Sales", "Billing")))
    own = resolved(query_variable("queue", "queues", includeAll=True, multi=True, allValue="'*'"))["queue"]
    assert own.value == All(("Sales", "Billing"), "'*'")


def test_only_a_multi_variable_may_have_several_values() -> None:
    wanted = ["Billing", "Sales"]
    assert resolved(query_variable("queue", "queues", multi=True), queue=wanted)["queue"].value == wanted
    assert resolved(query_variable("queue", "queues"), queue=wanted)["queue"].value == "Billing"


def test_a_value_that_is_no_option_is_replaced_by_the_first_option() -> None:
    assert resolved(query_variable("queue", "queues"), queue=["Closed"])["queue"].value == "Sales"


def test_the_error_of_a_query_stands_in_its_variable() -> None:
    broken = resolved(query_variable("queue", "colour"))["queue"]
    assert (broken.error, broken.value) == ("Column 'colour' does not exist", "")


def test_the_other_types() -> None:
    found = resolved(
        {"name": "channel", "type": "custom", "query": "Voice : VOICE, CHAT", "current": {"value": "CHAT"}},
        {"name": "target", "type": "textbox", "query": "80"},
        {"name": "database", "type": "constant", "query": "connect-analytics"},
        {"name": "step", "type": "interval", "query": "1m,5m"},
        {"name": "source", "type": "datasource", "query": "grafana-timestream-datasource"},
        {"name": "filters", "type": "adhoc"},
    )
    assert found["channel"].options == [{"text": "Voice", "value": "VOICE"}, {"text": "CHAT", "value": "CHAT"}]
    assert {name: variable.value for name, variable in found.items()} == {
        "channel": "CHAT",
        "target": "80",
        "database": "connect-analytics",
        "step": "1m",
        "source": "grafana-timestream-datasource",
        "filters": "",
    }
    assert found["filters"].error == "The preview does not support variables of the type 'adhoc'."


def test_a_textbox_has_the_text_of_the_address() -> None:
    variable = {"name": "target", "type": "textbox", "query": "80"}
    assert resolved(variable, target=["90"])["target"].value == "90"
    assert resolved(variable, target=[""])["target"].value == ""


@pytest.mark.parametrize(
    ("order", "texts"),
    [
        (0, ["b", "A", "10", "9"]),
        (1, ["10", "9", "A", "b"]),
        (3, ["9", "10", "b", "A"]),
        (6, ["b", "A", "9", "10"]),
        (9, ["b", "A", "10", "9"]),
    ],
)
def test_options_have_grafanas_orders(order: int, texts: list[str]) -> None:
    variable = query_variable("x", "letters", sort=order)
    (found,) = resolve_variables({"templating": {"list": [variable]}}, {}, {}, lambda *_: ["b", "A", "10", "9"])
    assert [option["text"] for option in found.options] == texts


def test_the_natural_order_counts_numbers_within_texts() -> None:
    texts = ["queue 10", "Queue 9", "queue", "9 to 5", "10"]
    for order, sorted_texts in (
        (7, ["9 to 5", "10", "queue", "Queue 9", "queue 10"]),
        (8, ["queue 10", "Queue 9", "queue", "10", "9 to 5"]),
    ):
        variable = query_variable("x", "texts", sort=order)
        (found,) = resolve_variables({"templating": {"list": [variable]}}, {}, {}, lambda *_: texts)
        assert [option["text"] for option in found.options] == sorted_texts


def test_an_options_text_stands_in_titles_and_its_value_in_queries() -> None:
    channel = {"name": "channel", "type": "custom", "query": "Voice calls : VOICE,CHAT", "multi": True}
    value = resolved(channel, channel=["VOICE", "CHAT"])["channel"].value
    for same in (value, value_from_json(resolved(channel, channel=["VOICE", "CHAT"])["channel"].as_json()["value"])):
        assert interpolate("$channel", {"channel": same}, "text") == "Voice calls + CHAT"
        assert interpolate("$channel", {"channel": same}) == "'VOICE','CHAT'"


def test_a_query_may_give_values_with_texts_of_their_own() -> None:
    variable = query_variable("agent", "agents")
    values = [Option("1", "Anna"), Option("2", "Ben"), Option("1", "Anna again")]
    for regex, options in (
        ("", [{"text": "Anna", "value": "1"}, {"text": "Ben", "value": "2"}]),
        ("/2/", [{"text": "Ben", "value": "2"}]),
        ("/(.)/", [{"text": "1", "value": "1"}, {"text": "2", "value": "2"}]),
    ):
        models = {"templating": {"list": [{**variable, "regex": regex}]}}
        (found,) = resolve_variables(models, {}, {}, lambda *_: values)
        assert found.options == options


@pytest.mark.parametrize(
    "model",
    [
        {"type": "query", "query": None},
        {"type": "query"},
        {"type": "custom"},
        {"type": "interval", "query": ["1m"]},
        {"type": "groupby"},
        {"type": "None"},
    ],
)
def test_a_variable_that_cannot_be_read_is_an_error_of_its_own(model: dict[str, Any]) -> None:
    found = resolved({"name": "broken", **model}, query_variable("queue", "queues"))
    assert found["broken"].error
    assert found["broken"].as_json()["value"] == ""
    assert (found["queue"].error, found["queue"].value) == (None, "Sales")


@pytest.mark.parametrize("current", [None, {}, {"value": None}, {"value": 5}, {"value": [None, "Billing"]}])
def test_a_saved_value_may_have_any_shape(current: Any) -> None:
    found = resolved(query_variable("queue", "queues", current=current))
    assert found["queue"].value == ("Billing" if current and current.get("value") == [None, "Billing"] else "Sales")


def test_values_are_the_same_after_json() -> None:
    for includes in (True, False):
        variable = resolved(query_variable("queue", "queues", includeAll=includes, multi=True))["queue"]
        assert value_from_json(variable.as_json()["value"]) == variable.value
