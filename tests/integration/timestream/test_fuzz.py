"""A short run of tests/fuzz, in its own process."""

import json
import subprocess
import sys

from local.stack.environment import ROOT


def test_every_response_is_one_of_the_service() -> None:
    """3.1.7"""
    command = [sys.executable, "-m", "tests.fuzz", "--seconds", "20", "--seed", "1"]
    fuzz = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert fuzz.returncode == 0, fuzz.stdout + fuzz.stderr
    responses = json.loads(fuzz.stdout)["responses"]
    for kind in ("query", "mutated query", "check", "request", "json", "bytes"):
        assert responses[f"{kind}: a result"] > 0
    assert responses["query: a result"] > responses["query: ValidationException"]
