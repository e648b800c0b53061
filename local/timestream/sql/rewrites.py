"""What DuckDB writes otherwise: a function for each kind of node, and for each call that no macro can stand for."""

from collections.abc import Callable

from sqlglot import exp

from local.timestream.errors import ValidationException
from local.timestream.sql.functions import NUMBERS, Signature
from local.timestream.sql.kinds import DAY, INTERVALS, MONTH, kind, position
from local.timestream.sql.moments import check_literal, strftime_of_joda, strftime_of_mysql

NANOSECONDS = {
    "NANOSECOND": 1,
    "MICROSECOND": 1_000,
    "MILLISECOND": 1_000_000,
    "SECOND": 1_000_000_000,
    "MINUTE": 60_000_000_000,
    "HOUR": 3_600_000_000_000,
    "DAY": 86_400_000_000_000,
    "WEEK": 604_800_000_000_000,
}
MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}
TRUNCATED = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
ADDED = ("millisecond", *TRUNCATED)

LARGEST_BIGINT = 2**63 - 1
# What can be cast to, by sqlglot's name: the kind, and DuckDB's type.
CASTS = {
    "VARCHAR": ("varchar", "VARCHAR"),
    "TEXT": ("varchar", "VARCHAR"),
    "BIGINT": ("bigint", "BIGINT"),
    "INT": ("integer", "INTEGER"),
    "DOUBLE": ("double", "DOUBLE"),
    "BOOLEAN": ("boolean", "BOOLEAN"),
    "TIMESTAMP": ("timestamp", "TIMESTAMP_NS"),
    "DATE": ("date", "DATE"),
    "TIME": ("time", "TIME_NS"),
}
PLAIN = NUMBERS | {"varchar", "boolean"}
CAST_FROM = {
    "varchar": PLAIN | {"timestamp", "date", "time"},
    "bigint": PLAIN,
    "integer": PLAIN,
    "double": PLAIN,
    "boolean": PLAIN,
    "timestamp": frozenset(("varchar", "timestamp", "date")),
    "date": frozenset(("varchar", "timestamp", "date")),
    "time": frozenset(("varchar", "timestamp", "time")),
}
# The casts that are not DuckDB's own, with the kind that their macro makes.
CAST_MACROS = {
    ("double", "varchar"): "varchar",
    ("timestamp", "varchar"): "varchar",
    ("time", "varchar"): "varchar",
    ("double", "bigint"): "bigint",
    ("double", "integer"): "bigint",
    ("varchar", "bigint"): "bigint",
    ("varchar", "integer"): "bigint",
    ("varchar", "double"): "double",
    ("varchar", "boolean"): "boolean",
    ("varchar", "timestamp"): "timestamp",
    ("varchar", "date"): "date",
    ("varchar", "time"): "time",
}


def rewrite(tree: exp.Expr, now: int) -> exp.Expr:
    """An annotated tree as one that DuckDB takes. `now` is the query's present in nanoseconds since the epoch."""
    root = exp.Paren(this=tree)
    _narrow_sums(root)
    for node in reversed(list(tree.walk())):
        rule = NODES.get(type(node))
        if rule is not None and (new := rule(node, now)) is not node:
            new.type = node.type
            node.replace(new)
    made: exp.Expr = root.this
    return made


def _narrow_sums(tree: exp.Expr) -> None:
    """Sums and counts of integers are wider than a bigint in DuckDB, and would stay so in what is made of them."""
    for call in list(tree.find_all(exp.Anonymous)):
        signature: Signature | None = call.meta.get("signature")
        if signature is None or signature.target not in ("sum", "count_if") or kind(call) == "double":
            continue
        whole: exp.Expr = call
        while isinstance(whole.parent, exp.Filter | exp.Window | exp.IgnoreNulls) and whole.parent.this is whole:
            whole = whole.parent
        narrow = exp.Anonymous(this="ts_narrow")
        narrow.type = whole.type
        whole.replace(narrow)
        narrow.set("expressions", [whole])


