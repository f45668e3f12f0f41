"""What the oracle knows of one branch: people, posts, kin, rounds, claims, windows, objections, vetoes.

Plain data. Nothing here or in the oracle's rules comes from the program's own packages.
Source: spec/process.md §1, §3, §5.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def day_of(at: datetime, zone: ZoneInfo = ZONE) -> date:
    """The local day on which an instant falls."""
    return at.astimezone(zone).date()


def over(day: date, zone: ZoneInfo = ZONE) -> datetime:
    """The end of a local day: the first instant of the next (§10 Days)."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def after(at: datetime, days: int, zone: ZoneInfo = ZONE) -> datetime:
    """When a count of calendar days is over; it starts on the day after (§10 Days)."""
    return over(day_of(at, zone) + timedelta(days=days), zone)


@dataclass(frozen=True)
class Item:
    """What the scheme's page says about one item."""

    most: Decimal
    takes: bool = False
    signed_by_head: bool = False
    evidence: frozenset[str] = frozenset()
    member_applies: bool = True


ITEMS = {
    "duty.task": Item(Decimal(10), signed_by_head=True, evidence=frozenset({"record", "photo"})),
    "duty.study": Item(Decimal(20)),
    "duty.absence": Item(Decimal(10), takes=True, member_applies=False),
}
# Quarters of a year.
ROUNDS = 4
HEARD_OVER, PUBLICITY_DAYS, REPLY_DAYS, APPEAL_DAYS = Decimal(2), 7, 3, 7
VETOES, SANCTIONS = frozenset({"veto.law"}), frozenset({"sanction.warning"})


@dataclass
class Person:
    """A member: `points` is whether points are kept on them at all (纳入积分管理)."""

    since: date
    standing: str = "full"
    points: bool = True
    watched: bool = False
    department: str | None = "D1"


@dataclass(frozen=True)
class Post:
    person: str
    role: str
    since: date
    until: date | None = None
    department: str | None = None


@dataclass
class Claim:
    id: str
    member: str
    item: str
    points: Decimal
    state: str
    round: str | None
    evidence: frozenset[str] = frozenset()
    source: str = "member"
    signer: str | None = None
    registrar: str | None = None
    voters: tuple[str, ...] = ()
    told: datetime | None = None
    before: str = ""


@dataclass
class Round:
    id: str
    starts: date
    ends: date
    closes: date
    state: str = "open"


@dataclass
class Window:
    id: str
    subject: str
    claims: tuple[str, ...]
    opened: datetime
    ends: datetime
    closed: bool = False


@dataclass
class Objection:
    id: str
    about: str
    objector: str
    received: datetime
    state: str = "lodged"
    answered: datetime | None = None
    told: datetime | None = None
    voters: tuple[str, ...] = ()


@dataclass
class Veto:
    id: str
    member: str
    proposer: str
    state: str = "proposed"


@dataclass
class Hearing:
    """An invitation to be heard by the end of a day, or a hearing that was held (`until` absent)."""

    subject: str
    member: str
    until: date | None
    held: bool = False


@dataclass
class World:
    """One branch under the scheme of the walk, its cycle open."""

    starts: date
    ends: date
    people: dict[str, Person] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    kin: set[frozenset[str]] = field(default_factory=set)
    above: set[str] = field(default_factory=set)
    inspectors: set[str] = field(default_factory=set)
    delegations: list[tuple[str, str, date, date]] = field(default_factory=list)
    rounds: dict[str, Round] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    windows: dict[str, Window] = field(default_factory=dict)
    objections: dict[str, Objection] = field(default_factory=dict)
    vetoes: dict[str, Veto] = field(default_factory=dict)
    hearings: list[Hearing] = field(default_factory=list)
    # The ledger's position of the last change to each claim, as the ledger told it (§7 seen).
    changed: dict[str, int] = field(default_factory=dict)
    stands_in: tuple[str, str] | None = None
    # Of the smaller matters, the one in hand: a `tests.oracle.matter.Matter`.
    matter: Any = None

    def holders(self, role: str, day: date) -> set[str]:
        """Who holds a post on a day; both ends included."""
        return {p.person for p in self.posts if p.role == role and p.since <= day and (not p.until or day <= p.until)}

    def holds(self, person: str, day: date, *roles: str) -> bool:
        return any(person in self.holders(role, day) for role in roles)

    def is_member(self, person: str, day: date) -> bool:
        return person in self.people and self.people[person].since <= day

    def conflicted(self, person: str, member: str) -> bool:
        """The same person, or declared kin: judged by the person, never by the role (§1)."""
        return person == member or frozenset({person, member}) in self.kin

    def acts_in_conflict(self, person: str, member: str) -> bool:
        """Of the actor; where somebody stands in for another, a conflict of either counts (§4 delegated)."""
        actors = self.stands_in if self.stands_in and person == self.stands_in[1] else (person,)
        return any(self.conflicted(actor, member) for actor in actors)

    def entitled(self) -> int:
        """应到: every full member who is not under 留党察看 (§10 Votes)."""
        return sum(p.standing == "full" and not p.watched for p in self.people.values())
