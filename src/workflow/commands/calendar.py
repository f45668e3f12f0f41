"""What one may ask about the calendar by which working days are counted."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from workflow.command import Command, command


@command
@dataclass(frozen=True, kw_only=True)
class RecordCalendar(Command):
    """From the notice on a year's days off. `holidays` are days off; `workdays` weekend days that are worked."""

    NAME: ClassVar[str] = "calendar.record"
    year: int
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()
    document: str
