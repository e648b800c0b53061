"""Every numbered line of docs/timestream-stand-in.md has a test that cites it, and the reverse."""

import ast
import re
from pathlib import Path

from local.stack.environment import ROOT

LINE = re.compile(r"^- \*\*(\d+\.\d+\.\d+)\*\*", re.MULTILINE)
CITED = re.compile(r"\d+\.\d+\.\d+")


def documented() -> list[str]:
    return LINE.findall((ROOT / "docs/timestream-stand-in.md").read_text())


def cited() -> set[str]:
    """The numbers at the beginning of test docstrings."""
    numbers: set[str] = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                numbers.update(CITED.findall((ast.get_docstring(node) or "").partition(":")[0]))
    return numbers


def test_every_number_is_unique() -> None:
    assert len(documented()) == len(set(documented()))


def test_every_line_has_a_test() -> None:
    assert set(documented()) - cited() == set()


def test_every_test_cites_a_line() -> None:
    assert cited() - set(documented()) == set()
