"""A person who deploys sees every parameter in its place, with a name and a sentence, and none without effect."""

import pytest

from tests.support.sam_template import OUTPUTS, PARAMETERS, RESOURCES, TEMPLATE, named_in

INTERFACE = TEMPLATE["Metadata"]["AWS::CloudFormation::Interface"]


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_says_what_it_is_and_what_it_must_be(name: str) -> None:
    parameter = PARAMETERS[name]
    assert parameter["Description"].endswith(".")
    assert parameter["ConstraintDescription"].endswith(".")
    assert {"AllowedValues", "AllowedPattern", "MinValue"} & set(parameter)


def test_every_parameter_stands_once_in_the_console_with_a_label() -> None:
    grouped = [name for group in INTERFACE["ParameterGroups"] for name in group["Parameters"]]
    assert sorted(grouped) == sorted(PARAMETERS)
    assert sorted(INTERFACE["ParameterLabels"]) == sorted(PARAMETERS)


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_changes_something(name: str) -> None:
    used = named_in([RESOURCES, OUTPUTS, TEMPLATE["Conditions"], TEMPLATE["Globals"]])
    assert name in used


def test_every_condition_is_used_and_none_asks_for_the_region() -> None:
    conditions = TEMPLATE["Conditions"]
    assert set(conditions) - named_in([RESOURCES, OUTPUTS, conditions]) == set()
    assert "AWS::Region" not in named_in(conditions)


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_output_says_what_it_is_for(name: str) -> None:
    assert OUTPUTS[name]["Description"].endswith(".")
