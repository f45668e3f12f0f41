"""Filing is witnessing: a committee that has neither the branch's database nor its trust takes a bundle in."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cli.stores import close_all
from ledger.database import open_database
from ledger.event import Event
from ledger.keys import load_key, make_key
from ledger.mapper import event_bytes
from ledger.note import verifier_key
from tests.cli.door import Said, say
from tests.projections.branch import store
from tests.support import BRANCH, UPPER, House, Unit, opened
from tests.workflow.story import after_publicity, applied_and_observed, published
from tests.workflow.verifier.filings import bundle_of, put_right, where
from workflow.fold import fold
from workflow.record import Overlay
from workflow.verifier import write_trust

AT = ["--at", "2026-04-20T01:00:00Z"]


def countersigned(house: House, number: int) -> House:
    """A quarter up to the second signature; nobody above has seen it yet."""
    applied_and_observed(house, number, members=5)
    published(house, number)
    house.on(after_publicity(house, number)).do("clock.tick", "timer")
    filing = house.do("filing.file", "M01", subject=f"round/2026Q{number}")[0].stream.removeprefix("filing/")
    house.do("filing.countersign", "M02", filing=filing)
    return house


@pytest.fixture(scope="module")
def events() -> list[Event]:
    """The branch's log, with its first filing."""
    return list(countersigned(opened(members=5), 1).units[BRANCH].events)


@pytest.fixture(scope="module")
def above() -> Unit:
    return opened(members=5).units[UPPER]


def in_database(place: Path, **units: Unit) -> None:
    database = open_database(str(place), create=True)
    store(database, House(dict(units)))
    database.close()


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, events: list[Event], above: Unit) -> Path:
    """The committee's own desk: its ledger, its key, its trust file; and a bundle that somebody sent."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JIFEN_PASSPHRASE", raising=False)
    in_database(tmp_path / "town.db", **{UPPER: above})
    in_database(tmp_path / "branch.db", **{BRANCH: Unit(events, Overlay(fold(None, events)))})
    keys = {unit: make_key(tmp_path / f"{unit}.pem", None) for unit in (BRANCH, UPPER)}
    origins = {f"jifen/{unit}": [verifier_key(f"jifen/{unit}", key)] for unit, key in keys.items()}
    Path("trust.json").write_text(write_trust(origins, {f"jifen/{BRANCH}": f"jifen/{UPPER}"}), encoding="utf-8")
    Path("F001.jifen").write_bytes(bundle_of(events, key=keys[BRANCH]))
    forged = another_past(events)
    Path("forged.jifen").write_bytes(bundle_of(forged, key=keys[BRANCH]))
    return tmp_path


def another_past(events: list[Event]) -> list[Event]:
    """A second history under the branch's own key, as whole in itself as the first."""
    posted = where(events, "publicity-opened")
    payload = replace(events[posted].payload, place="another notice board")  # type: ignore[type-var]
    return put_right([replace(e, payload=payload) if e.position == posted else e for e in events])


def receive(bundle: str = "F001.jifen", *, db: str = "town.db", out: str = "out") -> Said:
    words = ["--db", db, "--unit", UPPER, "--as", "U1", *AT, "--json", "filing", "receive", bundle]
    try:
        return say(*words, "--trust", "trust.json", "--key", "P01.pem", "--out", out)
    finally:
        close_all()


def asked(*words: str) -> Said:
    try:
        return say(*words)
    finally:
        close_all()


def history(db: str = "town.db") -> list[str]:
    database = open_database(db, create=False, readonly=True)
    topics = [event.topic for event in database.ledger(UPPER).follow()]
    database.close()
    return topics


def test_a_bundle_is_checked_acknowledged_and_cosigned_without_the_branchs_database(town: Path):
    said = receive()
    assert said.code == 0, said
    assert said.json["verdict"]["ok"]
    assert [event["topic"] for event in said.json["answer"]["events"]] == ["filing-decided", "checkpoint-witnessed"]
    checked = asked("--json", "checkpoint", "verify", said.json["cosigned"], "--trust", "trust.json")
    assert (checked.code, checked.json["checked"]["cosignatures"]) == (0, 1)


def test_the_branch_takes_the_receipt_from_the_file(town: Path):
    receipt = receive().json["receipt"]
    words = ["--db", "branch.db", "--unit", BRANCH, "--as", "M01", *AT, "--json", "receipt", "take", "--file", receipt]
    taken = asked(*words)
    assert taken.code == 0, taken
    shown = asked("--db", "branch.db", "--unit", BRANCH, "--json", "filing", "show", "F001")
    assert shown.json["filing"]["state"] == "acknowledged"


def test_the_same_bundle_is_acknowledged_once(town: Path):
    assert receive().code == 0
    again = receive()
    assert again.code == 6
    assert [refusal["guard"] for refusal in again.json["refusals"]] == ["ended"]


def test_given_again_with_its_id_the_first_answer_comes_back(town: Path):
    words = ["--db", "town.db", "--unit", UPPER, "--as", "U1", *AT, "--id", "mine", "--json", "filing", "receive"]
    more = ["F001.jifen", "--trust", "trust.json", "--key", "P01.pem", "--out", "out"]
    first, again = asked(*words, *more), asked(*words, *more)
    assert (first.code, again.code) == (0, 0)
    assert again.json["answer"] == first.json["answer"] | {"repeated": True}


