"""Who is who in a unit, folded from its events.

Source: spec/process.md §1.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from ledger.event import Event
from ledger.events import membership as happened
from ledger.events.transfer import TransferDecided, TransferRequested
from workflow.carried import opened
from workflow.record import Record, View

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Unit(Record):
    KIND: ClassVar[str] = "unit"
    id: str
    kind: str
    parent: str | None
    zone: str
    sandbox: bool
    no_committee: bool


# What of a member carries dates.
DATED = ("standing", "category", "inclusion", "under_watch")


@dataclass(frozen=True)
class Status:
    """What was said of a member to hold from one day on; None where nothing was said."""

    since: date
    standing: str | None = None
    category: str | None = None
    inclusion: str | None = None
    under_watch: bool | None = None


@dataclass(frozen=True)
class Member(Record):
    """The fields say what was entered last; `on` says what holds on a day, since changes carry dates.

    `statuses` stand in order of their days, those of one day as they were entered.
    """

    KIND: ClassVar[str] = "member"
    member: str
    standing: str
    category: str
    inclusion: str
    since: date
    group: str | None
    department: str | None
    under_watch: bool = False
    statuses: tuple[Status, ...] = ()
    # Who left: the last day, how, and to which unit.
    left: date | None = None
    how: str | None = None
    to: str | None = None

    @property
    def key(self) -> str:
        return self.member

    def belongs(self, day: date) -> bool:
        """Whether the member had not left by this day. Before the first day counts too: older matters may be theirs."""
        return self.left is None or day <= self.left

    def on(self, day: date) -> "Member":
        """The member as of this day; before the first one, as enrolled."""
        held = [status for status in self.statuses if status.since <= day] or self.statuses[:1]
        now: dict[str, Any] = {}
        for status in held:
            now |= {name: value for name in DATED if (value := getattr(status, name)) is not None}
        return replace(self, **now)

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
class Past:
    """An imported year: its grade, its total, or both."""

    year: int
    grade: str | None
    total: Decimal | None


@dataclass(frozen=True)
class PastYears(Record):
    """A member's years from before this ledger, in order of the year."""

    KIND: ClassVar[str] = "past-years"
    member: str
    years: tuple[Past, ...]

    @property
    def key(self) -> str:
        return self.member


