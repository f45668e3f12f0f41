"""Free texts are sealed at the door of the house: a decision and the log only ever see ciphertext.

Whom a text names decides who can be forgotten: who wrote it, and the persons the command is about.
Source: spec/ledger.md §1 (free text), spec/process.md §3 (the objector's name).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.codec import decode, encode
from ledger.database import Database
from ledger.errors import InvalidError
from ledger.events.exchange import Carried
from ledger.sealed import TextKey
from ledger.sealing import seal
from workflow.carried import opened
from workflow.command import TEXT_LENGTH_MAX, Command, with_texts
from workflow.record import View
from workflow.state.claim import Claim
from workflow.state.objection import Objection
from workflow.state.sanction import Sanction
from workflow.state.veto import Veto

# Fields of a command that hold the id of a person it is about.
PERSONS = ("member", "person", "kin")
# Only who is meant can be named in it: such a text holds nothing but the id of who objected, or reported.
OBJECTOR = "objector"
REPORTER = "reporter"


def sealed_fields(
    database: Database, unit: str, kind: type[Command], plain: Mapping[str, Any], named: tuple[str, ...]
) -> tuple[dict[str, Any], tuple[TextKey, ...]]:
    """The command's own fields with every free text sealed, and the keys to store with the events.

    Raises:
        InvalidError: a text that is no text, is empty or too long; facts: field.
    """
    keys: list[TextKey] = []

    def seal_one(name: str, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip() or len(value) > TEXT_LENGTH_MAX:
            raise InvalidError(
                "{field} needs a text of 1 to {most} characters",
                field=name,
                most=TEXT_LENGTH_MAX,
                given=type(value).__name__,
            )
        persons = (value,) if name in (OBJECTOR, REPORTER) else named
        box, made = seal(database, unit, value, entered(database, persons))
        keys.extend(made)
        return encode(box)

    return with_texts(kind, plain, seal_one), tuple(keys)


def persons_named(view: View, plain: Mapping[str, Any], *writers: str) -> tuple[str, ...]:
    """Who writes (and in whose name), and the persons whose matters the command names, each once."""
    return tuple(dict.fromkeys((*writers, *_concerned(view, plain))))


def _concerned(view: View, plain: Mapping[str, Any]) -> Iterator[str]:
    for name in PERSONS:
        if isinstance(plain.get(name), str):
            yield plain[name]
    records: tuple[tuple[str, type[Claim] | type[Objection] | type[Veto] | type[Sanction]], ...] = (
        ("claim", Claim),
        ("objection", Objection),
        ("veto", Veto),
        ("sanction", Sanction),
    )
    for name, kind in records:
        record = view.find(kind, plain[name]) if isinstance(plain.get(name), str) else None
        if record:
            yield record.member
    about, _, key = str(plain.get("about", "")).partition("/")
    about_kind = {"claim": Claim, "veto": Veto}.get(about)
    if about_kind and (found := view.find(about_kind, key)):
        yield found.member
    for change in plain.get("exceptions", ()) if isinstance(plain.get("exceptions"), list) else ():
        claim = view.find(Claim, str(change.get("claim"))) if isinstance(change, dict) else None
        if claim:
            yield claim.member
    yield from _in_request(plain.get("request"))


def _in_request(request: Any) -> Iterator[str]:
    """The member that a carried request is about; what is wrong with it is said later, in order."""
    if isinstance(request, dict):
        member = getattr(opened(decode(Carried, request)).payload, "member", None)
        if isinstance(member, str):
            yield member


def entered(database: Database, persons: tuple[str, ...]) -> tuple[str, ...]:
    """The persons, each with an entry in the directory: an id without a name stands for itself."""
    for person in persons:
        if database.directory.name_of(person) is None:
            database.directory.enter(person, person)
    return persons
