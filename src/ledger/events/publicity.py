"""公示: a window opens with a recorded deadline, and closes after it.

Source: spec/process.md §2 step 7, §5, §10 Days.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from ledger.payload import Payload


@dataclass(frozen=True, kw_only=True)
class PublicityOpened(Payload):
    """`subject` is round/…, grading/…, veto/… or claim/…; `until` the last day, `deadline` its end.

    `proof` is the digest of the photograph or scan of the posting. `without_calendar` are the years whose working
    days were counted Monday to Friday, since no calendar of theirs was recorded.
    """

    TOPIC: ClassVar[str] = "publicity-opened"
    window: str
    subject: str
    cycle: str
    claims: tuple[str, ...] = ()
    place: str
    proof: str | None = None
    contact: str
    until: date
    deadline: datetime
    without_calendar: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PublicityClosed(Payload):
    """The deadline had passed. `contested` stays behind until it is answered."""

    TOPIC: ClassVar[str] = "publicity-closed"
    window: str
    subject: str
    contested: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WindowWitnessed(Payload):
    """In the upper unit's ledger: it saw, at the instant of this event, that a branch had opened a window.

    `request` is the position of the opening in the branch's ledger, `opened` the instant that it bears there.
    """

    TOPIC: ClassVar[str] = "window-witnessed"
    branch: str
    request: int
    window: str
    subject: str
    opened: datetime
    deadline: datetime
