"""The demonstration's year, told through the command line on a real file, and then tampered with."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from cli.demo import Player, spoken
from cli.story import BRANCH, CYCLE, UPPER, WEAK, Story


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledgers after the year; a copy for each test that writes."""
    folder = tmp_path_factory.mktemp("year")
    database = folder / "ledger.db"
    assert spoken(["--db", str(database), "init"])[0] == 0
    list(Story(Player(database).act, folder).tell())
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return database


@pytest.fixture
def copy(played: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(played, tmp_path / "ledger.db"))


def asked(database: Path, *words: str) -> object:
    code, said = spoken(["--db", str(database), "--unit", BRANCH, "--as", "M01", "--json", *words])
    assert code == 0, said
    return json.loads(said)


def verified(database: Path) -> tuple[int, list[dict[str, object]]]:
    code, said = spoken(["--db", str(database), "--json", "verify"])
    return code, json.loads(said)["findings"]


def edited(database: Path, *statements: str) -> None:
    """What somebody does who holds the file: guard rails first, then the edit."""
    with sqlite3.connect(database) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount == 1
        connection.commit()
    connection.close()


def test_the_year_is_closed_and_every_step_was_taken(played):
    steps = asked(played, "progress", CYCLE)
    assert [step["state"] for step in steps["steps"]] == ["done"] * 11


def test_a_clean_ledger_verifies(played):
    assert verified(played) == (0, [])


def test_the_register_holds_twenty_members_and_one_below_sixty(played):
    lines = asked(played, "register", CYCLE)["lines"]
    assert len(lines) == 20
    assert [line["member"] for line in lines if line["grade"] == "unqualified"] == [WEAK]


@pytest.mark.parametrize("position", [0, 110, 1000])
def test_one_byte_of_one_stored_event_is_found_with_its_position(copy, position):
    with sqlite3.connect(copy) as connection:
        where = f"ledger = '{BRANCH}' AND position = {position}"
        (body,) = connection.execute(f"SELECT body FROM event WHERE {where}").fetchone()
    flipped = bytearray(body)
    flipped[len(body) // 2] ^= 1
    edited(copy, f"UPDATE event SET body = X'{flipped.hex()}' WHERE {where}")
    code, findings = verified(copy)
    assert code == 7
    assert position in [finding["position"] for finding in findings]


def test_one_changed_row_of_an_answer_is_found_and_a_rebuild_puts_it_right(copy):
    asked(copy, "register", CYCLE)
    edited(copy, f"UPDATE scores_year SET total = '99.99' WHERE member = '{WEAK}' AND kind = 'final'")
    assert verified(copy)[0] == 7
    assert spoken(["--db", str(copy), "rebuild"])[0] == 7
    assert [f for f in verified(copy)[1] if f["what"] != "guard-missing"] == []


def test_one_changed_row_of_the_state_is_found(copy):
    edit = "UPDATE state SET body = CAST(replace(CAST(body AS TEXT), 'full', 'none') AS BLOB)"
    edited(copy, f"{edit} WHERE ledger = '{BRANCH}' AND key = 'member/M05'")
    assert verified(copy)[0] == 7


def test_a_cut_tail_is_found(copy):
    edited(copy, f"DELETE FROM event WHERE ledger = '{UPPER}' AND position = 14")
    assert verified(copy)[0] == 7


def test_no_name_stands_in_the_log(played):
    with sqlite3.connect(played) as connection:
        bodies = b"".join(bytes(body) for (body,) in connection.execute("SELECT body FROM event"))
        names = [name for (name,) in connection.execute("SELECT name FROM person WHERE name <> id")]
    assert len(names) >= 20
    assert not [name for name in names if name.encode() in bodies]
    assert "签到表".encode() not in bodies
