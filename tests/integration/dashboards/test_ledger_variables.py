"""What the boards' variables offer after the simulated hour, against the centre as it is set up."""

import pytest

from tests.support.grafana_client import table_variables
from tests.support.simulated_hour import SimulatedHour

type Options = set[tuple[str, str]]


def offered(hour: SimulatedHour) -> dict[str, Options]:
    """Texts and values by the variables' names."""
    centre = hour.centre
    groups = [agent.group for agent in centre.agents if agent.group]
    plain = {
        "routing_profile": {agent.profile.name for agent in centre.agents},
        "hierarchy": {each.name for group in groups for each in (*group.path, group)},
        "agent_status": {status for statuses in hour.ledger.statuses.values() for _, status in statuses},
    }
    return {
        "instance": {(centre.alias, centre.instance_id)},
        "queue": {(queue.name, queue.queue_id) for queue in centre.queues},
        "agent": {(agent.username, agent.agent_id) for agent in centre.agents},
        **{name: {(each, each) for each in values} for name, values in plain.items()},
    }


@pytest.mark.parametrize(("uid", "name"), table_variables())
def test_a_variable_offers_what_there_is_in_the_centre(hour: SimulatedHour, uid: str, name: str) -> None:
    choice = hour.grafana.choices(uid)[name]
    texts = [option["text"] for option in choice["options"]]
    assert texts == ["All", *sorted(texts[1:])]
    options = [(option["text"], option["value"]) for option in choice["options"][1:]]
    assert len(options) == len(set(options))
    assert set(options) == offered(hour)[name]
