"""Writes the boards and alert rules: `python -m source`, in the folder above this one."""

import json
from pathlib import Path

from source import agent_events, contact_events, pipeline_health, queues, wallboard

FOLDER = Path(__file__).parents[1]


def files() -> dict[Path, str]:
    """What each generated file is to hold."""
    boards = {
        "wallboard": wallboard.BOARD,
        "agent-events": agent_events.BOARD,
        "contact-events": contact_events.BOARD,
        "queues": queues.BOARD,
        "pipeline-health": pipeline_health.BOARD,
    }
    return {FOLDER / f"{name}.json": json.dumps(board, indent=2, ensure_ascii=False) + "\n" for name, board in boards.items()}


def main() -> None:
    for path, content in files().items():
        path.write_text(content)


if __name__ == "__main__":
    main()
