"""Minutes: the secretary or the recorder enters them, and that is the body's command (§10 Votes).

A session names its voters, so that each claim's conflicts can be checked; a meeting gives counts.
Every registered claim of the round is decided as it stands but for the `exceptions`.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.sealed import Sealed
from workflow.command import Command, command
from workflow.commands.minutes import MeetingCount, NewFigures, SessionVote


@dataclass(frozen=True, kw_only=True)
class Change(NewFigures):
    """What a body decided of one claim otherwise than it stands: smaller, or not accepted at all."""

    claim: str
    reject: bool = False
    reason: Sealed


@dataclass(frozen=True, kw_only=True)
class SessionException(Change):
    """With a vote of its own where it was voted singly; the session's vote holds otherwise."""

    favour: tuple[str, ...] | None = None
    against: tuple[str, ...] | None = None
    abstained: tuple[str, ...] | None = None


@command
@dataclass(frozen=True, kw_only=True)
class ReviewRound(SessionVote):
    """Whoever is conflicted on a claim is left out of its vote by the ledger itself."""

    NAME: ClassVar[str] = "session.review"
    round: str
    exceptions: tuple[SessionException, ...] = ()


@command
@dataclass(frozen=True, kw_only=True)
class ConfirmRound(MeetingCount):
    NAME: ClassVar[str] = "meeting.confirm"
    round: str
    exceptions: tuple[Change, ...] = ()


@command
@dataclass(frozen=True, kw_only=True)
class ConfirmYear(MeetingCount):
    NAME: ClassVar[str] = "meeting.confirm-year"
    cycle: str


@command
@dataclass(frozen=True, kw_only=True)
class InviteHearing(Command):
    """`subject` is claim/…, veto/…, grading/… or, before an observed deduction, item/…"""

    NAME: ClassVar[str] = "hearing.invite"
    subject: str
    member: str
    until: date


@command
@dataclass(frozen=True, kw_only=True)
class HoldHearing(Command):
    NAME: ClassVar[str] = "hearing.hold"
    subject: str
    member: str
    statement: Sealed | None = None


@command
@dataclass(frozen=True, kw_only=True)
class TickClock(Command):
    """Records the clock, and closes every window and every unanswered appeal time that is over."""

    NAME: ClassVar[str] = "clock.tick"
    source: str = "local"
