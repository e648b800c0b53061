"""`sam local invoke` with every payload in events/, as the README shows it. Its rows are in the stand-in."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from local.connect.centre import small_centre
from local.stack.containers import gateway
from local.stack.environment import REGION, ROOT, isolated
from local.stack.local_invoke import NAME
from local.stack.stack import LocalStack
from tests.support.deployed_stack import object_names, stored_rows
from tests.support.golden import golden, in_order, payloads, stored

pytestmark = [
    pytest.mark.skipif(
        gateway() is None,
        reason="no container engine answers on this machine (.ci/lambda-container starts one on Debian)",
    ),
    pytest.mark.usefixtures("small_centre_answers"),
]

CENTRE = small_centre()
FUNCTIONS = {
    "agent-events": "AgentEventsFunction",
    "contact-events": "ContactEventsFunction",
    "instance-data": "InstanceDataFunction",
}


def invoke(stack: LocalStack, name: str) -> str:
    """Runs a payload through its function in a container. Gives the function's answer."""
    # An image of our own, where there is no registry to take AWS's from.
    image = ["--invoke-image", os.environ["LAMBDA_IMAGE"], "--skip-pull-image"] if "LAMBDA_IMAGE" in os.environ else []
    engine = {"DOCKER_HOST": os.environ["DOCKER_HOST"]} if "DOCKER_HOST" in os.environ else {}
    done = subprocess.run(
        [
            *(sys.executable, "-m", "samcli", "local", "invoke", FUNCTIONS[name.partition("/")[0]]),
            *("--template", str(stack.folder / "build" / NAME)),
            *("--event", f"events/{name}.json"),
            *("--region", REGION),
            *image,
        ],
        cwd=ROOT,
        # sam asks for the account. Of the stack's addresses it must know no more: it would hand them to the function.
        # And its user may have any Region.
        env=isolated(
            AWS_ENDPOINT_URL_STS=stack.endpoints()["AWS_ENDPOINT_URL"], AWS_DEFAULT_REGION="us-east-1", **engine
        ),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "errorMessage" not in done.stdout, done.stderr
    return done.stdout


def rows_in(stack: LocalStack, *tables: str) -> list[dict[str, Any]]:
    return in_order(row for table in tables for row in stored(table, stored_rows(stack, table)))


@pytest.mark.parametrize("name", [*payloads("agent-events"), *payloads("contact-events")])
def test_a_payload_becomes_its_golden_rows(stack: LocalStack, name: str) -> None:
    invoke(stack, name)
    becomes = golden(name)
    assert rows_in(stack, "AgentEvent", "AgentEvent_Contact", "ContactEvent") == becomes["rows"]
    assert len(object_names(stack)) == len(becomes["quarantined"])


@pytest.mark.parametrize(
    ("name", "table", "identity", "ids"),
    [
        ("instance", "Instance", "instance_id", {CENTRE.instance_id}),
        ("queues", "Queue", "queue_id", {queue.queue_id for queue in CENTRE.queues}),
        ("users", "User", "user_id", {agent.agent_id for agent in CENTRE.agents}),
    ],
)
def test_a_schedules_input_becomes_a_snapshot(
    stack: LocalStack, name: str, table: str, identity: str, ids: set[str]
) -> None:
    assert json.loads(invoke(stack, f"instance-data/{name}")) == {name: len(ids)}
    assert {row[identity] for row in rows_in(stack, table)} == ids
