"""The agents' memories in DynamoDB: one item for each agent."""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import fields
from itertools import batched
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from agent_snapshot import Contact
from agent_timeline import AgentMemory, Stretch
from connect_analytics.telemetry import logger

# Long after an agent's last event, an old event sent again must still be seen as late.
_LIFETIME_SECONDS = 30 * 24 * 60 * 60

_CLIENT = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 5},
    parameter_validation=False,
)

# DynamoDB may leave a part of a batch undone when it throttles; waits between tries, in seconds.
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)

_CONTACT_FIELDS = tuple(field.name for field in fields(Contact))
_STRETCH_FIELDS = tuple(field.name for field in fields(Stretch))


class AgentMemoryUnavailable(Exception):
    """The memories could not be read now. Nothing is known to be wrong with the events: try again."""


class AgentMemories:
    """The DynamoDB table of agents' memories."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._dynamodb: Any = boto3.client("dynamodb", config=_CLIENT)

    def load(self, agents: Iterable[str]) -> dict[str, AgentMemory]:
        """The memories of those `agents` that have one. Raises AgentMemoryUnavailable."""
        memories = {}
        for chunk in batched(sorted(set(agents)), 100):
            for item in self._get([{"agent": {"S": agent}} for agent in chunk]):
                memory = _read(item)
                if memory:
                    memories[item["agent"]["S"]] = memory
        return memories

    def save(self, memories: Mapping[str, AgentMemory]) -> set[str]:
        """Stores the memories. Gives back the agents whose memory could not be stored now."""
        unsaved: set[str] = set()
        for chunk in batched(memories.items(), 25):
            unsaved |= self._put([{"PutRequest": {"Item": _item(*entry)}} for entry in chunk])
        return unsaved

    def _get(self, keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
        items = []
        for wait in _WAITS:
            try:
                reply = self._dynamodb.batch_get_item(
                    RequestItems={self._table: {"Keys": keys, "ConsistentRead": True}}
                )
            except (ClientError, BotoCoreError) as error:
                raise AgentMemoryUnavailable(str(error)) from error
            items += reply["Responses"].get(self._table, [])
            keys = reply["UnprocessedKeys"].get(self._table, {}).get("Keys", [])
            if not keys:
                return items
            time.sleep(wait)
        raise AgentMemoryUnavailable(f"DynamoDB left {len(keys)} of the agents' memories unread")

    def _put(self, requests: list[dict[str, Any]]) -> set[str]:
        for wait in _WAITS:
            try:
                reply = self._dynamodb.batch_write_item(RequestItems={self._table: requests})
            except (ClientError, BotoCoreError):
                logger.exception("The agents' memories were not stored; their events will be read again")
                break
            requests = reply["UnprocessedItems"].get(self._table, [])
            if not requests:
                break
            time.sleep(wait)
        return {request["PutRequest"]["Item"]["agent"]["S"] for request in requests}


def _item(agent: str, memory: AgentMemory) -> dict[str, Any]:
    stretch = memory.stretch
    content = {
        "last_event_at": memory.last_event_at,
        "last_event_ids": memory.last_event_ids,
        "version": memory.version,
        "state_known_at": memory.state_known_at,
        "status_started_at": memory.status_started_at,
        "stretch": {name: getattr(stretch, name) for name in _STRETCH_FIELDS},
        "contacts": [{name: getattr(contact, name) for name in _CONTACT_FIELDS} for contact in memory.contacts],
    }
    return {
        "agent": {"S": agent},
        "memory": {"S": json.dumps(content)},
        "expires_at": {"N": str(memory.last_event_at // 1000 + _LIFETIME_SECONDS)},
    }


def _read(item: dict[str, Any]) -> AgentMemory | None:
    """The memory in an item; None for one that an older or newer release of this function has written."""
    try:
        content = json.loads(item["memory"]["S"])
        return AgentMemory(
            last_event_at=content["last_event_at"],
            last_event_ids=tuple(content["last_event_ids"]),
            version=content["version"],
            # Items of older releases do not have it.
            state_known_at=content.get("state_known_at", content["last_event_at"]),
            status_started_at=content["status_started_at"],
            stretch=Stretch(**content["stretch"]),
            contacts=tuple(Contact(**contact) for contact in content["contacts"]),
        )
    except (KeyError, TypeError, ValueError):
        logger.warning("An agent's memory is of another release and starts anew", agent=item["agent"]["S"])
        return None
