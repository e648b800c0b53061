"""Timestream's SQL: read by sqlglot, run by DuckDB."""
