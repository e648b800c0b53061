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
    SHORT,
    WINDOW_FUNCTIONS,
    Signature,
    comparable,
    signatures,
)

DType = exp.DType

DAY, MONTH = SHORT["interval"], SHORT["months"]
# sqlglot's type for each of Timestream's. sqlglot has neither time series nor intervals of months: they use types that
# Timestream does not have.
SQLGLOT_TYPES = {
    "varchar": DType.VARCHAR,
    "boolean": DType.BOOLEAN,
    "integer": DType.INT,
    "bigint": DType.BIGINT,
    "double": DType.DOUBLE,
    "timestamp": DType.TIMESTAMP,
    "date": DType.DATE,
    "time": DType.TIME,
    DAY: DType.INTERVAL,
    MONTH: DType.YEAR,
    "array": DType.ARRAY,
    "timeseries": DType.VECTOR,
    "row": DType.STRUCT,
    "null": DType.NULL,
}
TYPE_NAMES = {type_: name for name, type_ in SQLGLOT_TYPES.items()} | {DType.TEXT: "varchar", DType.DECIMAL: "double"}

INTERVALS = frozenset((DAY, MONTH))
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

# The parts of nodes that must be boolean. An If is one WHEN of a CASE, which may have a value to compare with.
CONDITIONS: dict[type[exp.Expr], tuple[str, ...]] = {
    exp.Where: ("this",),
    exp.Having: ("this",),
    exp.Join: ("on",),
    exp.If: ("this",),
    exp.Not: ("this",),
    exp.And: ("this", "expression"),
    exp.Or: ("this", "expression"),
}


def annotate(tree: exp.Expr, schema: MappingSchema) -> None:
    """Sets the type of every node, and the signature of every call (`signature` in the node's meta).

    Raises ValidationException for operands and arguments of a wrong type, and for unknown functions.
    """
    annotate_types(tree, schema=schema, expression_metadata=METADATA)
    for operation in tree.find_all(exp.SetOperation):
        _check_columns(operation)
    for condition in _conditions(tree):
        actual = type_list(type_of(condition))
        if actual not in ("boolean", "null", "unknown"):
            raise ValidationException(
                f"{position(condition)}: A condition must evaluate to a boolean (actual: {actual})"
            )


def _conditions(tree: exp.Expr) -> Iterator[exp.Expr]:
    for node in tree.find_all(*CONDITIONS):
        if not isinstance(node, exp.If) or not node.parent or node.parent.this is None:
            yield from (node.args[part] for part in CONDITIONS[type(node)] if node.args.get(part))


def _check_columns(operation: exp.SetOperation) -> None:
    """The columns of both queries must have comparable types; DuckDB checks their number."""
    for number, (left, right) in enumerate(zip(operation.left.selects, operation.right.selects, strict=False), 1):
        types = type_of(left.unalias()), type_of(right.unalias())
        if not comparable(*types):
            raise ValidationException(
                f"{position(right)}: column {number} in {operation.key.upper()} query has incompatible types: "
                f"{type_list(*types)}"
            )


def type_of(node: exp.Expr) -> str:
    """The type of an annotated node: a key of SQLGLOT_TYPES, "text literal", "lambda", "star" or "unknown"."""
    if isinstance(node, exp.Lambda | exp.Star):
        return node.key
    if isinstance(node, exp.Literal) and node.is_string:
        return "text literal"
    if isinstance(node, exp.Null):
        return "null"
    return TYPE_NAMES.get(node.type.this, "unknown") if isinstance(node.type, exp.DataType) else "unknown"


def type_list(*types: str) -> str:
    """Types as listed in messages."""
    return ", ".join("varchar" if type_ == "text literal" else type_ for type_ in types)


def position(node: exp.Expr) -> str:
    """The position of a node in the query as in the service's messages: `line 1:8`."""
    places = [found.meta for found in node.walk() if "line" in found.meta]
    if not places:
        return "line 1:1"
    first = min(places, key=lambda meta: meta["start"])
    return f"line {first['line']}:{first['col'] - (first['end'] - first['start'])}"


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
            return _element(arguments[0])
    return SQLGLOT_TYPES.get(result, DType.UNKNOWN)


def _element(collection: exp.Expr) -> exp.DataType | DType:
    """The type of an array's elements or a time series' values."""
    elements = collection.type.expressions if isinstance(collection.type, exp.DataType) else []
    return elements[0] if elements else DType.UNKNOWN


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
        types.append(_element(collection))
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
