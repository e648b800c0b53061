"""A stand-in for Amazon Timestream for LiveAnalytics: its wire protocol, its SQL, kept in DuckDB."""
