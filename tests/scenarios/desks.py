"""Two desks with nothing in common: a branch's and a town's, each with its database, its key folder, its passphrases.

Outside a sandbox time is the machine's: `at` sets the machine's clock for the command line in this process.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from cli.stores import close_all
from tests.cli.door import Said, say

ZONE = ZoneInfo("Asia/Shanghai")
SECRET = "correct horse of "


@dataclass
class Clock:
    """The machine's clock: it stands where `on` put it, and goes on by a second with every look."""

    now: datetime = datetime(2026, 1, 2, 2, tzinfo=UTC)

    def on(self, day: str, hour: int = 10) -> None:
        self.now = datetime.fromisoformat(day).replace(hour=hour, tzinfo=ZONE).astimezone(UTC)

    @contextmanager
    def running(self) -> Iterator[None]:
        clock = self

        class Machine(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> datetime:
                clock.now += timedelta(seconds=1)
                return clock.now.astimezone(tz)

        with patch("cli.callers.datetime", Machine), patch("cli.parts.datetime", Machine):
            yield


@dataclass
class Desk:
    """Where a unit's commands are given: its files, and whoever sits down at it."""

    folder: Path
    unit: str
    clock: Clock
    lines: list[str] = field(default_factory=list)  # everything that was ever printed here, stderr too

    def __post_init__(self) -> None:
        (self.folder / "secrets").mkdir(parents=True, exist_ok=True)
        self.secret(self.unit)

    def secret(self, name: str) -> None:
        (self.folder / "secrets" / name).write_text(f"{SECRET}{name}\n", encoding="utf-8")

    def at(self, *names: str) -> str:
        return str(self.folder.joinpath(*names))

    def say(self, *words: str, by: str | None = None) -> Said:
        line = ["--db", self.at("ledger.db"), "--unit", self.unit, "--lang", "en", "-vv"]
        line += ["--keys", self.at("keys"), "--passphrase-file", self.at("secrets"), *(["--as", by] if by else [])]
        try:
            with self.clock.running():
                said = say(*line, *words)
        finally:
            close_all()
        self.lines += [said.out, said.err]
        return said

    def do(self, *words: str, by: str | None = None, expect: int = 0) -> Any:
        said = self.say("--json", *words, by=by)
        assert said.code == expect, (words, said)
        return json.loads(said.out)

    def key(self, person: str) -> str:
        """The person makes a key of their own and registers it."""
        self.secret(f"{person}@{self.unit}")
        self.do("keys", "new", "--person", person)
        file = self.at("keys", f"{person}@{self.unit}.pub")
        self.do("keys", "register", person, file, by=person)
        return file


def id_of(answer: Any) -> str:
    """The id that the ledger gave to what came first."""
    return str(answer["events"][0]["stream"]).partition("/")[2]
