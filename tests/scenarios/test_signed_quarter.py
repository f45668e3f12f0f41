"""A quarter of an ordinary branch, signed by everybody, filed to a town that shares nothing with it; then every proof.

Issue 5 read as a story: the branch's desk and the town's have a database, keys and passphrases each; files travel.
"""

import json
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.door import say
from tests.scenarios.desks import Clock, Desk, id_of

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


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The quarter is filed; nobody above has seen it yet."""
    place = objected(quarter(opened(founded(tmp_path_factory.mktemp("quarter")))))
    place.clock.on("2026-04-09")
    place.branch.do("tick", by="M01")
    bundled(place, 1)
    trusted(place)
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


def test_the_same_filing_gives_the_same_bytes(filed: Place):
    filed.branch.do("filing", "bundle", "F001", "--out", filed / "again.jifen")
    assert Path(filed / "again.jifen").read_bytes() == Path(filed / "F001.jifen").read_bytes()
