"""The SQL of the documentation's pages."""

import re
from pathlib import Path


def documented_queries(page: Path) -> list[str]:
    """The queries in the page's SQL blocks. Blank lines separate them."""
    blocks = re.findall(r"```sql\n(.*?)```", page.read_text(), re.DOTALL)
    return [query.strip() for block in blocks for query in block.split("\n\n")]
