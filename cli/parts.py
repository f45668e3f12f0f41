"""What every command of the line has at hand: the database, the unit, who is asking, and how to print.

The options of this door stand here once; each command takes them before or behind its own words.
"""

import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from cli.speech import N_, say
from cli.stores import opened
from ledger.errors import InvalidError

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from ledger.database import Database

_zones: dict[tuple[str, str], str] = {}


@dataclass
class Parts:
    """The words of the line that are the same for every command."""

    db: str | None = None
    unit: str | None = None
    person: str | None = None
    on_behalf: str | None = None
    at: str | None = None
    json: bool = False
    id: str | None = None
    seen: int | None = None
    lang: str | None = None
    verbose: int = 0
    examines: bool = False
    keys: str | None = None
    passphrase_file: str | None = None
    unlocked: "dict[Path, Ed25519PrivateKey]" = field(default_factory=dict, repr=False)
    _names: dict[str, str] | None = field(default=None, repr=False)

    def database(self, *, create: bool = False, readonly: bool = False) -> "Database":
        """The open database. UsageError where none was named."""
        if self.db is None:
            raise click.UsageError(say(N_("say which database: --db URL, or JIFEN_DB")))
        return opened(self.db, create=create, readonly=readonly)

    def the_unit(self) -> str:
        """The unit that was named. UsageError where none was."""
        if self.unit is None:
            raise click.UsageError(say(N_("say which unit: --unit ID, or JIFEN_UNIT")))
        return self.unit

    def the_person(self) -> str:
        """Who is asking. UsageError where nobody was named."""
        if self.person is None:
            raise click.UsageError(say(N_("say who you are: --as PERSON, or JIFEN_AS")))
        return self.person

    def body(self, command: str, fields: Mapping[str, Any], *, id: str | None = None) -> dict[str, Any]:
        """The command as JSON (spec/process.md §7), with a fresh id where none was given."""
        self.id = str(uuid.uuid4()) if self.id is None else self.id  # an empty one is none, and says so
        body: dict[str, Any] = {"command": command, "id": id or self.id, "unit": self.the_unit()}
        body["by"] = self.the_person()
        if self.on_behalf is not None:
            body["for"] = self.on_behalf
        if self.seen is not None:
            body["seen"] = self.seen
        if self.at is not None:
            body["at"] = self._instant(self.at, fields)
        return body | dict(fields)

    def now(self) -> datetime:
        """The instant to answer for: `--at`; in a sandbox its last event's; else the clock's."""
        if self.at is not None:
            return datetime.fromisoformat(self._instant(self.at, {}))
        from workflow.state.membership import Unit
        from workflow.store_view import StoreView

        with self.database().ledger(self.the_unit()).reading() as rows:
            unit = StoreView(rows).find(Unit)
            if unit and unit.sandbox:
                return rows.event(rows.head.size - 1).at
        return datetime.now(UTC)

    def name(self, person: str) -> str:
        """The id with the name behind it, for people; the id alone where there is none."""
        if self._names is None:
            self._names = self.database().directory.names()
        known = self._names.get(person, person)
        return person if known == person else f"{person} {known}"

    def _instant(self, text: str, fields: Mapping[str, Any]) -> str:
        """An instant as UTC. A day alone is its noon, a time without an offset the unit's own."""
        try:
            at = datetime.fromisoformat(text)
            if len(text) == len("2026-03-29"):
                at = datetime.combine(date.fromisoformat(text), time(12))
        except ValueError:
            raise click.UsageError(
                say(N_("{value} is no instant: write 2026-03-29, 2026-03-29T08:00 or 2026-03-29T00:00:00Z"), value=text)
            ) from None
        if at.tzinfo is None:
            at = at.replace(tzinfo=ZoneInfo(str(fields.get("zone") or self.zone())))
        return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"

    def zone(self) -> str:
        """The unit's zone: said once, in its first event."""
        unit = self.the_unit()
        known = _zones.get((self.db or "", unit))
        if known is None:
            from workflow.state.membership import Unit
            from workflow.store_view import StoreView

            database = self.database()
            if unit not in database.units():
                return "Asia/Shanghai"
            with database.ledger(unit).reading() as rows:
                found = StoreView(rows).find(Unit)
            known = _zones[self.db or "", unit] = found.zone if found else "Asia/Shanghai"
        return known


def text_of(path: str) -> str:
    """A file's text, `-` for standard input.

    Raises:
        InvalidError: no such file, or it is no UTF-8; facts: path.
    """
    try:
        return bytes_of(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidError("{path} is no UTF-8 text", path=path) from error


def bytes_of(path: str) -> bytes:
    """A file's bytes, `-` for standard input. InvalidError where it can't be read; facts: path."""
    try:
        with click.open_file(path, "rb") as stream:
            data: bytes = stream.read()
            return data
    except OSError as error:
        raise InvalidError(
            "{path} can't be read: {why}", path=path, why=os.strerror(error.errno or 0) if error.errno else str(error)
        ) from error
