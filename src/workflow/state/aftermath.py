"""Comments on a year and the follow-ups of its outcomes, as they stand.

Source: spec/process.md §2 step 10.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import aftermath as happened
from workflow.record import Record, View


@dataclass(frozen=True)
class FollowUp(Record):
    KIND: ClassVar[str] = "follow-up"
    follow_up: str
    cycle: str
    member: str
    outcome: str
    measure: str
    person: str
    until: date
    state: str
    on: date | None = None

    @property
    def key(self) -> str:
        return self.follow_up


@dataclass(frozen=True)
class Aftermath(Record):
    """Of one cycle: who was commented on, and every follow-up in order of planning."""

    KIND: ClassVar[str] = "aftermath"
    cycle: str
    commented: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.cycle


def aftermath_of(view: View, cycle: str) -> Aftermath:
    return view.find(Aftermath, cycle) or Aftermath(cycle)


def _commented(view: View, event: Event, said: happened.GradeCommented) -> Iterable[Record]:
    known = aftermath_of(view, said.cycle)
    if said.member is not None:
        yield replace(known, commented=tuple(sorted({*known.commented, said.member})))


def _planned(view: View, event: Event, said: happened.FollowUpPlanned) -> Iterable[Record]:
    known = aftermath_of(view, said.cycle)
    yield replace(known, follow_ups=(*known.follow_ups, said.follow_up))
    yield FollowUp(
        said.follow_up, said.cycle, said.member, said.outcome, said.measure, said.person, said.until, "planned"
    )


def _done(view: View, event: Event, said: happened.FollowUpDone) -> Iterable[Record]:
    planned = view.find(FollowUp, said.follow_up)
    assert planned is not None
    yield replace(planned, state="done", on=said.on)


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.GradeCommented: _commented,
    happened.FollowUpPlanned: _planned,
    happened.FollowUpDone: _done,
}
