"""Makes the payloads in `events/`: one morning at Halden Insurance, as Connect would send it.

`make events` writes them. Everything is made up, and always the same.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from local.connect import shapes
from local.connect.agent_stream import AgentStream
from local.connect.centre import small_centre
from local.connect.shapes import Shape

FOLDER = Path("events")

CENTRE = small_centre()
CLAIMS, SALES, SUPPORT, COMPLAINTS = CENTRE.queues
AMARA, BRUNO, CARYS, DINESH, ELENA, FEMI, GRETA = CENTRE.agents
# Two who are new, and in no snapshot of the centre yet.
HANA, IVAN = (
    replace(
        colleague,
        agent_id=f"2d96f8b1-4e3c-4c19-a7d4-63b0e5c7{number}",
        username=f"{first}.{last}".lower(),
        first_name=first,
        last_name=last,
    )
    for number, first, last, colleague in ((4008, "Hana", "Kimura", GRETA), (4009, "Ivan", "Petrov", BRUNO))
)

# How long after it happened an event arrives, and how much later than on the agent's stream a contact is queued.
_DELIVERY = 180
_QUEUE_LAG = 21
# A number that is never given to anybody.
_NUMBER = "+441632960100"


def at(clock: str) -> int:
    """Milliseconds since 1970 of a time of that morning, 20 November 2026, in UTC."""
    return round(datetime.fromisoformat(f"2026-11-20T{clock}").replace(tzinfo=UTC).timestamp() * 1000)


def identifier(name: str) -> str:
    """The same UUID for the same name, always."""
    return str(uuid5(NAMESPACE_URL, f"{CENTRE.instance_arn}/{name}"))


def new_ids(name: str) -> Callable[[], str]:
    numbers = count(1)
    return lambda: identifier(f"{name}/{next(numbers)}")


CALL, MISSED_CALL, CARYS_CALL = identifier("call"), identifier("missed"), identifier("call of Carys")
PREVIEWED, CAMPAIGN_CALL = identifier("previewed"), identifier("campaign call")
CHATS = [identifier(f"chat/{number}") for number in (1, 2, 3)]
FIRST, SECOND, THIRD = (identifier(f"transfer/{number}") for number in (1, 2, 3))


def payloads() -> dict[str, Shape]:
    """Every payload by its path below `events/`."""
    return {
        **{f"agent-events/{name}.json": batch for name, batch in _agent_events().items()},
        **{f"contact-events/{name}.json": event for name, event in _contact_events().items()},
        **{f"instance-data/{name}.json": {"collect": [name]} for name in ("instance", "queues", "users")},
    }


def _agent_events() -> dict[str, Shape]:
    streams = {
        agent.username: AgentStream(
            CENTRE, agent, offline_since=at("00:00:00") - 28_800_000, new_event_id=new_ids(agent.username)
        )
        for agent in (*CENTRE.agents, HANA, IVAN)
    }
    amara, bruno, carys, dinesh, elena, femi, greta, hana, ivan = streams.values()
    # Each batch is of another agent, so that they can be tried in any order.
    batches = {
        "login": [greta.login(at("09:00:00.412")), greta.set_status(at("09:00:07.950"), "Available")],
        "a-call-from-ring-to-idle": [
            amara.set_status(at("09:03:10.020"), "Available"),
            amara.offer(at("09:04:30.383"), CALL, queue=CLAIMS, queued_at=at("09:04:12.254")),
            amara.move(at("09:04:38.510"), CALL, "CONNECTED"),
            amara.move(at("09:06:10.044"), CALL, "CONNECTED_ONHOLD"),
            amara.move(at("09:06:52.871"), CALL, "CONNECTED"),
            amara.heartbeat(at("09:08:52.901")),
            amara.move(at("09:09:31.129"), CALL, "ENDED"),
            amara.clear(at("09:10:14.905"), CALL),
            amara.heartbeat(at("09:12:14.905")),
        ],
        "missed-call": [
            dinesh.login(at("09:10:55.200")),
            dinesh.set_status(at("09:11:02.318"), "Available"),
            dinesh.offer(at("09:12:00.140"), MISSED_CALL, queue=COMPLAINTS, queued_at=at("09:11:40.602")),
            dinesh.move(at("09:12:20.288"), MISSED_CALL, "MISSED"),
            dinesh.clear(at("09:12:47.515"), MISSED_CALL),
        ],
        "several-chats-at-once": _several_chats(bruno),
        "heartbeat-with-a-next-status": [
            carys.set_status(at("09:20:01.730"), "Available"),
            carys.heartbeat(at("09:22:01.730")),
            carys.heartbeat(at("09:24:01.730")),
            carys.offer(at("09:24:11.008"), CARYS_CALL, queue=SUPPORT, queued_at=at("09:24:02.391")),
            carys.move(at("09:24:15.662"), CARYS_CALL, "CONNECTED"),
            carys.heartbeat(at("09:26:15.692")),
            carys.ask_for_status(at("09:26:40.275"), "Lunch"),
            carys.heartbeat(at("09:28:40.275")),
            carys.move(at("09:29:03.519"), CARYS_CALL, "ENDED"),
            carys.clear(at("09:29:33.044"), CARYS_CALL),
        ],
        "logout": [
            femi.login(at("09:58:40.101")),
            femi.set_status(at("09:58:44.566"), "Available"),
            femi.heartbeat(at("10:00:44.566")),
            femi.set_status(at("10:02:10.874"), "Offline"),
            femi.logout(at("10:02:11.003")),
            femi.heartbeat(at("10:04:11.003")),
        ],
        "first-login-without-a-snapshot": [
            {**hana.login(at("10:06:00.310")), "CurrentAgentSnapshot": None, "PreviousAgentSnapshot": None},
            hana.set_status(at("10:06:09.742"), "Available"),
            hana.heartbeat(at("10:08:09.742")),
        ],
        "preview-campaign": _preview_campaign(ivan),
    }
    sequence = count(1)
    records = {
        name: {"Records": [_record(event, next(sequence)) for event in batch]} for name, batch in batches.items()
    }
    on_break = elena.set_status(at("10:05:30.247"), "Break")
    arrived_at = at("10:05:31")
    records["contact-record-broken-record-and-a-good-one"] = {
        "Records": [
            shapes.kinesis_record(
                json.dumps(_contact_record()).encode(),
                partition_key=CALL,
                sequence=next(sequence),
                arrived_at=arrived_at,
            ),
            shapes.kinesis_record(
                json.dumps(on_break).encode()[:1200],
                partition_key=on_break["AgentARN"],
                sequence=next(sequence),
                arrived_at=arrived_at,
            ),
            _record(on_break, next(sequence)),
        ]
    }
    return records


def _several_chats(bruno: AgentStream) -> list[Shape]:
    one, two, three = CHATS
    chat: dict[str, Any] = {"channel": "CHAT", "initiation_method": "API", "queue": SUPPORT}
    return [
        bruno.set_status(at("09:14:30.900"), "Available"),
        bruno.offer(at("09:15:02.110"), one, queued_at=at("09:15:01.480"), **chat),
        bruno.move(at("09:15:06.734"), one, "CONNECTED"),
        bruno.heartbeat(at("09:17:06.764")),
        bruno.offer(at("09:17:20.015"), two, queued_at=at("09:17:19.402"), **chat),
        bruno.move(at("09:17:24.640"), two, "CONNECTED"),
        bruno.offer(at("09:18:00.508"), three, queued_at=at("09:17:51.977"), **chat),
        bruno.move(at("09:18:03.292"), three, "CONNECTED"),
        bruno.heartbeat(at("09:20:03.322")),
        bruno.move(at("09:21:48.873"), one, "ENDED"),
        bruno.clear(at("09:22:10.410"), one),
        bruno.move(at("09:23:31.266"), three, "ENDED"),
        bruno.move(at("09:23:55.090"), two, "ENDED"),
        bruno.clear(at("09:24:01.538"), three),
        bruno.clear(at("09:24:20.007"), two),
    ]


def _preview_campaign(ivan: AgentStream) -> list[Shape]:
    """A campaign offers Ivan a customer. He looks at who it is, has the number dialled, and they talk."""
    return [
        ivan.set_status(at("10:09:00.150"), "Available"),
        ivan.offer(
            at("10:10:00.020"),
            PREVIEWED,
            queue=SALES,
            queued_at=at("10:09:59.400"),
            initiation_method="CAMPAIGN_PREVIEW",
            state="INCOMING",
        ),
        ivan.move(at("10:10:04.515"), PREVIEWED, "PENDING"),
        ivan.move(at("10:10:31.260"), PREVIEWED, "CONNECTING"),
        ivan.move(at("10:10:43.918"), PREVIEWED, "CONNECTED"),
        ivan.move(at("10:12:20.337"), PREVIEWED, "ENDED"),
        ivan.clear(at("10:12:35.004"), PREVIEWED),
    ]


def _record(event: Shape, sequence: int) -> Shape:
    happened = datetime.fromisoformat(event["EventTimestamp"]).timestamp() * 1000
    return shapes.agent_event_record(event, sequence=sequence, arrived_at=round(happened) + _DELIVERY)


def _contact_record() -> Shape:
    """A contact record of the call, as it comes by when one stream serves both. Its times are whole seconds."""
    return {
        "AWSAccountId": CENTRE.instance_arn.split(":")[4],
        "AWSContactTraceRecordFormatVersion": "2017-03-10",
        "Agent": {
            "ARN": shapes.arn(CENTRE.instance_arn, "agent", AMARA.agent_id),
            "AfterContactWorkDuration": 43,
            "AgentInteractionDuration": 250,
            "ConnectedToAgentTimestamp": "2026-11-20T09:04:38Z",
            "CustomerHoldDuration": 42,
            "Username": AMARA.username,
        },
        "Channel": "VOICE",
        "ContactId": CALL,
        "DisconnectReason": "CUSTOMER_DISCONNECT",
        "InitiationMethod": "INBOUND",
        "InstanceARN": CENTRE.instance_arn,
        "Queue": {
            "ARN": shapes.arn(CENTRE.instance_arn, "queue", CLAIMS.queue_id),
            "Duration": 26,
            "EnqueueTimestamp": "2026-11-20T09:04:12Z",
            "Name": CLAIMS.name,
        },
    }


def _contact_events() -> dict[str, Shape]:
    call = _Contact(CALL, at("09:04:02.120"), connected_to_system_at=at("09:04:02.533"))
    call_queued = {"queue_id": CLAIMS.queue_id, "queued_at": at("09:04:12.254") + _QUEUE_LAG}
    call_agent = {"agent_id": AMARA.agent_id, "connected_to_agent_at": at("09:04:38.485")}
    call_ended = {"disconnected_at": at("09:09:31.070"), "hold_seconds": 42}
    work = (at("09:09:31.129"), at("09:10:14.905"))

    missed = _Contact(MISSED_CALL, at("09:11:31.906"), connected_to_system_at=at("09:11:32.310"))
    missed_queued = {"queue_id": COMPLAINTS.queue_id, "queued_at": at("09:11:40.602") + _QUEUE_LAG}
    missed_ended = {"disconnected_at": at("09:13:05.441")}

    campaign_call = _Contact(
        CAMPAIGN_CALL,
        at("10:15:00.800"),
        "API",
        connected_to_system_at=at("10:15:12.055"),
        disconnected_at=at("10:15:27.361"),
        answeringMachineDetectionStatus="VOICEMAIL_BEEP",
        campaign={"campaignId": identifier("campaign")},
    )
    return {
        "inbound-call-initiated": call.event("INITIATED", "09:04:02", connected_to_system_at=None),
        "inbound-call-connected-to-system": call.event("CONNECTED_TO_SYSTEM", "09:04:02"),
        "inbound-call-contact-data-updated": call.event(
            "CONTACT_DATA_UPDATED", "09:04:08", updatedProperties=["UserDefinedAttributes"]
        ),
        "inbound-call-queued": call.event("QUEUED", "09:04:12", **call_queued),
        "inbound-call-connected-to-agent": call.event("CONNECTED_TO_AGENT", "09:04:38", **call_queued, **call_agent),
        "inbound-call-disconnected": call.event("DISCONNECTED", "09:09:31", **call_queued, **call_agent, **call_ended),
        "inbound-call-completed": call.event(
            "COMPLETED", "09:10:17", **call_queued, **call_agent, **call_ended, after_contact_work=work
        ),
        "abandoned-call-initiated": missed.event("INITIATED", "09:11:32", connected_to_system_at=None),
        "abandoned-call-connected-to-system": missed.event("CONNECTED_TO_SYSTEM", "09:11:32"),
        "abandoned-call-queued": missed.event("QUEUED", "09:11:40", **missed_queued),
        "abandoned-call-disconnected": missed.event("DISCONNECTED", "09:13:05", **missed_queued, **missed_ended),
        "abandoned-call-completed": missed.event("COMPLETED", "09:13:05", **missed_queued, **missed_ended),
        "campaign-call-to-voicemail": campaign_call.event("DISCONNECTED", "10:15:27"),
        "sqs-batch-of-a-transfer-chain": _sqs_batch(_transfer_chain()),
        "sqs-batch-out-of-order-twice-and-broken": _sqs_batch(_out_of_order_twice_and_broken()),
    }


class _Contact:
    """One contact's events, each with what is known of it by then."""

    def __init__(self, contact_id: str, initiated_at: int, initiation_method: str = "INBOUND", **known: Any) -> None:
        self._envelope_ids = new_ids(f"envelope/{contact_id}")
        self._known = {
            "contact_id": contact_id,
            "channel": "VOICE",
            "initiation_method": initiation_method,
            "initiated_at": initiated_at,
            "system_number": _NUMBER,
            **known,
        }

    def event(self, event_type: str, delivered: str, **known: Any) -> Shape:
        return shapes.contact_event(
            CENTRE.instance_arn,
            envelope_id=self._envelope_ids(),
            delivered_at=at(delivered),
            event_type=event_type,
            **{**self._known, **known},
        )


