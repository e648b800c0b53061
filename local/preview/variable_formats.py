"""The formats of a variable's value in a text: `${x:csv}`, `${x:date:YYYY-MM}`, as Grafana has them."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote
from zoneinfo import ZoneInfo

from local.preview.moment_format import moment_format

# A variable that may have several values has a list, even of one.
type Selected = str | Sequence[str]

# The formats for addresses, where "All" is written out even if it has a text of its own.
ADDRESS_FORMATS = {"queryparam", "customqueryparam", "percentencode", "uriencode"}


class Option(str):
    """A value whose option has another text."""

    text: str

    def __new__(cls, value: str, text: str) -> "Option":
        option = super().__new__(cls, value)
        option.text = text
        return option


@dataclass(frozen=True)
class Reference:
    """The name of a variable in a text, with the arguments of its format, and the reader's time zone."""

    name: str
    arguments: tuple[str, ...] = ()
    zone: str = "UTC"


def formatted(value: Selected, style: str, reference: Reference) -> str:
    """The value in a format. One that does not exist is `glob`, as in Grafana."""
    if style in _FORMATS_WITH_REFERENCE:
        return _FORMATS_WITH_REFERENCE[style](value, reference)
    return _FORMATS.get(style, _glob)(value)


def _values(value: Selected) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _query_parameters(value: Selected, reference: Reference) -> str:
    return "&".join(f"var-{reference.name}={_percent_encoded(one)}" for one in _values(value))


def _custom_query_parameters(value: Selected, reference: Reference) -> str:
    """The arguments are the parameter's name and a prefix of its values."""
    name, prefix = [*reference.arguments, "", ""][:2]
    start = f"{_percent_encoded(name or reference.name)}={_percent_encoded(prefix)}"
    return "&".join(start + _percent_encoded(one) for one in _values(value))


def _date(value: Selected, reference: Reference) -> str:
    """Milliseconds since the epoch as a date; NaN for another text. A pattern shows it in the reader's zone."""
    text = ",".join(_values(value))
    digits = re.match(r"-?\d+", text)
    if not digits:
        return "NaN"
    milliseconds = int(digits[0])
    time = datetime.fromtimestamp(milliseconds // 1000, UTC).replace(microsecond=milliseconds % 1000 * 1000)
    match ":".join(reference.arguments) or "iso":
        case "ms":
            return text
        case "seconds":
            return str((milliseconds + 500) // 1000)
        case "iso":
            return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case pattern:
            return moment_format(time.astimezone(ZoneInfo(reference.zone)), pattern)


def _timestream(value: Selected) -> str:
    """The plugin's own format: one value as it is, a list as literals of SQL."""
    return value if isinstance(value, str) else _quoted(value, "'", "''")


def _postgresql(value: Selected) -> str:
    """The plugin's own format: one value as it is but for quotes, a list as literals of SQL."""
    return value.replace("'", "''") if isinstance(value, str) else _quoted(value, "'", "''")


def _glob(value: Selected) -> str:
    values = _values(value)
    return "{" + ",".join(values) + "}" if len(values) > 1 else "".join(values)


def _list_in_braces(value: Selected) -> str:
    return value if isinstance(value, str) else "{" + ",".join(value) + "}"


def _json(value: Selected) -> str:
    return value if isinstance(value, str) else json.dumps([*value], ensure_ascii=False, separators=(",", ":"))


def _sql_string(value: Selected) -> str:
    return ",".join("'" + one.replace("'", "''").replace('"', '\\"') + "'" for one in _values(value))


def _quoted(value: Selected, mark: str, escaped: str) -> str:
    return ",".join(f"{mark}{one.replace(mark, escaped)}{mark}" for one in _values(value))


def _regex(value: Selected) -> str:
    values = [re.sub(r"[\\^$*+?.()|\[\]{}/]", r"\\\g<0>", one) for one in _values(value)]
    return values[0] if len(values) == 1 else f"({'|'.join(values)})"


def _lucene(value: Selected) -> str:
    if isinstance(value, str):
        return _lucene_escaped(value)
    return "(" + " OR ".join(f'"{_lucene_escaped(one)}"' for one in value) + ")" if value else "__empty__"


def _lucene_escaped(value: str) -> str:
    is_number = re.fullmatch(r"\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*|\s*", value, re.IGNORECASE)
    return value if is_number else re.sub(r'[!*+\-=<>\s&|()\[\]{}^~?:\\/"]', r"\\\g<0>", value)


def _percent_encoded(value: str) -> str:
    return quote(value, safe="-_.~")


def _text(value: Selected) -> str:
    return " + ".join(one.text if isinstance(one, Option) else one for one in _values(value))


_FORMATS: dict[str, Callable[[Selected], str]] = {
    "timestream": _timestream,
    "postgresql": _postgresql,
    "glob": _glob,
    "raw": lambda value: ",".join(_values(value)),
    "csv": lambda value: ",".join(_values(value)),
    "pipe": lambda value: "|".join(_values(value)),
    "text": _text,
    "json": _json,
    "html": lambda value: escape(", ".join(_values(value))).replace("&#x27;", "&#39;"),
    "singlequote": lambda value: _quoted(value, "'", "\\'"),
    "doublequote": lambda value: _quoted(value, '"', '\\"'),
    "sqlstring": _sql_string,
    "regex": _regex,
    "lucene": _lucene,
    "percentencode": lambda value: _percent_encoded(_list_in_braces(value)),
    "uriencode": lambda value: quote(_list_in_braces(value), safe="-_.~;/?:@&=+$,#"),
}
_FORMATS_WITH_REFERENCE: dict[str, Callable[[Selected, Reference], str]] = {
    "queryparam": _query_parameters,
    "customqueryparam": _custom_query_parameters,
    "distributed": lambda value, reference: f",{reference.name}=".join(_values(value)),
    "join": lambda value, reference: (reference.arguments or (",",))[0].join(_values(value)),
    "date": _date,
}
