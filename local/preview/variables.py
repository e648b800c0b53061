"""Dashboard variables in texts: `$x`, `${x}`, `${x:format}`, `[[x]]`, as Grafana puts their values in."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote


class Verbatim(str):
    """A text that is put in as it is, whatever the format: Grafana's own, such as `__url_time_range`."""

    __slots__ = ()


@dataclass(frozen=True)
class All:
    """ "All" is selected: every one of `values`, or a text of the variable's own that stands for them as it is."""

    values: tuple[str, ...]
    custom: str = ""


class UnknownFormatError(ValueError):
    """A reference uses a format that the preview does not support."""


type Value = str | Sequence[str] | All
type Variables = Mapping[str, Value]
type _Selected = str | Sequence[str]

_REFERENCE = re.compile(
    r"\$(?P<plain>\w+)"
    r"|\[\[(?P<brackets>\w+)(?::(?P<bracket_format>\w+))?\]\]"
    r"|\$\{(?P<braces>\w+)(?::(?P<brace_format>[^}]+))?\}",
    re.ASCII,
)
# What stands for "All" in an address, and in a title.
ALL = "$__all"
_ALL_TEXT = "All"


def interpolate(text: str, variables: Variables, default_format: str = "timestream") -> str:
    """`text` with the variables' values in place of their names. Other names stay as they are.

    A variable that may have several values has a list here, even of one. `default_format` is for
    references that name none: `timestream` in a panel's queries (a list becomes `'a','b'`, one text stays as it is),
    `postgresql` in all of that plugin's (the same, but quotes in one text are doubled), `glob` in a variable's own
    query, `text` in titles and links. Raises UnknownFormatError.
    """

    def value_of(reference: re.Match[str]) -> str:
        name = reference["plain"] or reference["brackets"] or reference["braces"]
        if name not in variables:
            return reference[0]
        style = reference["bracket_format"] or reference["brace_format"] or default_format
        return _formatted(name, variables[name], style)

    return _REFERENCE.sub(value_of, text)


def _formatted(name: str, value: Value, style: str) -> str:
    if isinstance(value, Verbatim):
        return value
    if isinstance(value, All):
        if style == "text":
            return _ALL_TEXT
        if value.custom and style not in {"queryparam", "percentencode"}:
            return value.custom
        value = ALL if style == "queryparam" else value.custom or value.values
    if style == "queryparam":
        return "&".join(f"var-{name}={_percent_encoded(one)}" for one in _values(value))
    if style not in _FORMATS:
        raise UnknownFormatError(f"${{{name}:{style}}} uses a format that the preview does not support.")
    return _FORMATS[style](value)


def _values(value: _Selected) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _timestream(value: _Selected) -> str:
    """The plugin's own format: one value as it is, a list as literals of SQL."""
    return value if isinstance(value, str) else _quoted(value, "'", "''")


def _postgresql(value: _Selected) -> str:
    """The plugin's own format: one value as it is but for quotes, a list as literals of SQL."""
    return value.replace("'", "''") if isinstance(value, str) else _quoted(value, "'", "''")


def _glob(value: _Selected) -> str:
    values = _values(value)
    return values[0] if len(values) == 1 else "{" + ",".join(values) + "}"


def _sql_string(value: _Selected) -> str:
    return ",".join("'" + one.replace("'", "''").replace('"', '\\"') + "'" for one in _values(value))


def _quoted(value: _Selected, mark: str, escaped: str) -> str:
    return ",".join(f"{mark}{one.replace(mark, escaped)}{mark}" for one in _values(value))


def _regex(value: _Selected) -> str:
    values = [re.sub(r"[\\^$*+?.()|\[\]{}/]", r"\\\g<0>", one) for one in _values(value)]
    return values[0] if len(values) == 1 else f"({'|'.join(values)})"


def _percent_encoded(value: str) -> str:
    return quote(value, safe="-_.~")


_FORMATS: dict[str, Callable[[_Selected], str]] = {
    "timestream": _timestream,
    "postgresql": _postgresql,
    "glob": _glob,
    "raw": lambda value: ",".join(_values(value)),
    "csv": lambda value: ",".join(_values(value)),
    "pipe": lambda value: "|".join(_values(value)),
    "text": lambda value: " + ".join(_values(value)),
    "singlequote": lambda value: _quoted(value, "'", "\\'"),
    "doublequote": lambda value: _quoted(value, '"', '\\"'),
    "sqlstring": _sql_string,
    "regex": _regex,
    "percentencode": lambda value: _percent_encoded(_glob(value)),
}
