"""What `sam local invoke` runs the functions from, so that their containers reach the local stack.

sam passes a function only variables that its template names. So this is the built template with each function's
deployed variables and the addresses of the stack. And sam builds an image of a layer for every invocation, which takes
longer than everything else: so each function's folder has the layer's packages here.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

from local.stack import template

NAME = "local-invoke.yaml"

_CODE = "local-invoke"

# One snapshot of the queues is enough, and does not take a minute.
_OVERRIDES = {"SNAPSHOTS_PER_MINUTE": "1"}


def write_template(build: Path, aws_lambda: Any, resources: dict[str, str], endpoints: dict[str, str]) -> None:
    """Writes it beside the built template. `resources` maps logical ids to physical ones. A function that is not
    deployed, because it belongs to another engine, is left out."""
    content = template.load(build / "template.yaml")
    layers = [layer["Ref"] for layer in content["Globals"]["Function"].pop("Layers")]
    functions = [name for name, each in content["Resources"].items() if each["Type"] == "AWS::Serverless::Function"]
    for logical_id in functions:
        if logical_id not in resources:
            del content["Resources"][logical_id]
            continue
        function = aws_lambda.get_function_configuration(FunctionName=resources[logical_id])
        variables = function["Environment"]["Variables"] | endpoints
        content["Resources"][logical_id]["Properties"] |= {
            "Architectures": function["Architectures"],
            "CodeUri": f"{_CODE}/{logical_id}",
            "Environment": {"Variables": {name: _OVERRIDES.get(name, variables[name]) for name in variables}},
        }
        _link_code(build, logical_id, layers)
    (build / NAME).write_text(json.dumps(content, indent=2))


def _link_code(build: Path, function: str, layers: list[str]) -> None:
    """The function's modules and those of its layers in one folder, as hard links."""
    folder = build / _CODE / function
    shutil.rmtree(folder, ignore_errors=True)
    for source in (*(build / layer / "python" for layer in layers), build / function):
        shutil.copytree(source, folder, copy_function=os.link, dirs_exist_ok=True)
