"""The boards, their panels and their queries, as files."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from local.preview.dashboard_folder import panels

FOLDER = Path(__file__).parents[2] / "grafana-dashboards"
TIMESTREAM = "grafana-timestream-datasource"
CLOUDWATCH = "cloudwatch"

type Json = dict[str, Any]

BOARDS: dict[str, Json] = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
RULES_FILE = FOLDER / "provisioning/alerting/rules.yaml"


def yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path)


def rules() -> list[Json]:
    """All alert rules."""
    return [rule for group in yaml(RULES_FILE)["groups"] for rule in group["rules"]]


@dataclass(frozen=True)
class Query:
    """SQL for Timestream, and where it stands."""

    place: str
    sql: str
    is_variable: bool = False

    @property
    def code(self) -> str:
        """The query without its comments."""
        return re.sub(r"--.*", "", self.sql)

    @property
    def comments(self) -> str:
        return " ".join(re.findall(r"--(.*)", self.sql))


def queries() -> Iterator[Query]:
    """Every query of Timestream: of panels, variables, annotations and alert rules."""
    for name, board in BOARDS.items():
        for panel in panels(board):
            for target in panel.get("targets", []):
                if target["datasource"]["type"] == TIMESTREAM:
                    yield Query(f"{name}: {panel['title']}", target["rawQuery"])
        for variable in board["templating"]["list"]:
            if variable["type"] == "query" and variable["datasource"]["type"] == TIMESTREAM:
                yield Query(f"{name}: ${variable['name']}", variable["query"], is_variable=True)
        for annotation in board["annotations"]["list"]:
            yield Query(f"{name}: {annotation['name']}", annotation["target"]["rawQuery"])
    for rule in rules():
        yield Query(f"alert: {rule['title']}", rule["data"][0]["model"]["rawQuery"])


def drawn() -> Iterator[tuple[str, Json]]:
    """Every panel but rows, with the name of its board."""
    for name, board in BOARDS.items():
        for panel in panels(board):
            yield name, panel
