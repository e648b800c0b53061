"""Writes the boards and the alert rules: `make dashboards`."""

import json
from io import StringIO
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import walk_tree

from dashboards import agent_events, alerts, contact_events, pipeline_health, queues, wallboard
from dashboards.boards import dashboard
from dashboards.engine import Engine
from dashboards.postgresql import Postgresql
from dashboards.timestream import Timestream

FOLDER = Path(__file__).parents[1]
ENGINES: list[Engine] = [Timestream(), Postgresql()]
BOARDS = {
    "wallboard.json": wallboard.BOARD,
    "agent-events.json": agent_events.BOARD,
    "contact-events.json": contact_events.BOARD,
    "queues.json": queues.BOARD,
    "pipeline-health.json": pipeline_health.BOARD,
}
RULES = "provisioning/alerting/rules.yaml"


def files() -> dict[Path, str]:
    """What each file is to hold."""
    return {path: content for engine in ENGINES for path, content in _files_of(engine).items()}


def _files_of(engine: Engine) -> dict[Path, str]:
    folder = FOLDER / engine.folder
    boards = {folder / name: _json(dashboard(board, engine)) for name, board in BOARDS.items()}
    return {**boards, folder / RULES: _yaml(alerts.provisioning(engine))}


def _json(document: object) -> str:
    return json.dumps(document, cls=JSONEncoder, indent=2, ensure_ascii=False) + "\n"


def _yaml(document: object) -> str:
    """YAML with queries as blocks of lines."""
    yaml = YAML()
    yaml.width = 120
    yaml.representer.ignore_aliases = lambda _: True
    plain = json.loads(_json(document))
    walk_tree(plain)
    text = StringIO()
    yaml.dump(plain, text)
    return "# Written by `make dashboards` from dashboards/alerts.py.\n" + text.getvalue()


def main() -> None:
    for path, content in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


if __name__ == "__main__":
    main()
