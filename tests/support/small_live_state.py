"""The small centre of events/, always at the same work."""

from local.connect.centre import Centre
from local.connect.live_state import AgentNow, HandledContact, LiveState, WaitingContact


def small_live_state(centre: Centre, at: int) -> LiveState:
    """The small centre at any time: always at the same work, with a customer who calls at every full minute."""
    amara, bruno, carys, dinesh, elena, femi, _ = (agent.agent_id for agent in centre.agents)
    claims, _, support, complaints = (queue.queue_id for queue in centre.queues)
    minute = at - at % 60_000
    online_since = minute - 3_600_000

    def contact(number: int, state: str, queue_id: str, channel: str = "VOICE") -> HandledContact:
        """In its state since the full minute, after two minutes in the queue and ten with the agent if connected."""
        return HandledContact(
            contact_id=f"8c05d3e7-2f61-4b9a-9d48-50a1e6b2{5000 + number}",
            queue_id=queue_id,
            channel=channel,
            initiation_method="API" if channel == "CHAT" else "INBOUND",
            state=state,
            state_started_at=minute,
            connected_to_agent_at=None if state == "MISSED" else minute - 600_000,
            queued_at=minute - 720_000,
        )

    return LiveState(
        at=at,
        agents={
            amara: AgentNow("Available", online_since, (contact(1, "CONNECTED", claims),), next_status="Lunch"),
            bruno: AgentNow(
                "Available",
                online_since,
                (contact(2, "CONNECTED", support, "CHAT"), contact(3, "ENDED", support, "CHAT")),
            ),
            carys: AgentNow("Available", online_since, (contact(4, "CONNECTED_ONHOLD", support),)),
            dinesh: AgentNow("Available", online_since, (contact(5, "MISSED", complaints),)),
            elena: AgentNow("Break", minute),
            femi: AgentNow("Available", online_since),
        },
        waiting=(
            WaitingContact(claims, "VOICE", minute),
            WaitingContact(claims, "VOICE", minute - 35_000),
            WaitingContact(complaints, "VOICE", minute - 90_000, scheduled=True),
        ),
    )
