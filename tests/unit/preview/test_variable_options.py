"""What a dashboard's variables offer, and what is chosen of them."""

from typing import Any

import pytest

from local.preview.variable_options import Choice, choices, value_of
from local.preview.variables import All, Variables, interpolate

QUEUES = {"Sales": ["Anna|1", "Ben|2"], "Billing": ["Chloé|3"]}


def ask(model: dict[str, Any], values: Variables) -> list[str]:
    query = interpolate(model["query"], values, "glob")
    if query == "queues":
        return ["Sales", "Billing", "Sales"]
    if query in QUEUES:
        return QUEUES[query]
    raise ValueError(f"Column '{query}' does not exist")


def query_variable(name: str, query: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "query", "query": query, **more}


def resolved(*variables: dict[str, Any], **wanted: list[str]) -> dict[str, Choice]:
    found = choices({"templating": {"list": list(variables)}}, wanted, {}, ask)
    return {choice.model["name"]: choice for choice in found}


def test_a_query_offers_its_first_column_and_each_value_once() -> None:
    queue = resolved(query_variable("queue", "queues"))["queue"]
    assert [option["text"] for option in queue.options] == ["Sales", "Billing"]
    assert (queue.chosen, queue.value) == (["Sales"], "Sales")


def test_a_query_may_use_the_variables_before_it() -> None:
    variables = (query_variable("queue", "queues", sort=1), query_variable("agent", "$queue"))
    assert resolved(*variables)["agent"].value == "Chloé|3"
    assert resolved(*variables, queue=["Sales"])["agent"].value == "Anna|1"


def test_an_expression_parts_text_from_value() -> None:
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
def test_an_expression_chooses_and_cuts_to_its_first_group(regex: str, values: list[str]) -> None:
    agent = resolved(query_variable("agent", "Sales", regex=regex))["agent"]
    assert [option["value"] for option in agent.options] == values


def test_all_is_the_first_choice_where_it_is_offered_and_stands_for_every_option() -> None:
    queue = resolved(query_variable("queue", "queues", includeAll=True, multi=True))["queue"]
    assert (queue.chosen, queue.value) == (["$__all"], All(("Sales", "Billing")))
    own = resolved(query_variable("queue", "queues", includeAll=True, multi=True, allValue="'*'"))["queue"]
    assert own.value == All(("Sales", "Billing"), "'*'")


def test_several_may_be_chosen_of_a_multi_variable_only() -> None:
    wanted = ["Billing", "Sales"]
    assert resolved(query_variable("queue", "queues", multi=True), queue=wanted)["queue"].value == wanted
    assert resolved(query_variable("queue", "queues"), queue=wanted)["queue"].value == "Billing"


def test_a_choice_that_is_offered_no_more_gives_way_to_the_first_option() -> None:
    assert resolved(query_variable("queue", "queues"), queue=["Closed"])["queue"].value == "Sales"


def test_a_query_that_fails_is_told_with_its_variable() -> None:
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
    assert {name: choice.value for name, choice in found.items()} == {
        "channel": "CHAT",
        "target": "80",
        "database": "connect-analytics",
        "step": "1m",
        "source": "grafana-timestream-datasource",
        "filters": "",
    }
    assert found["filters"].error == "The preview does not know variables of the type 'adhoc'."


def test_a_text_is_what_the_reader_typed() -> None:
    variable = {"name": "target", "type": "textbox", "query": "80"}
    assert resolved(variable, target=["90"])["target"].value == "90"
    assert resolved(variable, target=[""])["target"].value == ""


@pytest.mark.parametrize(
    ("order", "texts"),
    [(0, ["b", "A", "10", "9"]), (1, ["10", "9", "A", "b"]), (3, ["9", "10", "b", "A"]), (6, ["b", "A", "9", "10"])],
)
def test_options_have_grafanas_orders(order: int, texts: list[str]) -> None:
    variable = query_variable("x", "letters", sort=order)
    (choice,) = choices({"templating": {"list": [variable]}}, {}, {}, lambda *_: ["b", "A", "10", "9"])
    assert [option["text"] for option in choice.options] == texts


def test_values_survive_the_way_to_the_browser_and_back() -> None:
    for includes in (True, False):
        choice = resolved(query_variable("queue", "queues", includeAll=includes, multi=True))["queue"]
        assert value_of(choice.as_json()["value"]) == choice.value
