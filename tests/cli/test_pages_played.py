"""The tutorial and the how-to pages, played: their lines as they stand do what the pages say."""

import itertools
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.door import Said, ruled, say
from tests.cli.test_pages import DOCS, filled

REFUSED = 6


def blocks(page: str, language: str = "sh") -> Iterator[str]:
    """The lines of a page's shell blocks; continued lines as one, a loop as its turns."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for block in re.findall(rf"^```{language}\n(.*?)^```", text, re.S | re.M):
        for line in re.sub(r"\\\n\s*", "", block).splitlines():
            if loop := re.fullmatch(r"for (\w+) in (.*?); do (.*); done", line):
                yield from (loop[3].replace(f"${loop[1]}", turn) for turn in loop[2].split())
            elif line.strip():
                yield re.sub(r"\s+# .*", "", line)


def cells(page: str, column: int) -> Iterator[str]:
    """The commands in a column of a page's tables, with those that a cell gives as alternatives."""
    for row in re.findall(r"^\|(.*)\|$", (DOCS / page).read_text(encoding="utf-8"), re.M):
        yield from re.findall(r"`(jifen [^`]*)`", row.split("|")[column] if row.count("|") >= column else "")


@dataclass
class Shell:
    """What a reader's shell keeps: the environment, and words that the page leaves to them."""

    monkeypatch: pytest.MonkeyPatch
    put: dict[str, str] = field(default_factory=dict)

    def type(self, line: str, *, at: str | None = None, by: str | None = None) -> Said:
        """One line as it stands; the day, and the person at the keyboard, are the surroundings'."""
        for word, value in self.put.items():
            line = line.replace(word, value)
        line, _, target = line.partition(" > ")
        program, *words = shlex.split(line)
        if program == "export":
            for name, value in (word.split("=", 1) for word in words):
                self.monkeypatch.setenv(name, value)
            return Said(0, "", "")
        assert program == "jifen", line
        if by is not None:
            self.monkeypatch.setenv("JIFEN_AS", by)
        said = say(*(["--at", at] if at and "--at" not in words else []), *filled(words))
        if target:
            Path(target).write_text(said.out, encoding="utf-8")
        if found := re.search(r"\b[0-9a-f]{64}\b", said.out if words[-2:-1] == ["propose"] else ""):
            self.put["DIGEST"] = found[0]
        return said


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)
    for paper in ("report.pdf", "photo.jpg", "notice.pdf", "minutes.pdf", "letter.pdf", "request.pdf"):
        Path(paper).write_bytes(paper.encode())
    return Shell(monkeypatch)


def test_the_tutorial_is_true(shell: Shell):
    said = {}
    for line in itertools.islice(blocks("tutorial.md"), 1, None):  # after `make setup`
        said[line] = shell.type(line)
        wanted = REFUSED if "--points 99" in line else 0
        assert said[line].code == wanted, (line, said[line])
    assert said["jifen claim show 2026Q1-001"].out.count("31") >= 1
    refusal = next(answer.err for line, answer in said.items() if "--points 99" in line)
    assert all(guard in refusal for guard in ("who-may", "own-claim", "in-range"))
    assert "verified" in said["jifen verify"].out


# A round, row by row: who sits at the keyboard, and on which day.
ROUND: Mapping[str, tuple[str, str]] = {
    "round open": ("M01", "2026-01-10"),
    "claim apply": ("M05", "2026-03-21"),
    "claim sign": ("M04", "2026-03-22"),
    "claim register": ("M02", "2026-03-23"),
    "claim observe": ("M02", "2026-03-23"),
    "claim nothing": ("M07", "2026-03-23"),
    "session review": ("M02", "2026-04-01"),
    "publicity open round": ("M01", "2026-04-02"),
    "objection lodge": ("M06", "2026-04-03"),
    "publicity open claim": ("M01", "2026-04-07"),
    "tick": ("timer", "2026-04-16"),
    "filing file": ("M01", "2026-04-17"),
    "filing countersign": ("M03", "2026-04-17"),
    "--unit P01 filing acknowledge": ("U1", "2026-04-20"),
    "--unit P01 check record": ("U2", "2026-04-21"),
    "receipt take": ("M01", "2026-04-22"),
}
# What the page has beside the way through: another choice in the same cell, or another scheme's step.
BESIDE = ("claim return", "meeting confirm", "objection admit", "objection answer", "objection tell", "can …")


def test_a_round_runs_as_its_page_says(shell: Shell, tmp_path: Path):
    door = ruled(tmp_path / "ledger.db")
    shell.type("export JIFEN_DB=ledger.db JIFEN_UNIT=B01 JIFEN_AS=M01")
    taken = []
    for line in cells("how-to/run-a-round.md", 2):
        words = line.removeprefix("jifen ")
        step = next((step for step in ROUND if words.startswith(step)), None)
        assert step or words.startswith(BESIDE), line
        if step is None:
            continue
        by, at = ROUND[step]
        if step == "session review":  # five lines more, of which the page lowers one and rejects another
            for member in ("M06", "M07", "M03", "M04", "M01"):
                door.ask("claim", "observe", member, *OF_THE_QUARTER, by="M02", at=at.replace("04-01", "03-24"))
        if step == "publicity open claim":  # the cell before has the shorter forms of a chapter of its own
            vote = ["--present", "M01,M02,M03", "--favour", "M01,M02,M03"]
            door.ask("objection", "admit", "O001", by="M01", at="2026-04-04")
            door.ask(
                "objection", "answer", "O001", "--upheld", "--points", "33", *vote, "--reason", "x", by="M02", at=at
            )
            door.ask("objection", "tell", "O001", by="M01", at=at)
        answer = shell.type(line, at=at, by=by)
        assert answer.code == 0, (line, answer)
        taken.append(step)
    assert taken == list(ROUND)
    assert door.ask("round", "show", "2026Q1", at="")["round"]["state"] == "verified"
    assert door.ask("claim", "show", "2026Q1-003", at="")["claim"]["state"] == "final"
    assert door.ask("claim", "show", "2026Q1-007", at="")["claim"]["state"] == "rejected"
    assert door.say("verify", at="").code == 0


OF_THE_QUARTER = ["--item", "daily.study", "--on", "2026-03-20", "--points", "31"]
