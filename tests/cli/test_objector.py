"""Nobody learns who objected: two histories that differ in nothing else give the same answers to everybody."""

import re
import shutil
from pathlib import Path

import pytest

from cli.stores import close_all
from tests.cli.door import EVERYBODY, OBSERVE, Door

CONCERNED, ONE, OTHER, UPPER_CLERK = "M05", "M06", "M07", "U1"
VOTE = ["--present", EVERYBODY, "--favour", EVERYBODY]
LINES = [
    *(
        "due",
        "due --reminders",
        "inbox",
        "board --past",
        "progress",
        "register",
        "role list",
        "member list",
        "member show M05",
    ),
    *("claim show 2026Q1-001", "claim list", "explain 2026Q1-001", "objection list", "objection show O001"),
    *("audit objection O001", "audit claim 2026Q1-001", "audit member M05", "audit member M06", "audit member M07"),
    *("audit round 2026Q1", "audit window W001", "audit replay M05", "audit replay M06", "audit conduct"),
    *("export ocel", "export ocel --names", "export cloudevents", "export csv --what claims", "publicity show W001"),
    *("inbox --person M06", "round show 2026Q1", "unit list", "verify"),
]
ABOVE = ["due", "inbox", "complaint list", "complaint show K001", "audit conduct", "export ocel", "export cloudevents"]


def contested(door: Door, objector: str, complainant: str) -> list[str]:
    """M05's claim, objected to, answered and appealed; and a complaint above. What the door logs and answers."""
    said = []

    def give(line: str, by: str, at: str, unit: str = "B01", **texts: str) -> None:
        words = [*line.split(), *(each for name, text in texts.items() for each in (f"--{name}", text))]
        answered = door.say("-vv", "--json", *words, by=by, at=at, unit=unit)
        assert answered.code == 0, (line, answered)
        said.append(f"{line}\n{answered.err}\n{answered.out}")

    door.ask(*OBSERVE, by="M02")
    door.ask("session", "review", "2026Q1", *VOTE, by="M02", at="2026-04-01")
    give("publicity open round/2026Q1 --place 公示栏 --contact M01", "M01", "2026-04-02")
    give("objection lodge claim/2026Q1-001", objector, "2026-04-03", text="不符")
    give("objection admit O001", "M01", "2026-04-03")
    give(f"objection answer O001 --dismissed {' '.join(VOTE)}", "M02", "2026-04-04", reason="一致")
    give("objection tell O001", "M01", "2026-04-04")
    give("appeal lodge O001", objector, "2026-04-05", text="请核")
    give(
        "complaint lodge claim/2026Q1-001 --branch B01 --member M05", complainant, "2026-04-05", unit="P01", text="不实"
    )
    give("complaint admit K001", UPPER_CLERK, "2026-04-05", unit="P01")
    give("appeal decide --from B01 --objection O001 --dismissed", UPPER_CLERK, "2026-04-06", unit="P01", reason="维持")
    give("receipt take --all", "M01", "2026-04-06")
    return said


def answers(door: Door, logged: list[str]) -> list[str]:
    """What every line answers to each reader, with what is random or hashed left out."""
    found = [*logged]
    for reader in ("M01", "M02", CONCERNED, UPPER_CLERK):
        for line in LINES:
            said = door.say("-vv", "--json", *line.split(), by=reader, at="")
            found.append(f"{reader} {line}\n{said.code}\n{said.out}\n{said.err}")
    for line in ABOVE:
        said = door.say("-vv", *line.split(), by=UPPER_CLERK, unit="P01", at="")
        found.append(f"{UPPER_CLERK} {line}\n{said.code}\n{said.out}\n{said.err}")
    return [_plain(each) for each in found]


def _plain(text: str) -> str:
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}", "#", text)  # ids and digests
    text = re.sub(r"[A-Za-z0-9+/_=-]{24,}", "#", text)  # ciphertext
    return re.sub(r"(ms|elapsed|seconds|duration|timestamp)\"?[=:] ?\S+|\d{4}-\d\d-\d\dT\S+", "#", text)


@pytest.fixture
def histories(_played: Path, tmp_path: Path) -> list[list[str]]:
    found = []
    for objector, complainant in ((ONE, OTHER), (OTHER, ONE)):
        (folder := tmp_path / "at").mkdir()
        door = Door(Path(shutil.copy(_played, folder / "ledger.db")), day="2026-03-20")
        found.append(answers(door, contested(door, objector, complainant)))
        close_all()
        shutil.rmtree(folder)
    return found


def test_no_answer_and_no_log_line_tells_who_objected(histories):
    one, other = histories
    assert len(one) == len(other)
    told = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    assert not told, told[0]
    assert sum("O001" in each for each in one) > 20


def test_whether_somebody_else_may_appeal_is_not_told(door: Door):
    contested(door, ONE, OTHER)
    asked = ["appeal lodge O001 --text x", "appeal.lodge O001 --text x", "objection lodge claim/2026Q1-001 --text x"]
    for line in asked:
        for actor in (ONE, OTHER):
            said = door.say("--json", "can", actor, *line.split(), by=CONCERNED, at="2026-04-07")
            assert (said.code, [each["guard"] for each in said.json["refusals"]]) == (4, ["who-may"])
    assert door.say("can", "appeal", "lodge", "O001", "--text", "x", by=ONE, at="2026-04-07").code == 6
