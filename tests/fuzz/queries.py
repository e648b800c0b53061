"""Makes SQL: queries by Timestream's grammar, whose parts fit each other for the most part, and mutations of texts."""

import re
from collections.abc import Callable, Sequence
from random import Random

from local.timestream.sql.functions import AGGREGATES, WINDOW_FUNCTIONS, Signature, signatures
from local.timestream.sql.grammar import RESERVED_WORDS

DATABASE, TABLE = "fuzz", "Readings"
SOURCE = f'"{DATABASE}"."{TABLE}"'
COLUMNS = {
    "varchar": ["host", "site", "state", "measure_name"],
    "bigint": ["level"],
    "double": ["load", "measure_value::double"],
    "boolean": ["open"],
    "timestamp": ["time", "since"],
}
LITERALS = {
    "integer": ["0", "1", "-1", "2", "7", "2147483647"],
    "bigint": ["9223372036854775807", "-9223372036854775807", "3000000000", "BIGINT '5'"],
    "double": ["0.5", "-1.25", "1e300", "1E-300", "nan()", "infinity()", "DOUBLE '2.5'"],
    "varchar": ["''", "'a'", "'%_x'", "'it''s'", "'2024-02-29 10:00:00'", "'12'", "'Größe 🎧'", "'[a-z]+(b)?'", "'('"],
    "boolean": ["true", "false", "NULL"],
    "timestamp": ["now()", "ago(2h)", "TIMESTAMP '2024-02-29 23:59:59.123456789'", "from_milliseconds(0)"],
    "date": ["current_date", "DATE '2024-02-29'", "date(now())"],
    "time": ["current_time", "TIME '23:59:59'"],
    "interval day to second": ["1h", "15m", "1ns", "3d", "300ms", "INTERVAL '2' DAY", "1week"],
    "interval year to month": ["1month", "1year", "INTERVAL '14' MONTH"],
    "unit": ["'second'", "'minute'", "'hour'", "'day'", "'week'", "'month'", "'quarter'", "'year'"],
    "format": ["'%Y-%m-%d %H:%i'", "'%T.%f'", "'%W %j'", "'%'"],
    "joda": ["'yyyy-MM-dd HH:mm'", "'EEE, d MMM'", "'ss.SSS'", "'Q'"],
}
SCALARS = ("integer", "bigint", "double", "varchar", "boolean", "timestamp", "date")
NUMBERS = ("integer", "bigint", "double")
INTERVALS = ("interval day to second", "interval year to month")
SERIES = f"(SELECT CREATE_TIME_SERIES(time, load) FROM {SOURCE} WHERE load IS NOT NULL AND host = 'a')"
# What a format or a unit must be is no kind of a signature's.
TEXTS = {
    "date_add": "unit",
    "date_diff": "unit",
    "date_trunc": "unit",
    "date_format": "format",
    "date_parse": "format",
    "format_datetime": "joda",
    "parse_datetime": "joda",
}
WORDS = r"""
    ALL ANY SOME ASC DESC NULLS FIRST LAST LIMIT OFFSET OVER PARTITION ROWS RANGE UNBOUNDED PRECEDING FOLLOWING CURRENT
    ROW FILTER LATERAL QUALIFY INTERVAL DATE TIMESTAMP ARRAY SHOW DATABASES TABLES MEASURES UNLOAD EXPLAIN TRY_CAST TRY
    ORDINALITY SET PRAGMA ATTACH COPY ( ) [ ] , . ; :: -> => || + - * / % = <> != < <= > >= ' " ` @ # $ { } ? ~ ^ & |
    \ -- /* */ 0 1 1h 15m 1.5 1e5 0x1F 1quarter x y t a host level time 'x' "time" @scheduled_runtime
"""
ALL_WORDS = [*WORDS.split(), *sorted(RESERVED_WORDS)]
TOKEN = re.compile(r"\s+|'(?:[^']|'')*'|\"[^\"]*\"|\w+|::|->|\|\||[<>!]=|<>|.", re.DOTALL)
NAME = re.compile(r'(?<![\w"\'.:])(host|site|state|level|load|open|since|measure_name)(?![\w"\'.:(])')


