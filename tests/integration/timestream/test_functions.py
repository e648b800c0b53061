"""The functions, but for those of time: section 2.1 of docs/timestream-stand-in.md."""

from typing import Any

import pytest

from tests.support.timestream_clients import Account

AGGREGATES: list[tuple[str, Any]] = [
    ("approx_distinct(y)", "3"),
    ("approx_distinct(y, 0.01)", "3"),
    ("approx_percentile(x / 2.0, 0.99)", "2.0"),
    ("approx_percentile(x, 0.5)", "2"),
    ("approx_percentile(x, ARRAY[0.25, 0.75])", ["1", "3"]),
    ("arbitrary(z)", "only"),
    ("array_agg(DISTINCT z)", ["only"]),
    ("array_agg(x ORDER BY x DESC NULLS LAST)", ["4", "3", "2", "1", None]),
    ("avg(x)", "2.5"),
    (
        "create_time_series(from_milliseconds(coalesce(x, 5)), coalesce(y, 'd'))",
        [(f"1970-01-01 00:00:00.00{number}000000", value) for number, value in enumerate("aabcd", 1)],
    ),
    ("bitwise_and_agg(x)", "0"),
    ("bitwise_or_agg(x)", "7"),
    ("bool_and(x > 0)", "true"),
    ("bool_or(x > 3)", "true"),
    ("round(corr(x, x * 2), 9)", "1.0"),
    ("count(*)", "5"),
    ("count(DISTINCT y)", "3"),
    ("count(x)", "4"),
    ("count_if(x > 1)", "3"),
    ("count_if(CAST(NULL AS boolean))", "0"),
    ("count_if(x > 1) FILTER (WHERE x > 1)", "3"),
    ("covar_pop(x, x)", "1.25"),
    ("covar_samp(x, x)", "1.6666666666666667"),
    ("every(x > 1)", "false"),
    ("geometric_mean(x)", "2.213363839400643"),
    ("max(x, 2)", ["4", "3"]),
    ("max(y)", "c"),
    ("max_by(y, x)", "c"),
    ("max_by(y, x, 2)", ["c", "b"]),
    ("min(x)", "1"),
    ("min(x, 2)", ["1", "2"]),
    ("min_by(y, x)", "a"),
    ("min_by(y, x, 1)", ["a"]),
    ("regr_intercept(x * 3 + 1, x)", "1.0"),
    ("regr_slope(x * 3, x)", "3.0"),
    ("skewness(x)", "0.0"),
    ("stddev(x)", "1.2909944487358056"),
    ("stddev_pop(x)", "1.118033988749895"),
    ("stddev_samp(x)", "1.2909944487358056"),
    ("sum(DISTINCT x)", "10"),
    ("sum(x) FILTER (WHERE y = 'a')", "3"),
    ("sum(x)", "10"),
    ("var_pop(x)", "1.25"),
    ("var_samp(x)", "1.6666666666666667"),
    ("variance(x)", "1.6666666666666667"),
    ("round(kurtosis(x), 9)", "-1.2"),
]


def aggregated(aggregate: str) -> str:
    """A query of an aggregate over five rows."""
    rows = "(1, 'a', 'only'), (2, 'a', NULL), (3, 'b', NULL), (4, 'c', NULL), (NULL, NULL, NULL)"
    condition = "z IS NOT NULL" if "DISTINCT z" in aggregate else "true"
    return f"SELECT {aggregate} FROM (VALUES {rows}) AS t(x, y, z) WHERE {condition}"


@pytest.mark.parametrize(("aggregate", "expected"), AGGREGATES)
def test_aggregates(shared_account: Account, aggregate: str, expected: Any) -> None:
    """2.1.24"""
    assert shared_account.rows(aggregated(aggregate)) == [[expected]]


