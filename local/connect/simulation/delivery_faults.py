"""Faults in the delivery of events that Connect's guide does not rule out. Each can be switched off or turned up."""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class DeliveryFaults:
    """Shares, from 0 (never) to 1 (always). The defaults are about what has been seen of real instances."""

    late_contact_events: float = 0.2
    """A contact event comes up to two seconds late, and so after events that followed it."""

    repeated_contact_events: float = 0.01
    """A contact event comes twice, under another envelope's id."""

    lost_contact_events: float = 0.0
    """A contact event never comes. Not seen, but Connect promises no more than its best effort."""

    repeated_agent_events: float = 0.005
    """An agent event comes again after newer ones: Kinesis delivers at least once."""

    connected_twice: float = 0.5
    """CONNECTED comes first without ConnectedToAgentTimestamp, and again with it some milliseconds later."""

    unchanged_state_timestamps: float = 0.0
    """A contact's State changes and its StateStartTimestamp does not. Connect's API does so with holds, the stream was
    seen not to."""

    logins_without_snapshot: float = 0.0
    """An agent's first LOGIN has neither snapshot. Reported of new agents."""

    contact_records: float = 0.05
    """A contact's record shares the agents' stream."""

    broken_records: float = 0.0005
    """An agent event is followed by one that was cut off."""

    @classmethod
    def none(cls) -> "DeliveryFaults":
        return cls(**{field.name: 0.0 for field in fields(cls)})

    def with_share(self, text: str) -> "DeliveryFaults":
        """With `text`, as `lost_contact_events=0.01`. Raises ValueError, saying what there is."""
        name, _, share = text.partition("=")
        names = [field.name for field in fields(self)]
        try:
            value = float(share)
        except ValueError:
            value = -1.0
        if name not in names or not 0 <= value <= 1:
            raise ValueError(f"{text!r} is not NAME=SHARE with a share from 0 to 1 and a name of {', '.join(names)}.")
        return replace(self, **{name: value})
