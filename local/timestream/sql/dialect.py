"""Timestream's SQL as a sqlglot dialect.

It covers only the lexical differences: interval literals such as `15m`, functions by name, case-insensitive
identifiers. `grammar` then checks the parsed tree.
"""

import logging
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from sqlglot import exp, tokens
from sqlglot.dialects.dialect import Dialect, NormalizationStrategy
from sqlglot.generators.duckdb import DuckDBGenerator
from sqlglot.parser import Parser
from sqlglot.tokenizer_core import Token, TokenType

from local.timestream.sql.keywords import names_for_words

# DuckDB reports what sqlglot can not generate for it; sqlglot's warnings would only be noise.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

# The units of interval literals, and their names in INTERVAL '…'.
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
    "y": "YEAR",
    "year": "YEAR",
}
# The next smaller unit of each, and how many of them it has.
SMALLER_UNITS = {
    "YEAR": ("MONTH", 12),
    "WEEK": ("DAY", 7),
    "DAY": ("HOUR", 24),
    "HOUR": ("MINUTE", 60),
    "MINUTE": ("SECOND", 60),
    "SECOND": ("MILLISECOND", 1000),
    "MILLISECOND": ("MICROSECOND", 1000),
    "MICROSECOND": ("NANOSECOND", 1000),
}
INTERVAL = re.compile(rf"[0-9]+(\.[0-9]+)?({'|'.join(UNITS)})")


def _interval(parser: Parser, token: Token) -> exp.Expr:
    """`15m` parsed as `INTERVAL '15' MINUTE`, and `72.5h` as `INTERVAL '4350' MINUTE`."""
    suffix = token.text.lstrip("0123456789.")
    amount, unit = Fraction(token.text.removesuffix(suffix)), UNITS[suffix]
    while amount.denominator > 1 and unit in SMALLER_UNITS:
        unit, factor = SMALLER_UNITS[unit]
        amount *= factor
    if amount.denominator > 1:
        parser.raise_error(f"A {unit} has no parts", token)
    return parser.expression(exp.Interval(this=exp.Literal.string(str(amount)), unit=exp.Var(this=unit)), token)


def _measure_value(parser: Parser, column: exp.Expr, type_: exp.DataType) -> exp.Expr:
    """`measure_value::double` is the name of a column."""
    if not isinstance(column, exp.Column) or column.name.lower() != "measure_value":
        parser.raise_error("Only measure_value has a type after ::")
    name = column.this
    name.set("this", f"measure_value::{type_.this.value.lower()}")
    name.set("quoted", True)
    return column


class TimestreamParser(Parser):
    STRICT_CAST = True
    FUNCTIONS = {}
    FUNCTION_PARSERS = {
        name: Parser.FUNCTION_PARSERS[name] for name in ("CAST", "TRY_CAST", "EXTRACT", "POSITION", "SUBSTRING", "TRIM")
    }
    NO_PAREN_FUNCTIONS = {
        TokenType.CURRENT_DATE: exp.CurrentDate,
        TokenType.CURRENT_TIME: exp.CurrentTime,
        TokenType.CURRENT_TIMESTAMP: exp.CurrentTimestamp,
        TokenType.LOCALTIME: exp.Localtime,
        TokenType.LOCALTIMESTAMP: exp.Localtimestamp,
    }
    NO_PAREN_FUNCTION_PARSERS = {"CASE": Parser.NO_PAREN_FUNCTION_PARSERS["CASE"]}
    # An interval literal is one token, of a token type that Timestream does not use otherwise.
    PRIMARY_PARSERS = {
        **Parser.PRIMARY_PARSERS,
        TokenType.BIT_STRING: _interval,
    }
    # `::` is not a cast: it is a part of the column names of single-measure records.
    COLUMN_OPERATORS = {
        TokenType.DOT: None,
        TokenType.DCOLON: _measure_value,
    }

    def parse(self, raw_tokens: list[Token], sql: str) -> list[exp.Expr | None]:
        return super().parse(names_for_words(self._merge_intervals(raw_tokens)), sql)

    def _parse_csv[Item](self, parse_method: Callable[[], Item | None], sep: TokenType = TokenType.COMMA) -> list[Item]:
        """As in sqlglot, but a missing item before or after a comma is an error."""
        first = parse_method()
        items = [] if first is None else [first]
        while self._match(sep):
            item = parse_method()
            if first is None or item is None:
                self.raise_error("Something must stand on both sides of a comma", self._prev)
            else:
                items.append(item)
        return items

    def _parse_join(self, *arguments: Any, **options: Any) -> exp.Join | None:
        """The same for commas in FROM."""
        comma = self._curr is not None and self._curr.token_type is TokenType.COMMA
        join: exp.Join | None = super()._parse_join(*arguments, **options)
        if comma and join is None:
            self.raise_error("A table must follow a comma", self._prev)
        return join

    def _merge_intervals(self, found: list[Token]) -> list[Token]:
        """The tokens, with a number and the unit that touches it merged into an interval literal."""
        merged: list[Token] = []
        for token in found:
            before = merged[-1] if merged else None
            if before is not None and _adjacent(before, token):
                merged[-1] = self._interval_token(before, token)
            else:
                merged.append(token)
        return merged

    def _interval_token(self, number: Token, unit: Token) -> Token:
        text = number.text + unit.text.lower()
        if INTERVAL.fullmatch(text) is None:
            self.raise_error("An identifier must not start with a digit", number)
        return Token(TokenType.BIT_STRING, text, number.line, unit.col, number.start, unit.end)


class Timestream(Dialect):
    NORMALIZATION_STRATEGY = NormalizationStrategy.CASE_INSENSITIVE
    NULL_ORDERING = "nulls_are_last"
    SUPPORTS_LIMIT_ALL = True

    class Tokenizer(tokens.Tokenizer):
        # Otherwise SHOW, EXPLAIN and the like would swallow the rest of the statement.
        COMMANDS = set()
        KEYWORDS = {
            **tokens.Tokenizer.KEYWORDS,
            "LOCALTIME": TokenType.LOCALTIME,
            "LOCALTIMESTAMP": TokenType.LOCALTIMESTAMP,
            "ROW": TokenType.STRUCT,
        }

    Parser = TimestreamParser
    Generator = DuckDBGenerator


def _adjacent(number: Token, word: Token) -> bool:
    return number.token_type is TokenType.NUMBER and word.start == number.end + 1 and word.text[:1].isalpha()