NUMBERS: list[tuple[str, Any]] = [
    ("abs(-5)", "5"),
    ("round(acos(-1), 6)", "3.141593"),
    ("round(asin(1), 6)", "1.570796"),
    ("round(atan(1), 6)", "0.785398"),
    ("round(atan2(1, -1), 6)", "2.356194"),
    ("bit_count(-7, 64)", "62"),
    ("bit_count(7, 8)", "3"),
    ("bitwise_and(6, 3)", "2"),
    ("bitwise_not(-12)", "11"),
    ("bitwise_or(6, 3)", "7"),
    ("bitwise_xor(6, 3)", "5"),
    ("ceil(1.2)", "2.0"),
    ("ceiling(-1.2)", "-1.0"),
    ("coalesce(NULL, NULL, 3)", "3"),
    ("round(cos(2), 6)", "-0.416147"),
    ("round(cosh(1), 6)", "1.543081"),
    ("round(e(), 6)", "2.718282"),
    ("exp(0)", "1.0"),
    ("floor(-1.2)", "-2.0"),
    ("from_base('ff', 16)", "255"),
    ("greatest(1, 3, 2)", "3"),
    ("greatest(1, NULL)", None),
    ("if(1 > 2, 'a')", None),
    ("if(1 > 2, 'a', 'b')", "b"),
    ("infinity()", "Infinity"),
    ("is_finite(1)", "true"),
    ("is_infinite(infinity())", "true"),
    ("is_nan(nan())", "true"),
    ("least('b', 'a')", "a"),
    ("ln(e())", "1.0"),
    ("log2(8)", "3.0"),
    ("mod(7, 3)", "1"),
    ("nan()", "NaN"),
    ("nullif(1, 1)", None),
    ("round(pi(), 6)", "3.141593"),
    ("pow(2, -1)", "0.5"),
    ("power(2, 10)", "1024.0"),
    ("rand() BETWEEN 0 AND 1", "true"),
    ("rand(10) BETWEEN 0 AND 9", "true"),
    ("random() BETWEEN 0 AND 1", "true"),
    ("random(10) BETWEEN 0 AND 9", "true"),
    ("round(-2.5)", "-3.0"),
    ("round(2.5)", "3.0"),
    ("round(2.567, 1)", "2.6"),
    ("round(7)", "7"),
    ("round(degrees(pi()))", "180.0"),
    ("round(radians(180), 2)", "3.14"),
    ("round(sin(2), 6)", "0.909297"),
    ("round(tan(2), 6)", "-2.18504"),
    ("round(tanh(1), 6)", "0.761594"),
    ("row(1, 'a', NULL)", ["1", "a", None]),
    ("sign(-2.5)", "-1.0"),
    ("sign(7)", "1"),
    ("sqrt(16)", "4.0"),
    ("to_base(255, 16)", "ff"),
    ("try(1 / 0)", None),
    ("truncate(-1.9)", "-1.0"),
    ("truncate(1.987, 2)", "1.98"),
    ("typeof(1h)", "interval day to second"),
    ("typeof(DATE '2022-05-21' + 2d)", "date"),
    ("typeof(now())", "timestamp"),
    ("round(log10(1000), 6)", "3.0"),
    ("round(cbrt(27))", "3.0"),
]


@pytest.mark.parametrize(("expression", "expected"), NUMBERS)
def test_functions_of_numbers(shared_account: Account, expression: str, expected: Any) -> None:
    """2.1.25"""
    assert shared_account.value(expression) == expected


TEXTS: list[tuple[str, Any]] = [
    ("'a' || 'b' || 'c'", "abc"),
    ("chr(65)", "A"),
    ("codepoint('A')", "65"),
    ("concat('a', 'b', 'c')", "abc"),
    ("concat('a', NULL)", None),
    ("hamming_distance('abc', 'abd')", "1"),
    ("length('héllo')", "5"),
    ("levenshtein_distance('kitten', 'sitting')", "3"),
    ("lower('ÄB')", "äb"),
    ("lpad('7', 3, '0')", "007"),
    ("ltrim('  x ')", "x "),
    ("position('l' IN 'hello')", "3"),
    ("regexp_extract('1a 2b', '(\\d+)([a-z]+)', 2)", "a"),
    ("regexp_extract('1a 2b', '\\d+[a-z]')", "1a"),
    ("regexp_extract('abc', 'x')", None),
    ("regexp_extract_all('1a 2b', '\\d+')", ["1", "2"]),
    ("regexp_like('abc', 'b.')", "true"),
    ("regexp_replace('1a 2b', '(\\d+)([ab])', '<$1>')", "<1> <2>"),
    ("regexp_replace('1a 2b', '\\d+')", "a b"),
    ("regexp_split('1a2b', '[a-z]')", ["1", "2", ""]),
    ("replace('banana', 'an')", "ba"),
    ("replace('banana', 'an', 'o')", "booa"),
    ("reverse('abc')", "cba"),
    ("rpad('7', 3, 'x')", "7xx"),
    ("rtrim(' y  ')", " y"),
    ("split('a,b,c', ',')", ["a", "b", "c"]),
    ("split('a,b,c', ',', 2)", ["a", "b,c"]),
    ("split_part('a,b', ',', 2)", "b"),
    ("split_part('a,b', ',', 9)", None),
    ("strpos('hello', 'z')", "0"),
    ("strrpos('hello', 'l')", "4"),
    ("substr('hello', -3, 2)", "ll"),
    ("substr('hello', 0)", ""),
    ("substr('hello', 2)", "ello"),
    ("substring('hello' FROM 2 FOR 3)", "ell"),
    ("trim('  x ')", "x"),
    ("trim(LEADING FROM ' x ')", "x "),
    ("upper('äb')", "ÄB"),
]


