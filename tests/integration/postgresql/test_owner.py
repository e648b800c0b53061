"""The owner of the tables has patience with a database that is not ready yet, and none with what no waiting cures."""

import pytest

from owner import Owner
from tests.support.data_api import ClusterUnderTest

SCHEMA = "connect-analytics"
DEADLINE = 1000  # by a clock that stands still


@pytest.fixture
def owner(cluster: ClusterUnderTest, monkeypatch: pytest.MonkeyPatch) -> Owner:
    monkeypatch.setenv("AWS_ENDPOINT_URL_RDS_DATA", cluster.server.url)
    return Owner(cluster.arn, cluster.owner, cluster.name, clock=lambda: 0, sleep=lambda _: None)


@pytest.mark.parametrize("fault", ["resume", "throttle", "unavailable", "timeout", "late-timeout", "fail"])
def test_a_database_that_is_not_ready_is_waited_for(cluster: ClusterUnderTest, owner: Owner, fault: str) -> None:
    cluster.server.faults.add(f"{fault}:ExecuteStatement:5")
    owner.execute("CREATE SCHEMA IF NOT EXISTS waited", DEADLINE)
    assert cluster.rows("SELECT count(*) FROM pg_namespace WHERE nspname = 'waited'") == [[1]]


def test_a_database_that_never_gets_ready_ends_the_run_with_its_own_error(
    cluster: ClusterUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_RDS_DATA", cluster.server.url)
    now = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    cluster.server.faults.add("resume:ExecuteStatement:1000")
    impatient = Owner(cluster.arn, cluster.owner, cluster.name, clock=lambda: now, sleep=sleep)
    with pytest.raises(Exception, match="resuming after being auto-paused"):
        impatient.existing(SCHEMA, 100)
    assert 60 < now <= 100


@pytest.mark.parametrize("fault", ["refuse", "deny"])
def test_what_no_waiting_cures_ends_the_run_at_once(cluster: ClusterUnderTest, owner: Owner, fault: str) -> None:
    cluster.server.faults.add(f"{fault}:ExecuteStatement:1")
    with pytest.raises(Exception, match=r"secret|authorized"):
        owner.existing(SCHEMA, DEADLINE)
