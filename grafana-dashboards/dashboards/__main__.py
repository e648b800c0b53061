"""Writes the boards and the alert rules: `make dashboards`."""

import json
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import walk_tree

from dashboards import agent_events, alerts, contact_events, pipeline_health, queues, wallboard

FOLDER = Path(__file__).parents[1]
BOARDS = {
    "wallboard.json": wallboard.BOARD,
    "agent-events.json": agent_events.BOARD,
    "contact-events.json": contact_events.BOARD,
    "queues.json": queues.BOARD,
    "pipeline-health.json": pipeline_health.BOARD,
}
RULES = "provisioning/alerting/rules.yaml"


def files() -> dict[str, str]:
    """What each file is to hold, by its path in the folder of the boards."""
    boards = {name: json.dumps(board, indent=2, ensure_ascii=False) + "\n" for name, board in BOARDS.items()}
    return {**boards, RULES: "# Written by `make dashboards` from dashboards/alerts.py.\n" + _yaml(alerts.PROVISIONING)}


def _yaml(document: dict[str, object]) -> str:
    """YAML with queries as blocks of lines."""
    yaml = YAML()
    yaml.width = 120
    yaml.representer.ignore_aliases = lambda _: True
    walk_tree(document)
    text = StringIO()
    yaml.dump(document, text)
    return text.getvalue()


def main() -> None:
    for name, content in files().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


if __name__ == "__main__":
    main()