@pytest.mark.parametrize(("expression", "expected"), TEXTS)
def test_functions_of_text(shared_account: Account, expression: str, expected: Any) -> None:
    """2.1.25"""
    assert shared_account.value(expression) == expected


ARRAYS: list[tuple[str, Any]] = [
    ("ARRAY[1] || ARRAY[2, 3]", ["1", "2", "3"]),
    ("ARRAY[4, 5, 6][2]", "5"),
    ("array_distinct(ARRAY[2, 2])", ["2"]),
    ("array_except(ARRAY[1, 2], ARRAY[2, 3])", ["1"]),
    ("array_intersect(ARRAY[1, 2], ARRAY[2, 3])", ["2"]),
    ("array_join(ARRAY['a', NULL, 'b'], '-')", "a-b"),
    ("array_join(ARRAY[1, NULL], '-', '?')", "1-?"),
    ("array_max(ARRAY[1, 3, 2])", "3"),
    ("array_min(ARRAY[1, 3, 2])", "1"),
    ("array_position(ARRAY['a', 'b'], 'b')", "2"),
    ("array_position(ARRAY['a', 'b'], 'c')", "0"),
    ("array_remove(ARRAY[1, 2, 1], 1)", ["2"]),
    ("array_sort(array_distinct(ARRAY[2, 1, 2]))", ["1", "2"]),
    ("array_sort(array_union(ARRAY[1, 2], ARRAY[2, 3]))", ["1", "2", "3"]),
    ("array_union(ARRAY[1], ARRAY[1])", ["1"]),
    ("arrays_overlap(ARRAY[1, 2], ARRAY[2, 3])", "true"),
    ("cardinality(ARRAY[1, 2])", "2"),
    ("concat(ARRAY[1], ARRAY[2])", ["1", "2"]),
    ("contains(ARRAY[1, 2], 2)", "true"),
    ("element_at(ARRAY[4, 5], -1)", "5"),
    ("element_at(ARRAY[4, 5], 1)", "4"),
    ("element_at(ARRAY[4, 5], 9)", None),
    ("filter(ARRAY[1, 2, 3], x -> x > 1)", ["2", "3"]),
    ("reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x, s -> s * 2)", "12"),
    ("repeat('x', 3)", ["x", "x", "x"]),
    ("reverse(ARRAY[1, 2])", ["2", "1"]),
    (
        "sequence('2023-04-02 19:00:00.000000000', '2023-04-02 23:00:00.000000000', 2h)",
        ["2023-04-02 19:00:00.000000000", "2023-04-02 21:00:00.000000000", "2023-04-02 23:00:00.000000000"],
    ),
    ("sequence(1, 5, 2)", ["1", "3", "5"]),
    ("sequence(3, 1)", ["3", "2", "1"]),
    ("slice(ARRAY[1, 2, 3, 4], -2, 1)", ["3"]),
    ("slice(ARRAY[1, 2, 3, 4], 2, 2)", ["2", "3"]),
    ("transform(ARRAY[1, 2], x -> x * 10)", ["10", "20"]),
]


@pytest.mark.parametrize(("expression", "expected"), ARRAYS)
def test_functions_of_arrays(shared_account: Account, expression: str, expected: Any) -> None:
    """2.1.25"""
    assert shared_account.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("ARRAY[1][0]", "SQL array indices start at 1"),
        ("ARRAY[1][2]", "Array subscript must be less than or equal to array length: 2 > 1"),
        ("from_base('z', 10)", "Not a valid base-10 number: z"),
        ("lpad('x', 100000000, 'y')", "Target length must be in the range [0..1000000]"),
        ("parse_duration('3 fortnights')", "Invalid duration: 3 fortnights"),
        ("sequence(1, 20000)", "result of sequence function must not have more than 10000 entries"),
        ("split_part('a', 'b', 0)", "Index must be greater than zero"),
    ],
)
def test_invalid_arguments_are_errors(shared_account: Account, expression: str, problem: str) -> None:
    """2.1.25"""
    assert problem in shared_account.execution_error(f"SELECT {expression}")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("-7 % 3", "-1"),
        ("-7 / 2", "-3"),
        ("0.0 / 0", "NaN"),
        ("1 / 0.0", "Infinity"),
        ("2 + 3 * 4 - -1", "15"),
        ("7 % 3", "1"),
        ("7 / 2", "3"),
        ("7 / 2.0", "3.5"),
        ("sum(x) / count(*) FROM (VALUES 1, 2) AS t(x)", "1"),
    ],
)
def test_division(shared_account: Account, expression: str, expected: Any) -> None:
    """2.1.26"""
    assert shared_account.value(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "1 / 0",
        "7 % 0",
        "mod(7, 0)",
    ],
)
def test_integers_are_not_divided_by_zero(shared_account: Account, expression: str) -> None:
    """2.1.26"""
    assert shared_account.execution_error(f"SELECT {expression}") == "Division by zero"


