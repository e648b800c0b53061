"""A folder of dashboards in Grafana's classic JSON. A file is read again whenever it changes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.preview.migrations import migrated

type Model = dict[str, Any]


class DashboardNotFoundError(Exception):
    """There is no such dashboard or panel, or its file is not JSON. The message says which."""


class DashboardFolder:
    """All dashboards in the JSON files of `folder` and its subfolders."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cache: dict[Path, tuple[int, Model | None]] = {}

    def summaries(self) -> list[Model]:
        """What links and the start page need of each dashboard, by title: uid, title, description, tags."""
        summaries = [
            {
                "uid": model["uid"],
                "title": model["title"],
                "description": model.get("description") or "",
                "tags": model["tags"],
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
        if "error" in models[uid]:
            raise DashboardNotFoundError(models[uid]["error"])
        return models[uid]

    def panel(self, uid: str, panel_id: int) -> Model:
        """Raises DashboardNotFoundError."""
        for panel in panels(self.dashboard(uid)):
            if panel["id"] == panel_id:
                return panel
        raise DashboardNotFoundError(f"The dashboard {uid!r} has no panel {panel_id}.")

    def _models(self) -> list[Model]:
        """Of those with the same uid, the one in the outermost folder."""
        models: dict[str, Model] = {}
        for path in sorted(self._folder.rglob("*.json"), key=lambda path: (len(path.parts), path)):
            modified = path.stat().st_mtime_ns
            if self._cache.get(path, (0, None))[0] != modified:
                self._cache[path] = (modified, self._read(path))
            model = self._cache[path][1]
            if model:
                models.setdefault(model["uid"], model)
        return list(models.values())

    def _read(self, path: Path) -> Model | None:
        """The file's dashboard; one with an `error` and nothing else for a file that is not JSON."""
        name = "-".join(path.relative_to(self._folder).with_suffix("").parts)
        try:
            return migrated(json.loads(path.read_text()), name)
        except ValueError as error:
            return {"uid": name, "title": f"{name} (not JSON)", "tags": [], "error": f"{path} is not JSON: {error}"}


def panels(dashboard: Model) -> Iterator[Model]:
    """Its panels, including those in collapsed rows, without the rows themselves."""
    for panel in dashboard["panels"]:
        if panel["type"] == "row":
            yield from panel.get("panels") or []
        else:
            yield panel
