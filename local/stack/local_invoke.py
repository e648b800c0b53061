"""The template that `sam local invoke` runs the functions from, so that their containers reach the local stack.

sam passes a function only variables that its template names. So this is the built template with each function's
variables as they are deployed, and with the addresses of the stack.
"""

import json
from pathlib import Path
from typing import Any

from local.stack import template

NAME = "local-invoke.yaml"

# Nobody wants to wait for a minute's snapshots of the queues.
_OTHERWISE = {"SNAPSHOTS_PER_MINUTE": "1"}


def write_template(build: Path, aws_lambda: Any, resources: dict[str, str], endpoints: dict[str, str]) -> None:
    """Writes it beside the built template. `resources` maps logical ids to what they are deployed as."""
    content = template.load(build / "template.yaml")
    for logical_id, resource in content["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            function = aws_lambda.get_function_configuration(FunctionName=resources[logical_id])
            variables = function["Environment"]["Variables"] | endpoints
            resource["Properties"] |= {
                "Architectures": function["Architectures"],
                "Environment": {"Variables": {name: _OTHERWISE.get(name, variables[name]) for name in variables}},
            }
    (build / NAME).write_text(json.dumps(content, indent=2))
