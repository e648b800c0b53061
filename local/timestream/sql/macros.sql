-- What Timestream's SQL has and DuckDB's has not, or has otherwise. An interval is a struct: {ns} from day to second,
-- {months} from year to month. A time series is a list of {time, value}.

CREATE OR REPLACE MACRO ts_bin(t, i) AS make_timestamp_ns(epoch_ns(t::TIMESTAMP_NS) // i.ns * i.ns);

CREATE OR REPLACE MACRO ts_plus
    (t TIMESTAMP_NS, i STRUCT(ns BIGINT)) AS make_timestamp_ns(epoch_ns(t) + i.ns),
    (i STRUCT(ns BIGINT), t TIMESTAMP_NS) AS make_timestamp_ns(epoch_ns(t) + i.ns),
    (a STRUCT(ns BIGINT), b STRUCT(ns BIGINT)) AS {'ns': a.ns + b.ns},
    (a BIGINT, b BIGINT) AS a + b,
    (a DOUBLE, b DOUBLE) AS a + b;

CREATE OR REPLACE MACRO ts_minus
    (t TIMESTAMP_NS, i STRUCT(ns BIGINT)) AS make_timestamp_ns(epoch_ns(t) - i.ns),
    (t TIMESTAMP_NS, u TIMESTAMP_NS) AS {'ns': epoch_ns(t) - epoch_ns(u)},
    (a STRUCT(ns BIGINT), b STRUCT(ns BIGINT)) AS {'ns': a.ns - b.ns},
    (a BIGINT, b BIGINT) AS a - b,
    (a DOUBLE, b DOUBLE) AS a - b;
