"""JSON as Go's encoding/json writes it: Grafana's plugins show arrays and rows as such texts."""

import json
import math
from decimal import Decimal
from typing import Any

# Go escapes what could end a script in HTML.
_ESCAPES = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"})


def go_json(value: Any) -> str:
    """The text of a value of lists, dicts, texts, numbers, booleans and None; what Go answers for one with NaN or an
    infinity in it."""
    try:
        return _text(value)
    except ValueError as error:
        return f"ERROR: json: unsupported value: {error}"


def _text(value: Any) -> str:
    """Raises ValueError with Go's name of a number that JSON does not have."""
    if isinstance(value, list):
        return f"[{','.join(map(_text, value))}]"
    if isinstance(value, dict):
        return f"{{{','.join(f'{_text(key)}:{_text(value[key])}' for key in sorted(value))}}}"
    if isinstance(value, float):
        return _number(value)
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)


def _number(value: float) -> str:
    """The shortest text that is the same number; with an exponent below 1e-6 and from 1e21 on."""
    if not math.isfinite(value):
        raise ValueError("NaN" if math.isnan(value) else f"{'+' if value > 0 else '-'}Inf")
    shortest = repr(value)
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        return f"{Decimal(shortest):f}".removesuffix(".0")
    return shortest.replace("e-0", "e-")
