"""The type of each expression of a query.

sqlglot walks the tree and knows the columns; this module adds Timestream's operators and functions, and resolves the
overload of each call. Where a type stays unknown, DuckDB checks it.
"""

from collections.abc import Iterator
from typing import Any

from sqlglot import exp
from sqlglot.optimizer.annotate_types import TypeAnnotator, annotate_types
from sqlglot.schema import MappingSchema
from sqlglot.typing import EXPRESSION_METADATA

from local.timestream.errors import ValidationException
from local.timestream.sql.functions import (
    AGGREGATES,
    DATETIMES,
    NUMBERS,
    WINDOW_FUNCTIONS,
    Signature,
    comparable,
    signatures,
)
from local.timestream.sql.lambdas import annotate_lambdas
from local.timestream.sql.types import (
    DAY,
    INTERVALS,
    MONTH,
    SQLGLOT_TYPES,
    DType,
    element_type,
    position,
    type_list,
    type_of,
)
from local.timestream.sql.window_frames import check_frames

# The result types of arithmetic with timestamps, dates and intervals.
OPERATIONS: dict[tuple[type, str, str], str] = {
    **{(exp.Add, datetime, interval): datetime for datetime in DATETIMES for interval in INTERVALS},
    **{(exp.Add, interval, datetime): datetime for datetime in DATETIMES for interval in INTERVALS},
    **{(exp.Sub, datetime, interval): datetime for datetime in DATETIMES for interval in INTERVALS},
    **{(operator, interval, interval): interval for operator in (exp.Add, exp.Sub) for interval in INTERVALS},
    **{
        (operator, interval, number): interval
        for operator in (exp.Mul, exp.Div)
        for interval in INTERVALS
        for number in NUMBERS
    },
    **{(exp.Mul, number, interval): interval for interval in INTERVALS for number in NUMBERS},
}
MONTH_UNITS = frozenset(("MONTH", "YEAR"))
SYMBOLS = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%"}
COMPARISONS = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.NullSafeEQ: "IS NOT DISTINCT FROM",
    exp.NullSafeNEQ: "IS DISTINCT FROM",
}

LOGICAL = (
    ("this", "Left side of logical expression must evaluate to a boolean (actual: {})"),
    ("expression", "Right side of logical expression must evaluate to a boolean (actual: {})"),
)
# The parts of nodes that must be boolean, with the messages for other types: those of AND and OR are the service's, the
# others those of Presto, which Timestream's SQL comes from. An If is one WHEN of a CASE.
CONDITIONS: dict[type[exp.Expr], tuple[tuple[str, str], ...]] = {
    exp.Where: (("this", "WHERE clause must evaluate to a boolean: actual type {}"),),
    exp.Having: (("this", "HAVING clause must evaluate to a boolean: actual type {}"),),
    exp.Join: (("on", "JOIN ON clause must evaluate to a boolean: actual type {}"),),
    exp.If: (("this", "CASE WHEN clause must evaluate to a boolean (actual: {})"),),
    exp.Not: (("this", "Value of logical NOT expression must evaluate to a boolean (actual: {})"),),
    exp.And: LOGICAL,
    exp.Or: LOGICAL,
}


def annotate(tree: exp.Expr, schema: MappingSchema) -> None:
    """Sets the type of every node, and the signature of every call (`signature` in the node's meta).

    Raises ValidationException for operands and arguments of a wrong type, and for unknown functions.
    """
    annotate_types(tree, schema=schema, expression_metadata=METADATA)
    for operation in tree.find_all(exp.SetOperation):
        _check_columns(operation)
    check_frames(tree)
    for condition, message in _conditions(tree):
        if type_of(condition) not in ("boolean", "null", "unknown"):
            raise ValidationException(f"{position(condition)}: {message.format(type_list(type_of(condition)))}")


def _conditions(tree: exp.Expr) -> Iterator[tuple[exp.Expr, str]]:
    """The expressions that must be boolean. The WHEN of a CASE with a value to compare with is none of them."""
    for node in tree.find_all(*CONDITIONS):
        if not isinstance(node, exp.If) or not node.parent or node.parent.this is None:
            yield from ((node.args[part], message) for part, message in CONDITIONS[type(node)] if node.args.get(part))


