"""The functions' settings: the one place that reads the environment.

The template sets the variables. Each function loads its own settings when it starts, so that a deployment
that cannot work fails at once, with a sentence that names every variable to mend.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any


class SettingsError(Exception):
    """Settings are missing or wrong. The message names each variable and says what it must be."""


@dataclass(frozen=True)
class TimestreamSettings:
    timestream_region: str
    timestream_database: str


@dataclass(frozen=True)
class PostgresqlSettings:
    postgresql_cluster_arn: str
    postgresql_secret_arn: str
    postgresql_database: str
    postgresql_schema: str


type StoreSettings = TimestreamSettings | PostgresqlSettings

# The settings of each engine's store, by the value of ENGINE.
STORES: dict[str, type[StoreSettings]] = {"Timestream": TimestreamSettings, "PostgreSQL": PostgresqlSettings}


@dataclass(frozen=True)
class Settings:
    """What every function needs. A setting's variable is its name in capitals; `store` has variables of its own."""

    store: StoreSettings
    quarantine_bucket: str


@dataclass(frozen=True)
class AgentEventsSettings(Settings):
    agent_memory_table: str
    agent_names: bool


@dataclass(frozen=True)
class InstanceDataSettings(Settings):
    instance_arn: str
    snapshots_per_minute: int
    agent_names: bool


@dataclass(frozen=True)
class DatabaseSchemaSettings(Settings):
    store: PostgresqlSettings
    owner_secret_arn: str
    writer_secret_arn: str
    grafana_secret_arn: str
    retention_days: int


def load[S: Settings](kind: type[S], environment: Mapping[str, str] = os.environ) -> S:
    """The settings of `kind`, read from `environment`. Raises SettingsError for all that is wrong at once."""
    wrong: list[str] = []
    values = _values(kind, environment, wrong)
    engine = environment.get("ENGINE", "")
    if engine in STORES:
        values["store"] = STORES[engine](**_values(STORES[engine], environment, wrong))
    else:
        wrong.append(f'ENGINE must be {" or ".join(STORES)}, not "{engine}"')
    if wrong:
        raise SettingsError(
            f"{'; '.join(wrong)}. The template sets these on the function: deploy it again, or mend them there."
        )
    return kind(**values)


def _values(kind: type[Any], environment: Mapping[str, str], wrong: list[str]) -> dict[str, Any]:
    """The values of the settings of `kind`, but for the store. Adds a sentence to `wrong` for each that is not one."""
    values: dict[str, Any] = {}
    for field in fields(kind):
        if field.name == "store":
            continue
        name = field.name.upper()
        try:
            values[field.name] = _PARSERS.get(field.name, _text)(environment.get(name, ""))
        except ValueError as error:
            values[field.name] = None
            wrong.append(f"{name} {error}")
    return values


def _text(text: str) -> str:
    if not text:
        raise ValueError("is missing")
    return text


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f'must be "true" or "false", not "{text}"')
    return text == "true"


def _snapshots_per_minute(text: str) -> int:
    if text not in ("1", "2", "3", "4"):
        raise ValueError(f'must be a number from 1 to 4, not "{text}"')
    return int(text)


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f'must be a number of days, not "{text}"')
    return int(text)


def _instance_arn(text: str) -> str:
    parts = text.split(":")
    if len(parts) != 6 or parts[2] != "connect" or not parts[5].startswith("instance/"):
        raise ValueError(f'must be the ARN of an Amazon Connect instance, not "{text}"')
    return text


_PARSERS: dict[str, Callable[[str], Any]] = {
    "agent_names": _flag,
    "snapshots_per_minute": _snapshots_per_minute,
    "instance_arn": _instance_arn,
    "retention_days": _days,
}
