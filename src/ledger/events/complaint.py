"""What is lodged straight with the upper unit, in its own ledger: it admits it or not; the branch learns by receipt.

Source: spec/process.md §3 Objection and appeal (late ones), §8.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from ledger.events.claim import Line
from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class ComplaintLodged(Payload):
    """`about` is claim/…, veto/…, grading/… or omission/… of the branch, `member` whom it concerns.

    `objector` holds the person's id, sealed; `tag` is its keyed digest; `line` is what an omission left out.
    """

    TOPIC: ClassVar[str] = "complaint-lodged"
    complaint: str
    branch: str
    about: str
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
class ComplaintAdmitted(Payload):
    """The upper unit takes the matter: the branch holds it from the receipt of this.

    `request` is the position of the complaint, `lodged_at` its instant; `reason` why a late one is admitted.
    """

    TOPIC: ClassVar[str] = "complaint-admitted"
    complaint: str
    branch: str
    request: int
    about: str
    member: str
    objector: Sealed
    tag: str
    form: str
    line: Line | None = None
    lodged_at: datetime
    answer_by: date
    deadline: datetime
    reason: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class ComplaintNotAdmitted(Payload):
    TOPIC: ClassVar[str] = "complaint-not-admitted"
    complaint: str
    reason: Sealed
