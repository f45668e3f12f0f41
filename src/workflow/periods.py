"""The rounds that a cadence cuts a cycle into: months, quarters, half-years, or the year itself.

Source: spec/process.md §1 round.
"""

from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


def expected_rounds(starts: date, ends: date, cadence: str) -> list[tuple[date, date]]:
    """First and last day of each round, in order; the last one ends with the cycle."""
    spans: list[tuple[date, date]] = []
    first = starts
    while first <= ends:
        following = _months_after(first, MONTHS[cadence])
        spans.append((first, min(following - timedelta(days=1), ends)))
        first = following
    return spans


def _months_after(day: date, months: int) -> date:
    """The first day after `months` whole calendar months, counted from the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
