"""The edits of spec/ledger.md §3, as somebody does them who holds the file: guard rails off, then the edit.

Each takes the database file, the history that was in it and chance, and says which event it was at.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from ledger.errors import InvalidError
from ledger.event import Event
from ledger.events.claim import ClaimObserved
from ledger.events.cycle import SchemeProposed
from ledger.merkle import leaf_hash
from tests.support import BRANCH
from tests.tamper.histories import History, written
from tests.workflow.verifier.filings import put_right
from workflow.scoring.read import read_scheme

DIGITS = "123456789"
Edit = Callable[[Path, History, Random], int]


def _raw(place: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(place)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    return connection


def _edited(place: Path, *statements: tuple[str, tuple[Any, ...]]) -> None:
    connection = _raw(place)
    with connection:
        for statement, values in statements:
            assert connection.execute(statement, values).rowcount >= 1, statement
    connection.close()


def _anew(place: Path, events: tuple[Event, ...]) -> None:
    """The whole file written again by the program itself: hashes, head, commands, state and answers all fit."""
    for part in (place, Path(f"{place}-wal"), Path(f"{place}-shm")):
        part.unlink(missing_ok=True)
    written(place, events).close()


def payload(place: Path, known: History, random: Random) -> int:
    """One byte of one body, and its own leaf with it."""
    at = random.randrange(known.anchored)
    connection = _raw(place)
    (body,) = connection.execute("SELECT body FROM event WHERE ledger = ? AND position = ?", (BRANCH, at)).fetchone()
    changed = bytearray(body)
    changed[random.randrange(len(body))] ^= 1 << random.randrange(7)
    with connection:
        update = "UPDATE event SET body = ?, leaf = ? WHERE ledger = ? AND position = ?"
        connection.execute(update, (bytes(changed), leaf_hash(bytes(changed)), BRANCH, at))
    connection.close()
    return at


def deleted(place: Path, known: History, random: Random) -> int:
    """One event taken out of the middle, and those behind it moved up."""
    at = random.randrange(1, known.anchored)
    connection = _raw(place)
    with connection:
        connection.execute("DELETE FROM event WHERE ledger = ? AND position = ?", (BRANCH, at))
        move = "UPDATE event SET position = ? WHERE ledger = ? AND position = ?"
        for position in range(at + 1, len(known.events)):
            connection.execute(move, (position - 1, BRANCH, position))
    connection.close()
    return at


def inserted(place: Path, known: History, random: Random) -> int:
    """A copy of one event put in before another; those behind it moved down."""
    at = random.randrange(1, known.anchored)
    connection = _raw(place)
    with connection:
        move = "UPDATE event SET position = ? WHERE ledger = ? AND position = ?"
        last = connection.execute("SELECT max(position) FROM event WHERE ledger = ?", (BRANCH,)).fetchone()[0]
        for position in range(last, at - 1, -1):
            connection.execute(move, (position + 1, BRANCH, position))
        columns = "stream, version + 100000, topic, body, leaf, command_id"
        connection.execute(
            "INSERT INTO event (ledger, position, stream, version, topic, body, leaf, command_id) "
            f"SELECT ledger, ?, {columns} FROM event WHERE ledger = ? AND position = ?",
            (at, BRANCH, random.randrange(at)),
        )
    connection.close()
    return at


def swapped(place: Path, known: History, random: Random) -> int:
    """Two events in each other's place."""
    one, other = sorted(random.sample(range(known.anchored), 2))
    move = "UPDATE event SET position = ? WHERE ledger = ? AND position = ?"
    spare = 10_000_000
    _edited(place, (move, (spare, BRANCH, one)), (move, (one, BRANCH, other)), (move, (other, BRANCH, spare)))
    return one


def cut(place: Path, known: History, random: Random) -> int:
    """The end of the log cut off, somewhere below both anchors; nothing else touched."""
    at = random.randrange(1, known.anchored)
    _edited(place, ("DELETE FROM event WHERE ledger = ? AND position >= ?", (BRANCH, at)))
    return at


def cut_clean(place: Path, known: History, random: Random) -> int:
    """The same at the end of a command, with head, commands, state and answers as if the rest had never been."""
    at = _between_commands(known, random)
    _anew(place, known.events[:at])
    return at


def _between_commands(known: History, random: Random) -> int:
    ends = [
        after.position
        for before, after in zip(known.events, known.events[1:], strict=False)
        if before.command != after.command and after.position < known.anchored
    ]
    return random.choice(ends)


def rewritten(place: Path, known: History, random: Random) -> int:
    """One observation given other points from the start, and everything after it written again to fit."""
    forged, at = _another_past(known, random)
    _anew(place, forged)
    return at


