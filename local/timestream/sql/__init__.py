"""Timestream's SQL: parsed by sqlglot, run by DuckDB."""
