"""Keys, trust files and filing bundles at the command line: made by one, checked by another."""

import shutil
import stat
from pathlib import Path

import pytest

from cli.house import Group
from cli.main import root
from ledger.database import open_database
from tests.cli.door import Door, Said, say
from tests.projections.branch import store
from tests.support import BRANCH, UPPER, House, opened
from tests.workflow.story import round_done

WORDS = {
    "new-key": "cli.keys:new_key",
    "export": "cli.keys:export_key",
    "trust": "cli.proof:write_trust_file",
    "bundle": "cli.proof:bundle_filing",
    "verify": "cli.proof:verify_filing",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("told") / "ledger.db"
    house: House = round_done(opened(), 1)
    database = open_database(str(place), create=True)
    store(database, house)
    database.close()
    return place


@pytest.fixture
def door(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    monkeypatch.setitem(root.lazy, "proof", lambda: Group("proof", lazy=WORDS, help="proof"))
    monkeypatch.delenv("JIFEN_PASSPHRASE", raising=False)
    monkeypatch.setenv("JIFEN_KEYS", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return Door(Path(shutil.copy(told, tmp_path / "ledger.db")))


def alone(*words: str) -> Said:
    """Without a database, as the one who checks."""
    return say("proof", *words)


def filed(door: Door) -> Door:
    for unit in (BRANCH, UPPER):
        door.ask("proof", "new-key", unit=unit, at="")
    door.ask("proof", "bundle", "F001", "--key", "B01.pem", "--out", "F001.jifen", at="")
    door.ask("proof", "trust", "--unit", "B01", "--unit", "P01", "--out", "trust.json", at="")
    return door


def test_a_filing_is_bundled_by_the_branch_and_verified_by_anybody(door):
    filed(door)
    verdict = alone("verify", "F001.jifen", "--trust", "trust.json", "--json")
    assert (verdict.code, verdict.json["ok"]) == (0, True)
    assert "whether" in alone("verify", "F001.jifen", "--trust", "trust.json").out


def test_a_bundle_that_was_changed_is_exit_7_with_its_place(door):
    filed(door)
    data = bytearray(Path("F001.jifen").read_bytes())
    data[len(data) // 2] ^= 1
    Path("F001.jifen").write_bytes(data)
    verdict = alone("verify", "F001.jifen", "--trust", "trust.json")
    assert verdict.code == 7
    assert "container" in verdict.out


def test_a_key_is_its_owners_alone_and_never_made_twice(door):
    made = door.ask("proof", "new-key", "--out", "keys", at="")
    assert made["verifier"].startswith("jifen/B01+")
    assert stat.S_IMODE(Path(made["key"]).stat().st_mode) == 0o600
    assert door.say("proof", "new-key", "--out", "keys", at="").code == 1
    assert door.ask("proof", "export", "keys/B01.pem", at="")["verifier"] == made["verifier"]


def test_a_key_takes_its_passphrase_from_the_environment(door, monkeypatch):
    monkeypatch.setenv("JIFEN_PASSPHRASE", "a long one")
    made = door.ask("proof", "new-key", at="")
    assert b"ENCRYPTED" in Path(made["key"]).read_bytes()
    Path("B01.pub").unlink()
    assert door.ask("proof", "export", "B01.pem", at="")["verifier"] == made["verifier"]
    monkeypatch.setenv("JIFEN_PASSPHRASE", "another")
    assert door.say("proof", "export", "B01.pem", at="").code == 1


def test_only_a_drill_goes_without_a_passphrase(door):
    said = say("--unit", "B01", "proof", "new-key")
    assert said.code != 0
    assert not Path("B01.pem").exists()


def test_the_trust_file_knows_who_stands_above_and_what_was_filed_last(door):
    filed(door)
    made = door.ask("proof", "trust", "--unit", "B01", "--unit", "P01", "--out", "trust.json", "--last", at="")
    assert made["parents"] == {"jifen/B01": "jifen/P01"}
    assert '"last"' in Path("trust.json").read_text("utf-8")


def test_what_is_not_there_is_said_in_one_sentence(door):
    door.ask("proof", "new-key", at="")
    assert door.say("proof", "bundle", "F009", "--key", "B01.pem", "--out", "x.jifen", at="").code == 3
    assert door.say("proof", "bundle", "F001", "--key", "none.pem", "--out", "x.jifen", at="").code == 3
    assert door.say("proof", "trust", "--unit", "B09", "--out", "trust.json", at="").code == 3
    assert alone("verify", "none.jifen", "--trust", "none.json").code == 1
