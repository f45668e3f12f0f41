"""A house at the command line: each command is spoken as a user would type it, in the user's language.

First without `--json`, for the words; then again with it and the same id, which must be done once only.
"""

import json
import re
import typing
from collections.abc import Iterator, Mapping
from datetime import UTC
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from cli.demo import spoken
from cli.verbs import VERBS
from ledger.database import open_database
from ledger.errors import Refusal, RefusedError
from tests.support import BRANCH, House
from workflow.commands import COMMANDS
from workflow.fold import fold
from workflow.record import View

HAN = re.compile(r"[\u3400-\u9fff]")
# English words as people write them: no ids, no dotted names, no codes, no formats.
ENGLISH = re.compile(r"(?<![\w./:@#%\-+=])[A-Za-z]?[a-z]{3,}(?![\w./:@#%\-+=])")
PAIRED = {"done": "not-done", "upheld": "dismissed", "carried": "dropped", "under_watch": "not-under-watch"}


class SpokenHouse(House):
    """`do` goes through `jifen`; `said` gathers everything that it printed for people."""

    def __init__(self, folder: Path, lang: str) -> None:
        super().__init__()
        self.folder, self.lang, self.said = folder, lang, list[str]()
        self.place = folder / "ledger.db"
        assert spoken(["--db", str(self.place), "init"])[0] == 0

    def run(self, *words: str, unit: str = BRANCH, by: str | None = None, expect: int = 0) -> str:
        """One line for people, kept for a look at its language."""
        line = ["--db", str(self.place), "--unit", unit, "--lang", self.lang, *(["--as", by] if by else []), *words]
        code, out = spoken(line)
        assert code == expect, (code, line, out)
        self.said.append(out)
        return out

    def do(self, command: str, by: str, unit: str = BRANCH, **fields: Any) -> list[Any]:
        self.commands += 1
        at = self.now.astimezone(UTC).isoformat().replace("+00:00", "Z")
        line = ["--db", str(self.place), "--unit", unit, "--as", by, "--at", at, "--id", f"c{self.commands}"]
        words = [*command.split("."), *self.words(command, unit, fields)]
        words = words[1:] if command == "clock.tick" else words
        code, out = spoken([*line, "--lang", self.lang, *words])
        self.said.append(out)
        again, answer = spoken([*line, "--json", *words])
        assert code == again, (words, out, answer)
        plain = json.loads(answer)
        if code:
            refusals = [Refusal(each["guard"], each["message"], each["remedy"]) for each in plain["refusals"]]
            raise RefusedError("{command} is refused", refusals=refusals, command=f"{words}: {answer}")
        assert plain["repeated"], words
        return [SimpleNamespace(**event) for event in plain["events"]]

    def words(self, command: str, unit: str, fields: Mapping[str, Any]) -> list[str]:
        """The fields of a command as a user gives them."""
        hints = typing.get_type_hints(COMMANDS[command])
        placed = [str(fields[name]) for name in VERBS[command].arguments if name in fields and name != "text"]
        if command == "scheme.propose":
            (self.folder / "scheme.toml").write_text(fields["text"], encoding="utf-8")
            placed = [str(self.folder / "scheme.toml")]
        named = (name for name in fields if name not in VERBS[command].arguments)
        return [*placed, *(word for name in named for word in self.option(name, fields[name], hints.get(name)))]

    def option(self, name: str, value: Any, hint: Any) -> Iterator[str]:
        flag = "--" + name.replace("_", "-")
        match value:
            case {"unit": unit, "position": position, "body": _}:
                yield from ("--from", unit, "--request" if name == "request" else "--position", str(position))
            case bool():
                yield flag if value else f"--{PAIRED.get(name, 'no-' + name)}"
            case list() if name in ("exceptions", "results"):
                place = self.folder / f"{name}-{self.commands}.json"
                place.write_text(json.dumps(value), encoding="utf-8")
                yield from (flag, str(place))
            case list() if name == "evidence":
                for each in value:
                    yield from (flag, each["kind"])
            case list():
                yield from (flag, ",".join(value))
            case dict():
                raise AssertionError(f"{name}: {value}")
            case _:
                yield from (flag, str(value))

    def view(self, unit: str = BRANCH) -> View:
        database = open_database(str(self.place), create=False, readonly=True)
        try:
            return fold(None, list(database.ledger(unit).follow()))
        finally:
            database.close()

    def find(self, kind: Any, key: str = "", unit: str = BRANCH) -> Any:
        record = self.view(unit).find(kind, key)
        assert record is not None, f"{kind.KIND}/{key}"
        return record

    def consistency(self, size: int) -> list[str]:
        """What the command line fetches by itself, too."""
        return []

    def carry(self, unit: str, position: int) -> Any:
        """What the command line fetches by itself."""
        return {"unit": unit, "position": position, "body": ""}


def strangers(lang: str, said: str, *, known: frozenset[str], clauses: frozenset[str]) -> list[str]:
    """Words of the other language among what was printed.

    Not strange are `known` words, that is ids and what users wrote, also where a column cut them off; and, in
    English, the clauses of the printed scheme.
    """
    if lang == "en":
        for clause in sorted(clauses, key=len, reverse=True):
            said = said.replace(clause, "")
        return sorted(set(re.findall(rf"\S*{HAN.pattern}+\S*", said)))
    cut = frozenset(re.findall(r"([A-Za-z]+)…", said))
    return sorted(
        word
        for word in set(ENGLISH.findall(said))
        if word not in known and not (word in cut and any(each.startswith(word) for each in known))
    )