def _check_columns(operation: exp.SetOperation) -> None:
    """The columns of both queries must have comparable types; DuckDB checks their number."""
    for number, (left, right) in enumerate(zip(operation.left.selects, operation.right.selects, strict=False), 1):
        types = type_of(left.unalias()), type_of(right.unalias())
        if not comparable(*types):
            raise ValidationException(
                f"{position(right)}: column {number} in {operation.key.upper()} query has incompatible types: "
                f"{type_list(*types)}"
            )


def _call(annotator: TypeAnnotator, node: exp.Anonymous) -> None:
    name = node.name.lower()
    overloads = signatures().get(name)
    if overloads is None:
        raise ValidationException(f"{position(node)}: Function {name} not registered")
    arguments = _arguments(node)
    types = [type_of(argument) for argument in arguments]
    signature = next((overload for overload in overloads if overload.accepts(types)), None)
    if signature is None:
        raise _unexpected(node, overloads, types)
    _check_use(node, signature)
    node.meta["signature"] = signature
    if "lambda" in signature.parameters:
        annotate_lambdas(annotator, signature.name, arguments)
    annotator._set_type(node, _result_type(signature.result, arguments))


def _check_use(node: exp.Anonymous, signature: Signature) -> None:
    """OVER needs an aggregate or a window function, DISTINCT and FILTER an aggregate; window functions need OVER."""
    whole: exp.Expr = node
    while isinstance(whole.parent, exp.Filter | exp.IgnoreNulls | exp.RespectNulls):
        whole = whole.parent
    over = isinstance(whole.parent, exp.Window) and whole.parent.this is whole
    if over and signature.group not in (AGGREGATES, WINDOW_FUNCTIONS):
        raise ValidationException(f"{position(node)}: Not a window function: {signature.name}")
    if signature.group == WINDOW_FUNCTIONS and not over:
        raise ValidationException(f"{position(node)}: Window function {signature.name} requires an OVER clause")
    if any(isinstance(argument, exp.Distinct) for argument in node.expressions[1:]):
        raise ValidationException(f"{position(node)}: DISTINCT must come before the first argument")
    distinct = any(isinstance(argument, exp.Distinct) for argument in node.expressions)
    if (distinct or isinstance(node.parent, exp.Filter)) and signature.group != AGGREGATES:
        raise ValidationException(f"{position(node)}: DISTINCT and FILTER go with aggregates, not {signature.name}")


def _result_type(result: str, arguments: list[exp.Expr]) -> exp.DataType | DType | None:
    """The result type of a signature with these arguments."""
    outer, _, inner = result.removesuffix(">").partition("<")
    if inner:
        element = exp.DataType.build(_result_type(inner, arguments) or DType.UNKNOWN)
        return exp.DataType(this=SQLGLOT_TYPES[outer], expressions=[element], nested=True)
    match result:
        case "same":
            return arguments[0].type
        case "second":
            return arguments[1].type
        case "element":
            return element_type(arguments[0])
        case "lambda":
            return body.type if (body := arguments[-1].this) else None
    return SQLGLOT_TYPES.get(result, DType.UNKNOWN)


def _arguments(node: exp.Anonymous) -> list[exp.Expr]:
    """A call's arguments without DISTINCT, ORDER BY and the star of count(*)."""
    if node.name.lower() == "count" and len(node.expressions) == 1 and isinstance(node.expressions[0], exp.Star):
        return []
    arguments = []
    for argument in node.expressions:
        if isinstance(argument, exp.Distinct):
            arguments += argument.expressions
        elif isinstance(argument, exp.Order):
            arguments.append(argument.this)
        else:
            arguments.append(argument)
    return arguments


def _unexpected(node: exp.Anonymous, overloads: list[Signature], types: list[str]) -> ValidationException:
    if any(INTERVALS & set(overload.parameters) for overload in overloads) and "text literal" in types:
        # `ago('7d')` is a syntax error in the service.
        literal = next(argument for argument in node.expressions if type_of(argument) == "text literal")
        return ValidationException(f"The query syntax is invalid at {position(literal)}")
    name, expected = overloads[0].name, ", ".join(map(str, overloads))
    return ValidationException(
        f"{position(node)}: Unexpected parameters ({type_list(*types)}) for function {name}. Expected: {expected}"
    )


