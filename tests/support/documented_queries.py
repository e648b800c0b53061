"""The SQL of the documentation's pages."""

import re
from pathlib import Path


def documented_queries(page: Path, language: str = "sql") -> list[str]:
    """The queries in the page's blocks of a language: `sql` is Timestream's. Blank lines separate them."""
    blocks = re.findall(rf"```{language}\n(.*?)```", page.read_text(), re.DOTALL)
    return [query.strip() for block in blocks for query in block.split("\n\n")]
