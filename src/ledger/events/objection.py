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
    """`about` is claim/…, veto/…, grading/… or omission/ROUND/MEMBER; `ground` what kind of objection it is.

    `line` is what should be there, for an omission (漏记). `objector` holds the person's id, sealed; `tag` is its keyed
    digest, by which the office knows the same person again without opening it. `form` is written or oral.
    `without_calendar` are the years whose working days were counted Monday to Friday, since no calendar of theirs
    was recorded.
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
    line: Line | None = None
    answer_by: date
    deadline: datetime
    without_calendar: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ObjectionAdmitted(Payload):
    TOPIC: ClassVar[str] = "objection-admitted"
    objection: str


@dataclass(frozen=True, kw_only=True)
class ObjectionNotAdmitted(Payload):
    """不予受理, with the reason. The time to appeal runs from the day on which the objector is told."""

    TOPIC: ClassVar[str] = "objection-not-admitted"
    objection: str
    reason: Sealed


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(Payload):
    """成立 or 不成立. `line` is how the claim reads now, if it was upheld and not struck.

    `corrects` is what an upheld objection to a grade puts right: claim/… or veto/…; the grade follows from it.
    `late`: the day to answer was over (逾期未答复). The time to appeal runs from the day of the telling.
    """

    TOPIC: ClassVar[str] = "objection-answered"
    objection: str
    upheld: bool
    line: Line | None = None
    worth: Decimal | None = None
    struck: bool = False
    corrects: str | None = None
    reason: Sealed
    favour: tuple[str, ...]
    against: tuple[str, ...]
    abstained: tuple[str, ...]
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class ObjectionTold(Payload):
    """The objector was told what became of it on this day: the time to appeal runs from there."""

    TOPIC: ClassVar[str] = "objection-told"
    objection: str
    on: date
    form: str
    appealable_until: datetime
    without_calendar: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ObjectionsAnnounced(Payload):
    """What became of these objections was announced at a meeting held after their answer."""

    TOPIC: ClassVar[str] = "objections-announced"
    meeting: str
    objections: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ObjectionEnded(Payload):
    """The time to appeal ran out, or the upper unit's decision has been received."""

    TOPIC: ClassVar[str] = "objection-ended"
    objection: str


@dataclass(frozen=True, kw_only=True)
class AppealLodged(Payload):
    """A request to the upper unit; it alone ends the matter. `concerned` are the member and declared kin (亲属)."""

    TOPIC: ClassVar[str] = "appeal-lodged"
    objection: str
    about: str
    member: str
    decided_by: tuple[str, ...]
    concerned: tuple[str, ...]
    line: Line | None = None
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What changes in a line that the upper unit doesn't hold; what is absent stays."""

    points: Decimal | None = None
    times: int | None = None
    level: str | None = None
    quantity: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Payload):
    """In the upper unit's ledger: the decision that ends the matter within this scheme.

    `line` is how the claim reads now, where the appeal brought it; else `changes` says what changes in it.
    `objection` is the branch's, or UNIT-COMPLAINT for what was lodged straight with the upper unit. `concerned` and
    `decided_before` are as the request names them: none of them decides it.
    """

    TOPIC: ClassVar[str] = "appeal-decided"
    branch: str
    request: int
    objection: str
    about: str
    upheld: bool
    line: Line | None = None
    changes: Changes | None = None
    struck: bool = False
    corrects: str | None = None
    concerned: tuple[str, ...] = ()
    decided_before: tuple[str, ...] = ()
    reason: Sealed


@dataclass(frozen=True, kw_only=True)
class LeadRecorded(Payload):
    """线索登记: anonymous word, looked into but no objection. Whom it is about stands in the sealed text alone."""

    TOPIC: ClassVar[str] = "lead-recorded"
    lead: str
    text: Sealed


@dataclass(frozen=True, kw_only=True)
class LeadClosed(Payload):
    """What looking into it came to: nothing, a matter that is taken up by its own step, or passed on."""

    TOPIC: ClassVar[str] = "lead-closed"
    lead: str
    outcome: str
    note: Sealed
