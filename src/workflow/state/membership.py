"""Who is who in a unit, folded from its events.

Source: spec/process.md §1.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import membership as happened
from workflow.record import Record, View


@dataclass(frozen=True)
class Unit(Record):
    KIND: ClassVar[str] = "unit"
    id: str
    kind: str
    parent: str | None
    zone: str
    sandbox: bool
    no_committee: bool


@dataclass(frozen=True)
class Member(Record):
    KIND: ClassVar[str] = "member"
    member: str
    standing: str
    category: str
    inclusion: str
    since: date
    group: str | None
    department: str | None
    under_watch: bool = False

    @property
    def key(self) -> str:
        return self.member

    @property
    def votes(self) -> bool:
        """Counts in 应到: full and not under 留党察看 (spec/process.md §10 Votes)."""
        return self.standing == "full" and not self.under_watch


@dataclass(frozen=True)
class Roster(Record):
    """Everybody enrolled, in order of id."""

    KIND: ClassVar[str] = "roster"
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Post:
    person: str
    role: str
    since: date
    until: date | None = None
    department: str | None = None

    def held(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Posts(Record):
    KIND: ClassVar[str] = "posts"
    posts: tuple[Post, ...] = ()

    def roles(self, person: str, day: date) -> frozenset[str]:
        """The posts that the person holds on this day."""
        return frozenset(p.role for p in self.posts if p.person == person and p.held(day))

    def holders(self, day: date, *roles: str) -> tuple[str, ...]:
        """Who holds one of these posts on this day, each once, in order of id."""
        return tuple(sorted({p.person for p in self.posts if p.role in roles and p.held(day)}))


@dataclass(frozen=True)
class Kin(Record):
    KIND: ClassVar[str] = "kin"
    person: str
    kin: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.person


def kin_of(view: View, person: str) -> frozenset[str]:
    """The person and everybody declared as kin: whose matters are the person's own (own-claim)."""
    known = view.find(Kin, person)
    return frozenset((person, *(known.kin if known else ())))


def members_of(view: View) -> tuple[Member, ...]:
    """Everybody enrolled, in order of id."""
    roster = view.find(Roster) or Roster()
    found = (view.find(Member, member) for member in roster.members)
    return tuple(member for member in found if member is not None)


def entitled(view: View) -> int:
    """应到: how many may vote in a members' meeting."""
    return sum(member.votes for member in members_of(view))


def _founded(view: View, event: Event, said: happened.UnitFounded) -> Iterable[Record]:
    day = event.at.date()
    # Founders hold their posts from before the first local day, whatever the zone.
    since = date.fromordinal(day.toordinal() - 1)
    yield Unit(event.unit, said.kind, said.parent, said.zone, said.sandbox, said.no_committee)
    posts = [Post(said.secretary, "secretary", since), *(Post(person, "committee", since) for person in said.committee)]
    yield Posts(tuple(posts))
    yield Roster()


def _enrolled(view: View, event: Event, said: happened.MemberEnrolled) -> Iterable[Record]:
    roster = view.find(Roster) or Roster()
    yield Member(said.member, said.standing, said.category, said.inclusion, said.since, said.group, said.department)
    yield Roster(tuple(sorted({*roster.members, said.member})))


def _changed(view: View, event: Event, said: happened.MemberChanged) -> Iterable[Record]:
    member = view.find(Member, said.member)
    assert member is not None
    named = ("standing", "category", "inclusion", "under_watch", "group", "department")
    yield replace(member, **{name: getattr(said, name) for name in named if getattr(said, name) is not None})


def _kin(view: View, event: Event, said: happened.KinDeclared) -> Iterable[Record]:
    for one, other in ((said.person, said.kin), (said.kin, said.person)):
        known = view.find(Kin, one)
        yield Kin(one, tuple(sorted({*(known.kin if known else ()), other})))


def _appointed(view: View, event: Event, said: happened.RoleAppointed) -> Iterable[Record]:
    posts = view.find(Posts) or Posts()
    yield Posts((*posts.posts, Post(said.person, said.role, said.since, said.until, said.department)))


def _ended(view: View, event: Event, said: happened.RoleEnded) -> Iterable[Record]:
    posts = view.find(Posts) or Posts()
    yield Posts(
        tuple(
            replace(p, until=said.until)
            if p.person == said.person and p.role == said.role and (p.until is None or p.until > said.until)
            else p
            for p in posts.posts
        )
    )


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.UnitFounded: _founded,
    happened.MemberEnrolled: _enrolled,
    happened.MemberChanged: _changed,
    happened.KinDeclared: _kin,
    happened.RoleAppointed: _appointed,
    happened.RoleEnded: _ended,
}
