"""One objection as it stands; who objected is known by a keyed tag alone.

Source: spec/process.md §3 Objection and appeal.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import objection as happened
from ledger.events.claim import Line
from ledger.events.complaint import ComplaintAdmitted
from ledger.events.deliberation import SessionHeld
from ledger.events.exchange import ReceiptTaken
from ledger.events.filing import FilingMade
from ledger.sealed import Sealed
from workflow.carried import decision
from workflow.record import Record, View
from workflow.state.claim import Claim
from workflow.state.complaint import called_below
from workflow.state.contest import contest
from workflow.state.cycle import Round
from workflow.state.deliberation import Minutes
from workflow.state.evaluation import Grading
from workflow.state.veto import Veto

# Nobody has said yet whether it is right.
WAITING = frozenset({"lodged", "admitted"})


def objector_mark(text: str, person: str) -> bytes:
    """What a tag is the keyed digest of: the id of the sealed text that holds the objector, and the person."""
    return f"{text}|{person}".encode()


@dataclass(frozen=True)
class Objection(Record):
    """`member` is the person concerned; `decided_by` voted on the answer; `appealed_at` is the
    position of the request to the upper unit. `line` is what an omission should have been; `told` the day
    from which the time to appeal runs; `meetings` how many had been held when it was answered."""

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
    concerned: tuple[str, ...] = ()
    decided_by: tuple[str, ...] = ()
    line: Line | None = None
    form: str = "written"
    late: bool = False
    outcome: str = ""
    told: date | None = None
    meetings: int | None = None
    announced: str | None = None

    def is_of(self, person: str, digest: Callable[[bytes], str]) -> bool:
        """Whether this person objected; `digest` is the ledger's keyed one."""
        return digest(objector_mark(self.objector.id, person)) == self.tag

    @property
    def key(self) -> str:
        return self.objection

    def overdue(self, now: datetime) -> bool:
        """逾期未答复: answered late, or the day to answer is over and nobody answered."""
        return self.late or (self.state in WAITING and now >= self.deadline)

    def lapsed(self, now: datetime) -> bool:
        """Answered or not admitted, told, and the time to appeal is over."""
        return self.state in ("dismissed", "not-admitted") and bool(
            self.appealable_until and now >= self.appealable_until
        )


@dataclass(frozen=True)
class Objections(Record):
    """How many there were; those that are not ended; those that are, and stood in no filing as ended yet."""

    KIND: ClassVar[str] = "objections"
    lodged: int = 0
    open: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()


def _of(view: View, objection: str) -> Objection:
    known = view.find(Objection, objection)
    assert known is not None
    return known


def _off(view: View, objection: Objection, above: str | None = None) -> Iterable[Record]:
    """It has come to its end."""
    known = view.find(Objections) or Objections()
    rest = tuple(o for o in known.open if o != objection.objection)
    yield replace(known, open=rest, unlisted=(*known.unlisted, objection.objection))
    held = contest(view, objection.about)
    left = tuple(o for o in held.open if o != objection.objection)
    yield replace(held, open=left, above=above or held.above)


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
        line=said.line,
        form=said.form,
    )
    yield replace(known, lodged=known.lodged + 1, open=(*known.open, said.objection))
    held = contest(view, said.about)
    yield replace(held, lodged=(*held.lodged, said.objection), open=(*held.open, said.objection))


def _admitted(view: View, event: Event, said: happened.ObjectionAdmitted) -> Iterable[Record]:
    yield replace(_of(view, said.objection), state="admitted")


def _refused(view: View, event: Event, said: happened.ObjectionNotAdmitted) -> Iterable[Record]:
    yield replace(
        _of(view, said.objection),
        state="not-admitted",
        outcome="not-admitted",
        decided_by=event.hands,
        meetings=_meetings(view),
    )


def _meetings(view: View) -> int:
    return (view.find(Minutes) or Minutes()).meetings


