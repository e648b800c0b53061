"""template.yaml as data, with intrinsic functions in their long form: `{"Ref": ...}`, `{"Fn::Sub": ...}`."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode


class _Constructor(SafeConstructor):
    def intrinsic(self, suffix: str, node: Node) -> dict[str, Any]:
        """`!Ref x` and all other functions in their short form."""
        name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
        if isinstance(node, ScalarNode):
            value: Any = self.construct_scalar(node)
        elif isinstance(node, MappingNode):
            value = self.construct_mapping(node, deep=True)
        else:
            value = self.construct_sequence(node, deep=True)
        return {name: value.split(".", 1) if name == "Fn::GetAtt" and isinstance(value, str) else value}


_Constructor.add_multi_constructor("!", _Constructor.intrinsic)


def load(path: Path) -> dict[str, Any]:
    """The template in a file."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    content: dict[str, Any] = yaml.load(path)
    return content
