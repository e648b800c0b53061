"""Timestream's SQL, with Grafana's variables and macros, as PostgreSQL's.

Only what differs is replaced; layout and comments stay. What is not known to mean the same is an error: a query may use
what stands in the tables below, and nothing else.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from inspect import signature

from sqlglot import exp, parse_one
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokenizer_core import TokenType

from local.timestream.sql.dialect import Timestream


class TranslationError(ValueError):
    """A query has something that is not known to mean the same in PostgreSQL."""


@dataclass(frozen=True)
class Translation:
    """A query of PostgreSQL. Where Timestream makes time series of groups, `labels` are the columns that name them, and
    the rows have `time` and one value besides."""

    sql: str
    labels: tuple[str, ...] = ()


# Grafana's Timestream plugin has milliseconds, that of PostgreSQL texts in quotes: those of a wanted type are below.
MACROS = {
    "$__timeFilter": "$__timeFilter(time)",
    "$__timeFrom": "$__unixEpochNanoFrom() / 1000000",
    "$__timeTo": "$__unixEpochNanoTo() / 1000000",
    "$__interval": "$__interval_ms * INTERVAL '1 millisecond'",
}
_TIMES = {
    MACROS["$__timeFrom"]: "$__timeFrom()::timestamptz",
    MACROS["$__timeTo"]: "$__timeTo()::timestamptz",
}

# Functions that are the same, by how many arguments they take: None is any number.
SAME = {
    "abs": 1, "avg": 1, "bool_and": 1, "bool_or": 1, "coalesce": None, "count": 1, "length": 1, "max": 1, "min": 1,
    "now": 0, "nullif": 2, "replace": 3, "strpos": 2, "sum": 1,
}  # fmt: skip


def _operand(text: str) -> str:
    """In brackets, unless it is a name, a number, or a call or brackets already."""
    return text if re.fullmatch(r"[\w.]+|\w*\([^()]*\)", text) else f"({text})"


def _by(value: str, key: str, order: str) -> str:
    """The value beside the highest or lowest key; rows without a key do not count."""
    return f"(array_agg({value} ORDER BY {key}{order}) FILTER (WHERE {_operand(key)} IS NOT NULL))[1]"


def _from_milliseconds(number: str) -> str:
    return _TIMES.get(number) or f"to_timestamp({_operand(number)}::double precision / 1000)"


def _part(name: str) -> Callable[[str], str]:
    """A part of a time in UTC, as a whole number."""
    return lambda time: f"trunc(extract({name} FROM {_operand(time)} AT TIME ZONE 'UTC'))::bigint"


# What stands for a function of Timestream, by its name; each takes its arguments, translated.
FUNCTIONS: dict[str, Callable[..., str]] = {
    "ago": lambda span: f"now() - {span}",
    "approx_percentile": lambda value, part: f"percentile_disc({part}) WITHIN GROUP (ORDER BY {value})",
    "bin": lambda time, span: f"date_bin({span}, {time}, TIMESTAMPTZ 'epoch')",
    "count_if": lambda condition: f"count(*) FILTER (WHERE {condition})",
    # A row for each point; in place of the groups there is an order.
    "create_time_series": lambda time, value: f"{time if time == 'time' else f'{time} AS time'}, {value}",
    "day_of_week": _part("isodow"),
    "from_milliseconds": _from_milliseconds,
    "hour": _part("hour"),
    "if": lambda condition, then, otherwise: f"CASE WHEN {condition} THEN {then} ELSE {otherwise} END",
    "max_by": lambda value, key: _by(value, key, " DESC"),
    "min_by": lambda value, key: _by(value, key, ""),
    "minute": _part("minute"),
    # Halves away from zero, as in Timestream: PostgreSQL's own rounds those of double precision to the even number.
    "round": lambda number: f"trunc({number} + 0.5 * sign({number}))",
    "second": _part("second"),
    "sequence": lambda first, last, step: f"generate_series({first}, {last}, {step})",
    # Of type double precision, unlike `extract`, which takes ten times as long. Stored times are whole milliseconds.
    "to_milliseconds": lambda time: f"(date_part('epoch', {time}) * 1000)::bigint",
}

# A day of PostgreSQL's has 23 or 25 hours where clocks are changed, one of Timestream's has 24.
_UNITS = {
    "MICROSECOND": (1, "microsecond"),
    "MILLISECOND": (1, "millisecond"),
    "SECOND": (1, "second"),
    "MINUTE": (1, "minute"),
    "HOUR": (1, "hour"),
    "DAY": (24, "hour"),
    "WEEK": (168, "hour"),
}

# The rest of the language that queries may use: it means the same.
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg)
_SAME_NODES = {
    *_ARITHMETIC, exp.Alias, exp.And, exp.Anonymous, exp.Array, exp.Between, exp.Boolean, exp.Case, exp.Cast,
    exp.Column, exp.CTE, exp.DataType, exp.Distinct, exp.DPipe, exp.EQ, exp.From, exp.Group, exp.GT, exp.GTE,
    exp.Having, exp.Identifier, exp.If, exp.In, exp.Interval, exp.Is, exp.Join, exp.Limit, exp.Literal, exp.LT,
    exp.LTE, exp.NEQ, exp.Not, exp.Null, exp.Or, exp.Order, exp.Ordered, exp.Paren, exp.Select, exp.Star,
    exp.Subquery, exp.Table, exp.TableAlias, exp.Tuple, exp.Union, exp.Unnest, exp.Values, exp.Var, exp.Where,
    exp.With,
}  # fmt: skip

_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
# What is in quotes or in a comment matches as well, but has no group.
_VARIABLE = re.compile(rf"""{_COMMENT.pattern}|'[^']*'|"[^"]*"|(\$(?:\{{[^}}]*\}}|\w+))""", re.DOTALL)


