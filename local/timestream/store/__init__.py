"""Storage of databases, tables and records, in one DuckDB database."""
