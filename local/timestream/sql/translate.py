"""From Timestream's SQL to DuckDB's."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from local.timestream.errors import ValidationException
from local.timestream.sql.dialect import Timestream
from local.timestream.store.catalog import Table
from local.timestream.store.store import quoted

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
MONTHS = {"MONTH": 1, "YEAR": 12}

# Functions that DuckDB has under the same name with the same meaning.
SAME = {"count", "sum", "avg", "min", "max", "coalesce", "round", "abs", "lower", "upper", "row_number"}
UNNAMED = "\x00unnamed"


@dataclass(frozen=True)
class Translation:
    """`sql` for DuckDB; columns whose name starts with UNNAMED have none in the query."""

    sql: str


def translate(query: str, table: Callable[[str | None, str], Table], now: int) -> Translation:
    """`table` finds a table by its database and name; `now` is the query's present in nanoseconds."""
    tree = parse_statement(query)
    if not isinstance(tree, exp.Query):
        raise ValidationException("The query syntax is invalid at line 1:1")
    tree = tree.transform(_measure_values)
    names = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
    for node in list(tree.find_all(exp.Table)):
        if not node.db and node.name.lower() in names:
            continue
        node.replace(_source(node, table(node.db, node.name)))
    _name_columns(tree)
    for node in reversed(list(tree.dfs())):
        new = _rewritten(node, now)
        if new is not node:
            node.replace(new)
    return Translation(tree.sql("duckdb"))


def parse_statement(query: str) -> exp.Expr:
    try:
        statements = parse(query, dialect=Timestream)
    except SqlglotError as error:
        details = getattr(error, "errors", None) or [{}]
        line, column = details[0].get("line", 1), details[0].get("col", 1)
        raise ValidationException(f"The query syntax is invalid at line {line}:{column}") from error
    if len(statements) != 1 or statements[0] is None:
        raise ValidationException("The query syntax is invalid at line 1:1")
    return statements[0]


def _source(node: exp.Table, table: Table) -> exp.Expr:
    columns = ", ".join(quoted(column.name) for column in table.ordered_columns()) or "measure_name, time"
    alias = node.alias or node.name
    subquery = exp.maybe_parse(f"SELECT {columns} FROM {table.storage}", dialect="duckdb")
    assert isinstance(subquery, exp.Select)
    return subquery.subquery(exp.to_identifier(alias, quoted=True))


def _measure_values(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Cast) and isinstance(node.this, exp.Column) and node.this.name == "measure_value":
        name = f"measure_value::{node.to.sql(Timestream).lower()}"
        return exp.column(exp.to_identifier(name, quoted=True), table=node.this.args.get("table"))
    return node


def _name_columns(tree: exp.Query) -> None:
    select = tree
    while not isinstance(select, exp.Select):
        select = select.this
    for number, projection in enumerate(select.expressions):
        if not isinstance(projection, (exp.Alias, exp.Column, exp.Star)):
            projection.replace(exp.alias_(projection.copy(), f"{UNNAMED}{number}", quoted=True))


def _rewritten(node: exp.Expr, now: int) -> exp.Expr:
    if isinstance(node, exp.Interval):
        unit, number = node.text("unit").upper(), int(node.this.name)
        if unit in MONTHS:
            return exp.Struct(
                expressions=[
                    exp.PropertyEQ(this=exp.to_identifier("months"), expression=_bigint(number * MONTHS[unit]))
                ]
            )
        return exp.Struct(
            expressions=[
                exp.PropertyEQ(this=exp.to_identifier("ns"), expression=_bigint(number * NANOSECONDS[unit]))
            ]
        )
    if isinstance(node, exp.Add | exp.Sub):
        macro = "ts_plus" if isinstance(node, exp.Add) else "ts_minus"
        return exp.Anonymous(this=macro, expressions=[node.this.copy(), node.expression.copy()])
    if isinstance(node, exp.CurrentTimestamp):
        return _moment(now)
    if isinstance(node, exp.Anonymous):
        return _function(node, now)
    return node


def _function(node: exp.Anonymous, now: int) -> exp.Expr:
    name = node.name.lower()
    if name == "now":
        return _moment(now)
    if name == "ago":
        return exp.Anonymous(this="ts_minus", expressions=[_moment(now), *node.expressions])
    if name == "bin":
        return exp.Anonymous(this="ts_bin", expressions=node.expressions)
    if name in SAME or name.startswith(("ts_", "make_timestamp_ns")):
        return node
    raise ValidationException(f"Function {name} not registered")


def _moment(nanoseconds: int) -> exp.Expr:
    return exp.Anonymous(this="make_timestamp_ns", expressions=[_bigint(nanoseconds)])


def _bigint(number: int) -> exp.Expr:
    return exp.Cast(this=exp.Literal.number(number), to=exp.DataType.build("BIGINT"))
