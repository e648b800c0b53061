"""The golden files: the rows that each payload in `events/` becomes, as JSON to be read in a diff.

`make golden` writes them. Times are as Connect writes them; a column without a value is left out.
"""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connect_analytics.rows import Row, Value
from connect_analytics.schema import TABLES

FOLDER = Path(__file__).parents[1] / "golden"
EVENTS = FOLDER.parent.parent / "events"


def payloads(folder: str) -> list[str]:
    """The names of the payloads in a folder of `events/`, such as `agent-events/login`."""
    return sorted(f"{folder}/{file.stem}" for file in (EVENTS / folder).glob("*.json"))


def payload(name: str) -> Any:
    """What is sent to the function."""
    return json.loads((EVENTS / f"{name}.json").read_text())


def golden(name: str) -> Any:
    """What becomes of it: `rows`, and the reasons of what was `quarantined`."""
    return json.loads(_file(name).read_text())


def write_golden(name: str, becomes: Any) -> None:
    _file(name).parent.mkdir(exist_ok=True)
    _file(name).write_text(json.dumps(becomes, indent=2) + "\n")


def _file(name: str) -> Path:
    return FOLDER / f"{name}.json"


def stored(table: str, rows: Iterable[dict[str, str | None]]) -> list[dict[str, Any]]:
    """Rows of a table as a golden file has them, in the schema's order, from the engine's answer to `SELECT *`."""
    types = {"time": "timestamp", **dict.fromkeys(TABLES[table].dimensions, "text"), **TABLES[table].columns}
    return [
        {
            "table": table,
            **{name: _VALUES[type_](value) for name, type_ in types.items() if (value := row.get(name)) is not None},
        }
        for row in rows
    ]


_VALUES: dict[str, Callable[[str], Any]] = {
    "text": str,
    "double": float,
    "integer": int,
    "boolean": lambda text: text == "true",
    "timestamp": lambda text: f"{text[:10]}T{text[11:23]}Z",
}


def in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Golden rows by table and time."""
    return sorted(rows, key=lambda row: (row["table"], row["time"], json.dumps(row, sort_keys=True)))


def readable(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows as a golden file has them, in the order of table and time."""
    described = [
        {
            "table": row.table.name,
            "time": _timestamp(row.time),
            **row.dimensions,
            **{
                name: _timestamp(value) if row.table.columns[name] == "timestamp" else value
                for name, value in row.measures.items()
                if value is not None
            },
        }
        for row in rows
    ]
    return in_order(described)


def _timestamp(value: Value) -> str:
    assert isinstance(value, int)
    time = datetime.fromtimestamp(value / 1000, UTC)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
