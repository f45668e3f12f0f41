"""Whatever an insider with the database file does to the log is found, with its position where that can be told."""

import pytest

from ledger.database import open_database
from ledger.integrity import check_log
from ledger.merkle import Edge, leaf_hash
from tests.ledger.sample import append, fill

GUARDS = {
    "sqlite": ("DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"),
    "postgresql": ("DROP TRIGGER event_no_update ON event", "DROP TRIGGER event_no_delete ON event"),
}


@pytest.fixture
def ledger(database):
    found = database.found("branch-1")
    fill(found, 6)
    for _ in range(2):
        append(found, stream="note/2")
    fill(database.found("branch-2"), 2)
    return found


@pytest.fixture
def tamper(database, ledger):
    """Run statements as an insider would, guards off."""

    def run(*statements):
        with database.transaction() as connection:
            for statement in (*GUARDS[connection.dialect.name], *statements):
                connection.exec_driver_sql(statement)

    return run


def found(database):
    findings = check_log(database, "branch-1")
    assert all(str(finding) and "{" not in str(finding) for finding in findings)
    return {(finding.what, finding.position) for finding in findings if finding.what != "guard-missing"}


def test_a_log_that_nobody_touched_is_whole(database, ledger):
    assert check_log(database, "branch-1") == ()
    assert check_log(database, "branch-2") == ()
    database.found("branch-3")
    assert check_log(database, "branch-3") == ()


def test_one_flipped_bit_of_one_body_is_found_at_its_position(database, ledger, tamper):
    body = dict(ledger.bodies())[3]
    for at in (5, body.index(b"2.5"), len(body) - 1):
        changed = bytearray(body)
        changed[at] ^= 1
        tamper_once(database, f"UPDATE event SET body = {blob(database, bytes(changed))} WHERE position = 3")
        assert ("body-changed", 3) in found(database)
        assert ("root-differs", None) in found(database)


def test_a_body_and_its_leaf_changed_together_are_found_by_the_tree(database, ledger, tamper):
    body = dict(ledger.bodies())[3].replace(b"2.5", b"9.5")
    tamper(
        f"UPDATE event SET body = {blob(database, body)}, leaf = {blob(database, leaf_hash(body))} "
        "WHERE ledger = 'branch-1' AND position = 3"
    )
    assert found(database) == {("edge-differs", 0), ("root-differs", None)}


def test_a_cut_tail_is_found_by_the_head(database, ledger, tamper):
    tamper("DELETE FROM event WHERE ledger = 'branch-1' AND position >= 6")
    assert {("size-differs", 6), ("command-hollow", 6), ("command-hollow", 7)} == found(database)


def test_a_cut_tail_with_a_rewritten_head_leaves_hollow_commands(database, ledger, tamper):
    edge = Edge()
    for _, body in ledger.bodies(6):
        edge = edge.append(leaf_hash(body))
    tamper(
        "DELETE FROM event WHERE ledger = 'branch-1' AND position >= 6",
        f"UPDATE head SET size = 6, root = '{edge.root().hex()}', edge = '{edge.to_text()}' WHERE ledger = 'branch-1'",
    )
    assert found(database) == {("command-hollow", 6), ("command-hollow", 7)}


def test_an_event_taken_from_the_middle_is_found(database, ledger, tamper):
    tamper("DELETE FROM event WHERE ledger = 'branch-1' AND position = 2")
    assert {("missing", 2), ("version-gap", 6), ("size-differs", 7), ("command-hollow", 2)} <= found(database)


def test_two_swapped_events_are_found_at_both_positions(database, ledger, tamper):
    tamper(
        "UPDATE event SET position = 99 WHERE ledger = 'branch-1' AND position = 1",
        "UPDATE event SET position = 1 WHERE ledger = 'branch-1' AND position = 4",
        "UPDATE event SET position = 4 WHERE ledger = 'branch-1' AND position = 99",
    )
    assert {("column-differs", 1), ("column-differs", 4), ("edge-differs", 0)} <= found(database)