@cache
def translate(sql: str, *, by_time: bool = True) -> Translation:
    """The query in PostgreSQL's SQL with the macros of Grafana's plugin for it. Raises TranslationError.

    Rows of a time series ascend in time: across all series, as Grafana wants them of which it is to make series; or
    else, not `by_time`, within each, in the query's own order of these.
    """
    # To Timestream's grammar, variables and macros are names in quotes.
    quoted = _VARIABLE.sub(lambda found: f'"{found[1]}"' if found[1] else found[0], sql)
    try:
        tree = parse_one(quoted, dialect=Timestream)
    except (ParseError, TokenError) as error:
        raise TranslationError(f"The query cannot be read: {str(error).splitlines()[0]}") from error
    for node in tree.walk():
        _check(node)
    labels = _series_labels(tree)
    translated = _Query(quoted, tree, makes_series=bool(labels), by_time=by_time).translated()
    if _COMMENT.findall(translated) != _COMMENT.findall(sql):
        raise TranslationError("A comment between a function's arguments would be lost. Put it before the function.")
    return Translation(translated, labels)


def _series_labels(tree: exp.Expr) -> tuple[str, ...]:
    """The columns beside CREATE_TIME_SERIES, of which each combination is a series."""
    calls = [call for call in tree.find_all(exp.Anonymous) if _name(call) == "create_time_series"]
    if not calls:
        return ()
    group = tree.args.get("group")
    if len(calls) > 1 or not isinstance(tree, exp.Select) or calls[0].parent not in tree.expressions or group is None:
        raise TranslationError(
            "CREATE_TIME_SERIES must be one column of the outermost SELECT, with a name and GROUP BY."
        )
    if tree.args.get("having") or tree.args.get("limit"):
        raise TranslationError("HAVING and LIMIT would count rows instead of series: put them into a subquery.")
    labels = [column for column in tree.expressions if column is not calls[0].parent]
    selected = {column.unalias().sql() for column in labels}
    if any(one.sql() not in selected and not isinstance(one, exp.Literal) for one in group.expressions):
        raise TranslationError("Select what the time series are grouped by: two of them would have the same labels.")
    if not labels:
        raise TranslationError("A time series needs a label: select a text beside CREATE_TIME_SERIES.")
    return tuple(column.alias_or_name for column in labels)


