"""A contact centre of any size, made up from a seed."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from random import Random
from typing import Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from local.connect.centre import Agent, Campaign, Centre, HierarchyGroup, Queue, RoutingProfile

# The instance that samconfig.toml names in its environment `local`, and its alias.
INSTANCE_ARN = "arn:aws:connect:eu-west-2:123456789012:instance/7d0f2c1e-5a55-4f0e-9a53-2f8a4bb3c001"
ALIAS = "halden-insurance"

# Each with its priority and the channels on which customers come.
_DEPARTMENTS = (
    ("Claims", 1, ("VOICE", "TASK")),
    ("Support", 2, ("VOICE", "CHAT")),
    ("Sales", 2, ("VOICE", "CHAT")),
    ("Complaints", 1, ("VOICE",)),
    ("Renewals", 3, ("VOICE", "EMAIL")),
    ("Billing", 2, ("VOICE", "CHAT")),
    ("Roadside", 1, ("VOICE",)),
    ("Back Office", 4, ("TASK",)),
)
# How campaigns of a department dial.
_CAMPAIGNS: dict[str, Literal["preview", "progressive"]] = {"Sales": "progressive", "Renewals": "preview"}
_LANGUAGES = ("English", "Portuguese", "German", "French", "Polish")
_LEVELS = ("Region", "Site", "Team", "Group", "Rota")
_REGIONS = {"Europe": ("Leeds", "Porto", "Leipzig"), "Americas": ("Halifax", "Recife"), "Africa": ("Accra", "Nairobi")}

_AFTER_CONTACT_WORK_LIMIT = 120
_AGENTS_TO_A_TEAM = 12
_TEAMS_TO_A_SUPERVISOR = 2

# First names in the first line, last names in the second.
_NAMES = Path(__file__).with_name("names.txt")


def generated_centre(seed: int, agents: int, alias: str = ALIAS) -> Centre:
    """A centre with so many agents, supervisors among them. The same arguments give the same centre.

    Another `alias` is another instance, with other ids for the same departments.
    """
    random = Random(f"{seed}/centre/{agents}" if alias == ALIAS else f"{seed}/centre/{agents}/{alias}")

    def new_id() -> str:
        return str(UUID(int=random.getrandbits(128), version=4))

    # Enough queues for each department once and, in large centres, for each language.
    number = min(max(4, agents // 12), len(_DEPARTMENTS) * len(_LANGUAGES))
    queues = (
        *(
            Queue(
                new_id(),
                name if language == "English" else f"{name} {language}",
                channels,
                priority,
                language,
                Campaign(new_id(), _CAMPAIGNS[name]) if name in _CAMPAIGNS else None,
            )
            for language, (name, priority, channels) in list(product(_LANGUAGES, _DEPARTMENTS))[:number]
        ),
        # Every instance of Connect has one of this name.
        Queue(new_id(), "BasicQueue", ("VOICE",), 3),
    )
    profiles = _profiles(queues, new_id)
    teams = max(1, agents // _AGENTS_TO_A_TEAM)
    supervisors = teams // _TEAMS_TO_A_SUPERVISOR
    staffed, groups = _hierarchy(teams, new_id)
    names = list(product(*(line.split() for line in _NAMES.read_text().splitlines())))
    random.shuffle(names)
    staff = []
    for index in range(agents):
        first, last = names[index % len(names)]
        again = index // len(names)
        profile = profiles[index % len(profiles)]
        staff.append(
            Agent(
                agent_id=new_id(),
                username=f"{first}.{last}{again or ''}".lower(),
                first_name=first,
                last_name=last,
                profile=profile,
                # Somebody in every centre is in no group.
                group=None if index == agents - 1 else staffed[index % len(staffed)],
                skills={skill: float(random.randint(2, 5)) for skill in _skills(profile) if random.random() < 0.6},
                after_contact_work_limit=_AFTER_CONTACT_WORK_LIMIT,
                is_supervisor=index < supervisors,
            )
        )
    return Centre(
        instance_arn=_instance_arn(alias),
        alias=alias,
        created_at=1_741_600_800,
        queues=queues,
        profiles=profiles,
        groups=groups,
        agents=tuple(staff),
        levels=_LEVELS,
    )


def _instance_arn(alias: str) -> str:
    if alias == ALIAS:
        return INSTANCE_ARN
    return f"{INSTANCE_ARN.rpartition('/')[0]}/{uuid5(NAMESPACE_URL, alias)}"


def _profiles(queues: tuple[Queue, ...], new_id: Callable[[], str]) -> tuple[RoutingProfile, ...]:
    """Profiles of three queues or so, so that each queue is in two of them: it is served while one has its break."""
    profiles = []
    for index, queue in enumerate(queues):
        served = (queue, queues[(index + 1) % len(queues)], queues[(index + 2) % len(queues)])
        channels = {channel for each in served for channel in each.channels}
        slots = {
            channel: most
            for channel, most in {"VOICE": 1, "CHAT": 3, "TASK": 2, "EMAIL": 2}.items()
            if channel in channels
        }
        profiles.append(RoutingProfile(new_id(), f"{queue.name} and others", served, slots))
    return tuple(profiles)


def _skills(profile: RoutingProfile) -> list[str]:
    return sorted({queue.skill for queue in profile.queues if queue.skill})


def _hierarchy(number: int, new_id: Callable[[], str]) -> tuple[list[HierarchyGroup], tuple[HierarchyGroup, ...]]:
    """The groups that agents are in, and all groups: regions, their sites, `number` teams.

    The first team has a group within it, and that one a rota, so that all five levels of Connect are there.
    """
    sites = []
    groups = []
    for name, site_names in _REGIONS.items():
        region = HierarchyGroup(new_id(), name)
        groups.append(region)
        for site_name in site_names:
            sites.append(HierarchyGroup(new_id(), site_name, (region,)))
            groups.append(sites[-1])
    teams = []
    for index in range(number):
        site = sites[index % len(sites)]
        team = HierarchyGroup(new_id(), f"{site.name} {index // len(sites) + 1}", (*site.path, site))
        teams.append(team)
    specialists = HierarchyGroup(new_id(), f"{teams[0].name} specialists", (*teams[0].path, teams[0]))
    rota = HierarchyGroup(new_id(), f"{specialists.name} on call", (*specialists.path, specialists))
    staffed = [*teams, specialists, rota]
    return staffed, (*groups, *staffed)
