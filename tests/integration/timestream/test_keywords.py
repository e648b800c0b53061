"""Words that are names and keywords: sections 1.1.15 and 2.1.32 of docs/timestream-stand-in.md."""

import pytest

from local.timestream.errors import ValidationException
from local.timestream.sql.keywords import KEYWORDS, RESERVED_WORDS
from local.timestream.sql.translate import translate
from local.timestream.store.catalog import Column, Table
from tests.support.timestream_clients import Account

# Words with a meaning in SQL that are not reserved in Timestream, and other names that a tokenizer may trip over.
WORDS = """
    any cache comment count current date desc filter first key last map no nulls over partition pivot range replace row
    show some time timestamp try unbounded zone _X_OnContact _ __x ñandú
"""
PLACES = [
    "SELECT {} FROM db.t",
    "SELECT host, {}, level FROM db.t",
    "SELECT {} AS a FROM db.t",
    "SELECT ({}) FROM db.t",
    "SELECT DISTINCT {} FROM db.t",
    "SELECT t.{} FROM db.t",
    "SELECT host AS {} FROM db.t",
    "SELECT host AS {} FROM db.t ORDER BY {} DESC",
    "SELECT host AS {}, level FROM db.t ORDER BY {}, level LIMIT 3",
    "SELECT host AS {} FROM db.t ORDER BY {} NULLS FIRST",
    "SELECT host {} FROM db.t",
    "SELECT host FROM db.t WHERE {} = 'x' AND 'x' <> {}",
    "SELECT host FROM db.t WHERE {} IN ('x') OR {} LIKE 'x%' OR {} IS NULL OR {} BETWEEN 'a' AND 'b'",
    "SELECT {}, count(*) FROM db.t GROUP BY {}",
    "SELECT count(*) FROM db.t GROUP BY host, {} HAVING max({}) > 'a'",
    "SELECT {} || 'x', max({}), lower({}), count(DISTINCT {}) FROM db.t GROUP BY 1, {}",
    "SELECT sum(level) OVER (PARTITION BY {} ORDER BY {} ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM db.t",
    "SELECT array_agg(host ORDER BY {} DESC) FROM db.t",
    "SELECT CASE {} WHEN 'a' THEN {} ELSE {} END, CAST({} AS varchar), split({}, ',')[1] FROM db.t",
    "SELECT {}.host, {}.{} FROM db.t AS {}",
    "SELECT {}.host FROM db.t {} WHERE level > 1",
    "SELECT {}.host FROM (SELECT host FROM db.t) AS {}",
    "SELECT a.host FROM db.t a JOIN db.t AS {} ON a.{} = {}.{}",
    "SELECT a.host FROM db.t a JOIN db.t b USING ({})",
    "WITH {} AS (SELECT host FROM db.t) SELECT host FROM {}",
    "WITH c({}) AS (SELECT host FROM db.t) SELECT {} FROM c",
    "SELECT {} FROM (VALUES 1, 2) AS v({})",
    "SELECT {} FROM UNNEST(ARRAY[1]) AS v({})",
    "SELECT {} FROM (SELECT host AS {} FROM db.t) WHERE {} = 'x'",
    "SELECT reduce(ARRAY[1, 2], 0, (s, {}) -> s + {}, {} -> {})",
    "SELECT CAST(ROW('a') AS row({} varchar)).{}",
    "SELECT host FROM db.{}",
    "SELECT host FROM {}.t",
]


def translated(query: str, word: str) -> str:
    """The query for DuckDB over a table with the columns `host`, `level` and the word."""
    types = {"host": "varchar", "level": "bigint", word: "varchar"}
    columns = {name: Column(name, "MULTI", type_) for name, type_ in types.items()}
    table = Table(1, "db", "t", retention={}, magnetic={}, partition_key=[], created=0, updated=0, columns=columns)
    return translate(query, lambda *_: table, now=0).sql


@pytest.mark.parametrize("word", [word.lower() for word in KEYWORDS] + WORDS.split())
def test_a_word_that_is_not_reserved_is_a_name_everywhere(word: str) -> None:
    """2.1.32: it means the same as in double quotes."""
    for place in PLACES:
        assert translated(place.replace("{}", word), word) == translated(place.replace("{}", f'"{word}"'), word), place


@pytest.mark.parametrize("word", sorted(RESERVED_WORDS))
def test_a_reserved_word_is_a_name_only_in_quotes(word: str) -> None:
    """1.1.15"""
    translated(f'SELECT "{word}" FROM db.t', word)
    with pytest.raises(ValidationException):
        translated(f"SELECT t.{word} FROM db.t", word)


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT ALL limit FROM (VALUES 1, 2) AS v(limit) ORDER BY limit DESC LIMIT 1", [["2"]]),
        ("SELECT ALL _x FROM (VALUES 1) AS v(_x)", [["1"]]),
        ("SELECT all FROM (VALUES 1) AS v(all) UNION ALL SELECT all FROM (VALUES 1) AS v(all)", [["1"], ["1"]]),
        ("SELECT count(ALL all) FROM (VALUES 1, 2) AS v(all) LIMIT ALL", [["2"]]),
        ("SELECT 1 AS x WHERE 1 >= ALL (SELECT 1)", [["1"]]),
        ("SELECT interval + INTERVAL '1' DAY FROM (VALUES 1h) AS v(interval)", [["1 01:00:00.000000000"]]),
    ],
)
def test_a_word_can_be_a_name_and_a_keyword(shared_account: Account, sql: str, rows: list[list[str]]) -> None:
    """2.1.32"""
    assert shared_account.rows(sql) == rows


def test_outputs_keep_names_with_an_underscore(shared_account: Account) -> None:
    """2.1.32, 2.3.9"""
    page = shared_account.query("SELECT _X_OnContact FROM (VALUES 1) AS _t(_X_OnContact) ORDER BY _X_OnContact")
    assert [column["Name"] for column in page["ColumnInfo"]] == ["_X_OnContact"]