def _transfer_chain() -> list[Shape]:
    """Amara hands a customer on to Dinesh, and he to Femi. Each transfer is a contact of its own.

    The first contact is completed when Amara is done with it, and disconnected when the customer hangs up.
    """
    first = _Contact(FIRST, at("09:31:00.250"), connected_to_system_at=at("09:31:00.661"))
    first_queued = {"queue_id": CLAIMS.queue_id, "queued_at": at("09:31:10.417")}
    first_agent = {"agent_id": AMARA.agent_id, "connected_to_agent_at": at("09:31:25.093")}
    first_done = {"hold_seconds": 71, "after_contact_work": (at("09:34:40.512"), at("09:34:58.230"))}

    second = _Contact(SECOND, at("09:33:30.118"), "TRANSFER", previous_contact_id=FIRST, initial_contact_id=FIRST)
    second_queued = {"queue_id": COMPLAINTS.queue_id, "queued_at": at("09:33:33.160")}
    second_agent = {"agent_id": DINESH.agent_id, "connected_to_agent_at": at("09:33:45.902")}
    second_done = {"hold_seconds": 0, "after_contact_work": (at("09:38:20.350"), at("09:38:31.871"))}

    third = _Contact(THIRD, at("09:37:05.744"), "TRANSFER", previous_contact_id=SECOND, initial_contact_id=FIRST)
    third_queued = {"queue_id": CLAIMS.queue_id, "queued_at": at("09:37:08.802")}
    third_agent = {"agent_id": FEMI.agent_id, "connected_to_agent_at": at("09:37:20.665")}
    third_done = {"hold_seconds": 0, "after_contact_work": (at("09:41:02.480"), at("09:41:40.019"))}
    over = {"disconnected_at": at("09:41:02.401")}
    return [
        first.event("INITIATED", "09:31:00", connected_to_system_at=None),
        first.event("CONNECTED_TO_SYSTEM", "09:31:00"),
        first.event("QUEUED", "09:31:10", **first_queued),
        first.event("CONNECTED_TO_AGENT", "09:31:25", **first_queued, **first_agent),
        second.event("INITIATED", "09:33:30"),
        second.event("QUEUED", "09:33:33", **second_queued),
        second.event("CONNECTED_TO_AGENT", "09:33:46", **second_queued, **second_agent),
        first.event("COMPLETED", "09:35:01", **first_queued, **first_agent, **first_done),
        third.event("INITIATED", "09:37:05"),
        third.event("QUEUED", "09:37:08", **third_queued),
        third.event("CONNECTED_TO_AGENT", "09:37:20", **third_queued, **third_agent),
        second.event("COMPLETED", "09:38:35", **second_queued, **second_agent, **second_done),
        first.event("DISCONNECTED", "09:41:02", **first_queued, **first_agent, **first_done, **over),
        second.event("DISCONNECTED", "09:41:02", **second_queued, **second_agent, **second_done, **over),
        third.event("DISCONNECTED", "09:41:02", **third_queued, **third_agent, **over, hold_seconds=0),
        third.event("COMPLETED", "09:41:45", **third_queued, **third_agent, **over, **third_done),
    ]


