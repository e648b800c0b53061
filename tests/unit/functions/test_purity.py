"""What turns events into rows knows no AWS, no clock and no environment."""

import subprocess
import sys

import pytest

PURE = ["agent_snapshot", "agent_state", "agent_timeline", "contact_row", "snapshot_rows"]


@pytest.mark.parametrize("module", PURE)
def test_a_pure_module_imports_neither_aws_nor_the_environment_nor_a_clock(module: str) -> None:
    program = (
        f"import sys; sys.path = {sys.path!r}; before = set(sys.modules); import {module}; "
        "print(*(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True)
    imported = set(done.stdout.split())
    assert module in imported
    assert not {"boto3", "botocore", "aws_lambda_powertools", "connect_analytics.settings", "time"} & imported
