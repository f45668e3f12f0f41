"""Is a recorded calendar one? Days of its own year, and workdays that are weekend days.

Source: spec/process.md §5.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events.calendar import CalendarRecorded
from workflow.verifier.conduct.moment import Moment, Rule
from workflow.verifier.verdict import no

WEEKEND = (6, 7)


def _recorded(moment: Moment, said: CalendarRecorded) -> Iterator[Fault]:
    outside = [str(day) for day in (*said.holidays, *said.workdays) if day.year != said.year]
    if outside:
        yield no("in-range", "the calendar of {year} names {days}", year=said.year, days=", ".join(outside))
    wrong = [str(day) for day in said.workdays if day.isoweekday() not in WEEKEND or day in said.holidays]
    if wrong:
        yield no("in-range", "it has as worked weekend days: {days}", days=", ".join(wrong))


RULES: Mapping[type, Rule] = {CalendarRecorded: _recorded}