@pytest.mark.parametrize(
    ("column", "value"), [("stream", "'x'"), ("version", "7"), ("topic", "'x'"), ("command_id", "'x'")]
)
def test_a_column_that_contradicts_its_body_is_found(database, ledger, tamper, column, value):
    tamper(f"UPDATE event SET {column} = {value} WHERE ledger = 'branch-1' AND position = 5")
    assert ("column-differs", 5) in found(database)


def test_an_event_moved_to_another_unit_is_found(database, ledger, tamper):
    body = dict(database.ledger("branch-2").bodies())[1]
    tamper(f"UPDATE event SET body = {blob(database, body)} WHERE ledger = 'branch-1' AND position = 1")
    findings = check_log(database, "branch-1")
    assert [finding.facts["key"] for finding in findings if finding.what == "column-differs"] == ["unit"]


def test_a_body_in_another_form_is_found(database, ledger, tamper):
    body = dict(ledger.bodies())[1].replace(b'{"at"', b'{ "at"')
    tamper(f"UPDATE event SET body = {blob(database, body)} WHERE ledger = 'branch-1' AND position = 1")
    assert ("not-canonical", 1) in found(database)
    tamper_once(database, f"UPDATE event SET body = {blob(database, b'[1.5]')} WHERE position = 1")
    assert ("no-event", 1) in found(database)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE command SET count = 2 WHERE id = 'command-3' AND ledger = 'branch-1'",
        "UPDATE command SET position = 2 WHERE id = 'command-3' AND ledger = 'branch-1'",
        "DELETE FROM command WHERE id = 'command-3' AND ledger = 'branch-1'",
        "UPDATE head SET root = 'x' WHERE ledger = 'branch-1'",
        "UPDATE head SET edge = '8' WHERE ledger = 'branch-1'",
        "UPDATE head SET size = 9 WHERE ledger = 'branch-1'",
        "DELETE FROM head WHERE ledger = 'branch-1'",
    ],
)
def test_a_changed_head_or_command_row_is_found(database, ledger, tamper, statement):
    tamper(statement)
    assert found(database)
    assert check_log(database, "branch-2")[0].what == "guard-missing"


def test_events_refuse_to_be_changed_or_deleted(database, ledger):
    from sqlalchemy.exc import DBAPIError

    for statement in ("UPDATE event SET topic = 'x' WHERE position = 1", "DELETE FROM event WHERE position = 1"):
        with pytest.raises(DBAPIError, match="events are history"), database.transaction() as connection:
            connection.exec_driver_sql(statement)
    assert check_log(database, "branch-1") == ()


def test_a_guard_that_was_taken_away_is_missed(database, ledger, tamper):
    tamper()
    assert [finding.facts["name"] for finding in check_log(database, "branch-1")] == [
        "event_no_update",
        "event_no_delete",
    ]


def test_an_auditor_reads_the_log_with_the_sqlite_shell_alone(sqlite_database, sqlite_path):
    import sqlite3

    fill(sqlite_database.found("branch-1"), 3)
    with sqlite3.connect(f"file:{sqlite_path}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT position, stream, version, topic, body, command_id FROM event").fetchall()
        (size,) = connection.execute("SELECT size FROM head WHERE ledger = 'branch-1'").fetchone()
    connection.close()
    assert [row[0] for row in rows] == [0, 1, 2]
    assert size == 3
    assert rows[0][4].startswith(b'{"at":"2026-03-29T08:00:00.000000Z"')


def test_a_rebuilt_database_file_is_checked_read_only(sqlite_database, sqlite_path):
    fill(sqlite_database.found("branch-1"), 3)
    again = open_database(str(sqlite_path), readonly=True)
    assert check_log(again, "branch-1") == ()
    again.close()


def blob(database, data):
    kind = database.engine.dialect.name
    return f"X'{data.hex()}'" if kind == "sqlite" else f"decode('{data.hex()}', 'hex')"


def tamper_once(database, statement):
    with database.transaction() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS event_no_update")
        else:
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS event_no_update ON event")
        connection.exec_driver_sql(f"{statement} AND ledger = 'branch-1'")
