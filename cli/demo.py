"""`make demo`: a branch's year in a sandbox, played through the same commands that a user has.

It leaves its files in `.demo/`: the ledgers, the filed year, what a verifier must trust. Progress goes to
stderr, what a user would read goes to stdout. Source: the story in `cli/story.py`.
"""

import contextlib
import io
import json
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from cli.main import run
from cli.speech import N_, preferred, say, speak
from cli.story import BRANCH, CYCLE, UPPER, Story

FOLDER = Path(".demo")
KEYS = "keys"  # the folder in it
SHOWN = "M12"  # the member whose objection was upheld
OPENING_HOUR = 9


class Player:
    """Gives the story's commands to the command line, one after another, and keeps count."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.counts: Counter[str] = Counter()
        self._day, self._minutes = "", 0

    def act(
        self, by: str, words: str | Sequence[str], *, at: str, unit: str = BRANCH, expect: int = 0
    ) -> dict[str, object]:
        """One command, as its actor, on that day. What it answers; a story that goes wrong stops here."""
        line = words.split() if isinstance(words, str) else list(words)
        keys = str(self.database.with_name(KEYS))
        options = ["--db", str(self.database), "--keys", keys, "--unit", unit, "--as", by]
        options += ["--at", self._instant(at), "--json"]
        code, said = spoken([*options, *line])
        if code != expect:
            raise SystemExit(f"the story went wrong at {by} {' '.join(line)}: exit {code}\n{said}")
        self.counts["refused" if code else line[0]] += 1
        return dict(json.loads(said)) if not code and said.strip() else {}

    def _instant(self, day: str) -> str:
        """Office hours of that day, a minute a command."""
        self._minutes = self._minutes + 1 if day == self._day else 0
        self._day = day
        at = datetime.combine(date.fromisoformat(day), datetime.min.time()) + timedelta(
            hours=OPENING_HOUR, minutes=self._minutes
        )
        return at.isoformat() + "+08:00"


def spoken(words: Sequence[str]) -> tuple[int, str]:
    """Exit code and standard output of one line of the command line."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = run(words)
    return code, out.getvalue()


def shown(*words: str) -> int:
    """One line of the command line, as a user would see it."""
    print(f"\n$ jifen {' '.join(words)}", flush=True)
    return run(["--db", str(FOLDER / "ledger.db"), "--unit", BRANCH, "--as", "M01", *words])


def run_quietly(*words: str) -> int:
    code, said = spoken(["--db", str(FOLDER / "ledger.db"), "--as", "M01", *words])
    if code:
        raise SystemExit(f"jifen {' '.join(words)}: exit {code}\n{said}")
    return code


def main() -> None:
    begun = time.monotonic()
    speak(preferred(os.environ))
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    database = FOLDER / "ledger.db"
    run_quietly("init")
    player = Player(database)
    story = Story(player.act, FOLDER)
    for number, line in enumerate(story.tell()):
        print(f"  {line}", file=sys.stderr, flush=True)
        if number == 0:
            make_keys()
    seal(story.last_filing)
    played = sum(player.counts.values())
    counted = say(
        N_("{count} commands, {refused} of them rightly refused"), count=played, refused=player.counts["refused"]
    )
    print(f"  {counted}", file=sys.stderr, flush=True)
    shown("register", CYCLE)
    shown("score", "explain", SHOWN)
    shown("progress", CYCLE)
    verified = shown("filing", "verify", str(FOLDER / "filing.jifen"), "--trust", str(FOLDER / "trust.json"))
    verified = shown("verify") or verified
    if verified:
        raise SystemExit(verified)
    seconds = round(time.monotonic() - begun)
    print(
        "\n" + say(N_("verified ({seconds} s, files in {folder}/). Try next:"), seconds=seconds, folder=FOLDER),
        flush=True,
    )
    for words in ("board --past", "score explain M17", "explain 2026Q1-057"):
        print(f"  .venv/bin/jifen --db {database} --unit {BRANCH} {words}")


def make_keys() -> None:
    """Keys for both ledgers, once they are there: what crosses between them is signed from then on."""
    for unit in (BRANCH, UPPER):
        run_quietly("--unit", unit, "keys", "new", "--out", str(FOLDER / KEYS))


def seal(filing: str) -> None:
    """The filed year as one file, and what its verifier must trust."""
    made = ("--key", str(FOLDER / KEYS / f"{BRANCH}.pem"), "--out", str(FOLDER / "filing.jifen"))
    run_quietly("--unit", BRANCH, "filing", "bundle", filing, *made)
    run_quietly("trust", "write", "--out", str(FOLDER / "trust.json"), "--unit", BRANCH, "--unit", UPPER)


if __name__ == "__main__":
    main()
