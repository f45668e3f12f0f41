"""异议 and 申诉: who objected is sealed; what it was about, and the answer, is not.

Source: spec/process.md §3 Objection and appeal, §8, §10 Objections.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from ledger.events.claim import Line
from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class ObjectionLodged(Payload):
    """`about` is claim/…, veto/… or grading/…; `ground` what kind of objection it is.

    `objector` holds the person's id, sealed; `tag` is its keyed digest, by which the office knows
    the same person again without opening it. `form` is written or oral. `without_calendar` are the years
    whose working days were counted Monday to Friday, since no calendar of theirs was recorded.
    """

    TOPIC: ClassVar[str] = "objection-lodged"
    objection: str
    about: str
    ground: str
    cycle: str
    member: str
    objector: Sealed
    tag: str
    text: Sealed
    form: str
    answer_by: date
    deadline: datetime
    without_calendar: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ObjectionAdmitted(Payload):
    TOPIC: ClassVar[str] = "objection-admitted"
    objection: str


@dataclass(frozen=True, kw_only=True)
class ObjectionNotAdmitted(Payload):
    TOPIC: ClassVar[str] = "objection-not-admitted"
    objection: str
    reason: Sealed
    appealable_until: datetime
    without_calendar: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(Payload):
    """成立 or 不成立. `line` is how the claim reads now, if it was upheld and not struck."""

    TOPIC: ClassVar[str] = "objection-answered"
    objection: str
    upheld: bool
    line: Line | None = None
    worth: Decimal | None = None
    struck: bool = False
    reason: Sealed
    favour: tuple[str, ...]
    against: tuple[str, ...]
    abstained: tuple[str, ...]
    late: bool = False
    appealable_until: datetime
    without_calendar: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ObjectionEnded(Payload):
    """The time to appeal ran out, or the upper unit's decision has been received."""

    TOPIC: ClassVar[str] = "objection-ended"
    objection: str


@dataclass(frozen=True, kw_only=True)
class AppealLodged(Payload):
    """A request to the upper unit; it alone ends the matter."""

    TOPIC: ClassVar[str] = "appeal-lodged"
    objection: str
    about: str
    member: str
    decided_by: tuple[str, ...]
    line: Line | None = None
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Payload):
    """In the upper unit's ledger: the decision that ends the matter within this scheme."""

    TOPIC: ClassVar[str] = "appeal-decided"
    branch: str
    request: int
    objection: str
    about: str
    upheld: bool
    line: Line | None = None
    worth: Decimal | None = None
    struck: bool = False
    reason: Sealed
