"""Forgetting leaves nothing of a person's name and words in any file, and every figure, proof and grade as it was."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import tests.support
from cli.stores import close_all
from ledger.database import Database, open_database
from ledger.sealing import open_text
from projections.bundle import make_bundle
from tests.cli.door import BRANCH, Door, say
from tests.support import opened
from tests.workflow.stored_house import StoredHouse
from tests.workflow.story import applied_and_observed, filed, published
from tests.workflow.verifier.filings import KEY, ORIGIN, trust
from workflow.verifier import verify_bundle

NAME, WORDS = "金丝雀小明", "CANARY: why M05 has fewer points"
KEPT = "why M06 has fewer points"
ASKED = ["--ground", "request", "--document", "0" * 64]


@pytest.fixture(scope="module")
def _filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A quarter, filed: M05 and M06 were both lowered in one session, M05's objection came to nothing."""
    path = tmp_path_factory.mktemp("forget") / "ledger.db"
    database = open_database(str(path), create=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tests.support, "House", lambda: StoredHouse(database))
        house = opened()
    database.directory.enter("M05", NAME)
    database.directory.enter("M06", "李四")
    applied_and_observed(house, 1)
    study = {e.payload.member: e.payload.claim for e in database.ledger(BRANCH).follow()
             if e.topic == "claim-observed" and e.payload.line.item == "daily.study"}  # fmt: skip
    lowered = [{"claim": study["M05"], "points": "20", "reason": WORDS},
               {"claim": study["M06"], "points": "21", "reason": KEPT}]  # fmt: skip
    published(house, 1, exceptions=lowered)
    house.on("2026-04-02")
    key = house.do("objection.lodge", "M05", about=f"claim/{study['M05']}", text=WORDS)[0].stream.partition("/")[2]
    house.do("objection.admit", "M01", objection=key)
    house.do("objection.answer", "M02", objection=key, upheld=False, reason=WORDS, present=["M01", "M02", "M03"],
             favour=["M01", "M02", "M03"])  # fmt: skip
    house.do("objection.tell", "M02", objection=key)
    for day in ("2026-04-09", "2026-04-20"):
        house.on(day).do("clock.tick", "timer")
    filed(house, "round/2026Q1")
    database.close()
    return path


@pytest.fixture
def door(_filed: Path, tmp_path: Path) -> Iterator[Door]:
    path = tmp_path / "ledger.db"
    path.write_bytes(_filed.read_bytes())
    yield Door(path, day="2026-05-04")
    close_all()


def texts(path: Path) -> list[str | None]:
    """What every sealed text of the branch says now."""
    database = open_database(str(path))
    found = []
    for event in database.ledger(BRANCH).follow():
        for name in ("reason", "text", "note", "statement"):
            if (sealed := getattr(event.payload, name, None)) is not None and not isinstance(sealed, str):
                found.append(open_text(database, BRANCH, sealed))
    database.close()
    return found


def keys_of(path: Path, person: str) -> list[bytes]:
    database: Database = open_database(str(path))
    with database.snapshot() as connection:
        rows = connection.exec_driver_sql("SELECT key FROM person_key WHERE person = ?", (person,)).fetchall()
        wrapped = connection.exec_driver_sql("SELECT wrapped FROM text_key WHERE person = ?", (person,)).fetchall()
    database.close()
    return [bytes(key) for (key,) in (*rows, *wrapped)]


