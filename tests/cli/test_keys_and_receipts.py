"""Keys, checkpoints and receipts at the command line: who signs, what one takes home, and what then can't vanish."""

import json
import sqlite3
from pathlib import Path

import pytest

from cli.stores import close_all
from ledger.database import open_database
from tests.cli.door import APPLY, EVERYBODY, RECORDER, Door, Said, say


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A key folder of one's own; every key has the same passphrase."""
    monkeypatch.setenv("JIFEN_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("JIFEN_PASSPHRASE", "a long one")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "keys"


@pytest.fixture
def branch(keys: Path, tmp_path: Path) -> Door:
    """An ordinary branch whose secretary has registered a key of their own."""
    db = tmp_path / "ordinary.db"
    assert say("--db", str(db), "init").code == 0
    door = Door(db, day="")
    words = ["unit", "found", "--kind", "branch", "--secretary", "M01", "--committee", "M01,M02,M03"]
    door.ask(*words, by="root", at="")
    door.ask("keys", "new", "--person", "M01", at="")
    door.ask("keys", "register", "M01", str(keys / "M01@B01.pub"), at="")
    return door


def enrol(door: Door, member: str, *more: str, by: str = "M01") -> Said:
    return door.say("--json", "member", "enrol", member, "--since", "2020-07-01", *more, by=by, at="")


def doors(door: Door) -> list[str]:
    database = open_database(str(door.db))
    try:
        return [event.door for event in database.ledger("B01").follow()]
    finally:
        database.close()


def cut(door: Door, count: int) -> None:
    """What an insider does: the last entries are gone, the head fits what is left."""
    close_all()
    with sqlite3.connect(door.db) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(
            "DELETE FROM event WHERE ledger = 'B01' AND position >= "
            "(SELECT max(position) + 1 - ? FROM event WHERE ledger = 'B01')",
            (count,),
        )
    connection.close()


def test_a_registered_key_signs_what_its_owner_does(branch: Door):
    assert enrol(branch, "M05").code == 0
    key_id = branch.ask("keys", "export", "M01@B01", at="")["id"]
    assert doors(branch) == ["local", "local", f"key:{key_id}"]


def test_without_the_key_file_nothing_is_done_in_that_name(branch: Door, tmp_path: Path, monkeypatch):
    refused = enrol(branch, "M05", "--keys", str(tmp_path / "elsewhere"))
    assert refused.code == 4
    assert "keys" in refused.json["refusals"][0]["remedy"]
    monkeypatch.setenv("JIFEN_PASSPHRASE", "another")
    assert enrol(branch, "M05").code == 1
    assert len(doors(branch)) == 2


def test_a_passphrase_comes_from_a_file_and_never_from_the_line(branch: Door, tmp_path: Path, monkeypatch):
    monkeypatch.delenv("JIFEN_PASSPHRASE")
    paper = tmp_path / "passphrase"
    paper.write_text("a long one\n", encoding="utf-8")
    assert enrol(branch, "M05", "--passphrase-file", str(paper)).code == 0
    paper.write_text("\n", encoding="utf-8")
    assert enrol(branch, "M06", "--passphrase-file", str(paper)).code == 1
    assert enrol(branch, "M06").code != 0  # nobody is at the keyboard


def test_asking_ahead_unlocks_no_key(branch: Door, monkeypatch):
    monkeypatch.setenv("JIFEN_PASSPHRASE", "another")
    said = branch.say("--json", "can", "member", "enrol", "M05", "--since", "2020-07-01", at="")
    assert (said.code, said.json["accepted"]) == (0, True)


def test_a_batch_is_in_the_name_of_whoever_gives_it(branch: Door, tmp_path: Path):
    line = {"command": "member.enrol", "id": "b1", "unit": "B01", "member": "M05", "since": "2020-07-01"}
    paper = tmp_path / "commands.jsonl"
    paper.write_text(json.dumps({**line, "by": "M02"}) + "\n", encoding="utf-8")
    said = branch.say("--json", "batch", str(paper), at="")
    assert said.code == 4
    assert "who-may" in said.out
    paper.write_text(json.dumps({**line, "by": "M01"}) + "\n", encoding="utf-8")
    assert branch.say("batch", str(paper), at="").code == 0
    assert doors(branch)[-1].startswith("key:")


def test_keys_are_listed_with_what_the_ledger_knows_of_them(branch: Door, keys: Path):
    branch.ask("keys", "new", at="")
    branch.ask("keys", "rotate", "--person", "M01", at="")
    found = {(each["name"], each["state"], each["locked"]) for each in branch.ask("keys", "list", at="")["keys"]}
    assert found == {("M01@B01", "ended", True), ("M01@B01", "signs", True), ("jifen/B01", "", True)}
    assert {path.stat().st_mode & 0o777 for path in keys.glob("*.pem")} == {0o600}
    assert "M01@B01" in branch.read("keys", "list")
    assert enrol(branch, "M05").code == 0
    assert branch.say("keys", "export", "nobody", at="").code == 3


def test_a_rotation_that_is_refused_leaves_no_key_behind(branch: Door, keys: Path):
    branch.ask("keys", "new", at="")
    before = sorted(keys.iterdir())
    assert branch.say("keys", "rotate", by="M09", at="").code == 4
    assert sorted(keys.iterdir()) == before


def test_a_checkpoint_is_printed_and_checked_and_follows_the_rotation(branch: Door, tmp_path: Path):
    branch.ask("keys", "new", at="")
    branch.ask("trust", "write", "--out", "trust.json", at="")
    Path("before").write_text(branch.read("checkpoint"), encoding="utf-8")
    branch.ask("keys", "rotate", at="")
    assert branch.ask("checkpoint", "--out", "after", at="")["origin"] == "jifen/B01"
    assert say("checkpoint", "verify", "before", "--trust", "trust.json").code == 0
    # The trust file knows the first key alone; only the ledger shows what it was handed on to.
    assert say("checkpoint", "verify", "after", "--trust", "trust.json").code == 7
    assert branch.say("checkpoint", "verify", "after", "--trust", "trust.json", at="").code == 0
    # The old key signs nothing behind the rotation.
    branch.ask("checkpoint", "--key", "keys/B01.pem", "--out", "forged", at="")
    assert branch.say("checkpoint", "verify", "forged", "--trust", "trust.json", at="").code == 7
    # `verify` holds the ledger against the same notes.
    held = ["verify", "--trust", "trust.json", "--checkpoint"]
    assert [branch.say(*held, name, at="").code for name in ("before", "after", "forged")] == [0, 0, 1]
    # Written anew, the trust file knows both keys, and up to where the old one signs.
    branch.ask("trust", "write", "--out", "newer.json", at="")
    alone = {name: say("checkpoint", "verify", name, "--trust", "newer.json").code for name in ("before", "after")}
    assert alone == {"before": 0, "after": 0}
    assert say("checkpoint", "verify", "forged", "--trust", "newer.json").code == 7
    cut(branch, 1)
    assert branch.say("checkpoint", "verify", "before", "--trust", "trust.json", at="").code == 0
    assert branch.say("checkpoint", "verify", "after", "--trust", "trust.json", at="").code == 7


def test_a_withdrawn_key_is_believed_up_to_its_size_alone(branch: Door):
    branch.ask("keys", "new", at="")
    key_id = branch.ask("keys", "export", "jifen/B01", at="")["id"]
    branch.ask("checkpoint", "--out", "early", "--size", "1", at="")
    branch.ask("checkpoint", "--out", "late", at="")
    branch.ask("trust", "write", "--out", "trust.json", at="")
    known = json.loads(Path("trust.json").read_text("utf-8"))
    Path("trust.json").write_text(json.dumps({**known, "withdrawn": {"jifen/B01": {key_id: 1}}}), encoding="utf-8")
    assert say("checkpoint", "verify", "early", "--trust", "trust.json").code == 0
    assert say("checkpoint", "verify", "late", "--trust", "trust.json").code == 7


def test_the_unit_above_withdraws_a_stolen_key_once_and_trust_files_say_so(door: Door, keys: Path):
    for unit in ("B01", "P01"):
        door.ask("keys", "new", unit=unit, at="")
    key_id = door.ask("keys", "export", "jifen/B01", at="")["id"]
    words = ["keys", "withdraw", "B01", key_id, "--size", "7", "--reason", "失窃"]
    door.ask(*words, by="U1", unit="P01")
    assert door.say(*words, by="U2", unit="P01").code == 6
    assert door.say(*words, by="M01", unit="B01").code == 4
    door.ask("trust", "write", "--unit", "B01", "--unit", "P01", "--out", "trust.json", at="")
    assert json.loads(Path("trust.json").read_text("utf-8"))["withdrawn"] == {"jifen/B01": {key_id: 7}}


@pytest.fixture
def lodged(door: Door, keys: Path) -> Door:
    """A drill's branch with a key, a trust file, and a claim whose receipt lies in `claim.json`."""
    door.ask("keys", "new", at="")
    door.ask("trust", "write", "--out", "trust.json", at="")
    door.ask(*APPLY, "--receipt", "claim.json", by="M05")
    return door


def test_a_receipt_holds_offline_and_against_the_ledger(lodged: Door):
    alone = say("receipt", "verify", "claim.json", "--trust", "trust.json", "--json")
    assert (alone.code, alone.json["checked"]) == (0, {"receipts": 1, "signatures": 1})
    assert any("still stands" in sentence for sentence in alone.json["not_checked"])
    assert lodged.say("receipt", "verify", "claim.json", "--trust", "trust.json", at="").code == 0
    lodged.ask(*APPLY, by="M06")
    assert lodged.say("receipt", "verify", "claim.json", "--trust", "trust.json", at="").code == 0


def test_what_a_receipt_shows_can_not_vanish_unnoticed(lodged: Door):
    cut(lodged, 1)
    gone = lodged.say("--json", "receipt", "verify", "claim.json", "--trust", "trust.json", at="")
    assert gone.code == 7
    assert "ends after" in gone.json["findings"][0]["message"]
    assert say("receipt", "verify", "claim.json", "--trust", "trust.json").code == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("position", 0),
        ("size", 1),
        ("root", "0" * 64),
        ("path", []),
        ("unit", "B02"),
        ("checkpoint", ""),
        ("body", "{}"),
    ],
)
def test_a_receipt_that_was_changed_is_exit_7(lodged: Door, field: str, value: object):
    said = json.loads(Path("claim.json").read_text("utf-8"))
    said["receipt"][field] = value
    Path("claim.json").write_text(json.dumps(said), encoding="utf-8")
    assert say("receipt", "verify", "claim.json", "--trust", "trust.json").code == 7


