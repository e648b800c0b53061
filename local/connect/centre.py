"""A contact centre as it is set up: an instance, its queues, routing profiles, hierarchy and agents."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Campaign:
    """An outbound campaign. With `preview`, an agent looks at each customer first; `progressive` calls at once."""

    campaign_id: str
    dialling: Literal["preview", "progressive"]


@dataclass(frozen=True)
class Queue:
    """An agent takes contacts of a queue with a lower `priority` first. `skill` is what its contacts may ask for.

    `campaign` is the campaign whose contacts come to this queue.
    """

    queue_id: str
    name: str
    channels: tuple[str, ...]
    priority: int = 1
    skill: str | None = None
    campaign: Campaign | None = None


@dataclass(frozen=True)
class RoutingProfile:
    """`slots` maps each channel to the most contacts that an agent may have on it at once."""

    profile_id: str
    name: str
    queues: tuple[Queue, ...]
    slots: dict[str, int]


@dataclass(frozen=True)
class HierarchyGroup:
    """`path` are the groups above it, from the top."""

    group_id: str
    name: str
    path: tuple["HierarchyGroup", ...] = ()


@dataclass(frozen=True)
class Agent:
    """`skills` maps languages to levels from 1 to 5. A supervisor takes no contacts, but listens to those of others.

    After so many seconds Connect ends the work after a contact; 0 is no limit.
    """

    agent_id: str
    username: str
    first_name: str
    last_name: str
    profile: RoutingProfile
    group: HierarchyGroup | None
    skills: dict[str, float] = field(default_factory=dict)
    after_contact_work_limit: int = 0
    is_supervisor: bool = False


@dataclass(frozen=True)
class Centre:
    """`created_at` is in seconds since 1970; `statuses` maps the agents' statuses to their types.

    `levels` are what the levels of the hierarchy are called, from the top.
    """

    instance_arn: str
    alias: str
    created_at: int
    queues: tuple[Queue, ...]
    profiles: tuple[RoutingProfile, ...]
    groups: tuple[HierarchyGroup, ...]
    agents: tuple[Agent, ...]
    statuses: dict[str, str] = field(
        default_factory=lambda: {
            "Available": "ROUTABLE",
            "Offline": "OFFLINE",
            "Lunch": "CUSTOM",
            "Break": "CUSTOM",
            "Training": "CUSTOM",
            "Coaching": "CUSTOM",
        }
    )
    levels: tuple[str, ...] = ("Region", "Site", "Team")

    @property
    def instance_id(self) -> str:
        return self.instance_arn.rpartition("/")[2]


def small_centre() -> Centre:
    """Halden Insurance: one instance, four queues, six agents and a supervisor. The centre of `events/`."""
    claims = Queue("5c1a7e40-6f0d-4b8e-9a51-0d2b6f3e1001", "Claims", ("VOICE", "TASK"))
    sales = Queue("5c1a7e40-6f0d-4b8e-9a51-0d2b6f3e1002", "Sales", ("VOICE", "CHAT"))
    support = Queue("5c1a7e40-6f0d-4b8e-9a51-0d2b6f3e1003", "Support", ("VOICE", "CHAT"))
    complaints = Queue("5c1a7e40-6f0d-4b8e-9a51-0d2b6f3e1004", "Complaints", ("VOICE",))
    phones = RoutingProfile(
        "9be0d2f3-1c44-4a6e-8d21-7aa05cb42001", "Phones", (claims, complaints), {"VOICE": 1, "TASK": 2}
    )
    blended = RoutingProfile(
        "9be0d2f3-1c44-4a6e-8d21-7aa05cb42002", "Phones and chat", (support, sales), {"VOICE": 1, "CHAT": 3}
    )
    europe = HierarchyGroup("e47b19c5-83d2-4f7a-b6c0-15d9a8f03001", "Europe")
    leeds = HierarchyGroup("e47b19c5-83d2-4f7a-b6c0-15d9a8f03002", "Leeds", (europe,))
    porto = HierarchyGroup("e47b19c5-83d2-4f7a-b6c0-15d9a8f03003", "Porto", (europe,))

    def agent(number: int, first: str, last: str, profile: RoutingProfile, group: HierarchyGroup | None) -> Agent:
        agent_id = f"2d96f8b1-4e3c-4c19-a7d4-63b0e5c7{4000 + number}"
        return Agent(agent_id, f"{first}.{last}".lower(), first, last, profile, group)

    return Centre(
        instance_arn="arn:aws:connect:eu-west-2:123456789012:instance/7d0f2c1e-5a55-4f0e-9a53-2f8a4bb3c001",
        alias="halden-insurance",
        created_at=1_741_600_800,
        queues=(claims, sales, support, complaints),
        profiles=(phones, blended),
        groups=(europe, leeds, porto),
        agents=(
            agent(1, "Amara", "Obi", phones, leeds),
            agent(2, "Bruno", "Teixeira", blended, porto),
            agent(3, "Carys", "Morgan", blended, leeds),
            agent(4, "Dinesh", "Rao", phones, leeds),
            agent(5, "Elena", "Costa", blended, porto),
            agent(6, "Femi", "Adeyemi", phones, europe),
            agent(7, "Greta", "Lindqvist", phones, None),
        ),
    )
