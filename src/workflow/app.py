"""The only door into the workflow: a command comes in, events are appended or a refusal goes out.

Read the state at one position, decide, append if the ledger is still there; otherwise decide again.
Effects are here and nowhere below: store, sealing of texts, the caller's clock, the caller's signature.
Source: spec/process.md §7, spec/ledger.md §1, §2; docs/decisions/0012.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from ledger.database import Database
from ledger.directory import erase
from ledger.errors import InvalidError, Refusal, RefusedError, StaleError, StorageError
from ledger.event import Event
from ledger.head import Head
from ledger.mapper import canonical
from ledger.result import CommandRecord
from ledger.sealed import TextKey
from ledger.sealing import seal
from ledger.signing import DOOR, command_text, signature_text, signed
from ledger.store import Ledger
from workflow.ask import Ask
from workflow.command import Command, Envelope, class_of, own_fields, read_envelope, read_fields, read_instant
from workflow.commands.forgetting import ForgetMember
from workflow.entries import OFFICE_COMMANDS, numbered
from workflow.fold import FOLD, fold
from workflow.forgetting import spared
from workflow.guards.actors import UPPER
from workflow.judge import judge
from workflow.passing import on_the_way
from workflow.process.table import table
from workflow.record import Overlay, View
from workflow.state.deliberation import CLOCK
from workflow.state.keys import keys_of
from workflow.state.membership import Posts, Unit
from workflow.state.objection import Objection, Objections
from workflow.store_view import StoreView, row_of
from workflow.texts import OBJECTOR, entered, persons_named, sealed_fields

TRIES = 16
# A sealed signature, and nothing in its place, are equally long: who has a key must not show either.
OFFICE_SIGNATURE = 97  # characters: id of the key, a space, base64 of 64 bytes


@dataclass(frozen=True)
class Caller:
    """Who the door says is asking, at what time. `door` names what vouches for the person.

    Where that is a personal key, `key:ID`, `sign` gives its Ed25519 signature of the bytes that it is handed; it is
    called once the command is decided, and again where others were first. A sandbox asks for none.
    """

    person: str | None
    now: datetime
    door: str = "local"
    sign: Callable[[bytes], bytes] | None = None


@dataclass(frozen=True)
class Answer:
    """What was recorded. `events` holds (position, topic, stream); `repeated`: it had been done before."""

    unit: str
    events: tuple[tuple[int, str, str], ...]
    repeated: bool = False

    def as_json(self) -> dict[str, object]:
        events = [{"position": p, "topic": topic, "stream": stream} for p, topic, stream in self.events]
        return {"unit": self.unit, "events": events, "repeated": self.repeated}


def handle(database: Database, body: Mapping[str, Any], caller: Caller) -> Answer:
    """Do what the command asks, or raise why not; asked again with the same id, the first answer.

    Args:
        body: the command as JSON (spec/process.md §7).
    Raises:
        InvalidError: the command can't be read; every fault at once.
        NotFoundError: it names something that isn't there.
        RefusedError: guards said no, all of them listed.
        StaleError: others were first, time and again.
        StorageError, UnknownOutcomeError: the store's.
    """
    kind = class_of(body)
    ledger = _ledger(database, kind, body, caller)
    digest = ledger.digest(_canonical(body))
    for _ in range(TRIES):
        done = _done_before(ledger, body, digest)
        if done is not None:
            _cleared(database, kind)
            return done
        try:
            answer = _attempt(database, ledger, kind, body, caller, digest)
        except StaleError:
            continue
        if answer is not None:
            _cleared(database, kind)
            return answer
    raise StaleError("others were first {tries} times in {unit}: try again", tries=TRIES, unit=ledger.unit)


def _canonical(body: Mapping[str, Any]) -> bytes:
    try:
        return canonical(dict(body))
    except ValueError as error:  # a lone surrogate, a number out of JSON's range
        raise InvalidError("the command can't be written as JSON: {why}", why=str(error)) from error


def examine(database: Database, body: Mapping[str, Any], caller: Caller) -> tuple[Refusal, ...]:
    """Whether the command would be accepted now: nothing, or every guard that says no. Records nothing."""
    kind = class_of(body)
    ledger = _ledger(database, kind, body, caller)
    with ledger.reading() as rows:
        view = StoreView(rows)
        passed = on_the_way(view, _envelope(view, body, caller))
        ask, _ = _ask(database, ledger, fold(view, passed), kind, body, caller)
        try:
            judge(ask)
        except RefusedError as refused:
            return refused.refusals
    return ()


def _ledger(database: Database, kind: type[Command], body: Mapping[str, Any], caller: Caller) -> Ledger:
    """The unit's ledger. A unit that is founded gets one, but only once nothing speaks against it."""
    unit = body.get("unit")
    if not isinstance(unit, str):
        raise InvalidError("a command names its unit; this one says {unit}", unit=repr(unit))
    if body.get("command") == "unit.found" and unit not in database.units():
        nothing = Overlay()
        envelope = _envelope(nothing, body, caller)
        typed = read_fields(kind, own_fields(body, kind))
        judge(Ask(envelope, typed, nothing, table(), above=_above(database, envelope, body)))
        return database.found(unit)
    return database.ledger(unit)


