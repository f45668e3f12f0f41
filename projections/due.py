"""What is late, due today or soon, and whom to remind of it on which days. Nothing is escalated silently.

Pure: from what waits (`worklist`), at one instant. A deadline is the end of a local day, so that what is due
today is in time until midnight; what `due` lists without a deadline is somebody's turn all the same.
Source: spec/process.md §5.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from projections.worklist import WorkItem
from workflow.days import local_day

GROUPS = ("late", "today", "soon", "open")
WITHIN = 7  # days
# Reminders come so many days before the last day, and on it; what is late is said again every day.
BEFORE = (3, 1, 0)


@dataclass(frozen=True)
class Reminder:
    """Who is to be told what, and on which local days; for a mailer or messenger to send."""

    item: WorkItem
    group: str
    days: tuple[date, ...]

    @property
    def id(self) -> str:
        """The same for the same matter and step, however often it is asked for."""
        return f"{self.item.unit}/{self.item.subject}/{self.item.command}"


def grouped(items: Iterable[WorkItem], at: datetime, within: int = WITHIN) -> Mapping[str, tuple[WorkItem, ...]]:
    """The items by how urgent they are, each group in the items' order; what is far off is left out."""
    found: dict[str, list[WorkItem]] = {group: [] for group in GROUPS}
    for item in items:
        group = group_of(item, at, within)
        if group:
            found[group].append(item)
    return {group: tuple(members) for group, members in found.items()}


def group_of(item: WorkItem, at: datetime, within: int) -> str | None:
    """late, today, soon (within so many days), open (it is somebody's turn); None for what is still far off."""
    if item.overdue:
        return "late"
    today = local_day(at, item.zone)
    day = item.day
    if day is None and item.not_before is not None and not item.has_come(at):
        day = local_day(item.not_before, item.zone)
    if day is not None and day <= today:
        return "today"
    if day is not None and day <= today + timedelta(days=within):
        return "soon"
    return "open" if item.has_come(at) else None


def reminders(items: Iterable[WorkItem], at: datetime, within: int = WITHIN) -> tuple[Reminder, ...]:
    """One reminder for everything that `due` lists, the most urgent first."""
    groups = grouped(items, at, within)
    return tuple(Reminder(item, group, _days(item, group, at)) for group in GROUPS for item in groups[group])


def _days(item: WorkItem, group: str, at: datetime) -> tuple[date, ...]:
    """Late: today, and again when asked tomorrow. With a deadline: before it and on it. Else when the turn came."""
    if group == "late":
        return (local_day(at, item.zone),)
    turn = local_day(max(item.since, item.not_before or item.since), item.zone)
    if item.day is None:
        return (turn,)
    last = item.day
    days = (last - timedelta(days=count) for count in BEFORE)
    return tuple(day for day in days if day >= min(turn, last))