class _Query:
    """A query's tokens, and the nodes of its tree that differ by where they begin."""

    def __init__(self, text: str, tree: exp.Expr, *, makes_series: bool, by_time: bool) -> None:
        self._text = text
        self._tokens = Timestream().tokenize(text)
        self._makes_series = makes_series
        self._by_time = by_time
        nodes = [*tree.find_all(exp.Anonymous, exp.Interval), *filter(_is_variable, tree.find_all(exp.Column))]
        self._nodes = {(node.this if isinstance(node, exp.Column) else node).meta["start"]: node for node in nodes}

    def translated(self) -> str:
        before, after = self._text[: self._tokens[0].start], self._text[self._tokens[-1].end + 1 :]
        return before + self._between(0, len(self._tokens)) + after

    def _between(self, first: int, end: int) -> str:
        """The tokens from `first` up to `end`, translated, with what stands between them."""
        text, place = "", first
        while place < end:
            if place > first:
                text += self._text[self._tokens[place - 1].end + 1 : self._tokens[place].start]
            translated, place = self._translated(place)
            text += translated
        return text

    def _translated(self, place: int) -> tuple[str, int]:
        """What the token at `place` becomes, with those that belong to it, and where the next one is."""
        match self._nodes.get(self._tokens[place].start):
            case exp.Column() as variable:
                return _in_brackets(MACROS.get(variable.name, variable.name), variable), place + 1
            case exp.Interval() as interval:
                return _interval(interval), place + 2  # a number and its unit
            case exp.Anonymous() as call if _name(call) not in SAME:
                arguments, after = self._arguments(place + 1)
                translated = FUNCTIONS[_name(call)](*arguments)
                return (_in_brackets(translated, call) if _name(call) == "ago" else translated), after
        return self._keyword(place)

    def _keyword(self, place: int) -> tuple[str, int]:
        text = self._text_of(place)
        kind = self._tokens[place].token_type
        if kind is TokenType.UNNEST and self._text_of(place + 2).lower() == "sequence":
            [sequence], after = self._arguments(place + 1)
            return sequence, after
        if kind is TokenType.DESC and self._text_of(place + 1).lower() != "nulls":
            return f"{text} NULLS LAST", place + 1
        if kind is TokenType.GROUP_BY and self._makes_series and self._depth(place) == 0:
            return self._order_of_series(place)
        return text, place + 1

    def _arguments(self, place: int) -> tuple[list[str], int]:
        """What is in the brackets that open at `place`, by its commas, and where the next token is."""
        arguments, first, depth = [], place + 1, 0
        for here in range(place, len(self._tokens)):
            kind = self._tokens[here].token_type
            depth += (kind in _OPENING) - (kind in _CLOSING)
            if depth == 0 or (depth == 1 and kind is TokenType.COMMA):
                if here > first:
                    arguments.append(self._between(first, here))
                first = here + 1
            if depth == 0:
                break
        return arguments, first

    def _order_of_series(self, place: int) -> tuple[str, int]:
        """Rows in the order of time in place of groups."""
        end = len(self._tokens)
        for here in range(place, end):
            if self._tokens[here].token_type is TokenType.ORDER_BY:
                order = self._between(here + 1, end)
                return f"ORDER BY time, {order}" if self._by_time else f"ORDER BY {order}, time", end
        return "ORDER BY time", end

    def _depth(self, place: int) -> int:
        kinds = [token.token_type for token in self._tokens[:place]]
        return kinds.count(TokenType.L_PAREN) - kinds.count(TokenType.R_PAREN)

    def _text_of(self, place: int) -> str:
        token = self._tokens[place] if place < len(self._tokens) else None
        return self._text[token.start : token.end + 1] if token else ""


_OPENING = (TokenType.L_PAREN, TokenType.L_BRACKET)
_CLOSING = (TokenType.R_PAREN, TokenType.R_BRACKET)


def _name(call: exp.Anonymous) -> str:
    return str(call.this).lower()


def _is_variable(node: exp.Expr) -> bool:
    return isinstance(node, exp.Column) and node.name.startswith("$")


def _in_brackets(text: str, node: exp.Expr) -> str:
    """Brackets for what was one operand, and is now an operator with two."""
    return f"({text})" if " " in text and isinstance(node.parent, (*_ARITHMETIC, exp.DPipe)) else text


def _interval(node: exp.Interval) -> str:
    factor, unit = _UNITS[node.text("unit")]
    number = int(node.name) * factor
    return f"INTERVAL '{number} {unit if number == 1 else unit + 's'}'"


