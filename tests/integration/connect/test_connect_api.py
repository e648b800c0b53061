"""The stand-in for Connect's API, asked by an unmodified boto3."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from local.connect.centre import Centre, small_centre
from local.connect.live_state import AgentNow, LiveState, WaitingContact
from local.connect.server import ConnectServer
from tests.support.large_centre import busy_live_state, large_centre

AT = 1_795_165_200_250
CENTRE = small_centre()
INSTANCE = CENTRE.instance_id
CLAIMS, SALES, SUPPORT, COMPLAINTS = CENTRE.queues


class Clock:
    """Time for the quotas. Every call is a second after the one before, unless it stands still."""

    def __init__(self) -> None:
        self.now = 0.0
        self.step = 1.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def live_state() -> LiveState:
    """Femi is available; in Claims one waits for 42.75 seconds and one for less."""
    femi = CENTRE.agents[5].agent_id
    waiting = (
        WaitingContact(CLAIMS.queue_id, "VOICE", AT - 42_750),
        WaitingContact(CLAIMS.queue_id, "TASK", AT - 5_000),
    )
    return LiveState(AT, {femi: AgentNow("Available", AT - 60_000)}, waiting)


@pytest.fixture
def server(clock: Clock) -> Iterator[ConnectServer]:
    with ConnectServer(centre=CENTRE, live_state=live_state, clock=clock) as server:
        yield server


def client_of(server: ConnectServer, **config: Any) -> Any:
    # Without the SDK's own retries, so that a test sees what the service said.
    settings = Config(retries={"total_max_attempts": 1}, **config)
    return boto3.client("connect", region_name="eu-west-2", endpoint_url=server.url, config=settings)


@pytest.fixture
def connect(server: ConnectServer) -> Any:
    return client_of(server)


def code(failure: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    response: Any = failure.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_the_instance_describes_itself(connect: Any) -> None:
    instance = connect.describe_instance(InstanceId=INSTANCE)["Instance"]
    assert instance["Id"] == INSTANCE
    assert instance["Arn"] == CENTRE.instance_arn
    assert instance["InstanceAlias"] == "halden-insurance"
    assert instance["InstanceStatus"] == "ACTIVE"
    assert instance["CreatedTime"] == datetime(2025, 3, 10, 10, 0, tzinfo=UTC)
    assert instance["InboundCallsEnabled"] is True


def test_the_instance_is_listed_as_it_describes_itself(connect: Any) -> None:
    (listed,) = connect.list_instances()["InstanceSummaryList"]
    assert listed == connect.describe_instance(InstanceId=INSTANCE)["Instance"]
    with pytest.raises(ClientError) as failure:
        connect.list_instances(MaxResults=11)
    assert code(failure) == ("InvalidParameterException", 400)


def test_another_instance_is_not_found(connect: Any) -> None:
    with pytest.raises(ClientError) as failure:
        connect.list_users(InstanceId="00000000-0000-4000-8000-000000000000")
    assert code(failure) == ("ResourceNotFoundException", 404)


def test_queues_are_listed_with_the_agents_own_by_default(connect: Any) -> None:
    every = connect.list_queues(InstanceId=INSTANCE)["QueueSummaryList"]
    standard = connect.list_queues(InstanceId=INSTANCE, QueueTypes=["STANDARD"])["QueueSummaryList"]
    assert [queue["Name"] for queue in standard] == ["Claims", "Sales", "Support", "Complaints"]
    assert every[:4] == standard
    assert [queue["QueueType"] for queue in every[4:]] == ["AGENT"] * len(CENTRE.agents)
    assert all("/queue/agent/" in queue["Arn"] for queue in every[4:])


def test_a_search_finds_standard_queues_and_says_how_many(connect: Any) -> None:
    found = connect.search_queues(InstanceId=INSTANCE)
    assert [queue["QueueId"] for queue in found["Queues"]] == [queue.queue_id for queue in CENTRE.queues]
    assert found["ApproximateTotalCount"] == 4
    assert {queue["Status"] for queue in found["Queues"]} == {"ENABLED"}


def test_users_are_listed_and_found_with_all_that_is_known_of_them(connect: Any) -> None:
    listed = connect.list_users(InstanceId=INSTANCE)["UserSummaryList"]
    found = connect.search_users(InstanceId=INSTANCE)["Users"]
    assert [user["Username"] for user in listed] == [user["Username"] for user in found]
    amara, greta = found[0], found[-1]
    assert amara["IdentityInfo"] == {"FirstName": "Amara", "LastName": "Obi"}
    assert amara["RoutingProfileId"] == CENTRE.agents[0].profile.profile_id
    assert amara["PhoneConfig"]["PhoneType"] == "SOFT_PHONE"
    assert amara["Arn"] == f"{CENTRE.instance_arn}/agent/{amara['Id']}"
    assert "HierarchyGroupId" in amara
    assert "HierarchyGroupId" not in greta


def test_routing_profiles_and_agent_statuses_are_listed(connect: Any) -> None:
    profiles = connect.list_routing_profiles(InstanceId=INSTANCE)["RoutingProfileSummaryList"]
    statuses = connect.list_agent_statuses(InstanceId=INSTANCE)["AgentStatusSummaryList"]
    custom = connect.list_agent_statuses(InstanceId=INSTANCE, AgentStatusTypes=["CUSTOM"])
    assert [profile["Name"] for profile in profiles] == ["Phones", "Phones and chat"]
    assert {status["Name"]: status["Type"] for status in statuses} == CENTRE.statuses
    assert {status["Type"] for status in custom["AgentStatusSummaryList"]} == {"CUSTOM"}


def test_a_hierarchy_group_comes_with_those_above_it_and_itself(connect: Any) -> None:
    listed = connect.list_user_hierarchy_groups(InstanceId=INSTANCE)["UserHierarchyGroupSummaryList"]
    found = connect.search_user_hierarchy_groups(InstanceId=INSTANCE)["UserHierarchyGroups"]
    assert [group["Name"] for group in listed] == ["Europe", "Leeds", "Porto"]
    paths = {
        group["Name"]: {level: above["Name"] for level, above in group["HierarchyPath"].items()} for group in found
    }
    assert paths["Europe"] == {"LevelOne": "Europe"}
    assert paths["Leeds"] == {"LevelOne": "Europe", "LevelTwo": "Leeds"}


def test_a_hierarchy_group_and_the_levels_describe_themselves(connect: Any) -> None:
    leeds = CENTRE.groups[1].group_id
    found = connect.search_user_hierarchy_groups(InstanceId=INSTANCE)["UserHierarchyGroups"]
    described = connect.describe_user_hierarchy_group(InstanceId=INSTANCE, HierarchyGroupId=leeds)["HierarchyGroup"]
    assert described == found[1]
    assert (described["Name"], described["LevelId"]) == ("Leeds", "2")
    levels = connect.describe_user_hierarchy_structure(InstanceId=INSTANCE)["HierarchyStructure"]
    assert {level: each["Name"] for level, each in levels.items()} == {
        "LevelOne": "Region",
        "LevelTwo": "Site",
        "LevelThree": "Team",
    }
    with pytest.raises(ClientError) as failure:
        connect.describe_user_hierarchy_group(InstanceId=INSTANCE, HierarchyGroupId=INSTANCE)
    assert code(failure) == ("ResourceNotFoundException", 404)


def measure(connect: Any, *metrics: str, **request: Any) -> dict[str, Any]:
    answer = connect.get_current_metric_data(
        InstanceId=INSTANCE,
        Filters={"Queues": [queue.queue_id for queue in CENTRE.queues]},
        CurrentMetrics=[{"Name": name, "Unit": "COUNT"} for name in metrics],
        **request,
    )
    assert isinstance(answer, dict)
    return answer


def test_a_queue_with_nothing_to_report_is_left_out_of_the_metrics(connect: Any) -> None:
    answer = measure(connect, "AGENTS_AVAILABLE", "CONTACTS_IN_QUEUE", Groupings=["QUEUE"])
    values = {
        result["Dimensions"]["Queue"]["Id"]: [collection["Value"] for collection in result["Collections"]]
        for result in answer["MetricResults"]
    }
    assert values == {CLAIMS.queue_id: [1.0, 2.0], COMPLAINTS.queue_id: [1.0, 0.0]}
    assert answer["DataSnapshotTime"] == datetime(2026, 11, 20, 9, 0, 0, 250_000, UTC)
    assert answer["ApproximateTotalCount"] == 2


def test_the_oldest_contact_age_is_in_milliseconds_alone_and_in_seconds_by_group(connect: Any) -> None:
    alone = measure(connect, "OLDEST_CONTACT_AGE")["MetricResults"]
    grouped = measure(connect, "OLDEST_CONTACT_AGE", Groupings=["QUEUE"])["MetricResults"]
    assert [result["Collections"][0]["Value"] for result in alone] == [42_750.0]
    assert alone[0]["Dimensions"] == {}
    assert [result["Collections"][0]["Value"] for result in grouped] == [42.0]


def test_metrics_are_sorted_by_agents_online_by_default(connect: Any) -> None:
    def sorted_by(*criteria: str) -> list[str]:
        sort = dict(zip(("SortByMetric", "SortOrder"), criteria, strict=False))
        answer = measure(connect, "CONTACTS_IN_QUEUE", "AGENTS_ONLINE", Groupings=["QUEUE"], SortCriteria=[sort])
        return [result["Dimensions"]["Queue"]["Id"] for result in answer["MetricResults"]]

    assert sorted_by() == [CLAIMS.queue_id, COMPLAINTS.queue_id]
    assert sorted_by("CONTACTS_IN_QUEUE") == [CLAIMS.queue_id, COMPLAINTS.queue_id]
    assert sorted_by("CONTACTS_IN_QUEUE", "ASCENDING") == [COMPLAINTS.queue_id, CLAIMS.queue_id]
    with pytest.raises(ClientError, match="SLOTS_ACTIVE"):
        sorted_by("SLOTS_ACTIVE")


def test_metrics_are_grouped_by_queue_and_channel_and_by_routing_profile(connect: Any) -> None:
    by_channel = measure(connect, "CONTACTS_IN_QUEUE", Groupings=["QUEUE", "CHANNEL"])["MetricResults"]
    by_profile = connect.get_current_metric_data(
        InstanceId=INSTANCE,
        Filters={"RoutingProfiles": [profile.profile_id for profile in CENTRE.profiles]},
        Groupings=["ROUTING_PROFILE"],
        CurrentMetrics=[{"Name": "AGENTS_STAFFED"}],
    )["MetricResults"]
    assert [result["Dimensions"]["Channel"] for result in by_channel] == ["VOICE", "TASK"]
    assert [result["Dimensions"]["RoutingProfile"]["Id"] for result in by_profile] == [
        CENTRE.agents[5].profile.profile_id
    ]


@pytest.mark.parametrize(
    "request_",
    [
        {"Filters": {}, "CurrentMetrics": [{"Name": "AGENTS_ONLINE"}]},
        {
            "Filters": {"Queues": [CLAIMS.queue_id], "RoutingProfiles": [CENTRE.profiles[0].profile_id]},
            "CurrentMetrics": [{"Name": "AGENTS_ONLINE"}],
        },
        {"Filters": {"Queues": [CLAIMS.queue_id] * 101}, "CurrentMetrics": [{"Name": "AGENTS_ONLINE"}]},
        {"Filters": {"Queues": [CLAIMS.queue_id]}, "CurrentMetrics": [{"Name": "AGENTS_ASLEEP"}]},
        {
            "Filters": {"Queues": [CLAIMS.queue_id]},
            "CurrentMetrics": [{"Name": "AGENTS_ONLINE"}],
            "Groupings": ["QUEUE", "CHANNEL", "ROUTING_PROFILE"],
        },
        {
            "Filters": {"Queues": [CLAIMS.queue_id]},
            "CurrentMetrics": [{"Name": "CONTACTS_IN_QUEUE"}],
            "Groupings": ["ROUTING_PROFILE"],
        },
        {
            "Filters": {"Queues": [CLAIMS.queue_id]},
            "CurrentMetrics": [{"Name": "AGENTS_ONLINE"}],
            "MaxResults": 101,
        },
    ],
    ids=[
        "no filter",
        "both filters",
        "101 queues",
        "no such metric",
        "3 groupings",
        "unfiltered profiles",
        "101 rows",
    ],
)
def test_metrics_are_refused_where_connect_refuses_them(connect: Any, request_: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as failure:
        connect.get_current_metric_data(InstanceId=INSTANCE, **request_)
    assert code(failure) == ("InvalidParameterException", 400)


def test_what_the_stand_in_cannot_do_it_refuses_by_name(connect: Any) -> None:
    with pytest.raises(ClientError, match="SearchCriteria"):
        connect.search_users(InstanceId=INSTANCE, SearchCriteria={"StringCondition": {"Value": "a"}})
    with pytest.raises(ClientError, match="does not answer GET /queues/"):
        connect.describe_queue(InstanceId=INSTANCE, QueueId=CLAIMS.queue_id)


def test_pages_together_have_everything_once(connect: Any) -> None:
    pages = list(connect.get_paginator("search_users").paginate(InstanceId=INSTANCE, PaginationConfig={"PageSize": 3}))
    assert [len(page["Users"]) for page in pages] == [3, 3, 1]
    assert [user["Id"] for page in pages for user in page["Users"]] == [agent.agent_id for agent in CENTRE.agents]


def test_a_token_goes_on_only_with_the_request_that_it_was_given_for(connect: Any) -> None:
    token = connect.list_users(InstanceId=INSTANCE, MaxResults=2)["NextToken"]
    for request in ({"MaxResults": 3, "NextToken": token}, {"MaxResults": 2, "NextToken": "bogus"}):
        with pytest.raises(ClientError) as failure:
            connect.list_users(InstanceId=INSTANCE, **request)
        assert code(failure) == ("InvalidParameterException", 400)


def test_too_large_a_page_is_refused(connect: Any) -> None:
    with pytest.raises(ClientError) as failure:
        connect.search_users(InstanceId=INSTANCE, MaxResults=501)
    assert code(failure) == ("InvalidParameterException", 400)


def test_calls_beyond_the_quota_are_throttled(server: ConnectServer, connect: Any, clock: Clock) -> None:
    clock.step = 0
    for _ in range(5):
        connect.describe_instance(InstanceId=INSTANCE)
    with pytest.raises(ClientError) as failure:
        connect.describe_instance(InstanceId=INSTANCE)
    assert code(failure) == ("ThrottlingException", 429)
    assert server.quotas.throttled["DescribeInstance"] == 1


def test_a_large_centre_is_served_in_full_pages(clock: Clock) -> None:
    centre = large_centre()
    with ConnectServer(centre=centre, live_state=lambda: busy_live_state(centre, AT), clock=clock) as server:
        connect = client_of(server)
        first = connect.search_users(InstanceId=INSTANCE, MaxResults=500)
        assert (len(first["Users"]), first["ApproximateTotalCount"]) == (500, 10_000)
        listed = connect.list_queues(InstanceId=INSTANCE, QueueTypes=["STANDARD"], MaxResults=1000)
        assert len(listed["QueueSummaryList"]) == 1000
        assert "NextToken" not in listed


class Movement:
    """States of a centre, each a second and a seed after the one before it."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self.seconds = 0

    def __call__(self) -> LiveState:
        self.seconds += 1
        return busy_live_state(self._centre, AT + 1000 * self.seconds, seed=self.seconds)


