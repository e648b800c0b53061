"""What was renamed is renamed everywhere: tests/unit/old_names.txt lists old names and new ones."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).with_name("old_names.txt")
OLD_NAMES = [line.split(" -> ")[0] for line in LIST.read_text().splitlines() if line and not line.startswith("#")]
NOT_OURS = {".git", ".venv", ".local", ".aws-sam", ".hypothesis", "node_modules", "__pycache__"}


def files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and path.name not in NOT_OURS and not path.name.endswith("_cache"):
            yield from files(path)
        elif path.is_file() and path != LIST:
            yield path


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every file of the repository that is text, by its path."""
    contents = {str(path.relative_to(ROOT)): path.read_bytes() for path in files(ROOT)}
    return {name: content.decode() for name, content in contents.items() if b"\0" not in content}


@pytest.mark.parametrize("old", OLD_NAMES)
def test_an_old_name_is_nowhere(old: str, texts: dict[str, str]) -> None:
    if "/" in old:
        word = re.compile(rf"(?<![\w/]){re.escape(old)}")
    else:
        word = re.compile(rf"(?<![A-Za-z]){re.escape(old)}(?![A-Za-z])", re.IGNORECASE if old.islower() else 0)
    assert [name for name, text in texts.items() if word.search(text) or word.search(name)] == []
