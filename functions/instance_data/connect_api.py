"""Asks Amazon Connect's API, in bulk and below its quotas.

Connect's quotas hold for all callers in the account and Region together, so this one takes less than all.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import batched
from typing import Any

import boto3
from botocore.config import Config

_CLIENT = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 5})

# GetCurrentMetricData answers for at most so many queues.
_QUEUES_PER_CALL = 100

# The units of real-time metrics, each of which is asked for with its own. All others are counts.
UNITS = {"OLDEST_CONTACT_AGE": "SECONDS"}


class Pace:
    """A token bucket: `burst` calls at once, `rate` a second after that."""

    def __init__(
        self,
        rate: float,
        burst: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._sleep = sleep
        self._tokens = float(burst)
        self._filled_at = clock()

    def wait(self) -> None:
        """Returns when the next call may be made."""
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        self._tokens -= 1
        if self._tokens < 0:
            self._sleep(-self._tokens / self._rate)


class ConnectApi:
    """One instance's API. Every method raises botocore's errors after the SDK's own retries."""

    def __init__(
        self,
        instance_arn: str,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        region = instance_arn.split(":")[3]
        self.instance_id = instance_arn.rpartition("/")[2]
        self._client: Any = boto3.client("connect", region_name=region, config=_CLIENT)
        # Connect allows 5 a second and 8 at once for GetCurrentMetricData, 2 and 5 for each other call.
        self._paces = defaultdict(
            lambda: Pace(rate=1.5, burst=4, clock=clock, sleep=sleep),
            get_current_metric_data=Pace(rate=4, burst=6, clock=clock, sleep=sleep),
        )

    def instance(self) -> dict[str, Any]:
        """The instance, as DescribeInstance returns it."""
        page = next(self._pages("describe_instance"))
        return dict(page["Instance"])

    def count(self, operation: str) -> int:
        """How many there are of what `operation` searches."""
        page = next(self._pages(operation, MaxResults=1))
        return int(page["ApproximateTotalCount"])

    def queues(self) -> list[dict[str, Any]]:
        """All standard queues; agents' own queues are none of these."""
        return self._all("search_queues", "Queues", MaxResults=500)

    def users(self) -> list[dict[str, Any]]:
        """All users."""
        return self._all("search_users", "Users", MaxResults=500)

    def routing_profiles(self) -> list[dict[str, Any]]:
        """All routing profiles' ids and names."""
        return self._all("list_routing_profiles", "RoutingProfileSummaryList", MaxResults=1000)

    def hierarchy_groups(self) -> list[dict[str, Any]]:
        """All groups of the agents' hierarchy, each with the names of those above it."""
        return self._all("search_user_hierarchy_groups", "UserHierarchyGroups", MaxResults=100)

    def queue_metrics(
        self, queues: list[dict[str, Any]], metrics: Iterable[str]
    ) -> Iterator[tuple[tuple[dict[str, Any], ...], list[dict[str, Any]]]]:
        """The real-time metrics of queues: for each hundred queues, those queues and the pages of the answer."""
        for chunk in batched(queues, _QUEUES_PER_CALL):
            pages = self._pages(
                "get_current_metric_data",
                Filters={"Queues": [queue["QueueId"] for queue in chunk]},
                Groupings=["QUEUE"],
                CurrentMetrics=[{"Name": name, "Unit": UNITS.get(name, "COUNT")} for name in metrics],
                MaxResults=100,
            )
            yield chunk, list(pages)

    def _all(self, operation: str, name: str, **request: Any) -> list[dict[str, Any]]:
        return [item for page in self._pages(operation, **request) for item in page[name]]

    def _pages(self, operation: str, **request: Any) -> Iterator[dict[str, Any]]:
        pace = self._paces[operation]
        while True:
            pace.wait()
            page = getattr(self._client, operation)(InstanceId=self.instance_id, **request)
            yield page
            if not page.get("NextToken"):
                return
            request["NextToken"] = page["NextToken"]