@pytest.mark.parametrize(
    "expression",
    [
        "9223372036854775807 + 1",
        "CAST(3000000000 AS integer)",
        "sum(x) FROM (VALUES 9223372036854775807, 1) AS t(x)",
    ],
)
def test_integers_overflow(shared_account: Account, expression: str) -> None:
    """2.1.26"""
    assert "verflow" in (problem := shared_account.execution_error(f"SELECT {expression}")) or "Out of range" in problem


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'50%' LIKE '50\\%' ESCAPE '\\'", "true"),
        ("'Agent' LIKE 'A%t'", "true"),
        ("'Agent' LIKE 'Agen_'", "true"),
        ("'Agent' LIKE 'agent'", "false"),
        ("'Agent' NOT LIKE 'B%'", "true"),
    ],
)
def test_like_is_case_sensitive(shared_account: Account, expression: str, expected: Any) -> None:
    """2.1.27"""
    assert shared_account.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("CAST('1.5' AS double)", "1.5"),
        ("CAST('12' AS integer)", "12"),
        ("CAST('2022-06-17' AS timestamp)", "2022-06-17 00:00:00.000000000"),
        ("CAST('true' AS boolean)", "true"),
        ("CAST(-2.5 AS bigint)", "-2"),
        ("CAST(1 AS boolean)", "true"),
        ("CAST(1.5 AS varchar)", "1.5"),
        ("CAST(12345 AS varchar(3))", "123"),
        ("CAST(2.5 AS bigint)", "3"),
        ("CAST(ARRAY[1, 2] AS array(varchar))", ["1", "2"]),
        ("CAST(DATE '2022-06-17' AS timestamp)", "2022-06-17 00:00:00.000000000"),
        ("CAST(ROW(1, 'x') AS row(a bigint, b varchar)).b", "x"),
        ("CAST(TIMESTAMP '2022-06-17 08:50:42' AS date)", "2022-06-17"),
        ("CAST(TIMESTAMP '2022-06-17 08:50:42' AS time)", "08:50:42.000000000"),
        ("CAST(TIMESTAMP '2022-06-17 08:50:42' AS varchar)", "2022-06-17 08:50:42.000000000"),
        ("CAST(true AS bigint)", "1"),
        ("DOUBLE '0.5'", "0.5"),
        ("TRY(1 / 0)", None),
        ("TRY(CAST('x' AS double))", None),
        ("TRY_CAST('x' AS bigint)", None),
        ("CAST('T' AS boolean)", "true"),
        ("CAST('1e3' AS double)", "1000.0"),
        ("CAST(CAST(TIMESTAMP '2022-06-17 08:50:42.5' AS varchar) AS timestamp)", "2022-06-17 08:50:42.500000000"),
        ("CAST(concat('2022', '-06-17') AS date)", "2022-06-17"),
        ("CAST(CAST(TIME '08:50:42.5' AS varchar) AS time)", "08:50:42.500000000"),
        ("TRY_CAST(lower('INFINITY') AS timestamp)", None),
    ],
)
def test_casts_are_those_of_trino(shared_account: Account, expression: str, expected: Any) -> None:
    """2.1.28"""
    assert shared_account.value(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "CAST('1.5' AS bigint)",
        "CAST('x' AS bigint)",
        "CAST('x' AS double)",
        "CAST('yes' AS boolean)",
        "CAST(lower('INFINITY') AS timestamp)",
        "CAST(lower('EPOCH') AS date)",
        "CAST(lower('NOW') AS time)",
        "from_iso8601_date('infinity')",
    ],
)
def test_an_invalid_cast_of_a_text_is_an_error(shared_account: Account, expression: str) -> None:
    """2.1.28"""
    assert shared_account.execution_error(f"SELECT {expression}").startswith("Cannot cast '")
