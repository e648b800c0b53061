"""Variables are interpolated as Grafana does it."""

import pytest

from local.preview.variables import All, UnknownFormatError, Value, Verbatim, interpolate

VARIABLES: dict[str, Value] = {"queue": ["Sales", "O'Hare"], "one": ["Sales"], "text": "it's", "level": "0.8"}
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


def test_an_unsupported_format_is_an_error_that_names_it() -> None:
    with pytest.raises(UnknownFormatError, match=r"\$\{queue:lucene\} uses a format"):
        interpolate("${queue:lucene}", VARIABLES)
