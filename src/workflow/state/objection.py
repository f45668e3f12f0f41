"""One objection as it stands; who objected is known by a keyed tag alone.

Source: spec/process.md §3 Objection and appeal.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import objection as happened
from ledger.events.deliberation import SessionHeld
from ledger.events.exchange import ReceiptTaken
from ledger.sealed import Sealed
from workflow.carried import decision
from workflow.record import Record, View


@dataclass(frozen=True)
class Objection(Record):
    """`member` is the person concerned; `decided_by` voted on the answer; `appealed_at` is the
    position of the request to the upper unit."""

    KIND: ClassVar[str] = "objection"
    objection: str
    about: str
    ground: str
    cycle: str
    member: str
    state: str
    objector: Sealed
    tag: str
    answer_by: date
    deadline: datetime
    appealable_until: datetime | None = None
    appealed_at: int | None = None
    decided_by: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.objection

    def lapsed(self, now: datetime) -> bool:
        """Answered or not admitted, and the time to appeal is over."""
        return self.state in ("dismissed", "not-admitted") and bool(
            self.appealable_until and now >= self.appealable_until
        )


@dataclass(frozen=True)
class Objections(Record):
    """How many there were, and those that are not ended, in order of lodging."""

    KIND: ClassVar[str] = "objections"
    lodged: int = 0
    open: tuple[str, ...] = ()


def _of(view: View, objection: str) -> Objection:
    known = view.find(Objection, objection)
    assert known is not None
    return known


def _without(view: View, objection: str) -> Objections:
    known = view.find(Objections) or Objections()
    return replace(known, open=tuple(o for o in known.open if o != objection))


def _lodged(view: View, event: Event, said: happened.ObjectionLodged) -> Iterable[Record]:
    known = view.find(Objections) or Objections()
    yield Objection(
        objection=said.objection,
        about=said.about,
        ground=said.ground,
        cycle=said.cycle,
        member=said.member,
        state="lodged",
        objector=said.objector,
        tag=said.tag,
        answer_by=said.answer_by,
        deadline=said.deadline,
    )
    yield Objections(known.lodged + 1, (*known.open, said.objection))


def _admitted(view: View, event: Event, said: happened.ObjectionAdmitted) -> Iterable[Record]:
    yield replace(_of(view, said.objection), state="admitted")


def _refused(view: View, event: Event, said: happened.ObjectionNotAdmitted) -> Iterable[Record]:
    objection = _of(view, said.objection)
    yield replace(objection, state="not-admitted", appealable_until=said.appealable_until, decided_by=event.hands)


def _sat(view: View, event: Event, said: SessionHeld) -> Iterable[Record]:
    kind, _, key = said.subject.partition("/")
    if kind == "objection":
        yield replace(_of(view, key), decided_by=said.present)


def _answered(view: View, event: Event, said: happened.ObjectionAnswered) -> Iterable[Record]:
    state = "upheld" if said.upheld else "dismissed"
    yield replace(_of(view, said.objection), state=state, appealable_until=said.appealable_until)
    if said.upheld:
        yield _without(view, said.objection)


def _ended(view: View, event: Event, said: happened.ObjectionEnded) -> Iterable[Record]:
    yield replace(_of(view, said.objection), state="ended")
    yield _without(view, said.objection)


def _appealed(view: View, event: Event, said: happened.AppealLodged) -> Iterable[Record]:
    yield replace(_of(view, said.objection), state="appealed", appealed_at=event.position)


def _received(view: View, event: Event, said: ReceiptTaken) -> Iterable[Record]:
    decided = decision(said).payload
    if isinstance(decided, happened.AppealDecided):
        yield replace(_of(view, decided.objection), state="ended")
        yield _without(view, decided.objection)


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.ObjectionLodged: _lodged,
    happened.ObjectionAdmitted: _admitted,
    happened.ObjectionNotAdmitted: _refused,
    SessionHeld: _sat,
    happened.ObjectionAnswered: _answered,
    happened.ObjectionEnded: _ended,
    happened.AppealLodged: _appealed,
    ReceiptTaken: _received,
}
