"""The operations of Connect's API that this application uses: requests to answers, from a centre and its live state.

Requests and answers are those of the service's model, by member name. Times in answers are seconds since 1970, as
on the wire. Parameters that are not supported are refused by name.
"""

from collections.abc import Callable, Sequence
from typing import Any

from local.connect import hierarchy, shapes
from local.connect.centre import Agent, Centre, Queue
from local.connect.errors import InvalidParameterException, ResourceNotFoundException
from local.connect.live_state import LiveState
from local.connect.metric_data import current_metric_data
from local.connect.paging import Snapshots, page
from local.connect.user_data import asked_for, user_data
from local.connect.wire import Operation

_PAGED = ("InstanceId", "NextToken", "MaxResults")


class ConnectApi:
    """The API of one instance. `live_state` gives its present state; `clock` is in seconds."""

    def __init__(self, centre: Centre, live_state: Callable[[], LiveState], clock: Callable[[], float]) -> None:
        self._centre = centre
        self._live_state = live_state
        self._snapshots: Snapshots[LiveState] = Snapshots(clock)

    def operations(self) -> dict[str, Operation]:
        """Every operation that is answered, by its name."""
        return {
            "ListInstances": _taking(self._list_instances, "NextToken", "MaxResults"),
            "DescribeInstance": self._for(self._describe_instance, "InstanceId"),
            "ListQueues": self._for(self._list_queues, *_PAGED, "QueueTypes"),
            "SearchQueues": self._for(self._search_queues, *_PAGED),
            "ListUsers": self._for(self._list_users, *_PAGED),
            "SearchUsers": self._for(self._search_users, *_PAGED),
            "ListRoutingProfiles": self._for(self._list_routing_profiles, *_PAGED),
            "ListAgentStatuses": self._for(self._list_agent_statuses, *_PAGED, "AgentStatusTypes"),
            "ListUserHierarchyGroups": self._for(self._list_hierarchy_groups, *_PAGED),
            "SearchUserHierarchyGroups": self._for(self._search_hierarchy_groups, *_PAGED),
            "DescribeUserHierarchyGroup": self._for(self._describe_hierarchy_group, "InstanceId", "HierarchyGroupId"),
            "DescribeUserHierarchyStructure": self._for(self._describe_hierarchy_structure, "InstanceId"),
            "GetCurrentMetricData": self._for(
                self._get_current_metric_data, *_PAGED, "Filters", "Groupings", "CurrentMetrics", "SortCriteria"
            ),
            "GetCurrentUserData": self._for(self._get_current_user_data, *_PAGED, "Filters"),
        }

    def _for(self, answer: Operation, *members: str) -> Operation:
        """`answer`, for requests to this instance with no other than these members."""

        def checked(request: dict[str, Any]) -> dict[str, Any]:
            if request["InstanceId"] != self._centre.instance_id:
                raise ResourceNotFoundException(f"There is no instance {request['InstanceId']} here.")
            return answer(request)

        return _taking(checked, *members)

    def _list_instances(self, request: dict[str, Any]) -> dict[str, Any]:
        return _page(request, "InstanceSummaryList", [self._centre], self._instance, default=10)

    def _describe_instance(self, _request: dict[str, Any]) -> dict[str, Any]:
        return {"Instance": self._instance(self._centre)}

    def _instance(self, centre: Centre) -> dict[str, Any]:
        return {
            "Id": centre.instance_id,
            "Arn": centre.instance_arn,
            "IdentityManagementType": "CONNECT_MANAGED",
            "InstanceAlias": centre.alias,
            "CreatedTime": centre.created_at,
            "ServiceRole": "arn:aws:iam::{4}:role/aws-service-role/connect.amazonaws.com/"
            "AWSServiceRoleForAmazonConnect".format(*centre.instance_arn.split(":")),
            "InstanceStatus": "ACTIVE",
            "InboundCallsEnabled": True,
            "OutboundCallsEnabled": True,
            "InstanceAccessUrl": f"https://{centre.alias}.my.connect.aws",
        }

    def _list_queues(self, request: dict[str, Any]) -> dict[str, Any]:
        """Standard queues and, unless the request says otherwise, each agent's own."""
        types = request.get("QueueTypes", ["STANDARD", "AGENT"])
        queues: list[tuple[str, str, str]] = []
        if "STANDARD" in types:
            queues += [("STANDARD", queue.queue_id, queue.name) for queue in self._centre.queues]
        if "AGENT" in types:
            queues += [("AGENT", f"agent/{agent.agent_id}", agent.username) for agent in self._centre.agents]
        return _page(
            request,
            "QueueSummaryList",
            queues,
            lambda queue: self._summary("queue", *queue[1:]) | {"QueueType": queue[0]},
        )

    def _search_queues(self, request: dict[str, Any]) -> dict[str, Any]:
        return _search(request, "Queues", self._centre.queues, self._queue)

    def _queue(self, queue: Queue) -> dict[str, Any]:
        return {
            "Name": queue.name,
            "QueueArn": self._arn("queue", queue.queue_id),
            "QueueId": queue.queue_id,
            "Status": "ENABLED",
        }

    def _list_users(self, request: dict[str, Any]) -> dict[str, Any]:
        return _page(
            request,
            "UserSummaryList",
            self._centre.agents,
            lambda agent: {
                "Id": agent.agent_id,
                "Arn": self._arn("agent", agent.agent_id),
                "Username": agent.username,
            },
        )

    def _search_users(self, request: dict[str, Any]) -> dict[str, Any]:
        return _search(request, "Users", self._centre.agents, self._user)

    def _list_routing_profiles(self, request: dict[str, Any]) -> dict[str, Any]:
        return _page(
            request,
            "RoutingProfileSummaryList",
            self._centre.profiles,
            lambda profile: self._summary("routing-profile", profile.profile_id, profile.name),
        )

    def _list_agent_statuses(self, request: dict[str, Any]) -> dict[str, Any]:
        types = request.get("AgentStatusTypes", ["ROUTABLE", "CUSTOM", "OFFLINE"])
        statuses = [(name, kind) for name, kind in self._centre.statuses.items() if kind in types]
        return _page(request, "AgentStatusSummaryList", statuses, lambda status: self._status(*status))

    def _status(self, name: str, kind: str) -> dict[str, Any]:
        arn = shapes.agent_state_arn(self._centre.instance_arn, name)
        return {"Id": arn.rpartition("/")[2], "Arn": arn, "Name": name, "Type": kind}

    def _list_hierarchy_groups(self, request: dict[str, Any]) -> dict[str, Any]:
        return _page(
            request,
            "UserHierarchyGroupSummaryList",
            self._centre.groups,
            lambda group: hierarchy.summary(self._centre, group),
        )

    def _search_hierarchy_groups(self, request: dict[str, Any]) -> dict[str, Any]:
        return _search(
            request,
            "UserHierarchyGroups",
            self._centre.groups,
            lambda group: hierarchy.description(self._centre, group),
        )

    def _describe_hierarchy_group(self, request: dict[str, Any]) -> dict[str, Any]:
        wanted = request["HierarchyGroupId"].rpartition("/")[2]
        for group in self._centre.groups:
            if group.group_id == wanted:
                return {"HierarchyGroup": hierarchy.description(self._centre, group)}
        raise ResourceNotFoundException(f"There is no hierarchy group {wanted} in this instance.")

    def _describe_hierarchy_structure(self, _request: dict[str, Any]) -> dict[str, Any]:
        return {"HierarchyStructure": hierarchy.structure(self._centre)}

    def _get_current_metric_data(self, request: dict[str, Any]) -> dict[str, Any]:
        live_state = self._snapshots.of(request) or self._live_state()
        results = current_metric_data(self._centre, live_state, request)
        answer = _search(request, "MetricResults", results, lambda result: result, snapshot=live_state.at)
        if "NextToken" in answer:
            self._snapshots.keep(live_state.at, live_state)
        return {**answer, "DataSnapshotTime": live_state.at / 1000}

    def _get_current_user_data(self, request: dict[str, Any]) -> dict[str, Any]:
        live_state = self._snapshots.of(request) or self._live_state()
        users = asked_for(self._centre, live_state, request["Filters"])
        answer = _search(
            request, "UserDataList", users, lambda user: user_data(self._centre, *user), snapshot=live_state.at
        )
        if "NextToken" in answer:
            self._snapshots.keep(live_state.at, live_state)
        return answer

    def _user(self, agent: Agent) -> dict[str, Any]:
        user: dict[str, Any] = {
            "Id": agent.agent_id,
            "Arn": self._arn("agent", agent.agent_id),
            "Username": agent.username,
            "IdentityInfo": {"FirstName": agent.first_name, "LastName": agent.last_name},
            "PhoneConfig": {
                "PhoneType": "SOFT_PHONE",
                "AutoAccept": False,
                # SearchUsers has milliseconds, DescribeUser seconds.
                "AfterContactWorkTimeLimit": agent.after_contact_work_limit * 1000,
                "DeskPhoneNumber": "",
            },
            "RoutingProfileId": agent.profile.profile_id,
        }
        return user | ({"HierarchyGroupId": agent.group.group_id} if agent.group else {})

    def _summary(self, kind: str, identifier: str, name: str) -> dict[str, Any]:
        return {"Id": identifier, "Arn": self._arn(kind, identifier), "Name": name}

    def _arn(self, kind: str, identifier: str) -> str:
        return shapes.arn(self._centre.instance_arn, kind, identifier)


def _taking(answer: Operation, *members: str) -> Operation:
    """`answer`, for requests with no other than these members."""

    def checked(request: dict[str, Any]) -> dict[str, Any]:
        for name in request.keys() - set(members):
            raise InvalidParameterException(f"The stand-in does not take {name}: leave it out.")
        return answer(request)

    return checked


def _page[Item](
    request: dict[str, Any],
    member: str,
    items: Sequence[Item],
    describe: Callable[[Item], dict[str, Any]],
    **paging: int,
) -> dict[str, Any]:
    """A page of the items, each as `describe` gives it."""
    shown, token = page(request, items, **paging)
    return {member: [describe(item) for item in shown], **token}


def _search[Item](
    request: dict[str, Any],
    member: str,
    items: Sequence[Item],
    describe: Callable[[Item], dict[str, Any]],
    **paging: int,
) -> dict[str, Any]:
    """A page that says how many there are in all."""
    return {**_page(request, member, items, describe, **paging), "ApproximateTotalCount": len(items)}
