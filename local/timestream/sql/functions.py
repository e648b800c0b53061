"""The signatures of Timestream's functions, read from functions.txt."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SIGNATURES = Path(__file__).with_name("functions.txt")

AGGREGATES = "Aggregates"
WINDOW_FUNCTIONS = "Window functions"

# The argument types that a parameter accepts, besides its own and unknown ones.
NUMBERS = frozenset(("integer", "bigint", "double"))
DATETIMES = frozenset(("timestamp", "date"))
ACCEPTED = {
    "any": None,
    "number": NUMBERS,
    "bigint": frozenset(("integer", "bigint")),
    "double": NUMBERS,
    "timestamp": frozenset(("timestamp", "date", "text literal")),
    "varchar": frozenset(("varchar", "text literal")),
}
# Short names in functions.txt of types with several words.
SHORT = {"interval": "interval day to second", "months": "interval year to month"}

_LINE = re.compile(r"(\w+)\((.*)\) -> ([\w<>]+)(?: = (\w+))?")


@dataclass(frozen=True)
class Signature:
    """One overload: the first `required` parameters are mandatory, the last one may repeat if `repeated`. `group` is
    its heading in functions.txt. `target` is the function or macro of DuckDB, or "rewrite"."""

    group: str
    name: str
    parameters: tuple[str, ...]
    required: int
    repeated: bool
    result: str
    target: str

    def accepts(self, types: list[str]) -> bool:
        """Whether it accepts arguments of these types; "unknown" and "null" fit everywhere."""
        if len(types) < self.required or (len(types) > len(self.parameters) and not self.repeated):
            return False
        parameters = self.parameters + self.parameters[-1:] * len(types)
        first = types[0] if types else "unknown"
        return all(
            comparable(first, type_) if parameter == "like" else _fits(parameter, type_)
            for parameter, type_ in zip(parameters, types, strict=False)
        )

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.parameters)})"


def comparable(left: str, right: str) -> bool:
    """Whether values of the two types can be compared, or be in the same column."""
    if {left, right} & {"unknown", "null", "row"} or left == right or {left, right} <= NUMBERS:
        return True
    if "text literal" in (left, right):
        return ({left, right} - {"text literal"}) <= {"varchar", "timestamp", "date", "time"}
    return {left, right} <= DATETIMES


def _fits(parameter: str, type_: str) -> bool:
    if type_ in ("unknown", "null"):
        return parameter != "lambda"
    allowed = ACCEPTED.get(parameter, frozenset((parameter,)))
    return type_ not in ("lambda", "star") if allowed is None else type_ in allowed


@cache
def signatures() -> dict[str, list[Signature]]:
    """The overloads of each function by its name."""
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
        raise ValueError(f"{SIGNATURES.name} has a line that is not a signature: {line}")
    name, parameters_text, result, target = match.groups()
    needed, _, optional = parameters_text.partition("[")
    required = [part.strip() for part in needed.split(",") if part.strip()]
    others = [part.strip() for part in optional.removesuffix("]").split(",") if part.strip()]
    repeated = bool(required) and required[-1].endswith("...")
    if repeated:
        required[-1] = required[-1].removesuffix("...")
    parameters = tuple(SHORT.get(type_, type_) for type_ in (*required, *others))
    return Signature(
        group, name, parameters, len(required) - repeated, repeated, SHORT.get(result, result), target or name
    )
