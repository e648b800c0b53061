"""Every query of every board is one that the engines answer, whatever is chosen and whatever there is."""

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.support import hand_counted_rows
from tests.support.grafana_client import Grafana, boards, table_panels, table_variables
from tests.support.timestream_tables import DATABASE, stored_rows

PANELS = [
    pytest.param(uid, panel["title"], id=f"{uid}: {panel['title']}")
    for uid, board in boards().items()
    for panel in table_panels(board)
]
# They show a contact that somebody chooses.
OF_ONE_CONTACT = {"Journey: events", "Journey: with agents"}


def is_empty(grafana: Grafana, uid: str, title: str, **chosen: list[str]) -> bool:
    """Whether no number and no text is shown."""
    values = [
        value
        for frame in grafana.frames(uid, title, **chosen)
        for field in frame["fields"]
        if field["type"] != "time"
        for value in field["values"]
    ]
    return all(value is None for value in values)


@pytest.mark.parametrize(("uid", "title"), PANELS)
def test_no_panel_is_empty_over_the_hand_counted_rows(grafana: Grafana, uid: str, title: str) -> None:
    chosen = {"contact": ["c7"]} if title in OF_ONE_CONTACT else {}
    assert not is_empty(grafana, uid, title, **chosen)


@pytest.mark.parametrize(("uid", "title"), PANELS)
def test_a_panel_answers_where_nothing_was_ever_stored(empty: Grafana, uid: str, title: str) -> None:
    empty.frames(uid, title)


@pytest.mark.parametrize(("uid", "title"), PANELS)
def test_a_panel_answers_for_a_range_with_nothing_in_it(yesterday: Grafana, uid: str, title: str) -> None:
    yesterday.frames(uid, title)


@pytest.mark.parametrize(("uid", "name"), table_variables())
def test_a_variable_offers_what_there_is(grafana: Grafana, uid: str, name: str) -> None:
    offered = {
        "instance": ["halden-insurance"],
        "queue": ["Billing", "Claims", "Complaints", "Sales", "Support"],
        "agent": sorted(hand_counted_rows.NAMES.values()),
        "routing_profile": ["Phones", "Phones and chat"],
        "hierarchy": ["Europe", "Leeds", "Porto"],
        "agent_status": ["Available", "Break", "Offline"],
    }
    choice = grafana.choices(uid)[name]
    assert choice["error"] is None
    assert [option["text"] for option in choice["options"]] == ["All", *offered[name]]


@pytest.mark.parametrize(("uid", "name"), table_variables())
def test_a_variable_without_anything_to_offer_offers_all(empty: Grafana, uid: str, name: str) -> None:
    choice = empty.choices(uid)[name]
    assert choice["error"] is None
    assert [option["text"] for option in choice["options"]] == ["All"]


@pytest.mark.parametrize(("uid", "title"), PANELS)
def test_everything_chosen_one_by_one_is_as_good_as_all(grafana: Grafana, uid: str, title: str) -> None:
    """But for what belongs to no queue and no hierarchy group, which no filter finds."""
    chosen = {
        name: [option["value"] for option in choice["options"][1:]]
        for name, choice in grafana.choices(uid).items()
        if choice["multi"] and name not in {"queue", "hierarchy"}
    }
    if title in OF_ONE_CONTACT:
        chosen["contact"] = ["c7"]
    assert chosen
    one_by_one = grafana.frames(uid, title, **chosen)
    assert one_by_one == grafana.frames(uid, title, **({"contact": ["c7"]} if title in OF_ONE_CONTACT else {}))


def test_a_name_with_a_quote_in_it_does_no_harm(grafana: Grafana) -> None:
    assert grafana.rows("connect-contact-events", "Journey: events", contact=["c7' OR '1'='1"]) == []


def test_a_column_that_nothing_was_stored_in_yet_is_an_error() -> None:
    """Timestream has a column from the first record on that has it: the first snapshot writes one with all."""
    with stored_rows([], hand_counted_rows.NOW, all_columns=False) as url:
        query = boto3.client("timestream-query", endpoint_url=url, region_name="eu-west-1")
        with pytest.raises(ClientError, match="Column 'handle_time' does not exist"):
            query.query(QueryString=f'SELECT handle_time FROM "{DATABASE}"."ContactEvent"')
