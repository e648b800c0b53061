"""The macros of Grafana's PostgreSQL plugin, `grafana-postgresql-datasource`."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from local.preview.macros import MacroError
from local.preview.time_range import duration_ms

# As in the plugin, the arguments end at the first closing bracket: none of them may contain a call.
_MACRO = re.compile(r"\$(\w+)\(([^)]*)\)", re.ASCII)
_UNITS = {"y": 31_536_000_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000}


def expand(sql: str, *, from_ms: int, to_ms: int, interval_ms: int) -> str:
    """The query as the plugin sends it to PostgreSQL. Times are milliseconds since the epoch. Raises MacroError."""
    if interval_ms <= 0 and "$__interval" in sql:
        raise MacroError(f"invalid interval: {interval_ms} ms")
    values = {
        "$__interval_ms": f"{interval_ms}",
        "$__interval": _duration(interval_ms),
        "$__unixEpochFrom()": f"{from_ms // 1000}",
        "$__unixEpochTo()": f"{to_ms // 1000}",
    }
    for name, value in values.items():
        sql = sql.replace(name, value)
    return _MACRO.sub(lambda found: _expanded(found, from_ms, to_ms), sql)


def _expanded(found: re.Match[str], from_ms: int, to_ms: int) -> str:
    name, arguments = found[1], [argument.strip(" ") for argument in found[2].split(",")]
    if name not in _MACROS:
        raise MacroError(f'unknown macro "{name}"')
    if name == "__timeGroup" and found.string[found.end() : found.end() + 1] == ",":
        name = "__timeGroupAlias"  # what Grafana did before 5.3
    if not arguments[0] and name not in _WITHOUT_COLUMN:
        raise MacroError(f"missing time column argument for macro {name}")
    return _MACROS[name](arguments, from_ms, to_ms)


def _between(arguments: list[str], from_ms: int, to_ms: int) -> str:
    return f"{arguments[0]} BETWEEN {_literal(from_ms)} AND {_literal(to_ms)}"


def _literal(at_ms: int) -> str:
    """RFC 3339 in UTC, in quotes, without zeros at the end of its fraction."""
    time = datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f".{at_ms % 1000:03}".rstrip("0").rstrip(".")
    return f"'{time}{fraction}Z'"


def _group(column: str, arguments: list[str], alias: str = "") -> str:
    if len(arguments) < 2:
        raise MacroError("macro needs time column and interval and optional fill value")
    if len(arguments) > 2:
        raise MacroError("The preview does not fill the gaps of a macro's groups.")
    seconds = f"{duration_ms(arguments[1].strip(chr(39))) / 1000:g}"
    return f"floor({column}/{seconds})*{seconds}{alias}"


def _time_group(alias: str = "") -> Callable[[list[str], int, int], str]:
    return lambda arguments, *_: _group(f"extract(epoch from {arguments[0]})", arguments, alias)


def _epoch_group(alias: str = "") -> Callable[[list[str], int, int], str]:
    return lambda arguments, *_: _group(f"({arguments[0]})", arguments, alias)


_TIME = ' AS "time"'
_MACROS: dict[str, Callable[[list[str], int, int], str]] = {
    "__time": lambda arguments, *_: f"{arguments[0]}{_TIME}",
    "__timeEpoch": lambda arguments, *_: f'extract(epoch from {arguments[0]}) as "time"',
    "__timeFilter": _between,
    "__timeFrom": lambda _, from_ms, __: _literal(from_ms),
    "__timeTo": lambda _, __, to_ms: _literal(to_ms),
    "__timeGroup": _time_group(),
    "__timeGroupAlias": _time_group(_TIME),
    "__unixEpochFilter": lambda a, start, end: f"{a[0]} >= {start // 1000} AND {a[0]} <= {end // 1000}",
    "__unixEpochNanoFilter": lambda a, start, end: f"{a[0]} >= {start * 10**6} AND {a[0]} <= {end * 10**6}",
    "__unixEpochNanoFrom": lambda _, from_ms, __: f"{from_ms * 10**6}",
    "__unixEpochNanoTo": lambda _, __, to_ms: f"{to_ms * 10**6}",
    "__unixEpochGroup": _epoch_group(),
    "__unixEpochGroupAlias": _epoch_group(_TIME),
}
_WITHOUT_COLUMN = {"__timeFrom", "__timeTo", "__unixEpochNanoFrom", "__unixEpochNanoTo"}


def _duration(interval_ms: int) -> str:
    """Grafana's text of an interval, in whole units: `30s`, `5m`, `1h`."""
    for unit, milliseconds in _UNITS.items():
        if interval_ms >= milliseconds:
            return f"{interval_ms // milliseconds}{unit}"
    return f"{interval_ms}ms"
