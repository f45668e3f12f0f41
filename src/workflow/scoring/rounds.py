"""Which round of the year a day lies in, and which rounds a scheme's first year has.

A round here is the scoring one: the month, quarter or half-year that a component is scored by. The rounds of
the process (spec/process.md §1) may be longer or shorter.
"""

from calendar import monthrange
from datetime import date

COUNTS = {"year": 1, "half-year": 2, "quarter": 4, "month": 12}


def index(cadence: str, on: date) -> int:
    """The number of the round that the day lies in, from 0."""
    return (on.month - 1) * COUNTS[cadence] // 12


def label(cadence: str, year: int, number: int) -> str:
    """What the round is called: `2024`, `2024-H1`, `2024-Q3`, `2024-03`."""
    if cadence == "year":
        return str(year)
    if cadence == "month":
        return f"{year}-{number + 1:02d}"
    return f"{year}-{'H' if cadence == 'half-year' else 'Q'}{number + 1}"


def last_day(cadence: str, year: int, number: int) -> date:
    month = 12 // COUNTS[cadence] * (number + 1)
    return date(year, month, monthrange(year, month)[1])


def in_force(cadence: str, year: int, effective: date | None) -> tuple[int, ...]:
    """The rounds of the year that end on or after the day on which the scheme came into force."""
    every = range(COUNTS[cadence])
    if effective is None:
        return tuple(every)
    return tuple(number for number in every if last_day(cadence, year, number) >= effective)
