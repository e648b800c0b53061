"""DuckDB's errors as the service's."""

import re

import duckdb

from local.timestream.errors import QueryExecutionException, ServiceError, ValidationException

# How long a query may run.
SECONDS = 60

# Errors with words of their own: what DuckDB says, and what the service would. A macro's ts_fail is a failed cast.
KNOWN: list[tuple[re.Pattern[str], type[ServiceError], str]] = [
    (re.compile(r"Could not convert string 'ts_fail (.*)' to INT64", re.DOTALL), QueryExecutionException, "{}"),
    (
        re.compile("with value (\\S+) can't be cast because the value is out of range for the destination type (\\w+)"),
        QueryExecutionException,
        "Out of range for {1}: {0}",
    ),
    (re.compile("Division by zero"), QueryExecutionException, "Division by zero"),
    (
        re.compile(r'column "?([^"]+?)"? must appear in the GROUP BY clause'),
        ValidationException,
        "'{}' must be an aggregate expression or appear in GROUP BY clause",
    ),
    (
        re.compile(r"Cannot extract field '([^']*)' from expression"),
        ValidationException,
        "Only a row has fields, and what '{}' is asked of is none",
    ),
    (
        re.compile('Could not parse string "(.*)" according to format specifier', re.DOTALL),
        QueryExecutionException,
        "Invalid format: {}",
    ),
    (
        re.compile("Could not convert Timestamp to higher precision"),
        QueryExecutionException,
        "The timestamp is out of range",
    ),
    # The table went while the query began.
    (re.compile(r"Table with name table_\d+ does not exist"), ValidationException, "The table does not exist"),
    # DuckDB knows functions and macros by other names than the service's.
    (
        re.compile(r"(?:[Mm]acro (?:ts_)?|arguments? types? '|function call \")([^\s(]+)\("),
        ValidationException,
        "Unexpected parameters for function {}",
    ),
    (re.compile(r"Unimplemented type for cast \((.+) -> (.+)\)"), ValidationException, "Cannot cast {0} to {1}"),
    (
        re.compile(r"Could not convert string '(.*)' to \w+.*\nLINE 1:", re.DOTALL),
        ValidationException,
        "Cannot cast '{}'",
    ),
    (re.compile(r"Could not convert string '(.*)' to \w+", re.DOTALL), QueryExecutionException, "Cannot cast '{}'"),
]
_PREFIX = re.compile(r"^[\w ]+ Error: ")
# Its types as well.
TYPES = {
    "TIMESTAMP_NS": "timestamp",
    "TIME_NS": "time",
    "HUGEINT": "bigint",
    "INTEGER_LITERAL": "integer",
    "STRING_LITERAL": "varchar",
    "STRUCT(ns BIGINT)": "interval day to second",
    'STRUCT("months" BIGINT)': "interval year to month",
    "STRUCT(": "row(",
}
_TYPE = re.compile("|".join(map(re.escape, TYPES)))


def service_error(error: duckdb.Error) -> ServiceError:
    """What the service would say: a query that can not mean anything is not valid, one that fails on the data
    failed in execution."""
    text = str(error)
    if isinstance(error, duckdb.InterruptException):
        return QueryExecutionException(f"Query exceeded the maximum run time of {SECONDS} seconds.")
    for pattern, kind, message in KNOWN:
        if match := pattern.search(text):
            return kind(_in_the_service_s_words(message.format(*match.groups())))
    # An error that DuckDB can point at in the query's text is one of the query.
    static = isinstance(error, duckdb.BinderException | duckdb.CatalogException | duckdb.ParserException)
    message = _in_the_service_s_words(_PREFIX.sub("", text).splitlines()[0])
    return ValidationException(message) if static or "\nLINE 1:" in text else QueryExecutionException(message)


def _in_the_service_s_words(message: str) -> str:
    return _TYPE.sub(lambda found: TYPES[found[0]], message)
