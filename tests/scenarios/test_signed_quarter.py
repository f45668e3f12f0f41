"""A quarter of an ordinary branch, signed by everybody, filed to a town that shares nothing with it; then every proof.

Issue 5 read as a story: the branch's desk and the town's have a database, keys and passphrases each; files travel.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ledger.bundle import read_bundle
from tests.cli.door import say
from tests.scenarios.desks import SECRET, ZONE, Clock, Desk, id_of

PEOPLE = ("M01", "M02", "M03", "M04", "M05")
COMMITTEE = "M01,M02,M03"
COUNTS = ["--entitled", "5", "--present", "5", "--favour", "5"]
NAMES = {"M05": "刘长河金丝雀"}
REASON = "金丝雀的理由"


@dataclass
class Place:
    folder: Path
    clock: Clock
    branch: Desk
    town: Desk

    def __truediv__(self, name: str) -> str:
        return str(self.folder / name)

    def copied(self, folder: Path) -> "Place":
        """Everything as it is now, to go on from elsewhere: also what an insider has who kept a backup."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        clock = Clock(self.clock.now)
        return Place(folder, clock, Desk(folder / "branch", "B01", clock), Desk(folder / "town", "P01", clock))


def founded(folder: Path) -> Place:
    clock = Clock()
    branch, town = Desk(folder / "branch", "B01", clock), Desk(folder / "town", "P01", clock)
    place = Place(folder, clock, branch, town)
    for desk in (town, branch):
        desk.do("init")
    town.do("unit", "found", "--kind", "committee", "--secretary", "U1", "--committee", "U1,U2,U3", by="root")
    found = ["unit", "found", "--kind", "branch", "--parent", "P01", "--secretary", "M01", "--committee", COMMITTEE]
    branch.do(*found, by="U1")
    for desk, people in ((town, ("U1", "U2")), (branch, PEOPLE[:3])):
        desk.do("keys", "new")
        for person in people:
            desk.key(person)
    for person in PEOPLE:
        more = ["--name", NAMES[person]] if person in NAMES else []
        branch.do("member", "enrol", person, "--since", "2020-01-01", "--department", "D1", *more, by="M01")
    for person in PEOPLE[3:]:
        branch.key(person)
    branch.do("role", "appoint", "M02", "recorder", "--since", "2026-01-01", by="M01")
    branch.do("role", "appoint", "M03", "deputy-recorder", "--since", "2026-01-01", by="M01")
    branch.do("role", "appoint", "M04", "department-head", "--since", "2026-01-01", "--department", "D1", by="M01")
    return place


def carried_up(place: Place, position: int, name: str) -> str:
    """A receipt of the branch's entry, as a file for the town."""
    place.branch.do("receipt", "make", str(position), "--out", place / name)
    return place / name


def opened(place: Place) -> Place:
    branch, town = place.branch, place.town
    place.clock.on("2026-01-03")
    branch.do("cycle", "plan", "2026", "--starts", "2026-01-01", "--ends", "2026-12-31", by="M01")
    rules = place.folder / "rules.toml"
    rules.write_text(say("scheme", "show", "pipeline").out, encoding="utf-8")
    branch.do("scheme", "propose", str(rules), by="M01")
    digest = branch.do("scheme", "check", str(rules))["digest"]
    adopted = branch.do("scheme", "adopt", digest, *COUNTS, by="M02")
    request = carried_up(place, adopted["events"][-1]["position"], "adopted.receipt.json")
    decided = town.do("scheme", "approve", "--file", request, by="U1")
    town.do("receipt", "make", str(decided["events"][0]["position"]), "--out", place / "approved.receipt.json")
    branch.do("receipt", "take", "--file", place / "approved.receipt.json", by="M01")
    branch.do("cycle", "open", "2026", "--scheme", digest, by="M01")
    return place


