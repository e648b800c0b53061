"""The stand-in as a program: section 3 of docs/timestream-stand-in.md."""

import http.client
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError

from local.stack.environment import ROOT
from local.timestream.server import TimestreamServer
from tests.integration.timestream.test_query_pages import SLOW
from tests.support.timestream_clients import NOW, Account, clients, error_of, multi, single

SECONDS = 30


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "local.timestream", *options]


@contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], Account]]:
    """Starts the program and waits until it is ready. Yields its process and clients."""
    process = subprocess.Popen(command(*options), stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    try:
        url = process.stdout.readline().split()[-1]
        yield process, clients(url).with_database("kept")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def ended(process: subprocess.Popen[str], number: signal.Signals) -> int:
    """Sends a signal to the program and returns its exit code."""
    process.send_signal(number)
    return process.wait(SECONDS)


def create(account: Account) -> None:
    account.write_client.create_database(DatabaseName=account.database)
    account.create_table("Readings")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_stored_data_survives_a_restart(tmp_path: Path, number: signal.Signals) -> None:
    """3.1.1: after an end in order, and after a sudden one."""
    options = ("--port", "0", "--data-dir", str(tmp_path / "data"))
    with running(*options) as (process, account):
        create(account)
        arn = account.create_table("Tagged", Tags=[{"Key": "team", "Value": "north"}])["Arn"]
        account.store(*[multi({"level": ("BIGINT", str(second))}, at=NOW - second, Version=2) for second in range(50)])
        ended(process, number)
    with running(*options) as (_, account):
        assert account.rows("SELECT count(*), sum(level) FROM {db}.Readings") == [["50", "1225"]]
        assert account.write_client.list_tags_for_resource(ResourceARN=arn)["Tags"] == [
            {"Key": "team", "Value": "north"}
        ]
        [rejected] = account.rejected(multi({"level": ("BIGINT", "7")}, at=NOW, Version=1))
        assert rejected["ExistingVersion"] == 2
        account.store(multi({"level": ("BIGINT", "7")}, at=NOW, Version=3))
        assert account.rows("SELECT sum(level) FROM {db}.Readings") == [["1232"]]


def test_memory_mode_writes_no_files(tmp_path: Path) -> None:
    """3.1.1"""
    with running("--memory", "--port", "0", "--data-dir", str(tmp_path / "data")) as (_, account):
        create(account)
    assert list(tmp_path.iterdir()) == []


def test_a_second_server_on_a_folder_is_refused(tmp_path: Path) -> None:
    """3.1.2"""
    options = ("--port", "0", "--data-dir", str(tmp_path))
    with running(*options) as (_, account):
        second = subprocess.run(
            command(*options), capture_output=True, text=True, cwd=ROOT, timeout=SECONDS, check=False
        )
        assert second.returncode == 2
        assert second.stderr.startswith(f"The data folder {tmp_path} is in use by another server; ")
        assert second.stderr.count("\n") == 1
        create(account)


def test_a_second_server_on_a_port_is_refused() -> None:
    """3.1.2"""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        options = ("--memory", "--port", port)
        second = subprocess.run(
            command(*options), capture_output=True, text=True, cwd=ROOT, timeout=SECONDS, check=False
        )
    assert second.returncode == 2
    assert second.stderr == f"Port {port} is taken; stop what listens there, or choose another with --port.\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_cleanly(number: signal.Signals) -> None:
    """3.1.3: with a client's connection open, too."""
    with running("--memory", "--port", "0") as (process, account):
        assert account.value("1") == "1"
        assert ended(process, number) == 0


def test_a_closed_server_does_not_respond() -> None:
    """3.1.3: nor on a connection that a client has kept open."""
    with TimestreamServer() as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SECONDS)
        connection.request("GET", "/status")
        assert connection.getresponse().read()
    connection.request("GET", "/status")
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        connection.getresponse()


def test_queries_and_writes_do_not_block_each_other(account: Account) -> None:
    """3.1.4: records are stored, and other queries answered, while a query runs that takes until it is cancelled."""
    account.store(*[single(at=NOW - second) for second in range(100)])
    outcome: list[str] = []

    def query() -> None:
        outcome.append(error_of(account.query_client.query, "QueryExecutionException", QueryString=SLOW))

    thread = threading.Thread(target=query)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("local.timestream.sql.error_mapping.MAX_SECONDS", 3)
        thread.start()
        written = 0
        while thread.is_alive() and written < 20:
            account.store(single(at=NOW - 1000 - written))
            written += 1
            assert account.rows("SELECT count(*) FROM {db}.Readings") == [[str(100 + written)]]
        assert (written, outcome) == (20, [])
        thread.join()
    assert outcome == ["Query exceeded the maximum run time of 3 seconds."]


