"""The calendar of a year: which weekdays are days off, and which weekend days are worked (调休).

Source: spec/process.md §5: working days are counted by a calendar that is itself in the ledger.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.payload import Payload


@dataclass(frozen=True, kw_only=True)
class CalendarRecorded(Payload):
    """`document` is the digest of the notice that gives them. A later record of the same year takes its place
    for deadlines that are set from then on; those already set keep their instants."""

    TOPIC: ClassVar[str] = "calendar-recorded"
    year: int
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()
    document: str
