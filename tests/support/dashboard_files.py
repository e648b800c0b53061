"""The boards, their panels and their queries, as files: a set for each engine."""

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
POSTGRESQL = "grafana-postgresql-datasource"
CLOUDWATCH = "cloudwatch"

type Json = dict[str, Any]


def yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path)


@dataclass(frozen=True)
class Query:
    """SQL of a panel, a variable or an alert rule, and where it stands."""

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


@dataclass(frozen=True)
class BoardSet:
    """The boards and alert rules of one engine. `sql_key` is what the plugin calls a query's text."""

    engine: str
    plugin: str
    folder: Path
    sql_key: str

    def boards(self) -> dict[str, Json]:
        """Its boards by name: `queues` is Timestream's, `postgresql/queues` PostgreSQL's."""
        paths = sorted(self.folder.glob("*.json"))
        return {str(path.relative_to(FOLDER).with_suffix("")): json.loads(path.read_text()) for path in paths}

    def rules(self) -> list[Json]:
        """Its alert rules."""
        groups = yaml(self.folder / "provisioning/alerting/rules.yaml")["groups"]
        return [rule for group in groups for rule in group["rules"]]

    def queries(self) -> Iterator[Query]:
        """Its queries of the tables: of panels, variables and alert rules."""
        for name, board in self.boards().items():
            for panel in panels(board):
                for target in panel.get("targets", []):
                    if target["datasource"]["type"] == self.plugin:
                        yield Query(f"{name}: {panel['title']}", target[self.sql_key])
            for variable in board["templating"]["list"]:
                if variable["type"] == "query" and variable["datasource"]["type"] == self.plugin:
                    yield Query(f"{name}: ${variable['name']}", variable["query"], is_variable=True)
        for rule in self.rules():
            yield Query(f"{self.engine} alert: {rule['title']}", rule["data"][0]["model"][self.sql_key])


SETS = {
    one.engine: one
    for one in (
        BoardSet("timestream", TIMESTREAM, FOLDER, "rawQuery"),
        BoardSet("postgresql", POSTGRESQL, FOLDER / "postgresql", "rawSql"),
    )
}
BOARDS: dict[str, Json] = {name: board for one in SETS.values() for name, board in one.boards().items()}


def queries() -> Iterator[Query]:
    """Every query of the tables, of all sets."""
    for one in SETS.values():
        yield from one.queries()


def drawn() -> Iterator[tuple[str, Json]]:
    """Every panel but rows, with the name of its board."""
    for name, board in BOARDS.items():
        for panel in panels(board):
            yield name, panel
