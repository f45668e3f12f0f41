"""Every kind of bad input has its exit code and one sentence, and never a traceback."""

import json
import sqlite3
from pathlib import Path

import pytest

from cli.failures import exit_code
from cli.stores import opened
from ledger import engine
from ledger.errors import (
    InvalidError,
    NotFoundError,
    Refusal,
    RefusedError,
    StaleError,
    StorageError,
    TamperedError,
    UnknownOutcomeError,
)
from tests.cli.door import APPLY, OBSERVE, RECORDER, Door, say


def refused(*guards: str) -> RefusedError:
    return RefusedError("no", refusals=[Refusal(guard, "no", "wait") for guard in guards])


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidError("x"), 1),
        (StorageError("x"), 1),
        (UnknownOutcomeError("x"), 1),
        (ValueError("x"), 1),
        (NotFoundError("x"), 3),
        (refused("who-may"), 4),
        (refused("operator-no-business", "who-may"), 4),
        (refused("who-may", "in-order"), 6),
        (refused("quorum"), 6),
        (StaleError("x"), 5),
        (TamperedError("x"), 7),
    ],
)
def test_each_family_of_errors_has_its_exit_code(error: Exception, code: int):
    assert exit_code(error) == code


@pytest.mark.parametrize("points", ["1e3", "NaN", "٣", "1.005", "+1", ".5", "Infinity", "1,5", "", "1_0", "0x1"])
def test_what_is_no_figure_in_points_is_a_usage_error_in_one_sentence(door: Door, points: str):
    said = door.say(*OBSERVE[:-1], points, by=RECORDER)
    assert said.code == 2
    assert "is no figure in points" in said.err
    assert len([line for line in said.err.splitlines() if line.startswith("Error")]) == 1


@pytest.mark.parametrize("day", ["2026-02-30", "20260320", "20-3-2026", "yesterday", "2026-W12-5", "２０２６-03-20"])
def test_what_is_no_day_is_a_usage_error(door: Door, day: str):
    assert door.say("claim", "apply", "--item", "daily.study", "--on", day).code == 2


def test_a_day_outside_the_cycle_is_refused_by_the_guards(door: Door):
    words = [word.replace("2026-03-20", "2024-03-20") for word in APPLY]
    said = door.say("--json", *words, by="M05")
    assert said.code == 6
    assert "in-order" in [refusal["guard"] for refusal in said.json["refusals"]]


@pytest.mark.parametrize(
    "words",
    [
        ["claim", "register", "2026Q1-999"],
        ["claim", "show", "2026Q1-999"],
        ["explain", "2026Q1-999"],
        ["round", "show", "2027Q1"],
        ["score", "show", "M99"],
        ["score", "explain", "M99"],
        ["score", "show", "--cycle", "1999"],
        ["register", "1999"],
        ["progress", "1999"],
        ["board", "--window", "W999"],
        ["objection", "show", "O999"],
        ["audit", "claim", "nothing"],
        ["cycle", "close", "1999"],
        ["receipt", "take", "--from", "P99", "--all"],
        ["receipt", "take", "--from", "P01", "--position", "999"],
        ["scheme", "show", "no-such-scheme"],
        ["--unit", "B99", "claim", "list"],
        ["--unit", "B99", "claim", "register", "2026Q1-001"],
    ],
)
def test_what_is_not_there_is_exit_3(door: Door, words: list[str]):
    said = door.say(*words)
    assert (said.code, said.out) == (3, "")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ["claim"],
        ["claim", "aply"],
        ["claim", "apply"],
        ["claim", "apply", "--item"],
        ["claim", "register"],
        ["claim", "register", "1", "2"],
        ["claim", "observe", "M05", "--item", "x", "--on", "2026-03-20", "--times", "-1"],
        ["claim", "observe", "M05", "--item", "x", "--on", "2026-03-20", "--times", "٣"],
        ["claim", "enter", "M05", "--item", "x", "--on", "2026-03-20", "--source", "gossip"],
        ["session", "review", "2026Q1", "--lower", "2026Q1-001"],
        ["session", "review", "2026Q1", "--lower", "2026Q1-001=5"],
        ["session", "review", "2026Q1", "--lower", "2026Q1-001=x:why"],
        ["session", "review", "2026Q1", "--reject", "2026Q1-001"],
        ["session", "review", "2026Q1", "--present", "M01,M01"],
        ["publicity", "open", "round/2026Q1", "--place", "p", "--contact", "c", "--proof", "no-such-file"],
        ["objection", "answer", "O001", "--reason", "x"],
        ["receipt", "take", "--from", "P01"],
        ["receipt", "take", "--all", "--position", "3"],
        ["filing", "acknowledge", "--from", "B01"],
        ["unit", "found", "B02", "--kind", "committee", "--secretary", "U1", "--name", "U1"],
        ["--seen", "x", "claim", "nothing", "2026Q1"],
        ["--at", "noon", "claim", "nothing", "2026Q1"],
        ["--lang", "fr", "unit", "list"],
        ["can", "score", "show"],
        ["claim", "return", "2026Q1-001", "--reason", "\udcff"],
        ["unit", "found", "B09", "--kind", "branch", "--secretary", "N1", "--sandbox", "--zone", "Mars/X"],
        ["completion", "tcsh"],
    ],
)
def test_words_that_make_no_sense_are_exit_2(door: Door, words: list[str]):
    said = door.say(*words)
    assert said.code == 2, said.err
    assert "Error" in said.err or "Usage" in said.err


