"""boto3 clients of the servers on this machine, without the user's AWS account, profile and settings."""

import os
from typing import Any

import boto3
import botocore.session
from botocore.config import Config


def local_client(service: str, region: str, url: str, config: Config | None = None) -> Any:
    session = botocore.session.Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )
    session.set_credentials("local", "local")
    aws: Any = boto3.Session(botocore_session=session)
    return aws.client(service, region_name=region, endpoint_url=url, config=config)
