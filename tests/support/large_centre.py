"""A contact centre as large as Connect's quotas allow for, and a busy minute in it."""

import random

from local.connect.centre import Agent, Centre, HierarchyGroup, Queue, RoutingProfile, small_centre
from local.connect.live_state import AgentNow, HandledContact, LiveState, WaitingContact


def large_centre(queues: int = 1_000, agents: int = 10_000, queues_of_a_profile: int = 50) -> Centre:
    """Each queue is in one routing profile, each agent in one team of a hundred."""
    all_queues = tuple(Queue(_id(1, n), f"Queue {n}", ("VOICE", "CHAT")) for n in range(queues))
    profiles = tuple(
        RoutingProfile(_id(2, n), f"Profile {n}", all_queues[n : n + queues_of_a_profile], {"VOICE": 1, "CHAT": 3})
        for n in range(0, queues, queues_of_a_profile)
    )
    teams = tuple(HierarchyGroup(_id(3, n), f"Team {n}") for n in range(max(1, agents // 100)))
    return Centre(
        small_centre().instance_arn,
        "large",
        1_741_600_800,
        all_queues,
        profiles,
        teams,
        tuple(
            Agent(_id(4, n), f"agent.{n}", "Agent", str(n), profiles[n % len(profiles)], teams[n % len(teams)])
            for n in range(agents)
        ),
    )


def busy_live_state(centre: Centre, at: int, seed: int = 1) -> LiveState:
    """Everybody is online, nine of ten at work on one contact; ten customers wait in each queue."""
    chance = random.Random(seed)
    agents = {}
    for number, agent in enumerate(centre.agents):
        contact = HandledContact(
            contact_id=_id(5, number),
            queue_id=chance.choice(agent.profile.queues).queue_id,
            channel=chance.choice(("VOICE", "CHAT")),
            initiation_method="INBOUND",
            state=chance.choice(("CONNECTED", "CONNECTED_ONHOLD", "ENDED", "MISSED")),
            state_started_at=at - 20_000,
            connected_to_agent_at=at - 60_000,
            queued_at=at - 90_000,
        )
        status = chance.choice(("Available", "Available", "Available", "Lunch"))
        agents[agent.agent_id] = AgentNow(status, at - 3_600_000, (contact,) if chance.random() < 0.9 else ())
    waiting = tuple(
        WaitingContact(queue.queue_id, "VOICE", at - chance.randrange(120_000)) for queue in centre.queues * 10
    )
    return LiveState(at, agents, waiting)


def _id(kind: int, number: int) -> str:
    return f"{kind:08d}-0000-4000-8000-{number:012d}"
