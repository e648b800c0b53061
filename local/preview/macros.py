"""The macros of Grafana's Timestream plugin, `grafana-timestream-datasource`."""

import re
import time


class MacroError(ValueError):
    """A macro cannot be expanded."""


def expand(
    sql: str,
    *,
    from_ms: int,
    to_ms: int,
    interval_ms: int,
    database: str = "",
    table: str = "",
    measure: str = "",
    now_ms: int | None = None,
) -> str:
    """The query as the plugin sends it to Timestream.

    Times are milliseconds since the epoch. `database`, `table` and `measure` are those of the query, else of the data
    source, the first two with the double quotes that they are saved with; a macro without a value stays as it
    is. As in the plugin, macros are replaced wherever they stand, in strings and comments as well, and the longest name
    wins: `$__interval_raw_ms` is not `$__interval` and a rest. Raises MacroError.
    """
    values = {
        "$__timeFilter": f"time BETWEEN from_milliseconds({from_ms}) AND from_milliseconds({to_ms})",
        "$__timeFrom": f"{from_ms}",
        "$__timeTo": f"{to_ms}",
        "$__interval": f"{interval_ms}ms",
        "$__interval_ms": f"{interval_ms}ms",
        "$__interval_raw_ms": f"{interval_ms}",
        "$__now_ms": f"{now_ms if now_ms is not None else time.time_ns() // 10**6}",
        "$__database": database,
        "$__table": table,
        "$__measure": measure,
    }
    if interval_ms <= 0 and "$__interval" in sql:
        raise MacroError(f"invalid interval: {interval_ms} ms")
    longest_first = sorted((name for name, value in values.items() if value), key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), lambda found: values[found[0]], sql)