def _above(database: Database, envelope: Envelope, body: Mapping[str, Any]) -> frozenset[str]:
    """For a genesis: what the founder is in the unit above, as far as its ledger is here."""
    parent = body.get("parent")
    if not isinstance(parent, str) or parent not in database.units():
        return frozenset({"operator"})  # for the root, and a parent elsewhere, the trust file vouches
    with database.ledger(parent).reading() as rows:
        posts = StoreView(rows).find(Posts) or Posts()
        held = posts.roles(envelope.by, envelope.at.date())
    return frozenset({"upper"}) if held & UPPER else frozenset()


def _done_before(ledger: Ledger, body: Mapping[str, Any], digest: str) -> Answer | None:
    known = ledger.result_of(str(body.get("id")))
    if known is None:
        return None
    if known.digest != digest:
        refusal = Refusal(
            "once",
            "the id {id} was used for another command",
            "give this command an id of its own; an id is used once",
            "process §4 once",
            {"id": str(body.get("id"))},
        )
        raise RefusedError("{command} is refused", refusals=[refusal], command=str(body.get("command")))
    said = json.loads(known.result)
    events = tuple((e["position"], e["topic"], e["stream"]) for e in said["events"])
    return Answer(ledger.unit, events, repeated=True)


def _append(
    ledger: Ledger,
    head: Head,
    events: tuple[Event, ...],
    state: Overlay,
    keys: Sequence[TextKey],
    command: CommandRecord,
    besides: Callable[[Connection], object] = lambda connection: None,
) -> None:
    changed = {key: row_of(record) for key, record in state.records.items()}
    ledger.append(events, head=head, state=changed, fold=FOLD, keys=keys, command=command, besides=besides)


def _attempt(
    database: Database, ledger: Ledger, kind: type[Command], body: Mapping[str, Any], caller: Caller, digest: str
) -> Answer | None:
    """The answer; or None where time has closed something first: that is recorded, and the command comes after.

    The clock is recorded only on the way of a command that is accepted once it has been.
    """
    with ledger.reading() as rows:
        view = StoreView(rows)
        passed = on_the_way(view, _envelope(view, body, caller))
        since = fold(view, passed)
        ask, keys = _ask(database, ledger, since, kind, body, caller)
        events = numbered(ask, judge(ask))
        state = fold(view, events)
        verifier = _verifier(since, ask.envelope)
    if passed:
        clock = passed[0].command
        _append(ledger, rows.head, passed, since, (), CommandRecord(clock, ledger.digest(clock.encode()), "{}"))
        return None
    events, more = _signed(database, ask, events, verifier, caller)
    _aside(database, kind, body)
    answer = Answer(ledger.unit, tuple((e.position, e.topic, e.stream) for e in events))
    record = CommandRecord(ask.envelope.id, digest, canonical(answer.as_json()).decode())
    _append(ledger, rows.head, events, state, (*keys, *more), record, _besides(database, ask.command))
    return answer


def _verifier(view: View, envelope: Envelope) -> str | None:
    """The public key that the signature must be of, where the door is a personal key."""
    if not envelope.door.startswith(DOOR):
        return None
    found = keys_of(view, envelope.by).find(envelope.door.removeprefix(DOOR))
    return found.key if found else None


