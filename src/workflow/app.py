"""The only door into the workflow: a command comes in, events are appended or a refusal goes out.

Read the state at one position, decide, append if the ledger is still there; otherwise decide again.
Effects are here and at the rim beside it, and nowhere below: store, sealing of texts, the caller's clock, the caller's
signature. Source: spec/process.md §7, spec/ledger.md §1, §2; docs/decisions/0012.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from ledger.database import Database
from ledger.directory import erase
from ledger.errors import DomainError, InvalidError, Refusal, RefusedError, StaleError, StorageError
from ledger.event import Event
from ledger.mapper import canonical
from ledger.result import CommandRecord
from ledger.sealed import TextKey
from ledger.store import Ledger
from workflow.ask import Ask
from workflow.asking import asked, envelope_of, founding
from workflow.callers import Answer, Caller
from workflow.command import class_of, own_fields, read_fields
from workflow.commands.forgetting import ForgetMember
from workflow.entries import numbered
from workflow.fold import FOLD, evolve
from workflow.forgetting import spared
from workflow.judge import judge
from workflow.passing import on_the_way
from workflow.process.table import table
from workflow.record import Overlay
from workflow.signatures import with_signature
from workflow.store_view import StoreView, row_of

__all__ = ["Answer", "Caller", "examine", "handle", "handle_all", "rehearse"]

TRIES = 16
CallerOf = Callable[[Mapping[str, Any]], Caller]


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
    return _recorded(database, _ledger(database, body, caller), [body], lambda _: caller)[0]


def handle_all(database: Database, bodies: Sequence[Mapping[str, Any]], caller_of: CallerOf) -> tuple[Answer, ...]:
    """Do all of these commands in order in one transaction, or none of them; each is answered as by `handle`.

    Raises:
        InvalidError: they name several units, whose ledgers no transaction spans (spec/ledger.md §5).
        As `handle`, for the first of them that isn't accepted.
    """
    units = sorted({str(body.get("unit")) for body in bodies})
    if len(units) > 1:
        raise InvalidError(
            "all or none holds within one unit; these commands name {units}: give them unit by unit",
            units=", ".join(units),
        )
    return _recorded(database, database.ledger(units[0]), bodies, caller_of) if units else ()


def examine(database: Database, body: Mapping[str, Any], caller: Caller) -> tuple[Refusal, ...]:
    """Whether the command would be accepted now: nothing, or every guard that says no. Records nothing."""
    kind = class_of(body)
    ledger = _ledger(database, body, caller)
    with ledger.reading() as rows:
        state = Overlay(StoreView(rows))
        _put(state, on_the_way(state, envelope_of(state, body, caller)))
        ask, _ = asked(database, ledger, state, kind, body, caller)
        try:
            judge(ask)
        except RefusedError as refused:
            return refused.refusals
    return ()


def rehearse(
    database: Database, bodies: Sequence[Mapping[str, Any] | DomainError], caller_of: CallerOf
) -> Iterator[Answer | DomainError]:
    """What would come of each of these commands if they were given in order: its answer, or why not. Records nothing.

    What is refused changes nothing for those behind it. A body that couldn't be read comes as its error.
    """
    with ExitStack() as reading:
        drafts: dict[str, _Draft] = {}
        for body in bodies:
            if isinstance(body, DomainError):
                yield body
                continue
            try:
                unit = str(body.get("unit"))
                if unit not in drafts:
                    ledger = database.ledger(unit)
                    drafts[unit] = _Draft(ledger, Overlay(StoreView(reading.enter_context(ledger.reading()))))
                yield drafts[unit].take(database, body, caller_of(body), signs=False)
            except DomainError as error:
                yield error


def _recorded(
    database: Database, ledger: Ledger, bodies: Sequence[Mapping[str, Any]], caller_of: CallerOf
) -> tuple[Answer, ...]:
    for _ in range(TRIES):
        with ledger.reading() as rows:
            draft = _Draft(ledger, Overlay(StoreView(rows)))
            answers = tuple(draft.take(database, body, caller_of(body)) for body in bodies)
        if not draft.commands:
            _cleared(database, bodies)
            return answers
        for body in draft.new:
            _aside(database, body)
        try:
            changed = {key: row_of(record) for key, record in draft.state.records.items()}
            ledger.append(
                draft.events,
                head=rows.head,
                state=changed,
                fold=FOLD,
                keys=draft.keys,
                commands=tuple(draft.commands.values()),
                besides=draft.besides(database),
            )
        except StaleError:
            continue
        _cleared(database, bodies)
        return answers
    raise StaleError("others were first {tries} times in {unit}: try again", tries=TRIES, unit=ledger.unit)


@dataclass
class _Draft:
    """What a run of commands would add to one ledger: decided in order, each on what those before it left."""

    ledger: Ledger
    state: Overlay
    events: list[Event] = field(default_factory=list)
    keys: list[TextKey] = field(default_factory=list)
    commands: dict[str, CommandRecord] = field(default_factory=dict)
    new: list[Mapping[str, Any]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)

    def besides(self, database: Database) -> Callable[[Connection], None]:
        """What belongs into the transaction of the events: who is forgotten is forgotten with the event."""
        kept = {person: spared(database, person) for person in self.forgotten}

        def erased(connection: Connection) -> None:
            for person, texts in kept.items():
                erase(connection, person, texts)

        return erased

    def take(self, database: Database, body: Mapping[str, Any], caller: Caller, *, signs: bool = True) -> Answer:
        """Decide one more command; its answer. What it raises leaves the draft as it was.

        The clock is recorded only on the way of a command that is accepted once it has been.
        """
        kind = class_of(body)
        digest = self.ledger.digest(_canonical(body))
        done = self._done_before(body, digest)
        if done is not None:
            return done
        since = Overlay(self.state)
        passed = on_the_way(since, envelope_of(since, body, caller))
        _put(since, passed)
        ask, keys = asked(database, self.ledger, since, kind, body, caller)
        decided = numbered(ask, judge(ask))
        events, more = with_signature(database, ask, decided, caller) if signs else (decided, ())
        answer = Answer(self.ledger.unit, tuple((e.position, e.topic, e.stream) for e in events))
        if passed:
            clock = passed[0].command
            self._record(CommandRecord(clock, self.ledger.digest(clock.encode()), "{}"))
        self._record(CommandRecord(ask.envelope.id, digest, canonical(answer.as_json()).decode()))
        _put(self.state, (*passed, *events))
        self.events += [*passed, *events]
        self.keys += [*keys, *more]
        self.new.append(body)
        if isinstance(ask.command, ForgetMember):
            self.forgotten.append(ask.command.member)
        return answer

    def _record(self, command: CommandRecord) -> None:
        self.commands[command.id] = command

    def _done_before(self, body: Mapping[str, Any], digest: str) -> Answer | None:
        """The first answer, where a command of this id was accepted before, or stands earlier in this draft."""
        id = str(body.get("id"))
        known = self.commands.get(id) or self.ledger.result_of(id)
        if known is None:
            return None
        if known.digest != digest:
            refusal = Refusal(
                "once",
                "the id {id} was used for another command",
                "give this command an id of its own; an id is used once",
                "process §4 once",
                {"id": id},
            )
            raise RefusedError("{command} is refused", refusals=[refusal], command=str(body.get("command")))
        said = json.loads(known.result)
        events = tuple((e["position"], e["topic"], e["stream"]) for e in said["events"])
        return Answer(self.ledger.unit, events, repeated=True)


def _cleared(database: Database, bodies: Sequence[Mapping[str, Any]]) -> None:
    """After forgetting: no copy of the keys in the journal, though an earlier attempt ended before this."""
    forgets = any(body.get("command") == ForgetMember.NAME for body in bodies)
    if forgets and not database.empty_journal():
        raise StorageError(
            "{place} is being read, so that its journal still holds what was destroyed: give the command again",
            place=database.place,
        )


def _put(state: Overlay, events: Sequence[Event]) -> None:
    for event in events:
        state.put(event.stream, evolve(state, event))


def _canonical(body: Mapping[str, Any]) -> bytes:
    try:
        return canonical(dict(body))
    except ValueError as error:  # a lone surrogate, a number out of JSON's range
        raise InvalidError("the command can't be written as JSON: {why}", why=str(error)) from error


def _ledger(database: Database, body: Mapping[str, Any], caller: Caller) -> Ledger:
    """The unit's ledger. A unit that is founded gets one, but only once nothing speaks against it."""
    unit, kind = body.get("unit"), class_of(body)
    if not isinstance(unit, str):
        raise InvalidError("a command names its unit; this one says {unit}", unit=repr(unit))
    if body.get("command") == "unit.found" and unit not in database.units():
        nothing = Overlay()
        envelope = envelope_of(nothing, body, caller)
        typed = read_fields(kind, own_fields(body, kind))
        above, founder = founding(database, envelope, body)
        judge(Ask(envelope, typed, nothing, table(), above=above, founder=founder))
        return database.found(unit)
    return database.ledger(unit)


def _aside(database: Database, body: Mapping[str, Any]) -> None:
    """What goes to the directory and never into the log; entered first, so that a bad name stops the command."""
    kind = class_of(body)
    names = body.get("names", {}) if "names" in kind.ASIDE else {}
    if "name" in kind.ASIDE and isinstance(body.get("name"), str):
        names = {str(body.get("member")): body["name"]}
    for person, name in names.items():
        database.directory.enter(person, name)
