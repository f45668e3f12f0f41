"""Recording a year's calendar: days off, and weekend days that are worked.

Source: spec/process.md §4 (who may do what: record calendars), §5.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events.calendar import CalendarRecorded
from workflow.ask import Ask, Deed, Emit, Subject
from workflow.commands.calendar import RecordCalendar
from workflow.days import on_weekday
from workflow.record import listed

CLAUSE = "process §5"


def _subject(ask: Ask) -> Subject:
    return Subject("unit", ask.envelope.unit, "")


def _days_fit(ask: Ask) -> Iterable[Refusal]:
    """Every day lies in the year; what is worked is a weekend day, and is not a day off as well."""
    c = ask.command
    assert isinstance(c, RecordCalendar)
    outside = {str(day) for day in (*c.holidays, *c.workdays) if day.year != c.year}
    if outside:
        yield Refusal(
            "in-range",
            "the calendar of {year} names days of other years: {days}",
            "record each year's calendar by itself",
            CLAUSE,
            {"year": c.year, "days": listed(outside)},
        )
    wrong = {str(day) for day in c.workdays if on_weekday(day) or day in c.holidays}
    if wrong:
        yield Refusal(
            "in-range",
            "these are worked anyway, or are days off as well: {days}",
            "name as workdays only Saturdays and Sundays that are worked (调休)",
            CLAUSE,
            {"year": c.year, "days": listed(wrong)},
        )


def _record(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, RecordCalendar)
    yield (
        f"calendar/{c.year}",
        CalendarRecorded(
            year=c.year,
            holidays=tuple(sorted(set(c.holidays))),
            workdays=tuple(sorted(set(c.workdays))),
            document=c.document,
        ),
    )


DEEDS: Mapping[str, Deed] = {"calendar.record": Deed(_subject, _record, policies={"in-range": _days_fit})}
