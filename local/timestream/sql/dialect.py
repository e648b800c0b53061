"""The grammar of Timestream's SQL as a sqlglot dialect.

Only what is lexically Timestream's own is here: interval literals such as `15m`, no functions but by name, identifiers
without case. What of the parsed tree is allowed is `grammar`'s to say.
"""

import re

from sqlglot import exp, tokens
from sqlglot.dialects.dialect import Dialect, NormalizationStrategy
from sqlglot.generators.duckdb import DuckDBGenerator
from sqlglot.parser import Parser
from sqlglot.tokens import Token, TokenType

# The units of an interval literal and what INTERVAL '…' calls them.
UNITS = {
    "ns": "NANOSECOND",
    "nanosecond": "NANOSECOND",
    "us": "MICROSECOND",
    "microsecond": "MICROSECOND",
    "ms": "MILLISECOND",
    "millisecond": "MILLISECOND",
    "s": "SECOND",
    "second": "SECOND",
    "m": "MINUTE",
    "minute": "MINUTE",
    "h": "HOUR",
    "hour": "HOUR",
    "d": "DAY",
    "day": "DAY",
    "w": "WEEK",
    "week": "WEEK",
    "month": "MONTH",
    "year": "YEAR",
}

_LITERAL = re.compile(r"(\d+)([a-z]+)")


def _interval(text: str) -> exp.Interval:
    """`15m` as the tree of `INTERVAL '15' MINUTE`."""
    number, unit = _LITERAL.fullmatch(text).groups()
    return exp.Interval(this=exp.Literal.string(number), unit=exp.Var(this=UNITS[unit]))


class TimestreamParser(Parser):
    STRICT_CAST = True
    FUNCTIONS = {}
    FUNCTION_PARSERS = {
        name: Parser.FUNCTION_PARSERS[name]
        for name in ("CAST", "TRY_CAST", "EXTRACT", "POSITION", "SUBSTRING", "TRIM")
    }
    NO_PAREN_FUNCTION_PARSERS = {"CASE": Parser.NO_PAREN_FUNCTION_PARSERS["CASE"]}
    # An interval literal comes as one token of a type that Timestream has no other use for.
    PRIMARY_PARSERS = {
        **Parser.PRIMARY_PARSERS,
        TokenType.BIT_STRING: lambda _, token: _interval(token.text),
    }

    def parse(self, raw_tokens: list[Token], sql: str) -> list[exp.Expr | None]:
        return super().parse(_with_intervals(raw_tokens), sql)


class Timestream(Dialect):
    NORMALIZATION_STRATEGY = NormalizationStrategy.CASE_INSENSITIVE
    NULL_ORDERING = "nulls_are_last"
    SUPPORTS_LIMIT_ALL = True

    class Tokenizer(tokens.Tokenizer):
        KEYWORDS = {**tokens.Tokenizer.KEYWORDS, "ROW": TokenType.STRUCT}

    Parser = TimestreamParser
    Generator = DuckDBGenerator


def _with_intervals(found: list[Token]) -> list[Token]:
    """The tokens, with a whole number and a unit that touch each other as one."""
    merged: list[Token] = []
    for token in found:
        before = merged[-1] if merged else None
        if before is not None and _is_interval(before, token):
            text = before.text + token.text.lower()
            merged[-1] = Token(TokenType.BIT_STRING, text, before.line, before.col, before.start, token.end)
        else:
            merged.append(token)
    return merged


def _is_interval(number: Token, unit: Token) -> bool:
    return (
        number.token_type is TokenType.NUMBER
        and number.text.isdecimal()
        and unit.start == number.end + 1
        and unit.text.lower() in UNITS
    )
