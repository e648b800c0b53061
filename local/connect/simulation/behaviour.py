"""How people in the simulated centre behave: how often, how long, and what then. All times are milliseconds."""

from dataclasses import dataclass
from math import log
from random import Random
from typing import Literal

from local.connect.simulation.contact import Contact

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

# How busy the centre is in each hour of its day, relative to the busiest.
_DAY = (
    *(0.10, 0.07, 0.06, 0.06, 0.08, 0.15, 0.30, 0.55, 0.80, 0.95, 1.00, 1.00),
    *(0.90, 0.88, 0.95, 0.97, 0.90, 0.75, 0.55, 0.42, 0.35, 0.28, 0.20, 0.14),
)
# The hours at which shifts begin, each as often as it is here: they follow the load.
_SHIFT_STARTS = (0, 5, 6, 6, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8, 8, 8, 8, 9, 9, 10, 11, 13, 16)

# Contacts in the busiest hour for each agent: about as many as agents can handle.
_CONTACTS_PER_AGENT = 7.2

_TALK = {"VOICE": (230, 0.6), "CHAT": (420, 0.5), "TASK": (280, 0.7), "EMAIL": (240, 0.6)}
_WORK = {"VOICE": (40, 0.6), "CHAT": (25, 0.5), "TASK": (4, 0.5), "EMAIL": (5, 0.5)}
# Seconds of ringing until a contact is missed.
_RINGS_FOR = 20
_PATIENCE = {"VOICE": 150, "CHAT": 240, "TASK": 4 * 3600, "EMAIL": 4 * 3600}

# The time that Connect takes to set up a transfer, and to offer an agent the next contact.
TRANSFER_SETUP = (3_000, 3_100)
BETWEEN_CONTACTS = 200
ERROR_STAYS = 88
# A contact event is sent this long after what it reports.
SENT_AFTER = 60
CONSULTED_GOES_ON_HOLD = (42, 74)
CONSULT_PATIENCE = 60 * SECOND
# The calls of one campaign, each made only when an agent is free for it.
CAMPAIGN_CALLS_PER_HOUR = 15
# For so long, a contact that needs a skill is offered to agents with that skill only.
SKILL_FIRST = 30 * SECOND


@dataclass(frozen=True)
class Wait:
    """A customer waits for `patience`, then does what `then` says."""

    patience: int
    then: Literal["abandon", "ask for a callback", "go to another queue"]


@dataclass(frozen=True)
class Ring:
    """A contact rings for `lasts`, then the agent does what `then` says."""

    lasts: int
    then: Literal["accept", "miss", "reject"]


@dataclass(frozen=True)
class Talk:
    """A conversation: its states with their lengths, in order, and how it ends."""

    states: tuple[tuple[str, int], ...]
    ends: Literal["hang up", "cold transfer", "warm transfer"]