def _check(node: exp.Expr) -> None:
    """Raises TranslationError for what is not known to mean the same."""
    if type(node) not in _SAME_NODES:
        raise TranslationError(f"{node.sql()} is not translated: {type(node).__name__} is not known to mean the same.")
    if isinstance(node, exp.Anonymous):
        _check_call(node)
    elif isinstance(node, exp.Unnest):
        _check_unnest(node)
    elif isinstance(node, exp.Identifier):
        _check_name(node)
    elif isinstance(node, exp.Literal) and node.is_string and "$" in node.name:
        raise TranslationError(f"'{node.name}' has a variable in quotes: write ${{name:sqlstring}}.")
    elif isinstance(node, exp.Interval) and node.text("unit") not in _UNITS:
        raise TranslationError(f"An interval of a {node.text('unit')} is not the same in both.")
    elif isinstance(node, exp.Div):
        _check_division(node)
    elif isinstance(node, exp.Cast) and not (_is_call(node.this, "round") and node.to.is_type("bigint")):
        raise TranslationError(f"{node.sql()}: only CAST(round(…) AS bigint) is the same in both.")


def _check_name(node: exp.Identifier) -> None:
    if "::" in node.name:
        raise TranslationError(f"{node.name} is a column of single-measure records, which PostgreSQL's tables lack.")
    if node.name.startswith("$__") and node.name not in MACROS:
        raise TranslationError(f"{node.name} has no translation. These have one: {', '.join(MACROS)}.")
    if node.name.startswith("$") and node.name != "${database}" and not isinstance(node.parent, exp.Column):
        raise TranslationError(f"{node.name} stands for a name: only values and the database may be variables.")


def _check_call(call: exp.Anonymous) -> None:
    name, given = _name(call), len(call.expressions)
    if name in {"greatest", "least"}:
        raise TranslationError(f"PostgreSQL's {name} passes over nulls, where Timestream's is null: write CASE.")
    if name not in SAME and name not in FUNCTIONS:
        raise TranslationError(f"The function {name} has no translation.")
    takes = SAME[name] if name in SAME else len(signature(FUNCTIONS[name]).parameters)
    if takes not in {None, given}:
        raise TranslationError(f"The function {name} has no translation for {given} arguments.")
    if name == "sequence" and not isinstance(call.parent, exp.Unnest):
        raise TranslationError("A sequence is translated in UNNEST only.")


def _check_unnest(node: exp.Unnest) -> None:
    [content] = node.expressions
    if not (isinstance(content, exp.Array) or _is_call(content, "sequence")):
        raise TranslationError("UNNEST is translated for ARRAY[…] and sequence(…) only.")


def _check_division(node: exp.Div) -> None:
    """In PostgreSQL a division by zero is an error, not infinity. Sums of whole numbers are `numeric` there: it must be
    plain whether two whole numbers are divided as such."""
    divisor = node.expression.unnest()
    nulls_zero = _is_call(divisor, "nullif") and divisor.expressions[-1].name == "0"
    if not nulls_zero and not (isinstance(divisor, exp.Literal) and float(divisor.name)):
        raise TranslationError(f"{node.sql()} may divide by zero: write nullif(…, 0).")
    if not (_is_fraction(node) or (_is_whole(node.this) and _is_whole(divisor))):
        raise TranslationError(f"{node.sql()} may be a division of whole numbers or not: write 1.0 * …")


def _is_call(node: exp.Expr, name: str) -> bool:
    return isinstance(node, exp.Anonymous) and _name(node) == name


def _is_fraction(node: exp.Expr) -> bool:
    """Whether a product has a factor with a decimal point."""
    if isinstance(node, (exp.Mul, exp.Div)):
        return _is_fraction(node.this.unnest()) or _is_fraction(node.expression.unnest())
    return isinstance(node, exp.Literal) and "." in node.name


def _is_whole(node: exp.Expr) -> bool:
    """Whether it is bigint in both for sure."""
    if isinstance(node, (exp.Add, exp.Sub, exp.Mul)):
        return _is_whole(node.this) and _is_whole(node.expression)
    if isinstance(node, exp.Paren):
        return _is_whole(node.this)
    if isinstance(node, exp.Literal):
        return node.name.isdecimal()
    return isinstance(node, exp.Anonymous) and _name(node) in {"to_milliseconds", "count", "count_if"}
