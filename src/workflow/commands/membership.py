"""What one may ask about a unit, its members and its posts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from ledger.sealed import Sealed
from workflow.command import Command, command

Standing = Literal["full", "probationary", "activist", "employee"]
Inclusion = Literal["points", "evaluation", "none"]
Body = Literal["committee", "meeting", "upper"]
Role = Literal[
    "committee",
    "secretary",
    "recorder",
    "deputy-recorder",
    "group-leader",
    "department-head",
    "line-leader",
    "liaison-leader",
    "officer",
    "teller",
    "instructor",
    "mass-representative",
    "second-signer",
    "inspector",
    "operator",
]


@command
@dataclass(frozen=True, kw_only=True)
class FoundUnit(Command):
    """Genesis: seats the secretary and the committee; `sandbox` marks the ledger for ever.

    `names` (id to name) goes to the directory, never into the log.
    """

    NAME: ClassVar[str] = "unit.found"
    ASIDE: ClassVar[tuple[str, ...]] = ("names",)
    kind: Literal["branch", "general-branch", "committee"]
    parent: str | None = None
    zone: str = "Asia/Shanghai"
    sandbox: bool = False
    secretary: str
    committee: tuple[str, ...]
    no_committee: bool = False


@command
@dataclass(frozen=True, kw_only=True)
class EnrolMember(Command):
    """`name` goes to the directory, never into the log. Without points kept: by whose decision, on which paper."""

    NAME: ClassVar[str] = "member.enrol"
    ASIDE: ClassVar[tuple[str, ...]] = ("name",)
    member: str
    standing: Standing = "full"
    category: str = "default"
    inclusion: Inclusion = "points"
    since: date
    group: str | None = None
    department: str | None = None
    body: Body | None = None
    document: str | None = None


@command
@dataclass(frozen=True, kw_only=True)
class ChangeMember(Command):
    """`inclusion` goes with the body that decided on it and the digest of its paper."""

    NAME: ClassVar[str] = "member.change"
    member: str
    since: date
    standing: Standing | None = None
    category: str | None = None
    inclusion: Inclusion | None = None
    under_watch: bool | None = None
    group: str | None = None
    department: str | None = None
    body: Body | None = None
    document: str | None = None
    reason: Sealed | None = None


@command
@dataclass(frozen=True, kw_only=True)
class SendMember(Command):
    """Both days are included. `host` is the unit that feeds points back, where there is one."""

    NAME: ClassVar[str] = "member.away"
    member: str
    kind: Literal["secondment", "mobile", "study", "long-illness"]
    host: str | None = None
    since: date
    until: date


@command
@dataclass(frozen=True, kw_only=True)
class ReturnMember(Command):
    """`until` was the last day away."""

    NAME: ClassVar[str] = "member.return"
    member: str
    until: date


@command
@dataclass(frozen=True, kw_only=True)
class LeaveMember(Command):
    """`day` is the last day of belonging. To another unit with a ledger it is a transfer instead."""

    NAME: ClassVar[str] = "member.leave"
    member: str
    day: date
    how: Literal["moved", "deceased", "withdrew", "struck-off", "expelled"]
    reason: Sealed | None = None


@command
@dataclass(frozen=True, kw_only=True)
class ImportHistory(Command):
    """A grade, a total or both from a year before this ledger began; `document` is the old record's digest."""

    NAME: ClassVar[str] = "member.history"
    member: str
    year: int
    grade: str | None = None
    total: Decimal | None = None
    document: str


@command
@dataclass(frozen=True, kw_only=True)
class DeclareKin(Command):
    NAME: ClassVar[str] = "member.kin"
    person: str
    kin: str


@command
@dataclass(frozen=True, kw_only=True)
class AppointRole(Command):
    NAME: ClassVar[str] = "role.appoint"
    person: str
    role: Role
    since: date
    until: date | None = None
    department: str | None = None
    body: Body = "committee"


@command
@dataclass(frozen=True, kw_only=True)
class HandOverRole(Command):
    """`on` is the first day of `to`; the day before it is the last of `person`."""

    NAME: ClassVar[str] = "role.hand-over"
    person: str
    to: str
    role: Role
    on: date
    body: Body = "committee"


@command
@dataclass(frozen=True, kw_only=True)
class EndRole(Command):
    """`until` is the last day on which the post is held."""

    NAME: ClassVar[str] = "role.end"
    person: str
    role: Role
    until: date
