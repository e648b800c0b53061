"""The tables in a real PostgreSQL, and rows in them."""

from local.postgresql.database import ADMINISTRATOR, Database


def address(database: Database, name: str) -> str:
    """The address of a database of that name in the server, for its administrator."""
    with database.connect(name) as connection:
        password = connection.info.password
    return f"postgresql://{ADMINISTRATOR}:{password}@127.0.0.1:{database.port}/{name}"