@contextmanager
def faulty(server: TimestreamServer, *faults: str) -> Iterator[None]:
    for fault in faults:
        server.faults.add(fault)
    yield
    server.faults.clear()


def test_a_fault_applies_to_a_number_of_requests(account: Account, server: TimestreamServer) -> None:
    """3.1.5"""
    with faulty(server, "throttle:Query:2", "fail:WriteRecords:1"):
        for _ in range(2):
            error_of(account.query_client.query, "ThrottlingException", 429, QueryString="SELECT 1")
        assert account.value("1") == "1"
        request: dict[str, Any] = {"DatabaseName": account.database, "TableName": "Readings", "Records": [single()]}
        error_of(account.write_client.write_records, "InternalServerException", 500, **request)
        account.store(single())


def test_a_fault_applies_to_a_share_of_requests(account: Account, server: TimestreamServer) -> None:
    """3.1.5"""
    failed = 0
    with faulty(server, "fail:Query:20%"):
        for _ in range(100):
            try:
                account.query("SELECT 1")
            except account.query_client.exceptions.InternalServerException:
                failed += 1
    assert 5 < failed < 40


def test_a_fault_delays_a_response(account: Account, server: TimestreamServer) -> None:
    """3.1.5"""
    with faulty(server, "delay=300:Query:1"):
        began = time.monotonic()
        account.query("SELECT 1")
        assert time.monotonic() - began >= 0.3


def test_a_connection_is_dropped_after_storing(account: Account, server: TimestreamServer) -> None:
    """3.1.5"""
    with faulty(server, "drop:WriteRecords:1"), pytest.raises(ConnectionClosedError):
        account.store(single())
    assert account.rows("SELECT count(*) FROM {db}.Readings") == [["1"]]


def test_a_fault_rejects_the_first_record(account: Account, server: TimestreamServer) -> None:
    """3.1.5"""
    with faulty(server, "reject:WriteRecords:1"):
        [rejected] = account.rejected(single(host="a"), single(host="b"))
    assert rejected["RecordIndex"] == 0
    assert account.rows("SELECT host FROM {db}.Readings") == [["b"]]


def test_faults_can_be_set_over_http_and_on_the_command_line() -> None:
    """3.1.5"""
    with running("--memory", "--port", "0", "--fault", "throttle:Query:1") as (_, account):
        error_of(account.query_client.query, "ThrottlingException", 429, QueryString="SELECT 1")
        assert account.value("1") == "1"
        url = account.query_client.meta.endpoint_url
        added = urllib.request.Request(f"{url}/faults", data=b"throttle:Query fail:Query:1", method="POST")
        assert urllib.request.urlopen(added).status == 204
        error_of(account.query_client.query, "ThrottlingException", 429, QueryString="SELECT 1")
        assert urllib.request.urlopen(urllib.request.Request(f"{url}/faults", method="DELETE")).status == 204
        assert account.value("1") == "1"


def test_an_invalid_fault_is_refused_with_the_syntax() -> None:
    """3.1.5"""
    options = ("--memory", "--port", "0", "--fault", "explode:Query")
    wrong = subprocess.run(command(*options), capture_output=True, text=True, cwd=ROOT, timeout=SECONDS, check=False)
    assert wrong.returncode == 2
    assert "'explode:Query' is no fault: write throttle|fail|delay|drop|reject" in wrong.stderr


def test_the_status_has_the_content_of_the_page(account: Account, server: TimestreamServer) -> None:
    """3.1.6"""
    account.store(multi({"level": ("BIGINT", "1")}))
    [database] = [one for one in server.status()["databases"] if one["name"] == account.database]
    [table] = database["tables"]
    assert (table["name"], table["rows"]) == ("Readings", 1)
    assert [(column["name"], column["type"], column["attribute_type"]) for column in table["columns"]] == [
        ("host", "varchar", "DIMENSION"),
        ("measure_name", "varchar", "MEASURE_NAME"),
        ("time", "timestamp", "TIMESTAMP"),
        ("level", "bigint", "MULTI"),
    ]
    assert server.status()["metered"]["write_requests"] > 0
    with urllib.request.urlopen(server.url) as page:
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert b"Timestream stand-in" in page.read()
