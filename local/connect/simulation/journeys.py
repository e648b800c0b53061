"""The journeys of contacts, from the customer's call until the last agent has finished."""

from collections.abc import Callable

from simpy import Environment

from local.connect.centre import Campaign, Centre, Queue
from local.connect.simulation import contact_messages
from local.connect.simulation.agents import AgentAtWork
from local.connect.simulation.behaviour import (
    CONSULT_PATIENCE,
    CONSULTED_GOES_ON_HOLD,
    MINUTE,
    SECOND,
    SENT_AFTER,
    TRANSFER_SETUP,
    Behaviour,
    Wait,
)
from local.connect.simulation.contact import Contact
from local.connect.simulation.delivery import Delivery
from local.connect.simulation.ledger import Ledger
from local.connect.simulation.process import Process
from local.connect.simulation.routing import Routing, Waiting


class Journeys:
    """Each public method is a process of the simulation that lasts until the customer has gone."""

    def __init__(
        self,
        env: Environment,
        centre: Centre,
        routing: Routing,
        behaviour: Behaviour,
        delivery: Delivery,
        ledger: Ledger,
        new_id: Callable[[], str],
    ) -> None:
        self._env = env
        self._centre = centre
        self._routing = routing
        self._behaviour = behaviour
        self._delivery = delivery
        self._ledger = ledger
        self._new_id = new_id

    def customer(self, queue: Queue, channel: str) -> Process:
        """Somebody calls, writes, or sets a task."""
        contact = self._contact(channel, "INBOUND" if channel in ("VOICE", "EMAIL") else "API", queue)
        if queue.skill and self._behaviour.chance(0.2):
            contact.skill = queue.skill
        yield from self._connect_to_system(contact)
        if channel == "VOICE":
            yield self._env.timeout(self._behaviour.flow())
            if self._behaviour.chance(0.04):
                self._disconnect(contact)
                return
        yield from self._in_queue(contact)

    def outbound_call(self, agent: AgentAtWork) -> Process:
        """An agent, who has nothing else to do, calls somebody."""
        contact = self._contact("VOICE", "OUTBOUND", agent.agent.profile.queues[0])
        contact.agent_id = agent.agent_id
        agent.offer(contact)
        yield from self._connect_to_system(contact)
        yield from self._dial(contact, agent)

    def monitoring(self, supervisor: AgentAtWork) -> Process:
        """A supervisor listens to somebody's call for a while."""
        contact = self._contact("VOICE", "MONITOR", None)
        supervisor.offer(contact)
        yield self._env.timeout(self._behaviour.between(1 * SECOND, 2 * SECOND))
        self._connect(contact, supervisor)
        yield self._env.timeout(self._behaviour.between(1 * MINUTE, 4 * MINUTE))
        supervisor.clear(contact)
        self._disconnect(contact)

    def campaign_call(self, queue: Queue) -> Process:
        """A campaign calls a customer, or offers an agent the preview of one."""
        campaign = queue.campaign
        assert campaign
        if campaign.dialling == "preview":
            yield from self._in_queue(self._contact("VOICE", "CAMPAIGN_PREVIEW", queue, campaign=campaign))
        else:
            contact = self._contact("VOICE", "API", queue, campaign=campaign)
            yield self._env.timeout(self._behaviour.dialling()[0])
            yield from self._detected(contact)

    def _detected(self, contact: Contact) -> Process:
        """Answering machine detection has a result: people go to the queue, machines get a message."""
        status = self._behaviour.answering_machine_detection_status()
        contact.answering_machine_detection_status = status
        if status in ("AMD_UNANSWERED", "SIT_TONE_INVALID_NUMBER"):
            contact.disconnect_reason = None if status == "AMD_UNANSWERED" else "OUTBOUND_ATTEMPT_FAILED"
            self._disconnect(contact)
            return
        yield from self._connect_to_system(contact)
        if status == "HUMAN_ANSWERED":
            yield from self._in_queue(contact)
        else:
            yield self._env.timeout(self._behaviour.voicemail())
            self._disconnect(contact)

    def _in_queue(self, contact: Contact) -> Process:
        """In the queue, and with an agent if one answers."""
        wait = self._behaviour.wait(contact)
        place = self._queue_up(contact)
        yield place.answered | self._env.timeout(wait.patience)
        while wait.then != "abandon" and place.ringing and not place.answered.triggered:
            # A flow does not interrupt what is being offered.
            yield place.answered | self._env.timeout(1 * SECOND)
        if place.answered.triggered:
            yield from self._answered(contact, place.agent)
        else:
            yield from self._left(place, wait)

    def _left(self, place: Waiting, wait: Wait) -> Process:
        """Nobody has answered, and the contact leaves the queue."""
        contact = place.contact
        self._routing.leave(place)
        match wait.then:
            case "ask for a callback":
                contact.next = self._contact("VOICE", "CALLBACK", contact.queue, previous=contact)
                self._env.process(self._callback(contact.next))
            case "go to another queue":
                contact.next = self._contact(
                    contact.channel, "QUEUE_TRANSFER", self._any_queue(contact.channel), previous=contact
                )
                self._disconnect(contact)
                yield from self._in_queue(contact.next)
                return
        if contact.is_preview:
            contact.disconnect_reason = "EXPIRED"
        self._disconnect(contact)

    def _callback(self, contact: Contact) -> Process:
        yield self._env.timeout(self._behaviour.between(1 * SECOND, 2 * SECOND))
        yield from self._in_queue(contact)

    def _answered(self, contact: Contact, agent: AgentAtWork) -> Process:
        """An agent has taken the contact; a callback is dialled only now, and a preview perhaps later."""
        if contact.is_preview:
            yield from self._preview(contact, agent)
        elif contact.is_callback:
            contact.agent_id = agent.agent_id
            agent.move(contact, "CONNECTING")
            yield from self._dial(contact, agent)
        else:
            self._connect(contact, agent)
            yield from self._conversation(contact, agent)

    def _preview(self, contact: Contact, agent: AgentAtWork) -> Process:
        """The agent looks at the customer of a preview, and then has the call made or discards it."""
        contact.agent_id = agent.agent_id
        contact.accepted_by_agent_at = int(self._env.now)
        agent.move(contact, "PENDING")
        lasts, is_discarded = self._behaviour.preview()
        yield self._env.timeout(lasts)
        contact.preview_ended_at = int(self._env.now)
        if is_discarded:
            # Connect spells it so.
            contact.disconnect_reason = "OUTBUND_PREVIEW_DISCARDED"
            self._release(contact, agent)
            self._disconnect(contact)
        else:
            agent.move(contact, "CONNECTING")
            yield from self._dial(contact, agent)

    def _dial(self, contact: Contact, agent: AgentAtWork) -> Process:
        lasts, somebody_answers = self._behaviour.dialling()
        yield self._env.timeout(lasts)
        if somebody_answers:
            self._connect(contact, agent)
            yield from self._conversation(contact, agent)
        else:
            self._release(contact, agent)
            self._disconnect(contact)

    def _conversation(self, contact: Contact, agent: AgentAtWork) -> Process:
        """The agent and the customer, until the customer has gone, be it from another agent."""
        talk = self._behaviour.talk(contact)
        yield from self._talk(contact, agent, talk.states)
        if talk.ends == "cold transfer":
            second = self._transfer(contact)
            self._env.process(self._work_after(contact, agent))
            yield self._env.timeout(self._behaviour.between(*TRANSFER_SETUP))
            yield from self._in_queue(second)
            self._disconnect(contact)
        elif talk.ends == "warm transfer":
            yield from self._consult(contact, agent)
        else:
            self._hang_up(contact, agent)

    def _talk(self, contact: Contact, agent: AgentAtWork, states: tuple[tuple[str, int], ...]) -> Process:
        for number, (state, lasts) in enumerate(states):
            if number:
                agent.move(contact, state)
                if state == "PAUSED":
                    self._send(contact, "PAUSED")
                elif states[number - 1][0] == "PAUSED":
                    self._send(contact, "RESUMED")
            yield self._env.timeout(lasts)

    def _consult(self, contact: Contact, agent: AgentAtWork) -> Process:
        """The customer is on hold while the agent asks another one to take over."""
        agent.move(contact, "CONNECTED_ONHOLD")
        second = self._transfer(contact)
        yield self._env.timeout(self._behaviour.between(*TRANSFER_SETUP))
        place = self._queue_up(second)
        yield place.answered | self._env.timeout(CONSULT_PATIENCE)
        if not place.answered.triggered:
            self._routing.leave(place)
            self._disconnect(second)
            agent.move(contact, "CONNECTED")
            yield self._env.timeout(self._behaviour.between(10 * SECOND, 40 * SECOND))
            self._hang_up(contact, agent)
            return
        other = place.agent
        self._connect(second, other)
        yield self._env.timeout(self._behaviour.between(*CONSULTED_GOES_ON_HOLD))
        other.move(second, "CONNECTED_ONHOLD")
        yield self._env.timeout(self._behaviour.between(10 * SECOND, 30 * SECOND))
        # All three are joined in one instant.
        agent.move(contact, "CONNECTED")
        other.move(second, "CONNECTED")
        yield self._env.timeout(self._behaviour.between(4 * SECOND, 15 * SECOND))
        self._env.process(self._work_after(contact, agent))
        yield from self._conversation(second, other)
        self._disconnect(contact)

    def _hang_up(self, contact: Contact, agent: AgentAtWork) -> None:
        self._env.process(self._work_after(contact, agent))
        self._disconnect(contact)

    def _work_after(self, contact: Contact, agent: AgentAtWork) -> Process:
        """After contact work, until the agent clears the contact. COMPLETED follows some seconds later."""
        agent.move(contact, "ENDED")
        contact.work_started_at = int(self._env.now)
        if contact.channel == "VOICE" and self._behaviour.chance(0.04):
            self._env.process(self._follow_up(contact))
        yield self._env.timeout(
            self._behaviour.after_contact_work(contact.channel, agent.agent.after_contact_work_limit)
        )
        contact.work_ended_at = int(self._env.now)
        self._release(contact, agent)
        yield self._env.timeout(self._behaviour.until_completed())
        self._complete(contact)

    def _follow_up(self, contact: Contact) -> Process:
        """The agent creates a task that is related to the contact."""
        task = self._contact("TASK", "API", self._any_queue("TASK"), related=contact)
        yield from self._connect_to_system(task)
        yield from self._in_queue(task)

    def _release(self, contact: Contact, agent: AgentAtWork) -> None:
        agent.clear(contact)
        self._routing.agent_is_free(agent)

    def _contact(
        self,
        channel: str,
        initiation_method: str,
        queue: Queue | None,
        *,
        previous: Contact | None = None,
        related: Contact | None = None,
        campaign: Campaign | None = None,
    ) -> Contact:
        contact = Contact(
            self._new_id(),
            channel,
            initiation_method,
            queue,
            int(self._env.now),
            previous=previous,
            related=related,
            campaign_id=campaign.campaign_id if campaign else None,
        )
        self._ledger.contacts.append(contact)
        self._send(contact, "INITIATED")
        return contact

    def _transfer(self, contact: Contact) -> Contact:
        contact.next = self._contact(contact.channel, "TRANSFER", self._any_queue(contact.channel), previous=contact)
        return contact.next

    def _any_queue(self, channel: str) -> Queue:
        return self._behaviour.one_of([queue for queue in self._centre.queues if channel in queue.channels])

    def _connect_to_system(self, contact: Contact) -> Process:
        yield self._env.timeout(self._behaviour.between(300, 500))
        contact.connected_to_system_at = int(self._env.now)
        self._send(contact, "CONNECTED_TO_SYSTEM")

    def _queue_up(self, contact: Contact) -> Waiting:
        contact.queued_at, contact.queue_lag = int(self._env.now), self._behaviour.between(8, 43)
        self._send(contact, "QUEUED")
        return self._routing.queue_up(contact)

    def _connect(self, contact: Contact, agent: AgentAtWork) -> None:
        agent.connect(contact)
        self._send(contact, "CONNECTED_TO_AGENT")
        self._routing.agent_is_free(agent)  # with more slots than one

    def _disconnect(self, contact: Contact) -> None:
        """The customer has gone. Where no agent has anything left to do, the contact is completed at once."""
        contact.disconnected_at = int(self._env.now)
        self._send(contact, "DISCONNECTED")
        if contact.connected_to_agent_at is None or contact.initiation_method == "MONITOR":
            self._complete(contact)

    def _complete(self, contact: Contact) -> None:
        self._send(contact, "COMPLETED")
        if self._delivery.has_fault("contact_records"):
            self._delivery.contact_record(contact_messages.contact_record(self._centre, contact), int(self._env.now))

    def _send(self, contact: Contact, event_type: str) -> None:
        """Sends the event of what has just happened, with all that has happened to the contact until now."""
        sent_at = int(self._env.now) + SENT_AFTER
        event = contact_messages.contact_event(
            self._centre, contact, event_type, envelope_id=self._delivery.new_id(), sent_at=sent_at
        )
        self._delivery.contact_event(event, sent_at)