@dataclass(frozen=True)
class Post:
    person: str
    role: str
    since: date
    until: date | None = None
    department: str | None = None

    def held(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def ended(self, day: date) -> "Post":
        """The post with this as its last day, if it would be held longer."""
        return replace(self, until=day) if self.until is None or self.until > day else self

    def handed(self, on: date) -> bool:
        """Whether it can be handed over on this day: held the day before, and on the day if nobody took it over."""
        return self.held(on) and self.held(on - ONE_DAY)


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


def not_included(view: View) -> tuple[str, ...]:
    """The members whose points aren't kept (不纳入积分管理, or evaluated only): every filing tells who they are."""
    members = (member for member in members_of(view) if member.left is None)
    return tuple(member.member for member in members if member.inclusion != "points")


COMMITTEE_LEAST, WITHOUT_MOST = 3, 6


def full_members(view: View, day: date) -> int:
    """How many full members there are on this day: with fewer than seven a branch may be without a committee."""
    members = (member for member in members_of(view) if member.since <= day and member.belongs(day))
    return sum(member.on(day).standing == "full" for member in members)


def has_no_committee(view: View, day: date, *, allowed: bool) -> bool:
    """不设支委会: the unit or its scheme says so (`allowed`), and no committee of three was appointed since."""
    posts = view.find(Posts) or Posts()
    return allowed and len(posts.holders(day, "committee", "secretary")) < COMMITTEE_LEAST


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
    # Who left and comes back is enrolled anew; how they stood before stays on record.
    before = view.find(Member, said.member)
    status = Status(said.since, said.standing, said.category, said.inclusion, under_watch=False)
    yield Member(
        said.member,
        said.standing,
        said.category,
        said.inclusion,
        said.since,
        said.group,
        said.department,
        statuses=_dated((*(before.statuses if before else ()), status)),
    )
    yield Roster(tuple(sorted({*roster.members, said.member})))


def _changed(view: View, event: Event, said: happened.MemberChanged) -> Iterable[Record]:
    member = view.find(Member, said.member)
    assert member is not None
    named = ("standing", "category", "inclusion", "under_watch", "group", "department")
    news = {name: getattr(said, name) for name in named if getattr(said, name) is not None}
    status = Status(said.since, **{name: news.get(name) for name in DATED})
    yield replace(member, **news, statuses=_dated((*member.statuses, status)))


def _dated(statuses: Iterable[Status]) -> tuple[Status, ...]:
    """In order of their days, those of one day as they were entered."""
    return tuple(sorted(statuses, key=lambda each: each.since))


def _left(view: View, event: Event, said: happened.MemberLeft) -> Iterable[Record]:
    member = view.find(Member, said.member)
    assert member is not None
    yield replace(member, left=said.day, how=said.how, to=said.to)
    posts = view.find(Posts) or Posts()
    yield Posts(tuple(p.ended(said.day) if p.person == said.member else p for p in posts.posts))


def _imported(view: View, event: Event, said: happened.HistoryImported) -> Iterable[Record]:
    known = view.find(PastYears, said.member)
    years = {past.year: past for past in (known.years if known else ())}
    years[said.year] = Past(said.year, said.grade, said.total)
    yield PastYears(said.member, tuple(years[year] for year in sorted(years)))


def _taken_in(view: View, event: Event, said: TransferDecided) -> Iterable[Record]:
    """Earlier years come with the request of the branch that the member was in."""
    request = opened(said.carried).payload
    if said.accepted and isinstance(request, TransferRequested):
        known = view.find(PastYears, said.member)
        years = {past.year: past for past in (known.years if known else ())}
        years |= {past.year: Past(past.year, past.grade, past.total) for past in request.years}
        yield PastYears(said.member, tuple(years[year] for year in sorted(years)))


def _kin(view: View, event: Event, said: happened.KinDeclared) -> Iterable[Record]:
    for one, other in ((said.person, said.kin), (said.kin, said.person)):
        known = view.find(Kin, one)
        yield Kin(one, tuple(sorted({*(known.kin if known else ()), other})))


def _appointed(view: View, event: Event, said: happened.RoleAppointed) -> Iterable[Record]:
    posts = view.find(Posts) or Posts()
    yield Posts((*posts.posts, Post(said.person, said.role, said.since, said.until, said.department)))


def _handed_over(view: View, event: Event, said: happened.RoleHandedOver) -> Iterable[Record]:
    posts = view.find(Posts) or Posts()
    before = said.on - ONE_DAY
    given = [p for p in posts.posts if p.person == said.person and p.role == said.role and p.handed(said.on)]
    kept = tuple(replace(p, until=before) if p in given else p for p in posts.posts)
    yield Posts((*kept, *(replace(p, person=said.to, since=said.on) for p in given)))


def _ended(view: View, event: Event, said: happened.RoleEnded) -> Iterable[Record]:
    posts = view.find(Posts) or Posts()
    yield Posts(
        tuple(p.ended(said.until) if p.person == said.person and p.role == said.role else p for p in posts.posts)
    )


EVOLVE: Mapping[type, Callable[[View, Event, Any], Iterable[Record]]] = {
    happened.UnitFounded: _founded,
    happened.MemberEnrolled: _enrolled,
    happened.MemberChanged: _changed,
    happened.MemberLeft: _left,
    happened.HistoryImported: _imported,
    TransferDecided: _taken_in,
    happened.KinDeclared: _kin,
    happened.RoleAppointed: _appointed,
    happened.RoleHandedOver: _handed_over,
    happened.RoleEnded: _ended,
}
