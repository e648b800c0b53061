"""The environment of every process of the stack, without the user's AWS account, profile and settings."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# The account of AWS's own examples, and two Regions as users have them: one with Connect, one with Timestream.
ACCOUNT = "123456789012"
REGION = "eu-west-2"
TIMESTREAM_REGION = "eu-west-1"

_USER_VARIABLES = ("AWS_", "SAM_CLI_", "POWERTOOLS_", "BOTO_")


def isolated(**variables: str) -> dict[str, str]:
    """This process's environment, with dummy credentials in place of the user's AWS variables, and `variables`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_USER_VARIABLES)}
    return {
        **kept,
        # sam looks for python3.13 here, and children import the package `local`.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": "127.0.0.1,localhost",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": REGION,
        "SAM_CLI_TELEMETRY": "0",
        **variables,
    }