@pytest.mark.parametrize("missing", ["--db", "--unit", "--as"])
def test_who_where_and_on_what_must_be_said(door: Door, missing: str):
    line = {"--db": str(door.db), "--unit": "B01", "--as": "M05"}
    del line[missing]
    said = say(*(word for pair in line.items() for word in pair), "claim", "nothing", "2026Q1")
    assert said.code == 2
    assert missing in said.err


def test_the_surroundings_may_say_it_too(door: Door, monkeypatch: pytest.MonkeyPatch):
    for name, value in (("JIFEN_DB", str(door.db)), ("JIFEN_UNIT", "B01"), ("JIFEN_AS", "M05")):
        monkeypatch.setenv(name, value)
    assert say("--at", "2026-03-20", "claim", "nothing", "2026Q1").code == 0
    assert say("claim", "nothing", "2026Q1", "--unit", "B99").code == 3


def test_a_missing_database_is_exit_1(tmp_path: Path):
    said = say("--db", str(tmp_path / "none.db"), "verify")
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "there is no database" in said.err


def test_what_is_no_database_of_ours_is_exit_1_and_stays_as_it_is(tmp_path: Path):
    alien = tmp_path / "alien.db"
    alien.write_bytes(b"not a database, but a text that is long enough to be looked at twice" * 20)
    assert say("--db", str(alien), "verify").code == 1
    assert say("--db", str(tmp_path), "verify").code == 1
    assert say("--db", "mysql://host/name", "verify").code == 1
    assert say("--db", str(tmp_path / "no-folder" / "x.db"), "init").code == 1
    assert alien.read_bytes().startswith(b"not a database")


def test_a_database_of_a_newer_program_is_exit_1(door: Door):
    with sqlite3.connect(door.db) as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE name = 'schema'")
    connection.close()
    said = door.say("claim", "list")
    assert said.code == 1
    assert "newer" in said.err


