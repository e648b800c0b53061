"""The stack's processes have none of the user's AWS settings."""

import os

import pytest

from local.stack.environment import isolated


def test_the_users_aws_settings_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "SAM_CLI_BETA_FEATURES", "POWERTOOLS_DEV"):
        monkeypatch.setenv(name, "the user's own")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "the user's own")
    monkeypatch.setenv("HOME", "/home/somebody")
    environment = isolated(AWS_ENDPOINT_URL="http://127.0.0.1:4566")
    assert "the user's own" not in environment.values()
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert environment["AWS_CONFIG_FILE"] == os.devnull
    assert environment["SAM_CLI_TELEMETRY"] == "0"
    assert environment["HOME"] == "/home/somebody"
