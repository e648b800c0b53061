"""A folder of dashboards in Grafana's classic JSON. A file is read again whenever it changes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

type Model = dict[str, Any]


class DashboardNotFoundError(Exception):
    """There is no such dashboard or panel, or a file cannot be read. The message says which."""


class DashboardFolder:
    """All dashboards in the JSON files of `folder` and its subfolders."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cache: dict[Path, tuple[int, Model]] = {}

    def summaries(self) -> list[Model]:
        """What links and the start page need of each dashboard, by title: uid, title, description, tags."""
        summaries = [
            {
                "uid": model["uid"],
                "title": model["title"],
                "description": model.get("description", ""),
                "tags": model.get("tags", []),
            }
            for model in self._models()
        ]
        return sorted(summaries, key=lambda summary: str(summary["title"]))

    def dashboard(self, uid: str) -> Model:
        """Raises DashboardNotFoundError."""
        models = {model["uid"]: model for model in self._models()}
        if uid not in models:
            raise DashboardNotFoundError(
                f"There is no dashboard {uid!r} in {self._folder}; there are {', '.join(models)}."
            )
        return models[uid]

    def panel(self, uid: str, panel_id: int) -> Model:
        """Raises DashboardNotFoundError."""
        for panel in panels(self.dashboard(uid)):
            if panel["id"] == panel_id:
                return panel
        raise DashboardNotFoundError(f"The dashboard {uid!r} has no panel {panel_id}.")

    def _models(self) -> list[Model]:
        """Of those with the same uid, the one in the outermost folder. Raises DashboardNotFoundError for a file that is
        not JSON."""
        models: dict[str, Model] = {}
        for path in sorted(self._folder.rglob("*.json"), key=lambda path: (len(path.parts), path)):
            modified = path.stat().st_mtime_ns
            if self._cache.get(path, (0, {}))[0] != modified:
                try:
                    self._cache[path] = (modified, json.loads(path.read_text()))
                except ValueError as error:
                    raise DashboardNotFoundError(f"{path} is not JSON: {error}") from error
            model = self._cache[path][1]
            if isinstance(model, dict) and "panels" in model and "uid" in model:
                models.setdefault(model["uid"], model)
        return list(models.values())


def panels(dashboard: Model) -> Iterator[Model]:
    """Its panels, including those in collapsed rows, without the rows themselves."""
    for panel in dashboard["panels"]:
        if panel["type"] == "row":
            yield from panel.get("panels", [])
        else:
            yield panel