class Queries:
    """Draws queries from a generator of chance."""

    def __init__(self, draw: Random) -> None:
        self._draw = draw
        self._columns = True

    def query(self) -> str:
        """A query that is meant to be valid."""
        shape = self._draw.choice(self.SHAPES)
        return shape(self)

    def filtered(self) -> tuple[str, str]:
        """A query without WHERE or anything after it, and a condition for it."""
        self._columns = True
        return f"SELECT {self._projections()} FROM {SOURCE}", self.expression("boolean", 2)

    def mutated(self, text: str) -> str:
        """The text with some of its tokens, or characters, gone, doubled, exchanged or others."""
        parts = TOKEN.findall(text) if self._draw.random() < 0.9 else list(text)
        for _ in range(self._draw.choice((1, 1, 1, 2, 3, 6))):
            if not parts:
                break
            place = self._draw.randrange(len(parts))
            change = self._draw.randrange(6)
            if change == 0:
                del parts[place]
            elif change == 1:
                parts.insert(place, parts[place])
            elif change == 2:
                other = self._draw.randrange(len(parts))
                parts[place], parts[other] = parts[other], parts[place]
            elif change == 3:
                parts[place] = self._word()
            elif change == 4:
                parts.insert(place, f" {self._word()} ")
            else:
                parts[place] = self.expression(self._draw.choice(SCALARS), 1)
        return "".join(parts)

    def misnamed(self, text: str) -> str | None:
        """The text with one of its columns named as none is; None where it names none."""
        names = list(NAME.finditer(text))
        if not names:
            return None
        name = self._draw.choice(names)
        return f"{text[: name.start()]}no_such_{name[0]}{text[name.end() :]}"

    def with_comma(self, text: str) -> str | None:
        """The text with one comma too many; None where it has none."""
        tokens = TOKEN.findall(text)
        commas = [place for place, token in enumerate(tokens) if token == ","]
        if not commas:
            return None
        tokens[self._draw.choice(commas)] = self._draw.choice((",,", ", ,"))
        return "".join(tokens)

    def expression(self, kind: str, depth: int) -> str:
        """An expression of that kind, or now and then of another."""
        if self._draw.random() < 0.02:
            kind = self._draw.choice(SCALARS)
        if kind == "number":
            kind = self._draw.choice(NUMBERS)
        if kind in ("any", "like", "same", "second", "element"):
            kind = self._draw.choice(SCALARS)
        if kind.startswith(("array", "timeseries")):
            return self._collection(kind)
        if kind not in SCALARS or depth <= 0 or self._draw.random() < 0.25:
            return self._leaf(kind)
        makers: list[Callable[[str, int], str]] = [self._call, self._call, self._call, self._conditional, self._cast]
        if kind == "boolean":
            makers = [self._predicate] * 4 + [self._call]
        elif kind in ("bigint", "double", "integer", "timestamp"):
            makers += [self._arithmetic] * 3
        return self._draw.choice(makers)(kind, depth - 1)

    def _word(self) -> str:
        return self._draw.choice(ALL_WORDS) if self._draw.random() < 0.8 else self._draw.choice(list(signatures()))

    def _leaf(self, kind: str) -> str:
        columns = COLUMNS.get(kind) if self._columns else None
        if columns and self._draw.random() < 0.6:
            name = self._draw.choice(columns)
            return name if self._draw.random() < 0.8 and "::" not in name else f'"{name}"'
        return self._draw.choice(LITERALS.get(kind, ["NULL"]))

    def _collection(self, kind: str) -> str:
        if kind.startswith("timeseries"):
            return SERIES
        inner = kind.partition("<")[2].removesuffix(">")
        inner = inner if inner in SCALARS else self._draw.choice(SCALARS[:4])
        if inner == "timestamp":
            return self._draw.choice(("SEQUENCE(ago(1h), now(), 10m)", "ARRAY[now(), ago(5m)]"))
        return f"ARRAY[{', '.join(self._leaf(inner) for _ in range(self._draw.randrange(4)))}]"

    def _call(self, kind: str, depth: int) -> str:
        found = [signature for signature in _plain() if signature.result in (kind, "same", "second", "element")]
        return self._call_of(self._draw.choice(found), kind, depth)

    def _call_of(self, signature: Signature, kind: str, depth: int) -> str:
        parameters = list(signature.parameters)
        count = self._draw.randint(signature.required, len(parameters))
        if signature.repeated and self._draw.random() < 0.3:
            parameters.append(parameters[-1])
            count = len(parameters)
        arguments = [self._argument(signature, place, kind, depth) for place in range(min(count, len(parameters)))]
        return f"{signature.name}({', '.join(arguments)})"

    def _argument(self, signature: Signature, place: int, kind: str, depth: int) -> str:
        parameter = signature.parameters[min(place, len(signature.parameters) - 1)]
        if signature.name in TEXTS and place == (0 if TEXTS[signature.name] == "unit" else 1):
            return self._leaf(TEXTS[signature.name])
        if parameter == "lambda":
            return self._lambda(signature, place)
        same = {"same": 0, "second": 1}.get(signature.result)
        if parameter in ("any", "number", "like") and (place == same or (same is not None and signature.repeated)):
            return self.expression(kind, depth)
        if parameter == "array" and kind in SCALARS:
            return self._collection(f"array<{kind}>")
        return self.expression(parameter, depth)

    def _lambda(self, signature: Signature, place: int) -> str:
        element = "x.value" if "timeseries" in signature.parameters else "x"
        if signature.name == "reduce":
            return f"(s, x) -> s + {element}" if place == 2 else "s -> s"
        return f"x -> {element} {self._draw.choice(('>', '=', 'IS NULL OR 1 <'))} {self._leaf('integer')}"

    def _arithmetic(self, kind: str, depth: int) -> str:
        if kind == "timestamp":
            interval = self._leaf(self._draw.choice(INTERVALS))
            return f"({self.expression(kind, depth)} {self._draw.choice('+-')} {interval})"
        left, right = self.expression(kind, depth), self.expression(kind, depth)
        return f"({left} {self._draw.choice('+-*/%')} {right})"

    def _conditional(self, kind: str, depth: int) -> str:
        condition, one, other = self.expression("boolean", depth), self.expression(kind, depth), self._leaf(kind)
        return self._draw.choice(
            (
                f"CASE WHEN {condition} THEN {one} ELSE {other} END",
                f"IF({condition}, {one}, {other})",
                f"COALESCE({one}, {other})",
                f"TRY({one})",
                f"(SELECT {self._draw.choice(('max', 'min', 'arbitrary'))}({one}) FROM {SOURCE})",
            )
        )

    def _cast(self, kind: str, depth: int) -> str:
        word = self._draw.choice(("CAST", "TRY_CAST"))
        return f"{word}({self.expression(self._draw.choice(SCALARS), depth)} AS {kind})"

    def _predicate(self, _: str, depth: int) -> str:
        kind = self._draw.choice(SCALARS)
        one, other = self.expression(kind, depth), self.expression(kind, depth)
        return self._draw.choice(
            (
                f"({one} {self._draw.choice(('=', '<>', '<', '<=', '>', '>='))} {other})",
                f"({one} BETWEEN {other} AND {self._leaf(kind)})",
                f"({one} IN ({other}, {self._leaf(kind)}))",
                f"({one} IS {self._draw.choice(('NULL', 'NOT NULL'))})",
                f"({one} IS NOT DISTINCT FROM {other})",
                f"(NOT {self.expression('boolean', depth)})",
                f"({self.expression('boolean', depth)} {self._draw.choice(('AND', 'OR'))} {self._leaf('boolean')})",
                f"({self._leaf('varchar')} LIKE {self._leaf('varchar')})",
                f"({one} IN (SELECT {other} FROM {SOURCE}))",
                f"EXISTS (SELECT 1 FROM {SOURCE} WHERE {self._leaf('boolean')})",
            )
        )

    def _aggregate(self) -> str:
        found = [overload for overload in _of_group(AGGREGATES) if overload.name != "create_time_series"]
        call = self._call_of(self._draw.choice(found), self._draw.choice(SCALARS), 1)
        if self._draw.random() < 0.2:
            call += f" FILTER (WHERE {self.expression('boolean', 1)})"
        return call

    def _window(self) -> str:
        functions = _of_group(WINDOW_FUNCTIONS) + _of_group(AGGREGATES)
        call = self._call_of(self._draw.choice(functions), self._draw.choice(SCALARS), 0)
        partition = self._draw.choice(("", "PARTITION BY host "))
        order = self._draw.choice(("", "ORDER BY time", "ORDER BY level DESC NULLS FIRST"))
        frames = ("", " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW", " RANGE UNBOUNDED PRECEDING")
        return f"{call} OVER ({partition}{order}{self._draw.choice(frames) if order else ''})"

    def _projections(self) -> str:
        made = [self.expression(self._draw.choice(SCALARS), 2) for _ in range(self._draw.randint(1, 3))]
        return ", ".join(f"{one} AS c{place}" if self._draw.random() < 0.5 else one for place, one in enumerate(made))

    def _constants(self) -> str:
        self._columns = False
        kinds = (*SCALARS, *INTERVALS, "time", "array", "timeseries<double>")
        made = [self.expression(self._draw.choice(kinds), 3) for _ in range(self._draw.randint(1, 3))]
        self._columns = True
        return f"SELECT {', '.join(made)}"

    def _rows(self) -> str:
        query, condition = self.filtered()
        ends = ("", "", f" ORDER BY {self._draw.randint(1, 2)} DESC", " ORDER BY time, host LIMIT 3", " LIMIT ALL")
        return f"{query}{self._draw.choice((f' WHERE {condition}', ''))}{self._draw.choice(ends)}"

    def _groups(self) -> str:
        key = self.expression(self._draw.choice(SCALARS), 1)
        having = self._draw.choice(("", "", f" HAVING {self._aggregate()} IS NOT NULL"))
        return f"SELECT {key}, {self._aggregate()}, {self._aggregate()} FROM {SOURCE} GROUP BY 1{having}"

    def _totals(self) -> str:
        return f"SELECT {self._aggregate()}, {self._aggregate()} FROM {SOURCE} WHERE {self.expression('boolean', 1)}"

    def _windows(self) -> str:
        return f"SELECT {self._window()}, {self._leaf('bigint')} FROM {SOURCE}"

    def _series(self) -> str:
        functions = [overload for overload in _plain() if "timeseries" in overload.parameters]
        made = self._call_of(self._draw.choice(functions), "double", 1)
        return self._draw.choice(
            (
                f"SELECT {made.replace(SERIES, 's')} FROM (SELECT host, CREATE_TIME_SERIES(time, load) AS s "
                f"FROM {SOURCE} WHERE load IS NOT NULL GROUP BY host)",
                f"WITH b AS (SELECT host, bin(time, {self._leaf(INTERVALS[0])}) AS t, avg(load) AS v FROM {SOURCE} "
                "GROUP BY 1, 2), s AS (SELECT host, CREATE_TIME_SERIES(t, v) AS s FROM b WHERE v IS NOT NULL "
                "GROUP BY host) SELECT host, p.time, p.value FROM s CROSS JOIN UNNEST(s) AS p(time, value)",
            )
        )

    def _nested(self) -> str:
        inner = self._draw.choice((self._rows, self._groups, self._windows))()
        other = self._rows()
        return self._draw.choice(
            (
                f"WITH x AS ({inner}) SELECT * FROM x",
                f"SELECT count(*) FROM ({inner})",
                f"({inner}) {self._draw.choice(('UNION', 'UNION ALL', 'EXCEPT', 'INTERSECT'))} ({other})",
            )
        )

    def _joined(self) -> str:
        side = self._draw.choice(("INNER JOIN", "LEFT JOIN", "FULL OUTER JOIN", ","))
        condition = (
            "" if side in ("CROSS JOIN", ",") else f" ON a.host = b.host AND a.level {self._draw.choice('<>=')} 3"
        )
        return f"SELECT a.host, b.load, b.measure_name FROM {SOURCE} a {side} {SOURCE} b{condition}"

    SHAPES: Sequence[Callable[["Queries"], str]] = (
        _constants,
        _rows,
        _rows,
        _groups,
        _totals,
        _windows,
        _series,
        _nested,
        _joined,
    )


def _of_group(group: str) -> list[Signature]:
    return [overload for overloads in signatures().values() for overload in overloads if overload.group == group]


def _plain() -> list[Signature]:
    """The functions that are neither aggregates nor window functions."""
    return [
        overload
        for overloads in signatures().values()
        for overload in overloads
        if overload.group not in (AGGREGATES, WINDOW_FUNCTIONS)
    ]