def _arithmetic(annotator: TypeAnnotator, node: exp.Binary) -> None:
    left, right = type_of(node.left), type_of(node.right)
    result = _arithmetic_type(type(node), left, right)
    if result is None:
        raise ValidationException(
            f"{position(node)}: '{SYMBOLS[type(node)]}' cannot be applied to {type_list(left, right)}"
        )
    annotator._set_type(node, SQLGLOT_TYPES.get(result, DType.UNKNOWN))


def _arithmetic_type(operator: type[exp.Expr], left: str, right: str) -> str | None:
    """The result type of an operation; None if there is no such operation."""
    types = {left, right}
    if "null" in types:
        return (types - {"null"} or {"null"}).pop()
    if types <= NUMBERS:
        return max(left, right, key=("integer", "bigint", "double").index)
    if "unknown" in types:
        return "unknown"
    return OPERATIONS.get((operator, left, right))


def _negative(annotator: TypeAnnotator, node: exp.Neg) -> None:
    operand = type_of(node.this)
    if operand not in NUMBERS | INTERVALS | {"unknown", "null"}:
        raise ValidationException(f"{position(node)}: '-' cannot be applied to {type_list(operand)}")
    annotator._set_type(node, node.this.type)


def _comparison(annotator: TypeAnnotator, node: exp.Binary) -> None:
    _check_comparable(node, COMPARISONS[type(node)], node.left, node.right)
    annotator._set_type(node, DType.BOOLEAN)


def _between(annotator: TypeAnnotator, node: exp.Between) -> None:
    for bound in (node.args["low"], node.args["high"]):
        _check_comparable(node, "BETWEEN", node.this, bound)
    annotator._set_type(node, DType.BOOLEAN)


def _in(annotator: TypeAnnotator, node: exp.In) -> None:
    for element in node.expressions:
        _check_comparable(node, "IN", node.this, element)
    annotator._set_type(node, DType.BOOLEAN)


def _check_comparable(node: exp.Expr, operator: str, left: exp.Expr, right: exp.Expr) -> None:
    if not comparable(type_of(left), type_of(right)):
        raise ValidationException(
            f"{position(node)}: '{operator}' cannot be applied to {type_list(type_of(left), type_of(right))}"
        )


def _interval(annotator: TypeAnnotator, node: exp.Interval) -> None:
    months = node.text("unit").upper() in MONTH_UNITS
    annotator._set_type(node, SQLGLOT_TYPES[MONTH if months else DAY])


def _concatenation(annotator: TypeAnnotator, node: exp.DPipe) -> None:
    types = {type_of(node.left), type_of(node.right)} - {"unknown", "null", "text literal"}
    if len(types) > 1 or not types <= {"varchar", "array"}:
        raise ValidationException(
            f"{position(node)}: '||' cannot be applied to {type_list(type_of(node.left), type_of(node.right))}"
        )
    annotator._set_type(node, SQLGLOT_TYPES[types.pop()] if types else DType.UNKNOWN)


def _unnest(annotator: TypeAnnotator, node: exp.Unnest) -> None:
    """A row type: the elements of each array, or the points of each time series, with the column names of the alias."""
    types: list[exp.DataType | DType] = []
    for collection in node.expressions:
        types += [DType.TIMESTAMP] if type_of(collection) == "timeseries" else []
        types.append(element_type(collection))
    columns = [
        exp.ColumnDef(this=exp.to_identifier(name), kind=exp.DataType.build(type_))
        for name, type_ in zip(node.alias_column_names, types, strict=False)
    ]
    annotator._set_type(node, exp.DataType(this=DType.STRUCT, expressions=columns, nested=True))


def _unknown(annotator: TypeAnnotator, node: exp.Expr) -> None:
    annotator._set_type(node, DType.UNKNOWN)


METADATA: dict[type[exp.Expr], dict[str, Any]] = {
    **EXPRESSION_METADATA,
    exp.Anonymous: {"annotator": _call},
    exp.Interval: {"annotator": _interval},
    exp.DPipe: {"annotator": _concatenation},
    exp.Neg: {"annotator": _negative},
    exp.Between: {"annotator": _between},
    exp.In: {"annotator": _in},
    exp.Unnest: {"annotator": _unnest},
    exp.All: {"annotator": _unknown},
    exp.Any: {"annotator": _unknown},
    **{operator: {"annotator": _arithmetic} for operator in SYMBOLS},
    **{operator: {"annotator": _comparison} for operator in COMPARISONS},
}
