"""Name resolution: tables, columns, and the column names of the result."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope
from sqlglot.schema import MappingSchema

from local.timestream.errors import ValidationException
from local.timestream.sql.dialect import Timestream
from local.timestream.sql.relations import separate_aliases
from local.timestream.sql.types import position
from local.timestream.store.catalog import Table

type FindTable = Callable[[str, str], Table]

# The columns of an unnested time series without an alias.
POINT = ("time", "value")


@dataclass(frozen=True)
class Resolved:
    """A query with qualified columns and expanded stars; the column names of its result; the schema of its tables, and
    its tables by their names in the query."""

    tree: exp.Query
    names: list[str]
    schema: MappingSchema
    tables: dict[str, Table]

    @property
    def projections(self) -> list[exp.Expr]:
        return _outermost(self.tree).expressions


def resolve(tree: exp.Query, find_table: FindTable) -> Resolved:
    """Raises ValidationException for an unknown or ambiguous name."""
    tables = _replace_tables(tree, find_table)
    _name_series_columns(tree)
    _check_qualifiers(tree)
    columns = {table.storage: table.ordered_columns() for table in tables.values()}
    separate_aliases(tree, {name: [column.name for column in found] for name, found in columns.items()})
    _record_output_names(tree)
    schema = MappingSchema(
        {name: {column.name: column.type for column in found} for name, found in columns.items()}, dialect=Timestream
    )
    try:
        resolved = qualify(
            tree, schema=schema, dialect=Timestream, expand_alias_refs=False, validate_qualify_columns=False
        )
    except OptimizeError as error:
        raise _unresolved(tree, str(error)) from error
    _check_columns(resolved, schema)
    _expand_output_names(resolved)
    return Resolved(resolved, _output_names(resolved, tables), schema, tables)


def _replace_tables(tree: exp.Query, find_table: FindTable) -> dict[str, Table]:
    """Replaces the query's tables by those of the store; their names in the query become aliases."""
    named = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    tables = {}
    for node in list(tree.find_all(exp.Table)):
        if not node.db:
            if node.name.lower() in named:
                continue
            raise ValidationException(f"{position(node)}: Schema must be specified when session schema is not set")
        try:
            table = find_table(node.db, node.name)
        except LookupError as error:
            raise ValidationException(str(error).replace("{position}", position(node))) from error
        tables[node.alias_or_name] = table
        if not node.alias:
            node.set("alias", exp.TableAlias(this=node.this.copy()))
        node.set("this", exp.to_identifier(table.storage))
        node.set("db", None)
    return tables


def _name_series_columns(tree: exp.Query) -> None:
    """Names the columns of an UNNEST without column names: it is a time series."""
    for number, unnest in enumerate(tree.find_all(exp.Unnest)):
        alias = unnest.args.get("alias") or exp.TableAlias(this=exp.to_identifier(f"unnested_{number}"))
        if not alias.args.get("columns"):
            alias.set("columns", [exp.to_identifier(name) for name in POINT])
        unnest.set("alias", alias)


def _check_qualifiers(tree: exp.Query) -> None:
    for column in tree.find_all(exp.Column):
        if column.args.get("db"):
            raise ValidationException(
                f"{position(column)}: Column '{'.'.join(part.name for part in column.parts)}' does not exist"
            )


def _record_output_names(tree: exp.Query) -> None:
    """Records the output names before normalization lowers their case; "" for columns without a name, which get an
    internal one with a space."""
    for select in tree.find_all(exp.Select):
        for place, projection in enumerate(select.expressions):
            if projection.is_star:
                continue
            if isinstance(projection, exp.Alias | exp.Column):
                projection.meta["output"] = projection.alias_or_name
            else:
                name = exp.to_identifier(f" {place}", quoted=True)
                named = exp.Alias(this=projection.copy(), alias=name)
                named.meta["output"] = ""
                projection.replace(named)
    for alias in tree.find_all(exp.TableAlias):
        for name in alias.columns:
            name.meta["output"] = name.name
        if alias.columns and isinstance(alias.parent, exp.CTE | exp.Subquery):
            for name, projection in zip(alias.columns, alias.parent.this.selects, strict=False):
                projection.meta["output"] = name.name


def _output_names(tree: exp.Query, tables: dict[str, Table]) -> list[str]:
    stored = {name.lower(): name for table in tables.values() for name in table.columns}
    names = _names_of(traverse_scope(tree)[-1], stored)
    return [name or f"_col{place}" for place, name in enumerate(names)]


def _names_of(scope: Scope, stored: dict[str, str]) -> list[str]:
    """The column names of a query, "" for columns without a name. `stored` has the tables' column names in their
    original case by their lower-case names."""
    if scope.set_operation_scopes:
        return _names_of(scope.set_operation_scopes[0], stored)
    names = []
    for projection in _outermost(scope.expression).expressions:
        name = projection.meta.get("output", projection.unalias().meta.get("output"))
        names.append(_name_by_star(projection, scope, stored) if name is None else name)
    return names


