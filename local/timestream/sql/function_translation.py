"""The calls that no macro can stand for: a function for each, of the call and the query's present in nanoseconds since
the epoch."""

from collections.abc import Callable

from sqlglot import exp

from local.timestream.errors import ValidationException
from local.timestream.sql.functions import NUMBERS
from local.timestream.sql.nodes import MONTHS, NANOSECONDS, bigint, call, cast, word
from local.timestream.sql.timestamps import strftime_of_joda, strftime_of_mysql
from local.timestream.sql.types import INTERVALS, kind, position

TRUNCATED = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
ADDED = ("millisecond", *TRUNCATED)


def _now(_: exp.Expr, now: int) -> exp.Expr:
    return call("make_timestamp_ns", bigint(now))


def _ago(node: exp.Expr, now: int) -> exp.Expr:
    interval = node.expressions[0]
    if kind(interval) not in INTERVALS:  # it is null, as nothing else is taken
        return cast(interval, "TIMESTAMP_NS")
    negative = call(f"ts_{word(kind(interval))}_negative", interval)
    return call(f"ts_timestamp_plus_{word(kind(interval))}", _now(node, now), negative)


def _count(_: exp.Expr, __: int) -> exp.Expr:
    return exp.Count(this=exp.Star())


def _count_if(node: exp.Expr, _: int) -> exp.Expr:
    """DuckDB's own is null where no condition is known; Timestream's counts none."""
    return exp.Count(this=exp.Nullif(this=node.expressions[0].copy(), expression=exp.false()))


def _approx_distinct(node: exp.Expr, _: int) -> exp.Expr:
    """Exact: an approximation that is never off."""
    return exp.Count(this=exp.Distinct(expressions=[node.expressions[0].copy()]))


def _create_time_series(node: exp.Expr, _: int) -> exp.Expr:
    time, value = node.expressions
    parts = {"time": cast(time.copy(), "TIMESTAMP_NS"), "value": value}
    point = exp.Struct(
        expressions=[
            exp.PropertyEQ(this=exp.to_identifier(name), expression=call("ts_not_null", part, exp.Literal.string(name)))
            for name, part in parts.items()
        ]
    )
    ordered = exp.Order(this=point, expressions=[exp.Ordered(this=time)])
    return exp.Anonymous(this="list", expressions=[ordered])


def _extreme(node: exp.Expr, _: int) -> exp.Expr:
    """greatest and least, which are null as soon as an argument is; DuckDB's pass over nulls."""
    nulls = [argument.copy().is_(exp.null()) for argument in node.expressions]
    return exp.case().when(exp.or_(*nulls), exp.null()).else_(call(node.name, *node.expressions))


def _if(node: exp.Expr, _: int) -> exp.Expr:
    condition, *branches = [argument.copy() for argument in node.expressions]
    case = exp.case().when(condition, branches[0])
    return case.else_(branches[1]) if len(branches) > 1 else case


def _try(node: exp.Expr, _: int) -> exp.Expr:
    return call("try", *node.expressions)


def _concat(node: exp.Expr, _: int) -> exp.Expr:
    first, *others = node.expressions
    joined: exp.Expr = first
    for other in others:
        joined = exp.DPipe(this=joined, expression=other)
    return joined


def _reduce(node: exp.Expr, _: int) -> exp.Expr:
    """The last function, `s -> ...`, is applied to the state as to a list's only element."""
    array, start, step, result = node.expressions
    state = exp.Array(expressions=[call("list_reduce", array, step, start)])
    return call("list_extract", call("list_transform", state, result), exp.Literal.number(1))


def _unit(node: exp.Expr, units: tuple[str, ...]) -> str:
    literal = node.expressions[0]
    if kind(literal) != "text literal" or literal.name.lower() not in units:
        raise ValidationException(f"{position(node)}: '{literal.name}' is not a valid TIMESTAMP field")
    return str(literal.name.lower())


def _date_trunc(node: exp.Expr, _: int) -> exp.Expr:
    return call(f"ts_{kind(node)}_trunc", exp.Literal.string(_unit(node, TRUNCATED)), node.expressions[1])


def _date_add(node: exp.Expr, _: int) -> exp.Expr:
    unit = _unit(node, ADDED).upper()
    added, name, size = ("month", "ts_months", MONTHS[unit]) if unit in MONTHS else ("day", "ts_ns", NANOSECONDS[unit])
    amount = exp.Mul(this=cast(node.expressions[1], "BIGINT"), expression=bigint(size))
    return call(f"ts_{kind(node)}_plus_{added}", node.expressions[2], call(name, amount))


def _date_diff(node: exp.Expr, _: int) -> exp.Expr:
    unit = _unit(node, ADDED).upper()
    counted, size = ("month", MONTHS[unit]) if unit in MONTHS else ("day", NANOSECONDS[unit])
    return call(f"ts_diff_{counted}", bigint(size), *node.expressions[1:])


def _sign(node: exp.Expr, _: int) -> exp.Expr:
    return cast(call("sign", *node.expressions), kind(node) if kind(node) in NUMBERS else "DOUBLE")


def _formatted(strftime: Callable[[exp.Expr], str]) -> Callable[[exp.Expr, int], exp.Expr]:
    return lambda node, _: call("strftime", node.expressions[0], exp.Literal.string(strftime(node.expressions[1])))


def _parsed(strftime: Callable[[exp.Expr], str]) -> Callable[[exp.Expr, int], exp.Expr]:
    return lambda node, _: call("ts_parsed", node.expressions[0], exp.Literal.string(strftime(node.expressions[1])))


CALLS: dict[str, Callable[[exp.Expr, int], exp.Expr]] = {
    "ago": _ago,
    "approx_distinct": _approx_distinct,
    "concat": _concat,
    "count": _count,
    "count_if": _count_if,
    "create_time_series": _create_time_series,
    "date_add": _date_add,
    "date_diff": _date_diff,
    "date_format": _formatted(strftime_of_mysql),
    "date_parse": _parsed(strftime_of_mysql),
    "date_trunc": _date_trunc,
    "format_datetime": _formatted(strftime_of_joda),
    "greatest": _extreme,
    "if": _if,
    "least": _extreme,
    "now": _now,
    "parse_datetime": _parsed(strftime_of_joda),
    "reduce": _reduce,
    "sign": _sign,
    "try": _try,
}
