"""Words that are not reserved: keywords in some places, names in all others.

sqlglot reserves some words that Timestream does not. `names_for_words` makes them plain names, unless the neighbouring
tokens show that they are keywords.
"""

from collections.abc import Callable

from sqlglot.tokenizer_core import Token, TokenType

# Words that names only in double quotes can have.
RESERVED = """
    ALTER AND AS BETWEEN BY CASE CAST CONSTRAINT CREATE CROSS CUBE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP
    CURRENT_USER DEALLOCATE DELETE DESCRIBE DISTINCT DROP ELSE END ESCAPE EXCEPT EXECUTE EXISTS EXTRACT FALSE FOR FROM
    FULL GROUP GROUPING HAVING IN INNER INSERT INTERSECT INTO IS JOIN LEFT LIKE LOCALTIME LOCALTIMESTAMP NATURAL
    NORMALIZE NOT NULL ON OR ORDER OUTER PREPARE RECURSIVE RIGHT ROLLUP SELECT TABLE THEN TRUE UESCAPE UNION UNNEST
    USING VALUES WHEN WHERE WITH
"""
RESERVED_WORDS = frozenset(RESERVED.split())
# Of these, those that begin and those that end an operand.
FIRST_WORDS = {"CASE", "CAST", "CURRENT_DATE", "CURRENT_TIMESTAMP", "EXISTS", "EXTRACT", "FALSE", "NOT", "NULL", "TRUE"}
LAST_WORDS = {"CURRENT_DATE", "CURRENT_TIMESTAMP", "END", "FALSE", "NULL", "TRUE"}
# Words that are not reserved, but follow an operand.
FOLLOWING_WORDS = {"ASC", "DESC", "FETCH", "FILTER", "LIMIT", "NULLS", "OFFSET", "OVER", "RANGE", "ROWS", "WINDOW"}
QUOTED = (TokenType.IDENTIFIER, TokenType.STRING)
OPERANDS = (*QUOTED, TokenType.NUMBER, TokenType.BIT_STRING)

type IsKeyword = Callable[[Token | None, Token | None], bool]


def names_for_words(tokens: list[Token]) -> list[Token]:
    """The tokens, in which a word of `KEYWORDS` that is a name has the type of a name."""
    return [
        token if KEYWORDS.get(_word(token), _always)(before, after) else _name(token)
        for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False)
    ]


def _name(token: Token) -> Token:
    return Token(TokenType.VAR, token.text, token.line, token.col, token.start, token.end)


def _word(token: Token | None) -> str:
    """The last word of a token, such as BY of PARTITION BY; "" for a text or a name in quotes."""
    return "" if token is None or token.token_type in QUOTED else token.text.upper().rpartition(" ")[2]


def _is_name(word: str) -> bool:
    return (word[:1].isalpha() or word.startswith("_")) and word not in RESERVED_WORDS


def _begins_operand(token: Token | None) -> bool:
    word = _word(token)
    if token is None:
        return False
    return token.token_type in OPERANDS or word == "(" or word in FIRST_WORDS or _is_name(word)


def _ends_operand(token: Token | None) -> bool:
    word = _word(token)
    if token is None:
        return False
    return token.token_type in OPERANDS or word in (")", "]") or word in LAST_WORDS or _is_name(word)


def _always(_: Token | None, __: Token | None) -> bool:
    return True


def _between_operands(before: Token | None, after: Token | None) -> bool:
    return _ends_operand(before) and _begins_operand(after) and _word(after) not in FOLLOWING_WORDS


def _before(*words: str) -> IsKeyword:
    return lambda _, after: _word(after) in words


def _before_number(_: Token | None, after: Token | None) -> bool:
    return after is not None and (after.token_type is TokenType.NUMBER or _word(after) == "ALL")


def _is_interval(_: Token | None, after: Token | None) -> bool:
    return after is not None and after.token_type is TokenType.STRING


def _is_all(before: Token | None, after: Token | None) -> bool:
    if _word(before) in ("UNION", "INTERSECT", "EXCEPT", "LIMIT"):
        return True
    if _word(before) in ("SELECT", "("):
        return _begins_operand(after) or _word(after) == "*"
    return _word(after) == "(" and not _ends_operand(before)


# For each word, whether it is a keyword between its neighbours.
KEYWORDS: dict[str, IsKeyword] = {
    "ALL": _is_all,
    "INTERVAL": _is_interval,
    "LIMIT": _before_number,
    "OFFSET": _before_number,
    "FETCH": _before("FIRST", "NEXT"),
    "LATERAL": _before("(", "VIEW"),
    "TABLESAMPLE": _before("BERNOULLI", "SYSTEM", "("),
    **dict.fromkeys(("ANTI", "ASOF", "SEMI"), _before("JOIN")),
    **dict.fromkeys(
        ("QUALIFY", "WINDOW", "COLLATE", "GLOB", "ILIKE", "OVERLAPS", "REGEXP", "RLIKE", "XOR"), _between_operands
    ),
    **dict.fromkeys(
        (
            "GRANT",
            "ISNULL",
            "LOCK",
            "NOTNULL",
            "PARTITIONED_BY",
            "RETURNING",
            "REVOKE",
            "ROLLBACK",
            "STRAIGHT_JOIN",
            "UNCACHE",
        ),
        _before(),
    ),
}
