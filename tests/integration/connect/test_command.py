"""`python -m local.connect`, as somebody starts it by hand."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import boto3
import pytest

from local.connect.generated_centre import generated_centre
from local.stack.environment import ROOT, isolated
from local.stack.processes import HOST, free_port
from tests.support.connect_schema import violations


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "local.connect", *options]


def run(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*options), cwd=ROOT, env=isolated(), capture_output=True, text=True, timeout=120, check=False
    )


def lines(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_a_file_of_events_has_a_ledger_beside_it_and_is_the_same_every_time(tmp_path: Path) -> None:
    for name in ("once", "again"):
        done = run("--out", str(tmp_path / f"{name}.jsonl"), "--hours", "1", "--agents", "20", "--no-delivery-faults")
        assert done.returncode == 0, done.stderr
        assert "contacts in" in done.stdout
    for kind in ("jsonl", "ledger.jsonl"):
        assert (tmp_path / f"once.{kind}").read_bytes() == (tmp_path / f"again.{kind}").read_bytes()
    arrivals = lines(tmp_path / "once.jsonl")
    assert [each["at"] for each in arrivals] == sorted(each["at"] for each in arrivals)
    stream = [each["stream"] for each in arrivals if "stream" in each]
    bus = [each["bus"] for each in arrivals if "bus" in each]
    assert violations(stream, bus) == []
    assert {kind for line in lines(tmp_path / "once.ledger.jsonl") for kind in line} == {
        "contact",
        "agent_stretch",
        "contact_stretch",
    }


def test_a_broken_record_is_a_text_in_the_file(tmp_path: Path) -> None:
    out = tmp_path / "events.jsonl"
    run(
        "--out",
        str(out),
        "--hours",
        "0.2",
        "--agents",
        "20",
        "--no-delivery-faults",
        "--delivery-fault",
        "broken_records=0.5",
    )
    assert any(isinstance(each.get("stream"), str) for each in lines(out))


def test_it_answers_for_its_own_centre_and_tells_how_far_it_is() -> None:
    port = free_port()
    url = f"http://{HOST}:{port}"
    process = subprocess.Popen(
        command("--port", str(port), "--agents", "20", "--hours", "0.5", "--seed", "4"),
        cwd=ROOT,
        env=isolated(),
        stdout=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while (status := status_of(url)).get("history_sent", 0) < 1:
            assert time.monotonic() < deadline, status
            time.sleep(0.1)
        assert abs(status["now"] / 1000 - time.time()) < 5
        assert status["sent"] == {}
        centre = generated_centre(4, 20)
        client: Any = boto3.client("connect", endpoint_url=url, region_name="eu-west-2")
        answer = client.search_users(InstanceId=centre.instance_id, MaxResults=100)
        assert {user["Username"] for user in answer["Users"]} == {agent.username for agent in centre.agents}
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()


def status_of(url: str) -> dict[str, Any]:
    try:
        with urlopen(f"{url}/status", timeout=10) as answer:
            status: dict[str, Any] = json.load(answer)
            return status
    except URLError:
        return {}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--agents", "3"), "3 is not from 5 to 10,000"),
        (("--hours", "-1"), "-1 is not from 0 to 8760"),
        (("--delivery-fault", "losses=0.1"), "'losses=0.1' is not NAME=SHARE with a share from 0 to 1 and a name of"),
        (("--start", "yesterday"), "yesterday is not a time like 2026-11-20T09:00:00Z"),
        (("--time-of-day", "noon"), "noon is not a time of day like 09:00"),
    ],
)
def test_an_option_that_can_not_be_is_refused_in_a_sentence(options: tuple[str, ...], sentence: str) -> None:
    done = run(*options, "--out", os.devnull)
    assert done.returncode == 2
    assert sentence in done.stderr