def test_a_second_history_is_refused_and_both_checkpoints_are_kept(town: Path):
    assert receive().code == 0
    said = receive("forged.jifen")
    assert said.code == 7
    assert {finding["check"] for finding in said.json["verdict"]["findings"]} == {"extends"}
    assert history()[-1] == "fork-recorded"
    database = open_database("town.db", create=False, readonly=True)
    fork = list(database.ledger(UPPER).follow())[-1].payload
    database.close()
    assert (fork.branch, fork.kept.size) == (BRANCH, fork.shown.size)
    assert fork.kept.root != fork.shown.root
    assert fork.kept.checkpoint.startswith("jifen/B01\n")
    assert fork.shown.checkpoint.startswith("jifen/B01\n")
    assert receive("forged.jifen").code == 7
    assert history().count("fork-recorded") == 1


def test_a_bundle_that_does_not_hold_is_neither_acknowledged_nor_kept(town: Path):
    data = bytearray(Path("F001.jifen").read_bytes())
    data[len(data) // 2] ^= 1
    Path("broken.jifen").write_bytes(bytes(data))
    before = history()
    said = receive("broken.jifen")
    assert said.code == 7
    assert said.json["verdict"]["findings"][0]["check"] == "container"
    assert history() == before
    assert not Path("out").exists()


def test_what_the_branchs_key_did_not_sign_is_no_evidence_against_it(town: Path, events: list[Event]):
    assert receive().code == 0
    Path("slander.jifen").write_bytes(bundle_of(another_past(events), key=make_key(town / "stranger.pem", None)))
    before = history()
    said = receive("slander.jifen")
    assert (said.code, said.json["fork"]) == (7, None)
    assert {finding["check"] for finding in said.json["verdict"]["findings"]} >= {"extends", "signature"}
    assert history() == before


def test_a_lost_ledger_comes_back_from_its_last_bundle_by_an_event_that_says_so(town: Path, events: list[Event]):
    words = ["--db", "new.db", "--as", "M01", *AT, "--json", "ledger", "recover", "F001.jifen", "--trust", "trust.json"]
    said = asked(*words, "--reason", "the disk failed")
    assert said.code == 0, said
    assert (said.json["events"], said.json["answer"]["events"][0]["topic"]) == (len(events), "ledger-recovered")
    assert asked("--db", "new.db", "verify").code == 0
    database = open_database("new.db", create=False, readonly=True)
    assert [body for _, body in database.ledger(BRANCH).bodies(len(events))] == [event_bytes(e) for e in events]
    database.close()
    assert asked(*words, "--reason", "again").code == 1
    shown = asked("--db", "new.db", "--unit", BRANCH, "--json", "filing", "show", "F001")
    assert shown.json["filing"]["state"] == "countersigned"


def test_two_committees_that_were_shown_two_histories_find_out_by_their_receipts(town: Path):
    shutil.copy("town.db", "county.db")
    one, other = receive(out="one"), receive("forged.jifen", db="county.db", out="two")
    assert (one.code, other.code) == (0, 0)
    receipts = [one.json["receipt"], other.json["receipt"]]
    compared = asked("--json", "receipt", "compare", *receipts, "--trust", "trust.json")
    assert compared.code == 7
    assert [finding["check"] for finding in compared.json["findings"]] == ["extends"]
    same = asked("--json", "receipt", "compare", receipts[0], receipts[0], "--trust", "trust.json")
    assert (same.code, same.json["ok"]) == (0, True)
    against = ["--trust", "trust.json", "--bundle", "F001.jifen"]
    assert asked("receipt", "compare", receipts[0], receipts[0], *against).code == 0
    found = asked("--json", "receipt", "compare", receipts[1], receipts[1], *against)
    assert found.code == 7
    assert json.loads(found.out)["findings"][0]["check"] == "extends"


HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "verify-a-filing.md"


def lines_of(text: str) -> list[tuple[str, int]]:
    """Every line of the how-to's shell blocks, with the exit code that stands behind it."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.S)
    return [
        (line.partition("#")[0].strip(), int(line.partition("#")[2])) for block in blocks for line in block.splitlines()
    ]


def test_the_how_to_does_what_it_says_line_by_line(town: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JIFEN_KEYS", str(town))
    for unit in (BRANCH, UPPER):
        key = verifier_key(f"jifen/{unit}", load_key(town / f"{unit}.pem", None))
        Path(f"{unit}.pub").write_text(f"{key}\n", encoding="utf-8")
    data = bytearray(Path("F001.jifen").read_bytes())
    data[-200] ^= 1
    Path("changed.jifen").write_bytes(bytes(data))
    given = lines_of(HOW_TO.read_text(encoding="utf-8"))
    assert len(given) == 8
    for line, code in given:
        program, *words = shlex.split(line)
        if program == "python":
            done = subprocess.run([sys.executable, *words], capture_output=True, text=True)
            assert done.returncode == code, line
            continue
        said = asked(*(AT if "receive" in words else []), *words)
        assert said.code == code, (line, said)
        if "receive" in words and code == 0:
            (receipt,) = Path("receipts").glob("*.receipt.json")
            shutil.copy(receipt, "receipts/B01.receipt.json")