def quarter(place: Place) -> Place:
    branch = place.branch
    place.clock.on("2026-01-10")
    days = "--cycle 2026 --starts 2026-01-01 --ends 2026-03-31 --closes 2026-03-28"
    branch.do("round", "open", "2026Q1", *days.split(), by="M01")
    place.clock.on("2026-03-20")
    for person in PEOPLE:
        recorder, signer = ("M03" if person == "M02" else "M02"), ("M01" if person == "M04" else "M04")
        apply = ["claim", "apply", "--item", "daily.achievement", "--on", "2026-03-20", "--points", "18"]
        receipt = ["--receipt", place / f"{person}.claim.json"]
        claim = id_of(branch.do(*apply, "--evidence", "record", *receipt, by=person))
        branch.do("claim", "sign", claim, "--note", REASON, by=signer)
        branch.do("claim", "register", claim, by=recorder)
        observe = ["claim", "observe", person, "--item", "daily.study", "--on", "2026-03-20", "--points", "31"]
        branch.do(*observe, by=recorder)
    place.clock.on("2026-03-31", 15)
    branch.do("session", "review", "2026Q1", "--present", COMMITTEE, "--favour", COMMITTEE, by="M02")
    branch.do("publicity", "open", "round/2026Q1", "--place", "notice board", "--contact", "M01", by="M01")
    return place


def objected(place: Place) -> Place:
    """Somebody objects to a line of M05; the window is witnessed above; the answer is no."""
    branch, town = place.branch, place.town
    opened_at = _last(branch, "publicity-opened")
    place.clock.on("2026-04-01")
    seen = town.do("window", "witness", "--file", carried_up(place, opened_at, "window.json"), by="U1")
    town.do("receipt", "make", str(seen["events"][0]["position"]), "--out", place / "seen.json")
    branch.do("receipt", "take", "--file", place / "seen.json", by="M01")
    place.clock.on("2026-04-02")
    about = json.loads((place.folder / "M05.claim.json").read_text("utf-8"))["receipt"]["body"]
    words = ["objection", "lodge", json.loads(about)["stream"], "--text", REASON]
    objection = id_of(branch.do(*words, "--receipt", place / "objection.json", by="M04"))
    branch.do("objection", "admit", objection, by="M01")
    votes = ["--present", COMMITTEE, "--favour", COMMITTEE, "--reason", REASON]
    branch.do("objection", "answer", objection, "--dismissed", *votes, by="M02")
    branch.do("objection", "tell", objection, by="M01")
    return place


def _last(desk: Desk, topic: str) -> int:
    database = sqlite3.connect(desk.at("ledger.db"))
    (position,) = database.execute("SELECT max(position) FROM event WHERE topic = ?", (topic,)).fetchone()
    database.close()
    return int(position)


def bundled(place: Place, number: int, *more: str) -> str:
    """The round is filed by the secretary, countersigned, and put into one file."""
    branch, name = place.branch, f"F00{number}"
    filing = id_of(branch.do("filing", "file", f"round/2026Q{number}", by="M01"))
    branch.do("filing", "countersign", filing, by="M02")
    branch.do("filing", "bundle", filing, "--out", place / f"{name}.jifen", *more)
    return place / f"{name}.jifen"


def trusted(place: Place, out: str = "trust.json", *more: str) -> str:
    for desk in (place.branch, place.town):
        shutil.copy(desk.at("keys", f"{desk.unit}.pub"), place.folder)
    words = ["trust", "write", "--unit", "B01", "--unit", "P01", "--parent", "B01=P01"]
    place.town.do(*words, "--keys", str(place.folder), "--out", place / out, *more)
    return place / out


def received(place: Place, bundle: str, *, expect: int = 0) -> Any:
    """The town takes the bundle in, with its own trust file and its own ledger."""
    words = ["filing", "receive", bundle, "--trust", place / "trust.json", "--out", place / "receipts"]
    return place.town.do(*words, by="U1", expect=expect)


def acknowledged(place: Place, number: int) -> Place:
    """The filing goes up, the receipt comes down, each as a file."""
    answer = received(place, place / f"F00{number}.jifen")
    place.branch.do("receipt", "take", "--file", answer["receipt"], by="M01")
    return place


def second_quarter(place: Place, points: str = "30") -> Place:
    """A quiet one, with a new key each for M02 and for the ledger on the way."""
    place.clock.on("2026-04-20")
    place.branch.do("keys", "rotate", "--person", "M02", by="M02")
    place.branch.do("keys", "rotate", by="M01")
    return quiet(place, 2, "04-01", "06-30", "M05", points)


