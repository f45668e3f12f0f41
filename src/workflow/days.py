"""Local days and deadlines: instants are UTC, a deadline is the first instant of the day after.

Every count starts on the day after; a deadline keeps the instant recorded when it was opened.
Source: spec/process.md §5, §10 Days.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ledger.errors import InvalidError

SATURDAY = 5


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name. InvalidError: there is none; facts: zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidError("{zone} is no time zone, such as Asia/Shanghai", zone=name) from error


def local_day(instant: datetime, zone: str) -> date:
    """The calendar day of an instant in the unit's zone."""
    return instant.astimezone(zone_of(zone)).date()


def end_of(day: date, zone: str) -> datetime:
    """The instant at which the day is over: the first instant of the next local day, in UTC.

    The calendar's own last day (9999-12-31) has no next: it is over at the last instant that there is.
    """
    try:
        return datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone_of(zone)).astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def on_weekday(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < SATURDAY


def days_after(day: date, count: int, *, works: Callable[[date], bool] | None = None) -> date:
    """The last day of a count of `count` days that starts on the day after `day`.

    Every day counts, or those that `works` says are working days.
    """
    if works is None:
        return day + timedelta(days=count)
    while count:
        day += timedelta(days=1)
        count -= works(day)
    return day