class Behaviour:
    """Draws everything that people decide from one `random`."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def between(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def one_of[T](self, things: "list[T] | tuple[T, ...]") -> T:
        return self._random.choice(things)

    def until_the_next(self, per_hour: float) -> int:
        """Time until the next of events that come at random, `per_hour` on average; an hour if there are none."""
        return round(self._random.expovariate(per_hour) * HOUR) if per_hour > 0 else HOUR

    def contacts_per_hour(self, agents: int, time_of_day: int) -> float:
        """Contacts per hour to a centre with this many agents."""
        return agents * _CONTACTS_PER_AGENT * _DAY[time_of_day // HOUR % 24]

    def begins_work_at(self) -> int:
        """The time of day at which an agent's shift begins."""
        return self._random.choice(_SHIFT_STARTS) * HOUR + self.between(0, 3) * 15 * MINUTE

    def channel(self, channels: tuple[str, ...]) -> str:
        """The channel by which a customer comes to a queue: mostly its first."""
        return channels[0] if len(channels) == 1 or self.chance(0.65) else channels[1]

    def flow(self) -> int:
        """Time in the flow, before the queue."""
        return self.between(6 * SECOND, 25 * SECOND)

    def wait(self, contact: Contact) -> Wait:
        if contact.is_callback:
            return Wait(4 * HOUR, "abandon")
        if contact.is_preview:
            return Wait(5 * MINUTE, "abandon")
        then = self._random.random()
        if contact.channel == "VOICE" and contact.previous is None and then < 0.2:
            return Wait(self.between(20 * SECOND, 60 * SECOND), "ask for a callback")
        if contact.initiation_method in ("INBOUND", "API") and then > 0.9:
            return Wait(self.between(30 * SECOND, 90 * SECOND), "go to another queue")
        mean = _PATIENCE[contact.channel]
        return Wait(3 * SECOND + round(self._random.expovariate(1 / mean) * SECOND), "abandon")

    def ring(self, contact: Contact) -> Ring:
        what = self._random.random()
        if what < 0.03 or (contact.channel == "VOICE" and what < 0.04):
            return Ring(_RINGS_FOR * SECOND + self.between(0, 300), "miss")
        if contact.channel != "VOICE" and what < 0.06:
            return Ring(self.between(3 * SECOND, 12 * SECOND), "reject")
        return Ring(self.between(2 * SECOND, 12 * SECOND), "accept")

    def until_cleared(self) -> int:
        """Time until an agent clears a missed or rejected contact."""
        return self.between(15 * SECOND, 50 * SECOND)

    def talk(self, contact: Contact) -> Talk:
        length = self._long(*_TALK[contact.channel])
        states: tuple[tuple[str, int], ...] = (("CONNECTED", length),)
        between = {"VOICE": "CONNECTED_ONHOLD", "TASK": "PAUSED"}.get(contact.channel)
        if between and self.chance(0.3):
            first = self.between(1, length - 1)
            states = ("CONNECTED", first), (between, self._long(40, 0.5)), ("CONNECTED", length - first)
        how = self._random.random()
        if contact.channel == "VOICE" and not contact.is_callback and how < 0.1:
            return Talk(states, "warm transfer" if how < 0.05 else "cold transfer")
        return Talk(states, "hang up")

    def after_contact_work(self, channel: str, limit: int) -> int:
        """The `limit` is Connect's, in seconds, unless it is 0."""
        lasts = self._long(*_WORK[channel])
        return min(lasts, limit * SECOND) if limit else lasts

    def until_completed(self) -> int:
        """From the end of the agent's work to COMPLETED."""
        return self.between(2 * SECOND, 6 * SECOND)

    def preview(self) -> tuple[int, bool]:
        """How long an agent looks at a campaign's customer, and whether the agent then discards the preview."""
        return self.between(5 * SECOND, 40 * SECOND), self.chance(0.2)

    def answering_machine_detection_status(self) -> str:
        """What Connect finds when a campaign has called somebody."""
        shares = {"HUMAN_ANSWERED": 0.6, "VOICEMAIL_BEEP": 0.15, "VOICEMAIL_NO_BEEP": 0.05, "AMD_UNANSWERED": 0.15}
        [status] = self._random.choices([*shares, "SIT_TONE_INVALID_NUMBER"], [*shares.values(), 0.05])
        return status

    def voicemail(self) -> int:
        """The length of the message that a campaign leaves."""
        return self.between(10 * SECOND, 20 * SECOND)

    def dialling(self) -> tuple[int, bool]:
        """How long a called customer's telephone rings, and whether somebody answers."""
        return self.between(5 * SECOND, 20 * SECOND), self.chance(0.75)

    def breaks(self) -> list[tuple[int, str, int]]:
        """The breaks of a shift: when after its begin, the status, and how long."""
        breaks = [
            (2 * HOUR + self.between(-20, 20) * MINUTE, "Break", self.between(10, 16) * MINUTE),
            (4 * HOUR + self.between(-45, 45) * MINUTE, "Lunch", self.between(28, 36) * MINUTE),
            (6 * HOUR + self.between(-20, 40) * MINUTE, "Break", self.between(10, 16) * MINUTE),
        ]
        if self.chance(0.15):
            breaks.append((self.between(30, 90) * MINUTE, "Training", self.between(15, 30) * MINUTE))
        return sorted(breaks)

    def leaves_by(self) -> Literal["logging out", "closing the window", "falling silent"]:
        how = self._random.random()
        return "logging out" if how < 0.85 else "closing the window" if how < 0.95 else "falling silent"

    def _long(self, mean: float, spread: float) -> int:
        """A lognormal length with this mean, in seconds, and at least two."""
        seconds = self._random.lognormvariate(log(mean) - spread * spread / 2, spread)
        return max(2 * SECOND, round(seconds * SECOND))
