"""Timestamp literals, and the formats of MySQL and Joda as strftime's."""

import re

from sqlglot import exp

from local.timestream.errors import ValidationException
from local.timestream.sql.types import position, type_of

_DATE = r"\d{4,}-\d{1,2}-\d{1,2}"
_TIME = r"\d{1,2}:\d{1,2}(:\d{1,2}(\.\d{1,9})?)?"
LITERALS = {
    "TIMESTAMP": re.compile(rf"\s*{_DATE}([ T]{_TIME})?Z?\s*"),
    "DATE": re.compile(rf"\s*{_DATE}\s*"),
    "TIME": re.compile(rf"\s*{_TIME}\s*"),
}

MYSQL = {
    "%a": "%a",
    "%b": "%b",
    "%c": "%-m",
    "%d": "%d",
    "%e": "%-d",
    "%f": "%f",
    "%H": "%H",
    "%h": "%I",
    "%I": "%I",
    "%i": "%M",
    "%j": "%j",
    "%k": "%-H",
    "%l": "%-I",
    "%M": "%B",
    "%m": "%m",
    "%p": "%p",
    "%r": "%I:%M:%S %p",
    "%S": "%S",
    "%s": "%S",
    "%T": "%H:%M:%S",
    "%v": "%V",
    "%W": "%A",
    "%x": "%G",
    "%Y": "%Y",
    "%y": "%y",
    "%%": "%%",
}
JODA = {
    "yyyy": "%Y",
    "YYYY": "%Y",
    "y": "%Y",
    "yy": "%y",
    "MMMM": "%B",
    "MMM": "%b",
    "MM": "%m",
    "M": "%-m",
    "dd": "%d",
    "d": "%-d",
    "DDD": "%j",
    "EEEE": "%A",
    "EEE": "%a",
    "E": "%a",
    "HH": "%H",
    "H": "%-H",
    "hh": "%I",
    "h": "%-I",
    "mm": "%M",
    "m": "%-M",
    "ss": "%S",
    "s": "%-S",
    "SSS": "%g",
    "SSSSSS": "%f",
    "a": "%p",
}
_MYSQL_PART = re.compile(r"%.?|[^%]+", re.DOTALL)
_JODA_PART = re.compile(r"'(?P<quoted>[^']*)'|(?P<field>(?P<letter>[a-zA-Z])(?P=letter)*)|(?P<other>[^a-zA-Z']+)")


def check_literal(literal: exp.Expr, type_: exp.DataType) -> None:
    """Raises ValidationException for an invalid literal of a timestamp, date or time."""
    pattern = LITERALS.get(type_.this.value)
    if pattern is not None and pattern.fullmatch(literal.name) is None:
        raise ValidationException(
            f"{position(literal)}: '{literal.name}' is not a valid {type_.this.value.lower()} literal"
        )


def strftime_of_mysql(format_: exp.Expr) -> str:
    """`%Y-%m-%d %H:%i` as `%Y-%m-%d %H:%M`."""
    parts = _MYSQL_PART.findall(_text(format_))
    return "".join(_known(MYSQL, part, format_) if part.startswith("%") else part for part in parts)


def strftime_of_joda(format_: exp.Expr) -> str:
    """`yyyy-MM-dd HH:mm` as `%Y-%m-%d %H:%M`; text in single quotes stands for itself."""
    text, parts, end = _text(format_), [], 0
    for part in _JODA_PART.finditer(text):
        if part["field"]:
            parts.append(_known(JODA, part["field"], format_))
        else:
            parts.append((part["other"] or part["quoted"] or "'").replace("%", "%%"))
        end = part.end()
    if end < len(text):
        raise ValidationException(f"{position(format_)}: Invalid format: {text}")
    return "".join(parts)


def _text(format_: exp.Expr) -> str:
    if type_of(format_) != "text literal":
        raise ValidationException(f"{position(format_)}: A format that is not a literal is not supported.")
    return format_.name


def _known(codes: dict[str, str], code: str, format_: exp.Expr) -> str:
    if code not in codes:
        raise ValidationException(f"{position(format_)}: The format code {code} is not supported.")
    return codes[code]
