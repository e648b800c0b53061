"""Generates SQL: mostly valid queries by Timestream's grammar, and mutations of them."""

import re
from collections.abc import Callable, Sequence
from random import Random

from local.timestream.sql.functions import AGGREGATES, WINDOW_FUNCTIONS, Signature, signatures
from local.timestream.sql.keywords import RESERVED_WORDS

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
    "interval day to second": ["1h", "15m", "1.5d", "1ns", "3d", "300ms", "INTERVAL '2' DAY", "1week"],
    "interval year to month": ["1month", "1year", "10y", "INTERVAL '14' MONTH"],
    "unit": ["'second'", "'minute'", "'hour'", "'day'", "'week'", "'month'", "'quarter'", "'year'"],
    "format": ["'%Y-%m-%d %H:%i'", "'%T.%f'", "'%W %j'", "'%'"],
    "joda": ["'yyyy-MM-dd HH:mm'", "'EEE, d MMM'", "'ss.SSS'", "'Q'"],
}
SCALARS = ("integer", "bigint", "double", "varchar", "boolean", "timestamp", "date")
NUMBERS = ("integer", "bigint", "double")
INTERVALS = ("interval day to second", "interval year to month")
SERIES = f"(SELECT CREATE_TIME_SERIES(time, load) FROM {SOURCE} WHERE load IS NOT NULL AND host = 'a')"
# Parameters that must be a format or a unit; signatures only have varchar.
TEXT_PARAMETERS = {
    "date_add": "unit",
    "date_diff": "unit",
    "date_trunc": "unit",
    "date_format": "format",
    "date_parse": "format",
    "format_datetime": "joda",
    "parse_datetime": "joda",
}
TOKENS = r"""
    ALL ANY SOME ASC DESC NULLS FIRST LAST LIMIT OFFSET OVER PARTITION ROWS RANGE UNBOUNDED PRECEDING FOLLOWING CURRENT
    ROW FILTER LATERAL QUALIFY INTERVAL DATE TIMESTAMP ARRAY SHOW DATABASES TABLES MEASURES UNLOAD EXPLAIN TRY_CAST TRY
    ORDINALITY SET PRAGMA ATTACH COPY ( ) [ ] , . ; :: -> => || + - * / % = <> != < <= > >= ' " ` @ # $ { } ? ~ ^ & |
    \ -- /* */ 0 1 1h 15m 1.5 1e5 0x1F 1quarter x y t a host level time 'x' "time" @scheduled_runtime
"""
ALL_TOKENS = [*TOKENS.split(), *sorted(RESERVED_WORDS)]
TOKEN = re.compile(r"\s+|'(?:[^']|'')*'|\"[^\"]*\"|\w+|::|->|\|\||[<>!]=|<>|.", re.DOTALL)
NAME = re.compile(r'(?<![\w"\'.:])(host|site|state|level|load|open|since|measure_name)(?![\w"\'.:(])')


