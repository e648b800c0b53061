"""Prints a benchmark's figures."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str
    target: str


def report(title: str, figures: Iterable[Figure]) -> None:
    """Prints each figure as a JSON line as soon as it is known, and all of them as a table at the end."""
    table = Table(title=title)
    for heading in ("figure", "value", "target"):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    for figure in figures:
        print(json.dumps({"figure": figure.name, "value": round(figure.value, 3), "unit": figure.unit}), flush=True)
        table.add_row(figure.name, f"{figure.value:,.2f}", figure.target)
    Console(stderr=True).print(table)
