"""A share of the fuzz of tests/fuzz, in a process of its own."""

import json
import subprocess
import sys

from local.stack.environment import ROOT


def test_whatever_comes_in_the_answer_is_the_service_s() -> None:
    """3.1.7"""
    command = [sys.executable, "-m", "tests.fuzz", "--seconds", "20", "--seed", "1"]
    fuzz = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert fuzz.returncode == 0, fuzz.stdout + fuzz.stderr
    answers = json.loads(fuzz.stdout)["answers"]
    for kind in ("query", "mutated query", "check", "request", "json", "bytes"):
        assert answers[f"{kind}: a result"] > 0
    assert answers["query: a result"] > answers["query: ValidationException"]
