"""The real PostgreSQL of this machine: where it keeps its data, and what stands in its way."""

import socket
from pathlib import Path

import psycopg
import pytest

from local.http_server import HOST, PortTakenError
from local.postgresql.database import Database, DatabaseError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("postgresql")


def test_what_was_committed_is_there_after_a_restart(folder: Path) -> None:
    with Database(folder) as database, database.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS value")
    with Database(folder) as database, database.connect() as connection:
        assert connection.execute("SELECT value FROM kept").fetchall() == [(1,)]


def test_it_listens_on_this_machine_alone_and_asks_for_a_password(folder: Path) -> None:
    with Database(folder) as database:
        with database.connect() as connection:
            listens = connection.execute("SHOW listen_addresses").fetchone()
            sockets = connection.execute("SHOW unix_socket_directories").fetchone()
        assert (listens, sockets) == ((HOST,), ("",))
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            database.connect(password="guessed")


def test_only_its_owner_reads_the_password_and_the_data(folder: Path) -> None:
    with Database(folder):
        assert (folder / "administrator-password").stat().st_mode & 0o077 == 0
        assert (folder / "data").stat().st_mode & 0o077 == 0


def test_a_session_that_is_open_does_not_keep_it_from_ending(folder: Path) -> None:
    with Database(folder) as database:
        connection = database.connect()
        connection.execute("BEGIN")
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")


def test_a_second_server_in_the_folder_is_an_error_and_leaves_the_first_alone(folder: Path) -> None:
    with Database(folder) as database:
        with pytest.raises(DatabaseError, match=r"Another PostgreSQL works in .*; end it, or choose another folder"):
            Database(folder)
        with database.connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_port_that_is_taken_is_an_error(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"Port {port} is taken; stop what listens there, or choose another"):
            Database(folder, port)


def test_root_without_setpriv_is_an_error_that_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(DatabaseError, match=r"PostgreSQL does not run as root, .*: run this as an ordinary user"):
        Database(tmp_path)


def test_a_folder_that_was_left_half_made_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "unfinished").mkdir()
    (tmp_path / "unfinished" / "PG_VERSION").write_text("18\n")
    with Database(tmp_path) as database, database.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_data_that_this_server_can_not_read_are_an_error_in_its_words(tmp_path: Path) -> None:
    with Database(tmp_path):
        pass
    (tmp_path / "data" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(DatabaseError, match="database files are incompatible with server"):
        Database(tmp_path)
