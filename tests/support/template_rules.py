"""Says what CloudFormation would say before it creates anything: the parameters' constraints, then the Rules."""

import re
from collections.abc import Callable
from typing import Any

from tests.support.sam_template import PARAMETERS, TEMPLATE

# CloudFormation has no other functions in Rules than these, Fn::EachMember… and those that look into the account.
_RULE_FUNCTIONS: dict[str, Callable[..., bool]] = {
    "Fn::Equals": lambda left, right: left == right,
    "Fn::Contains": lambda members, member: member in members,
    "Fn::Not": lambda condition: not condition,
    "Fn::And": lambda *conditions: all(conditions),
    "Fn::Or": lambda *conditions: any(conditions),
}


def refusals(region: str, **given: str) -> list[str]:
    """The sentences with which a deployment in `region` with these parameters is refused; none if it is not."""
    values = {name: given.pop(name, str(parameter.get("Default", ""))) for name, parameter in PARAMETERS.items()}
    assert not given, f"no such parameters: {given}"
    wrong = [
        f"{name} {PARAMETERS[name]['ConstraintDescription']}"
        for name, value in values.items()
        if not fits(PARAMETERS[name], value)
    ]
    return wrong or _broken_rules(values | {"AWS::Region": region})


def fits(parameter: dict[str, Any], value: str) -> bool:
    """Whether a parameter's constraints allow a value."""
    if "AllowedValues" in parameter and value not in map(str, parameter["AllowedValues"]):
        return False
    if parameter["Type"] == "Number" and not re.fullmatch(r"-?\d+", value):
        return False
    if "MinValue" in parameter and not parameter["MinValue"] <= int(value) <= parameter["MaxValue"]:
        return False
    members = value.split(",") if parameter["Type"] == "CommaDelimitedList" else [value]
    return all(re.fullmatch(parameter.get("AllowedPattern", ".*"), member) for member in members)


def _broken_rules(values: dict[str, str]) -> list[str]:
    return [
        assertion["AssertDescription"]
        for rule in TEMPLATE["Rules"].values()
        if _evaluate(rule.get("RuleCondition", True), values)
        for assertion in rule["Assertions"]
        if not _evaluate(assertion["Assert"], values)
    ]


def _evaluate(node: Any, values: dict[str, str]) -> Any:
    if isinstance(node, list):
        return [_evaluate(member, values) for member in node]
    if not isinstance(node, dict):
        return node
    [(function, arguments)] = node.items()
    if function == "Ref":
        return values[arguments]
    return _RULE_FUNCTIONS[function](*_evaluate(arguments, values))