def _another_past(known: History, random: Random) -> tuple[tuple[Event, ...], int]:
    """The same year with one assessment lower, in every event that speaks of it."""
    chosen = random.choice([e for e in known.events[: known.anchored] if isinstance(e.payload, ClaimObserved)])
    assert isinstance(chosen.payload, ClaimObserved)
    claim, points = chosen.payload.claim, Decimal(random.randint(1, 4))

    def told(said: Any) -> Any:
        if getattr(said, "claim", None) == claim and getattr(said, "line", None) is not None:
            line = replace(said.line, points=points)
            said = replace(said, line=line, **({"worth": points} if said.worth is not None else {}))
        if isinstance(getattr(said, "claims", None), tuple) and said.claims and hasattr(said.claims[0], "worth"):
            lines = tuple(replace(one, worth=points) if one.claim == claim else one for one in said.claims)
            said = replace(said, claims=lines)
        return said

    return tuple(put_right([replace(e, payload=told(e.payload)) for e in known.events])), chosen.position


def projection(place: Path, known: History, random: Random) -> int:
    """One figure in an answer that is kept beside the ledger."""
    connection = _raw(place)
    rows = connection.execute("SELECT rowid FROM scores_claim WHERE ledger = ?", (BRANCH,)).fetchall()
    column = random.choice(("claimed", "reviewed", "member"))
    with connection:
        update = f"UPDATE scores_claim SET {column} = '777' WHERE rowid = ?"
        connection.execute(update, random.choice(rows))
    connection.close()
    return random.randrange(known.anchored)


def snapshot(place: Path, known: History, random: Random) -> int:
    """One row of the state that decisions read."""
    connection = _raw(place)
    rows = connection.execute("SELECT key, body FROM state WHERE ledger = ? ORDER BY key", (BRANCH,)).fetchall()
    key, body = random.choice([row for row in rows if b"M0" in bytes(row[1])])
    with connection:
        update = "UPDATE state SET body = ? WHERE ledger = ? AND key = ?"
        connection.execute(update, (bytes(body).replace(b"M0", b"M9", 1), BRANCH, key))
    connection.close()
    return random.randrange(known.anchored)


def scheme(place: Path, known: History, random: Random) -> int:
    """A figure in the scheme's text, with fresh hashes; the digest that was adopted stays."""
    events = []
    at = -1
    for event in known.events:
        said = event.payload
        if isinstance(said, SchemeProposed):
            said = replace(said, text=_another_figure(said.text, random))
            at = event.position
        events.append(replace(event, payload=said))
    _anew(place, tuple(events))
    return at


def _another_figure(text: str, random: Random) -> str:
    """The document with one digit of one figure otherwise, still a scheme that makes sense."""
    spots = [n for n, letter in enumerate(text) if letter in DIGITS and text[n - 1] == '"']
    while True:
        spot = random.choice(spots)
        changed = text[:spot] + random.choice(DIGITS.replace(text[spot], "")) + text[spot + 1 :]
        try:
            read_scheme(changed)
        except InvalidError:
            continue
        return changed


@dataclass(frozen=True)
class Row:
    """One line of the matrix: the edit, whether the branch's key is in the attacker's hands, what must catch it.

    `chain`, `here`, `above`, `rebuild`: True must, False can't, None depends on what was hit.
    """

    says: str
    edit: Edit
    key: bool
    chain: bool | None
    here: bool | None
    above: bool | None
    rebuild: bool | None


ROWS: Mapping[str, Row] = {
    "payload": Row("change a payload", payload, False, True, True, True, None),
    "delete": Row("delete in the middle", deleted, False, True, True, True, None),
    "insert": Row("insert in the middle", inserted, False, True, True, True, None),
    "swap": Row("swap two", swapped, False, True, True, True, None),
    "cut": Row("cut the tail", cut, False, True, True, True, None),
    "cut-head": Row("cut the tail and rewrite the head", cut_clean, False, False, True, True, False),
    "rewrite": Row("rewrite everything with fresh hashes", rewritten, False, False, True, True, False),
    "rewrite-key": Row("the same, with the branch's key", rewritten, True, False, False, True, False),
    "two-histories": Row("show two histories", rewritten, True, False, False, True, False),
    "backup": Row("restore an old backup", cut_clean, False, False, True, True, False),
    "projection": Row("change a projection row", projection, False, False, False, False, True),
    "snapshot": Row("change a snapshot row", snapshot, False, False, False, False, True),
    "scheme": Row("change a scheme's text", scheme, False, None, True, True, True),
}
