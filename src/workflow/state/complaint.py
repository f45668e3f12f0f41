"""Complaints in an upper unit's ledger, and the matters that it has decided for good.

Source: spec/process.md §3 Objection and appeal, §8.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import complaint as happened
from ledger.events.claim import Line
from ledger.events.objection import AppealDecided
from ledger.sealed import Sealed
from workflow.record import Record, View


@dataclass(frozen=True)
class Complaint(Record):
    """`request` is the position of its first event, to which the decision answers."""

    KIND: ClassVar[str] = "complaint"
    complaint: str
    branch: str
    about: str
    member: str
    state: str
    objector: Sealed
    tag: str
    form: str
    request: int
    lodged_at: datetime
    answer_by: date
    deadline: datetime
    line: Line | None = None

    @property
    def key(self) -> str:
        return self.complaint


@dataclass(frozen=True)
class Complaints(Record):
    """How many there were, and those that wait for the upper unit."""

    KIND: ClassVar[str] = "complaints"
    lodged: int = 0
    open: tuple[str, ...] = ()


@dataclass(frozen=True)
class DecidedAbove(Record):
    """A matter of a branch on which this unit decided an appeal: it has ended within the scheme."""

    KIND: ClassVar[str] = "decided-above"
    branch: str
    about: str
    position: int

    @property
    def key(self) -> str:
        return f"{self.branch}/{self.about}"


def complaint_id(view: View) -> str:
    """The id of the next complaint: K001, K002 …"""
    return f"K{(view.find(Complaints) or Complaints()).lodged + 1:03}"


def called_below(unit: str, complaint: str) -> str:
    """The id under which the branch knows it among its objections."""
    return f"{unit}-{complaint}"


def lodged_above(objection: str) -> bool:
    """Whether a branch's objection is one that was lodged straight with the upper unit."""
    return "-K" in objection


def _of(view: View, key: str) -> Complaint:
    known = view.find(Complaint, key)
    assert known is not None, key
    return known


def _lodged(view: View, event: Event, said: happened.ComplaintLodged) -> Iterable[Record]:
    known = view.find(Complaints) or Complaints()
    yield Complaint(
        complaint=said.complaint,
        branch=said.branch,
        about=said.about,
        member=said.member,
        state="lodged",
        objector=said.objector,
        tag=said.tag,
        form=said.form,
        request=event.position,
        lodged_at=event.at,
        answer_by=said.answer_by,
        deadline=said.deadline,
        line=said.line,
    )
    yield Complaints(known.lodged + 1, (*known.open, said.complaint))


def _admitted(view: View, event: Event, said: happened.ComplaintAdmitted) -> Iterable[Record]:
    yield replace(_of(view, said.complaint), state="admitted")


def _off(view: View, complaint: str) -> Record:
    known = view.find(Complaints) or Complaints()
    return replace(known, open=tuple(key for key in known.open if key != complaint))


def _refused(view: View, event: Event, said: happened.ComplaintNotAdmitted) -> Iterable[Record]:
    yield replace(_of(view, said.complaint), state="not-admitted")
    yield _off(view, said.complaint)


def _decided(view: View, event: Event, said: AppealDecided) -> Iterable[Record]:
    yield DecidedAbove(said.branch, said.about, event.position)
    key = said.objection.removeprefix(called_below(event.unit, ""))
    if key != said.objection:
        yield replace(_of(view, key), state="decided")
        yield _off(view, key)


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.ComplaintLodged: _lodged,
    happened.ComplaintAdmitted: _admitted,
    happened.ComplaintNotAdmitted: _refused,
    AppealDecided: _decided,
}
