"""Timestream's types as sqlglot's, and the types and positions of annotated nodes."""

from sqlglot import exp

from local.timestream.sql.functions import SHORT

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


def element_type(collection: exp.Expr) -> exp.DataType | DType:
    """The type of an array's elements or a time series' values."""
    elements = collection.type.expressions if isinstance(collection.type, exp.DataType) else []
    return elements[0] if elements else DType.UNKNOWN
