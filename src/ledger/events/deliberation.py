"""What a body did: a committee session, a members' meeting, a hearing, a day's clock.

Committee votes name the voters, so that each claim's conflicts can be checked; a meeting's votes
are counts; ballots appear nowhere. Source: spec/process.md §4 quorum, heard; §5; §10 Votes.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class SessionHeld(Payload):
    """A committee session: who of its `members` was present, and what it was about."""

    TOPIC: ClassVar[str] = "session-held"
    session: str
    subject: str
    members: tuple[str, ...]
    present: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingHeld(Payload):
    """A members' meeting: 应到 `entitled`, present, and the count on the whole.

    `for_committee` says that it took the part of a committee that the branch hasn't; `recused` are those who are
    concerned in the matter, were there and stood back.
    """

    TOPIC: ClassVar[str] = "meeting-held"
    meeting: str
    subject: str
    entitled: int
    present: int
    favour: int
    against: int
    abstained: int
    for_committee: bool = False
    recused: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class HearingInvited(Payload):
    """申辩: the member may be heard on `subject` until the end of `until`."""

    TOPIC: ClassVar[str] = "hearing-invited"
    subject: str
    member: str
    until: date
    deadline: datetime


@dataclass(frozen=True, kw_only=True)
class HearingHeld(Payload):
    TOPIC: ClassVar[str] = "hearing-held"
    subject: str
    member: str
    statement: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class ClockRecorded(Payload):
    """What time it was said to be, from which source, and the jump since the last event."""

    TOPIC: ClassVar[str] = "clock-recorded"
    source: str
    jump_seconds: int
    backwards: bool = False


@dataclass(frozen=True, kw_only=True)
class SessionLapsed(Payload):
    """A session that decided nothing: too few there, too few without a conflict, or no majority.

    `outcome` says which: no-quorum, too-few, not-carried. What it was about stays where it was.
    """

    TOPIC: ClassVar[str] = "session-lapsed"
    session: str
    subject: str
    outcome: str
    members: tuple[str, ...]
    present: tuple[str, ...]
    favour: tuple[str, ...]
    against: tuple[str, ...]
    abstained: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingLapsed(Payload):
    """流会, or a vote short of the majority: the counts, and that nothing was decided.

    `outcome` is no-quorum or not-carried. What it was about stays where it was.
    """

    TOPIC: ClassVar[str] = "meeting-lapsed"
    meeting: str
    subject: str
    outcome: str
    entitled: int
    present: int
    favour: int
    against: int
    abstained: int
