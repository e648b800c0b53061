"""Window frames of RANGE with an offset, such as RANGE BETWEEN INTERVAL '2' MINUTE PRECEDING AND CURRENT ROW."""

from sqlglot import exp

from local.timestream.errors import ValidationException
from local.timestream.sql.functions import DATETIMES, NUMBERS
from local.timestream.sql.nodes import call
from local.timestream.sql.types import INTERVALS, MONTH, position, type_list, type_of

REQUIRES = "Window frame of type RANGE PRECEDING or FOLLOWING requires"


def check_frames(tree: exp.Expr) -> None:
    """Raises ValidationException for an offset that does not fit the window's ORDER BY. The messages are Trino's."""
    for window in tree.find_all(exp.Window):
        for offset in _offsets(window):
            if problem := _problem(window.args.get("order"), offset):
                raise ValidationException(f"{position(offset)}: {problem}")


def _offsets(window: exp.Expr) -> list[exp.Expr]:
    frame = window.args.get("spec")
    if frame is None or frame.text("kind") != "RANGE":
        return []
    return [frame.args[bound] for bound in ("start", "end") if isinstance(frame.args.get(bound), exp.Expr)]


def _problem(order: exp.Order | None, offset: exp.Expr) -> str | None:
    if order is None:
        return f"{REQUIRES} ORDER BY"
    if len(order.expressions) != 1:
        return f"{REQUIRES} single sort item in ORDER BY (actual: {len(order.expressions)})"
    key, value = type_of(order.expressions[0].this), type_of(offset)
    if "unknown" in (key, value):
        return None
    if key not in NUMBERS | DATETIMES:
        return f"{REQUIRES} that sort item type be numeric, datetime or interval (actual: {type_list(key)})"
    if value not in (NUMBERS if key in NUMBERS else INTERVALS):
        types = type_list(value), type_list(key)
        return "Window frame RANGE value type ({}) not compatible with sort item type ({})".format(*types)
    return None


def rewrite_frame(window: exp.Expr, _: int) -> exp.Expr:
    """DuckDB's RANGE takes no timestamps with nanoseconds: the window is ordered by their number instead, or by
    microseconds if an offset has months."""
    offsets = _offsets(window)
    types = {type_of(offset) for offset in offsets}
    if types & INTERVALS:
        key_macro, offset_macro = ("ts_micros", "ts_duckdb_interval")
        if MONTH not in types:
            key_macro, offset_macro = "ts_to_nanoseconds", "ts_interval_nanoseconds"
        for offset in offsets:
            offset.replace(call(offset_macro, offset.copy()))
        key = window.args["order"].expressions[0].this
        key.replace(call(key_macro, key.copy()))
    return window
