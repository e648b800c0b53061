"""Rewrites of Timestream's SQL for DuckDB: one function per type of node."""

from collections.abc import Callable

from sqlglot import exp

from local.timestream.errors import ValidationException
from local.timestream.sql.casts import translate_cast
from local.timestream.sql.function_translation import TRANSLATIONS
from local.timestream.sql.functions import NUMBERS, Signature
from local.timestream.sql.nodes import MONTHS, NANOSECONDS, bigint, call, cast, macro_name
from local.timestream.sql.timestamps import check_literal
from local.timestream.sql.types import INTERVALS, position, type_of
from local.timestream.sql.window_frames import rewrite_frame

LARGEST_BIGINT = 2**63 - 1
# Macros for the results of aggregates: in DuckDB sums of integers are hugeint, and lists may have nulls.
AGGREGATE_MACROS = {
    "sum": "ts_narrow",
    "count_if": "ts_narrow",
    "create_time_series": "ts_without_nulls",
}


def rewrite(tree: exp.Expr, now: int) -> exp.Expr:
    """An annotated tree rewritten for DuckDB. `now` is the query's current time in nanoseconds since the epoch."""
    root = exp.Paren(this=tree)
    _wrap_aggregates(root)
    for node in reversed(list(tree.walk())):
        rule = NODES.get(type(node))
        if rule is not None and (new := rule(node, now)) is not node:
            new.type = node.type
            node.replace(new)
    rewritten: exp.Expr = root.this
    return rewritten


def _wrap_aggregates(tree: exp.Expr) -> None:
    """Applies macros to the results of some aggregates, outside of their FILTER and OVER."""
    for function in list(tree.find_all(exp.Anonymous)):
        macro = AGGREGATE_MACROS.get(function.name.lower()) if "signature" in function.meta else None
        if macro is None or (macro == "ts_narrow" and type_of(function) == "double"):
            continue
        whole: exp.Expr = function
        while isinstance(whole.parent, exp.Filter | exp.Window | exp.IgnoreNulls) and whole.parent.this is whole:
            whole = whole.parent
        wrapped = exp.Anonymous(this=macro)
        wrapped.type = whole.type
        whole.replace(wrapped)
        wrapped.set("expressions", [whole])


def _literal(node: exp.Expr, _: int) -> exp.Expr:
    if node.args["is_string"]:
        return node
    if not node.name.isdecimal():
        return cast(node.copy(), "DOUBLE")
    if int(node.name) > LARGEST_BIGINT:
        raise ValidationException(f"{position(node)}: Invalid numeric literal: {node.name}")
    return node


def _interval(node: exp.Expr, _: int) -> exp.Expr:
    unit, text = node.text("unit").upper(), node.this.name
    if not text.removeprefix("-").isdecimal() or unit not in NANOSECONDS | MONTHS:
        raise ValidationException(f"The query syntax is invalid at {position(node)}")
    name, size = ("ts_months", MONTHS[unit]) if unit in MONTHS else ("ts_ns", NANOSECONDS[unit])
    if abs(amount := int(text) * size) > LARGEST_BIGINT:
        raise ValidationException(f"{position(node)}: Invalid interval literal: {text} {unit.lower()}")
    return call(name, bigint(amount))


def _arithmetic(node: exp.Expr, _: int) -> exp.Expr:
    """Arithmetic of numbers is DuckDB's; that of timestamps and intervals is done by macros. An operand of unknown
    type beside an interval uses a macro that DuckDB overloads by type; such macros can not contain aggregates."""
    left, right = type_of(node.this), type_of(node.expression)
    if "null" in (left, right):
        return exp.Null()
    if isinstance(node, exp.Div) and {left, right} <= NUMBERS - {"double"}:
        return exp.IntDiv(this=node.this, expression=node.expression)
    if not {left, right} & INTERVALS:
        unclear = isinstance(node, exp.Div) and "unknown" in (left, right) and "double" not in (left, right)
        return call("ts_divided", node.this, node.expression) if unclear else node
    return _interval_arithmetic(node, left, right)


