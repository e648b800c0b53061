"""Requests that meet: whoever asks while a table changes is told of it as it was or as it is, never of a half."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from tests.support.timestream_clients import NOW, Account, multi, single

TIMES = 30

type Act = Callable[[int], object]


def meanwhile(act: Act, *others: Act) -> None:
    """Does `act` TIMES times, and each of the others over and over until that is done. Raises what any raises."""
    done = threading.Event()

    def over_and_over(other: Act) -> None:
        for turn in count():
            other(turn)
            if done.is_set():
                return

    with ThreadPoolExecutor(len(others)) as threads:
        asked = [threads.submit(over_and_over, other) for other in others]
        try:
            for turn in range(TIMES):
                act(turn)
        finally:
            done.set()
        for other in asked:
            other.result()


def test_a_query_never_sees_a_column_that_is_not_there_yet(account: Account) -> None:
    columns: list[int] = []

    def ask(_: int) -> None:
        columns.append(len(account.query("SELECT * FROM {db}.Readings")["ColumnInfo"]))

    account.store(single())
    ask(0)
    meanwhile(lambda turn: account.store(multi({f"measure_{turn}": ("DOUBLE", "1.5")}, at=NOW - turn)), ask)
    ask(0)
    assert columns == sorted(columns)
    assert columns[-1] == columns[0] + TIMES


def test_a_description_is_given_while_columns_come(account: Account) -> None:
    account.store(single())
    meanwhile(
        lambda turn: account.store(multi({f"measure_{turn}": ("DOUBLE", "1.5")}, at=NOW - turn)),
        lambda _: account.rows("DESCRIBE {db}.Readings"),
        lambda _: account.rows("SHOW MEASURES FROM {db}.Readings"),
    )
    assert len(account.rows("DESCRIBE {db}.Readings")) == 4 + TIMES


def test_tables_are_listed_and_asked_while_others_come_and_go(account: Account) -> None:
    def come_and_go(turn: int) -> None:
        account.create_table(f"Table_{turn}")
        account.store(single(), table=f"Table_{turn}")
        account.write.delete_table(DatabaseName=account.database, TableName=f"Table_{turn}")

    refusals: list[str] = []

    def ask(turn: int) -> None:
        try:
            account.rows(f"SELECT * FROM {{db}}.Table_{turn % TIMES}")
        except account.ask.exceptions.ValidationException as error:
            refusals.append(str(error))

    meanwhile(
        come_and_go,
        ask,
        lambda _: account.write.list_tables(DatabaseName=account.database),
        lambda _: account.rows("SHOW TABLES FROM {db}"),
        lambda _: account.write.describe_database(DatabaseName=account.database),
    )
    assert all("does not exist" in refusal for refusal in refusals)
    assert not any("table_" in refusal for refusal in refusals)


def test_writes_go_on_while_their_table_is_updated(account: Account) -> None:
    retention = {"MemoryStoreRetentionPeriodInHours": 12, "MagneticStoreRetentionPeriodInDays": 30}
    meanwhile(
        lambda turn: account.store(single(name=f"load_{turn}")),
        lambda _: account.write.update_table(
            DatabaseName=account.database, TableName="Readings", RetentionProperties=retention
        ),
    )
    assert account.rows("SELECT count(*) FROM {db}.Readings") == [[str(TIMES)]]
