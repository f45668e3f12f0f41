"""Who belongs to a unit, in which standing, and who holds which post from when until when.

Source: spec/process.md §1 (person, roles, standing), §7 (genesis).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class UnitFounded(Payload):
    """Genesis: the first event of a ledger. It seats the secretary and the committee.

    `kind` is branch, general-branch or committee; `sandbox` marks the ledger for ever;
    `no_committee` says 不设支委会: the meeting takes the committee's part.
    """

    TOPIC: ClassVar[str] = "unit-founded"
    kind: str
    parent: str | None = None
    zone: str
    sandbox: bool
    secretary: str
    committee: tuple[str, ...]
    no_committee: bool = False


@dataclass(frozen=True, kw_only=True)
class MemberEnrolled(Payload):
    """`inclusion`: points are kept, evaluation only, or none (不纳入积分管理).

    Where they aren't kept, `body` decided it: committee, meeting or upper; `document` is the digest of its paper.
    """

    TOPIC: ClassVar[str] = "member-enrolled"
    member: str
    standing: str
    category: str
    inclusion: str = "points"
    since: date
    group: str | None = None
    department: str | None = None
    body: str | None = None
    document: str | None = None


@dataclass(frozen=True, kw_only=True)
class MemberChanged(Payload):
    """What is named holds anew from `since`, the rest stays; `under_watch` is 留党察看: no vote.

    Where `inclusion` is named, `body` decided it and `document` is the digest of its paper.
    """

    TOPIC: ClassVar[str] = "member-changed"
    member: str
    since: date
    standing: str | None = None
    category: str | None = None
    inclusion: str | None = None
    under_watch: bool | None = None
    group: str | None = None
    department: str | None = None
    body: str | None = None
    document: str | None = None
    reason: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class MemberAway(Payload):
    """Away from `since` to `until`, both included: 驻村, 流动, study, illness.

    `host` is the unit that the member is with, where there is one: it feeds points back.
    """

    TOPIC: ClassVar[str] = "member-away"
    member: str
    kind: str
    host: str | None = None
    since: date
    until: date


@dataclass(frozen=True, kw_only=True)
class MemberReturned(Payload):
    """Back before the stated day: `until` was the last day away."""

    TOPIC: ClassVar[str] = "member-returned"
    member: str
    until: date


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Payload):
    """`day` is the member's last. `how`: transferred (`to` says which unit), moved, deceased, expelled … .

    Posts and delegations end with that day; open claims go back by events of their own.
    """

    TOPIC: ClassVar[str] = "member-left"
    member: str
    day: date
    how: str
    to: str | None = None
    reason: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class HistoryImported(Payload):
    """How a member stood in a year before this ledger began; `document` is the digest of the old record.

    Imported again, the later event holds; the earlier one stays in the log.
    """

    TOPIC: ClassVar[str] = "history-imported"
    member: str
    year: int
    grade: str | None = None
    total: Decimal | None = None
    document: str


@dataclass(frozen=True, kw_only=True)
class KinDeclared(Payload):
    """Two persons are kin (亲属): each is conflicted in the other's matters."""

    TOPIC: ClassVar[str] = "kin-declared"
    person: str
    kin: str


@dataclass(frozen=True, kw_only=True)
class RoleAppointed(Payload):
    """A post from `since` on, until `until` (that day included) if it is set.

    `body` is who appointed: committee, meeting or upper. `department` bounds a department head.
    """

    TOPIC: ClassVar[str] = "role-appointed"
    person: str
    role: str
    since: date
    until: date | None = None
    department: str | None = None
    body: str


@dataclass(frozen=True, kw_only=True)
class RoleHandedOver(Payload):
    """交接: `person` held the post until the day before `on`; `to` holds it from `on`, as long as it was given for.

    What is open in the post goes with it and is listed nowhere by name: it is read from the ledger.
    """

    TOPIC: ClassVar[str] = "role-handed-over"
    person: str
    to: str
    role: str
    on: date
    body: str


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Payload):
    TOPIC: ClassVar[str] = "role-ended"
    person: str
    role: str
    until: date
