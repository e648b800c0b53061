"""The folders whose modules are top-level, as each function's are on Lambda, are the same for all tools."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PATHS = PYPROJECT["tool"]["pytest"]["ini_options"]["pythonpath"]


def test_ruff_mypy_and_the_benchmarks_find_modules_where_pytest_does() -> None:
    [benchmarks] = re.findall(r"^MODULES := (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(PYPROJECT["tool"]["ruff"]["src"]) == set(PATHS)
    assert {".", *PYPROJECT["tool"]["mypy"]["mypy_path"].split(":")} == set(PATHS)
    assert set(benchmarks.split(":")) == set(PATHS)


def test_every_function_has_its_folder_there() -> None:
    folders = {f"functions/{path.name}" for path in (ROOT / "functions").iterdir() if path.is_dir()}
    assert folders <= set(PATHS)
