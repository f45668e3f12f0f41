"""Minutes: the secretary or the recorder enters them, and that is the body's command (§10 Votes).

A session names its voters, so that each claim's conflicts can be checked; a meeting gives counts.
Every registered claim of the round is decided as it stands but for the `exceptions`.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ledger.events.claim import VotedSingly
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


@dataclass(frozen=True, kw_only=True)
class MeetingException(Change):
    """With counts of its own where the meeting voted on this claim alone; the count on the whole holds otherwise."""

    singly: VotedSingly | None = None


@command
@dataclass(frozen=True, kw_only=True)
class ReviewRound(SessionVote):
    """Whoever is conflicted on a claim is left out of its vote by the ledger itself."""

    NAME: ClassVar[str] = "session.review"
    round: str
    exceptions: tuple[SessionException, ...] = ()


@command
@dataclass(frozen=True, kw_only=True)
class ReviewByMeeting(MeetingCount):
    """The preliminary review of a branch without a committee."""

    NAME: ClassVar[str] = "meeting.review"
    round: str
    exceptions: tuple[MeetingException, ...] = ()


@command
@dataclass(frozen=True, kw_only=True)
class ConfirmRound(MeetingCount):
    NAME: ClassVar[str] = "meeting.confirm"
    round: str
    exceptions: tuple[MeetingException, ...] = ()


@command
@dataclass(frozen=True, kw_only=True)
class ConfirmYear(MeetingCount):
    NAME: ClassVar[str] = "meeting.confirm-year"
    cycle: str


@command
@dataclass(frozen=True, kw_only=True)
class RecordSessionLapse(SessionVote):
    """`subject` is what was to be decided: round/…, claim/…, veto/… or objection/…"""

    NAME: ClassVar[str] = "session.record-lapse"
    subject: str


@command
@dataclass(frozen=True, kw_only=True)
class RecordMeetingLapse(MeetingCount):
    """`subject` is what was to be decided: scheme/…, round/…, claim/…, cycle/… or grading/…;
    without a committee also veto/… and objection/…"""

    NAME: ClassVar[str] = "meeting.record-lapse"
    subject: str
    favour: int = 0


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
