"""The relations in FROM: their columns, and aliases that several of them share.

Two relations of one FROM may have the same alias, as in `UNNEST(x) AS t(a) CROSS JOIN UNNEST(y) AS t(b)`, as long as
no reference is ambiguous. sqlglot and DuckDB refuse it, so each gets an alias of its own.
"""

from sqlglot import exp

from local.timestream.errors import ValidationException
from local.timestream.sql.types import position

type Tables = dict[str, list[str]]


def separate_aliases(tree: exp.Query, tables: Tables) -> None:
    """`tables` has the columns of the query's tables by their names in the store.

    Raises ValidationException for a reference to a column that several relations of the same alias have.
    """
    for select in list(tree.find_all(exp.Select)):
        by_alias: dict[str, list[exp.Expr]] = {}
        for relation in _relations(select):
            by_alias.setdefault(relation.alias_or_name.lower(), []).append(relation)
        for alias, shared in by_alias.items():
            if alias and len(shared) > 1:
                _separate(select, alias, shared, tables)


def _relations(select: exp.Expr) -> list[exp.Expr]:
    from_ = select.args.get("from_")
    return [part.this for part in (*([from_] if from_ else ()), *(select.args.get("joins") or ()))]


def _separate(select: exp.Select, alias: str, shared: list[exp.Expr], tables: Tables) -> None:
    references = [column for column in select.find_all(exp.Column) if _refers_to(column, alias, select)]
    new_aliases = [alias, *(f"{alias} {number}" for number in range(2, len(shared) + 1))]
    columns = [{name.lower() for name in _columns(relation, tables)} for relation in shared]
    for relation, new_alias in zip(shared, new_aliases, strict=True):
        relation.args["alias"].set("this", exp.to_identifier(new_alias, quoted=True))
    for reference in references:
        if reference.is_star:
            place = next(place for place, projection in enumerate(select.expressions) if projection is reference)
            stars = [exp.column(exp.Star(), new_alias, quoted=True) for new_alias in new_aliases]
            select.set("expressions", [*select.expressions[:place], *stars, *select.expressions[place + 1 :]])
            continue
        found = [new for new, names in zip(new_aliases, columns, strict=True) if reference.name.lower() in names]
        if len(found) > 1:
            raise ValidationException(f"{position(reference)}: Column '{reference.sql()}' is ambiguous")
        if found:
            reference.set("table", exp.to_identifier(found[0], quoted=True))


def _refers_to(column: exp.Column, alias: str, select: exp.Select) -> bool:
    """Whether the column is of that alias, and no query between the two has a relation of its own with that alias."""
    query = column.find_ancestor(exp.Select)
    while query is not None and query is not select:
        if alias in (relation.alias_or_name.lower() for relation in _relations(query)):
            return False
        query = query.find_ancestor(exp.Select)
    return column.table.lower() == alias


def _columns(relation: exp.Expr, tables: Tables) -> list[str]:
    """The names of a relation's columns, as far as they are known before stars are expanded."""
    if relation.alias_column_names:
        return relation.alias_column_names
    if isinstance(relation, exp.Subquery):
        return _outputs(relation.this, tables)
    cte = _cte(relation)
    if cte is not None:
        return cte.alias_column_names or _outputs(cte.this, tables)
    return tables.get(relation.name, [])


def _outputs(query: exp.Query, tables: Tables) -> list[str]:
    names = []
    for projection in query.selects:
        if not projection.is_star:
            names.append(projection.alias_or_name)
            continue
        for relation in _relations(projection.find_ancestor(exp.Select) or query):
            if projection.text("table").lower() in ("", relation.alias_or_name.lower()):
                names += _columns(relation, tables)
    return names


def _cte(relation: exp.Expr) -> exp.CTE | None:
    query = relation.find_ancestor(exp.Query)
    while query is not None:
        for cte in query.ctes:
            if cte.alias.lower() == relation.name.lower():
                return cte
        query = query.find_ancestor(exp.Query)
    return None
