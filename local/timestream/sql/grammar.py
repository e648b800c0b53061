"""The subset of SQL that Timestream has. sqlglot parses far more: everything else is refused by its name."""

from collections.abc import Callable

from sqlglot import exp

from local.timestream.errors import ValidationException
from local.timestream.sql.keywords import RESERVED_WORDS
from local.timestream.sql.types import position

# The allowed nodes of a parsed tree, and the allowed parts of each.
PARTS: dict[type, set[str]] = {
    exp.Select: {
        "with_",
        "expressions",
        "distinct",
        "from_",
        "joins",
        "where",
        "group",
        "having",
        "order",
        "limit",
    },
    exp.Union: {"with_", "this", "expression", "distinct", "order", "limit"},
    exp.Intersect: {"with_", "this", "expression", "distinct", "order", "limit"},
    exp.Except: {"with_", "this", "expression", "distinct", "order", "limit"},
    exp.Subquery: {"this", "alias", "with_", "order", "limit"},
    exp.With: {"expressions"},
    exp.CTE: {"this", "alias"},
    exp.From: {"this"},
    exp.Join: {"this", "on", "side", "kind", "using"},
    exp.Table: {"this", "db", "alias", "joins"},
    exp.TableAlias: {"this", "columns"},
    exp.Values: {"expressions", "alias"},
    exp.Unnest: {"expressions", "alias", "offset"},
    exp.Where: {"this"},
    exp.Group: {"expressions"},
    exp.Having: {"this"},
    exp.Order: {"this", "expressions"},
    exp.Ordered: {"this", "desc", "nulls_first"},
    exp.Limit: {"expression"},
    exp.Distinct: {"expressions"},
    exp.Star: set(),
    exp.Alias: {"this", "alias"},
    exp.Column: {"this", "table", "db"},
    exp.Identifier: {"this", "quoted"},
    exp.Literal: {"this", "is_string"},
    exp.Boolean: {"this"},
    exp.Null: set(),
    exp.Interval: {"this", "unit"},
    exp.Var: {"this"},
    exp.Parameter: {"this"},
    exp.Paren: {"this"},
    exp.Tuple: {"expressions"},
    exp.Array: {"expressions", "value_constructor"},
    exp.Bracket: {"this", "expressions"},
    exp.Dot: {"this", "expression"},
    exp.Anonymous: {"this", "expressions"},
    exp.Lambda: {"this", "expressions"},
    exp.Window: {"this", "partition_by", "order", "spec", "over"},
    exp.WindowSpec: {"kind", "start", "start_side", "end", "end_side"},
    exp.Filter: {"this", "expression"},
    exp.IgnoreNulls: {"this"},
    exp.RespectNulls: {"this"},
    exp.Case: {"this", "ifs", "default"},
    exp.If: {"this", "true"},
    exp.Cast: {"this", "to"},
    exp.TryCast: {"this", "to", "safe"},
    exp.DataType: {"this", "expressions", "nested"},
    exp.DataTypeParam: {"this"},
    exp.ColumnDef: {"this", "kind"},
    exp.Extract: {"this", "expression"},
    exp.StrPosition: {"this", "substr"},
    exp.Substring: {"this", "start", "length"},
    exp.Trim: {"this", "position"},
    exp.CurrentDate: set(),
    exp.CurrentTime: set(),
    exp.CurrentTimestamp: set(),
    exp.Localtime: set(),
    exp.Localtimestamp: set(),
    exp.Neg: {"this"},
    exp.Not: {"this"},
    exp.And: {"this", "expression"},
    exp.Or: {"this", "expression"},
    exp.Add: {"this", "expression"},
    exp.Sub: {"this", "expression"},
    exp.Mul: {"this", "expression"},
    exp.Div: {"this", "expression", "typed", "safe"},
    exp.Mod: {"this", "expression"},
    exp.DPipe: {"this", "expression", "safe"},
    exp.EQ: {"this", "expression"},
    exp.NEQ: {"this", "expression"},
    exp.GT: {"this", "expression"},
    exp.GTE: {"this", "expression"},
    exp.LT: {"this", "expression"},
    exp.LTE: {"this", "expression"},
    exp.NullSafeEQ: {"this", "expression"},
    exp.NullSafeNEQ: {"this", "expression"},
    exp.Is: {"this", "expression"},
    exp.In: {"this", "expressions", "query"},
    exp.Between: {"this", "low", "high"},
    exp.Like: {"this", "expression", "negate"},
    exp.Escape: {"this", "expression"},
    exp.Exists: {"this"},
    exp.All: {"this"},
    exp.Any: {"this"},
}

