"""Who is away on which days, and who counts in 应到.

Source: spec/process.md §3 Member (驻村, 流动), §10 Votes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import membership as happened
from workflow.record import Record, View
from workflow.state.cycle import profile_in_force
from workflow.state.membership import Member, members_of


@dataclass(frozen=True)
class Spell:
    """From `since` to `until`, both included; nothing is left of it where `until` lies before."""

    kind: str
    host: str | None
    since: date
    until: date

    def holds(self, day: date) -> bool:
        return self.since <= day <= self.until


@dataclass(frozen=True)
class Away(Record):
    """A member's times away, in order of recording."""

    KIND: ClassVar[str] = "away"
    member: str
    spells: tuple[Spell, ...]

    @property
    def key(self) -> str:
        return self.member


def away_on(view: View, member: str, day: date) -> tuple[Spell, ...]:
    """The spells that hold on this day."""
    known = view.find(Away, member)
    return tuple(spell for spell in (known.spells if known else ()) if spell.holds(day))


def with_host(view: View, member: str, day: date) -> bool:
    """Whether the member is with a host that day, who feeds points back."""
    return any(spell.host for spell in away_on(view, member, day))


def votes_on(view: View, member: Member, day: date, leave: frozenset[str]) -> bool:
    """Counts in 应到 on this day: a full member, not under 留党察看, not away by a kind of leave that isn't counted."""
    if not (member.since <= day and member.belongs(day) and member.on(day).votes):
        return False
    return not any(spell.kind in leave for spell in away_on(view, member.member, day))


def leave_not_counted(view: View) -> frozenset[str]:
    """The kinds of leave that shorten 应到: those that the profile of the latest open cycle names, as a rule none."""
    profile = profile_in_force(view)
    return frozenset(profile.leave_not_counted) if profile else frozenset()


def entitled(view: View, day: date) -> int:
    """应到: how many may vote in a members' meeting on this day."""
    leave = leave_not_counted(view)
    return sum(votes_on(view, member, day, leave) for member in members_of(view))


def _away(view: View, event: Event, said: happened.MemberAway) -> Iterable[Record]:
    known = view.find(Away, said.member)
    spell = Spell(said.kind, said.host, said.since, said.until)
    yield Away(said.member, (*(known.spells if known else ()), spell))


def _back(view: View, event: Event, said: happened.MemberReturned) -> Iterable[Record]:
    known = view.find(Away, said.member)
    if known:
        spells = tuple(replace(s, until=said.until) if s.holds(said.until) else s for s in known.spells)
        yield Away(said.member, spells)


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.MemberAway: _away,
    happened.MemberReturned: _back,
}
