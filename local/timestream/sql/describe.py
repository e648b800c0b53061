"""SHOW DATABASES, SHOW TABLES, SHOW MEASURES and DESCRIBE: answered from the catalog."""

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
    """The answer: its columns (name and type) and rows."""

    columns: list[tuple[str, dict[str, Any]]]
    rows: list[list[Datum]]


def describe(query: str, catalog: Catalog) -> Description | None:
    """What a SHOW or DESCRIBE answers; None where the query is neither. Raises ValidationException for a table or
    database that there is not."""
    try:
        tokens = Timestream().tokenize(query)
    except TokenError:
        return None
    words = _Words(tokens)
    if words.take("DESCRIBE") or words.take("DESC"):
        return _columns(words.table(catalog))
    for statement in ("EXPLAIN", "UNLOAD"):
        if words.take(statement):
            raise ValidationException(f"{statement} is not supported.")
    if not words.take("SHOW"):
        return None
    if words.take("DATABASES"):
        return _names("Database", list(catalog.databases), words)
    if words.take("TABLES"):
        return _tables(words, catalog)
    if words.take("MEASURES"):
        return _measures(words, catalog)
    raise words.error()


class _Words:
    """The words of a statement, taken from the left."""

    def __init__(self, tokens: list[Token]) -> None:
        self._left = [token for token in tokens if token.token_type is not TokenType.SEMICOLON]

    def take(self, word: str) -> bool:
        """Whether `word` comes next; then it is passed."""
        if self._left and self._left[0].text.upper() == word and self._left[0].token_type is not TokenType.IDENTIFIER:
            self._left.pop(0)
            return True
        return False

    def name(self) -> str:
        if not self._left or self._left[0].token_type is TokenType.STRING:
            raise self.error()
        return self._left.pop(0).text

    def from_(self) -> bool:
        return self.take("FROM") or self.take("IN")

    def table(self, catalog: Catalog) -> Table:
        database = self.name()
        if not self._left or self._left.pop(0).token_type is not TokenType.DOT:
            raise self.error()
        name = self.name()
        if (database, name) not in catalog.tables:
            raise ValidationException(f"Table '{database}.{name}' does not exist")
        return catalog.tables[database, name]

    def like(self) -> re.Pattern[str]:
        """The pattern of a LIKE at the end, or one that fits all."""
        text = "%"
        if self.take("LIKE"):
            if not self._left or self._left[0].token_type is not TokenType.STRING:
                raise self.error()
            text = self._left.pop(0).text
        if self._left:
            raise self.error()
        return re.compile(re.escape(text).replace("%", ".*").replace("_", "."), re.DOTALL)

    def error(self) -> ValidationException:
        if not self._left:
            return ValidationException("The query syntax is invalid: it ends too early.")
        token = self._left[0]
        return ValidationException(f"The query syntax is invalid at line {token.line}:{token.start + 1}")


def _names(title: str, names: list[str], words: _Words) -> Description:
    like = words.like()
    return Description([(title, VARCHAR)], [[_text(name)] for name in sorted(names) if like.fullmatch(name)])


def _tables(words: _Words, catalog: Catalog) -> Description:
    if not words.from_():
        return _names("Table", [table.name for table in catalog.tables.values()], words)
    database = words.name()
    if database not in catalog.databases:
        raise ValidationException(f"Requested database '{database}' not found")
    return _names("Table", [table.name for table in catalog.tables_of(database)], words)


def _measures(words: _Words, catalog: Catalog) -> Description:
    if not words.from_():
        raise words.error()
    table = words.table(catalog)
    like = words.like()
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
    rows = [[_text(column.name), _text(column.type), _text(column.kind)] for column in table.ordered_columns()]
    return Description([(title, VARCHAR) for title in titles], rows)


def _text(value: str) -> Datum:
    return {"ScalarValue": value}


def _row(*values: str) -> Datum:
    return {"RowValue": {"Data": [_text(value) for value in values]}}