def everything(folder: Path) -> bytes:
    """Every byte of every file: database, journal, index, exports, pages, bundles, logs."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def sent_out(door: Door, folder: Path) -> str:
    """Everything that leaves the house, with names wherever they can be asked for; and what was said meanwhile."""
    folder.mkdir()
    said = [
        door.say("-vv", "export", "ocel", "--names", "--out", str(folder / "o.json"), at=""),
        door.say("export", "cloudevents", "--out", str(folder / "c.jsonl"), at=""),
        door.say("export", "csv", "--what", "claims", "--names", "--out", str(folder / "s.csv"), at=""),
        door.say("export", "parquet", "--what", "claims", "--names", "--out", str(folder / "s.parquet"), at=""),
        door.say("audit", "replay", "M05", "--names", "--html", str(folder / "M05.html"), at=""),
        door.say("texts", f"claim/{claim_of(door)}", at=""),
        door.say("member", "list", at=""),
    ]
    assert [each.code for each in said] == [0] * len(said), [each.err for each in said]
    database = open_database(str(door.db))
    (folder / "F001.jifen").write_bytes(make_bundle(database.ledger(BRANCH), "F001", key=KEY, origin=ORIGIN))
    database.close()
    return "".join(each.out + each.err for each in said)


def claim_of(door: Door) -> str:
    rows = door.ask("claim", "list", at="")["claims"]
    return str(next(row["claim"] for row in rows if row["member"] == "M05" and row["item"] == "daily.study"))


def test_a_forgotten_persons_name_and_words_are_nowhere_and_everything_still_verifies(door: Door, tmp_path: Path):
    keys = keys_of(door.db, "M05")
    before = sent_out(door, tmp_path / "before")
    assert NAME in before
    assert WORDS in before
    assert NAME.encode() in (tmp_path / "before" / "M05.html").read_bytes()
    assert NAME.encode() in door.db.read_bytes()
    assert WORDS in texts(door.db)
    assert all(key in everything(tmp_path) for key in keys)
    scores = door.ask("score", "show", at="")["years"]
    for path in (tmp_path / "before").iterdir():
        path.unlink()

    said = door.say("-vv", "member", "forget", "M05", *ASKED)
    assert said.code == 0, said.err
    after = sent_out(door, tmp_path / "after") + said.out + said.err
    close_all()
    left = everything(tmp_path) + after.encode()
    for gone in (NAME.encode(), json.dumps(NAME).encode(), WORDS.encode(), *keys):
        assert gone not in left
    assert WORDS not in texts(door.db)
    assert door.ask("score", "show", at="")["years"] == scores
    assert door.say("verify", at="").code == 0
    assert verify_bundle((tmp_path / "after" / "F001.jifen").read_bytes(), trust()).findings == ()


def test_what_is_about_others_stays_theirs_to_read(door: Door):
    assert KEPT in texts(door.db)
    door.ask("member", "forget", "M05", *ASKED)
    assert KEPT in texts(door.db)
    assert open_database(str(door.db)).directory.name_of("M06") == "李四"


def test_reasons_that_a_recorder_gave_stay_readable_when_the_recorder_is_forgotten(door: Door):
    for post in ("recorder", "committee"):
        door.ask("role", "end", "M02", post, "--until", "2026-05-03", at="2026-05-03")
    before = texts(door.db)
    door.ask("member", "forget", "M02", *ASKED, by="M01")
    assert KEPT in texts(door.db)
    assert WORDS in texts(door.db)
    assert before.count(None) <= texts(door.db).count(None)
    assert keys_of(door.db, "M02") == []


def test_the_same_command_again_has_its_first_answer_and_clears_the_journal_once_more(door: Door):
    first = door.ask("--id", "f1", "member", "forget", "M05", *ASKED)
    again = door.ask("--id", "f1", "member", "forget", "M05", *ASKED)
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["events"] == again["events"]


def test_a_refused_forgetting_destroys_nothing(door: Door):
    keys = keys_of(door.db, "M04")
    said = door.say("member", "forget", "M04", *ASKED)
    assert said.code == 6
    assert "in-order" in said.err
    assert "post/department-head" in said.err
    assert keys_of(door.db, "M04") == keys != []


def test_an_objector_whose_objection_is_open_is_known_again_by_its_tag(door: Door):
    door.ask("round", "open", "2026Q2", "--cycle", "2026", "--starts", "2026-04-01", "--ends", "2026-06-30",
             "--closes", "2026-06-28")  # fmt: skip
    door.day = "2026-06-20"
    mine = door.id_of(door.ask("claim", "observe", "M06", "--item", "daily.study", "--on", "2026-06-19", "--points",
                               "30", by="M02"))  # fmt: skip
    everybody = "M01,M02,M03"
    door.ask("session", "review", "2026Q2", "--present", everybody, "--favour", everybody, by="M02", at="2026-06-30")
    door.ask("publicity", "open", "round/2026Q2", "--place", "公示栏", "--contact", "M01", at="2026-07-01")
    door.ask("objection", "lodge", f"claim/{mine}", "--text", "not so", by="M07", at="2026-07-02")
    said = door.say("member", "forget", "M07", *ASKED, at="2026-07-03")
    assert said.code == 6
    assert "objection/" in said.err


def test_whoever_was_forgotten_can_be_written_about_and_forgotten_again(door: Door):
    door.ask("member", "forget", "M05", *ASKED)
    door.ask("member", "change", "M05", "--since", "2026-05-04", "--standing", "full", "--reason", WORDS)
    assert WORDS in texts(door.db)
    door.ask("member", "forget", "M05", *ASKED)
    assert WORDS not in texts(door.db)
    assert say("--db", str(door.db), "--unit", BRANCH, "verify").code == 0


def test_event_and_keys_go_together_or_not_at_all(door: Door, monkeypatch: pytest.MonkeyPatch):
    def breaks(*_: object) -> bool:
        raise RuntimeError("the power failed")

    size = len(door.ask("audit", "member", "M05", at="")["events"])
    keys = keys_of(door.db, "M05")
    with monkeypatch.context() as patched:
        patched.setattr("workflow.app.erase", breaks)
        assert door.say("member", "forget", "M05", *ASKED).code != 0
    assert len(door.ask("audit", "member", "M05", at="")["events"]) == size
    assert keys_of(door.db, "M05") == keys


def test_a_journal_that_could_not_be_emptied_is_said_and_cleared_by_giving_the_command_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patched:
        patched.setattr(Database, "empty_journal", lambda self: False)
        said = door.say("--id", "f1", "member", "forget", "M05", *ASKED)
    assert said.code == 1
    assert "give the command again" in said.err
    assert door.ask("--id", "f1", "member", "forget", "M05", *ASKED)["repeated"]
    assert keys_of(door.db, "M05") == []
