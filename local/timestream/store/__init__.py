"""What the stand-in keeps: databases, tables, records, all in one DuckDB database."""
