"""SHOW DATABASES, SHOW TABLES, SHOW MEASURES and DESCRIBE, which read the catalog."""

import re
from dataclasses import dataclass
from typing import Any

from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType

from local.timestream.errors import ValidationException
from local.timestream.sql.dialect import Timestream
from local.timestream.sql.values import Datum
from local.timestream.store.catalog import Catalog, Table

VARCHAR = {"ScalarType": "VARCHAR"}
DIMENSION = {"RowColumnInfo": [{"Name": "dimension_name", "Type": VARCHAR}, {"Name": "data_type", "Type": VARCHAR}]}


@dataclass(frozen=True)
class Description:
    """The result: its columns (name and type) and rows."""

    columns: list[tuple[str, dict[str, Any]]]
    rows: list[list[Datum]]


def describe(query: str, catalog: Catalog) -> Description | None:
    """The result of a SHOW or DESCRIBE; None if the query is neither. Raises ValidationException for an unknown table
    or database."""
    try:
        found = Timestream().tokenize(query)
    except TokenError:
        return None
    tokens = _Tokens(found)
    if tokens.take("DESCRIBE") or tokens.take("DESC"):
        return _columns(tokens.table(catalog))
    for statement in ("EXPLAIN", "UNLOAD"):
        if tokens.take(statement):
            raise ValidationException(f"{statement} is not supported.")
    if not tokens.take("SHOW"):
        return None
    if tokens.take("DATABASES"):
        return _names("Database", list(catalog.databases), tokens)
    if tokens.take("TABLES"):
        return _tables(tokens, catalog)
    if tokens.take("MEASURES"):
        return _measures(tokens, catalog)
    raise tokens.error()


class _Tokens:
    """The remaining tokens of a statement."""

    def __init__(self, tokens: list[Token]) -> None:
        self._remaining = [token for token in tokens if token.token_type is not TokenType.SEMICOLON]

    def take(self, word: str) -> bool:
        """Consumes the next token if it is `word`; returns whether it was."""
        if (
            self._remaining
            and self._remaining[0].text.upper() == word
            and self._remaining[0].token_type is not TokenType.IDENTIFIER
        ):
            self._remaining.pop(0)
            return True
        return False

    def name(self) -> str:
        if not self._remaining or self._remaining[0].token_type is TokenType.STRING:
            raise self.error()
        return self._remaining.pop(0).text

    def take_from(self) -> bool:
        return self.take("FROM") or self.take("IN")

    def table(self, catalog: Catalog) -> Table:
        database = self.name()
        if not self._remaining or self._remaining.pop(0).token_type is not TokenType.DOT:
            raise self.error()
        name = self.name()
        if (database, name) not in catalog.tables:
            raise ValidationException(f"Table '{database}.{name}' does not exist")
        return catalog.tables[database, name]

    def like(self) -> re.Pattern[str]:
        """The pattern of a LIKE at the end of the statement, or one that matches everything."""
        text = "%"
        if self.take("LIKE"):
            if not self._remaining or self._remaining[0].token_type is not TokenType.STRING:
                raise self.error()
            text = self._remaining.pop(0).text
        if self._remaining:
            raise self.error()
        return re.compile(re.escape(text).replace("%", ".*").replace("_", "."), re.DOTALL)

    def error(self) -> ValidationException:
        if not self._remaining:
            return ValidationException("The query syntax is invalid: it ends too early.")
        token = self._remaining[0]
        return ValidationException(f"The query syntax is invalid at line {token.line}:{token.start + 1}")


def _names(title: str, names: list[str], tokens: _Tokens) -> Description:
    like = tokens.like()
    return Description([(title, VARCHAR)], [[_text(name)] for name in sorted(names) if like.fullmatch(name)])


def _tables(tokens: _Tokens, catalog: Catalog) -> Description:
    if not tokens.take_from():
        return _names("Table", [table.name for table in catalog.tables.values()], tokens)
    database = tokens.name()
    if database not in catalog.databases:
        raise ValidationException(f"Requested database '{database}' not found")
    return _names("Table", [table.name for table in catalog.tables_of(database)], tokens)


def _measures(tokens: _Tokens, catalog: Catalog) -> Description:
    if not tokens.take_from():
        raise tokens.error()
    table = tokens.table(catalog)
    like = tokens.like()
    rows = [
        [
            _text(name),
            _text(type_.lower()),
            {"ArrayValue": [_row(dimension, "varchar") for dimension in dimensions]},
        ]
        for name, (type_, dimensions) in sorted(table.series.items())
        if like.fullmatch(name)
    ]
    dimensions_type = {"ArrayColumnInfo": {"Type": DIMENSION}}
    return Description([("measure_name", VARCHAR), ("data_type", VARCHAR), ("dimensions", dimensions_type)], rows)


def _columns(table: Table) -> Description:
    titles = ("Column", "Type", "Timestream attribute type")
    rows = [
        [_text(column.name), _text(column.type), _text(column.attribute_type)] for column in table.ordered_columns()
    ]
    return Description([(title, VARCHAR) for title in titles], rows)


def _text(value: str) -> Datum:
    return {"ScalarValue": value}


def _row(*values: str) -> Datum:
    return {"RowValue": {"Data": [_text(value) for value in values]}}