def test_all_pages_of_users_are_of_the_same_instant(clock: Clock) -> None:
    centre = large_centre(queues=100, agents=250)
    movement = Movement(centre)
    with ConnectServer(centre=centre, live_state=movement, clock=clock) as server:
        connect = client_of(server)
        request: dict[str, Any] = {
            "InstanceId": INSTANCE,
            "Filters": {"RoutingProfiles": [profile.profile_id for profile in centre.profiles]},
        }
        pages = [connect.get_current_user_data(**request)]
        while "NextToken" in pages[-1]:
            pages.append(connect.get_current_user_data(**request, NextToken=pages[-1]["NextToken"]))
        assert [len(page["UserDataList"]) for page in pages] == [100, 100, 50]
        assert {page["ApproximateTotalCount"] for page in pages} == {250}
        statuses = {user["User"]["Id"]: user["Status"]["StatusName"] for page in pages for user in page["UserDataList"]}
        first = busy_live_state(centre, AT + 1000, seed=1)
        assert statuses == {agent_id: now.status for agent_id, now in first.agents.items()}
        assert movement.seconds == 1


def test_all_pages_of_metrics_are_of_the_same_instant_for_five_minutes(clock: Clock) -> None:
    centre = large_centre(queues=100, agents=250)
    with ConnectServer(centre=centre, live_state=Movement(centre), clock=clock) as server:
        connect = client_of(server)
        request: dict[str, Any] = {
            "InstanceId": INSTANCE,
            "Filters": {"Queues": [queue.queue_id for queue in centre.queues]},
            "Groupings": ["QUEUE", "CHANNEL"],
            "CurrentMetrics": [{"Name": "SLOTS_AVAILABLE", "Unit": "COUNT"}, {"Name": "CONTACTS_IN_QUEUE"}],
        }
        first = connect.get_current_metric_data(**request)
        second = connect.get_current_metric_data(**request, NextToken=first["NextToken"])
        assert (len(first["MetricResults"]), len(second["MetricResults"])) == (100, 100)
        assert (
            first["DataSnapshotTime"]
            == second["DataSnapshotTime"]
            < connect.get_current_metric_data(**request)["DataSnapshotTime"]
        )
        clock.now += 300
        with pytest.raises(ClientError, match="older than five minutes") as failure:
            connect.get_current_metric_data(**request, NextToken=first["NextToken"])
        assert code(failure) == ("InvalidParameterException", 400)
