"""What `sam local invoke` is given to run the functions from."""

import json
from pathlib import Path
from typing import Any

from local.stack.local_invoke import NAME, write_template

TEMPLATE = """
Globals: {Function: {Layers: [!Ref Layer], MemorySize: 512}}
Resources:
  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: Layer}}
  Snapshots:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: Snapshots, Handler: a.handler, Environment: {Variables: {BUCKET: !Ref Bucket}}}
  OfAnotherEngine:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: OfAnotherEngine, Handler: a.handler}
"""


class DeployedFunctions:
    """Lambda's API, as far as it is asked here."""

    def get_function_configuration(self, FunctionName: str) -> dict[str, Any]:
        assert FunctionName == "deployed-snapshots"
        variables = {"BUCKET": "deployed-bucket", "SNAPSHOTS_PER_MINUTE": "4"}
        return {"Architectures": ["x86_64"], "Environment": {"Variables": variables}}


def written(build: Path) -> dict[str, Any]:
    for name in ("Layer/python/shared.py", "Snapshots/a.py"):
        (build / name).parent.mkdir(parents=True)
        (build / name).write_text(name)
    (build / "template.yaml").write_text(TEMPLATE)
    endpoints = {"AWS_ENDPOINT_URL": "http://10.0.0.1:4566"}
    write_template(build, DeployedFunctions(), {"Snapshots": "deployed-snapshots"}, endpoints)
    content: dict[str, Any] = json.loads((build / NAME).read_text())
    return content


def test_a_function_has_its_deployed_variables_and_the_stacks_addresses(tmp_path: Path) -> None:
    function = written(tmp_path)["Resources"]["Snapshots"]["Properties"]
    assert function["Environment"]["Variables"] == {
        "BUCKET": "deployed-bucket",
        "SNAPSHOTS_PER_MINUTE": "1",
        "AWS_ENDPOINT_URL": "http://10.0.0.1:4566",
    }
    assert function["Architectures"] == ["x86_64"]
    assert function["Handler"] == "a.handler"


def test_a_functions_code_has_the_layers_packages_beside_it(tmp_path: Path) -> None:
    content = written(tmp_path)
    assert content["Globals"]["Function"] == {"MemorySize": 512}
    code = tmp_path / content["Resources"]["Snapshots"]["Properties"]["CodeUri"]
    assert sorted(file.name for file in code.iterdir()) == ["a.py", "shared.py"]


def test_a_function_that_is_not_deployed_is_left_out(tmp_path: Path) -> None:
    assert set(written(tmp_path)["Resources"]) == {"Layer", "Snapshots"}
