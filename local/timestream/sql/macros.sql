-- Functions and operators of Timestream's SQL that DuckDB lacks or defines differently, as named in functions.txt and
-- rewrites.py. An interval is a struct, {ns} from day to second and {months} from year to month, because DuckDB's own
-- has microseconds only. A time series is a list of {time, value} in the order of time.

-- Raises an error on the data. A failed cast works inside TRY; DuckDB's error() does not.
CREATE OR REPLACE MACRO ts_fail(message) AS CAST('ts_fail ' || message AS BIGINT);

-- Applied to whole aggregates, after their FILTER: DuckDB's sums and counts are wider than a bigint.
CREATE OR REPLACE MACRO ts_narrow(x) AS x::BIGINT;
CREATE OR REPLACE MACRO ts_without_nulls(s) AS s[
    CASE WHEN len(list_filter(s, lambda p: p.time IS NULL)) > 0 THEN ts_fail('The time of a time series can not be null')
    WHEN len(list_filter(s, lambda p: p.value IS NULL)) > 0 THEN ts_fail('The value of a time series can not be null')
    ELSE 1 END:];

-- Timestamps and intervals

CREATE OR REPLACE MACRO ts_ns(n) AS {'ns': n::BIGINT};
CREATE OR REPLACE MACRO ts_months(n) AS {'months': n::BIGINT};

CREATE OR REPLACE MACRO ts_timestamp(ns) AS make_timestamp_ns(
    CASE WHEN ns < 0 THEN ts_fail('Timestamps before 1970-01-01 are not supported') ELSE ns END);

