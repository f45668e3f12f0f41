"""Hearings, the numbering of minutes, and the last instant that the ledger knows.

Source: spec/process.md §4 heard, §5.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import deliberation as happened
from workflow.record import Record, View


@dataclass(frozen=True)
class Hearing(Record):
    """`subject` is claim/…, veto/…, grading/… or item/…; after `deadline` the time has passed."""

    KIND: ClassVar[str] = "hearing"
    subject: str
    member: str
    state: str
    deadline: datetime

    @property
    def key(self) -> str:
        return f"{self.subject}/{self.member}"

    def settled(self, now: datetime) -> bool:
        """Heard, or the time for it was let pass."""
        return self.state == "held" or now >= self.deadline


@dataclass(frozen=True)
class Minutes(Record):
    """How many sessions and meetings have been held: their ids follow."""

    KIND: ClassVar[str] = "minutes"
    sessions: int = 0
    meetings: int = 0


# Who records what time has done, where nobody else did: no person, and no post.
CLOCK = "clock"
# Commands that race one another may be recorded out of order by moments: no clock ran backwards for that.
MOMENT = timedelta(minutes=1)


@dataclass(frozen=True)
class Lapses(Record):
    """The sessions and meetings on a subject that decided nothing, in order."""

    KIND: ClassVar[str] = "lapses"
    subject: str
    held: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.subject


@dataclass(frozen=True)
class LastInstant(Record):
    """The instant of the last event; the fold keeps it for every one of them."""

    KIND: ClassVar[str] = "clock"
    at: datetime

    def ran_back(self, now: datetime) -> bool:
        """The clock shows a time clearly before the last event's."""
        return now < self.at - MOMENT


def _invited(view: View, event: Event, said: happened.HearingInvited) -> Iterable[Record]:
    yield Hearing(said.subject, said.member, "invited", said.deadline)


def _held(view: View, event: Event, said: happened.HearingHeld) -> Iterable[Record]:
    hearing = view.find(Hearing, f"{said.subject}/{said.member}")
    assert hearing is not None
    yield replace(hearing, state="held")


def _session(view: View, event: Event, said: happened.SessionHeld | happened.SessionLapsed) -> Iterable[Record]:
    minutes = view.find(Minutes) or Minutes()
    yield replace(minutes, sessions=minutes.sessions + 1)


def _meeting(view: View, event: Event, said: happened.MeetingHeld | happened.MeetingLapsed) -> Iterable[Record]:
    minutes = view.find(Minutes) or Minutes()
    yield replace(minutes, meetings=minutes.meetings + 1)


def _session_lapsed(view: View, event: Event, said: happened.SessionLapsed) -> Iterable[Record]:
    yield from _session(view, event, said)
    yield _lapsed(view, said.subject, said.session)


def _meeting_lapsed(view: View, event: Event, said: happened.MeetingLapsed) -> Iterable[Record]:
    yield from _meeting(view, event, said)
    yield _lapsed(view, said.subject, said.meeting)


def _lapsed(view: View, subject: str, held: str) -> "Lapses":
    known = view.find(Lapses, subject)
    return Lapses(subject, (*(known.held if known else ()), held))


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.HearingInvited: _invited,
    happened.HearingHeld: _held,
    happened.SessionHeld: _session,
    happened.MeetingHeld: _meeting,
    happened.SessionLapsed: _session_lapsed,
    happened.MeetingLapsed: _meeting_lapsed,
}
