"""Calls that SQL writes in a form of their own (EXTRACT(… FROM …), CURRENT_DATE, TRIM(…)), as calls."""

from collections.abc import Callable

from sqlglot import exp

from local.timestream.errors import ValidationException
from local.timestream.sql.types import position

DATE_FIELDS = ("year", "quarter", "month", "week", "day", "day_of_month", "day_of_week", "dow", "day_of_year", "doy")
TIME_FIELDS = ("year_of_week", "yow", "hour", "minute", "second", "millisecond", "nanosecond")


def as_calls(tree: exp.Query) -> exp.Query:
    """The query with calls in the place of such forms."""
    for node in reversed(list(tree.walk())):
        form = FORMS.get(type(node))
        if form is not None:
            node.replace(_placed(form(node), node))
    return tree


def _call(name: str, *arguments: exp.Expr | None) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=[argument.copy() for argument in arguments if argument is not None])


def _placed(new: exp.Expr, old: exp.Expr) -> exp.Expr:
    new.meta.update({name: value for name, value in old.meta.items() if name in ("line", "col", "start", "end")})
    return new


def _extract(node: exp.Expr) -> exp.Expr:
    field = node.name.lower()
    if field not in DATE_FIELDS + TIME_FIELDS:
        raise ValidationException(f"{position(node)}: Invalid EXTRACT field: {field}")
    return _call(field, node.expression)


def _trim(node: exp.Expr) -> exp.Expr:
    name = {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(node.text("position"), "trim")
    return _call(name, node.this)


def _values(node: exp.Expr) -> exp.Expr:
    """`VALUES (('a', 1))` is a row of two columns, like `VALUES ('a', 1)`."""
    rows = [row.copy() for row in node.expressions]
    for row in rows:
        if len(row.expressions) == 1 and isinstance(inner := row.expressions[0].unnest(), exp.Tuple):
            row.set("expressions", inner.expressions)
    return exp.Values(expressions=rows, alias=node.args.get("alias"))


def _lambda(node: exp.Expr) -> exp.Expr:
    """With names for its parameters that no column can have: in DuckDB a column of the same name would win."""
    made: exp.Expr = node.copy()
    names = {parameter.name.lower() for parameter in made.expressions}
    for identifier in list(made.find_all(exp.Identifier)):
        field = isinstance(identifier.parent, exp.Dot) and identifier.arg_key == "expression"
        if identifier.name.lower() in names and not field and not isinstance(identifier.parent, exp.Column):
            identifier.replace(exp.to_identifier(f" {identifier.name.lower()}", quoted=True))
    return made


FORMS: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.CurrentDate: lambda _: _call("date", _call("now")),
    exp.CurrentTime: lambda _: exp.cast(_call("now"), "TIME"),
    exp.CurrentTimestamp: lambda _: _call("now"),
    exp.Extract: _extract,
    exp.Lambda: _lambda,
    exp.Localtime: lambda _: exp.cast(_call("now"), "TIME"),
    exp.Localtimestamp: lambda _: _call("now"),
    exp.StrPosition: lambda node: _call("strpos", node.this, node.args["substr"]),
    exp.Substring: lambda node: _call("substr", node.this, node.args.get("start"), node.args.get("length")),
    exp.Trim: _trim,
    exp.Values: _values,
}
