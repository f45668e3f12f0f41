"""What the sealed texts of a matter say, to those who may read them.

Reasons, grounds, statements and objections are ciphertext in the log; here they are opened for one reader on
one day, or kept back with the rule that keeps them. Nothing is stored. Source: spec/process.md §3 (whose eyes),
§4 Who may do what (read own history; read what the post needs; read all), spec/ledger.md §1 (free text).
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ledger.database import Database
from ledger.event import Event
from ledger.events.exchange import ReceiptTaken
from ledger.sealed import Sealed
from ledger.sealing import open_text
from ledger.signing import command_text, signed
from projections.history import named
from workflow.carried import decision
from workflow.record import View
from workflow.state.claim import Claim
from workflow.state.contest import contest
from workflow.state.keys import PersonKeys
from workflow.state.membership import Posts, kin_of
from workflow.state.objection import Objection
from workflow.state.veto import Veto
from workflow.store_view import StoreView

# Posts that need every text of their unit to do their work; an inspector reads all.
POSTS = frozenset({"recorder", "deputy-recorder", "secretary", "committee", "inspector"})
# Fields that the person concerned doesn't read: who reported or objected, and in which words.
KEPT_FROM_THE_CONCERNED = frozenset({"objector", "reporter", "text", "signature"})


@dataclass(frozen=True)
class ReadText:
    """One sealed text. `text` is None where it is kept back, or where its keys have been destroyed.

    `kept` says which: "" where it is shown, else "not-for-you" or "forgotten".
    """

    position: int
    topic: str
    field: str
    text: str | None
    kept: str


def texts(database: Database, unit: str, about: str, reader: str, day: date) -> tuple[ReadText, ...]:
    """The texts of every event that names the matter (claim/…, objection/…, veto/…), in order.

    Raises:
        NotFoundError: no such unit.
    """
    ledger = database.ledger(unit)
    with ledger.reading() as rows:
        view = StoreView(rows)
        posts = (view.find(Posts) or Posts()).roles(reader, day)
        concerned, tags = _concerned(view, about), _tags(view, about)
        near = concerned is not None and reader in kin_of(view, concerned)
    found: list[ReadText] = []
    for event in ledger.follow():
        if about in set(named(event)):
            written = event.by == reader and not isinstance(event.payload, ReceiptTaken)
            mine = written or _objected(ledger.digest, tags, event, reader)
            for origin, field, sealed in _sealed(event):
                allowed = _may_read(posts, field, mine=mine, own=reader == concerned, near=near)
                found.append(_read(database, origin, event, field, sealed, allowed=allowed))
    return tuple(found)


def _may_read(posts: frozenset[str], field: str, *, mine: bool, own: bool, near: bool) -> bool:
    """Who wrote it; the person concerned, but for who objected and how; those in post who are no kin of theirs."""
    if mine:
        return True
    if field in KEPT_FROM_THE_CONCERNED and near:
        return False
    return own or bool(posts & POSTS)


def _concerned(view: View, about: str) -> str | None:
    kind, _, key = about.partition("/")
    record = view.find(Claim, key) if kind == "claim" else view.find(Veto, key) if kind == "veto" else None
    objection = view.find(Objection, key) if kind == "objection" else None
    return record.member if record else objection.member if objection else None


def _tags(view: View, about: str) -> Mapping[str, Objection]:
    """The objections whose objector this matter's readers may turn out to be."""
    kind, _, key = about.partition("/")
    wanted = (key,) if kind == "objection" else contest(view, about).lodged
    return {one: found for one in wanted if (found := view.find(Objection, one))}


def _objected(digest: Callable[[bytes], str], tags: Mapping[str, Objection], event: Event, reader: str) -> bool:
    objection = tags.get(str(getattr(event.payload, "objection", "")))
    return objection is not None and objection.is_of(reader, digest)


def _sealed(event: Event) -> Iterator[tuple[str, str, Sealed]]:
    """Whose ledger sealed it, the field, the text: the event's own, or those of a decision it carries."""
    inner = decision(event.payload) if isinstance(event.payload, ReceiptTaken) else event
    for each in dataclasses.fields(inner.payload):  # type: ignore[arg-type]
        value = getattr(inner.payload, each.name)
        if isinstance(value, Sealed):
            yield inner.unit, each.name, value
    word, _, box = (inner.signature or "").partition(":")
    if word == "sealed":
        yield inner.unit, "signature", Sealed(*box.split(":", 1))


def _read(database: Database, origin: str, event: Event, field: str, sealed: Sealed, *, allowed: bool) -> ReadText:
    if not allowed:
        return ReadText(event.position, event.topic, field, None, "not-for-you")
    text = open_text(database, origin, sealed)
    if field == "signature" and text is not None:
        text = _signer(database, origin, event, text)
    return ReadText(event.position, event.topic, field, text, "" if text is not None else "forgotten")


def _signer(database: Database, unit: str, event: Event, line: str) -> str:
    """Which key signed what the office entered: name and id behind ✓, ✗ where it doesn't hold; a dash for none."""
    key_id, _, signature = line.strip().partition(" ")
    if not key_id:
        return "–"
    ledger = database.ledger(unit)
    group = [each for each in ledger.follow(event.position - 1) if each.command == event.command]
    with ledger.reading() as rows:
        view = StoreView(rows)
        known = [view.find(PersonKeys, name.partition("/")[2]) for name in rows.keys("keys/")]
    keys = [key for person in known if person for key in person.keys if key.id == key_id]
    held = next((key for key in keys if signed(command_text(group), signature, key.key)), None)
    return f"✓ {held.key.partition('+')[0]} {key_id}" if held else f"✗ {key_id}"