def test_a_database_that_another_program_writes_to_is_exit_1(door: Door, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    other = sqlite3.connect(door.db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        said = door.say("claim", "nothing", "2026Q1", by="M05")
    finally:
        other.rollback()
        other.close()
    assert said.code == 1
    assert "another program is writing" in said.err


def test_a_database_that_may_only_be_read_answers_and_takes_nothing(door: Door, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("cli.parts.opened", lambda url, **more: opened(url, readonly=True))
    said = door.say("claim", "nothing", "2026Q1", by="M05")
    assert said.code == 1
    assert "for reading only" in said.err
    assert door.say("verify").code == 0
    assert door.say("audit", "round", "2026Q1").code == 0


def test_only_the_wrong_person_is_exit_4_and_more_than_that_exit_6(door: Door):
    claim = door.id_of(door.ask(*APPLY, by="M05"))
    door.ask("claim", "sign", claim, by="M04")
    assert door.say("claim", "register", claim, by="M07").code == 4
    assert door.say("claim", "observe", "M05", "--item", "no.item", "--on", "2026-03-20", by="M07").code == 6


def test_what_changed_since_it_was_seen_is_exit_5_and_so_is_what_nobody_can_have_seen(door: Door):
    claim = door.id_of(door.ask(*APPLY, by="M05"))
    end = int(door.ask("unit", "show", at="")["size"]) - 1
    for seen in (end - 1, end + 1):
        said = door.say("--json", "claim", "withdraw", "--seen", str(seen), claim, by="M05")
        assert said.code == 5
        assert [each["guard"] for each in said.json["refusals"]] == ["seen-current"]
    assert door.say("claim", "withdraw", "--seen", str(end), claim, by="M05").code == 0


def test_an_empty_id_is_no_id(door: Door):
    assert door.say("--id", "", "claim", "nothing", "2026Q1", by="M07").code == 1


def test_a_refusal_names_every_guard_with_facts_clause_and_way_out(door: Door):
    said = door.say(
        "claim", "observe", "M02", "--item", "daily.study", "--on", "2026-03-20", "--points", "99", by=RECORDER
    )
    assert said.code == 6
    for part in ("own-claim:", "in-range:", "facts:", "clause:", "way out:"):
        assert part in said.err
    assert said.out == ""


def test_an_error_of_this_program_is_one_sentence_and_a_traceback_only_when_asked(
    door: Door, monkeypatch: pytest.MonkeyPatch
):
    def broken(*args: object) -> None:
        raise RuntimeError("陈志远 must not be told")

    monkeypatch.setattr("workflow.app.handle", broken)
    said = door.say("claim", "nothing", "2026Q1", by="M05")
    assert said.code == 1
    assert "RuntimeError" in said.err
    assert "Traceback" not in said.err
    assert "陈志远" not in said.err
    assert "Traceback" in door.say("-vv", "claim", "nothing", "2026Q1", by="M05").err
    assert door.say("--json", "claim", "nothing", "2026Q1", by="M05").json["code"] == "internal"


def test_an_interrupt_is_said_in_a_word(door: Door, monkeypatch: pytest.MonkeyPatch):
    def stopped(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("workflow.app.handle", stopped)
    said = door.say("claim", "nothing", "2026Q1", by="M05")
    assert (said.code, said.err) == (130, "interrupted\n")


CASE_FILES = {
    "no json": "{",
    "no list": "{}",
    "a float": '[{"id": 1.5}]',
    "not a case": '[{"id": "x"}]',
    "twice a key": '[{"id": "x", "id": "y"}]',
    "deep": "[" * 5000,
}


@pytest.mark.parametrize("text", CASE_FILES.values(), ids=CASE_FILES.keys())
def test_a_malformed_case_file_says_every_fault_with_its_place(tmp_path: Path, text: str):
    path = tmp_path / "cases.json"
    path.write_text(text, encoding="utf-8")
    said = say("trial", str(path))
    assert said.code == 1
    assert str(path) in said.err
    assert len(said.err.splitlines()) > 1
    plain = say("--json", "trial", str(path)).json
    assert plain["code"] == "invalid"
    assert all(fault["place"] and fault["message"] for fault in plain["faults"])


@pytest.mark.parametrize("words", [["trial"], ["batch"], ["scheme", "check"], ["scheme", "propose"]])
def test_a_file_that_can_not_be_read_is_exit_1(door: Door, tmp_path: Path, words: list[str]):
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00\x01")
    for path in (tmp_path / "none.toml", tmp_path, binary):
        said = door.say(*words, str(path))
        assert said.code == 1, (path, said)
        assert said.err.count("\n") == 1


def test_a_scheme_document_with_faults_says_them_all(tmp_path: Path):
    path = tmp_path / "bad.toml"
    path.write_text('[scheme]\nid = "Bad Id"\nedition = 0\n[[item]]\n', encoding="utf-8")
    said = say("scheme", "check", str(path))
    assert said.code == 1
    assert len(said.err.splitlines()) > 3


def test_an_error_as_json_stands_on_stdout_alone(door: Door):
    for words, code in ((["claim", "register", "x"], "not-found"), (["claim", "aply"], "usage")):
        said = door.say("--json", *words)
        assert said.err == ""
        assert set(said.json) == {"code", "message", "facts", "refusals", "faults"}
        assert said.json["code"] == code


def test_ids_and_facts_of_a_refusal_are_the_same_in_both_languages(door: Door):
    words = ("--json", "claim", "observe", "M02", "--item", "daily.study", "--on", "2026-03-20", "--points", "99")
    english, chinese = (door.say("--lang", lang, *words, by=RECORDER).json for lang in ("en", "zh"))
    for one, other in zip(english["refusals"], chinese["refusals"], strict=True):
        assert {name: one[name] for name in ("guard", "facts", "clause")} == {
            name: other[name] for name in ("guard", "facts", "clause")
        }
        assert one["message"] != other["message"]
    assert json.dumps(english, ensure_ascii=False) != json.dumps(chinese, ensure_ascii=False)
