"""Connect's API, as far as this application asks it: requests to answers, from a centre and what goes on there.

Requests and answers are those of the service's model, by member name. Times in answers are seconds since 1970, as
on the wire. Parameters that would need more than is here are refused by name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local.connect import shapes
from local.connect.centre import Agent, Centre, HierarchyGroup
from local.connect.errors import InvalidParameterException, ResourceNotFoundException
from local.connect.metric_data import current_metric_data
from local.connect.paging import page
from local.connect.situation import Situation
from local.connect.wire import Operation

_LEVELS = ("LevelOne", "LevelTwo", "LevelThree", "LevelFour", "LevelFive")
_PAGED = ("InstanceId", "NextToken", "MaxResults")


@dataclass(frozen=True)
class ConnectApi:
    """The API of one instance. `situation` gives what goes on there now."""

    centre: Centre
    situation: Callable[[], Situation]

    def operations(self) -> dict[str, Operation]:
        """Every operation that is answered, by its name."""
        return {
            "DescribeInstance": self._for(self._describe_instance, "InstanceId"),
            "ListQueues": self._for(self._list_queues, *_PAGED, "QueueTypes"),
            "SearchQueues": self._for(self._search_queues, *_PAGED),
            "ListUsers": self._for(self._list_users, *_PAGED),
            "SearchUsers": self._for(self._search_users, *_PAGED),
            "ListRoutingProfiles": self._for(self._list_routing_profiles, *_PAGED),
            "ListAgentStatuses": self._for(self._list_agent_statuses, *_PAGED, "AgentStatusTypes"),
            "ListUserHierarchyGroups": self._for(self._list_hierarchy_groups, *_PAGED),
            "SearchUserHierarchyGroups": self._for(self._search_hierarchy_groups, *_PAGED),
            "GetCurrentMetricData": self._for(
                self._get_current_metric_data, *_PAGED, "Filters", "Groupings", "CurrentMetrics"
            ),
        }

    def _for(self, answer: Operation, *members: str) -> Operation:
        """`answer`, for requests to this instance with no other than these members."""

        def checked(request: dict[str, Any]) -> dict[str, Any]:
            if request["InstanceId"] != self.centre.instance_id:
                raise ResourceNotFoundException(f"There is no instance {request['InstanceId']} here.")
            for name in request.keys() - set(members):
                raise InvalidParameterException(f"The stand-in does not take {name}: leave it out.")
            return answer(request)

        return checked

    def _describe_instance(self, _request: dict[str, Any]) -> dict[str, Any]:
        centre = self.centre
        return {
            "Instance": {
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
        }

    def _list_queues(self, request: dict[str, Any]) -> dict[str, Any]:
        """Standard queues and, unless the request says otherwise, each agent's own."""
        types = request.get("QueueTypes", ["STANDARD", "AGENT"])
        queues = []
        if "STANDARD" in types:
            queues += [self._summary("queue", each.queue_id, each.name) for each in self.centre.queues]
        if "AGENT" in types:
            queues += [self._summary("queue", f"agent/{each.agent_id}", each.username) for each in self.centre.agents]
        for queue in queues:
            queue["QueueType"] = "AGENT" if queue["Id"].startswith("agent/") else "STANDARD"
        return self._page(request, "QueueSummaryList", queues)

    def _search_queues(self, request: dict[str, Any]) -> dict[str, Any]:
        queues = [
            {
                "Name": queue.name,
                "QueueArn": self._arn("queue", queue.queue_id),
                "QueueId": queue.queue_id,
                "Status": "ENABLED",
            }
            for queue in self.centre.queues
        ]
        return self._search(request, "Queues", queues)

    def _list_users(self, request: dict[str, Any]) -> dict[str, Any]:
        users = [
            {
                "Id": agent.agent_id,
                "Arn": self._arn("agent", agent.agent_id),
                "Username": agent.username,
            }
            for agent in self.centre.agents
        ]
        return self._page(request, "UserSummaryList", users)

    def _search_users(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._search(request, "Users", [self._user(agent) for agent in self.centre.agents])

    def _list_routing_profiles(self, request: dict[str, Any]) -> dict[str, Any]:
        profiles = [
            self._summary("routing-profile", profile.profile_id, profile.name) for profile in self.centre.profiles
        ]
        return self._page(request, "RoutingProfileSummaryList", profiles)

    def _list_agent_statuses(self, request: dict[str, Any]) -> dict[str, Any]:
        types = request.get("AgentStatusTypes", ["ROUTABLE", "CUSTOM", "OFFLINE"])
        statuses = []
        for name, status_type in self.centre.statuses.items():
            if status_type in types:
                arn = shapes.agent_state_arn(self.centre.instance_arn, name)
                statuses.append({"Id": arn.rpartition("/")[2], "Arn": arn, "Name": name, "Type": status_type})
        return self._page(request, "AgentStatusSummaryList", statuses)

    def _list_hierarchy_groups(self, request: dict[str, Any]) -> dict[str, Any]:
        groups = [self._summary("agent-group", group.group_id, group.name) for group in self.centre.groups]
        return self._page(request, "UserHierarchyGroupSummaryList", groups)

    def _search_hierarchy_groups(self, request: dict[str, Any]) -> dict[str, Any]:
        return self._search(request, "UserHierarchyGroups", [self._group(group) for group in self.centre.groups])

    def _get_current_metric_data(self, request: dict[str, Any]) -> dict[str, Any]:
        situation = self.situation()
        results = current_metric_data(self.centre, situation, request)
        answer = self._search(request, "MetricResults", results)
        return {**answer, "DataSnapshotTime": situation.at / 1000}

    def _user(self, agent: Agent) -> dict[str, Any]:
        user: dict[str, Any] = {
            "Id": agent.agent_id,
            "Arn": self._arn("agent", agent.agent_id),
            "Username": agent.username,
            "IdentityInfo": {"FirstName": agent.first_name, "LastName": agent.last_name},
            "PhoneConfig": {
                "PhoneType": "SOFT_PHONE",
                "AutoAccept": False,
                "AfterContactWorkTimeLimit": 0,
                "DeskPhoneNumber": "",
            },
            "RoutingProfileId": agent.profile.profile_id,
        }
        return user | ({"HierarchyGroupId": agent.group.group_id} if agent.group else {})

    def _group(self, group: HierarchyGroup) -> dict[str, Any]:
        """A group with its path: those above it from the top, and itself."""
        path = (*group.path, group)
        return self._summary("agent-group", group.group_id, group.name) | {
            "HierarchyPath": {
                level: self._summary("agent-group", each.group_id, each.name)
                for level, each in zip(_LEVELS, path, strict=False)
            }
        }

    def _summary(self, kind: str, identifier: str, name: str) -> dict[str, Any]:
        return {"Id": identifier, "Arn": self._arn(kind, identifier), "Name": name}

    def _arn(self, kind: str, identifier: str) -> str:
        return shapes.arn(self.centre.instance_arn, kind, identifier)

    def _page(self, request: dict[str, Any], member: str, items: list[dict[str, Any]]) -> dict[str, Any]:
        shown, token = page(request, items)
        return {member: shown, **token}

    def _search(self, request: dict[str, Any], member: str, items: list[dict[str, Any]]) -> dict[str, Any]:
        """A page that says how many there are in all."""
        return {**self._page(request, member, items), "ApproximateTotalCount": len(items)}
