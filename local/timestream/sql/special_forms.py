"""Functions with a special syntax (EXTRACT(… FROM …), CURRENT_DATE, TRIM(…)), as ordinary calls."""

from collections.abc import Callable

from sqlglot import exp

from local.timestream.errors import ValidationException
from local.timestream.sql.types import position

DATE_FIELDS = ("year", "quarter", "month", "week", "day", "day_of_month", "day_of_week", "dow", "day_of_year", "doy")
TIME_FIELDS = ("year_of_week", "yow", "hour", "minute", "second", "millisecond", "nanosecond")


def as_calls(tree: exp.Query) -> exp.Query:
    """The query with special forms replaced by calls."""
    for node in reversed(list(tree.walk())):
        form = FORMS.get(type(node))
        if form is not None:
            node.replace(_at_position_of(form(node), node))
    return tree


def _call(name: str, *arguments: exp.Expr | None) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=[argument.copy() for argument in arguments if argument is not None])


def _at_position_of(new: exp.Expr, old: exp.Expr) -> exp.Expr:
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


def _paren(node: exp.Expr) -> exp.Expr:
    """`("a")` is the column `a`, with its name, and `ORDER BY (1)` orders by the first column."""
    return node.this.copy() if isinstance(node.this, exp.Column | exp.Literal) else node


def _values(node: exp.Expr) -> exp.Expr:
    """`VALUES (('a', 1))` is a row of two columns, like `VALUES ('a', 1)`."""
    rows = [row.copy() for row in node.expressions]
    for row in rows:
        if len(row.expressions) == 1 and isinstance(inner := row.expressions[0].unnest(), exp.Tuple):
            row.set("expressions", inner.expressions)
    return exp.Values(expressions=rows, alias=node.args.get("alias"))


def _lambda(node: exp.Expr) -> exp.Expr:
    """Renames the parameters so that no column has their name: in DuckDB a column would shadow them."""
    renamed: exp.Expr = node.copy()
    names = {parameter.name.lower() for parameter in renamed.expressions}
    for identifier in list(renamed.find_all(exp.Identifier)):
        field = isinstance(identifier.parent, exp.Dot) and identifier.arg_key == "expression"
        other = field or isinstance(identifier.parent, exp.Column | exp.ColumnDef)
        if identifier.name.lower() in names and not other:
            new = exp.to_identifier(f" {identifier.name.lower()}", quoted=True)
            identifier.replace(_at_position_of(new, identifier))
    return renamed


FORMS: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.CurrentDate: lambda _: _call("date", _call("now")),
    exp.CurrentTime: lambda _: exp.cast(_call("now"), "TIME"),
    exp.CurrentTimestamp: lambda _: _call("now"),
    exp.Extract: _extract,
    exp.Lambda: _lambda,
    exp.Localtime: lambda _: exp.cast(_call("now"), "TIME"),
    exp.Localtimestamp: lambda _: _call("now"),
    exp.Paren: _paren,
    exp.StrPosition: lambda node: _call("strpos", node.this, node.args["substr"]),
    exp.Substring: lambda node: _call("substr", node.this, node.args.get("start"), node.args.get("length")),
    exp.Trim: _trim,
    exp.Values: _values,
}
