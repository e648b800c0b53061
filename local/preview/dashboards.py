"""The dashboards of a folder, in Grafana's classic JSON, read anew whenever a file changes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

type Model = dict[str, Any]


class NoDashboardError(Exception):
    """There is no such dashboard, or no such panel. The message says what there is."""


class Dashboards:
    """All dashboards in the JSON files of `folder`, and of the folders in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, tuple[int, Model]] = {}

    def listed(self) -> list[Model]:
        """What links and the start page need of each, by title: uid, title, description, tags."""
        told = [
            {
                "uid": model["uid"],
                "title": model["title"],
                "description": model.get("description", ""),
                "tags": model.get("tags", []),
            }
            for model in self._models()
        ]
        return sorted(told, key=lambda one: str(one["title"]))

    def dashboard(self, uid: str) -> Model:
        models = {model["uid"]: model for model in self._models()}
        if uid not in models:
            raise NoDashboardError(f"There is no dashboard {uid!r} in {self._folder}; there are {', '.join(models)}.")
        return models[uid]

    def panel(self, uid: str, panel_id: int) -> Model:
        for panel in panels(self.dashboard(uid)):
            if panel["id"] == panel_id:
                return panel
        raise NoDashboardError(f"The dashboard {uid!r} has no panel {panel_id}.")

    def _models(self) -> list[Model]:
        """Raises NoDashboardError for a file that is not JSON."""
        found = []
        for path in sorted(self._folder.rglob("*.json")):
            changed = path.stat().st_mtime_ns
            if self._read.get(path, (0, {}))[0] != changed:
                try:
                    self._read[path] = (changed, json.loads(path.read_text()))
                except ValueError as error:
                    raise NoDashboardError(f"{path} is not JSON: {error}") from error
            model = self._read[path][1]
            if isinstance(model, dict) and "panels" in model and "uid" in model:
                found.append(model)
        return found


def panels(dashboard: Model) -> Iterator[Model]:
    """Its panels, those inside collapsed rows as well, but no rows."""
    for panel in dashboard["panels"]:
        if panel["type"] == "row":
            yield from panel.get("panels", [])
        else:
            yield panel