def _signed(
    database: Database, ask: Ask, events: tuple[Event, ...], verifier: str | None, caller: Caller
) -> tuple[tuple[Event, ...], tuple[TextKey, ...]]:
    """The events with the signature on the first of them; the office's is sealed for whoever made it."""
    if not events or ask.envelope.door == "sandbox":
        return events, ()
    line = ""
    if verifier is not None:
        text = command_text(events)
        signature = signature_text(caller.sign(text)) if caller.sign else ""
        if not signed(text, signature, verifier):
            raise InvalidError("the key {key} did not sign this command", key=ask.envelope.door.removeprefix(DOOR))
        line = f"{ask.envelope.door.removeprefix(DOOR)} {signature}"
    if ask.envelope.command not in OFFICE_COMMANDS:
        return (replace(events[0], signature=line.partition(" ")[2]), *events[1:]) if line else events, ()
    persons = entered(database, (ask.envelope.by,))
    box, keys = seal(database, ask.envelope.unit, line.ljust(OFFICE_SIGNATURE), persons)
    return (replace(events[0], signature=f"sealed:{box.id}:{box.box}"), *events[1:]), keys


def _besides(database: Database, command: Command) -> Callable[[Connection], object]:
    """What of a command belongs into the transaction of its events: who is forgotten is forgotten with the event."""
    if not isinstance(command, ForgetMember):
        return lambda connection: None
    person, kept = command.member, spared(database, command.member)
    return lambda connection: erase(connection, person, kept)


def _cleared(database: Database, kind: type[Command]) -> None:
    """After forgetting: no copy of the keys in the journal, though an earlier attempt ended before this."""
    if kind is ForgetMember and not database.empty_journal():
        raise StorageError(
            "{place} is being read, so that its journal still holds what was destroyed: give the command again",
            place=database.place,
        )


def _ask(
    database: Database, ledger: Ledger, view: View, kind: type[Command], body: Mapping[str, Any], caller: Caller
) -> tuple[Ask, tuple[TextKey, ...]]:
    """The request: who and when as the door established it, texts sealed, fields typed."""
    envelope = _envelope(view, body, caller)
    plain = own_fields(body, kind)
    if envelope.command == "objection.lodge":
        plain.setdefault(OBJECTOR, envelope.on_behalf or envelope.by)
    sealed, keys = sealed_fields(
        database, ledger.unit, kind, plain, persons_named(view, plain, envelope.by, envelope.on_behalf or envelope.by)
    )
    above = _above(database, envelope, body) if envelope.command == "unit.found" else frozenset()
    tag = _tag(ledger, view, envelope, plain, sealed)
    objector = str(plain.get(OBJECTOR, envelope.on_behalf or envelope.by))
    return Ask(envelope, read_fields(kind, sealed), view, table(), tag=tag, objector=objector, above=above), keys


def _envelope(view: View, body: Mapping[str, Any], caller: Caller) -> Envelope:
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


def _tag(ledger: Ledger, view: View, envelope: Envelope, plain: Mapping[str, Any], sealed: Mapping[str, Any]) -> str:
    """The keyed digest of who objects, bound to the sealed text that holds the id: known again, not guessed."""
    if envelope.command == "objection.lodge":
        return ledger.digest(f"{sealed[OBJECTOR]['id']}|{plain[OBJECTOR]}".encode())
    if envelope.command == "appeal.lodge":
        objection = view.find(Objection, str(plain.get("objection")))
        return (
            ledger.digest(f"{objection.objector.id}|{envelope.on_behalf or envelope.by}".encode()) if objection else ""
        )
    if envelope.command == "member.forget":
        known = (view.find(Objection, key) for key in (view.find(Objections) or Objections()).open)
        person = plain.get("member")
        return next((o.tag for o in known if o and o.tag == ledger.digest(f"{o.objector.id}|{person}".encode())), "")
    return ""


def _aside(database: Database, kind: type[Command], body: Mapping[str, Any]) -> None:
    """What goes to the directory and never into the log; entered first, so that a bad name stops the command."""
    names = body.get("names", {}) if "names" in kind.ASIDE else {}
    if "name" in kind.ASIDE and isinstance(body.get("name"), str):
        names = {str(body.get("member")): body["name"]}
    for person, name in names.items():
        database.directory.enter(person, name)
