"""A sealed text is read by whoever has its keys, and by nobody once one of those named is forgotten."""

import sqlite3
from base64 import b64decode, b64encode
from dataclasses import replace

import pytest

from ledger.errors import InvalidError, NotFoundError, TamperedError
from ledger.result import CommandRecord
from ledger.sealing import open_text, seal
from tests.ledger.sample import noted


@pytest.fixture
def ledger(database):
    database.directory.enter("p1", "王芳")
    database.directory.enter("p2", "李强")
    return database.found("branch-1")


def store(ledger, keys):
    event = noted(ledger.head().size)
    record = CommandRecord(event.command, "d", "[]")
    ledger.append([event], head=ledger.head(), state={}, fold=1, keys=keys, commands=[record])


def test_a_sealed_text_is_opened_again(database, ledger):
    sealed, keys = seal(database, "branch-1", "缺席 two meetings", ["p1", "p2", "p1"])
    store(ledger, keys)
    assert [key.person for key in keys] == ["p1", "p2"]
    assert open_text(database, "branch-1", sealed) == "缺席 two meetings"
    assert "缺席".encode() not in b64decode(sealed.box)


def test_the_same_text_never_seals_alike(database, ledger):
    assert seal(database, "branch-1", "x", ["p1"])[0].box != seal(database, "branch-1", "x", ["p1"])[0].box


def test_a_text_is_unreadable_before_its_keys_are_stored(database, ledger):
    sealed, _ = seal(database, "branch-1", "x", ["p1"])
    assert open_text(database, "branch-1", sealed) is None


def test_forgetting_any_person_named_destroys_the_text_and_nothing_else(database, ledger):
    both, keys_of_both = seal(database, "branch-1", "both", ["p1", "p2"])
    alone, keys_of_one = seal(database, "branch-1", "alone", ["p2"])
    store(ledger, [*keys_of_both, *keys_of_one])
    before = list(ledger.bodies())
    assert database.directory.forget("p1")
    assert open_text(database, "branch-1", both) is None
    assert open_text(database, "branch-1", alone) == "alone"
    assert (database.directory.name_of("p1"), database.directory.names()) == (None, {"p2": "李强"})
    assert list(ledger.bodies()) == before
    assert not database.directory.forget("p1")


def test_of_a_text_that_is_spared_only_the_forgotten_persons_key_goes(database, ledger):
    both, keys_of_both = seal(database, "branch-1", "both", ["p1", "p2"])
    gone, keys_of_gone = seal(database, "branch-1", "gone", ["p1", "p2"])
    store(ledger, [*keys_of_both, *keys_of_gone])
    assert database.directory.forget("p1", {("branch-1", both.id)})
    assert open_text(database, "branch-1", both) == "both"
    assert open_text(database, "branch-1", gone) is None
    assert database.directory.forget("p2")
    assert open_text(database, "branch-1", both) is None


def test_a_destroyed_key_leaves_no_bytes_in_the_sqlite_files(sqlite_database, sqlite_path):
    sqlite_database.directory.enter("p1", "王芳")
    with sqlite_database.snapshot() as connection:
        key = connection.exec_driver_sql("SELECT key FROM person_key").scalar_one()
    assert sqlite_database.directory.forget("p1")
    left = b"".join(path.read_bytes() for path in sqlite_path.parent.iterdir())
    assert key not in left
    assert "王芳".encode() not in left


def test_a_ciphertext_can_be_moved_to_no_other_unit_text_or_person(database, ledger):
    sealed, keys = seal(database, "branch-1", "x", ["p1"])
    other = replace(sealed, id="0" * 32)
    store(ledger, [*keys, replace(keys[0], text=other.id)])
    with pytest.raises(TamperedError):
        open_text(database, "branch-1", other)
    box = bytearray(b64decode(sealed.box))
    box[-1] ^= 1
    with pytest.raises(TamperedError):
        open_text(database, "branch-1", replace(sealed, box=b64encode(bytes(box)).decode()))
    with pytest.raises(TamperedError):
        open_text(database, "branch-1", replace(sealed, box="?"))
    elsewhere = database.found("branch-2")
    event = noted(0, unit="branch-2")
    elsewhere.append(
        [event], head=elsewhere.head(), state={}, fold=1, keys=keys, commands=[CommandRecord(event.command, "d", "[]")]
    )
    with pytest.raises(TamperedError):
        open_text(database, "branch-2", sealed)


def test_nobody_is_named_who_is_not_in_the_directory(database, ledger):
    with pytest.raises(NotFoundError):
        seal(database, "branch-1", "x", ["p1", "p9"])
    with pytest.raises(ValueError, match="at least one"):
        seal(database, "branch-1", "x", [])


def test_a_name_is_entered_once_and_changed_later_without_a_new_key(database, ledger):
    sealed, keys = seal(database, "branch-1", "x", ["p1"])
    store(ledger, keys)
    database.directory.enter("p1", "王方")
    assert database.directory.name_of("p1") == "王方"
    assert open_text(database, "branch-1", sealed) == "x"


def test_a_rare_name_is_a_name(database):
    newer_than_the_tables = "\U000323b0"  # CJK extension J
    database.directory.enter("p3", "王" + newer_than_the_tables)
    assert database.directory.name_of("p3") == "王" + newer_than_the_tables


@pytest.mark.parametrize(("person", "name"), [("", "a"), ("p", " "), ("p", "a\nb"), ("p", "a" * 201)])
def test_not_everything_is_a_name(database, person, name):
    with pytest.raises(InvalidError):
        database.directory.enter(person, name)


def test_the_log_holds_no_name(sqlite_database):
    sqlite_database.directory.enter("p1", "王芳")
    ledger = sqlite_database.found("branch-1")
    sealed, keys = seal(sqlite_database, "branch-1", "王芳 was late", ["p1"])
    store(ledger, keys)
    with sqlite3.connect(sqlite_database.place) as connection:
        columns = connection.execute("SELECT group_concat(hex(body)) FROM event").fetchone()[0]
    assert "王芳".encode().hex().upper() not in columns
    connection.close()
    assert sealed.id
