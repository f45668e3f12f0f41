"""Opening a database ends in a database that keeps what it is given, or in one clear sentence."""

import os
import sqlite3
import time
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import event

from ledger import engine
from ledger.address import SLOTS, address
from ledger.database import open_database
from ledger.errors import InvalidError, StorageError, UnknownOutcomeError
from ledger.integrity import check_log
from tests.ledger.sample import append, fill

NOBODY = 65534


@contextmanager
def as_somebody_without_rights():
    """Root may write everything; so root becomes nobody for a while."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder(tmp_path_factory):
    """A folder that nobody may reach, whoever runs this."""
    folder = tmp_path_factory.mktemp("shared")
    for parent in (folder, *folder.parents[:3]):
        if parent.stat().st_uid == os.getuid():
            parent.chmod(0o755)
    return folder


def refusal(url, **options):
    with pytest.raises(StorageError) as found:
        open_database(str(url), **options).close()
    assert "{" not in str(found.value)
    return str(found.value)


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_database_that_is_not_there_is_missed_and_not_made(tmp_path):
    assert "there is no database at" in refusal(tmp_path / "ledger.db")
    assert files(tmp_path) == []


def test_a_folder_that_is_not_there_is_missed(tmp_path):
    assert "there is no folder" in refusal(tmp_path / "no" / "ledger.db", create=True)


def test_a_database_is_made_once_and_found_again(tmp_path):
    open_database(f"sqlite:///{tmp_path}/ledger.db", create=True).close()
    assert files(tmp_path) == ["ledger.db"]
    assert (tmp_path / "ledger.db").stat().st_mode & 0o777 == 0o600  # it will hold names and keys
    first = (tmp_path / "ledger.db").read_bytes()
    open_database(str(tmp_path / "ledger.db"), create=True).close()
    assert (tmp_path / "ledger.db").read_bytes() == first


def test_an_empty_file_is_filled_only_when_asked(tmp_path):
    path = tmp_path / "ledger.db"
    path.touch()
    assert "no Jifen database" in refusal(path)
    open_database(str(path), create=True).close()
    assert files(tmp_path) == ["ledger.db"]
    open_database(str(path)).close()


@pytest.mark.parametrize("create", [False, True])
def test_what_is_no_database_is_left_as_it_is(tmp_path, create):
    path = tmp_path / "letter.txt"
    path.write_text("Dear comrade,\n" * 200)
    assert "no Jifen database" in refusal(path, create=create)
    assert path.read_text().startswith("Dear comrade")


def test_someone_elses_database_is_not_taken_over(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE meta (x)")
    connection.close()
    before = path.read_bytes()
    assert "no Jifen database" in refusal(path)
    assert "no Jifen database" in refusal(path, create=True)
    assert path.read_bytes() == before
    assert files(tmp_path) == ["other.db"]


def test_a_folder_is_no_database(tmp_path):
    assert "is a folder" in refusal(tmp_path)


def set_schema(database, value):
    with database.transaction() as connection:
        connection.exec_driver_sql(f"UPDATE meta SET value = '{value}' WHERE name = 'schema'")


def test_tables_of_a_newer_program_are_left_alone(database, database_url):
    set_schema(database, 99)
    assert "written by a newer Jifen (tables version 99, known 1)" in refusal(database_url)


def test_tables_of_no_version_are_refused(database, database_url):
    set_schema(database, "x")
    assert "doesn't say which version" in refusal(database_url)


def test_a_file_that_another_program_is_writing_to_is_waited_for_and_then_named(sqlite_path, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0)
    database = open_database(str(sqlite_path), create=True)
    ledger = database.found("branch-1")
    other = sqlite3.connect(sqlite_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="another program is writing"):
        append(ledger)
    assert ledger.head().size == 0  # reading goes on
    other.execute("ROLLBACK")
    other.close()
    append(ledger)
    database.close()


def test_a_locked_file_is_named_as_such(sqlite_path, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0)
    open_database(str(sqlite_path), create=True).close()
    other = sqlite3.connect(sqlite_path, isolation_level=None)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN EXCLUSIVE")
    assert "another program is writing" in refusal(sqlite_path)
    other.close()


def test_a_read_only_file_is_read_and_refuses_writing(open_folder):
    path = open_folder / "ledger.db"
    database = open_database(str(path), create=True)
    fill(database.found("branch-1"), 2)
    database.close()
    path.chmod(0o444)
    with as_somebody_without_rights():
        assert "may only be read" in refusal(path)
        reader = open_database(str(path), readonly=True)
        assert check_log(reader, "branch-1") == ()
        with pytest.raises(StorageError, match="opened for reading only"):
            append(reader.ledger("branch-1"))
        reader.close()
    assert files(open_folder) == ["ledger.db"]


def test_a_read_only_folder_is_named_as_such(open_folder):
    open_folder.chmod(0o555)
    with as_somebody_without_rights():
        assert "can't be opened" in refusal(open_folder / "ledger.db", create=True)
    assert files(open_folder) == []
    open_folder.chmod(0o755)


def test_a_file_that_may_not_be_read_is_named_as_such(open_folder):
    path = open_folder / "ledger.db"
    open_database(str(path), create=True).close()
    path.chmod(0)
    with as_somebody_without_rights():
        assert "can't be opened" in refusal(path)


def test_a_database_opened_for_reading_refuses_every_write(database_url):
    first = open_database(database_url, create=True)
    first.found("branch-1")
    reader = open_database(database_url, readonly=True)
    with pytest.raises(StorageError, match="opened for reading only"):
        append(reader.ledger("branch-1"))
    reader.close()
    first.close()


def test_a_full_disk_stores_nothing_and_says_so(sqlite_database):
    ledger = sqlite_database.found("branch-1")
    append(ledger)
    sqlite_database.engine.dispose()

    @event.listens_for(sqlite_database.engine, "connect")
    def fill_up(connection, record):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StorageError, match="no room left"):
        append(ledger, text="x" * 100_000)
    assert ledger.head().size == 1
    event.remove(sqlite_database.engine, "connect", fill_up)
    sqlite_database.engine.dispose()
    append(ledger, text="x" * 100_000)
    assert check_log(sqlite_database, "branch-1") == ()


def test_every_sqlite_connection_is_durable(sqlite_database):
    with sqlite_database.snapshot() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
    }


def test_foreign_keys_are_kept(database):
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError), database.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO head (ledger, size, root, edge) VALUES ('nobody', 0, '', '0')")


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "http://x", "://"])
def test_what_names_no_database_is_refused(url):
    with pytest.raises(InvalidError):
        open_database(url)


def test_a_unit_lives_in_one_of_1024_slots_for_ever():
    assert address("branch-1") == (address("branch-1").slot, "branch-1")
    assert [address(unit).slot for unit in ("branch-1", "branch-2", "支部")] == [590, 441, 762]
    assert len({address(f"branch-{number}").slot for number in range(20_000)}) == SLOTS


# PostgreSQL


@pytest.fixture
def postgres(postgres_url):
    database = open_database(postgres_url, create=True)
    yield database
    database.close()


def test_a_server_that_is_not_there_is_missed(tmp_path):
    assert "can't be reached" in refusal(f"postgresql://postgres@/jifen?host={tmp_path}")


def test_a_database_that_the_server_does_not_have_is_missed(postgres_server):
    assert "doesn't exist on its server" in refusal(postgres_server.replace("/postgres?", "/nothing?"), create=True)


def test_a_database_without_our_tables_is_not_ours(postgres_url):
    assert "no Jifen database" in refusal(postgres_url)


def test_a_password_is_never_shown(tmp_path):
    assert "secret" not in refusal(f"postgresql://postgres:secret@/jifen?host={tmp_path}")


def test_every_postgresql_connection_is_durable_whatever_the_database_says(postgres_url, postgres):
    with postgres.transaction() as connection:
        name = connection.exec_driver_sql("SELECT current_database()").scalar_one()
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET synchronous_commit = off")
    again = open_database(postgres_url)
    with again.snapshot() as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"
        assert connection.exec_driver_sql("SHOW transaction_read_only").scalar_one() == "on"
        assert connection.exec_driver_sql("SHOW transaction_isolation").scalar_one() == "repeatable read"
        assert int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) >= 180_000
    again.close()


def test_a_server_that_does_not_sync_is_refused(postgres_server, postgres_url):
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
        try:
            until_shown(postgres_server, "off")
            assert "fsync is off and must be on" in refusal(postgres_url, create=True)
        finally:
            connection.execute("ALTER SYSTEM RESET fsync")
            connection.execute("SELECT pg_reload_conf()")
            until_shown(postgres_server, "on")


def until_shown(server, value):
    for _ in range(100):
        with psycopg.connect(server) as connection:
            if connection.execute("SHOW fsync").fetchone()[0] == value:
                return
        time.sleep(0.05)
    raise AssertionError(value)


def test_a_connection_that_breaks_at_commit_is_an_unknown_outcome(postgres, postgres_server):
    ledger = postgres.found("branch-1")
    with pytest.raises(UnknownOutcomeError), postgres.transaction() as connection:
        break_off(connection, postgres_server)
    append(ledger)  # the pool has thrown the broken connection away


def test_a_connection_that_breaks_before_commit_is_a_storage_error(postgres, postgres_server):
    with pytest.raises(StorageError, match="broke the connection"), postgres.transaction() as connection:
        break_off(connection, postgres_server, ask_again=True)


def break_off(connection, server, *, ask_again=False):
    victim = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with psycopg.connect(server, autocommit=True) as killer:
        killer.execute("SELECT pg_terminate_backend(%s, 5000)", [victim])
    if ask_again:
        connection.exec_driver_sql("SELECT 1")


def test_a_warning_at_commit_is_an_unknown_outcome(postgres):
    ledger = postgres.found("branch-1")
    with postgres.transaction() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'not replicated'; "
            "RETURN NULL; END $$"
        )
        connection.exec_driver_sql(
            "CREATE CONSTRAINT TRIGGER warn AFTER INSERT ON event DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION warn()"
        )
    with pytest.raises(UnknownOutcomeError, match="not replicated"):
        append(ledger)
    assert ledger.result_of("command-0") is not None  # here it was stored: asking again tells


def test_a_lock_that_is_not_released_is_named_as_such(postgres_url, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 1)
    database = open_database(postgres_url, create=True)
    ledger = database.found("branch-1")
    with psycopg.connect(postgres_url) as other:
        other.execute("SELECT * FROM head FOR UPDATE")
        with pytest.raises(StorageError, match="another program is writing"):
            append(ledger)
        other.rollback()
    append(ledger)
    database.close()
