"""Variables are interpolated as Grafana does it."""

import pytest

from local.preview.variable_formats import Option
from local.preview.variables import All, Value, Verbatim, interpolate

VARIABLES: dict[str, Value] = {"queue": ["Sales", "O'Hare"], "one": ["Sales"], "text": "it's", "level": "0.8"}
VARIABLES |= {
    "__from": "1700000000500",
    "__timezone": "Europe/London",
    "empty": [],
    "pair": [Option("1", "Anna"), "Ben"],
}
VARIABLES |= {"all": All(("a", "b"), custom="%"), "every": All(("a", "b")), "range": Verbatim("from=now-1h&to=now")}


@pytest.mark.parametrize(
    ("text", "interpolated"),
    [
        ("queue IN ($queue)", "queue IN ('Sales','O''Hare')"),
        ("queue IN (${queue})", "queue IN ('Sales','O''Hare')"),
        ("queue IN ([[queue]])", "queue IN ('Sales','O''Hare')"),
        ("queue IN ($one)", "queue IN ('Sales')"),
        ("x = '$text'", "x = 'it's'"),
        ("x > $level", "x > 0.8"),
        ("x LIKE '$all'", "x LIKE '%'"),
        ("${queue:singlequote}", r"'Sales','O\'Hare'"),
        ("${queue:doublequote}", '"Sales","O\'Hare"'),
        ("${queue:sqlstring}", "'Sales','O''Hare'"),
        ("${text:sqlstring}", "'it''s'"),
        ("${queue:csv}", "Sales,O'Hare"),
        ("${queue:pipe}", "Sales|O'Hare"),
        ("${queue:raw}", "Sales,O'Hare"),
        ("${queue:text}", "Sales + O'Hare"),
        ("[[queue:csv]]", "Sales,O'Hare"),
        ("${level:regex}", r"0\.8"),
        ("${queue:regex}", "(Sales|O'Hare)"),
        ("/d/queues?${queue:queryparam}", "/d/queues?var-queue=Sales&var-queue=O%27Hare"),
        ("${text:percentencode}", "it%27s"),
        ("${all:singlequote}", "%"),
        ("${all:text}", "All"),
        ("${all:queryparam}", "var-all=%24__all"),
        ("$every", "'a','b'"),
        ("${every:csv}", "a,b"),
        ("${every:text}", "All"),
        ("${every:queryparam}", "var-every=%24__all"),
        ("${range:percentencode}", "from=now-1h&to=now"),
        ("${one:percentencode}", "%7BSales%7D"),
        ("${queue:uriencode} ${text:uriencode}", "%7BSales,O%27Hare%7D it%27s"),
        ("${queue:json} ${text:json}", '["Sales","O\'Hare"] it\'s'),
        ("${queue:html}", "Sales, O&#39;Hare"),
        ("${queue:lucene} ${text:lucene} ${level:lucene}", '("Sales" OR "O\'Hare") it\'s 0.8'),
        ("${queue:distributed}", "Sales,queue=O'Hare"),
        ("${queue:join} ${queue:join: or }", "Sales,O'Hare Sales or O'Hare"),
        ("${queue:customqueryparam}", "queue=Sales&queue=O%27Hare"),
        ("${queue:customqueryparam:q:is-}", "q=is-Sales&q=is-O%27Hare"),
        ("${pair:text} ${pair:csv}", "Anna + Ben 1,Ben"),
        ("${queue:nonsense} ${one:nonsense}", "{Sales,O'Hare} Sales"),
        ("[${empty:glob}] ${empty:lucene}", "[] __empty__"),
        ("$__from ${__from} ${__from:date:ms}", "1700000000500 1700000000500 1700000000500"),
        ("${__from:date} ${__from:date:iso}", "2023-11-14T22:13:20.500Z 2023-11-14T22:13:20.500Z"),
        ("${__from:date:seconds}", "1700000001"),
        ("${__from:date:YYYY-MM}", "2023-11"),
        ("${__from:date:D MMM YY [at] HH:mm:ss.SSS Z}", "14 Nov 23 at 22:13:20.500 +00:00"),
        ("${text:date}", "NaN"),
        ("$__timezone", "Europe/London"),
    ],
)
def test_formats_in_the_queries_of_panels(text: str, interpolated: str) -> None:
    assert interpolate(text, VARIABLES) == interpolated


def test_a_variables_own_query_has_several_values_as_a_glob() -> None:
    assert interpolate("$queue $one $text", VARIABLES, "glob") == "{Sales,O'Hare} Sales it's"


def test_queries_of_postgresql_have_quotes_doubled_in_one_value_too() -> None:
    sql = interpolate("queue IN ($queue, $one) AND x = '$text' AND y > $level", VARIABLES, "postgresql")
    assert sql == "queue IN ('Sales','O''Hare', 'Sales') AND x = 'it''s' AND y > 0.8"


def test_titles_have_values_in_the_text_format() -> None:
    assert interpolate("Waiting in $queue", VARIABLES, "text") == "Waiting in Sales + O'Hare"


@pytest.mark.parametrize("text", ["$__timeFilter", "${__data.fields.queue_id}", "$queues", "[[other]]", "US$ 5", "$"])
def test_other_names_stay_as_they_are(text: str) -> None:
    assert interpolate(text, VARIABLES) == text


def test_a_value_is_not_interpolated_again() -> None:
    assert interpolate("$a", {"a": "$b", "b": "no"}) == "$b"


def test_a_date_is_in_the_readers_zone() -> None:
    summer = {"__from": "1719870300000", "__timezone": "Europe/London"}
    assert interpolate("${__from:date:dddd, h:mm a Z}", summer) == "Monday, 10:45 pm +01:00"
    assert interpolate("${__from:date:YYYY-MM-DD HH:mm}", summer | {"__timezone": "Asia/Tokyo"}) == "2024-07-02 06:45"
    assert interpolate("${__from:date}", summer) == "2024-07-01T21:45:00.000Z"