def _interval_arithmetic(node: exp.Expr, left: str, right: str) -> exp.Expr:
    first, second = node.this, node.expression
    if isinstance(node, exp.Mul | exp.Div):
        if right in INTERVALS:
            left, first, second = right, second, first
        return call(f"ts_{macro_name(left)}_{'times' if isinstance(node, exp.Mul) else 'divided'}", first, second)
    if isinstance(node, exp.Sub):
        second = call(f"ts_{macro_name(right)}_negative", second)
    if "unknown" in (left, right):
        return call("ts_plus", first, second)
    if left in INTERVALS and right not in INTERVALS:
        left, right, first, second = right, left, second, first
    return call(f"ts_{macro_name(left)}_plus_{macro_name(right)}", first, second)


def _modulo(node: exp.Expr, _: int) -> exp.Expr:
    return call("ts_mod", node.this, node.expression)


def _negative(node: exp.Expr, _: int) -> exp.Expr:
    of = type_of(node.this)
    if of in NUMBERS:
        return node
    return call(f"ts_{macro_name(of)}_negative" if of in INTERVALS else "ts_negative", node.this)


def _subscript(node: exp.Expr, _: int) -> exp.Expr:
    if len(node.expressions) != 1:
        raise ValidationException("A slice of an array is not supported; use slice().")
    return call("ts_subscript", node.this, cast(node.expressions[0], "BIGINT"))


def _cast_to(node: exp.Expr, _: int) -> exp.Expr:
    type_ = node.args["to"]
    if isinstance(node.this, exp.Literal) and node.this.is_string:
        check_literal(node.this, type_)
    new = translate_cast(node.this, type_)
    return call("try", new) if isinstance(node, exp.TryCast) else new


def _limit(node: exp.Expr, _: int) -> exp.Expr:
    if node.args["expression"].name.upper() == "ALL" and node.parent is not None:
        node.parent.set("limit", None)
    return node


def _unnest(node: exp.Expr, _: int) -> exp.Expr:
    """UNNEST as a lateral subquery. Rows, such as the points of a time series, become a column for each field; there
    are rows if the alias has more column names than there are arrays."""
    alias = node.args["alias"]
    names = [column.copy() for column in alias.columns]
    ordinality = node.args.get("offset")
    if isinstance(ordinality, exp.Identifier):
        names.append(ordinality.copy())
    rows = len(names) - bool(ordinality) > len(node.expressions)
    depth = [exp.PropertyEQ(this=exp.Identifier(this="max_depth"), expression=exp.Literal.number(2))] if rows else []
    columns: list[exp.Expr] = [
        exp.Anonymous(this="unnest", expressions=[array.copy(), *depth]) for array in node.expressions
    ]
    select = exp.Select(expressions=columns)
    if ordinality:
        numbered = exp.Window(this=exp.Anonymous(this="row_number"), over="OVER")
        select = exp.Select(expressions=[exp.Star(), numbered]).from_(select.subquery("elements"))
    subquery = exp.Subquery(this=select)
    new_alias = exp.TableAlias(this=alias.this.copy(), columns=names)
    if isinstance(node.parent, exp.From):
        subquery.set("alias", new_alias)
        return subquery
    return exp.Lateral(this=subquery, alias=new_alias)


def _function(node: exp.Expr, now: int) -> exp.Expr:
    signature: Signature | None = node.meta.get("signature")
    if signature is None:
        return node
    node.set("expressions", [_argument(signature, place, part) for place, part in enumerate(node.expressions)])
    if signature.target != "rewrite":
        return call(signature.target, *node.expressions)
    return TRANSLATIONS[signature.name](node, now)


def _argument(signature: Signature, place: int, argument: exp.Expr) -> exp.Expr:
    """The argument, cast to a timestamp if the parameter is one and the argument is a text literal."""
    parameter = signature.parameters[min(place, len(signature.parameters) - 1)] if signature.parameters else "any"
    if parameter == "timestamp" and type_of(argument) == "text literal":
        type_ = exp.DataType.build("TIMESTAMP")
        check_literal(argument, type_)
        return translate_cast(argument, type_)
    return argument


NODES: dict[type[exp.Expr], Callable[[exp.Expr, int], exp.Expr]] = {
    exp.Anonymous: _function,
    exp.Literal: _literal,
    exp.Interval: _interval,
    exp.Add: _arithmetic,
    exp.Sub: _arithmetic,
    exp.Mul: _arithmetic,
    exp.Div: _arithmetic,
    exp.Mod: _modulo,
    exp.Neg: _negative,
    exp.Bracket: _subscript,
    exp.Cast: _cast_to,
    exp.TryCast: _cast_to,
    exp.Limit: _limit,
    exp.Unnest: _unnest,
    exp.Window: rewrite_frame,
}
