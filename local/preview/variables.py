"""Dashboard variables in texts: `$x`, `${x}`, `${x:format}`, `[[x]]`, as Grafana puts their values in."""

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote


class AllValue(str):
    """What "All" stands for where a variable has its own value for it: put in as it is, whatever the format."""

    __slots__ = ()


class UnknownFormatError(ValueError):
    """A variable is asked for in a format that the preview does not know."""


type Value = str | Sequence[str]
type Variables = Mapping[str, Value]

_REFERENCE = re.compile(
    r"\$(?P<plain>\w+)"
    r"|\[\[(?P<brackets>\w+)(?::(?P<bracket_format>\w+))?\]\]"
    r"|\$\{(?P<braces>\w+)(?::(?P<brace_format>[^}]+))?\}",
    re.ASCII,
)
# Formats that a custom value for "All" takes part in.
_EVEN_FOR_ALL = {"text", "percentencode", "queryparam"}


def interpolate(text: str, variables: Variables, default_format: str = "timestream") -> str:
    """`text` with the variables' values in place of their names. Names that are none of `variables` stay as they are.

    A variable that may have several values has a list here, though there be one in it. `default_format` is for
    references that name none: `timestream` in a panel's queries (a list becomes `'a','b'`, one text stays as it is),
    `glob` in a variable's own query, `text` in titles and links. Raises UnknownFormatError.
    """

    def value_of(reference: re.Match[str]) -> str:
        name = reference["plain"] or reference["brackets"] or reference["braces"]
        if name not in variables:
            return reference[0]
        style = reference["bracket_format"] or reference["brace_format"] or default_format
        return _formatted(name, variables[name], style)

    return _REFERENCE.sub(value_of, text)


def _formatted(name: str, value: Value, style: str) -> str:
    if isinstance(value, AllValue) and style not in _EVEN_FOR_ALL:
        return value
    if style == "queryparam":
        return "&".join(f"var-{name}={_percent_encoded(one)}" for one in _values(value))
    if style not in _FORMATS:
        raise UnknownFormatError(f"${{{name}:{style}}} is in a format that the preview does not know.")
    return _FORMATS[style](value)


def _values(value: Value) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _timestream(value: Value) -> str:
    """The plugin's own format: one value as it is, a list as literals of SQL."""
    return value if isinstance(value, str) else _quoted(value, "'", "''")


def _glob(value: Value) -> str:
    values = _values(value)
    return values[0] if len(values) == 1 else "{" + ",".join(values) + "}"


def _sql_string(value: Value) -> str:
    return ",".join("'" + one.replace("'", "''").replace('"', '\\"') + "'" for one in _values(value))


def _quoted(value: Value, mark: str, escaped: str) -> str:
    return ",".join(f"{mark}{one.replace(mark, escaped)}{mark}" for one in _values(value))


def _regex(value: Value) -> str:
    values = [re.sub(r"[\\^$*+?.()|\[\]{}/]", r"\\\g<0>", one) for one in _values(value)]
    return values[0] if len(values) == 1 else f"({'|'.join(values)})"


def _percent_encoded(value: str) -> str:
    return quote(value, safe="-_.~")


_FORMATS: dict[str, Callable[[Value], str]] = {
    "timestream": _timestream,
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
