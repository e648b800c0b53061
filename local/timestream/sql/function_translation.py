"""Translation of the functions that no DuckDB macro can implement.

Each takes the call and the query's current time in nanoseconds since the epoch."""

from collections.abc import Callable

from sqlglot import exp

from local.timestream.errors import ValidationException
from local.timestream.sql.functions import NUMBERS
from local.timestream.sql.nodes import MONTHS, NANOSECONDS, bigint, call, cast, macro_name
from local.timestream.sql.timestamps import strftime_of_joda, strftime_of_mysql
from local.timestream.sql.types import INTERVALS, position, type_of

TRUNCATED = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
ADDED = ("millisecond", *TRUNCATED)


def _now(_: exp.Expr, now: int) -> exp.Expr:
    return call("make_timestamp_ns", bigint(now))


def _ago(node: exp.Expr, now: int) -> exp.Expr:
    interval = node.expressions[0]
    if type_of(interval) not in INTERVALS:  # NULL, the only other argument that the signature accepts
        return cast(interval, "TIMESTAMP_NS")
    negative = call(f"ts_{macro_name(type_of(interval))}_negative", interval)
    return call(f"ts_timestamp_plus_{macro_name(type_of(interval))}", _now(node, now), negative)


def _count(_: exp.Expr, __: int) -> exp.Expr:
    return exp.Count(this=exp.Star())


def _count_if(node: exp.Expr, _: int) -> exp.Expr:
    """DuckDB's count_if is null if no condition is known; Timestream's is 0."""
    return exp.Count(this=exp.Nullif(this=node.expressions[0].copy(), expression=exp.false()))


def _approx_distinct(node: exp.Expr, _: int) -> exp.Expr:
    """Exact, which satisfies any error bound."""
    return exp.Count(this=exp.Distinct(expressions=[node.expressions[0].copy()]))


def _create_time_series(node: exp.Expr, _: int) -> exp.Expr:
    time, value = node.expressions
    parts = {"time": cast(time.copy(), "TIMESTAMP_NS"), "value": value}
    point = exp.Struct(
        expressions=[exp.PropertyEQ(this=exp.to_identifier(name), expression=part) for name, part in parts.items()]
    )
    ordered = exp.Order(this=point, expressions=[exp.Ordered(this=time)])
    return exp.Anonymous(this="list", expressions=[ordered])


def _extreme(node: exp.Expr, _: int) -> exp.Expr:
    """greatest and least: null if any argument is null; DuckDB's ignore nulls."""
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
    """The last function, `s -> ...`, is applied to the state through a list of one element."""
    array, start, step, result = node.expressions
    state = exp.Array(expressions=[call("list_reduce", array, step, start)])
    return call("list_extract", call("list_transform", state, result), exp.Literal.number(1))


def _unit(node: exp.Expr, units: tuple[str, ...]) -> str:
    literal = node.expressions[0]
    if type_of(literal) != "text literal" or literal.name.lower() not in units:
        raise ValidationException(f"{position(node)}: '{literal.name}' is not a valid TIMESTAMP field")
    return str(literal.name.lower())


def _date_trunc(node: exp.Expr, _: int) -> exp.Expr:
    return call(f"ts_{type_of(node)}_trunc", exp.Literal.string(_unit(node, TRUNCATED)), node.expressions[1])


def _date_add(node: exp.Expr, _: int) -> exp.Expr:
    unit = _unit(node, ADDED).upper()
    added, name, size = ("month", "ts_months", MONTHS[unit]) if unit in MONTHS else ("day", "ts_ns", NANOSECONDS[unit])
    amount = exp.Mul(this=cast(node.expressions[1], "BIGINT"), expression=bigint(size))
    return call(f"ts_{type_of(node)}_plus_{added}", node.expressions[2], call(name, amount))


def _date_diff(node: exp.Expr, _: int) -> exp.Expr:
    unit = _unit(node, ADDED).upper()
    counted, size = ("month", MONTHS[unit]) if unit in MONTHS else ("day", NANOSECONDS[unit])
    return call(f"ts_diff_{counted}", bigint(size), *node.expressions[1:])


def _sign(node: exp.Expr, _: int) -> exp.Expr:
    return cast(call("sign", *node.expressions), type_of(node) if type_of(node) in NUMBERS else "DOUBLE")


def _formatted(strftime: Callable[[exp.Expr], str]) -> Callable[[exp.Expr, int], exp.Expr]:
    return lambda node, _: call("strftime", node.expressions[0], exp.Literal.string(strftime(node.expressions[1])))


def _parsed(strftime: Callable[[exp.Expr], str]) -> Callable[[exp.Expr, int], exp.Expr]:
    return lambda node, _: call("ts_parsed", node.expressions[0], exp.Literal.string(strftime(node.expressions[1])))


TRANSLATIONS: dict[str, Callable[[exp.Expr, int], exp.Expr]] = {
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