def quiet(place: Place, number: int, starts: str, ends: str, member: str, points: str = "30") -> Place:
    """A round of one line; it stands in the register when its window is over."""
    branch, clock, name = place.branch, place.clock, f"2026Q{number}"
    first, last = f"2026-{starts}", f"2026-{ends}"
    clock.on(last, 8)
    days = ["--cycle", "2026", "--starts", first, "--ends", last, "--closes", f"{last[:-2]}27"]
    branch.do("round", "open", name, *days, by="M01")
    branch.do("claim", "observe", member, "--item", "daily.study", "--on", last, "--points", points, by="M02")
    clock.on(last, 15)
    branch.do("session", "review", name, "--present", COMMITTEE, "--favour", COMMITTEE, by="M02")
    branch.do("publicity", "open", f"round/{name}", "--place", "notice board", "--contact", "M01", by="M01")
    clock.now += timedelta(days=9)
    branch.do("tick", by="M01")
    return place


def moved(place: Place) -> Desk:
    """M05 goes to another branch, which has a desk of its own: request and decision travel as files."""
    branch, clock = place.branch, place.clock
    other = Desk(place.folder / "other", "B02", clock)
    other.do("init")
    found = ["unit", "found", "--kind", "branch", "--parent", "P01", "--secretary", "N01", "--committee", "N01,N02"]
    other.do(*found, by="U1")
    other.do("keys", "new")
    other.key("N01")
    request = branch.do("transfer", "request", "M05", "--to", "B02", by="M01")["events"][0]["position"]
    clock.now += timedelta(days=1)
    file = carried_up(place, request, "transfer.json")
    day = clock.now.astimezone(ZONE).date().isoformat()
    decided = other.do("transfer", "accept", "--file", file, "--since", day, by="N01")["events"][0]["position"]
    other.do("receipt", "make", str(decided), "--out", place / "accepted.json")
    branch.do("receipt", "take", "--file", place / "accepted.json", by="M01")
    return other


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The quarter is filed; nobody above has seen it yet."""
    place = objected(quarter(opened(founded(tmp_path_factory.mktemp("quarter")))))
    place.clock.on("2026-04-09")
    place.branch.do("tick", by="M01")
    bundled(place, 1)
    trusted(place)
    return place


@pytest.fixture(scope="module")
def seen(filed: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The first quarter is acknowledged."""
    place = filed.copied(tmp_path_factory.mktemp("seen"))
    place.clock.on("2026-04-10")
    return acknowledged(place, 1)


