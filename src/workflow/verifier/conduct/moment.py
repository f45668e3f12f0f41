"""One event at its moment: the state before it, whose command it belongs to, and what that day knew.

Source: spec/process.md §4, §5.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from ledger.errors import Fault
from ledger.event import Event
from workflow.course import Course
from workflow.days import local_day
from workflow.process.table import Row, Table
from workflow.record import View
from workflow.schemes.stored import scheme_of_text
from workflow.scoring.scheme import Scheme
from workflow.state.calendar import Term, term
from workflow.state.cycle import Cycle, SchemeText
from workflow.state.membership import Posts, Unit, kin_of

Rule = Callable[["Moment", Any], Iterator[Fault]]


@dataclass(frozen=True)
class Moment:
    """`view` is the state before `event`; `group` holds all events of its command, `command` its name in the table."""

    view: View
    event: Event
    group: tuple[Event, ...]
    command: str
    table: Table

    @property
    def at(self) -> datetime:
        return self.event.at

    @property
    def by(self) -> str:
        return self.event.by

    @property
    def principal(self) -> str:
        """In whose name it was done: whose posts and matters count."""
        return self.event.principal

    @property
    def persons(self) -> tuple[str, ...]:
        """Whose conflicts count: who did it, and the person stood in for."""
        return self.event.hands

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The command's rows; those of what a recorded clock closes are among the clock's."""
        rows = self.table.of(self.command)
        if self.command == "clock.tick":
            rows += self.table.of("publicity.close") + self.table.of("objection.end")
        return rows

    @property
    def guards(self) -> frozenset[str]:
        """Every guard that one of the command's rows names."""
        return frozenset(guard for row in self.table.of(self.command) for guard in row.guards)

    @cached_property
    def unit(self) -> Unit:
        unit = self.view.find(Unit)
        assert unit is not None, "the unit has not been founded"
        return unit

    @cached_property
    def today(self) -> date:
        """The unit's calendar day."""
        return local_day(self.at, self.unit.zone)

    @cached_property
    def posts(self) -> Posts:
        return self.view.find(Posts) or Posts()

    @property
    def committee(self) -> tuple[str, ...]:
        return self.posts.holders(self.today, "committee", "secretary")

    def own(self, member: str) -> frozenset[str]:
        """Whose own matter a matter of this member is: the member's and declared kin's."""
        return kin_of(self.view, member)

    def cycle(self, key: str) -> Cycle:
        found = self.view.find(Cycle, key)
        assert found is not None, f"there is no cycle {key}"
        return found

    def scheme(self, cycle: str) -> Scheme:
        """The scheme that a cycle pinned."""
        text = self.view.find(SchemeText, self.cycle(cycle).digest or "")
        assert text is not None, f"the cycle {cycle} has pinned no scheme"
        return scheme_of_text(text.text)

    def course(self, cycle: str) -> Course:
        """What the profile of that scheme makes of the steps."""
        return Course(self.scheme(cycle).profile, self.unit.parent is not None)

    def term(self, count: int, kind: str) -> Term:
        """A time of so many days that began that day: the first of them is the next."""
        return term(self.view, self.today, count, kind, self.unit.zone)


def differs(check: str, name: str, said: object, due: object) -> Iterator[Fault]:
    """Nothing where both are the same; else what is said, and what the events before it give."""
    if said != due or type(said) is not type(due):
        message = "its {field} is {said}; the events before it give {due}"
        yield Fault(message, check, {"field": name, "said": short(said), "due": short(due)})


def short(value: object) -> str:
    said = "–" if value is None else str(value)
    return said if len(said) <= 160 else f"{said[:160]}…"
