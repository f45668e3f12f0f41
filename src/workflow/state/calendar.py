"""The recorded calendars, and the deadlines that are counted by them.

Where a year's calendar is not recorded, working days are Monday to Friday, and the deadline names the year: nobody
loses a right, such as objecting, because an office has not entered its calendar yet.
Source: spec/process.md §5, §10 Days: every count starts on the day after.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events.calendar import CalendarRecorded
from workflow.days import days_after, end_of, on_weekday
from workflow.record import Record, View

# How the days of a deadline may be counted.
KINDS = ("calendar", "working")


@dataclass(frozen=True)
class Calendar(Record):
    """`holidays` are days off, `workdays` weekend days that are worked; `document` is the notice's digest."""

    KIND: ClassVar[str] = "calendar"
    year: int
    holidays: tuple[date, ...]
    workdays: tuple[date, ...]
    document: str

    @property
    def key(self) -> str:
        return str(self.year)

    def works(self, day: date) -> bool:
        return day in self.workdays or (on_weekday(day) and day not in self.holidays)


@dataclass(frozen=True)
class Term:
    """A time that runs: its last day, the instant at which it is over, and the years counted without a calendar."""

    until: date
    deadline: datetime
    without_calendar: tuple[int, ...] = ()


def term(view: View, day: date, count: int, kind: str, zone: str) -> Term:
    """`count` days of this kind, of which the first is the day after `day`, in the unit's zone."""
    if kind == "calendar":
        until = days_after(day, count)
        return Term(until, end_of(until, zone))
    missing: set[int] = set()

    def works(each: date) -> bool:
        calendar = view.find(Calendar, str(each.year))
        if calendar is None:
            missing.add(each.year)
            return on_weekday(each)
        return calendar.works(each)

    until = days_after(day, count, works=works)
    return Term(until, end_of(until, zone), tuple(sorted(missing)))


def _recorded(view: View, event: Event, said: CalendarRecorded) -> Iterable[Record]:
    yield Calendar(said.year, said.holidays, said.workdays, said.document)


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {CalendarRecorded: _recorded}