def test_a_receipt_is_made_later_as_well_and_is_the_same(lodged: Door):
    events = lodged.ask("claim", "list", "--member", "M05", at="")
    claim = next(iter(events["claims"]))["claim"]
    lodged.ask("receipt", "make", f"claim/{claim}", "--out", "again.json", at="")
    assert Path("again.json").read_text("utf-8") == Path("claim.json").read_text("utf-8")
    assert lodged.say("receipt", "make", "claim/none", "--out", "x.json", at="").code == 3
    assert lodged.say("receipt", "make", "9999", "--out", "x.json", at="").code == 3
    lodged.ask("receipt", "make", "0", "--out", "0.json", at="")
    assert say("receipt", "verify", "0.json", "--trust", "trust.json").code == 0


def test_without_the_ledgers_key_nothing_is_recorded_that_should_have_a_receipt(door: Door, keys: Path):
    before = door.ask("claim", "list", at="")
    assert door.say(*APPLY, "--receipt", "claim.json", by="M05").code == 3
    assert door.ask("claim", "list", at="") == before


def test_an_objectors_receipt_does_not_name_them(lodged: Door):
    claim = str(next(iter(lodged.ask("claim", "list", "--member", "M05", at="")["claims"]))["claim"])
    lodged.ask("claim", "sign", claim, "--note", "完成", by="M04")
    lodged.ask("claim", "register", claim, by=RECORDER)
    lodged.day = "2026-03-31"
    lodged.ask("session", "review", "2026Q1", "--present", EVERYBODY, "--favour", EVERYBODY, by=RECORDER)
    lodged.ask("publicity", "open", "round/2026Q1", "--place", "公示栏", "--contact", "M01")
    words = ["objection", "lodge", f"claim/{claim}", "--text", "不实", "--receipt", "objection.json"]
    lodged.ask(*words, by="M07", at="2026-04-01")
    assert "M07" not in Path("objection.json").read_text("utf-8")
    assert lodged.say("receipt", "verify", "objection.json", "--trust", "trust.json", at="").code == 0


