"""The queries: one file of SQL each in `sql/`, with the definitions that they share in `sql/definitions/`.

`{agents_now}` in a query stands for the definition of that name. All else is Timestream's SQL, with Grafana's variables
and the macros of its Timestream plugin.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "sql"
_DEFINITION = re.compile(r"(?<!\$)\{(\w+)\}")


def sql(name: str) -> str:
    """The query in `sql/<name>.sql`, with the definitions that it uses written out."""
    return _written_out((FOLDER / f"{name}.sql").read_text().strip())


def _written_out(text: str) -> str:
    return _DEFINITION.sub(lambda found: _written_out(_definition(found[1])), text)


def _definition(name: str) -> str:
    return (FOLDER / "definitions" / f"{name}.sql").read_text().strip()
