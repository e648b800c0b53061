"""Settings are read once, and a function that cannot work does not start."""

from dataclasses import fields

import pytest

from connect_analytics.settings import (
    AgentEventsSettings,
    DatabaseSchemaSettings,
    InstanceDataSettings,
    PostgresqlSettings,
    Settings,
    SettingsError,
    TimestreamSettings,
    load,
)

ENVIRONMENT = {
    "ENGINE": "Timestream",
    "TIMESTREAM_REGION": "eu-west-1",
    "TIMESTREAM_DATABASE": "connect-analytics",
    "QUARANTINE_BUCKET": "quarantine",
    "AGENT_MEMORY_TABLE": "memory",
    "AGENT_NAMES": "false",
    "INSTANCE_ARN": "arn:aws:connect:eu-west-2:123456789012:instance/i-1",
    "SNAPSHOTS_PER_MINUTE": "4",
}
POSTGRESQL = {
    "ENGINE": "PostgreSQL",
    "POSTGRESQL_CLUSTER_ARN": "arn:aws:rds:eu-west-2:123456789012:cluster:c",
    "POSTGRESQL_SECRET_ARN": "arn:aws:secretsmanager:eu-west-2:123456789012:secret:s",
    "POSTGRESQL_DATABASE": "connect_analytics",
    "POSTGRESQL_SCHEMA": "connect-analytics",
}
KINDS = [AgentEventsSettings, Settings, InstanceDataSettings]


def test_settings_are_read_in_their_types() -> None:
    assert load(InstanceDataSettings, ENVIRONMENT) == InstanceDataSettings(
        store=TimestreamSettings(timestream_region="eu-west-1", timestream_database="connect-analytics"),
        quarantine_bucket="quarantine",
        instance_arn="arn:aws:connect:eu-west-2:123456789012:instance/i-1",
        snapshots_per_minute=4,
        agent_names=False,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_missing_variable_is_named_at_once(kind: type[Settings]) -> None:
    with pytest.raises(SettingsError) as error:
        load(kind, {"ENGINE": "Timestream"})
    expected = {field.name.upper() for field in (*fields(kind), *fields(TimestreamSettings))} - {"STORE"}
    assert all(f"{name} is missing" in str(error.value) or f"{name} must be" in str(error.value) for name in expected)
    assert "deploy it again" in str(error.value)


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("AGENT_NAMES", "yes", 'AGENT_NAMES must be "true" or "false", not "yes"'),
        ("SNAPSHOTS_PER_MINUTE", "5", "SNAPSHOTS_PER_MINUTE must be a number from 1 to 4"),
        ("SNAPSHOTS_PER_MINUTE", "0", "SNAPSHOTS_PER_MINUTE must be a number from 1 to 4"),
        ("INSTANCE_ARN", "my-instance", "INSTANCE_ARN must be the ARN of an Amazon Connect instance"),
        ("QUARANTINE_BUCKET", "", "QUARANTINE_BUCKET is missing"),
        ("ENGINE", "", 'ENGINE must be Timestream or PostgreSQL, not ""'),
        ("ENGINE", "MySQL", 'ENGINE must be Timestream or PostgreSQL, not "MySQL"'),
        ("ENGINE", "PostgreSQL", "POSTGRESQL_CLUSTER_ARN is missing"),
    ],
)
def test_a_wrong_value_is_refused_with_what_it_must_be(variable: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        load(InstanceDataSettings, ENVIRONMENT | {variable: value})


def test_each_engine_has_settings_of_its_own() -> None:
    assert load(Settings, ENVIRONMENT | POSTGRESQL).store == PostgresqlSettings(
        postgresql_cluster_arn=POSTGRESQL["POSTGRESQL_CLUSTER_ARN"],
        postgresql_secret_arn=POSTGRESQL["POSTGRESQL_SECRET_ARN"],
        postgresql_database="connect_analytics",
        postgresql_schema="connect-analytics",
    )


@pytest.mark.parametrize("days", ["", "0", "-1", "a year"])
def test_a_retention_that_is_no_number_of_days_is_refused(days: str) -> None:
    secrets = {"OWNER_SECRET_ARN": "o", "WRITER_SECRET_ARN": "w", "GRAFANA_SECRET_ARN": "g"}
    loaded = load(DatabaseSchemaSettings, ENVIRONMENT | POSTGRESQL | secrets | {"RETENTION_DAYS": "365"})
    assert loaded.retention_days == 365
    with pytest.raises(SettingsError, match="RETENTION_DAYS must be a number of days"):
        load(DatabaseSchemaSettings, ENVIRONMENT | POSTGRESQL | secrets | {"RETENTION_DAYS": days})
