"""The command line as a user has it, in this process: words in, exit code and words out."""

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.main import run

UPPER, BRANCH = "P01", "B01"
SECRETARY, RECORDER, DEPUTY = "M01", "M02", "M03"
MEMBERS = tuple(f"M{number:02}" for number in range(1, 8))
EVERYBODY = "M01,M02,M03"
NAMES = dict(zip(MEMBERS, ["陈志远", "李秀兰", "王建国", "赵雪梅", "刘长河", "孙玉芬", "周德胜"], strict=True))


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def say(*words: str) -> Said:
    """One line."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words)
    return Said(code, out.getvalue(), err.getvalue())


@dataclass
class Door:
    """A database, and who stands at the door on which day."""

    db: Path
    unit: str = BRANCH
    by: str = SECRETARY
    day: str = "2026-01-02"

    def say(self, *words: str, by: str | None = None, unit: str | None = None, at: str | None = None) -> Said:
        """One line, whatever comes of it."""
        line = ("--db", str(self.db), "--unit", unit or self.unit, "--as", by or self.by)
        return say(*line, *(("--at", at or self.day) if at != "" else ()), *words)

    def ask(self, *words: str, **more: str) -> Any:
        """One line that must be answered, as JSON."""
        said = self.say("--json", *words, **more)
        assert said.code == 0, f"{words}: exit {said.code}\n{said.out}\n{said.err}"
        return said.json

    def read(self, *words: str, **more: str) -> str:
        """One line that must be answered, for people. Reading takes no time of its own."""
        said = self.say(*words, at=more.pop("at", ""), **more)
        assert said.code == 0, f"{words}: exit {said.code}\n{said.out}\n{said.err}"
        return said.out

    def id_of(self, answer: Any) -> str:
        """The id that the ledger gave to what came first."""
        return str(answer["events"][0]["stream"]).partition("/")[2]


def founded(db: Path) -> Door:
    """A committee above, and a branch of seven with a recorder, a deputy and a department head."""
    door = Door(db)
    assert say("--db", str(db), "init").code == 0
    door.ask(
        *["unit", "found", "--kind", "committee", "--sandbox", "--secretary", "U1", "--committee", "U1,U2,U3"],
        by="root",
        unit=UPPER,
    )
    door.ask(
        *f"unit found --kind branch --parent P01 --sandbox --secretary M01 --committee {EVERYBODY}".split(), by="U1"
    )
    for member, name in NAMES.items():
        door.ask("member", "enrol", member, "--name", name, "--since", "2020-07-01", "--department", "D1")
    for person, role in ((RECORDER, "recorder"), (DEPUTY, "deputy-recorder")):
        door.ask("role", "appoint", person, role, "--since", "2026-01-01")
    door.ask("role", "appoint", "M04", "department-head", "--since", "2026-01-01", "--department", "D1")
    return door


def ruled(db: Path) -> Door:
    """The same with the year open under the pipeline scheme, approved above."""
    door = founded(db)
    paper = db.with_name("rules.toml")
    paper.write_text(say("scheme", "show", "pipeline").out, encoding="utf-8")
    door.ask("cycle", "plan", "2026", "--starts", "2026-01-01", "--ends", "2026-12-31")
    door.ask("scheme", "propose", str(paper))
    digest = door.ask("scheme", "check", str(paper))["digest"]
    counts = ["--entitled", "7", "--present", "7", "--favour", "7"]
    door.ask("scheme", "adopt", digest, *counts, by=RECORDER)
    door.ask("scheme", "approve", "--from", BRANCH, by="U1", unit=UPPER)
    door.ask("receipt", "take", "--all")
    door.ask("cycle", "open", "2026", "--scheme", digest)
    return door


def opened(db: Path) -> Door:
    """The same with the first quarter open."""
    door = ruled(db)
    quarter = "--cycle 2026 --starts 2026-01-01 --ends 2026-03-31 --closes 2026-03-28"
    door.ask("round", "open", "2026Q1", *quarter.split(), at="2026-01-10")
    door.day = "2026-03-20"
    return door


APPLY = [
    "claim",
    "apply",
    "--item",
    "daily.achievement",
    "--on",
    "2026-03-20",
    "--points",
    "18",
    "--evidence",
    "record",
]
OBSERVE = ["claim", "observe", "M05", "--item", "daily.study", "--on", "2026-03-20", "--points", "31"]
