from datetime import datetime
from functools import lru_cache


@lru_cache(maxsize=65_536)
def milliseconds(timestamp: str) -> int:
    """Milliseconds since 1970 of a time as Connect writes it."""
    return round(datetime.fromisoformat(timestamp).timestamp() * 1000)