def _name_by_star(projection: exp.Expr, scope: Scope, stored: dict[str, str]) -> str:
    """The name of a column expanded from a star: its name in the table or inner query."""
    source = scope.sources.get(projection.unalias().text("table"))
    if isinstance(source, Scope) and isinstance(source.expression, exp.Query):
        named = dict(zip(source.expression.named_selects, _names_of(source, stored), strict=True))
    elif isinstance(source, Scope):
        named = {name.name: name.meta["output"] for name in source.expression.args["alias"].columns}
    else:
        named = stored
    return named.get(projection.alias_or_name, projection.alias_or_name)


def _outermost(tree: exp.Expr) -> exp.Select:
    while not isinstance(tree, exp.Select):
        tree = tree.this
    return tree


def _check_columns(tree: exp.Query, schema: MappingSchema) -> None:
    for scope in traverse_scope(tree):
        if scope.expression.is_star:
            raise ValidationException("* over columns of the same name is not supported: give them other names.")
        _qualify_having(scope, schema)
        for column in scope.columns:
            if column.table:
                _check_source(column, scope, schema)
            elif not _is_output(column, scope):
                raise _unknown(column, scope, schema)


def _qualify_having(scope: Scope, schema: MappingSchema) -> None:
    """Qualifies columns in HAVING, the only clause that sqlglot leaves unqualified."""
    having = scope.expression.args.get("having")
    for column in having.find_all(exp.Column) if having else ():
        if not column.table:
            outer: Scope | None = scope
            while outer is not None and not (names := _relations_with(column, outer, schema)):
                outer = outer.parent
            if outer is None or len(names) != 1:
                raise _unknown(column, scope, schema)
            column.set("table", exp.to_identifier(names[0], quoted=True))


def _relations_with(column: exp.Column, scope: Scope, schema: MappingSchema) -> list[str]:
    """The names of the relations in a query's FROM that have the column."""
    sources = scope.selected_sources.items()
    return [name for name, (_, source) in sources if column.name in _columns(source, schema)]


def _expand_output_names(tree: exp.Query) -> None:
    """Expands output names within expressions: `ORDER BY total / 2`. DuckDB accepts them only on their own."""
    for order in tree.find_all(exp.Order):
        if not isinstance(order.parent, exp.Select):
            continue
        outputs = {projection.alias: projection.unalias() for projection in order.parent.selects}
        for column in list(order.find_all(exp.Column)):
            if not column.table and not isinstance(column.parent, exp.Ordered):
                column.replace(exp.paren(outputs[column.name].copy()))


def _is_output(column: exp.Column, scope: Scope) -> bool:
    """Whether the column is an output name in ORDER BY, the only clause that may use them."""
    order = column.find_ancestor(exp.Order, exp.Query)
    query = scope.expression
    if order is None or not isinstance(order.parent, exp.Query) or not isinstance(query, exp.Query):
        return False
    return column.name in query.named_selects


def _check_source(column: exp.Column, scope: Scope, schema: MappingSchema) -> None:
    outer: Scope | None = scope
    while outer is not None and column.table not in outer.selected_sources:
        outer = outer.parent
    if outer is None or column.name not in _columns(outer.selected_sources[column.table][1], schema):
        raise ValidationException(f"{position(column)}: Column '{_text(column)}' does not exist")


def _unknown(column: exp.Column, scope: Scope, schema: MappingSchema) -> ValidationException:
    problem = "is ambiguous" if len(_relations_with(column, scope, schema)) > 1 else "does not exist"
    return ValidationException(f"{position(column)}: Column '{_text(column)}' {problem}")


def _unresolved(tree: exp.Query, problem: str) -> ValidationException:
    """The error with the position of the unknown column, which sqlglot only names."""
    name = problem.removeprefix("Unknown column: ")
    for column in tree.find_all(exp.Column):
        if column.name == name:
            return ValidationException(f"{position(column)}: Column '{_text(column)}' does not exist")
    return ValidationException(problem.splitlines()[0])


def _text(column: exp.Column) -> str:
    """The column's name as written in the query."""
    return ".".join(column.meta.get("dot_parts") or [part.name for part in column.parts])


def _columns(source: exp.Table | Scope, schema: MappingSchema) -> list[str]:
    if isinstance(source, exp.Table):
        return list(schema.column_names(source))
    expression = source.expression
    if isinstance(expression, exp.Unnest | exp.Values):
        return [*expression.alias_column_names, expression.text("offset")]
    return list(expression.named_selects) if isinstance(expression, exp.Query) else []
