"""One request, with everything that a guard or a decision may look at: values, nothing that acts.

Source: spec/process.md §4, §7.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from ledger.errors import NotFoundError, Refusal, RefusedError
from ledger.events.claim import Line
from ledger.payload import Payload
from workflow.command import Command, Envelope
from workflow.course import Course
from workflow.days import local_day
from workflow.process.machine import not_from_here, step
from workflow.process.table import Row, Table
from workflow.record import R, View
from workflow.schemes.stored import scheme_of_text
from workflow.scoring.scheme import Scheme
from workflow.state.calendar import Term, term
from workflow.state.cycle import Cycle, SchemeText
from workflow.state.keys import PersonKeys
from workflow.state.membership import Posts, Unit, kin_of

Emit = tuple[str, Payload]
C = TypeVar("C", bound=Command)


@dataclass(frozen=True)
class Votes:
    """A committee's vote on one matter, by person."""

    present: tuple[str, ...]
    favour: tuple[str, ...]
    against: tuple[str, ...] = ()
    abstained: tuple[str, ...] = ()

    @property
    def voters(self) -> tuple[str, ...]:
        return (*self.favour, *self.against, *self.abstained)

    def without(self, persons: Iterable[str]) -> "Votes":
        """The same vote with these persons recused: present, not voting."""
        out = frozenset(persons)
        favour, against, abstained = (
            tuple(p for p in group if p not in out) for group in (self.favour, self.against, self.abstained)
        )
        return Votes(self.present, favour, against, abstained)


@dataclass(frozen=True)
class Matter:
    """One thing a command decides: whose it is, how it read, how it will read, who voted on it.

    `hands` are the persons who had it in hand before and may not decide it where the rule is strict;
    `others` are the member's other claims, for rules that look beyond one line.
    """

    id: str
    member: str | None
    cycle: str | None = None
    before: Line | None = None
    after: Line | None = None
    votes: Votes | None = None
    hands: tuple[str, ...] = ()
    evidence: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Subject:
    """What moves: its machine, its key, its state now ("" where it isn't there yet), and how it moves."""

    machine: str
    key: str
    state: str
    trigger: str = ""


@dataclass(frozen=True)
class Ask:
    """A command on one state of one ledger, at one instant.

    `tag` is the keyed digest by which an objector is known again: a decision can't draw it itself. `objector` is
    who objects, as the door had it before sealing: guards may ask, no event and no refusal may say.
    `above` is, for a genesis, what the founder is in the unit above; `founder` the keys that sign for them there, where
    that is an ordinary ledger at hand.
    """

    envelope: Envelope
    command: Command
    view: View
    table: Table
    tag: str = ""
    objector: str = ""
    above: frozenset[str] = frozenset()
    founder: PersonKeys | None = None
    matters: tuple[Matter, ...] = ()
    subject: Subject | None = field(default=None)

    @property
    def by(self) -> str:
        return self.envelope.by

    @property
    def principal(self) -> str:
        """In whose name it is asked: whose posts and matters count (代办). Without `for`, who asks."""
        return self.envelope.on_behalf or self.envelope.by

    @property
    def persons(self) -> tuple[str, ...]:
        """Whose conflicts count: who asks, and the person stood in for."""
        return tuple(dict.fromkeys((self.envelope.by, self.principal)))

    @property
    def at(self) -> datetime:
        return self.envelope.at

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return self.table.of(self.envelope.command)

    @property
    def row(self) -> Row:
        """The row of the transition that is asked for; it says who may and which guards hold."""
        trigger = self.subject.trigger if self.subject else ""
        return self.table.row(self.envelope.command, trigger) if trigger else self.rows[0]

    @cached_property
    def unit(self) -> Unit:
        unit = self.view.find(Unit)
        if unit is None:
            raise NotFoundError("{unit} has no ledger yet: found it first", unit=self.envelope.unit)
        return unit

    @cached_property
    def today(self) -> date:
        """The unit's calendar day at the instant of the command."""
        unit = self.view.find(Unit)
        return local_day(self.at, unit.zone if unit else getattr(self.command, "zone", "UTC"))

    @cached_property
    def posts(self) -> Posts:
        return self.view.find(Posts) or Posts()

    @cached_property
    def committee(self) -> tuple[str, ...]:
        """All members of the committee today; the secretary is one of them."""
        return self.posts.holders(self.today, "committee", "secretary")

    def conflicted(self, member: str | None) -> frozenset[str]:
        """Who may not decide a matter of this member: the person and declared kin."""
        return kin_of(self.view, member) if member else frozenset()

    def find(self, kind: type[R], key: str, called: str) -> R:
        """The record, or NotFoundError in the words of the house: `called` is what people call it."""
        record = self.view.find(kind, key)
        if record is None:
            raise NotFoundError("there is no {kind} {id} in {unit}", kind=called, id=key, unit=self.envelope.unit)
        return record

    def cycle(self, key: str) -> Cycle:
        return self.find(Cycle, key, "cycle")

    def scheme(self, cycle: str) -> Scheme:
        """The scheme that a cycle pinned (pinned-scheme). The cycle is open, or this is a bug."""
        digest = self.cycle(cycle).digest
        assert digest is not None
        text = self.view.find(SchemeText, digest)
        assert text is not None
        return scheme_of_text(text.text)

    def course(self, cycle: str) -> Course:
        """What the profile of the cycle's scheme makes of the steps. The cycle is open, or this is a bug."""
        return Course(self.scheme(cycle).profile, self.unit.parent is not None)

    def term(self, count: int, kind: str) -> Term:
        """A time of so many days that begins today: the first of them is tomorrow."""
        return term(self.view, self.today, count, kind, self.unit.zone)

    def moved(self, machine: str, state: str, trigger: str, matter: str) -> str:
        """The state after a further transition of this command; refused where the table has none."""
        row = self.table.row(self.envelope.command, trigger)
        assert row.machine == machine
        after = step(self.table, row, state)
        if after is None:
            refusal = not_from_here(self.table, row, matter, state)
            raise RefusedError("{command} is refused", refusals=[refusal], command=self.envelope.command)
        return after


Guard = Callable[[Ask], Iterable[Refusal]]


@dataclass(frozen=True)
class Deed:
    """How one command is answered: what it is about, and what follows once no guard says no.

    `subject` and `matters` raise NotFoundError for unknown ids and nothing else. `policies` are
    guards of this command alone, under the id of the table's column; they take the general one's place.
    """

    subject: Callable[[Ask], Subject]
    decide: Callable[[Ask], Iterable[Emit]]
    matters: Callable[[Ask], Iterable[Matter]] = lambda ask: ()
    policies: Mapping[str, Guard] = field(default_factory=dict)


def about(machine: str, kind: type[Any], field_name: str, called: str, trigger: str = "") -> Callable[[Ask], Subject]:
    """The usual subject: the record whose id stands in a field of the command."""

    def find(ask: Ask) -> Subject:
        key = getattr(ask.command, field_name)
        record = ask.find(kind, key, called)
        return Subject(machine, key, record.state, trigger)

    return find