class Queries:
    """Generates queries."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._columns = True

    def query(self) -> str:
        """A query that should be valid."""
        shape = self._random.choice(self.SHAPES)
        return shape(self)

    def filtered(self) -> tuple[str, str]:
        """A query that ends with FROM, and a condition for it."""
        self._columns = True
        return f"SELECT {self._projections()} FROM {SOURCE}", self.expression("boolean", 2)

    def mutated(self, text: str) -> str:
        """The text with some tokens or characters deleted, repeated, swapped or replaced."""
        parts = TOKEN.findall(text) if self._random.random() < 0.9 else list(text)
        for _ in range(self._random.choice((1, 1, 1, 2, 3, 6))):
            if not parts:
                break
            place = self._random.randrange(len(parts))
            change = self._random.randrange(6)
            if change == 0:
                del parts[place]
            elif change == 1:
                parts.insert(place, parts[place])
            elif change == 2:
                other = self._random.randrange(len(parts))
                parts[place], parts[other] = parts[other], parts[place]
            elif change == 3:
                parts[place] = self._token()
            elif change == 4:
                parts.insert(place, f" {self._token()} ")
            else:
                parts[place] = self.expression(self._random.choice(SCALARS), 1)
        return "".join(parts)

    def with_unknown_column(self, text: str) -> str | None:
        """The text with the name of a column replaced by an unknown one; None if it has no columns."""
        names = list(NAME.finditer(text))
        if not names:
            return None
        name = self._random.choice(names)
        return f"{text[: name.start()]}no_such_{name[0]}{text[name.end() :]}"

    def with_comma(self, text: str) -> str | None:
        """The text with an extra comma; None if it has no commas."""
        tokens = TOKEN.findall(text)
        commas = [place for place, token in enumerate(tokens) if token == ","]
        if not commas:
            return None
        tokens[self._random.choice(commas)] = self._random.choice((",,", ", ,"))
        return "".join(tokens)

    def expression(self, type_: str, depth: int) -> str:
        """An expression of that type, and sometimes of another."""
        if self._random.random() < 0.02:
            type_ = self._random.choice(SCALARS)
        if type_ == "number":
            type_ = self._random.choice(NUMBERS)
        if type_ in ("any", "like", "same", "second", "element"):
            type_ = self._random.choice(SCALARS)
        if type_.startswith(("array", "timeseries")):
            return self._collection(type_)
        if type_ not in SCALARS or depth <= 0 or self._random.random() < 0.25:
            return self._leaf(type_)
        builders: list[Callable[[str, int], str]] = [self._call, self._call, self._call, self._conditional, self._cast]
        if type_ == "boolean":
            builders = [self._predicate] * 4 + [self._call]
        elif type_ in ("bigint", "double", "integer", "timestamp"):
            builders += [self._arithmetic] * 3
        return self._random.choice(builders)(type_, depth - 1)

    def _token(self) -> str:
        return (
            self._random.choice(ALL_TOKENS) if self._random.random() < 0.8 else self._random.choice(list(signatures()))
        )

    def _leaf(self, type_: str) -> str:
        columns = COLUMNS.get(type_) if self._columns else None
        if columns and self._random.random() < 0.6:
            name = self._random.choice(columns)
            return name if self._random.random() < 0.8 and "::" not in name else f'"{name}"'
        return self._random.choice(LITERALS.get(type_, ["NULL"]))

    def _collection(self, type_: str) -> str:
        if type_.startswith("timeseries"):
            return SERIES
        inner = type_.partition("<")[2].removesuffix(">")
        inner = inner if inner in SCALARS else self._random.choice(SCALARS[:4])
        if inner == "timestamp":
            return self._random.choice(("SEQUENCE(ago(1h), now(), 10m)", "ARRAY[now(), ago(5m)]"))
        return f"ARRAY[{', '.join(self._leaf(inner) for _ in range(self._random.randrange(4)))}]"

    def _call(self, type_: str, depth: int) -> str:
        found = [
            signature for signature in _scalar_functions() if signature.result in (type_, "same", "second", "element")
        ]
        return self._call_of(self._random.choice(found), type_, depth)

    def _call_of(self, signature: Signature, type_: str, depth: int) -> str:
        parameters = list(signature.parameters)
        count = self._random.randint(signature.required, len(parameters))
        if signature.repeated and self._random.random() < 0.3:
            parameters.append(parameters[-1])
            count = len(parameters)
        arguments = [self._argument(signature, place, type_, depth) for place in range(min(count, len(parameters)))]
        return f"{signature.name}({', '.join(arguments)})"

    def _argument(self, signature: Signature, place: int, type_: str, depth: int) -> str:
        parameter = signature.parameters[min(place, len(signature.parameters) - 1)]
        if signature.name in TEXT_PARAMETERS and place == (0 if TEXT_PARAMETERS[signature.name] == "unit" else 1):
            return self._leaf(TEXT_PARAMETERS[signature.name])
        if parameter == "lambda":
            return self._lambda(signature, place)
        same = {"same": 0, "second": 1}.get(signature.result)
        if parameter in ("any", "number", "like") and (place == same or (same is not None and signature.repeated)):
            return self.expression(type_, depth)
        if parameter == "array" and type_ in SCALARS:
            return self._collection(f"array<{type_}>")
        return self.expression(parameter, depth)

    def _lambda(self, signature: Signature, place: int) -> str:
        element = "x.value" if "timeseries" in signature.parameters else "x"
        if signature.name == "reduce":
            return f"(s, x) -> s + {element}" if place == 2 else "s -> s"
        return f"x -> {element} {self._random.choice(('>', '=', 'IS NULL OR 1 <'))} {self._leaf('integer')}"

    def _arithmetic(self, type_: str, depth: int) -> str:
        if type_ == "timestamp":
            interval = self._leaf(self._random.choice(INTERVALS))
            return f"({self.expression(type_, depth)} {self._random.choice('+-')} {interval})"
        left, right = self.expression(type_, depth), self.expression(type_, depth)
        return f"({left} {self._random.choice('+-*/%')} {right})"

    def _conditional(self, type_: str, depth: int) -> str:
        condition, one, other = self.expression("boolean", depth), self.expression(type_, depth), self._leaf(type_)
        return self._random.choice(
            (
                f"CASE WHEN {condition} THEN {one} ELSE {other} END",
                f"IF({condition}, {one}, {other})",
                f"COALESCE({one}, {other})",
                f"TRY({one})",
                f"(SELECT {self._random.choice(('max', 'min', 'arbitrary'))}({one}) FROM {SOURCE})",
            )
        )

    def _cast(self, type_: str, depth: int) -> str:
        word = self._random.choice(("CAST", "TRY_CAST"))
        return f"{word}({self.expression(self._random.choice(SCALARS), depth)} AS {type_})"

    def _predicate(self, _: str, depth: int) -> str:
        type_ = self._random.choice(SCALARS)
        one, other = self.expression(type_, depth), self.expression(type_, depth)
        return self._random.choice(
            (
                f"({one} {self._random.choice(('=', '<>', '<', '<=', '>', '>='))} {other})",
                f"({one} BETWEEN {other} AND {self._leaf(type_)})",
                f"({one} IN ({other}, {self._leaf(type_)}))",
                f"({one} IS {self._random.choice(('NULL', 'NOT NULL'))})",
                f"({one} IS NOT DISTINCT FROM {other})",
                f"(NOT {self.expression('boolean', depth)})",
                f"({self.expression('boolean', depth)} {self._random.choice(('AND', 'OR'))} {self._leaf('boolean')})",
                f"({self._leaf('varchar')} LIKE {self._leaf('varchar')})",
                f"({one} IN (SELECT {other} FROM {SOURCE}))",
                f"EXISTS (SELECT 1 FROM {SOURCE} WHERE {self._leaf('boolean')})",
            )
        )

    def _aggregate(self) -> str:
        found = [overload for overload in _signatures_in(AGGREGATES) if overload.name != "create_time_series"]
        call = self._call_of(self._random.choice(found), self._random.choice(SCALARS), 1)
        if self._random.random() < 0.2:
            call += f" FILTER (WHERE {self.expression('boolean', 1)})"
        return call

    def _window(self) -> str:
        functions = _signatures_in(WINDOW_FUNCTIONS) + _signatures_in(AGGREGATES)
        call = self._call_of(self._random.choice(functions), self._random.choice(SCALARS), 0)
        partition = self._random.choice(("", "PARTITION BY host "))
        order = self._random.choice(("", "ORDER BY time", "ORDER BY level DESC NULLS FIRST"))
        frames = (
            "",
            " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW",
            " RANGE UNBOUNDED PRECEDING",
            " RANGE BETWEEN 72.5m PRECEDING AND CURRENT ROW",
            " RANGE 2 PRECEDING",
        )
        return f"{call} OVER ({partition}{order}{self._random.choice(frames) if order else ''})"

    def _projections(self) -> str:
        expressions = [self.expression(self._random.choice(SCALARS), 2) for _ in range(self._random.randint(1, 3))]
        return ", ".join(
            f"{one} AS c{place}" if self._random.random() < 0.5 else one for place, one in enumerate(expressions)
        )

    def _constants(self) -> str:
        self._columns = False
        types = (*SCALARS, *INTERVALS, "time", "array", "timeseries<double>")
        expressions = [self.expression(self._random.choice(types), 3) for _ in range(self._random.randint(1, 3))]
        self._columns = True
        return f"SELECT {', '.join(expressions)}"

    def _rows(self) -> str:
        query, condition = self.filtered()
        ends = ("", "", f" ORDER BY {self._random.randint(1, 2)} DESC", " ORDER BY time, host LIMIT 3", " LIMIT ALL")
        return f"{query}{self._random.choice((f' WHERE {condition}', ''))}{self._random.choice(ends)}"

    def _groups(self) -> str:
        key = self.expression(self._random.choice(SCALARS), 1)
        having = self._random.choice(("", "", f" HAVING {self._aggregate()} IS NOT NULL"))
        return f"SELECT {key}, {self._aggregate()}, {self._aggregate()} FROM {SOURCE} GROUP BY 1{having}"

    def _totals(self) -> str:
        return f"SELECT {self._aggregate()}, {self._aggregate()} FROM {SOURCE} WHERE {self.expression('boolean', 1)}"

    def _windows(self) -> str:
        return f"SELECT {self._window()}, {self._leaf('bigint')} FROM {SOURCE}"

    def _series(self) -> str:
        functions = [overload for overload in _scalar_functions() if "timeseries" in overload.parameters]
        expressions = self._call_of(self._random.choice(functions), "double", 1)
        return self._random.choice(
            (
                f"SELECT {expressions.replace(SERIES, 's')} FROM (SELECT host, CREATE_TIME_SERIES(time, load) AS s "
                f"FROM {SOURCE} WHERE load IS NOT NULL GROUP BY host)",
                f"WITH b AS (SELECT host, bin(time, {self._leaf(INTERVALS[0])}) AS t, avg(load) AS v FROM {SOURCE} "
                "GROUP BY 1, 2), s AS (SELECT host, CREATE_TIME_SERIES(t, v) AS s FROM b WHERE v IS NOT NULL "
                "GROUP BY host) SELECT host, p.time, p.value FROM s CROSS JOIN UNNEST(s) AS p(time, value)",
            )
        )

    def _nested(self) -> str:
        inner = self._random.choice((self._rows, self._groups, self._windows))()
        other = self._rows()
        return self._random.choice(
            (
                f"WITH x AS ({inner}) SELECT * FROM x",
                f"SELECT count(*) FROM ({inner})",
                f"({inner}) {self._random.choice(('UNION', 'UNION ALL', 'EXCEPT', 'INTERSECT'))} ({other})",
            )
        )

    def _joined(self) -> str:
        side = self._random.choice(("INNER JOIN", "LEFT JOIN", "FULL OUTER JOIN", ","))
        condition = (
            "" if side in ("CROSS JOIN", ",") else f" ON a.host = b.host AND a.level {self._random.choice('<>=')} 3"
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


def _signatures_in(group: str) -> list[Signature]:
    return [overload for overloads in signatures().values() for overload in overloads if overload.group == group]


def _scalar_functions() -> list[Signature]:
    """The scalar functions."""
    return [
        overload
        for overloads in signatures().values()
        for overload in overloads
        if overload.group not in (AGGREGATES, WINDOW_FUNCTIONS)
    ]