JOIN_KINDS = {"", "INNER", "OUTER", "CROSS"}
JOIN_SIDES = {"", "LEFT", "RIGHT", "FULL"}


def check(tree: exp.Expr) -> None:
    """Raises ValidationException for any SQL that Timestream does not have; the message names it."""
    for node in tree.walk():
        allowed = PARTS.get(type(node))
        if allowed is None:
            raise _unsupported(node.key)
        for name, part in node.args.items():
            if part and name not in allowed:
                raise _unsupported(f"{node.key} {name.strip('_')}")
        check_node = CHECKS.get(type(node))
        if check_node is not None:
            check_node(node)


def _unsupported(name: str) -> ValidationException:
    return ValidationException(f"{name.upper()} is not supported.")


def _check_join(join: exp.Expr) -> None:
    if join.text("kind") not in JOIN_KINDS or join.text("side") not in JOIN_SIDES:
        raise _unsupported(f"{join.text('side')} {join.text('kind')} join".strip())


def _check_select(select: exp.Expr) -> None:
    if not select.expressions:
        raise ValidationException("The query syntax is invalid: SELECT has no columns.")
    if select.args.get("joins") and not select.args.get("from_"):
        raise ValidationException("The query syntax is invalid: there is no FROM before the join.")


def _check_interval(interval: exp.Expr) -> None:
    if not isinstance(interval.this, exp.Literal):
        raise ValidationException(f"The query syntax is invalid at {position(interval)}")


def _check_operands(node: exp.Expr) -> None:
    for operand in (node.this, node.args.get("expression")):
        if operand is not None and not isinstance(operand, exp.Query):
            raise ValidationException("The query syntax is invalid: a set operation needs two queries.")


def _check_name(node: exp.Expr) -> None:
    if not node.args.get("quoted") and node.name.upper() in RESERVED_WORDS:
        raise ValidationException(f"The query syntax is invalid at {position(node)}")


def _check_star(node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.Select | exp.Column | exp.Anonymous):
        raise ValidationException("The query syntax is invalid: * is not a value.")


def _check_is(node: exp.Expr) -> None:
    if not isinstance(node.expression, exp.Null):
        raise _unsupported(f"IS {node.expression.sql()}")


def _check_limit(node: exp.Expr) -> None:
    limit = node.args["expression"]
    if not (isinstance(limit, exp.Literal) and limit.name.isdecimal()) and limit.name.upper() != "ALL":
        raise _unsupported(f"LIMIT {limit.sql()}")


def _check_frame(node: exp.Expr) -> None:
    """The bounds of a frame are UNBOUNDED, CURRENT ROW, a number with ROWS, or any offset with RANGE."""
    for bound in (node.args.get("start"), node.args.get("end")):
        number = node.text("kind") == "ROWS" and isinstance(bound, exp.Literal)
        if isinstance(bound, exp.Expr) and not number and node.text("kind") != "RANGE":
            raise _unsupported(f"the window frame {node.text('kind')} {bound.sql()}")


def _check_distinct(node: exp.Expr) -> None:
    if isinstance(node.parent, exp.Anonymous) and len(node.expressions) > 1:
        raise _unsupported("DISTINCT of several arguments")


CHECKS: dict[type, Callable[[exp.Expr], None]] = {
    exp.Join: _check_join,
    exp.Select: _check_select,
    exp.Interval: _check_interval,
    exp.Union: _check_operands,
    exp.Intersect: _check_operands,
    exp.Except: _check_operands,
    exp.Is: _check_is,
    exp.Identifier: _check_name,
    exp.Star: _check_star,
    exp.Limit: _check_limit,
    exp.WindowSpec: _check_frame,
    exp.Distinct: _check_distinct,
}
