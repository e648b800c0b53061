"""template.yaml as data, with intrinsic functions in their long form: `{"Ref": ...}`, `{"Fn::Sub": ...}`."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.stack.template import load

ROOT = Path(__file__).parents[2]
PATH = ROOT / "template.yaml"

TEMPLATE = load(PATH)
PARAMETERS: dict[str, dict[str, Any]] = TEMPLATE["Parameters"]
RESOURCES: dict[str, dict[str, Any]] = TEMPLATE["Resources"]
CONDITIONS: dict[str, dict[str, Any]] = TEMPLATE["Conditions"]
OUTPUTS: dict[str, dict[str, Any]] = TEMPLATE["Outputs"]


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    """The properties of all resources of a type, by their logical ids."""
    return {name: resource["Properties"] for name, resource in RESOURCES.items() if resource["Type"] == kind}


FUNCTIONS = of_type("AWS::Serverless::Function")
ALARMS = of_type("AWS::CloudWatch::Alarm")


def environment(function: str) -> dict[str, Any]:
    """All environment variables of a function, those that it has in common with the others among them."""
    common = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
    return {**common, **FUNCTIONS[function]["Environment"]["Variables"]}


def dictionaries(node: Any) -> Iterator[dict[str, Any]]:
    """Every dictionary in `node`, itself among them, however deep."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from dictionaries(child)


def named_in(node: Any) -> set[str]:
    """The parameters, resources and conditions that `node` refers to, in whatever way."""
    names: set[str] = set()
    for function in dictionaries(node):
        for key in ("Ref", "Condition"):
            if isinstance(function.get(key), str):
                names.add(function[key])
        if "Fn::GetAtt" in function:
            names.add(function["Fn::GetAtt"][0])
        if "Fn::If" in function:
            names.add(function["Fn::If"][0])
        if "Fn::Sub" in function:
            text = function["Fn::Sub"]
            names |= set(re.findall(r"\$\{(\w+)", text if isinstance(text, str) else text[0]))
    return names
