"""Maps DuckDB's errors to the service's."""

import re

import duckdb

from local.timestream.errors import QueryExecutionException, ServiceError, ValidationException

# The maximum run time of a query.
MAX_SECONDS = 60

# DuckDB's messages, and the service's errors for them. A macro's ts_fail is a failed cast.
MESSAGES: list[tuple[re.Pattern[str], type[ServiceError], str]] = [
    (re.compile(r"Could not convert string 'ts_fail (.*)' to INT64", re.DOTALL), QueryExecutionException, "{}"),
    (
        re.compile("with value (\\S+) can't be cast because the value is out of range for the destination type (\\w+)"),
        QueryExecutionException,
        "Out of range for {1}: {0}",
    ),
    (re.compile("Division by zero"), QueryExecutionException, "Division by zero"),
    (
        re.compile("Invalid RANGE (PRECEDING|FOLLOWING) value|Window RANGE expressions cannot be NULL"),
        QueryExecutionException,
        "Window frame offset value must not be negative or null",
    ),
    (
        re.compile(r'column "?([^"]+?)"? must appear in the GROUP BY clause'),
        ValidationException,
        "'{}' must be an aggregate expression or appear in GROUP BY clause",
    ),
    (
        re.compile(r"Cannot extract field '([^']*)' from expression"),
        ValidationException,
        "Only a row has fields; '{}' is a field of something else",
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
    # The table was deleted while the query started.
    (re.compile(r"Table with name table_\d+ does not exist"), ValidationException, "The table does not exist"),
    # DuckDB has other names for functions and macros.
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
# DuckDB's type names, and the service's.
TYPE_NAMES = {
    "TIMESTAMP_NS": "timestamp",
    "TIME_NS": "time",
    "HUGEINT": "bigint",
    "INTEGER_LITERAL": "integer",
    "STRING_LITERAL": "varchar",
    "STRUCT(ns BIGINT)": "interval day to second",
    'STRUCT("months" BIGINT)': "interval year to month",
    "STRUCT(": "row(",
}
_TYPE = re.compile("|".join(map(re.escape, TYPE_NAMES)))


def service_error(error: duckdb.Error) -> ServiceError:
    """The service's error for an error of DuckDB: ValidationException if the query is invalid, QueryExecutionException
    if it fails on the data."""
    text = str(error)
    if isinstance(error, duckdb.InterruptException):
        return QueryExecutionException(f"Query exceeded the maximum run time of {MAX_SECONDS} seconds.")
    for pattern, error_type, message in MESSAGES:
        if match := pattern.search(text):
            return error_type(_with_service_types(message.format(*match.groups())))
    # An error with a position in the query's text is an error of the query.
    static = isinstance(error, duckdb.BinderException | duckdb.CatalogException | duckdb.ParserException)
    message = _with_service_types(_PREFIX.sub("", text).splitlines()[0])
    return ValidationException(message) if static or "\nLINE 1:" in text else QueryExecutionException(message)


def _with_service_types(message: str) -> str:
    return _TYPE.sub(lambda found: TYPE_NAMES[found[0]], message)
