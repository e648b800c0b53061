"""Builders of sqlglot nodes for DuckDB."""

from sqlglot import exp

from local.timestream.sql.types import DAY, MONTH

# The length of each unit.
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


def call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A call of a DuckDB function or macro."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def cast(node: exp.Expr, type_: str) -> exp.Expr:
    """The node cast to a DuckDB type."""
    return exp.cast(node, exp.DataType.build(type_, dialect="duckdb"), copy=False)


def bigint(number: int) -> exp.Expr:
    return cast(exp.Literal.number(number), "BIGINT")


def macro_name(type_: str) -> str:
    """The name of a type in the names of macros."""
    return {DAY: "day", MONTH: "month"}.get(type_, type_)
