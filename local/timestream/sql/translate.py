"""Translates Timestream's SQL to DuckDB's."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp, parse
from sqlglot.errors import ParseError, TokenError

from local.timestream.errors import ValidationException
from local.timestream.sql.annotate import annotate
from local.timestream.sql.dialect import Timestream
from local.timestream.sql.grammar import check
from local.timestream.sql.resolve import FindTable, resolve
from local.timestream.sql.rewrites import rewrite
from local.timestream.sql.special_forms import as_calls
from local.timestream.store.catalog import Table

type Bind = Callable[[str], exp.Expr]


@dataclass(frozen=True)
class Translation:
    """A query for DuckDB; its column names and their projections; its tables by their names in the query."""

    sql: str
    names: list[str]
    projections: list[exp.Expr]
    tables: dict[str, Table]


def translate(query: str, find_table: FindTable, now: int, bind: Bind | None = None) -> Translation:
    """`now` is the query's current time in nanoseconds since the epoch; `bind` returns the value of a parameter such as
    @scheduled_runtime. Raises ValidationException for an invalid query."""
    try:
        tree = _parse(query)
        check(tree)
        _bind(tree, bind)
        resolved = resolve(as_calls(tree), find_table)
        annotate(resolved.tree, resolved.schema)
        projections = [projection.copy() for projection in resolved.projections]
        sql = rewrite(resolved.tree, now).sql("duckdb")
        return Translation(sql, resolved.names, projections, resolved.tables)
    except RecursionError as error:
        raise ValidationException("The query is nested too deeply.") from error


def _bind(tree: exp.Query, bind: Bind | None) -> None:
    for parameter in sorted(tree.find_all(exp.Parameter), key=lambda found: found.this.meta.get("start", 0)):
        if bind is None:
            raise ValidationException(f"The parameter @{parameter.name} has no value.")
        parameter.replace(bind(parameter.name))


def _parse(query: str) -> exp.Query:
    try:
        statements = [statement for statement in parse(query, dialect=Timestream) if statement is not None]
    except ParseError as error:
        at = error.errors[0]
        column = (at["col"] or 1) - len(at["highlight"] or "") + 1
        raise ValidationException(f"The query syntax is invalid at line {at['line'] or 1}:{max(1, column)}") from error
    except TokenError as error:
        raise ValidationException("The query syntax is invalid at line 1:1") from error
    if len(statements) != 1:
        raise ValidationException("The query syntax is invalid at line 1:1")
    if isinstance(statements[0], exp.Condition | exp.Alias):
        raise ValidationException("The query syntax is invalid at line 1:1")
    if not isinstance(statements[0], exp.Query) or not isinstance(statements[0].unnest(), exp.Query):
        raise ValidationException(f"{statements[0].key.upper()} is not supported.")
    return statements[0]
