"""What commands that read look up in common: the state of a unit, its cycle, the scheme that the cycle pinned.

Answers follow the ledger first, so that what was recorded a moment ago is in them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import click

from cli.parts import Parts
from cli.sentences import matter
from cli.speech import N_, language, say
from ledger.database import Database
from ledger.errors import NotFoundError
from projections.runner import catch_up
from workflow.passing import as_though_closed
from workflow.record import Record, View
from workflow.scoring.read import read_scheme
from workflow.scoring.scheme import Scheme
from workflow.state.cycle import Cycle, Cycles, SchemeText
from workflow.state.due import objections_due, windows_due
from workflow.state.membership import Member
from workflow.store_view import StoreView

R = TypeVar("R", bound=Record)
_schemes: dict[str, Scheme] = {}


class State:
    """The records of one unit at one position, and at one instant: what is due stands closed."""

    def __init__(self, unit: str, view: View, keys: tuple[str, ...]) -> None:
        self.unit = unit
        self.view = view
        self._keys = keys

    def find(self, kind: type[R], key: str = "") -> R | None:
        return self.view.find(kind, key)

    def need(self, kind: type[R], key: str, called: str) -> R:
        """The record. NotFoundError where there is none."""
        found = self.view.find(kind, key)
        if found is None:
            raise NotFoundError("there is no {kind} {id} in {unit}", kind=called, id=key, unit=self.unit)
        return found

    def every(self, kind: type[R]) -> Iterator[R]:
        """All records of a kind, in order of their keys."""
        head = f"{kind.KIND}/"
        for key in self._keys:
            if key.startswith(head) and (found := self.view.find(kind, key.removeprefix(head))):
                yield found


@contextmanager
def state_of(parts: Parts) -> Iterator[State]:
    """The state of the unit that was named, inside one read transaction."""
    unit, at = parts.the_unit(), parts.now()
    with parts.database().ledger(unit).reading() as rows:
        yield State(unit, as_though_closed(StoreView(rows), unit, at), rows.keys())


def followed(parts: Parts, *, everywhere: bool = False) -> Database:
    """The database, its answers brought up to the end of the ledger (or of all ledgers)."""
    database = parts.database()
    database.ledger(parts.the_unit())
    catch_up(database, None if everywhere else [parts.the_unit()])
    _tell_what_is_due(parts, database)
    return database


def _tell_what_is_due(parts: Parts, database: Database) -> None:
    """Tables follow what was recorded: where a deadline has passed and nobody recorded it, the reader is told."""
    at = parts.now()
    with database.ledger(parts.the_unit()).reading() as rows:
        view = StoreView(rows)
        due = [f"publicity/{window.window}" for window in windows_due(view, at)]
        due += [f"objection/{objection.objection}" for objection in objections_due(view, at)]
    if due:
        told = ", ".join(map(matter, due))
        click.echo(say(N_("over by its deadline, not recorded yet: {matters} (jifen tick)"), matters=told), err=True)


def cycle_of(parts: Parts, named: str | None) -> str:
    """The cycle that was named; else the one last opened, or planned.

    Raises:
        NotFoundError: there is none, or none of that name.
    """
    with state_of(parts) as state:
        if named is not None:
            return state.need(Cycle, named, "cycle").cycle
        known = [state.find(Cycle, key) for key in (state.find(Cycles) or Cycles()).cycles]
    found = [cycle for cycle in known if cycle]
    if not found:
        raise NotFoundError("{unit} has no cycle yet", unit=parts.the_unit())
    return next((cycle.cycle for cycle in reversed(found) if cycle.state != "planned"), found[-1].cycle)


def known_member(parts: Parts, member: str) -> None:
    """NotFoundError where nobody of that id is enrolled."""
    with state_of(parts) as state:
        state.need(Member, member, "member")


def scheme_of(parts: Parts, cycle: str) -> Scheme:
    """The scheme that a cycle pinned. NotFoundError before it was opened."""
    with state_of(parts) as state:
        known = state.need(Cycle, cycle, "cycle")
        if known.digest is None:
            raise NotFoundError("{unit} has opened no cycle {cycle}", unit=state.unit, cycle=cycle)
        if known.digest not in _schemes:
            _schemes[known.digest] = read_scheme(state.need(SchemeText, known.digest, "scheme").text)
    return _schemes[known.digest]


def label(scheme: Scheme, kind: str, id: str | None) -> str | None:
    """What the scheme calls it, in the reader's language."""
    return None if id is None else scheme.label(kind, id, language())
