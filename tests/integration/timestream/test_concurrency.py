"""Concurrent requests: a response shows a table before or after a change, never in between."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from tests.support.timestream_clients import NOW, Account, multi, single

TIMES = 30

type Act = Callable[[int], object]


def meanwhile(act: Act, *others: Act) -> None:
    """Calls `act` TIMES times, and the others in a loop until that is done. Raises any error."""
    done = threading.Event()

    def repeat(other: Act) -> None:
        for turn in count():
            other(turn)
            if done.is_set():
                return

    with ThreadPoolExecutor(len(others)) as threads:
        futures = [threads.submit(repeat, other) for other in others]
        try:
            for turn in range(TIMES):
                act(turn)
        finally:
            done.set()
        for other in futures:
            other.result()


def test_a_query_never_fails_while_columns_are_added(account: Account) -> None:
    columns: list[int] = []

    def query(_: int) -> None:
        columns.append(len(account.query("SELECT * FROM {db}.Readings")["ColumnInfo"]))

    account.store(single())
    query(0)
    meanwhile(lambda turn: account.store(multi({f"measure_{turn}": ("DOUBLE", "1.5")}, at=NOW - turn)), query)
    query(0)
    assert columns == sorted(columns)
    assert columns[-1] == columns[0] + TIMES


def test_describe_works_while_columns_are_added(account: Account) -> None:
    account.store(single())
    meanwhile(
        lambda turn: account.store(multi({f"measure_{turn}": ("DOUBLE", "1.5")}, at=NOW - turn)),
        lambda _: account.rows("DESCRIBE {db}.Readings"),
        lambda _: account.rows("SHOW MEASURES FROM {db}.Readings"),
    )
    assert len(account.rows("DESCRIBE {db}.Readings")) == 4 + TIMES


def test_tables_are_listed_and_queried_while_others_are_created_and_deleted(account: Account) -> None:
    def come_and_go(turn: int) -> None:
        account.create_table(f"Table_{turn}")
        account.store(single(), table=f"Table_{turn}")
        account.write_client.delete_table(DatabaseName=account.database, TableName=f"Table_{turn}")

    messages: list[str] = []

    def query(turn: int) -> None:
        try:
            account.rows(f"SELECT * FROM {{db}}.Table_{turn % TIMES}")
        except account.query_client.exceptions.ValidationException as error:
            messages.append(str(error))

    meanwhile(
        come_and_go,
        query,
        lambda _: account.write_client.list_tables(DatabaseName=account.database),
        lambda _: account.rows("SHOW TABLES FROM {db}"),
        lambda _: account.write_client.describe_database(DatabaseName=account.database),
    )
    assert all("does not exist" in message for message in messages)
    assert not any("table_" in message for message in messages)


def test_writes_continue_while_their_table_is_updated(account: Account) -> None:
    retention = {"MemoryStoreRetentionPeriodInHours": 12, "MagneticStoreRetentionPeriodInDays": 30}
    meanwhile(
        lambda turn: account.store(single(name=f"load_{turn}")),
        lambda _: account.write_client.update_table(
            DatabaseName=account.database, TableName="Readings", RetentionProperties=retention
        ),
    )
    assert account.rows("SELECT count(*) FROM {db}.Readings") == [[str(TIMES)]]
