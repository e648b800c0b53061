"""The types of lambdas: those of their parameters depend on the collection, those of their bodies on the parameters."""

from sqlglot import exp
from sqlglot.optimizer.annotate_types import TypeAnnotator

from local.timestream.errors import ValidationException
from local.timestream.sql.functions import NUMBERS
from local.timestream.sql.types import SQLGLOT_TYPES, DType, element_type, position, type_list, type_of

type Type = exp.DataType | DType | None


def annotate_lambdas(annotator: TypeAnnotator, name: str, arguments: list[exp.Expr]) -> None:
    """Sets the types in the lambdas of a call of `filter`, `transform` or `reduce`.

    Raises ValidationException for a lambda with a wrong number of parameters, and for errors in its body.
    """
    element = _parameter_type(arguments[0])
    if name == "reduce":
        _, initial, step, result = arguments
        state: Type = initial.type
        _annotate(annotator, step, state, element)
        if {type_of(initial), type_of(step.this)} <= NUMBERS:
            # In `reduce(array, 0, (s, x) -> s + x / 2.0, s -> s)` the state is a double.
            state = SQLGLOT_TYPES[max(type_of(initial), type_of(step.this), key=("integer", "bigint", "double").index)]
            _annotate(annotator, step, state, element)
        _annotate(annotator, result, state)
        return
    _annotate(annotator, arguments[1], element)
    body = arguments[1].this
    if name == "filter" and type_of(body) not in ("boolean", "null", "unknown"):
        raise ValidationException(
            f"{position(body)}: The lambda of filter must evaluate to a boolean (actual: {type_list(type_of(body))})"
        )


def _parameter_type(collection: exp.Expr) -> Type:
    """The type of an array's elements; for a time series that of its points, which are rows."""
    element = element_type(collection)
    if type_of(collection) != "timeseries":
        return element
    fields = [
        exp.ColumnDef(this=exp.to_identifier(name), kind=exp.DataType.build(type_))
        for name, type_ in (("time", DType.TIMESTAMP), ("value", element))
    ]
    return exp.DataType(this=DType.STRUCT, expressions=fields, nested=True)


def _annotate(annotator: TypeAnnotator, lambda_: exp.Expr, *types: Type) -> None:
    if len(lambda_.expressions) != len(types):
        raise ValidationException(f"{position(lambda_)}: The lambda must have {len(types)} parameters")
    by_name = dict(zip((parameter.name for parameter in lambda_.expressions), types, strict=True))
    for node in list(lambda_.this.walk()):
        if isinstance(node, exp.Identifier) and _declaration(node) is lambda_:
            annotator._set_type(node, by_name[node.name])
        elif not isinstance(node, exp.Column | exp.Identifier | exp.Literal):
            annotator._visited.pop(id(node), None)
    annotator.annotate_expression(lambda_.this)


def _declaration(identifier: exp.Identifier) -> exp.Lambda | None:
    """The innermost lambda that has a parameter of this name."""
    if isinstance(identifier.parent, exp.Dot) and identifier.arg_key == "expression":
        return None
    lambda_ = identifier.find_ancestor(exp.Lambda)
    while lambda_ is not None and identifier.name not in (parameter.name for parameter in lambda_.expressions):
        lambda_ = lambda_.find_ancestor(exp.Lambda)
    return lambda_
