"""DuckDB's errors as the service's."""

import re

import duckdb

from local.timestream.errors import QueryExecutionException, ServiceError, ValidationException

# How long a query may run.
SECONDS = 60

# What a macro says with ts_fail, and how DuckDB says that it failed.
_MACRO = re.compile(r"Could not convert string 'ts_fail (.*)' to INT64", re.DOTALL)
_GROUPED = re.compile(r'column "?([^"]+)"? must appear in the GROUP BY clause')
# DuckDB knows functions and macros by other names than the service's.
_CALL = re.compile(r"(?:[Mm]acro (?:ts_)?(\w+)\(\)|arguments? types? '(\w+)\(|function call \"(\w+)\()")
_CONVERTED = re.compile(r"Could not convert string '(.*)' to \w+")
_PREFIX = re.compile(r"^[\w ]+ Error: ")


def service_error(error: duckdb.Error) -> ServiceError:
    """What the service would say: a query that can not mean anything is not valid, one that fails on the data
    failed in execution."""
    text = str(error)
    if macro := _MACRO.search(text):
        return QueryExecutionException(macro[1])
    if isinstance(error, duckdb.InterruptException):
        return QueryExecutionException(f"Query exceeded the maximum run time of {SECONDS} seconds.")
    if "Division by zero" in text:
        return QueryExecutionException("Division by zero")
    if grouped := _GROUPED.search(text):
        return ValidationException(f"'{grouped[1]}' must be an aggregate expression or appear in GROUP BY clause")
    if call := _CALL.search(text):
        name = next(name for name in call.groups() if name)
        return ValidationException(f"Unexpected parameters for function {name}")
    if converted := _CONVERTED.search(text):
        # An error that DuckDB can point at in the query's text is one of the query.
        kind = ValidationException if "\nLINE 1:" in text else QueryExecutionException
        return kind(f"Cannot cast '{converted[1]}'")
    message = _PREFIX.sub("", text).splitlines()[0]
    static = isinstance(error, duckdb.BinderException | duckdb.CatalogException | duckdb.ParserException)
    return ValidationException(message) if static or "\nLINE 1:" in text else QueryExecutionException(message)
