"""CAST and TRY_CAST: which casts exist, and their translation for DuckDB."""

from sqlglot import exp

from local.timestream.errors import ValidationException
from local.timestream.sql.functions import NUMBERS
from local.timestream.sql.nodes import call, cast
from local.timestream.sql.types import position, type_of

# The target types by sqlglot's name: Timestream's type and DuckDB's.
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
# The casts that DuckDB does differently, with the type that their macro returns.
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


def translate_cast(value: exp.Expr, type_: exp.DataType) -> exp.Expr:
    """The value cast to a Timestream type. Raises ValidationException if there is no such cast."""
    target = _duckdb_type(type_)
    to = CASTS[type_.this.value][0] if type_.this.value in CASTS else ""
    source = "varchar" if type_of(value) == "text literal" else type_of(value)
    if to and source not in CAST_FROM[to] | {"unknown", "null"}:
        raise ValidationException(f"{position(value)}: Cannot cast {source} to {to}")
    result = value
    if (source, to) in CAST_MACROS:
        result = call(f"ts_{source}_to_{CAST_MACROS[source, to]}", value)
    elif source == "unknown" and to in ("varchar", "bigint", "integer"):
        result = call("ts_to_varchar" if to == "varchar" else "ts_to_bigint", value)
    result = cast(result, target)
    return call("left", result, type_.expressions[0].this) if to == "varchar" and type_.expressions else result


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
