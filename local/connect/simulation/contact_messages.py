"""The messages that Connect sends about a simulated contact: its events on the bus, and its contact record."""

from local.connect import shapes
from local.connect.centre import Centre
from local.connect.shapes import Shape
from local.connect.simulation.contact import Contact

_SUBTYPES = {"VOICE": "connect:Telephony", "CHAT": "connect:Chat", "TASK": "connect:Task", "EMAIL": "connect:Email"}

_LAST_EVENTS = ("DISCONNECTED", "COMPLETED")
_OUR_NUMBER = "+442079460000"


def contact_event(centre: Centre, contact: Contact, event_type: str, *, envelope_id: str, sent_at: int) -> Shape:
    """The event, with all that has happened to the contact by now."""
    previous = contact.previous
    work = None
    if contact.work_started_at is not None and contact.work_ended_at is not None:
        work = contact.work_started_at, contact.work_ended_at
    return shapes.contact_event(
        centre.instance_arn,
        envelope_id=envelope_id,
        delivered_at=sent_at,
        event_type=event_type,
        contact_id=contact.contact_id,
        channel=contact.channel,
        initiation_method=contact.initiation_method,
        initiated_at=contact.initiated_at,
        connected_to_system_at=contact.connected_to_system_at,
        queue_id=contact.queue.queue_id if contact.queue and contact.queued_at is not None else None,
        queued_at=None if contact.queued_at is None else contact.queued_at + contact.queue_lag,
        agent_id=contact.agent_id if contact.connected_to_agent_at is not None else None,
        connected_to_agent_at=contact.connected_to_agent_at,
        hold_seconds=contact.time_in("CONNECTED_ONHOLD") // 1000 if event_type in _LAST_EVENTS else None,
        after_contact_work=work,
        accepted_by_agent_at=contact.accepted_by_agent_at,
        preview_ended_at=contact.preview_ended_at,
        disconnected_at=contact.disconnected_at,
        initial_contact_id=contact.initial_contact_id if previous else None,
        previous_contact_id=previous.contact_id if previous else None,
        related_contact_id=contact.related.contact_id if contact.related else None,
        subtype=_SUBTYPES[contact.channel],
        system_number=_OUR_NUMBER if _has_endpoint(contact) else None,
        campaign=contact.campaign_id and {"campaignId": contact.campaign_id},
        answeringMachineDetectionStatus=contact.answering_machine_detection_status,
        disconnectReason=contact.disconnect_reason if event_type in _LAST_EVENTS else None,
    )


def _has_endpoint(contact: Contact) -> bool:
    return contact.channel == "VOICE" and contact.initiation_method not in ("CALLBACK", "MONITOR", "QUEUE_TRANSFER")


def contact_record(centre: Centre, contact: Contact) -> Shape:
    """The contact record, as it comes by on an agents' stream that serves both. Its times are whole seconds."""
    record: Shape = {
        "AWSAccountId": centre.instance_arn.split(":")[4],
        "AWSContactTraceRecordFormatVersion": "2017-03-10",
        "Agent": None,
        "Channel": contact.channel,
        "ContactId": contact.contact_id,
        "InitiationMethod": contact.initiation_method,
        "InitiationTimestamp": _seconds(contact.initiated_at),
        "InstanceARN": centre.instance_arn,
        "Queue": None,
    }
    if contact.queue and contact.queue_time is not None:
        record["Queue"] = {
            "ARN": shapes.arn(centre.instance_arn, "queue", contact.queue.queue_id),
            "Duration": contact.queue_time // 1000,
            "EnqueueTimestamp": _seconds(contact.queued_at),
            "Name": contact.queue.name,
        }
    if contact.agent_id and contact.connected_to_agent_at is not None:
        record["Agent"] = {
            "ARN": shapes.arn(centre.instance_arn, "agent", contact.agent_id),
            "AfterContactWorkDuration": contact.time_in("ENDED") // 1000,
            "AgentInteractionDuration": contact.time_in("CONNECTED") // 1000,
            "ConnectedToAgentTimestamp": _seconds(contact.connected_to_agent_at),
            "CustomerHoldDuration": contact.time_in("CONNECTED_ONHOLD") // 1000,
        }
    return record


def _seconds(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else shapes.timestamp(milliseconds // 1000 * 1000)