def _call(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _cast(node: exp.Expr, type_: str) -> exp.Expr:
    return exp.cast(node, exp.DataType.build(type_, dialect="duckdb"), copy=False)


def _bigint(number: int) -> exp.Expr:
    return _cast(exp.Literal.number(number), "BIGINT")


def _literal(node: exp.Expr, _: int) -> exp.Expr:
    if node.args["is_string"]:
        return node
    if not node.name.isdecimal():
        return _cast(node.copy(), "DOUBLE")
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
    return _call(name, _bigint(amount))


def _arithmetic(node: exp.Expr, _: int) -> exp.Expr:
    """Numbers are DuckDB's own matter, moments and intervals that of macros. What may be either goes to a macro
    that DuckDB chooses by type, but only next to an interval: such macros see no aggregates."""
    left, right = kind(node.this), kind(node.expression)
    if "null" in (left, right):
        return exp.Null()
    if isinstance(node, exp.Div) and {left, right} <= NUMBERS - {"double"}:
        return exp.IntDiv(this=node.this, expression=node.expression)
    if not {left, right} & INTERVALS:
        unclear = isinstance(node, exp.Div) and "unknown" in (left, right) and "double" not in (left, right)
        return _call("ts_divided", node.this, node.expression) if unclear else node
    return _interval_arithmetic(node, left, right)


def _interval_arithmetic(node: exp.Expr, left: str, right: str) -> exp.Expr:
    first, second = node.this, node.expression
    if isinstance(node, exp.Mul | exp.Div):
        if right in INTERVALS:
            left, first, second = right, second, first
        return _call(f"ts_{_word(left)}_{'times' if isinstance(node, exp.Mul) else 'divided'}", first, second)
    if isinstance(node, exp.Sub):
        second = _call(f"ts_{_word(right)}_negative", second)
    if "unknown" in (left, right):
        return _call("ts_plus", first, second)
    if left in INTERVALS and right not in INTERVALS:
        left, right, first, second = right, left, second, first
    return _call(f"ts_{_word(left)}_plus_{_word(right)}", first, second)


def _word(kind_: str) -> str:
    """What the macros call a kind."""
    return {DAY: "day", MONTH: "month"}.get(kind_, kind_)


def _modulo(node: exp.Expr, _: int) -> exp.Expr:
    return _call("ts_mod", node.this, node.expression)


def _negative(node: exp.Expr, _: int) -> exp.Expr:
    of = kind(node.this)
    if of in NUMBERS:
        return node
    return _call(f"ts_{_word(of)}_negative" if of in INTERVALS else "ts_negative", node.this)


def _subscript(node: exp.Expr, _: int) -> exp.Expr:
    if len(node.expressions) != 1:
        raise ValidationException("A slice of an array is not supported; use slice().")
    return _call("ts_subscript", node.this, _cast(node.expressions[0], "BIGINT"))


def _cast_to(node: exp.Expr, _: int) -> exp.Expr:
    type_ = node.args["to"]
    if isinstance(node.this, exp.Literal) and node.this.is_string:
        check_literal(node.this, type_)
    new = _converted(node.this, type_)
    return _call("try", new) if isinstance(node, exp.TryCast) else new


def _converted(value: exp.Expr, type_: exp.DataType) -> exp.Expr:
    target = _duckdb_type(type_)
    to = CASTS[type_.this.value][0] if type_.this.value in CASTS else ""
    source = "varchar" if kind(value) == "text literal" else kind(value)
    if to and source not in CAST_FROM[to] | {"unknown", "null"}:
        raise ValidationException(f"{position(value)}: Cannot cast {source} to {to}")
    made = value
    if (source, to) in CAST_MACROS:
        made = _call(f"ts_{source}_to_{CAST_MACROS[source, to]}", value)
    elif source == "unknown" and to in ("varchar", "bigint", "integer"):
        made = _call("ts_to_varchar" if to == "varchar" else "ts_to_bigint", value)
    made = _cast(made, target)
    return _call("left", made, type_.expressions[0].this) if to == "varchar" and type_.expressions else made


def _duckdb_type(type_: exp.DataType) -> str:
    name = type_.this.value
    if name == "ARRAY" and len(type_.expressions) == 1:
        return f"{_duckdb_type(type_.expressions[0])}[]"
    if name == "STRUCT":
        fields = [f'"{field.name}" {_duckdb_type(field.kind)}' for field in type_.expressions if field.name]
        return f"STRUCT({', '.join(fields)})"
    if name not in CASTS:
        raise ValidationException(f"Unknown type: {type_.sql().lower()}")
    return CASTS[name][1]


def _limit(node: exp.Expr, _: int) -> exp.Expr:
    if node.args["expression"].name.upper() == "ALL" and node.parent is not None:
        node.parent.set("limit", None)
    return node


def _unnest(node: exp.Expr, _: int) -> exp.Expr:
    """A lateral subquery. Elements that are rows, as the points of a time series are, become a column for each of
    their fields; that they are rows shows in the alias, which then has more names than there are arrays."""
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
        return _call(signature.target, *node.expressions)
    return CALLS[signature.name](node, now)


def _argument(signature: Signature, place: int, argument: exp.Expr) -> exp.Expr:
    """An argument, made a timestamp where one is wanted and a text or a date stands for it."""
    wanted = signature.parameters[min(place, len(signature.parameters) - 1)] if signature.parameters else "any"
    if wanted == "timestamp" and kind(argument) == "text literal":
        type_ = exp.DataType.build("TIMESTAMP")
        check_literal(argument, type_)
        return _converted(argument, type_)
    return argument


def _now(_: exp.Expr, now: int) -> exp.Expr:
    return _call("make_timestamp_ns", _bigint(now))


def _ago(node: exp.Expr, now: int) -> exp.Expr:
    interval = node.expressions[0]
    if kind(interval) not in INTERVALS:  # it is null, as nothing else is taken
        return _cast(interval, "TIMESTAMP_NS")
    negative = _call(f"ts_{_word(kind(interval))}_negative", interval)
    return _call(f"ts_timestamp_plus_{_word(kind(interval))}", _now(node, now), negative)


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
    parts = {"time": _cast(time.copy(), "TIMESTAMP_NS"), "value": value}
    point = exp.Struct(
        expressions=[
            exp.PropertyEQ(
                this=exp.to_identifier(name), expression=_call("ts_not_null", part, exp.Literal.string(name))
            )
            for name, part in parts.items()
        ]
    )
    ordered = exp.Order(this=point, expressions=[exp.Ordered(this=time)])
    return exp.Anonymous(this="list", expressions=[ordered])


def _extreme(node: exp.Expr, _: int) -> exp.Expr:
    """greatest and least, which are null as soon as an argument is; DuckDB's pass over nulls."""
    nulls = [argument.copy().is_(exp.null()) for argument in node.expressions]
    return exp.case().when(exp.or_(*nulls), exp.null()).else_(_call(node.name, *node.expressions))


def _if(node: exp.Expr, _: int) -> exp.Expr:
    condition, *branches = [argument.copy() for argument in node.expressions]
    case = exp.case().when(condition, branches[0])
    return case.else_(branches[1]) if len(branches) > 1 else case


def _try(node: exp.Expr, _: int) -> exp.Expr:
    return _call("try", *node.expressions)


def _concat(node: exp.Expr, _: int) -> exp.Expr:
    first, *others = node.expressions
    joined: exp.Expr = first
    for other in others:
        joined = exp.DPipe(this=joined, expression=other)
    return joined


def _reduce(node: exp.Expr, _: int) -> exp.Expr:
    """The last function, `s -> ...`, is applied to the state as to a list's only element."""
    array, start, step, result = node.expressions
    state = exp.Array(expressions=[_call("list_reduce", array, step, start)])
    return _call("list_extract", _call("list_transform", state, result), exp.Literal.number(1))


def _unit(node: exp.Expr, units: tuple[str, ...]) -> str:
    literal = node.expressions[0]
    if kind(literal) != "text literal" or literal.name.lower() not in units:
        raise ValidationException(f"{position(node)}: '{literal.name}' is not a valid TIMESTAMP field")
    return str(literal.name.lower())


def _date_trunc(node: exp.Expr, _: int) -> exp.Expr:
    return _call(f"ts_{kind(node)}_trunc", exp.Literal.string(_unit(node, TRUNCATED)), node.expressions[1])


def _date_add(node: exp.Expr, _: int) -> exp.Expr:
    unit = _unit(node, ADDED).upper()
    word, name, size = ("month", "ts_months", MONTHS[unit]) if unit in MONTHS else ("day", "ts_ns", NANOSECONDS[unit])
    amount = exp.Mul(this=_cast(node.expressions[1], "BIGINT"), expression=_bigint(size))
    return _call(f"ts_{kind(node)}_plus_{word}", node.expressions[2], _call(name, amount))


def _date_diff(node: exp.Expr, _: int) -> exp.Expr:
    unit = _unit(node, ADDED).upper()
    word, size = ("month", MONTHS[unit]) if unit in MONTHS else ("day", NANOSECONDS[unit])
    return _call(f"ts_diff_{word}", _bigint(size), *node.expressions[1:])


def _sign(node: exp.Expr, _: int) -> exp.Expr:
    return _cast(_call("sign", *node.expressions), kind(node) if kind(node) in NUMBERS else "DOUBLE")


def _formatted(strftime: Callable[[exp.Expr], str]) -> Callable[[exp.Expr, int], exp.Expr]:
    return lambda node, _: _call("strftime", node.expressions[0], exp.Literal.string(strftime(node.expressions[1])))


def _parsed(strftime: Callable[[exp.Expr], str]) -> Callable[[exp.Expr, int], exp.Expr]:
    return lambda node, _: _cast(
        _call("strptime", node.expressions[0], exp.Literal.string(strftime(node.expressions[1]))), "TIMESTAMP_NS"
    )


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
}
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
