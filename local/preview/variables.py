"""Dashboard variables in texts: `$x`, `${x}`, `${x:format}`, `[[x]]`, as Grafana interpolates them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from local.preview.variable_formats import ADDRESS_FORMATS, Reference, formatted


class Verbatim(str):
    """A text that is put in as it is, whatever the format: Grafana's own, such as `__url_time_range`."""

    __slots__ = ()


@dataclass(frozen=True)
class All:
    """ "All" is selected: every one of `values`, or a text of the variable's own that stands for them as it is."""

    values: tuple[str, ...]
    custom: str = ""


type Value = str | Sequence[str] | All
type Variables = Mapping[str, Value]

_REFERENCE = re.compile(
    r"\$(?P<plain>\w+)"
    r"|\[\[(?P<brackets>\w+)(?::(?P<bracket_format>\w+))?\]\]"
    r"|\$\{(?P<braces>\w+)(?::(?P<brace_format>[^}]+))?\}",
    re.ASCII,
)
# What stands for "All" in an address, and in a title.
ALL = "$__all"
_ALL_TEXT = "All"
# The variable that has the reader's time zone.
TIME_ZONE = "__timezone"


def interpolate(text: str, variables: Variables, default_format: str = "timestream") -> str:
    """`text` with the variables' values in place of their names. Other names stay as they are.

    A variable that may have several values has a list here, even of one. `default_format` is for
    references that name none: `timestream` in a panel's queries (a list becomes `'a','b'`, one text stays as it is),
    `postgresql` in all of that plugin's (the same, but quotes in one text are doubled), `glob` in a variable's own
    query, `text` in titles and links.
    """

    def value_of(match: re.Match[str]) -> str:
        name = match["plain"] or match["brackets"] or match["braces"]
        if name not in variables:
            return match[0]
        style, *arguments = (match["bracket_format"] or match["brace_format"] or default_format).split(":")
        reference = Reference(name, tuple(arguments), str(variables.get(TIME_ZONE, "UTC")))
        return _interpolated(variables[name], style, reference)

    return _REFERENCE.sub(value_of, text)


def _interpolated(value: Value, style: str, reference: Reference) -> str:
    if isinstance(value, Verbatim):
        return value
    if not isinstance(value, All):
        return formatted(value, style, reference)
    if style == "text":
        return _ALL_TEXT
    if value.custom and style not in ADDRESS_FORMATS:
        return value.custom
    return formatted(ALL if style == "queryparam" else value.custom or value.values, style, reference)