def _sat(view: View, event: Event, said: SessionHeld) -> Iterable[Record]:
    kind, _, key = said.subject.partition("/")
    if kind == "objection":
        yield replace(_of(view, key), decided_by=said.present)


def _answered(view: View, event: Event, said: happened.ObjectionAnswered) -> Iterable[Record]:
    objection = _of(view, said.objection)
    state = "upheld" if said.upheld else "dismissed"
    yield replace(objection, state=state, outcome=state, late=said.late, meetings=_meetings(view))
    if said.upheld:
        yield from _off(view, objection)


def _told(view: View, event: Event, said: happened.ObjectionTold) -> Iterable[Record]:
    yield replace(_of(view, said.objection), told=said.on, appealable_until=said.appealable_until)


def _announced(view: View, event: Event, said: happened.ObjectionsAnnounced) -> Iterable[Record]:
    for key in said.objections:
        yield replace(_of(view, key), announced=said.meeting)


def _ended(view: View, event: Event, said: happened.ObjectionEnded) -> Iterable[Record]:
    objection = _of(view, said.objection)
    yield replace(objection, state="ended")
    yield from _off(view, objection)


def _appealed(view: View, event: Event, said: happened.AppealLodged) -> Iterable[Record]:
    yield replace(_of(view, said.objection), state="appealed", appealed_at=event.position, concerned=said.concerned)


def _received(view: View, event: Event, said: ReceiptTaken) -> Iterable[Record]:
    inside = decision(said)
    decided = inside.payload
    if isinstance(decided, ComplaintAdmitted):
        yield from _taken_above(view, inside, decided)
    if isinstance(decided, happened.AppealDecided):
        objection = _of(view, decided.objection)
        outcome = "appeal-upheld" if decided.upheld else "appeal-dismissed"
        yield replace(objection, state="ended", outcome=outcome)
        yield from _off(view, objection, f"appeal/{inside.unit}/{inside.position}")


def _taken_above(view: View, inside: Event, said: ComplaintAdmitted) -> Iterable[Record]:
    """Lodged straight with the upper unit: it stands here as an appeal that is open there."""
    kind, _, key = said.about.partition("/")
    first = key.partition("/")[0]
    records: Mapping[str, tuple[type[Record], str, str]] = {
        "claim": (Claim, key, "claim"),
        "veto": (Veto, key, "veto"),
        "grading": (Grading, first, "grade"),
        "omission": (Round, first, "omission"),
    }
    record, name, ground = records[kind]
    found = view.find(record, name)
    assert found is not None, said.about
    if isinstance(found, Claim) and found.state == "rejected":
        ground = "rejection"
    objection = called_below(inside.unit, said.complaint)
    yield Objection(
        objection=objection,
        about=said.about,
        ground=ground,
        cycle=str(getattr(found, "cycle")),  # noqa: B009
        member=said.member,
        state="appealed",
        objector=said.objector,
        tag=said.tag,
        answer_by=said.answer_by,
        deadline=said.deadline,
        appealed_at=said.request,
        line=said.line,
        form=said.form,
    )
    known, held = view.find(Objections) or Objections(), contest(view, said.about)
    yield replace(known, open=(*known.open, objection))
    yield replace(held, lodged=(*held.lodged, objection), open=(*held.open, objection))


def _filed(view: View, event: Event, said: FilingMade) -> Iterable[Record]:
    known = view.find(Objections) or Objections()
    listed = {one.objection for one in said.objections}
    yield replace(known, unlisted=tuple(o for o in known.unlisted if o not in listed))


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.ObjectionLodged: _lodged,
    happened.ObjectionAdmitted: _admitted,
    happened.ObjectionNotAdmitted: _refused,
    SessionHeld: _sat,
    happened.ObjectionAnswered: _answered,
    happened.ObjectionTold: _told,
    happened.ObjectionsAnnounced: _announced,
    happened.ObjectionEnded: _ended,
    happened.AppealLodged: _appealed,
    ReceiptTaken: _received,
    FilingMade: _filed,
}