def test_what_is_no_receipt_is_said_in_one_sentence(lodged: Door):
    for text in ("", "{}", "[1]", '{"format": 2, "receipt": {}}', '{"format": 1, "receipt": {"unit": 1}}'):
        Path("bad.json").write_text(text, encoding="utf-8")
        assert say("receipt", "verify", "bad.json", "--trust", "trust.json").code == 7
    assert say("receipt", "verify", "claim.json", "--trust", "bad.json").code == 7
    assert say("checkpoint", "verify", "bad.json", "--trust", "trust.json").code == 7


def test_verify_finds_what_somebody_else_wrote_in_a_name_that_signs(branch: Door):
    enrol(branch, "M05")
    clean = branch.say("--json", "verify", at="")
    assert clean.code == 0
    assert any("only a door vouches" in fault["message"] for fault in clean.json["not_checked"])
    close_all()
    with sqlite3.connect(branch.db) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        changed = "CAST(replace(CAST(body AS TEXT), '2020-07-01', '2019-07-01') AS BLOB)"
        connection.execute(f"UPDATE event SET body = {changed} WHERE topic = 'member-enrolled'")
    connection.close()
    found = branch.say("--json", "verify", at="")
    assert found.code == 7
    assert "signature" in {each["what"] for each in found.json["findings"]}


def test_after_a_loss_another_key_is_made_and_registered_by_an_officer(branch: Door, keys: Path):
    branch.ask("member", "enrol", "M05", "--since", "2020-07-01", at="")
    first = branch.ask("keys", "new", "--person", "M05", at="")["verifier"]
    branch.ask("keys", "register", "M05", first, at="")
    branch.ask("keys", "revoke", "M05", first.split("+")[1], "--stolen", at="")
    assert branch.say("keys", "new", "--person", "M05", at="").code == 1
    second = branch.ask("keys", "new", "--person", "M05", "--another", at="")
    assert second["key"] == str(keys / "M05@B01.2.pem")
    assert branch.say("keys", "register", "M05", second["verifier"], by="M05", at="").code == 4
    branch.ask("keys", "register", "M05", second["verifier"], at="")
    branch.ask("member", "kin", "M05", "M02", by="M05", at="")
    assert doors(branch)[-1] == f"key:{second['verifier'].split('+')[1]}"
