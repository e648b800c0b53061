"""Which functions there are: their signatures, read from functions.txt, and which one a call means."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SIGNATURES = Path(__file__).with_name("functions.txt")

AGGREGATES = "Aggregates"
WINDOW_FUNCTIONS = "Window functions"

# What each kind of parameter takes, besides itself and what nobody knows.
NUMBERS = frozenset(("integer", "bigint", "double"))
MOMENTS = frozenset(("timestamp", "date"))
TAKES = {
    "any": None,
    "number": NUMBERS,
    "bigint": frozenset(("integer", "bigint")),
    "double": NUMBERS,
    "timestamp": frozenset(("timestamp", "date", "text literal")),
    "varchar": frozenset(("varchar", "text literal")),
}
# Kinds of more than one word, as functions.txt has them.
SHORT = {"interval": "interval day to second", "months": "interval year to month"}

_LINE = re.compile(r"(\w+)\((.*)\) -> ([\w<>]+)(?: = (\w+))?")


@dataclass(frozen=True)
class Signature:
    """One overload: `required` of its parameters must come, the last again and again where it is `repeated`. `group`
    is the heading that it stands under."""

    group: str
    name: str
    parameters: tuple[str, ...]
    required: int
    repeated: bool
    result: str
    target: str

    def takes(self, kinds: list[str]) -> bool:
        """Whether it can be called with arguments of these kinds; "unknown" and "null" fit everywhere."""
        if len(kinds) < self.required or (len(kinds) > len(self.parameters) and not self.repeated):
            return False
        parameters = self.parameters + self.parameters[-1:] * len(kinds)
        first = kinds[0] if kinds else "unknown"
        return all(
            comparable(first, kind) if parameter == "like" else _fits(parameter, kind)
            for parameter, kind in zip(parameters, kinds, strict=False)
        )

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.parameters)})"


def comparable(left: str, right: str) -> bool:
    """Whether values of the two kinds can be compared, or stand in one column."""
    if {left, right} & {"unknown", "null", "row"} or left == right or {left, right} <= NUMBERS:
        return True
    if "text literal" in (left, right):
        return ({left, right} - {"text literal"}) <= {"varchar", "timestamp", "date", "time"}
    return {left, right} <= MOMENTS


def _fits(parameter: str, kind: str) -> bool:
    if kind in ("unknown", "null"):
        return parameter != "lambda"
    allowed = TAKES.get(parameter, frozenset((parameter,)))
    return kind not in ("lambda", "star") if allowed is None else kind in allowed


@cache
def signatures() -> dict[str, list[Signature]]:
    """All overloads by the name of their function."""
    found: dict[str, list[Signature]] = {}
    group = ""
    for line in SIGNATURES.read_text().splitlines():
        if line.startswith("#"):
            group = line.removeprefix("#").strip()
        elif line:
            signature = _signature(line, group)
            found.setdefault(signature.name, []).append(signature)
    return found


def _signature(line: str, group: str) -> Signature:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"{SIGNATURES.name} has a line that is no signature: {line}")
    name, listed, result, target = match.groups()
    needed, _, optional = listed.partition("[")
    required = [part.strip() for part in needed.split(",") if part.strip()]
    others = [part.strip() for part in optional.removesuffix("]").split(",") if part.strip()]
    repeated = bool(required) and required[-1].endswith("...")
    if repeated:
        required[-1] = required[-1].removesuffix("...")
    parameters = tuple(SHORT.get(kind, kind) for kind in (*required, *others))
    return Signature(
        group, name, parameters, len(required) - repeated, repeated, SHORT.get(result, result), target or name
    )