-- Microseconds, rounded down; a cast would round to the nearest.
CREATE OR REPLACE MACRO ts_micros(t) AS make_timestamp(epoch_ns(t::TIMESTAMP_NS) // 1000);

-- ts_<left>_plus_<right> for each pair of types that can be added; `day` and `month` are the intervals.
CREATE OR REPLACE MACRO ts_timestamp_plus_day(t, i) AS ts_timestamp(epoch_ns(t::TIMESTAMP_NS) + i.ns);
CREATE OR REPLACE MACRO ts_timestamp_plus_month(t, i) AS ts_timestamp(
    epoch_ns((ts_micros(t) + to_months(i.months::INTEGER))::TIMESTAMP_NS) + epoch_ns(t::TIMESTAMP_NS) % 1000);
CREATE OR REPLACE MACRO ts_date_plus_day(d, i) AS d + CASE WHEN i.ns % 86400000000000 = 0 THEN i.ns // 86400000000000
    ELSE ts_fail('Cannot add hour, minutes or seconds to a date') END::INTEGER;
CREATE OR REPLACE MACRO ts_date_plus_month(d, i) AS (d + to_months(i.months::INTEGER))::DATE;
CREATE OR REPLACE MACRO ts_day_plus_day(a, b) AS {'ns': a.ns + b.ns};
CREATE OR REPLACE MACRO ts_month_plus_month(a, b) AS {'months': a.months + b.months};
CREATE OR REPLACE MACRO ts_day_negative(i) AS {'ns': -i.ns};
CREATE OR REPLACE MACRO ts_month_negative(i) AS {'months': -i.months};
CREATE OR REPLACE MACRO ts_day_times(i, n) AS {'ns': (i.ns * n)::BIGINT};
CREATE OR REPLACE MACRO ts_month_times(i, n) AS {'months': (i.months * n)::BIGINT};
CREATE OR REPLACE MACRO ts_day_divided(i, n) AS {'ns': (i.ns / n)::BIGINT};
CREATE OR REPLACE MACRO ts_month_divided(i, n) AS {'months': (i.months / n)::BIGINT};

-- The same for operands whose type only DuckDB knows.
CREATE OR REPLACE MACRO ts_plus
    (a DATE, b STRUCT(ns BIGINT)) AS ts_date_plus_day(a, b),
    (a TIMESTAMP_NS, b STRUCT(ns BIGINT)) AS ts_timestamp_plus_day(a, b),
    (a STRUCT(ns BIGINT), b TIMESTAMP_NS) AS ts_timestamp_plus_day(b, a),
    (a STRUCT(ns BIGINT), b STRUCT(ns BIGINT)) AS ts_day_plus_day(a, b),
    (a DATE, b STRUCT(months BIGINT)) AS ts_date_plus_month(a, b),
    (a TIMESTAMP_NS, b STRUCT(months BIGINT)) AS ts_timestamp_plus_month(a, b),
    (a STRUCT(months BIGINT), b TIMESTAMP_NS) AS ts_timestamp_plus_month(b, a),
    (a STRUCT(months BIGINT), b STRUCT(months BIGINT)) AS ts_month_plus_month(a, b);
CREATE OR REPLACE MACRO ts_negative
    (i STRUCT(ns BIGINT)) AS ts_day_negative(i),
    (i STRUCT(months BIGINT)) AS ts_month_negative(i),
    (n BIGINT) AS -n,
    (n DOUBLE) AS -n;
CREATE OR REPLACE MACRO ts_divided
    (i STRUCT(ns BIGINT), n DOUBLE) AS ts_day_divided(i, n),
    (a BIGINT, b BIGINT) AS a // b,
    (a DOUBLE, b DOUBLE) AS a / b;

-- DuckDB's own intervals, which offsets of window frames need.
CREATE OR REPLACE MACRO ts_duckdb_interval
    (i STRUCT(ns BIGINT)) AS to_microseconds(i.ns // 1000),
    (i STRUCT(months BIGINT)) AS to_months(i.months::INTEGER);

CREATE OR REPLACE MACRO ts_bin(t, i) AS make_timestamp_ns(epoch_ns(t::TIMESTAMP_NS) // i.ns * i.ns);

CREATE OR REPLACE MACRO ts_current_timezone() AS 'UTC';
CREATE OR REPLACE MACRO ts_date(t) AS t::DATE;
CREATE OR REPLACE MACRO ts_last_day_of_month(t) AS last_day(t::DATE);
-- DuckDB's cast would ignore an offset.
CREATE OR REPLACE MACRO ts_offset_ns(s) AS CASE WHEN regexp_matches(s, '[+-]\d\d:\d\d$')
    THEN (s[-6] || '1')::BIGINT * (s[-5:-4]::BIGINT * 60 + s[-2:]::BIGINT) * 60000000000 ELSE 0 END;
CREATE OR REPLACE MACRO ts_from_iso8601_timestamp(s) AS ts_timestamp(
    epoch_ns(CASE WHEN regexp_full_match(s, '\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?')
        OR s IS NULL THEN regexp_replace(s, '(Z|[+-]\d\d:\d\d)$', '')::TIMESTAMP_NS
        ELSE make_timestamp_ns(ts_fail('Invalid format: ' || s)) END) - ts_offset_ns(s));
-- DuckDB's strptime accepts three words in any format, and dates a time without a date to 1900.
CREATE OR REPLACE MACRO ts_parsed(s, format) AS CASE WHEN regexp_full_match(s, '(?i)\s*(epoch|-?infinity)\s*')
    THEN make_timestamp_ns(ts_fail('Invalid format: ' || s)) ELSE ts_timestamp(epoch_ns(strptime(s, format)::TIMESTAMP_NS)) END;
CREATE OR REPLACE MACRO ts_from_milliseconds(n) AS ts_timestamp(n * 1000000);
CREATE OR REPLACE MACRO ts_from_nanoseconds(n) AS ts_timestamp(n);
CREATE OR REPLACE MACRO ts_from_unixtime(n) AS ts_timestamp(round(n * 1e6)::BIGINT * 1000);
CREATE OR REPLACE MACRO ts_to_milliseconds(t) AS epoch_ns(t::TIMESTAMP_NS) // 1000000;
CREATE OR REPLACE MACRO ts_to_nanoseconds(t) AS epoch_ns(t::TIMESTAMP_NS);
CREATE OR REPLACE MACRO ts_to_unixtime(t) AS epoch_ns(t::TIMESTAMP_NS) / 1e9;
CREATE OR REPLACE MACRO ts_interval_milliseconds(i) AS i.ns // 1000000;
CREATE OR REPLACE MACRO ts_interval_nanoseconds(i) AS i.ns;
CREATE OR REPLACE MACRO ts_to_iso8601(t) AS strftime(t::TIMESTAMP_NS, '%Y-%m-%dT%H:%M:%S.%n') || 'Z';

CREATE OR REPLACE MACRO ts_unit_ns(unit) AS CASE unit
    WHEN 'ns' THEN 1 WHEN 'us' THEN 1000 WHEN 'ms' THEN 1000000 WHEN 's' THEN 1000000000 WHEN 'm' THEN 60000000000
    WHEN 'h' THEN 3600000000000 WHEN 'd' THEN 86400000000000 END::BIGINT;
CREATE OR REPLACE MACRO ts_parse_duration(s) AS {'ns':
    CASE WHEN s IS NULL THEN NULL
    WHEN regexp_full_match(trim(s), '\d+(\.\d+)?\s*(ns|us|ms|s|m|h|d)')
    THEN round(regexp_extract(s, '[0-9.]+')::DOUBLE * ts_unit_ns(regexp_extract(s, '[a-z]+')))::BIGINT
    ELSE ts_fail('Invalid duration: ' || s) END};

-- The number of whole units of `ns` nanoseconds, or of `months`, between two timestamps.
CREATE OR REPLACE MACRO ts_diff_day(ns, a, b) AS (epoch_ns(b::TIMESTAMP_NS) - epoch_ns(a::TIMESTAMP_NS)) // ns;
CREATE OR REPLACE MACRO ts_diff_month(months, a, b) AS date_sub('month', ts_micros(a), ts_micros(b)) // months;

CREATE OR REPLACE MACRO ts_date_trunc(unit, d) AS date_trunc(unit, d)::DATE;
CREATE OR REPLACE MACRO ts_timestamp_trunc(unit, t) AS date_trunc(unit, ts_micros(t))::TIMESTAMP_NS;

CREATE OR REPLACE MACRO ts_year(t) AS year(ts_micros(t));
CREATE OR REPLACE MACRO ts_quarter(t) AS quarter(ts_micros(t));
CREATE OR REPLACE MACRO ts_month(t) AS month(ts_micros(t));
CREATE OR REPLACE MACRO ts_week(t) AS week(ts_micros(t));
CREATE OR REPLACE MACRO ts_year_of_week(t) AS isoyear(ts_micros(t));
CREATE OR REPLACE MACRO ts_day(t) AS day(ts_micros(t));
CREATE OR REPLACE MACRO ts_day_of_week(t) AS isodow(ts_micros(t));
CREATE OR REPLACE MACRO ts_day_of_year(t) AS dayofyear(ts_micros(t));
CREATE OR REPLACE MACRO ts_hour(t) AS hour(ts_micros(t));
CREATE OR REPLACE MACRO ts_minute(t) AS minute(ts_micros(t));
CREATE OR REPLACE MACRO ts_second(t) AS second(ts_micros(t));
CREATE OR REPLACE MACRO ts_millisecond(t) AS epoch_ns(t::TIMESTAMP_NS) // 1000000 % 1000;
CREATE OR REPLACE MACRO ts_nanosecond(t) AS epoch_ns(t::TIMESTAMP_NS) % 1000000000;
CREATE OR REPLACE MACRO ts_interval_day(i) AS i.ns // 86400000000000;
CREATE OR REPLACE MACRO ts_interval_hour(i) AS i.ns // 3600000000000 % 24;
CREATE OR REPLACE MACRO ts_interval_minute(i) AS i.ns // 60000000000 % 60;
CREATE OR REPLACE MACRO ts_interval_second(i) AS i.ns // 1000000000 % 60;
CREATE OR REPLACE MACRO ts_interval_millisecond(i) AS i.ns // 1000000 % 1000;
CREATE OR REPLACE MACRO ts_interval_nanosecond(i) AS i.ns % 1000000000;

-- Casts

-- ts_<from>_to_<to> where DuckDB's own cast differs.
CREATE OR REPLACE MACRO ts_double_to_varchar(x) AS
    replace(upper(regexp_replace(replace(x::VARCHAR, 'e+', 'e'), '^(-?\d+)e', '\1.0e')), 'INF', 'Infinity');
CREATE OR REPLACE MACRO ts_timestamp_to_varchar(t) AS strftime(t, '%Y-%m-%d %H:%M:%S.%n');
CREATE OR REPLACE MACRO ts_time_to_varchar(t) AS
    rpad(CASE WHEN contains(t::VARCHAR, '.') THEN t::VARCHAR ELSE t::VARCHAR || '.' END, 18, '0');
CREATE OR REPLACE MACRO ts_double_to_bigint(x) AS floor(x + 0.5)::BIGINT;
CREATE OR REPLACE MACRO ts_varchar_to_bigint(s) AS CASE WHEN s IS NULL OR regexp_full_match(s, '[+-]?\d+')
    THEN s::BIGINT ELSE ts_fail('Cannot cast ''' || s || ''' to BIGINT') END;
CREATE OR REPLACE MACRO ts_varchar_to_double(s) AS CASE
    WHEN s IS NULL OR regexp_full_match(s, '[+-]?(NaN|Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)')
    THEN s::DOUBLE ELSE ts_fail('Cannot cast ''' || s || ''' to DOUBLE') END;
CREATE OR REPLACE MACRO ts_varchar_to_boolean(s) AS CASE WHEN s IS NULL THEN NULL
    WHEN lower(s) IN ('t', 'true', '1') THEN true WHEN lower(s) IN ('f', 'false', '0') THEN false
    ELSE ts_fail('Cannot cast ''' || s || ''' to BOOLEAN')::BOOLEAN END;

-- DuckDB's own cast would accept 'infinity' and 'epoch' as well.
CREATE OR REPLACE MACRO ts_checked_text(s, pattern, type) AS CASE WHEN s IS NULL OR regexp_full_match(trim(s), pattern)
    THEN s ELSE ts_fail('Cannot cast ''' || s || ''' to ' || type)::VARCHAR END;
CREATE OR REPLACE MACRO ts_varchar_to_timestamp(s) AS ts_checked_text(
    s, '\d{4,}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{1,2}(:\d{1,2}(\.\d{1,9})?)?)?Z?', 'TIMESTAMP')::TIMESTAMP_NS;
CREATE OR REPLACE MACRO ts_varchar_to_date(s) AS ts_checked_text(s, '\d{4,}-\d{1,2}-\d{1,2}', 'DATE')::DATE;
CREATE OR REPLACE MACRO ts_varchar_to_time(s) AS
    ts_checked_text(s, '\d{1,2}:\d{1,2}(:\d{1,2}(\.\d{1,9})?)?', 'TIME')::TIME_NS;
CREATE OR REPLACE MACRO ts_from_iso8601_date(s) AS ts_varchar_to_date(s);

-- The same for values whose type only DuckDB knows.
CREATE OR REPLACE MACRO ts_to_varchar
    (x VARCHAR) AS x,
    (x BOOLEAN) AS x::VARCHAR,
    (x BIGINT) AS x::VARCHAR,
    (x DOUBLE) AS ts_double_to_varchar(x),
    (x DATE) AS x::VARCHAR,
    (x TIMESTAMP_NS) AS ts_timestamp_to_varchar(x),
    (x TIME_NS) AS ts_time_to_varchar(x);
CREATE OR REPLACE MACRO ts_to_bigint
    (x BOOLEAN) AS x::BIGINT,
    (x BIGINT) AS x,
    (x DOUBLE) AS ts_double_to_bigint(x),
    (x VARCHAR) AS ts_varchar_to_bigint(x);

CREATE OR REPLACE MACRO ts_typeof(x) AS CASE typeof(x)
    WHEN 'TIMESTAMP_NS' THEN 'timestamp' WHEN 'TIME_NS' THEN 'time' WHEN 'STRUCT(ns BIGINT)' THEN 'interval day to second'
    WHEN 'STRUCT("months" BIGINT)' THEN 'interval year to month' WHEN '"NULL"' THEN 'unknown'
    ELSE lower(typeof(x)) END;

-- Numbers, bits, text

CREATE OR REPLACE MACRO ts_e() AS exp(1e0);
CREATE OR REPLACE MACRO ts_infinity() AS 'Infinity'::DOUBLE;
CREATE OR REPLACE MACRO ts_nan() AS 'NaN'::DOUBLE;
CREATE OR REPLACE MACRO ts_mod(a, b) AS a % b;
CREATE OR REPLACE MACRO ts_random(n) AS floor(random() * n)::BIGINT;
CREATE OR REPLACE MACRO ts_truncate(x, n) AS trunc(x * pow(10, n)) / pow(10, n);
CREATE OR REPLACE MACRO ts_to_base(x, radix) AS
    CASE WHEN x < 0 THEN '-' ELSE '' END || lower(to_base(abs(x), radix::INTEGER));
CREATE OR REPLACE MACRO ts_from_base(s, radix) AS list_reduce(
    list_transform(string_split(lower(s), ''), lambda c: strpos('0123456789abcdefghijklmnopqrstuvwxyz', c) - 1),
    lambda sum, digit: CASE WHEN digit BETWEEN 0 AND radix - 1 THEN sum * radix + digit
        ELSE ts_fail('Not a valid base-' || radix || ' number: ' || s) END,
    0::BIGINT);

CREATE OR REPLACE MACRO ts_bit_count(x, bits) AS
    bit_count(CASE WHEN bits >= 64 THEN x ELSE x & ((1::BIGINT << bits) - 1) END)::BIGINT;
CREATE OR REPLACE MACRO ts_bitwise_and(a, b) AS a & b;
CREATE OR REPLACE MACRO ts_bitwise_or(a, b) AS a | b;
CREATE OR REPLACE MACRO ts_bitwise_not(a) AS ~a;

CREATE OR REPLACE MACRO ts_chr(n) AS chr(n::INTEGER);
CREATE OR REPLACE MACRO ts_padded(n) AS
    CASE WHEN n BETWEEN 0 AND 1000000 THEN n ELSE ts_fail('Target length must be in the range [0..1000000]') END::INTEGER;
CREATE OR REPLACE MACRO ts_lpad(s, n, p) AS lpad(s, ts_padded(n), p);
CREATE OR REPLACE MACRO ts_rpad(s, n, p) AS rpad(s, ts_padded(n), p);
CREATE OR REPLACE MACRO ts_remove(s, r) AS replace(s, r, '');
CREATE OR REPLACE MACRO ts_split(s, d) AS string_split(s, d);
CREATE OR REPLACE MACRO ts_split_limit(s, d, n) AS CASE WHEN len(string_split(s, d)) <= n THEN string_split(s, d)
    ELSE list_append(string_split(s, d)[:n - 1], array_to_string(string_split(s, d)[n:], d)) END;
CREATE OR REPLACE MACRO ts_split_part(s, d, n) AS string_split(s, d)[
    CASE WHEN n < 1 THEN ts_fail('Index must be greater than zero') ELSE n END];
CREATE OR REPLACE MACRO ts_strrpos(s, t) AS CASE WHEN strpos(s, t) = 0 THEN 0
    ELSE len(s) - strpos(reverse(s), reverse(t)) - len(t) + 2 END;
CREATE OR REPLACE MACRO ts_substr
    (s, n) AS CASE WHEN n = 0 OR -n > len(s) THEN '' ELSE substr(s, n) END,
    (s, n, size) AS CASE WHEN n = 0 OR -n > len(s) OR size < 1 THEN '' ELSE substr(s, n, size) END;

CREATE OR REPLACE MACRO ts_regexp_extract
    (s, p) AS CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p) END,
    (s, p, g) AS CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p, g) END;
-- The first group is $1 in Java and \1 in RE2.
CREATE OR REPLACE MACRO ts_regexp_replace
    (s, p) AS regexp_replace(s, p, '', 'g'),
    (s, p, r) AS regexp_replace(s, p, regexp_replace(r, '\$(\d)', '\\\1', 'g'), 'g');

-- Arrays

CREATE OR REPLACE MACRO ts_subscript(a, i) AS a[CASE
    WHEN i = 0 THEN ts_fail('SQL array indices start at 1')
    WHEN i < 0 THEN ts_fail('Array subscript is negative: ' || i)
    WHEN i > len(a) THEN ts_fail('Array subscript must be less than or equal to array length: ' || i || ' > ' || len(a))
    ELSE i END];
CREATE OR REPLACE MACRO ts_array_except(a, b) AS list_filter(list_distinct(a), lambda x: NOT list_contains(b, x));
CREATE OR REPLACE MACRO ts_array_intersect(a, b) AS list_filter(list_distinct(a), lambda x: list_contains(b, x));
CREATE OR REPLACE MACRO ts_array_union(a, b) AS list_distinct(list_concat(a, b));
CREATE OR REPLACE MACRO ts_array_join
    (a, d) AS array_to_string(list_filter(a, lambda x: x IS NOT NULL), d),
    (a, d, n) AS array_to_string(list_transform(a, lambda x: coalesce(x::VARCHAR, n)), d);
CREATE OR REPLACE MACRO ts_array_position(a, x) AS coalesce(list_position(a, x), 0)::BIGINT;
CREATE OR REPLACE MACRO ts_array_remove(a, x) AS list_filter(a, lambda y: y <> x);
CREATE OR REPLACE MACRO ts_slice(a, start, size) AS a[
    CASE WHEN start = 0 THEN ts_fail('SQL array indices start at 1') WHEN start < 0 THEN len(a) + start + 1 ELSE start END :
    CASE WHEN start < 0 THEN len(a) + start ELSE start - 1 END + size];
CREATE OR REPLACE MACRO ts_limited(n) AS
    CASE WHEN n > 10000 THEN ts_fail('result of sequence function must not have more than 10000 entries') ELSE 0 END;
CREATE OR REPLACE MACRO ts_repeat(x, n) AS list_transform(range(n + ts_limited(n)), lambda _: x);
CREATE OR REPLACE MACRO ts_sequence
    (a, b) AS generate_series(a + ts_limited(abs(b - a) + 1), b, CASE WHEN a <= b THEN 1 ELSE -1 END),
    (a, b, step) AS generate_series(a + ts_limited(abs((b - a) // step) + 1), b, step);
CREATE OR REPLACE MACRO ts_time_sequence(a, b, step) AS list_transform(
    ts_sequence(epoch_ns(a::TIMESTAMP_NS), epoch_ns(b::TIMESTAMP_NS), step.ns), lambda ns: make_timestamp_ns(ns));

-- Time series

-- A list of one element names a value that a macro uses more than once.
CREATE OR REPLACE MACRO ts_before(s, t) AS list_filter(s, lambda p: p.time <= t)[-1];
CREATE OR REPLACE MACRO ts_after(s, t) AS list_filter(s, lambda p: p.time >= t)[1];

-- The timestamps to interpolate at, without nulls.
CREATE OR REPLACE MACRO ts_times(times) AS list_filter(times::TIMESTAMP_NS[], lambda t: t IS NOT NULL);

CREATE OR REPLACE MACRO ts_interpolate_linear_at(s, t) AS list_transform(
    [{'a': ts_before(s, t), 'b': ts_after(s, t), 't': t}],
    lambda n: CASE WHEN n.a.time = n.b.time THEN n.a.value::DOUBLE
        ELSE n.a.value + (n.b.value - n.a.value) * (epoch_ns(n.t) - epoch_ns(n.a.time))
            / (epoch_ns(n.b.time) - epoch_ns(n.a.time))::DOUBLE END)[1];
CREATE OR REPLACE MACRO ts_interpolate_linear(s, times) AS
    list_transform(ts_times(times), lambda t: {'time': t, 'value': ts_interpolate_linear_at(s, t)});

CREATE OR REPLACE MACRO ts_interpolate_locf_at(s, t) AS ts_before(s, t).value;
CREATE OR REPLACE MACRO ts_interpolate_locf(s, times) AS
    list_transform(ts_times(times), lambda t: {'time': t, 'value': ts_before(s, t).value});

CREATE OR REPLACE MACRO ts_interpolate_fill_at(s, t, fill) AS
    coalesce(list_filter(s, lambda p: p.time = t)[1].value, fill);
CREATE OR REPLACE MACRO ts_interpolate_fill(s, times, fill) AS
    list_transform(ts_times(times), lambda t: {'time': t, 'value': ts_interpolate_fill_at(s, t, fill)});

-- The natural cubic spline: the tridiagonal system is solved forwards into (mu, z), then backwards into the
-- quadratic coefficients c. `k` are the points as {x, y}, x in seconds since the first.
CREATE OR REPLACE MACRO ts_spline_points(s) AS list_transform(
    s, lambda p: {'x': (epoch_ns(p.time) - epoch_ns(s[1].time)) / 1e9, 'y': p.value::DOUBLE});
CREATE OR REPLACE MACRO ts_spline_step(k, i, mu, z) AS list_transform(
    [2 * (k[i + 1].x - k[i - 1].x) - (k[i].x - k[i - 1].x) * mu],
    lambda g: {'mu': (k[i + 1].x - k[i].x) / g,
        'z': (3 * ((k[i + 1].y - k[i].y) / (k[i + 1].x - k[i].x) - (k[i].y - k[i - 1].y) / (k[i].x - k[i - 1].x))
            - (k[i].x - k[i - 1].x) * z) / g})[1];
CREATE OR REPLACE MACRO ts_spline_forward(k) AS list_reduce(
    range(2, len(k)), lambda f, i: list_append(f, ts_spline_step(k, i, f[-1].mu, f[-1].z)), [{'mu': 0e0, 'z': 0e0}]);
CREATE OR REPLACE MACRO ts_spline_backward(f) AS list_reduce(
    list_reverse(f), lambda c, m: list_prepend(m.z - m.mu * c[1], c), [0e0]);
CREATE OR REPLACE MACRO ts_spline_value(k, c, i, x) AS k[i].y
    + (x - k[i].x) * ((k[i + 1].y - k[i].y) / (k[i + 1].x - k[i].x) - (k[i + 1].x - k[i].x) * (c[i + 1] + 2 * c[i]) / 3)
    + pow(x - k[i].x, 2) * c[i]
    + pow(x - k[i].x, 3) * (c[i + 1] - c[i]) / (3 * (k[i + 1].x - k[i].x));
CREATE OR REPLACE MACRO ts_spline_at(k, c, x) AS CASE WHEN x BETWEEN k[1].x AND k[-1].x THEN
    ts_spline_value(k, c, greatest(1, least(len(list_filter(k, lambda p: p.x <= x)), len(k) - 1)), x) END;
CREATE OR REPLACE MACRO ts_interpolate_spline_cubic(s, times) AS list_transform(
    [ts_spline_points(s[CASE WHEN len(s) < 3 THEN ts_fail('A spline needs at least three points') ELSE 1 END:])],
    lambda k: list_transform([ts_spline_backward(ts_spline_forward(k))], lambda c: list_transform(ts_times(times), lambda t:
        {'time': t, 'value': ts_spline_at(k, c, (epoch_ns(t) - epoch_ns(s[1].time)) / 1e9)}))[1])[1];
CREATE OR REPLACE MACRO ts_interpolate_spline_cubic_at(s, t) AS ts_interpolate_spline_cubic(s, [t])[1].value;

-- The change between neighbouring points per interval, at the later point.
CREATE OR REPLACE MACRO ts_rate(a, b, i) AS
    (b.value - a.value)::DOUBLE * i.ns / (epoch_ns(b.time) - epoch_ns(a.time));
CREATE OR REPLACE MACRO ts_derivative_linear(s, i) AS list_transform(
    range(2, len(s) + 1), lambda n: {'time': s[n].time, 'value': ts_rate(s[n - 1], s[n], i)});
CREATE OR REPLACE MACRO ts_non_negative_derivative_linear(s, i) AS
    list_filter(ts_derivative_linear(s, i), lambda p: p.value >= 0);

CREATE OR REPLACE MACRO ts_area(a, b, i) AS
    (a.value + b.value)::DOUBLE / 2 * (epoch_ns(b.time) - epoch_ns(a.time)) / i.ns;
CREATE OR REPLACE MACRO ts_area_all(s, i) AS list_reduce(
    range(2, len(s) + 1), lambda sum, n: sum + ts_area(s[n - 1], s[n], i), 0e0);
CREATE OR REPLACE MACRO ts_integral_trapezoidal
    (s) AS ts_area_all(s, {'ns': 1000000000}),
    (s, i) AS ts_area_all(s, i);
CREATE OR REPLACE MACRO ts_integral_trapezoidal_between(s, i, low, high) AS
    ts_area_all(list_filter(s, lambda p: p.time BETWEEN low AND high), i);

CREATE OR REPLACE MACRO ts_correlation(a, b) AS (
    SELECT CASE WHEN count(*) FILTER (WHERE x.time IS DISTINCT FROM y.time) > 0
        THEN ts_fail('The time series must have the same timestamps') ELSE corr(y.value, x.value) END
    FROM (SELECT unnest(a) AS x, unnest(b) AS y));
CREATE OR REPLACE MACRO ts_ranked(s) AS list_transform(s, lambda p: {'time': p.time, 'value':
    len(list_filter(s, lambda q: q.value < p.value)) + (len(list_filter(s, lambda q: q.value = p.value)) + 1) / 2});
CREATE OR REPLACE MACRO ts_correlate_pearson(a, b) AS ts_correlation(a, b);
CREATE OR REPLACE MACRO ts_correlate_spearman(a, b) AS ts_correlation(ts_ranked(a), ts_ranked(b));
