"""From a command in JSON to a request: who and when as the door established it, texts sealed, fields typed.

At the rim: the directory's keys seal texts, the unit above is asked for a founder's post. Source: spec/process.md §7.
"""

from collections.abc import Mapping
from typing import Any

from ledger.database import Database
from ledger.errors import InvalidError, Refusal, RefusedError
from ledger.sealed import TextKey
from ledger.store import Ledger
from workflow.ask import Ask
from workflow.callers import Caller
from workflow.command import Command, Envelope, own_fields, read_envelope, read_fields, read_instant
from workflow.entries import LODGING
from workflow.guards.actors import UPPER
from workflow.process.table import table
from workflow.record import View
from workflow.state.deliberation import CLOCK
from workflow.state.keys import PersonKeys, keys_of
from workflow.state.membership import Posts, Unit
from workflow.state.objection import Objection, Objections, objector_mark
from workflow.store_view import StoreView
from workflow.texts import OBJECTOR, persons_named, sealed_fields


def asked(
    database: Database, ledger: Ledger, view: View, kind: type[Command], body: Mapping[str, Any], caller: Caller
) -> tuple[Ask, tuple[TextKey, ...]]:
    """The request: who and when as the door established it, texts sealed, fields typed."""
    envelope = envelope_of(view, body, caller)
    plain = own_fields(body, kind)
    if envelope.command in LODGING:
        plain.setdefault(OBJECTOR, envelope.on_behalf or envelope.by)
    sealed, keys = sealed_fields(
        database, ledger.unit, kind, plain, persons_named(view, plain, envelope.by, envelope.on_behalf or envelope.by)
    )
    above, founder = founding(database, envelope, body) if envelope.command == "unit.found" else (frozenset(), None)
    tag = _tag(ledger, view, envelope, plain, sealed)
    objector = str(plain.get(OBJECTOR, envelope.on_behalf or envelope.by))
    typed = read_fields(kind, sealed)
    ask = Ask(envelope, typed, view, table(), tag=tag, objector=objector, above=above, founder=founder)
    return ask, keys


def envelope_of(view: View, body: Mapping[str, Any], caller: Caller) -> Envelope:
    """A sandbox takes person and time from the body; an ordinary ledger from the door alone."""
    unit = view.find(Unit)
    sandbox = unit.sandbox if unit else body.get("sandbox") is True
    by = body.get("by") if sandbox else caller.person
    if not sandbox:
        _nothing_of_a_sandbox(body, caller)
    at = read_instant(body["at"]) if sandbox and "at" in body else caller.now
    if by is None and sandbox:
        by = caller.person
    if not isinstance(by, str):
        raise InvalidError("nobody is asking: say who you are")
    if by == CLOCK:
        raise RefusedError("{command} is refused", refusals=[_NO_PERSON], command=str(body.get("command")))
    return read_envelope(body, by=by, at=at, door="sandbox" if sandbox else caller.door)


_NO_PERSON = Refusal(
    "who-may",
    "{by} is no person: what closes by its deadline is recorded in that name, and nothing else is",
    "send it in your own name",
    "process §5",
    {"by": CLOCK},
)


def _nothing_of_a_sandbox(body: Mapping[str, Any], caller: Caller) -> None:
    refusals = []
    if "at" in body:
        refusals.append(
            Refusal(
                "sandbox-apart",
                "a command to an ordinary ledger brings no time of its own",
                "leave `at` out; only a sandbox takes it",
                "process §5",
                {"at": str(body["at"])},
            )
        )
    if "by" in body and body["by"] != caller.person:
        refusals.append(
            Refusal(
                "who-may",
                "the command names {by}, but {person} is asking",
                "send it in your own name",
                "process §7",
                {"by": str(body["by"]), "person": str(caller.person)},
            )
        )
    if refusals:
        raise RefusedError("{command} is refused", refusals=refusals, command=str(body.get("command")))


def founding(
    database: Database, envelope: Envelope, body: Mapping[str, Any]
) -> tuple[frozenset[str], PersonKeys | None]:
    """For a genesis: what the founder is in the unit above, and which keys sign for them there, if any must.

    As far as that ledger is in this database; for the root, and a parent elsewhere, the trust file vouches.
    """
    parent = body.get("parent")
    if not isinstance(parent, str) or parent not in database.units():
        return frozenset({"operator"}), None
    with database.ledger(parent).reading() as rows:
        view = StoreView(rows)
        unit, posts, keys = view.find(Unit), view.find(Posts) or Posts(), keys_of(view, envelope.by)
    held = posts.roles(envelope.by, envelope.at.date())
    ordinary = unit is not None and not unit.sandbox
    return frozenset({"upper"}) if held & UPPER else frozenset(), keys if ordinary else None


def _tag(ledger: Ledger, view: View, envelope: Envelope, plain: Mapping[str, Any], sealed: Mapping[str, Any]) -> str:
    """The keyed digest of who objects, bound to the sealed text that holds the id: known again, not guessed."""
    if envelope.command in LODGING:
        return ledger.digest(objector_mark(sealed[OBJECTOR]["id"], plain[OBJECTOR]))
    if envelope.command == "appeal.lodge":
        objection = view.find(Objection, str(plain.get("objection")))
        person = envelope.on_behalf or envelope.by
        return ledger.digest(objector_mark(objection.objector.id, person)) if objection else ""
    if envelope.command == "member.forget":
        known = (view.find(Objection, key) for key in (view.find(Objections) or Objections()).open)
        return next((o.tag for o in known if o and o.is_of(str(plain.get("member")), ledger.digest)), "")
    return ""