def _out_of_order_twice_and_broken() -> list[Shape]:
    """Carys's call: at the system before it began, completed before it ended, ended twice, and one broken."""
    call = _Contact(CARYS_CALL, at("09:23:50.404"), connected_to_system_at=at("09:23:50.799"))
    queued = {"queue_id": SUPPORT.queue_id, "queued_at": at("09:24:02.391") + _QUEUE_LAG}
    agent = {"agent_id": CARYS.agent_id, "connected_to_agent_at": at("09:24:15.637")}
    ended = {"disconnected_at": at("09:29:03.480"), "hold_seconds": 0}
    work = {"after_contact_work": (at("09:29:03.519"), at("09:29:33.044"))}
    broken = call.event("QUEUED", "09:24:02", **queued)
    del broken["detail"]["contactId"]
    return [
        call.event("CONNECTED_TO_SYSTEM", "09:23:50"),
        call.event("INITIATED", "09:23:51", connected_to_system_at=None),
        broken,
        call.event("QUEUED", "09:24:02", **queued),
        call.event("CONNECTED_TO_AGENT", "09:24:15", **queued, **agent),
        call.event("COMPLETED", "09:29:35", **queued, **agent, **ended, **work),
        call.event("DISCONNECTED", "09:29:35", **queued, **agent, **ended),
        call.event("DISCONNECTED", "09:29:35", **queued, **agent, **ended),
    ]


def _sqs_batch(events: list[Shape]) -> Shape:
    region, account = CENTRE.instance_arn.split(":")[3:5]
    return {
        "Records": [
            {
                "messageId": identifier(f"message/{event['id']}"),
                "receiptHandle": f"receipt-{number}",
                "body": json.dumps(event),
                "attributes": {
                    "ApproximateReceiveCount": "1",
                    "SentTimestamp": str(round(datetime.fromisoformat(event["time"]).timestamp() * 1000)),
                },
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{region}:{account}:contact-events",
                "awsRegion": region,
            }
            for number, event in enumerate(events, start=1)
        ]
    }


def main() -> None:
    for path, payload in payloads().items():
        file = FOLDER / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(payload, indent=2) + "\n")


if __name__ == "__main__":
    main()