@pytest.fixture(scope="module")
def twice(seen: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The second is filed with the proof that the log goes on from there; nobody has seen it yet."""
    place = second_quarter(seen.copied(tmp_path_factory.mktemp("twice")))
    (receipt,) = (place.folder / "receipts").glob("*.receipt.json")
    bundled(place, 2, "--since", receipt.name.removeprefix("B01-").partition(".")[0])
    return place


def test_everything_is_signed_but_first_keys_and_the_office_and_the_verdict_says_so(filed: Place):
    said = say("--json", "filing", "verify", filed / "F001.jifen", "--trust", filed / "trust.json")
    assert said.code == 0, said
    verdict = said.json
    assert verdict["checked"]["commands signed"] > 40
    (doors,) = [line for line in verdict["not_checked"] if "only a door vouches" in line]
    assert sorted(doors.partition("vouches (")[2].strip(")").split(", ")) == [
        *(f"local for {person} 1" for person in PEOPLE),
        "office for B01#office 1",
    ]


def test_neither_the_bundle_nor_the_log_for_operators_says_who_objected(filed: Place):
    events = read_bundle(Path(filed / "F001.jifen").read_bytes())["events.jsonl"].splitlines()
    lodged = [event for event in events if json.loads(event)["stream"].startswith("objection/")]
    assert len(lodged) == 4
    assert not any(b"M04" in event for event in lodged)
    lines = [line for said in filed.branch.lines for line in said.splitlines() if "event=objection.lodge" in line]
    assert len(lines) == 1
    assert "by=B01#office" in lines[0]
    assert "M04" not in lines[0]


def test_the_verifier_as_one_file_says_the_same(filed: Place):
    words = [filed / "F001.jifen", "--trust", filed / "trust.json", "--json"]
    assert say("filing", "verifier", "--out", filed / "verify.pyz").code == 0
    done = subprocess.run([sys.executable, filed / "verify.pyz", *words], capture_output=True, env={}, cwd="/")
    assert done.returncode == 0
    assert json.loads(done.stdout) == say("filing", "verify", *words).json


def test_the_town_cosigns_what_it_saw_and_the_branch_learns_of_it(seen: Place):
    trust = ["--trust", seen / "trust.json"]
    (cosigned,) = (seen.folder / "receipts").glob("*.cosigned.txt")
    assert say("--json", "checkpoint", "verify", str(cosigned), *trust).json["checked"]["cosignatures"] == 1
    assert seen.branch.do("filing", "show", "F001", by="M01")["filing"]["state"] == "acknowledged"


@pytest.mark.parametrize("receipt", ["M05.claim.json", "objection.json"])
def test_a_receipt_is_held_against_the_filing_and_against_the_ledger(seen: Place, receipt: str):
    words = ["receipt", "verify", seen / receipt, "--trust", seen / "trust.json"]
    assert say(*words).code == 0
    assert say(*words, "--bundle", seen / "F001.jifen").code == 0
    assert seen.branch.say(*words).code == 0
    said = json.loads((seen.folder / receipt).read_text("utf-8"))
    said["receipt"]["checkpoint"] = ""
    (seen.folder / "bare.json").write_text(json.dumps(said), encoding="utf-8")
    assert say("receipt", "verify", seen / "bare.json", "--trust", seen / "trust.json").code == 7


def test_the_second_filing_goes_on_from_the_first(twice: Place, tmp_path: Path):
    verdict = received(twice.copied(tmp_path), twice / "F002.jifen")["verdict"]
    assert (verdict["ok"], verdict["checked"]["earlier checkpoints"], verdict["checked"]["parts"]) == (True, 1, 7)
    assert any("events after the last filed checkpoint" in line for line in verdict["not_checked"])


def test_the_same_filing_gives_the_same_bytes_after_the_ledgers_key_was_handed_on(twice: Place):
    twice.branch.do("filing", "bundle", "F001", "--out", twice / "again.jifen")
    assert Path(twice / "again.jifen").read_bytes() == Path(twice / "F001.jifen").read_bytes()


def test_a_second_history_is_kept_as_evidence_and_two_committees_find_out(seen: Place, twice: Place, tmp_path: Path):
    """The insider has the branch's key, a backup from before the second quarter, and files another one elsewhere."""
    place, county = twice.copied(tmp_path / "town"), seen.copied(tmp_path / "county")
    forged = bundled(second_quarter(county, points="31"), 2)
    one, other = received(place, place / "F002.jifen"), received(county, forged)
    trust, against = ["--trust", place / "trust.json"], ["--bundle", place / "F002.jifen"]
    compared = say("--json", "receipt", "compare", one["receipt"], other["receipt"], *trust)
    assert (compared.code, [found["check"] for found in compared.json["findings"]]) == (7, ["extends"])
    assert say("receipt", "compare", one["receipt"], other["receipt"], *trust, *against).code == 7
    shown = received(place, forged, expect=7)
    assert [found["check"] for found in shown["verdict"]["findings"]] == ["extends"]
    assert [event["topic"] for event in shown["fork"]["events"]] == ["fork-recorded"]
    assert place.town.say("verify").code == 0


def test_a_member_moves_between_two_databases_and_the_receipt_is_checked_with_the_other_branchs_key(
    twice: Place, tmp_path: Path
):
    place = twice.copied(tmp_path)
    acknowledged(place, 2)
    other = moved(place)
    bundle = bundled(quiet(place, 3, "07-01", "09-30", "M04"), 3)
    shutil.copy(other.at("keys", "B02.pub"), place.folder)
    units = ["--unit", "B01", "--unit", "B02", "--unit", "P01", "--parent", "B01=P01", "--keys", str(place.folder)]
    place.town.do("trust", "write", *units, "--out", place / "three.json")
    known, unknown = (say("--json", "filing", "verify", bundle, "--trust", place / n) for n in THREE_AND_TWO)
    assert (known.code, unknown.code) == (0, 0)
    assert not any("receipts carry" in line for line in known.json["not_checked"])
    assert any("1 of 5 receipts carry" in line for line in unknown.json["not_checked"])
    trust = json.loads((place.folder / "three.json").read_text("utf-8"))
    other.do("keys", "new", "--out", place / "stranger")
    (stranger,) = (place.folder / "stranger").glob("*.pub")
    trust["origins"]["jifen/B02"] = [stranger.read_text("utf-8").strip()]
    (place.folder / "wrong.json").write_text(json.dumps(trust), encoding="utf-8")
    refused = say("--json", "filing", "verify", bundle, "--trust", place / "wrong.json")
    assert (refused.code, [found["check"] for found in refused.json["findings"]]) == (7, ["receipt"])


THREE_AND_TWO = ("three.json", "trust.json")


def test_who_is_forgotten_is_nowhere_and_everything_still_verifies(twice: Place, tmp_path: Path):
    place = twice.copied(tmp_path)
    acknowledged(place, 2)
    place.clock.on("2026-07-20")
    said = len(place.branch.lines)
    (place.folder / "request.pdf").write_bytes(b"please")
    asked = ["--ground", "request", "--document", place / "request.pdf"]
    place.branch.do("member", "forget", "M05", *asked, by="M01")
    gone = sent_out(place) + "".join(place.branch.lines[said:])
    assert NAMES["M05"] not in gone
    assert place.branch.say("verify", "--trust", place / "trust.json").code == 0
    bundle = bundled(quiet(place, 3, "07-01", "09-30", "M04"), 3)
    assert say("filing", "verify", bundle, "--trust", place / "trust.json").code == 0
    files = {path: path.read_bytes() for path in place.folder.rglob("*") if path.is_file()}
    for path, data in files.items():
        for secret in (NAMES["M05"], REASON):
            assert secret.encode() not in data, path
            assert json.dumps(secret)[1:-1].encode() not in data, path
        assert "secrets" in path.parts or SECRET.encode() not in data, path
        assert b"BEGIN PRIVATE KEY" not in data, path


def sent_out(place: Place) -> str:
    """Everything that leaves the branch, with names where they can be asked for; and what was said meanwhile."""
    said = []
    for kind, more in (("ocel", ["--names"]), ("cloudevents", []), ("csv", ["--names"]), ("parquet", ["--names"])):
        said.append(place.branch.say("export", kind, *more, "--out", place / f"all.{kind}", by="M01"))
    for words in (["replay", "M05"], ["diff", "M05", "--before-known-at", "2026-04-01"], ["conduct"]):
        said.append(place.branch.say("audit", *words, "--names", "--html", place / f"{words[0]}.html", by="M01"))
    said += [place.branch.say(*words, by="M01") for words in (["member", "list"], ["register"], ["board", "--past"])]
    assert [each.code for each in said] == [0] * len(said), said
    return "".join(each.out + each.err for each in said)


def test_a_branch_that_lost_its_end_says_so_and_goes_on_from_its_bundle(twice: Place, tmp_path: Path):
    """What came after the bundle is gone; whoever holds a receipt of it can show that."""
    place = twice.copied(tmp_path)
    branch, trust = place.branch, ["--trust", place / "trust.json"]
    branch.do("member", "kin", "M04", "M05", by="M04")
    branch.do("receipt", "make", str(_last(branch, "kin-declared")), "--out", place / "lost.json")
    assert branch.say("receipt", "verify", place / "lost.json", *trust).code == 0
    Path(branch.at("ledger.db")).unlink()
    said = branch.do("ledger", "recover", place / "F002.jifen", *trust, "--reason", REASON, by="M01")
    assert [event["topic"] for event in said["answer"]["events"]] == ["ledger-recovered"]
    assert branch.say("verify").code == 0
    assert branch.say("receipt", "verify", place / "M05.claim.json", *trust).code == 0
    assert branch.say("receipt", "verify", place / "lost.json", *trust).code == 7
    acknowledged(place, 2)
    assert branch.do("filing", "show", "F002", by="M01")["filing"]["state"] == "acknowledged"
    verdict = received(place, bundled(quiet(place, 3, "07-01", "09-30", "M04"), 3))["verdict"]
    assert (verdict["ok"], verdict["checked"]["earlier checkpoints"]) == (True, 1)


def test_the_same_filing_gives_the_same_bytes(filed: Place):
    filed.branch.do("filing", "bundle", "F001", "--out", filed / "again.jifen")
    assert Path(filed / "again.jifen").read_bytes() == Path(filed / "F001.jifen").read_bytes()
